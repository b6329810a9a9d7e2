import { Fault } from '../../platform/errors.ts';
import { inLanes } from '../../platform/lanes.ts';
import { type Edit, makeEdits } from '../../projection/edits.ts';
import type { Item } from '../../table/client.ts';
import { GSI1 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import type { Program } from '../programs/rules.ts';
import { type Catalog, type KnownBoard, knownBoard } from './catalog.ts';
import { bookingOf, recordEdit, seasonOfFact } from './edits.ts';
import { type BookingSum, emptyRecord, type Fact, type RankRecord, summedUp, withSum } from './records.ts';
import { type Backfill, type Board, backfilledBoard, isBackfilling } from './rules.ts';
import { forgetBoards, parseBoard, readBoard, replaceBoard } from './store.ts';
import type { Ranked } from './subject.ts';

// A board that is made later than what it counts: its past is added up member by member, in the order in which they joined,
// while the stream goes on counting what is new.

const MEMBERS_AT_ONCE = 40;
const LANES = 16;
const HISTORY_PAGE = 500;
/** Other boards may wait behind this one, so half of a minute is left to them. */
const BUDGET_MILLIS = 30_000;

/**
 * Counts a part of a board's past, as much as time allows. Each member's records are marked once they hold the past, so
 * nothing is counted twice however often this is cut short or run beside itself; the board keeps how far it has come.
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
    const { members, progress } = await nextMembers(deps, known, board.backfill);
    await inLanes(members, LANES, (member) =>
      backfillMember(deps, catalog, program, known, known.subject.witness.ownerId(member)),
    );
    const next = await saveProgress(deps, board, progress);
    if (next === undefined) return;
    board = next;
  }
}

/** The next members who had joined when the board began to count, and how far the backfill is with them. */
async function nextMembers(
  deps: Deps,
  { board, subject }: KnownBoard,
  done: Backfill,
): Promise<{ members: Item[]; progress: Backfill }> {
  const { items, last } = await deps.table.query({
    index: GSI1.name,
    partition: subject.witness.list(board.programId),
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

async function backfillMember(
  deps: Deps,
  { metricOf }: Catalog,
  program: Program,
  known: KnownBoard,
  memberId: string,
): Promise<void> {
  const { board } = known;
  const metric = metricOf(board.metric);
  if (metric === undefined) throw new Fault(`Nothing is known of the metric ${board.metric}.`);
  const past = createPast(known, program.timeZone);
  let after: Record<string, string> | undefined;
  do {
    const page = await deps.table.query({
      index: GSI1.name,
      partition: metric.history(board.programId, memberId),
      limit: HISTORY_PAGE,
      after,
    });
    for (const item of page.items)
      for (const fact of metric.facts(item, board.subject, board.eventType)) past.add(fact);
    after = page.last;
  } while (after !== undefined);
  await makeEdits(deps, past.edits(deps.now()));
}

/**
 * What was done before a board's cut-over, as a sum for each record that it counts in: a member's history may be longer than a
 * process can hold.
 */
export function createPast(known: KnownBoard, timeZone: string) {
  const { board } = known;
  const records = new Map<string, { season: string; ranked: Ranked; sum: BookingSum }>();
  return {
    add(fact: Fact): void {
      if (fact.bookedAt >= board.countsFrom) return;
      const season = seasonOfFact(board, fact, timeZone);
      const key = `${season} ${fact.subjectId}`;
      const counted = records.get(key);
      const ranked = counted?.ranked ?? { subjectId: fact.subjectId, ownerId: fact.ownerId };
      records.set(key, { season, ranked, sum: summedUp(counted?.sum, bookingOf(fact, timeZone)) });
    },
    /** The edits that add the sums to their records: each once only. */
    edits: (now: Date): Edit[] =>
      [...records.values()].map(({ season, ranked, sum }) => {
        const change = (record: RankRecord | undefined, listed: boolean) =>
          record?.backfilled === true
            ? undefined
            : { ...withSum(record ?? emptyRecord(sum.day, listed, board.scale), sum), backfilled: true };
        return recordEdit(known, season, ranked, change, now);
      }),
  };
}
