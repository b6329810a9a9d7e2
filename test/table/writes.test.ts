import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ConditionFailed,
  createTable,
  type Key,
  type Table,
  type Write,
} from '../../functions/table/client.ts';
import {
  absent,
  increment,
  insert,
  release,
  replace,
  take,
  unchanged,
  update,
} from '../../functions/table/writes.ts';
import { startTestEngine, TEST_TABLE, type TestEngine } from '../support/engine.ts';

// The writes of stores against the engine: what each does, and what it refuses.

let engine: TestEngine;
let table: Table;
beforeAll(async () => {
  engine = await startTestEngine();
  table = createTable({ tableName: TEST_TABLE, client: engine.client });
});
afterAll(() => engine.close());

let items = 0;
/** The key of a test's own item. */
function newKey(): Key {
  items += 1;
  return { PK: `item-${items}`, SK: 'X' };
}
const readOf = async (key: Key) => {
  const { PK, SK, ...rest } = (await table.get(key, { consistent: true })) ?? { PK: '', SK: '' };
  return rest;
};
const isDone = async (write: Write) =>
  table.write(write).then(
    () => true,
    (error) => {
      if (error instanceof ConditionFailed) return false;
      throw error;
    },
  );
/** A check is only made beside a write of something else. */
const holds = (check: Write) =>
  table.transact([check, insert({ ...newKey() })]).then(
    () => true,
    () => false,
  );

describe('insert', () => {
  test('writes an item whose key is free, and nothing over one that is there', async () => {
    const key = newKey();
    expect(await isDone(insert({ ...key, n: 1 }))).toBe(true);
    expect(await isDone(insert({ ...key, n: 2 }))).toBe(false);
    expect(await readOf(key)).toEqual({ n: 1 });
  });

  test('of rivals at the same moment lets one write', async () => {
    const key = newKey();
    const done = await Promise.all(Array.from({ length: 20 }, (_, n) => isDone(insert({ ...key, n }))));
    expect(done.filter(Boolean)).toHaveLength(1);
  });
});

describe('replace', () => {
  test('writes over the version that was read alone', async () => {
    const key = newKey();
    await table.write(insert({ ...key, version: 3 }));
    for (const version of [0, 2, 4])
      expect(await isDone(replace({ ...key, version: 9 }, version))).toBe(false);
    expect(await isDone(replace({ ...key, version: 4 }, 3))).toBe(true);
    expect(await readOf(key)).toEqual({ version: 4 });
  });

  test('of version 0 writes what is not there yet', async () => {
    const key = newKey();
    expect(await isDone(replace({ ...key, version: 2 }, 1))).toBe(false);
    expect(await isDone(replace({ ...key, version: 1 }, 0))).toBe(true);
    expect(await isDone(replace({ ...key, version: 1 }, 0))).toBe(false);
  });
});

test('the checks absent and unchanged hold for what they name alone', async () => {
  const [free, taken] = [newKey(), newKey()];
  await table.write(insert({ ...taken, version: 2 }));
  expect([await holds(absent(free)), await holds(absent(taken))]).toEqual([true, false]);
  const versions = [1, 2, 0].map((version) => holds(unchanged(taken, version)));
  expect(await Promise.all(versions)).toEqual([false, true, false]);
  expect([await holds(unchanged(free, 0)), await holds(unchanged(free, 1))]).toEqual([true, false]);
});

test('a key that is taken may be taken and released by its holder alone', async () => {
  const key = newKey();
  const by = (who: string) => take({ ...key, who }, { who });
  expect([await isDone(by('one')), await isDone(by('one')), await isDone(by('two'))]).toEqual([
    true,
    true,
    false,
  ]);
  expect([await isDone(release(key, { who: 'two' })), await readOf(key)]).toEqual([false, { who: 'one' }]);
  expect(await isDone(release(key, { who: 'one' }))).toBe(true);
  // What is released already stays so.
  expect(await isDone(release(key, { who: 'two' }))).toBe(true);
  expect(await isDone(by('two'))).toBe(true);
});

describe('update', () => {
  test('sets, sets once and adds, also attributes whose names an expression does not take', async () => {
    const key = newKey();
    const changes = (n: number) => ({
      set: { last: n, 'a-b': n },
      setOnce: { first: n, '1st': n },
      add: { count: n, '2026-11': 1, size: 0 },
    });
    await table.write(update(key, changes(5)));
    await table.write(update(key, changes(7)));
    expect(await readOf(key)).toEqual({
      ...{ last: 7, 'a-b': 7, first: 5, '1st': 5 },
      ...{ count: 12, '2026-11': 2, size: 0 },
    });
  });

  test.each([
    ['there', { there: true }, true, false],
    ['missing an attribute that it has', { missing: ['n'] }, false, true],
    ['missing an attribute that it lacks', { missing: ['other'] }, true, true],
    ['equal', { equal: { n: 5 } }, true, false],
    ['equal to something else', { equal: { n: 5, other: 1 } }, false, false],
    ['unlike', { unlike: { n: 4 } }, true, true],
    ['unlike what it is', { unlike: { n: 5 } }, false, true],
    ['below', { below: { n: 6 } }, true, false],
    ['below what it is', { below: { n: 5 } }, false, false],
    ['at most', { atMost: { n: 5 } }, true, false],
    ['at most less', { atMost: { n: 4 } }, false, false],
    ['at least', { atLeast: { n: 5 } }, true, false],
    ['at least more', { atLeast: { n: 6 } }, false, false],
    ['one thing and not another', { equal: { n: 5 }, missing: ['n'] }, false, false],
  ] as const)(
    'of an item that is expected to be %s, and of none',
    async (_what, expected, ofItem, ofNone) => {
      const [key, none] = [newKey(), newKey()];
      await table.write(insert({ ...key, n: 5 }));
      const change = (each: Key) => isDone(update(each, { set: { n: 9 } }, expected));
      expect([await change(key), await change(none)]).toEqual([ofItem, ofNone]);
      expect(await readOf(key)).toEqual({ n: ofItem ? 9 : 5 });
    },
  );
});

describe('increment', () => {
  test('lets as many pass as the limit says, however many come at once', async () => {
    const key = newKey();
    const one = () => isDone(increment(key, { count: { by: 1, limit: 7 } }, { et: 'COUNT' }));
    const done = await Promise.all(Array.from({ length: 30 }, one));
    expect(done.filter(Boolean)).toHaveLength(7);
    expect(await readOf(key)).toEqual({ et: 'COUNT', count: 7 });
  });

  test('of two counts fails for either limit, and changes neither', async () => {
    const key = newKey();
    const two = () => isDone(increment(key, { open: { by: 1, limit: 2 }, total: { by: 1, limit: 3 } }));
    expect([await two(), await two(), await two()]).toEqual([true, true, false]);
    await table.write(update(key, { add: { open: -2 } }));
    expect([await two(), await two()]).toEqual([true, false]);
    expect(await readOf(key)).toEqual({ open: 1, total: 3 });
  });
});
