import { concurrently } from '../../../platform/concurrently.ts';
import { Fault } from '../../../platform/errors.ts';
import { makeEdits } from '../../../projection/edits.ts';
import type { Item } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import { optimistically } from '../../../table/optimistic.ts';
import type { Program } from '../../programs/rules.ts';
import { type Catalog, type KnownBoard, knownBoard } from '../boards/catalog.ts';
import { advanceBackfill, type Backfill, type Board, isBackfilling } from '../boards/rules.ts';
import { forgetBoards, getBoard, parseBoard, replaceBoard } from '../boards/store.ts';
import { createPast } from './bookings.ts';
import { historyPages, listOwners } from './store.ts';

// A board that is made later than what it counts: its past is added up owner by owner, in the order in which
// they came, while the stream goes on counting what is new.

const OWNERS_AT_ONCE = 40;
const LANES = 16;
/** Other boards may wait behind this one, so half of a minute is left to them. */
const BUDGET_MILLIS = 30_000;

/**
 * Counts a part of a board's past, as much as time allows. Each owner's records are marked once they hold the
 * past, so nothing is counted twice however often this is cut short or run beside itself; the board keeps how
 * far it has come.
 */
export async function backfillBoard(
  deps: Deps,
  catalog: Catalog,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  const until = deps.now().getTime() + BUDGET_MILLIS;
  let board = parseBoard(item);
  while (isBackfilling(board) && !isOver() && deps.now().getTime() <= until) {
    const known = knownBoard(catalog, board);
    const { ownerIds, progress } = await nextOwners(deps, known, board.backfill);
    await concurrently(ownerIds, LANES, (ownerId) => backfillOwner(deps, catalog, program, known, ownerId));
    const next = await saveProgress(deps, board, progress);
    if (next === undefined) return;
    board = next;
  }
}

/** Those who had come when the board began to count. */
async function nextOwners(
  deps: Deps,
  { board, subject }: KnownBoard,
  done: Backfill,
): Promise<{ ownerIds: string[]; progress: Backfill }> {
  const range = { after: done.position, until: board.countsFrom, limit: OWNERS_AT_ONCE };
  const { ownerIds, position, isLast } = await listOwners(deps, board.programId, subject, range);
  const progress: Backfill = {
    ...done,
    membersDone: done.membersDone + ownerIds.length,
    position,
    finishedAt: isLast ? deps.now().toISOString() : null,
  };
  return { ownerIds, progress };
}

/** Undefined when another run has come further. */
function saveProgress(deps: Deps, from: Board, progress: Backfill): Promise<Board | undefined> {
  return optimistically(async () => {
    const before = await getBoard(deps, from.programId, from.id);
    if (before === undefined || before.backfill?.position !== from.backfill?.position) return undefined;
    const after = advanceBackfill(before, progress, deps.now());
    await deps.table.write(replaceBoard(before, after));
    forgetBoards(deps, before.programId);
    if (progress.finishedAt !== null)
      deps.log.info('Backfilled a leaderboard.', { programId: before.programId, boardId: before.id });
    return after;
  });
}

async function backfillOwner(
  deps: Deps,
  { metricOf }: Catalog,
  program: Program,
  known: KnownBoard,
  ownerId: string,
): Promise<void> {
  const { board } = known;
  const metric = metricOf(board.metric);
  if (metric === undefined) throw new Fault(`Nothing is known of the metric ${board.metric}.`);
  const past = createPast(known, program.timeZone);
  for await (const items of historyPages(deps, board.programId, metric, ownerId))
    for (const item of items)
      for (const fact of metric.facts(item, board.subject, board.eventType)) past.add(fact);
  await makeEdits(deps, past.edits(deps.now()));
}
