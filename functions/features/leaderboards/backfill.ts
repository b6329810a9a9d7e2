import type { Deps } from '../../platform/deps.ts';
import { Fault } from '../../platform/errors.ts';
import { inLanes } from '../../platform/lanes.ts';
import type { Item } from '../../table/client.ts';
import { GSI1 } from '../../table/definition.ts';
import { type Edit, makeEdits } from '../../table/edits.ts';
import { optimistically } from '../../table/optimistic.ts';
import { metricOf } from '../metrics.ts';
import type { Program } from '../programs/rules.ts';
import { bookingOf, recordEdit, seasonOfFact, subjectOfBoard } from './edits.ts';
import type { Metric } from './metric.ts';
import { emptyRecord, type Fact, type RankRecord, withBooking } from './records.ts';
import { type Backfill, type Board, backfilledBoard, isBackfilling } from './rules.ts';
import { forgetBoards, parseBoard, readBoard, replaceBoard } from './store.ts';

// A board that is made later than what it counts: its past is added up member by member, in the order in which they joined,
// while the stream goes on counting what is new.

const MEMBERS_AT_ONCE = 40;
const LANES = 16;
const HISTORY_PAGE = 500;
/** Other work that is due waits behind this, so half of a minute is left to it. */
const BUDGET_MILLIS = 30_000;

/**
 * Counts a part of a board's past, as much as time allows. Each member's records are marked once they hold the past, so
 * nothing is counted twice however often this is cut short or run beside itself; the board keeps how far it has come.
 */
export async function backfillBoard(
  deps: Deps,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  const until = deps.now().getTime() + BUDGET_MILLIS;
  let board = parseBoard(item);
  while (isBackfilling(board) && !isOver() && deps.now().getTime() <= until) {
    const { members, progress } = await nextMembers(deps, board, board.backfill);
    await inLanes(members, LANES, (member) =>
      backfillMember(deps, program, board, subjectOfBoard(board).witness.ownerId(member)),
    );
    const next = await saveProgress(deps, board, progress);
    if (next === undefined) return;
    board = next;
  }
}

/** The next members who had joined when the board began to count, and how far the backfill is with them. */
async function nextMembers(
  deps: Deps,
  board: Board,
  done: Backfill,
): Promise<{ members: Item[]; progress: Backfill }> {
  const { items, last } = await deps.table.query({
    index: GSI1.name,
    partition: subjectOfBoard(board).witness.list(board.programId),
    // A space sorts before all that an id has in it: whatever follows the position, and not the position itself.
    between: [done.position === null ? '0' : `${done.position} `, board.countsFrom],
    limit: MEMBERS_AT_ONCE,
  });
  const progress: Backfill = {
    ...done,
    membersDone: done.membersDone + items.length,
    position: items.length === 0 ? done.position : String(items.at(-1)?.GSI1SK),
    finishedAt: last === undefined ? deps.now().toISOString() : null,
  };
  return { members: items, progress };
}

/** Notes how far a backfill has come; undefined when another run has come further. */
function saveProgress(deps: Deps, from: Board, progress: Backfill): Promise<Board | undefined> {
  return optimistically(async () => {
    const before = await readBoard(deps, from.programId, from.id);
    if (before === undefined || before.backfill?.position !== from.backfill?.position) return undefined;
    const after = backfilledBoard(before, progress, deps.now());
    await deps.table.write(replaceBoard(before, after));
    forgetBoards(deps, before.programId);
    if (progress.finishedAt !== null)
      deps.log.info('Backfilled a leaderboard.', { programId: before.programId, boardId: before.id });
    return after;
  });
}

async function backfillMember(deps: Deps, program: Program, board: Board, memberId: string): Promise<void> {
  const metric = metricOf(board.metric);
  if (metric === undefined) throw new Fault(`Nothing is known of the metric ${board.metric}.`);
  const facts = await factsBefore(deps, metric, board, memberId);
  await makeEdits(deps, pastEdits(board, facts, program.timeZone, deps.now()));
}

/** What a member did before the board's cut-over, earliest booked first. */
async function factsBefore(deps: Deps, metric: Metric, board: Board, memberId: string): Promise<Fact[]> {
  const facts: Fact[] = [];
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      index: GSI1.name,
      partition: metric.history(board.programId, memberId),
      limit: HISTORY_PAGE,
      after,
    });
    for (const item of page.items) facts.push(...metric.facts(item, board.subject, board.eventType));
    after = page.last;
  } while (after !== undefined);
  return facts
    .filter(({ bookedAt }) => bookedAt < board.countsFrom)
    .sort((one, other) => (one.bookedAt < other.bookedAt ? -1 : 1));
}

/** The edits that add facts of before the cut-over to their records: all those of a record at once, and once only. */
export function pastEdits(board: Board, facts: readonly Fact[], timeZone: string, now: Date): Edit[] {
  const byRecord = Map.groupBy(facts, (fact) => `${seasonOfFact(board, fact, timeZone)} ${fact.subjectId}`);
  return [...byRecord.values()].flatMap((past) => {
    const [first] = past;
    if (first === undefined) return [];
    const bookings = past.map((fact) => bookingOf(fact, timeZone));
    const change = (record: RankRecord | undefined, listed: boolean) => {
      if (record?.backfilled === true) return undefined;
      const start = record ?? emptyRecord(bookings[0]?.day ?? '', listed, board.scale);
      return { ...bookings.reduce(withBooking, start), backfilled: true };
    };
    return [recordEdit(board, seasonOfFact(board, first, timeZone), first, change, now)];
  });
}
