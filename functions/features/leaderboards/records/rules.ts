import * as z from 'zod';
import type { LeaderboardDirection, UnrankedReason } from '../../../platform/generated/enums.ts';
import { MAX_UNITS } from '../../../projection/count-tree.ts';

// The record of one subject in one season of a board, and the decisions about it.

/** A record as stored, less what its keys say. */
export const recordModel = z.object({
  score: z.int(),
  /** When the latest thing that counts in it happened, in milliseconds since 1970. */
  reachedAt: z.int().min(0),
  /** The latest day ('YYYY-MM-DD') of the program's zone on which something was booked. */
  day: z.string(),
  /** The score when that day began; null when the record was not listed then. */
  scoreAtDayStart: z.int().nullable().default(null),
  /** False while its owner is hidden, suspended or gone. */
  listed: z.boolean(),
  scale: z.int().min(1).default(1),
  /** True once the backfill has counted what was booked before the board's cut-over. */
  backfilled: z.boolean().default(false),
  /** Which image of an item has set the score; 0 where facts are added up. */
  turn: z.int().min(0).default(0),
});
export type RankRecord = z.infer<typeof recordModel>;

/** With the day, in the program's zone, on which it was booked. */
export type Booking = { amount: number; at: string; day: string };

export const emptyRecord = (day: string, listed: boolean, scale: number): RankRecord => ({
  score: 0,
  reachedAt: 0,
  day,
  scoreAtDayStart: listed ? 0 : null,
  listed,
  scale,
  backfilled: false,
  turn: 0,
});

/** The record on a day: the first change of a day keeps what it was when the day began. */
const onDay = (record: RankRecord, day: string): RankRecord =>
  day > record.day ? { ...record, day, scoreAtDayStart: record.listed ? record.score : null } : record;

/** A sum that numbers do not hold exactly is not known any more: no rank is better than a wrong one. */
const LOST = Number.MAX_SAFE_INTEGER;

function plus(sum: number, amount: number): number {
  const total = sum + amount;
  return sum === LOST || !Number.isSafeInteger(total) ? LOST : total;
}

/** What was booked on an earlier day than the latest counts at the start of the latest day too. */
export function withBooking(before: RankRecord, { amount, at, day }: Booking): RankRecord {
  const record = onDay(before, day);
  const isLate = day < record.day;
  return {
    ...record,
    score: plus(record.score, amount),
    scoreAtDayStart:
      isLate && record.scoreAtDayStart !== null
        ? plus(record.scoreAtDayStart, amount)
        : record.scoreAtDayStart,
    reachedAt: Math.max(record.reachedAt, Date.parse(at)),
  };
}

/** The same object where a later image has set the score already. */
export function withScore(
  before: RankRecord,
  { score, turn, at, day }: { score: number; turn: number; at: Date; day: string },
): RankRecord {
  if (turn <= before.turn) return before;
  return { ...onDay(before, day), score, turn, reachedAt: Math.max(before.reachedAt, at.getTime()) };
}

/** Of bookings in any order: what the latest day has, and the days before it; `at` is the latest instant. */
export type BookingSum = { day: string; latest: number; earlier: number; at: string };

export function summedUp(sum: BookingSum | undefined, { amount, at, day }: Booking): BookingSum {
  if (sum === undefined) return { day, latest: amount, earlier: 0, at };
  const added = { ...sum, at: Date.parse(at) > Date.parse(sum.at) ? at : sum.at };
  if (day < sum.day) return { ...added, earlier: plus(sum.earlier, amount) };
  if (day === sum.day) return { ...added, latest: plus(sum.latest, amount) };
  return { ...added, day, latest: amount, earlier: plus(sum.earlier, sum.latest) };
}

/** The same as with each booking of the sum. */
export function withSum(record: RankRecord, { day, latest, earlier, at }: BookingSum): RankRecord {
  // After the first, the record's day is that of the sum or a later one, and '' is before every day.
  return [
    { amount: latest, at, day },
    { amount: earlier, at, day: '' },
  ].reduce(withBooking, record);
}

export const withListing = (before: RankRecord, listed: boolean, day: string): RankRecord =>
  before.listed === listed ? before : { ...onDay(before, day), listed };

/** Why a record is not ranked. */
/** The units of the tree that a score is, exactly; or why it is none. Nothing is ever rounded. */
export function unitsOf(
  score: number,
  scale: number,
): { units: number } | { units: null; why: Exclude<UnrankedReason, 'HIDDEN'> } {
  if (score <= 0) return { units: null, why: 'NOTHING_COUNTS' };
  if (score === LOST) return { units: null, why: 'SCORE_TOO_HIGH' };
  if (score % scale !== 0) return { units: null, why: 'SCORE_NOT_EXACT' };
  if (score / scale > MAX_UNITS) return { units: null, why: 'SCORE_TOO_HIGH' };
  return { units: score / scale };
}

/** Null when it is not ranked. */
export const rankedUnits = (record: RankRecord): number | null =>
  record.listed ? unitsOf(record.score, record.scale).units : null;

/** `day` is the day of its latest change or a later one. */
export function unitsAtDayStart(record: RankRecord, day: string): number | null {
  if (record.day < day) return rankedUnits(record);
  return record.scoreAtDayStart === null ? null : unitsOf(record.scoreAtDayStart, record.scale).units;
}

export function unrankedReason(record: RankRecord): UnrankedReason | null {
  const found = unitsOf(record.score, record.scale);
  if (found.units === null) return found.why;
  return record.listed ? null : 'HIDDEN';
}

const MAX_MILLIS_DIGITS = 15;

/**
 * Sorts best first: by the score, turned round where the highest is best; then by `tie`, less first: who got there
 * first, or what else the subject has them stand by; then the id, so that no two are the same.
 */
export function scoreSort(
  units: number,
  direction: LeaderboardDirection,
  tie: number,
  subject: string,
): string {
  const order = direction === 'HIGHEST_FIRST' ? MAX_UNITS - units : units;
  return `${String(order).padStart(9, '0')}#${String(tie).padStart(MAX_MILLIS_DIGITS, '0')}#${subject}`;
}
