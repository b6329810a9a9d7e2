import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { takeAway } from '../../table/due.ts';
import { contestSaltKey } from '../../table/keys.ts';
import { recountDue } from '../contests/followup.ts';
import { openContestsOf } from '../contests/views.ts';
import type { Program } from '../programs/rules.ts';
import { parseStatusNote } from './store.ts';
import { followVoters } from './voters.ts';

/**
 * Has the ballots of a member whose status has changed follow it in every contest whose result is to come. Doing it twice or late
 * changes nothing of what counts.
 */
export async function strikeBallots(
  deps: Deps,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  const note = parseStatusNote(item);
  const contests = await openContestsOf(deps, program.id);
  const { isWhole, votedIn } = await followVoters(deps, contests, [note.memberId], isOver);
  if (!isWhole) return;
  for (const contest of votedIn) {
    const recount = recountDue(contest, deps.now());
    if (recount.length > 0) await deps.table.transact(recount);
  }
  await takeAway(deps, note, note.version);
}

/** Destroys what hides the addresses and agents of a contest's voters: from then on they tell nothing. Safe to repeat. */
export async function forgetOrigins(
  deps: Deps,
  program: Program,
  { PK, SK, contestId }: Item,
): Promise<void> {
  await deps.table.transact([
    { delete: contestSaltKey(program.id, String(contestId)) },
    { delete: { PK, SK } },
  ]);
}
