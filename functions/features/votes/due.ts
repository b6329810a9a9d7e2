import { chunk, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { takeAway } from '../../table/due.ts';
import { contestSaltKey } from '../../table/keys.ts';
import { lookUp } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import { recountDue } from '../contests/followup.ts';
import type { Contest } from '../contests/model.ts';
import { openContestsOf } from '../contests/views.ts';
import { memberLookup } from '../members/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { suspendBallot } from './ballot.ts';
import {
  getBallotItems,
  parseBallot,
  parseStatusNote,
  putSuspended,
  putUnderNote,
  type StatusNote,
  statusNoteLookup,
} from './store.ts';

const CONTESTS_AT_ONCE = 25;
const BALLOTS_AT_ONCE = 50;

/**
 * Strikes the ballots of a suspended member in every contest whose result is to come, and gives those of one who is back their weight
 * again. Doing it twice or late changes nothing. Each write holds only while the note stands that it is done for: who is slow, and
 * has read the status before the last, writes nothing.
 */
export async function strikeBallots(
  deps: Deps,
  program: Program,
  item: Item,
  isLate: () => boolean,
): Promise<void> {
  const note = parseStatusNote(item);
  for (const contests of chunk(await openContestsOf(deps, program.id), CONTESTS_AT_ONCE)) {
    if (isLate()) return;
    await optimistically(() => strikeIn(deps, { program, contests, note, isLate }));
  }
  if (!isLate()) await takeAway(deps, note, note.version);
}

type Strike = {
  program: Program;
  contests: readonly Contest[];
  note: StatusNote;
  isLate: () => boolean;
};

async function strikeIn(deps: Deps, { program, contests, note, isLate }: Strike): Promise<void> {
  const wanted = { now: statusNoteLookup(note), member: memberLookup(program.id, note.memberId) };
  const { now, member } = await lookUp(deps, wanted, { consistent: true });
  if (now?.version !== note.version) return;
  const changes = (await getBallotItems(deps, contests, note.memberId)).flatMap((item) => {
    const before = parseBallot(item);
    const after = suspendBallot(before, member?.status === 'SUSPENDED');
    return after === before ? [] : [{ contestId: after.contestId, put: putSuspended(item, after) }];
  });
  for (const some of chunk(changes, BALLOTS_AT_ONCE)) {
    if (isLate()) return;
    const changed = new Set(some.map(({ contestId }) => contestId));
    const recounts = contests
      .filter(({ id }) => changed.has(id))
      .flatMap((contest) => recountDue(contest, deps.now()));
    await putUnderNote(deps, [...some.map(({ put }) => put), ...recounts], note);
  }
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
