import { concurrently } from '../../../platform/concurrently.ts';
import { ConditionFailed, type Item } from '../../../table/client.ts';
import { GSI1 } from '../../../table/definition.ts';
import type { Deps } from '../../../table/deps.ts';
import { heldBallotsPartitions } from '../../../table/keys.ts';
import { lookUp } from '../../../table/lookup.ts';
import { pagesOf } from '../../../table/pages.ts';
import { contestLookup } from '../../contests/lookups.ts';
import type { Contest } from '../../contests/model.ts';
import type { Program } from '../../programs/rules.ts';
import { getBallotSecrets, parseBallot } from '../store.ts';
import { followVoters } from '../voters.ts';
import { release } from './release.ts';
import { isMeant, mayDecideVotes, type VoteDecision } from './rules.ts';
import { decisionLookup, parseDecision, replaceDone } from './store.ts';

/** Has ballots follow what was decided of votes. Safe to repeat and to stop at any moment. */
export async function carryOutDecision(
  deps: Deps,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  const named = parseDecision(item);
  const wanted = { decision: decisionLookup(named), contest: contestLookup(program.id, named.contestId) };
  const { decision, contest } = await lookUp(deps, wanted, { consistent: true });
  if (decision?.isWaiting !== true || contest === undefined) return;
  if (mayDecideVotes(contest).ok) {
    const isWhole =
      decision.kind === 'RELEASE'
        ? await releaseMeant(deps, contest, decision, isOver)
        : (await followVoters(deps, [contest], decision.memberIds, isOver)).isWhole;
    if (!isWhole) return;
  }
  try {
    await deps.table.write(replaceDone(decision));
  } catch (error) {
    // Somebody else has done it.
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

const PAGE = 100;
const BALLOTS_AT_ONCE = 8;
/** Comes after all that begins with the moment. */
const LAST = '#~';

/** False where time was over before all were released. What is released leaves the list. */
async function releaseMeant(
  deps: Deps,
  contest: Contest,
  decision: VoteDecision,
  isOver: () => boolean,
): Promise<boolean> {
  const [secret] = await getBallotSecrets(deps, [contest]);
  if (secret === undefined) return true;
  const between = ['0', `${decision.decidedAt}${LAST}`] as const;
  for (const partition of heldBallotsPartitions(contest.programId, contest.id)) {
    for await (const items of pagesOf(deps, { index: GSI1.name, partition, between, limit: PAGE })) {
      if (isOver()) return false;
      const ballots = items.map(parseBallot);
      await concurrently(ballots, BALLOTS_AT_ONCE, (ballot) =>
        release(deps, secret, ballot, (one) => isMeant(one, decision)),
      );
    }
  }
  return true;
}
