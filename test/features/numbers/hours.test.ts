import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { restartRound } from '../../../functions/features/contests/changes.ts';
import { type HoursToBegin, hoursDue } from '../../../functions/features/contests/followup.ts';
import { countableFrom, firstReading } from '../../../functions/features/contests/schedule.ts';
import {
  MAX_READINGS,
  type Reading,
  spansOf,
  stepAt,
  withReading,
} from '../../../functions/features/numbers/hours.ts';
import { BY, CLOSES, day, published, taken } from '../contests/samples.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-02T00:30:00.000Z');
const instant = (millis: number) => new Date(START + millis).toISOString();

/** Readings in their order, hours or parts of one apart: votes come and go. */
const steps = fc.array(
  fc.record({
    millis: fc.oneof(fc.constant(HOUR), fc.integer({ min: 1, max: 5 * HOUR })),
    votes: fc.integer({ min: -50, max: 100 }),
    ballots: fc.integer({ min: -10, max: 20 }),
  }),
  { maxLength: 40 },
);

function readingsOf(told: readonly { millis: number; votes: number; ballots: number }[]): Reading[] {
  let last = { millis: 0, votes: 0, ballots: 0 };
  return told.map((step) => {
    last = {
      millis: last.millis + step.millis,
      votes: last.votes + step.votes,
      ballots: last.ballots + step.ballots,
    };
    return { at: instant(last.millis), votes: last.votes, ballots: last.ballots };
  });
}

const sum = (all: readonly number[]) => all.reduce((left, right) => left + right, 0);

describe('the spans of a vote', () => {
  test('add up to what there is now and follow one another from the opening on, whatever was read and when', () => {
    fc.assert(
      fc.property(steps, steps, fc.boolean(), (kept, since, isOpen) => {
        const all = readingsOf([...kept, ...since, { millis: 1, votes: 7, ballots: 3 }]);
        const now = all.at(-1) as Reading;
        const spans = spansOf(instant(0), all.slice(0, kept.length), now, isOpen);
        expect([sum(spans.map(({ votes }) => votes)), sum(spans.map(({ ballots }) => ballots))]).toEqual([
          now.votes,
          now.ballots,
        ]);
        for (const [index, { from, to }] of spans.entries()) {
          expect(from).toBe(spans[index - 1]?.to ?? instant(0));
          expect(from < to).toBe(true);
        }
      }),
    );
  });

  test('end with the last reading once the vote is over and nothing has changed since', () => {
    const readings = readingsOf([{ millis: HOUR, votes: 5, ballots: 2 }]);
    const later = { at: instant(9 * HOUR), votes: 5, ballots: 2 };
    expect(spansOf(instant(0), readings, later, false)).toEqual([
      { from: instant(0), to: instant(HOUR), votes: 5, ballots: 2 },
    ]);
    expect(spansOf(instant(0), readings, later, true).at(-1)).toMatchObject({ to: later.at, votes: 0 });
    expect(spansOf(instant(0), readings, { ...later, votes: 4 }, false).at(-1)).toMatchObject({ votes: -1 });
  });
});

describe('the readings of a vote', () => {
  /** What is kept when so many hours were read, one a minute late. */
  function keptOf(hours: number): Reading[] {
    let kept: Reading[] = [];
    for (let hour = 1; hour <= hours; hour += 1)
      kept = withReading(kept, { at: instant(hour * HOUR + 60_000), votes: hour, ballots: hour });
    return kept;
  }
  const longest = (kept: readonly Reading[]) =>
    Math.max(...spansOf(instant(60_000), kept, kept.at(-1) as Reading, true).map(({ votes }) => votes));

  test('are all kept for thirty days, and then those of two hours, of four and so on, at most 720', () => {
    expect([keptOf(720).length, longest(keptOf(720))]).toEqual([720, 1]);
    expect(keptOf(721).length).toBeLessThanOrEqual(362);
    expect(longest(keptOf(1_400))).toBe(2);
    expect(longest(keptOf(2_800))).toBe(4);
  });

  test('of the longest contest there can be, of two years, are 32 hours apart at most and have its last hour', () => {
    const all = keptOf(732 * 24);
    expect(all.length).toBeLessThanOrEqual(MAX_READINGS);
    expect(longest(all)).toBeLessThanOrEqual(32);
    expect(all.at(-1)?.votes).toBe(732 * 24);
  });

  test('are at most 720 and never lose the latest, however many fall into one hour', () => {
    let kept: Reading[] = [];
    for (let minute = 0; minute < 2_000; minute += 1)
      kept = withReading(kept, { at: instant(minute), votes: minute, ballots: 1 });
    expect(kept.length).toBeLessThanOrEqual(MAX_READINGS);
    expect(kept.at(-1)?.votes).toBe(1_999);
  });
});

describe('the due work of readings', () => {
  type Done = { of: string; at: string };

  /** Runs each piece so long after it is due as `late` says, from its beginning again and again, until nothing is left. */
  function work(contest: ReturnType<typeof published>, late: readonly number[]): Done[] {
    const [first] = hoursDue(contest);
    if (first === undefined || !('put' in first)) throw new Error('Something is due.');
    let piece: HoursToBegin | null = {
      round: 1,
      attempt: 1,
      dueAt: String(first.put.GSI2SK),
    };
    const done: Done[] = [];
    for (let turn = 0; piece !== null; turn += 1) {
      expect(turn).toBeLessThan(2_000);
      const { round, attempt, dueAt }: HoursToBegin = piece;
      const at = new Date(Date.parse(dueAt) + (late[turn % late.length] ?? 0)).toISOString();
      const { reads, next, begins } = stepAt(contest, { contestId: contest.id, round, attempt }, at);
      if (reads) done.push({ of: `${round}/${attempt}`, at });
      // Else the next run of the same minute would do it again.
      if (next !== null) expect(next > at).toBe(true);
      piece = next === null ? begins : { round, attempt, dueAt: next };
    }
    return done;
  }
  const delays = fc.array(fc.integer({ min: 0, max: 5 * HOUR }), { minLength: 1, maxLength: 5 });
  const spoiled = restartRound(published(), { round: 1, attempt: 1, ...BY }, new Date(day(8)));

  test('goes on through restarts and both rounds, ends, and reads each a last time when it can be counted', () => {
    fc.assert(
      fc.property(fc.constantFrom(published(), taken(spoiled)), delays, (contest, late) => {
        const done = work(contest, late);
        const isRestarted = contest.changes.length > 0;
        const attempts = isRestarted ? ['1/1', '1/2', '2/1'] : ['1/1', '2/1'];
        expect([...new Set(done.map(({ of }) => of))]).toEqual(attempts);
        const last = (of: string) => done.findLast((one) => one.of === of)?.at ?? '';
        for (const [of, closesAt] of [
          [attempts.at(-2) ?? '', CLOSES['rounds.1.voting.closesAt']],
          ['2/1', CLOSES['rounds.2.voting.closesAt']],
        ] as const)
          expect(last(of) >= countableFrom({ closesAt })).toBe(true);
      }),
    );
  });

  test('reads at the end of every hour when it is in time', () => {
    const contest = published();
    const voting = contest.rounds[0]?.voting ?? { opensAt: '', closesAt: '' };
    const times = work(contest, [0])
      .filter(({ of }) => of === '1/1')
      .map(({ at }) => Date.parse(at));
    expect(times[0]).toBe(Date.parse(firstReading(voting)));
    // The hour that ends with the vote is read when the vote can be counted.
    const apart = times.slice(1, -1).map((time, index) => time - (times[index] ?? 0));
    expect(new Set(apart)).toEqual(new Set([HOUR]));
    expect(times).toHaveLength((Date.parse(voting.closesAt) - Date.parse(voting.opensAt)) / HOUR);
  });
});
