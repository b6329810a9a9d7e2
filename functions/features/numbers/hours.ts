import type { HoursToBegin } from '../contests/followup.ts';
import type { Contest } from '../contests/model.ts';
import { countableFrom, firstReading, nextReading, scheduleAt } from '../contests/schedule.ts';

// Votes by the hour. Nothing is written when somebody votes: the tallies are read when an hour is over, and what a span between two
// readings has brought is their difference. So a span says what was seen at its two ends, and nothing is guessed.

/** What the tallies of an attempt come to. */
export type Totals = { votes: number; ballots: number };
/** The same, at an instant. */
export type Reading = Totals & { at: string };
/** What changed between two readings. */
export type Span = Totals & { from: string; to: string };

/** Readings that are kept of an attempt: some 20 KB. */
export const MAX_READINGS = 720;
const HOUR_MILLIS = 3_600_000;

/** Readings with one more. Of too many only the first of every two hours are kept, of still too many those of every four, and so on. */
export function withReading(before: readonly Reading[], reading: Reading): Reading[] {
  const all = [...before, reading];
  let kept = all;
  for (let hours = 2; kept.length > MAX_READINGS; hours *= 2) {
    const spanOf = (one: Reading | undefined) =>
      one && Math.floor(Date.parse(one.at) / (hours * HOUR_MILLIS));
    kept = all.filter((one, index) => one === reading || spanOf(one) !== spanOf(all[index - 1]));
  }
  return kept;
}

const NOTHING: Totals = { votes: 0, ballots: 0 };
const isSame = (one: Totals, other: Totals) => one.votes === other.votes && one.ballots === other.ballots;

/**
 * What has changed from the beginning of an attempt until now: all of it together is what there is now. Once the vote is over, the last
 * span is there only where something has changed since the last reading.
 */
export function spansOf(from: string, readings: readonly Reading[], now: Reading, isOpen: boolean): Span[] {
  // What a clock that is ahead of ours has read is as good as this.
  const earlier = readings.filter(({ at }) => from < at && at < now.at);
  const isOver = !isOpen && isSame(earlier.at(-1) ?? NOTHING, now);
  const ends = isOver ? earlier : [...earlier, now];
  return ends.map(({ at, votes, ballots }, index) => {
    const begin = ends[index - 1] ?? { at: from, ...NOTHING };
    return { from: begin.at, to: at, votes: votes - begin.votes, ballots: ballots - begin.ballots };
  });
}

export type AttemptOf = { contestId: string; round: number; attempt: number };

/** When an attempt began of a round whose vote has opened. */
export function beginOf({ changes }: Contest, { round, attempt }: AttemptOf, opensAt: string): string {
  const restarts = changes.filter((change) => change.kind === 'ROUND_RESTARTED' && change.round === round);
  return restarts[attempt - 2]?.holdsFrom ?? opensAt;
}

/** What is to be done for an attempt of a round at an instant. */
type Step = {
  /** True: the tallies are read. */
  reads: boolean;
  /** When there is something to do again; null: never. */
  next: string | null;
  /** What goes on in its place. */
  begins: HoursToBegin | null;
};

/** It finds out by itself that a close was put off, that the round began anew and that another follows. */
export function stepAt(contest: Contest, { round, attempt }: AttemptOf, at: string): Step {
  const { rounds } = scheduleAt(contest, at);
  const present = rounds[round - 1];
  const voting = present?.voting ?? null;
  const hasOpened = voting !== null && voting.opensAt <= at;
  if (present === undefined || voting === null || contest.status === 'CANCELED')
    return { reads: hasOpened, next: null, begins: null };
  if (!hasOpened) return { reads: false, next: firstReading(voting), begins: null };
  if (attempt < present.attempt)
    return { reads: true, next: null, begins: { round, attempt: present.attempt, dueAt: at } };
  if (at < countableFrom(voting))
    return { reads: at < voting.closesAt, next: nextReading(voting, at), begins: null };
  const following = rounds[round]?.voting ?? null;
  const begins = following && { round: round + 1, attempt: 1, dueAt: firstReading(following) };
  return { reads: true, next: null, begins };
}
