import type { Deps } from '../../platform/deps.ts';
import { inLanes } from '../../platform/lanes.ts';
import { dayOf } from '../../platform/time.ts';
import type { Item } from '../../table/client.ts';
import { type Edit, makeEdits } from '../../table/edits.ts';
import type { StreamRecord } from '../../table/fold.ts';
import { ENTITY, memberKey, programOf, recordPrefix } from '../../table/keys.ts';
import { isListedItem } from '../members/subject.ts';
import { SUBJECTS } from '../subjects.ts';
import { parseRecord, rankedOf, recordItem } from './edits.ts';
import { type Boards, placeOf } from './projection.ts';
import { withListing } from './records.ts';

// Members who hide, are suspended or go take all their records with them, on every board and in every season, and bring
// them back when they return.

const PAGE = 100;
const LANES = 8;

/**
 * Lists or unlists the records of all members whom a batch of the stream speaks of as having changed in that. What is
 * written is what the member is at that moment, so doing it twice, late or beside another changes nothing.
 */
export async function relistOwners(
  deps: Deps,
  records: readonly StreamRecord[],
  boardsOf: (programId: string) => Boards,
): Promise<void> {
  const moved = new Map<string, Item>();
  for (const { before, after, expired } of records) {
    const item = after ?? before;
    if (item?.et !== ENTITY.member || expired || isListedItem(before) === isListedItem(after)) continue;
    moved.set(item.PK, item);
  }
  await inLanes([...moved.values()], LANES, (item) => {
    const programId = programOf(item) ?? '';
    return relist(deps, programId, String(item.id), boardsOf(programId));
  });
}

/** Brings all records of a member to what the member's own item says. Reads and writes consistently. */
export async function relist(deps: Deps, programId: string, memberId: string, known: Boards): Promise<void> {
  for (const subject of Object.values(SUBJECTS)) {
    for (const partition of await subject.partitionsOf(deps, programId, memberId)) {
      await relistPartition(deps, programId, partition, known);
    }
  }
}

async function relistPartition(
  deps: Deps,
  programId: string,
  partition: string,
  known: Boards,
): Promise<void> {
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      partition,
      prefix: recordPrefix(),
      limit: PAGE,
      consistent: true,
      after,
    });
    const edits = page.items.flatMap((item) => listingEdit(programId, item, known, deps.now()));
    await makeEdits(deps, edits);
    after = page.last;
  } while (after !== undefined);
}

function listingEdit(programId: string, item: Item, { boards, timeZone }: Boards, now: Date): Edit[] {
  const { boardId, season } = placeOf(item);
  const ranked = rankedOf(item);
  const board = boards.find(({ id }) => id === boardId);
  if (board === undefined) throw new Error(`The board ${boardId} of a record is not there.`);
  return [
    {
      key: { PK: item.PK, SK: item.SK },
      witness: { key: memberKey(programId, ranked.ownerId), asked: 'ALWAYS' },
      apply: (before, witness) => {
        if (before === undefined) return undefined;
        const record = parseRecord(before);
        const listed = withListing(record, isListedItem(witness), dayOf(now, timeZone));
        return listed === record ? undefined : recordItem(board, season, ranked, listed, now);
      },
    },
  ];
}
