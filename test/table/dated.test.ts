import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plus } from '../../functions/projection/amounts.ts';
import {
  addUpDated,
  countsAtDayStart,
  countsOf,
  type DatedDelta,
  datedWrites,
} from '../../functions/projection/dated.ts';
import { ConditionFailed, type Key } from '../../functions/table/client.ts';
import { dayStartKey } from '../../functions/table/keys.ts';
import { runsOf, seedOf } from '../support/runs.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ lasting: true });
});
afterAll(() => world.close());

const NOW = Date.parse('2026-11-02T03:00:00.000Z');
let counters = 0;
/** A counter that nobody has written to. */
function fresh(): Key {
  counters += 1;
  return { PK: `P#demo#TREE#${counters}`, SK: 'NODE' };
}

type Part = {
  day: string;
  add?: Record<string, number>;
  dayStart?: Record<string, number>;
  stamps?: boolean;
};
const delta = (key: Key, { day, add = {}, dayStart = {}, stamps }: Part): DatedDelta => ({
  key,
  day,
  add,
  dayStart,
  ...(stamps === undefined ? {} : { stamps }),
});

const read = async (key: Key) => {
  const [counter, dayStart] = await world.table.batchGet([key, dayStartKey(key)], { consistent: true });
  return { counter, dayStart };
};
const nonZero = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));

async function write(one: DatedDelta): Promise<void> {
  const { counter } = await read(one.key);
  await world.table.transact(datedWrites(one, counter, NOW).writes);
}

/** The counter after those deltas, one after another, and what it was at the start of a day. */
async function afterAdding(parts: readonly Part[], day: string) {
  const key = fresh();
  for (const part of parts) await write(delta(key, part));
  const { counter, dayStart } = await read(key);
  return { now: nonZero(countsOf(counter)), atDayStart: nonZero(countsAtDayStart(counter, dayStart, day)) };
}

describe('a dated counter', () => {
  test('is nothing at the start of its first day', async () => {
    const parts = [
      { day: '2026-11-02', add: { a: 2 } },
      { day: '2026-11-02', add: { a: 1, b: 5 } },
    ];
    expect(await afterAdding(parts, '2026-11-02')).toEqual({ now: { a: 3, b: 5 }, atDayStart: {} });
  });

  test('has its present value at the start of a later day, without a write', async () => {
    expect(await afterAdding([{ day: '2026-11-02', add: { a: 2 } }], '2026-11-03')).toEqual({
      now: { a: 2 },
      atDayStart: { a: 2 },
    });
  });

  test('keeps its day-start value at the first addition of a later day', async () => {
    const parts = [
      { day: '2026-11-02', add: { a: 2 } },
      { day: '2026-11-04', add: { a: -1, b: 1 } },
      { day: '2026-11-04', add: { b: 1 } },
    ];
    expect(await afterAdding(parts, '2026-11-04')).toEqual({ now: { a: 1, b: 2 }, atDayStart: { a: 2 } });
    expect(await afterAdding(parts, '2026-11-05')).toEqual({
      now: { a: 1, b: 2 },
      atDayStart: { a: 1, b: 2 },
    });
  });

  test('adds late additions to the day-start value as well', async () => {
    const parts = [
      { day: '2026-11-02', add: { a: 2 } },
      { day: '2026-11-03', add: { a: 10 } },
      { day: '2026-11-02', add: { a: 1, c: 1 } },
    ];
    expect(await afterAdding(parts, '2026-11-03')).toEqual({
      now: { a: 13, c: 1 },
      atDayStart: { a: 3, c: 1 },
    });
  });

  test('adds to the day-start value the part of an addition that belongs there', async () => {
    const parts = [
      { day: '2026-11-02', add: { a: 5 }, dayStart: { a: 3 } },
      { day: '2026-11-02', add: { b: 5 }, dayStart: { b: 1, c: 1 } },
    ];
    expect(await afterAdding(parts, '2026-11-02')).toEqual({
      now: { a: 5, b: 5 },
      atDayStart: { a: 3, b: 1, c: 1 },
    });
    const next = { day: '2026-11-03', add: { a: 1 }, dayStart: { a: -2 } };
    expect(await afterAdding([...parts, next], '2026-11-03')).toEqual({
      now: { a: 6, b: 5 },
      atDayStart: { a: 3, b: 5 },
    });
  });

  test('stamps the time of the latest write where asked, even for an addition of nothing', async () => {
    const key = fresh();
    await write(delta(key, { day: '2026-11-02', add: { a: 1 } }));
    expect((await read(key)).counter).not.toHaveProperty('at');
    await write(delta(key, { day: '2026-11-02', stamps: true }));
    const { counter } = await read(key);
    expect(counter).toMatchObject({ at: NOW, a: 1 });
    expect(countsOf(counter)).toEqual({ a: 1 });
  });
});

describe('concurrent additions', () => {
  const raced = async (first: Part, second: Part) => {
    const key = fresh();
    await write(delta(key, { day: '2026-11-02', add: { a: 1 } }));
    const { counter } = await read(key);
    await world.table.transact(datedWrites(delta(key, first), counter, NOW).writes);
    return world.table.transact(datedWrites(delta(key, second), counter, NOW).writes);
  };

  test('on the day that both have read do not conflict', async () => {
    await raced({ day: '2026-11-02', add: { a: 1 } }, { day: '2026-11-02', add: { a: 1 } });
    await raced({ day: '2026-11-02', add: { a: 1 } }, { day: '2026-11-01', add: { a: 1 } });
  });

  test.each([
    ['two first ones of a day', { day: '2026-11-03' }, { day: '2026-11-03' }],
    ['the first of a day after one of the day before', { day: '2026-11-02' }, { day: '2026-11-03' }],
    ['one of the day before after the first of a day', { day: '2026-11-03' }, { day: '2026-11-02' }],
  ])('conflict for the second where it has read too little: %s', async (_what, first, second) => {
    await expect(raced({ ...first, add: { a: 1 } }, { ...second, add: { a: 1 } })).rejects.toThrow(
      ConditionFailed,
    );
  });

  test('to a counter that does not exist yet conflict for the second', async () => {
    const key = fresh();
    const first = delta(key, { day: '2026-11-02', add: { a: 1 } });
    const { writes } = datedWrites(first, undefined, NOW);
    await world.table.transact(writes);
    await expect(world.table.transact(writes)).rejects.toThrow(ConditionFailed);
  });
});

const DAYS = ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03'];
const amounts = fc.dictionary(fc.constantFrom('0', '7f', 'a'), fc.integer({ min: -3, max: 3 }));
const parts = fc.array(fc.record({ day: fc.constantFrom(...DAYS), add: amounts, dayStart: amounts }), {
  minLength: 1,
  maxLength: 8,
});

/** What a counter must be, and must have been at the start of a day not before its latest. */
function bruteForce(all: readonly Required<Pick<Part, 'day' | 'add' | 'dayStart'>>[], day: string) {
  const now = all.reduce((sum, { add }) => plus(sum, add), {});
  const atDayStart = all.reduce((sum, part) => plus(sum, part.day < day ? part.add : part.dayStart), {});
  return { now: nonZero(now), atDayStart: nonZero(atDayStart) };
}

const latestOf = (all: readonly Part[]) => all.map(({ day }) => day).reduce((a, b) => (a > b ? a : b));

test('a counter and its day-start value are their sums, in any order and in any batches', async () => {
  await fc.assert(
    fc.asyncProperty(parts, fc.array(fc.integer({ min: 1, max: 3 })), async (all, cuts) => {
      const key = fresh();
      const left = [...all];
      for (const cut of [...cuts, ...all.map(() => 1)]) {
        const batch = left.splice(0, cut).map((part) => delta(key, part));
        for (const sum of addUpDated(batch)) await write(sum);
      }
      const { counter, dayStart } = await read(key);
      for (const day of [latestOf(all), '2026-11-04']) {
        expect({
          now: nonZero(countsOf(counter)),
          atDayStart: nonZero(countsAtDayStart(counter, dayStart, day)),
        }).toEqual(bruteForce(all, day));
      }
    }),
    { ...seedOf(20_261_102), numRuns: runsOf(150) },
  );
});

describe('merged deltas', () => {
  const key = { PK: 'a', SK: 'b' };

  test('are one for each counter, on the latest day: earlier ones go into the day-start value', () => {
    const other = { PK: 'c', SK: 'd' };
    const sums = addUpDated([
      delta(key, { day: '2026-11-02', add: { a: 1 }, dayStart: { a: 9 } }),
      delta(other, { day: '2026-11-02', add: { a: 1 } }),
      delta(key, { day: '2026-11-03', add: { b: 1 }, dayStart: { b: 2 } }),
    ]);
    expect(sums).toEqual([
      { key, day: '2026-11-03', add: { a: 1, b: 1 }, dayStart: { a: 1, b: 2 } },
      { key: other, day: '2026-11-02', add: { a: 1 }, dayStart: {} },
    ]);
  });

  test('that sum to nothing are dropped, unless the counter is stamped', () => {
    const [one, undone] = [
      delta(key, { day: '2026-11-02', add: { a: 1 }, dayStart: { a: 1 } }),
      delta(key, { day: '2026-11-02', add: { a: -1 }, dayStart: { a: -1 } }),
    ];
    expect(addUpDated([one, undone])).toEqual([]);
    const stamped = delta(key, { day: '2026-11-02', stamps: true });
    expect(addUpDated([one, undone, stamped])).toEqual([stamped]);
    // A rise and a fall on two days: the counter is as it was, and its day start is not.
    const later = delta(key, { day: '2026-11-03', add: { a: -1 } });
    expect(addUpDated([delta(key, { day: '2026-11-02', add: { a: 1 } }), later])).toEqual([
      { key, day: '2026-11-03', add: {}, dayStart: { a: 1 } },
    ]);
  });

  test('are the same in any order and grouping', () => {
    const canonical = (sums: DatedDelta[]) =>
      sums.map(({ day, add, dayStart }) => ({
        day,
        add: Object.entries(add).sort(),
        dayStart: Object.entries(dayStart).sort(),
      }));
    fc.assert(
      fc.property(parts, fc.nat(), (all, at) => {
        const deltas = all.map((part) => delta(key, part));
        const whole = canonical(addUpDated(deltas));
        expect(canonical(addUpDated(deltas.toReversed()))).toEqual(whole);
        const cut = at % (deltas.length + 1);
        const [head, tail] = [deltas.slice(0, cut), deltas.slice(cut)];
        // A part that comes to nothing loses its day, and the rest keeps its own.
        const inParts = canonical(addUpDated([...addUpDated(head), ...addUpDated(tail)]));
        const isWhole = [head, tail].every((part) => part.length === 0 || addUpDated(part).length === 1);
        if (isWhole) expect(inParts).toEqual(whole);
      }),
    );
  });
});
