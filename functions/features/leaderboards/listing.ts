import type { Deps } from '../../platform/deps.ts';
import { Fault } from '../../platform/errors.ts';
import { inLanes } from '../../platform/lanes.ts';
import { dayOf } from '../../platform/time.ts';
import type { Item } from '../../table/client.ts';
import { type Edit, makeEdits } from '../../table/edits.ts';
import type { StreamRecord } from '../../table/fold.ts';
import { programOf, recordPrefix } from '../../table/keys.ts';
import { SUBJECTS } from '../subjects.ts';
import { parseRecord, rankedOf, recordItem, subjectOfBoard } from './edits.ts';
import { type Boards, placeOf } from './projection.ts';
import { withListing } from './records.ts';
import type { Subject } from './subject.ts';

// Members who hide, are suspended or go take all their records with them, on every board and in every season, and bring
// them back when they return. So does whoever else owns what is ranked.

const PAGE = 100;
const LANES = 8;

/** Somebody whose records are listed no longer, or again. */
type Owner = { subject: Subject; programId: string; ownerId: string };

/**
 * Lists or unlists the records of all owners whom a batch of the stream speaks of as having changed in that. What is
 * written is what the owner is at that moment, so doing it twice, late or beside another changes nothing.
 */
export async function relistOwners(
  deps: Deps,
  records: readonly StreamRecord[],
  boardsOf: (programId: string) => Boards,
): Promise<void> {
  const moved = new Map<string, Owner>();
  for (const [kind, subject] of Object.entries(SUBJECTS)) {
    const { entity, isListed, ownerId } = subject.witness;
    for (const { before, after, expired } of records) {
      const item = after ?? before;
      if (item?.et !== entity || expired || isListed(before) === isListed(after)) continue;
      const owner = { subject, programId: programOf(item) ?? '', ownerId: ownerId(item) };
      moved.set(`${kind} ${item.PK}`, owner);
    }
  }
  await inLanes([...moved.values()], LANES, (owner) => relist(deps, owner, boardsOf(owner.programId)));
}

/** Brings all records of an owner to what the owner's own item says. Records are read and written consistently. */
async function relist(deps: Deps, { subject, programId, ownerId }: Owner, known: Boards): Promise<void> {
  for (const partition of await subject.partitionsOf(deps, programId, ownerId)) {
    let after: Record<string, string> | undefined;
    do {
      const page = await deps.table.query({
        partition,
        prefix: recordPrefix(),
        limit: PAGE,
        consistent: true,
        after,
      });
      await makeEdits(
        deps,
        page.items.map((item) => listingEdit(item, known, deps.now())),
      );
      after = page.last;
    } while (after !== undefined);
  }
}

function listingEdit(item: Item, { boards, timeZone }: Boards, now: Date): Edit {
  const { boardId, season } = placeOf(item);
  const board = boards.find(({ id }) => id === boardId);
  if (board === undefined) throw new Fault(`The board ${boardId} of a record is not there.`);
  const ranked = rankedOf(item);
  const { witness } = subjectOfBoard(board);
  return {
    key: { PK: item.PK, SK: item.SK },
    witness: { key: witness.key(board.programId, ranked.ownerId), asked: 'ALWAYS' },
    apply: (before, witnessed) => {
      if (before === undefined) return undefined;
      const record = parseRecord(before);
      const listed = withListing(record, witness.isListed(witnessed), dayOf(now, timeZone));
      return listed === record ? undefined : recordItem(board, season, ranked, listed, now);
    },
  };
}
