import * as z from 'zod';
import { dayOf } from '../../platform/time.ts';
import { type Edit, makeEdits } from '../../projection/edits.ts';
import { ConditionFailed, chunk, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { recordKey, recordPrefix } from '../../table/keys.ts';
import type { Program } from '../programs/rules.ts';
import { type Catalog, type KnownBoard, knownBoard } from './catalog.ts';
import { parseRecord, rankedOf, recordItem } from './edits.ts';
import { placeOf } from './projection.ts';
import { withListing } from './records.ts';
import { isClosed, isOver } from './rules.ts';
import { seasonOf } from './seasons.ts';
import { loadBoards } from './store.ts';
import type { Subject } from './subject.ts';

// Members who hide, are suspended or go leave the seasons that run, on every open board and with all that is theirs, and come
// back to them when they return. A season that is over does not move.

/** Places that are looked at together; what they hold is written in one transaction. */
const SLICE = 50;
const PAGE = 100;

const relistingModel = z.object({ memberId: z.string(), version: z.int() });

/** Where records of an owner may stand: a subject of theirs on a board. */
type Place = KnownBoard & { partition: string };

/**
 * Brings the records of a member in running seasons to what the member's own item says. Each slice writes what that
 * is at its moment, under the member's version: doing it twice, late or beside another changes nothing, and a member
 * who turned to and fro costs one pass.
 */
export async function relistMember(
  deps: Deps,
  catalog: Catalog,
  program: Program,
  item: Item,
  isLate: () => boolean,
): Promise<void> {
  const { memberId, version } = relistingModel.parse(item);
  for (const slice of chunk(await placesOf(deps, catalog, program, memberId), SLICE)) {
    if (isLate()) return;
    const found = await Promise.all(
      slice.map(async (place) => {
        const records = await runningRecords(deps, program, place);
        return records.map((record) => listingEdit(deps, program, place, record));
      }),
    );
    await makeEdits(deps, found.flat());
  }
  await settle(deps, item, version);
}

/** Boards from memory: those that were made since they were read have no records yet. */
async function placesOf(deps: Deps, catalog: Catalog, program: Program, memberId: string): Promise<Place[]> {
  const open = (await loadBoards(deps, program.id)).filter((board) => !isClosed(board, deps.now()));
  const boards = open.map((board) => knownBoard(catalog, board));
  const partitions = new Map<Subject, string[]>();
  for (const { subject } of boards) {
    if (partitions.has(subject)) continue;
    partitions.set(subject, await subject.partitionsOf(deps, program.id, memberId));
  }
  return boards.flatMap((known) =>
    (partitions.get(known.subject) ?? []).map((partition) => ({ ...known, partition })),
  );
}

/**
 * The records of a place from the running season on: what was told a little ahead may stand in one that has not begun. However
 * many seasons are over, none of them is read.
 */
async function runningRecords(
  deps: Deps,
  { timeZone }: Program,
  { board, partition }: Place,
): Promise<Item[]> {
  const current = seasonOf(board.season, deps.now(), timeZone);
  const from = recordKey(partition, board.id, current).SK;
  const records: Item[] = [];
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      partition,
      between: [from, `${recordPrefix(board.id)}~`],
      limit: PAGE,
      consistent: true,
      after,
    });
    records.push(...page.items);
    after = page.last;
  } while (after !== undefined);
  return records;
}

function listingEdit(deps: Deps, { timeZone }: Program, known: KnownBoard, item: Item): Edit {
  const { season } = placeOf(item);
  const ranked = rankedOf(item);
  const { board } = known;
  const { witness } = known.subject;
  return {
    key: { PK: item.PK, SK: item.SK },
    witness: { key: witness.key(board.programId, ranked.ownerId), asked: 'ALWAYS' },
    apply: (before, witnessed) => {
      const now = deps.now();
      // Its season may have ended since it was found.
      if (before === undefined || isOver(board, season, timeZone, now)) return undefined;
      const record = parseRecord(before);
      const listed = withListing(record, witness.isListed(witnessed), dayOf(now, timeZone));
      return listed === record ? undefined : recordItem(known, season, ranked, listed, now);
    },
  };
}

/** Takes the work out of what is due, unless the member has changed again since it was read. */
async function settle(deps: Deps, { PK, SK }: Item, version: number): Promise<void> {
  try {
    await deps.table.write({
      delete: { PK, SK },
      condition: '#version = :read',
      names: { '#version': 'version' },
      values: { ':read': version },
    });
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}
