import { seasonOf } from '../../functions/features/leaderboards/boards/calendar.ts';
import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import { type Board, isBackfilling, isStreamed } from '../../functions/features/leaderboards/boards/rules.ts';
import { type RankRecord, rankedUnits } from '../../functions/features/leaderboards/records/rules.ts';
import { recordKeyOf } from '../../functions/features/leaderboards/records/store.ts';
import type { LeaderboardDirection, SeasonKind } from '../../functions/platform/generated/enums.ts';
import { addCalendarDays, dayOf, isDay, startOfDay } from '../../functions/platform/time.ts';
import { catalog } from '../../functions/registry/catalog.ts';

// A board's records against all that its metric counts.

/** Facts of one metric and kind of subject: columns of numbers, for there may be millions. Subjects and owners by their numbers. */
export type Facts = {
  subject: number[];
  owner: number[];
  amount: number[];
  at: number[];
  bookedAt: number[];
};
export const noFacts = (): Facts => ({ subject: [], owner: [], amount: [], at: [], bookedAt: [] });

/** A record as it was read, and what the facts that count in it come to. */
export type RecordFound = RankRecord & {
  subject: number;
  owner: number;
  /** The kind of subject in whose partition it stands. */
  kind: string | undefined;
  /** Where it stands in the index: the shard, and the direction in which its place there is right. Or the text that is neither. */
  shard: number | string | undefined;
  sort: LeaderboardDirection | string | undefined;
  facts: number;
  sum: number;
  /** What was booked before the record's day. */
  sumBefore: number;
  latestAt: number;
  latestDay: string;
  ownerOfFacts: number;
};

/** What was found of a program. */
export type Stage = {
  programId: string;
  timeZone: string;
  idOf: (number: number) => string;
  /** True for a member who is listed, false for one who is not, null for one who cannot be read, undefined for nobody. */
  listed: readonly (boolean | null | undefined)[];
  /** Members whose records wait to be listed as the member is. */
  relisted: ReadonlySet<number>;
};

/** The records of a board's seasons, by subject. */
export type Records = ReadonlyMap<string, ReadonlyMap<number, RecordFound>>;

/**
 * Adds every fact that counts on a board up in its record. Gives how many facts there are of each record that is not there.
 * While the past is being counted, a record says itself whether it holds its own; what it then has to hold is sure.
 */
export function addFacts(stage: Stage, board: Board, records: Records, facts: Facts): Map<string, number> {
  const calendar = calendarOf(stage.timeZone, board.seasonKind);
  const missing = new Map<string, number>();
  for (const [place, subject] of facts.subject.entries()) {
    const bookedAt = facts.bookedAt[place] ?? 0;
    const at = facts.at[place] ?? 0;
    const { season } = calendar(at);
    const record = records.get(season)?.get(subject);
    const owner = facts.owner[place] ?? 0;
    if (!counts(board, new Date(bookedAt).toISOString(), record, stage.listed[owner] !== undefined)) continue;
    if (record === undefined) {
      const { SK, PK } = recordKeyOf(knownBoard(catalog, board), season, stage.idOf(subject));
      missing.set(`${PK} ${SK}`, (missing.get(`${PK} ${SK}`) ?? 0) + 1);
      continue;
    }
    const amount = facts.amount[place] ?? 0;
    const { day } = calendar(bookedAt);
    record.facts += 1;
    record.sum += amount;
    if (day < record.day) record.sumBefore += amount;
    if (at > record.latestAt) record.latestAt = at;
    if (day > record.latestDay) record.latestDay = day;
    record.ownerOfFacts = owner;
  }
  return missing;
}

/**
 * True for a fact that its record holds, or would if it were there. The past of a member who is gone by the time of the
 * backfill is not counted, so that its record alone says whether it was.
 */
function counts(board: Board, bookedAt: string, record: RecordFound | undefined, isThere: boolean): boolean {
  if (isStreamed(board, bookedAt)) return true;
  if (board.backfill === null || bookedAt >= board.countsFrom) return false;
  return record?.backfilled === true || (!isBackfilling(board) && isThere);
}

/** What is wrong with the sums of a record whose facts have been added up, each a few words. */
export const wrongFacts = (record: RecordFound): string[] =>
  record.facts === 0 ? ['nothing counts in it'] : wrongSums(record);

/** The same of a record whose score is set. */
export const wrongScore = ({ score }: RecordFound, wanted: number): string[] =>
  score === wanted ? [] : [`its score is ${score}, and what it follows from says ${wanted}`];

/**
 * What is wrong with a record beside its sums, each a few words. Who is listed in a season that is over is as it may be.
 */
export function wrongsOf(
  stage: Stage,
  board: Board,
  record: RecordFound,
  { today, isOver }: { today: string; isOver: boolean },
): string[] {
  const wrong: string[] = [];
  if (record.kind !== board.subject) wrong.push('it stands where no record of this board can');
  if (record.scale !== board.scale) wrong.push(`its scale is ${record.scale} and the board's ${board.scale}`);
  // What was booked ahead, as a development server does for a demo, brings its day along.
  if (record.day > today && record.day > record.latestDay)
    wrong.push(`its day ${record.day} has not come, and nothing was booked on it`);
  if (!isOver && !stage.relisted.has(record.owner)) wrong.push(...wrongListing(stage, board, record));
  return [...wrong, ...wrongPlace(board, record)];
}

function wrongListing(stage: Stage, board: Board, record: RecordFound): string[] {
  const known = stage.listed[record.owner];
  const listed = known === undefined ? catalog.subjectOf(board.subject)?.owner.isListed(undefined) : known;
  if (listed === null || listed === record.listed) return [];
  const whose = board.subject === 'CONTEST_ENTRY' ? 'entry' : 'member';
  return [record.listed ? `it is listed, and its ${whose} is not` : `it is not listed, and its ${whose} is`];
}

function wrongSums(record: RecordFound): string[] {
  const { score, sum, scoreAtDayStart, sumBefore, reachedAt, latestAt, day, latestDay } = record;
  const wrong: string[] = [];
  if (score !== sum) wrong.push(`its score is ${score} and what it counts comes to ${sum}`);
  if (reachedAt !== latestAt)
    wrong.push(`it was reached at ${iso(reachedAt)} and the latest that it counts was at ${iso(latestAt)}`);
  if (day < latestDay) wrong.push(`its day is ${day} and something was booked on ${latestDay}`);
  // Null: it was not listed then, which nothing else tells.
  else if (scoreAtDayStart !== null && scoreAtDayStart !== sumBefore)
    wrong.push(`when ${day} began its score was ${sumBefore}, and it says ${scoreAtDayStart}`);
  if (record.ownerOfFacts !== record.owner) wrong.push('it is of another owner than what it counts');
  return wrong;
}

const MAX_MILLIS = 8.64e15;
const iso = (millis: number) => (millis <= MAX_MILLIS ? new Date(millis).toISOString() : String(millis));

/** A record stands in the index when it is ranked, in one of the board's shards, at the place of its score. */
function wrongPlace(board: Board, record: RecordFound): string[] {
  const { shard, sort } = record;
  if (rankedUnits(record) === null)
    return shard === undefined && sort === undefined ? [] : ['it stands in the index, and has no rank'];
  const wrong: string[] = [];
  if (shard === undefined) wrong.push('it stands in no shard of the index');
  else if (typeof shard === 'string' || shard >= board.shards)
    wrong.push(`its shard in the index is ${shard}, of ${board.shards}`);
  if (sort !== board.direction)
    wrong.push(`its place in the index (GSI1SK ${sort}) is not that of its score`);
  return wrong;
}

const DAY_MILLIS = 86_400_000;

/**
 * The day and the season of instants in a zone. They change with the day only, so each day is looked up once: a million facts lie
 * on few.
 */
function calendarOf(timeZone: string, kind: SeasonKind): (millis: number) => { day: string; season: string } {
  const known = new Map<number, { from: number; to: number; day: string; season: string }[]>();
  return (millis) => {
    const slot = Math.floor(millis / DAY_MILLIS);
    const found = known.get(slot)?.find(({ from, to }) => from <= millis && millis < to);
    if (found !== undefined) return found;
    const instant = new Date(millis);
    const one = { day: dayOf(instant, timeZone), season: seasonOf(kind, instant, timeZone) };
    if (!isDay(one.day) || one.day === '9999-12-31') return one;
    const from = startOfDay(one.day, timeZone).getTime();
    const to = startOfDay(addCalendarDays(one.day, 1), timeZone).getTime();
    known.set(slot, [...(known.get(slot) ?? []), { ...one, from, to }]);
    return one;
  };
}
