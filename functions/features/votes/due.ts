import * as z from 'zod';
import type { Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { lookUpOne } from '../../table/lookup.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Contest } from '../contests/model.ts';
import { openContestsOf } from '../contests/views.ts';
import { memberLookup } from '../members/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { suspendBallot } from './ballot.ts';
import { getBallotItems, parseBallot, putSuspended, removeStatusNote } from './store.ts';

const noteModel = z.object({ memberId: z.string(), version: z.int() });

/**
 * Strikes the ballots of a suspended member in every contest whose result is to come, and gives those of one who is back their weight
 * again. It brings them to what the member's own item says at that moment, so doing it twice, late or beside another changes nothing.
 */
export async function strikeBallots(
  deps: Deps,
  program: Program,
  note: Item,
  isLate: () => boolean,
): Promise<void> {
  const { memberId, version } = noteModel.parse(note);
  for (const contest of await openContestsOf(deps, program.id)) {
    if (isLate()) return;
    await optimistically(() => strikeIn(deps, contest, memberId));
  }
  await removeStatusNote(deps, note, version);
}

async function strikeIn(deps: Deps, { programId, id: contestId }: Contest, memberId: string): Promise<void> {
  const lookup = memberLookup(programId, memberId);
  const member = await lookUpOne(deps, lookup, { consistent: true });
  for (const item of await getBallotItems(deps, { programId, contestId, memberId })) {
    const before = parseBallot(item);
    const after = suspendBallot(before, member?.status === 'SUSPENDED');
    if (after !== before) await deps.table.write(putSuspended(item, after));
  }
}
