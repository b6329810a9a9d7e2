import { describe, expect, test } from 'vitest';
import { channelAttribute, forgottenAt, LEAST_KEPT_DAYS } from '../../functions/features/clicks/rules.ts';
import { referralPolicy } from '../../functions/features/programs/rules.ts';
import type { Projection } from '../../functions/projection/fold.ts';
import { counting } from '../../functions/registry/stream.ts';
import type { Item } from '../../functions/table/client.ts';
import { clickKey, counterKey, dayPeriod } from '../../functions/table/keys.ts';
import { createRecount } from '../../tools/rebuild/recount-counters.ts';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const INSTAGRAM = channelAttribute('INSTAGRAM');

function recount(items: Item[], now = NOW, of: ReadonlyMap<string, Projection> = counting) {
  const counts = createRecount(of, now);
  for (const item of items) counts.add(item);
  return counts.report();
}

/** What one visitor did on a day, and the two counters of that day, with what they count besides. */
const click = (day: string, hits: number): Item => ({
  ...clickKey('demo', 'AB12', day, 'visitor'),
  et: 'CLICK',
  codeKey: 'AB12',
  day,
  [INSTAGRAM]: hits,
});
const ofProgram = (day: string, numbers: object): Item => ({
  ...counterKey('demo', 'PROGRAM', dayPeriod(day)),
  et: 'COUNTER',
  ...numbers,
});
const ofCode = (day: string, numbers: object): Item => ({
  ...counterKey('demo', 'CODE#AB12', dayPeriod(day)),
  et: 'COUNTER',
  ...numbers,
});
const clicks = (hits: number, unique = 1) => ({ clicks: hits, uniqueClicks: unique, [INSTAGRAM]: hits });

describe('a recount', () => {
  test('agrees with counters that are the sums of their items, in any order', () => {
    const items = [
      ofProgram('2026-11-20', clicks(3)),
      click('2026-11-20', 3),
      ofCode('2026-11-20', clicks(3)),
    ];
    for (const order of [items, items.toReversed()]) {
      expect(recount(order)).toEqual({
        counters: 2,
        discrepancies: [],
        corrections: [],
        forgotten: 0,
        unreadable: [],
      });
    }
  });

  test('names every number that is wrong, and corrects each by the difference', () => {
    const found = recount([click('2026-11-20', 3), ofProgram('2026-11-20', { ...clicks(5), rewarded: 1 })]);
    expect(found.discrepancies).toHaveLength(6);
    expect(found.discrepancies).toContainEqual({
      ...counterKey('demo', 'PROGRAM', 'DAY#2026-11-20'),
      name: 'clicks',
      counted: 5,
      recounted: 3,
    });
    expect(found.corrections).toEqual([
      { key: counterKey('demo', 'CODE#AB12', 'DAY#2026-11-20'), add: clicks(3) },
      {
        key: counterKey('demo', 'PROGRAM', 'DAY#2026-11-20'),
        add: { clicks: -2, [INSTAGRAM]: -2, rewarded: -1 },
      },
    ]);
  });

  test('finds a counter that is missing, and one that should not exist', () => {
    expect(recount([click('2026-11-20', 1)]).discrepancies).toHaveLength(6);
    expect(recount([ofProgram('2026-11-20', clicks(1))]).corrections).toEqual([
      {
        key: counterKey('demo', 'PROGRAM', 'DAY#2026-11-20'),
        add: { clicks: -1, uniqueClicks: -1, [INSTAGRAM]: -1 },
      },
    ]);
    expect(recount([ofProgram('2026-11-20', { clicks: 0 })]).discrepancies).toEqual([]);
  });
});

test('a recount continues past an item that cannot be read, and names it', () => {
  const torn = { PK: 'P#demo#ENTRY#pte_1', SK: 'ENTRY', et: 'POINT_ENTRY', kind: 'GIFT' };
  const found = recount([
    torn,
    click('2026-11-20', 1),
    ofProgram('2026-11-20', clicks(1)),
    ofCode('2026-11-20', clicks(1)),
  ]);
  expect(found.discrepancies).toEqual([]);
  expect(found.unreadable).toEqual([expect.stringContaining('P#demo#ENTRY#pte_1 ENTRY: ')]);
});

describe('a recount of clicks', () => {
  test('skips the days whose clicks TTL may have removed, and recounts all others', () => {
    // The clicks of both days are gone. On the younger, none may have been forgotten yet.
    const [old, young] = ['2026-10-22', '2026-10-23'];
    const found = recount([ofProgram(old, clicks(9, 4)), ofProgram(young, clicks(9, 4))]);
    expect(found.forgotten).toBe(3);
    expect(new Set(found.discrepancies.map(({ SK }) => SK))).toEqual(new Set([dayPeriod(young)]));
    expect(found.corrections.map(({ key }) => key.SK)).toEqual([dayPeriod(young)]);
  });

  test('skips an old day also while some of its clicks still exist', () => {
    const found = recount([
      click('2026-08-01', 1),
      ofProgram('2026-08-01', clicks(40, 9)),
      ofCode('2026-08-01', clicks(40, 9)),
    ]);
    expect(found).toMatchObject({ discrepancies: [], corrections: [], forgotten: 6 });
  });

  test('recounts the other counts of an old day: referrals do not expire', () => {
    const found = recount([ofProgram('2026-08-01', { ...clicks(9), attributed: 2 })]);
    expect(found.discrepancies.map(({ name, counted, recounted }) => [name, counted, recounted])).toEqual([
      ['attributed', 2, 0],
    ]);
    expect(found.corrections).toEqual([
      { key: counterKey('demo', 'PROGRAM', 'DAY#2026-08-01'), add: { attributed: -2 } },
    ]);
  });

  test.each(['Pacific/Kiritimati', 'Asia/Seoul', 'UTC', 'Pacific/Pago_Pago'])(
    'never reports a day of %s with removed clicks, at any time and under the shortest window',
    (timeZone) => {
      const policy = referralPolicy.parse({ advocatePoints: 0, friendPoints: 0, windowDays: 1 });
      const dayIn = (instant: Date) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(instant);
      for (let hour = 0; hour < 72; hour += 1) {
        const clickedAt = new Date(Date.UTC(2026, 9, 1, hour));
        const day = dayIn(clickedAt);
        expect(recount([ofProgram(day, clicks(1))], forgottenAt(policy, clickedAt)).discrepancies).toEqual(
          [],
        );
      }
    },
  );

  test('knows the shortest life of a click', () => {
    const shortest = { advocatePoints: 0, friendPoints: 0, windowDays: 1 };
    const life = forgottenAt(referralPolicy.parse(shortest), NOW).getTime() - NOW.getTime();
    expect(life).toBe(LEAST_KEPT_DAYS * 86_400_000);
    expect(referralPolicy.safeParse({ ...shortest, windowDays: 0 }).success).toBe(false);
  });

  test('names every number that is counted from clicks only', () => {
    const { contributions, forgets } = counting.get('CLICK') ?? {};
    const [delta] = contributions?.(click('2026-11-20', 1)) ?? [];
    for (const name of Object.keys(delta?.add ?? {})) expect(forgets?.names).toContain(name);
    const others = [...counting].filter(([et]) => et !== 'CLICK').map(([, projection]) => projection.forgets);
    expect(others.filter((one) => one !== undefined)).toEqual([]);
  });
});

test('an all-time number whose items expire is never recounted', () => {
  const key = counterKey('demo', 'THINGS', 'ALL');
  const things = new Map<string, Projection>([
    [
      'THING',
      {
        contributions: () => [{ key, add: { things: 1, kept: 1 } }],
        forgets: { names: ['things'], afterDays: 10 },
      },
    ],
  ]);
  const found = recount(
    [
      { ...key, et: 'COUNTER', things: 7, kept: 7 },
      { PK: 'a', SK: 'b', et: 'THING' },
    ],
    NOW,
    things,
  );
  expect(found.discrepancies).toEqual([{ ...key, name: 'kept', counted: 7, recounted: 1 }]);
});
