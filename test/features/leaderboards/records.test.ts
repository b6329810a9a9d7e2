import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Board, defaultBoards } from '../../../functions/features/leaderboards/boards/rules.ts';
import {
  type Booking,
  type BookingSum,
  emptyRecord,
  type RankRecord,
  rankedUnits,
  scoreSort,
  summedUp,
  unitsAtDayStart,
  unitsOf,
  unrankedReason,
  withBooking,
  withListing,
  withSum,
} from '../../../functions/features/leaderboards/records/rules.ts';
import { shardOf } from '../../../functions/features/leaderboards/records/store.ts';
import { MAX_UNITS } from '../../../functions/projection/count-tree.ts';

const DAYS = ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03'];
const booking = fc.record({
  amount: fc.integer({ min: -50, max: 100 }),
  at: fc
    .date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true })
    .map((at) => at.toISOString()),
  day: fc.constantFrom(...DAYS),
});
const sumOf = (all: readonly Booking[]) => all.reduce((sum, { amount }) => sum + amount, 0);
const recordOf = (all: readonly Booking[], scale = 1): RankRecord =>
  all.reduce(withBooking, emptyRecord(all[0]?.day ?? '', true, scale));
const latestOf = (all: readonly Booking[]) =>
  all.map(({ day }) => day).reduce((one, other) => (one > other ? one : other));

describe('a record', () => {
  test('is the same in whatever order its facts arrive', () => {
    fc.assert(
      fc.property(fc.array(booking, { minLength: 1, maxLength: 12 }), fc.nat(), (all, seed) => {
        const shuffled = all.toSorted(
          (one, other) => ((one.amount * 31 + seed) % 7) - ((other.amount * 31 + seed) % 7),
        );
        const [one, other] = [recordOf(all), recordOf(shuffled)];
        expect(other).toEqual(one);
        expect(one.score).toBe(sumOf(all));
        expect(one.reachedAt).toBe(Math.max(...all.map(({ at }) => Date.parse(at))));
        expect(one.day).toBe(latestOf(all));
        // What was booked before the latest day is what it was when that day began.
        expect(one.scoreAtDayStart).toBe(sumOf(all.filter(({ day }) => day < one.day)));
      }),
      { numRuns: 500 },
    );
  });

  test('is the same with a sum of facts as with each of them, whatever its state and whenever it was listed', () => {
    const turn = fc.record({ listed: fc.boolean(), day: fc.constantFrom(...DAYS) });
    const step = fc.oneof(booking, turn);
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(step, { maxLength: 6 }),
        fc.array(booking, { minLength: 1, maxLength: 9 }),
        (listed, steps, past) => {
          const [first] = past;
          const made = emptyRecord(steps[0]?.day ?? first?.day ?? '', listed, 1);
          const record = steps.reduce<RankRecord>(
            (one, next) =>
              'listed' in next ? withListing(one, next.listed, next.day) : withBooking(one, next),
            made,
          );
          const sum = past.reduce<BookingSum | undefined>(summedUp, undefined);
          expect(sum && withSum(record, sum)).toEqual(past.reduce(withBooking, record));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('keeps its score at the latest day’s start, and has its present score at later day starts', () => {
    const record = recordOf([
      { amount: 5, at: '2026-11-01T03:00:00.000Z', day: '2026-11-01' },
      { amount: 3, at: '2026-11-02T03:00:00.000Z', day: '2026-11-02' },
    ]);
    expect(record).toMatchObject({ score: 8, scoreAtDayStart: 5, day: '2026-11-02' });
    expect(unitsAtDayStart(record, '2026-11-02')).toBe(5);
    expect(unitsAtDayStart(record, '2026-11-03')).toBe(8);
  });

  test('that was not listed at the day start had no rank then, and has one from the next day on', () => {
    const [first] = [{ amount: 5, at: '2026-11-01T03:00:00.000Z', day: '2026-11-01' }];
    const hidden = withListing(recordOf([first]), false, '2026-11-02');
    expect([
      rankedUnits(hidden),
      unitsAtDayStart(hidden, '2026-11-02'),
      unitsAtDayStart(hidden, '2026-11-03'),
    ]).toEqual([null, 5, null]);
    const back = withListing(hidden, true, '2026-11-04');
    expect([
      rankedUnits(back),
      unitsAtDayStart(back, '2026-11-04'),
      unitsAtDayStart(back, '2026-11-05'),
    ]).toEqual([5, null, 5]);
    // A booking that was late does not give it one.
    expect(unitsAtDayStart(withBooking(back, first), '2026-11-04')).toBeNull();
    const sameDay = withListing(hidden, true, '2026-11-02');
    expect(unitsAtDayStart(sameDay, '2026-11-02')).toBe(5);
  });

  test('listed as before is the same object', () => {
    const record = recordOf([{ amount: 5, at: '2026-11-01T03:00:00.000Z', day: '2026-11-01' }]);
    expect(withListing(record, true, '2026-11-05')).toBe(record);
  });

  test.each<[string, Partial<RankRecord>, ReturnType<typeof unrankedReason>]>([
    ['is ranked', {}, null],
    ['has nothing', { score: 0 }, 'NOTHING_COUNTS'],
    ['has less than nothing', { score: -3 }, 'NOTHING_COUNTS'],
    ['is no multiple', { scale: 3 }, 'SCORE_NOT_EXACT'],
    ['is too high', { score: MAX_UNITS + 1 }, 'SCORE_TOO_HIGH'],
    ['is hidden', { listed: false }, 'HIDDEN'],
    ['is hidden and has nothing', { listed: false, score: 0 }, 'NOTHING_COUNTS'],
    ['is hidden and no multiple', { listed: false, scale: 3 }, 'SCORE_NOT_EXACT'],
  ])('that %s gives that reason for its rank or lack of one', (_what, settings, why) => {
    const record = { ...emptyRecord('2026-11-01', true, 1), score: 100, ...settings };
    expect(unrankedReason(record)).toBe(why);
    expect(rankedUnits(record) !== null).toBe(why === null);
  });
});

test('a sum that is not exact is never ranked again: no rank is better than a wrong one', () => {
  const amounts = fc.array(fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -9, max: 9 })), { minLength: 1 });
  const [day, at] = ['2026-11-02', '2026-11-02T03:00:00.000Z'];
  fc.assert(
    fc.property(amounts, (all) => {
      const record = recordOf(all.map((amount) => ({ amount, at, day })));
      const exact = all.reduce((sum, amount) => sum + BigInt(amount), 0n);
      expect(Number.isSafeInteger(record.score)).toBe(true);
      if (rankedUnits(record) !== null) expect(BigInt(record.score)).toBe(exact);
      if (record.score === Number.MAX_SAFE_INTEGER) expect(unrankedReason(record)).toBe('SCORE_TOO_HIGH');
    }),
    { numRuns: 1_000 },
  );
});

test('units are the exact score, or null', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 1, max: 1_000_000_000 }), (score, scale) => {
      const { units } = unitsOf(score, scale);
      if (units === null) {
        expect(score <= 0 || score % scale !== 0 || score / scale > MAX_UNITS).toBe(true);
        return;
      }
      expect(units * scale).toBe(score);
      expect(Number.isInteger(units) && units >= 1 && units <= MAX_UNITS).toBe(true);
    }),
    { numRuns: 1_000 },
  );
  for (const scale of [1, 7, 1_000_000_000]) {
    expect(unitsOf(MAX_UNITS * scale, scale)).toEqual({ units: MAX_UNITS });
    expect(unitsOf((MAX_UNITS + 1) * scale, scale)).toEqual({ units: null, why: 'SCORE_TOO_HIGH' });
    expect(unitsOf(scale, scale)).toEqual({ units: 1 });
  }
});

test('index keys sort as their records are ranked: by score, then by time, then by id', () => {
  const place = fc.record({
    units: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: MAX_UNITS })),
    reachedAt: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 253_402_300_799_999 })),
    subject: fc.constantFrom('mem_a', 'mem_b', 'ABC'),
  });
  type Place = { units: number; reachedAt: number; subject: string };
  const ranked = (one: Place, other: Place, sign: number) =>
    sign * (one.units - other.units) ||
    one.reachedAt - other.reachedAt ||
    (one.subject < other.subject ? -1 : one.subject > other.subject ? 1 : 0);
  fc.assert(
    fc.property(place, place, fc.constantFrom('HIGHEST_FIRST', 'LOWEST_FIRST'), (one, other, direction) => {
      const textOf = ({ units, reachedAt, subject }: Place) =>
        scoreSort(units, direction, reachedAt, subject);
      const [first, second] = [textOf(one), textOf(other)];
      const compared = first < second ? -1 : first > second ? 1 : 0;
      expect(compared).toBe(Math.sign(ranked(one, other, direction === 'HIGHEST_FIRST' ? -1 : 1)));
    }),
    { numRuns: 2_000 },
  );
});

describe('the shard of a record', () => {
  const now = new Date('2026-11-02T03:00:00.000Z');
  const board = (settings: Partial<Board>): Board => {
    const [base] = defaultBoards({ id: 'demo', createdAt: '2026-11-01T00:00:00.000Z' }, 'operator');
    if (base === undefined) throw new Error('There are no default boards.');
    return { ...base, ...settings };
  };
  const members = Array.from({ length: 6_400 }, (_, n) => `mem_${String(n).padStart(26, '0')}`);

  test.each([1, 3, 64])('is fixed by its subject, and all of %i shards get about as many', (shards) => {
    const settings = board({ shards, shardsBefore: shards });
    const counts = Array<number>(shards).fill(0);
    for (const member of members) {
      const shard = shardOf(settings, member, now);
      expect(shardOf(settings, member, new Date(0))).toBe(shard);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    const even = members.length / shards;
    expect(Math.min(...counts)).toBeGreaterThan(even / 2);
    expect(Math.max(...counts)).toBeLessThan(even * 2);
  });

  test('is one of the former shards until all readers know of the new ones', () => {
    const raised = board({ shards: 64, shardsBefore: 2, shardsFrom: now.toISOString() });
    const used = (at: number) =>
      new Set(members.map((member) => shardOf(raised, member, new Date(now.getTime() + at))));
    expect(used(-1)).toEqual(new Set([0, 1]));
    expect(used(0).size).toBe(64);
  });
});
