import * as z from 'zod';
import { dayOf } from '../../../platform/time.ts';
import { type Edit, makeEdits } from '../../../projection/edits.ts';
import { chunk, type Item } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import { takeAway } from '../../../table/due.ts';
import type { Program } from '../../programs/rules.ts';
import { seasonOf } from '../boards/calendar.ts';
import { type Catalog, type KnownBoard, knownBoard } from '../boards/catalog.ts';
import { isClosed, isOver } from '../boards/rules.ts';
import { cachedBoards } from '../boards/store.ts';
import type { Subject } from '../boards/subject.ts';
import { withListing } from './rules.ts';
import { boardSeasonOf, getRecordItemsFrom, rankedOf, recordEdit } from './store.ts';

// Members who hide, are suspended or are gone leave the running seasons of every open board, with all that is
// theirs, and come back when they return. A season that is over does not change.

/** Partitions that are looked at together: most have one record, and 50 edits fit one transaction. */
const SLICE = 50;

const relistingModel = z.object({ memberId: z.string(), version: z.int() });

/** Where records of an owner may stand: a subject of theirs on a board. */
type OwnedPartition = { known: KnownBoard; partition: string };

/**
 * Brings the records of a member in running seasons to what the member's own item says at that moment, under
 * its version. So doing it twice, late or beside another changes nothing, and several changes of the member
 * in a row cost one pass.
 */
export async function relistMember(
  deps: Deps,
  catalog: Catalog,
  program: Program,
  item: Item,
  isLate: () => boolean,
): Promise<void> {
  const { memberId, version } = relistingModel.parse(item);
  for (const slice of chunk(await partitionsOf(deps, catalog, program, memberId), SLICE)) {
    if (isLate()) return;
    const edits = await Promise.all(slice.map((owned) => listingEdits(deps, program, owned)));
    await makeEdits(deps, edits.flat());
  }
  await takeAway(deps, item, version);
}

/** Boards from memory: those that were made since they were read have no records yet. */
async function partitionsOf(
  deps: Deps,
  catalog: Catalog,
  program: Program,
  ownerId: string,
): Promise<OwnedPartition[]> {
  const open = (await cachedBoards(deps, program.id)).filter((board) => !isClosed(board, deps.now()));
  const boards = open.map((board) => knownBoard(catalog, board));
  const partitions = new Map<Subject, string[]>();
  for (const { subject } of boards) {
    if (partitions.has(subject)) continue;
    partitions.set(subject, await subject.partitionsOf(deps, program.id, ownerId));
  }
  return boards.flatMap((known) =>
    (partitions.get(known.subject) ?? []).map((partition) => ({ known, partition })),
  );
}

/** From the running season on: what was reported a little ahead may stand in one that has not begun. */
async function listingEdits(
  deps: Deps,
  program: Program,
  { known, partition }: OwnedPartition,
): Promise<Edit[]> {
  const current = seasonOf(known.board.seasonKind, deps.now(), program.timeZone);
  const items = await getRecordItemsFrom(deps, known.board, partition, current);
  return items.map((item) => listingEdit(deps, program, known, item));
}

function listingEdit({ now }: Deps, { timeZone }: Program, known: KnownBoard, item: Item): Edit {
  const { season } = boardSeasonOf(item);
  return recordEdit(
    known,
    season,
    rankedOf(item),
    (record, listed) => {
      // Its season may have ended since it was found.
      if (record === undefined || isOver(known.board, season, timeZone, now())) return undefined;
      return withListing(record, listed, dayOf(now(), timeZone));
    },
    { now, asked: 'ALWAYS' },
  );
}
