import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Edit, editWrites, getForEdits, makeEdits } from '../../functions/projection/edits.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import { Crash, script } from '../support/faults.ts';
import { startWorld, type World } from './world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterEach(() => {
  world.faults.plan = () => undefined;
});
afterAll(() => world.close());

let names = 0;
/** A key that nobody has written to. */
function fresh(): Key {
  names += 1;
  return { PK: `P#demo#EDITED#${names}`, SK: 'THING' };
}
const put = (key: Key, rest: object) => world.table.write({ put: { ...key, ...rest } });
const read = (key: Key) => world.table.get(key, { consistent: true });

/** Adds to `n`, and writes down what the owner says. */
const adding = (key: Key, amount: number, owner: Edit['owner']): Edit => ({
  key,
  owner,
  apply: (before, seen) =>
    amount === 0 ? undefined : { ...key, n: Number(before?.n ?? 0) + amount, word: seen?.word ?? null },
});
const callsDuring = async (work: () => Promise<unknown>) => {
  const before = world.faults.calls.length;
  await work();
  return world.faults.calls.slice(before).map(({ operation }) => operation);
};

describe('edits', () => {
  test('make a missing item from its owner’s data, and count its versions', async () => {
    const [key, owner] = [fresh(), fresh()];
    await put(owner, { word: 'yes', version: 7 });
    const edit = adding(key, 5, { key: owner, asked: 'NEW' });
    await makeEdits(world.deps, [edit]);
    expect(await read(key)).toEqual({ ...key, n: 5, word: 'yes', version: 1 });
    await makeEdits(world.deps, [edit]);
    expect(await read(key)).toEqual({ ...key, n: 10, word: null, version: 2 });
  });

  test('of one item are applied one after another, in one write', async () => {
    const [key, owner] = [fresh(), fresh()];
    const edits = [1, 2, 3].map((amount) => adding(key, amount, { key: owner, asked: 'NEW' }));
    const { writes, after } = editWrites(edits, new Map());
    expect(writes).toHaveLength(2);
    expect([...after.values()]).toEqual([{ ...key, n: 6, word: null, version: 1 }]);
    await makeEdits(world.deps, edits);
    expect(await read(key)).toMatchObject({ n: 6, version: 1 });
  });

  test('that change nothing write nothing, and make no conditions', async () => {
    const [key, owner] = [fresh(), fresh()];
    const nothing = adding(key, 0, { key: owner, asked: 'ALWAYS' });
    expect(editWrites([nothing], new Map()).writes).toEqual([]);
    const calls = await callsDuring(() => makeEdits(world.deps, [nothing]));
    expect(calls).toEqual(['BatchGetItem']);
    expect(await read(key)).toBeUndefined();
  });

  test('read their items in one trip, and in a second one the owners of missing items', async () => {
    const [there, missing, owner, other] = [fresh(), fresh(), fresh(), fresh()];
    await put(there, { n: 1, version: 1 });
    const known = async (keys: Key[], asked: 'NEW' | 'ALWAYS') => {
      const edits = keys.map((key) => adding(key, 1, { key: owner, asked }));
      return getForEdits(world.deps, edits, [other], { consistent: true });
    };
    expect(await callsDuring(() => known([there], 'NEW'))).toEqual(['BatchGetItem']);
    expect(await callsDuring(() => known([there, missing], 'NEW'))).toEqual(['BatchGetItem', 'BatchGetItem']);
    expect(await callsDuring(() => known([there, missing], 'ALWAYS'))).toEqual(['BatchGetItem']);
    const items = await known([there, missing], 'NEW');
    expect([...items.values()]).toEqual([{ ...there, n: 1, version: 1 }, undefined, undefined, undefined]);
  });

  test('of more items than a transaction holds are made in several', async () => {
    const owner = fresh();
    const keys = Array.from({ length: 120 }, fresh);
    const edits = keys.map((key) => adding(key, 1, { key: owner, asked: 'NEW' }));
    const calls = await callsDuring(() => makeEdits(world.deps, edits));
    expect(calls.filter((operation) => operation === 'TransactWriteItems')).toHaveLength(3);
    const items = await world.table.batchGet(keys, { consistent: true });
    expect(items.map((item) => item?.n)).toEqual(keys.map(() => 1));
  });
});

/** Makes edits while somebody writes something between what they read and what they write, once. */
async function interrupted(edits: Edit[], rival: () => Promise<unknown>): Promise<void> {
  let isFirst = true;
  const table = {
    ...world.table,
    transact: async (writes: Parameters<typeof world.table.transact>[0]) => {
      if (isFirst) await rival();
      isFirst = false;
      return world.table.transact(writes);
    },
  };
  await makeEdits({ ...world.deps, table }, edits);
}

describe('edits that meet a concurrent write', () => {
  test.each(['NEW', 'ALWAYS'] as const)(
    'are applied to what the other writer wrote (owner read: %s)',
    async (asked) => {
      const [key, owner] = [fresh(), fresh()];
      const edit = adding(key, 5, { key: owner, asked });
      await put(key, { n: 1, version: 1 });
      await interrupted([edit], () => makeEdits(world.deps, [adding(key, 100, { key: owner, asked })]));
      expect(await read(key)).toMatchObject({ n: 106, version: 3 });
    },
  );

  test('are applied to an item that the other writer made', async () => {
    const [key, owner] = [fresh(), fresh()];
    const edit = adding(key, 5, { key: owner, asked: 'NEW' });
    await interrupted([edit], () => makeEdits(world.deps, [edit]));
    expect(await read(key)).toMatchObject({ n: 10, version: 2 });
  });

  const CHANGES: [
    string,
    (owner: Key) => Promise<unknown>,
    (owner: Key) => Promise<unknown>,
    Item['word'],
  ][] = [
    [
      'changes',
      (owner) => put(owner, { word: 'old', version: 1 }),
      (owner) => put(owner, { word: 'new', version: 2 }),
      'new',
    ],
    ['comes', async () => undefined, (owner) => put(owner, { word: 'new', version: 1 }), 'new'],
    [
      'goes',
      (owner) => put(owner, { word: 'old', version: 1 }),
      (owner) => world.table.write({ delete: owner }),
      null,
    ],
  ];

  test.each(CHANGES)('read the owner of a new item again when it %s', async (_what, prepare, rival, word) => {
    const [key, owner] = [fresh(), fresh()];
    await prepare(owner);
    await interrupted([adding(key, 5, { key: owner, asked: 'NEW' })], () => rival(owner));
    expect(await read(key)).toEqual({ ...key, n: 5, word, version: 1 });
  });

  test.each(CHANGES)(
    'read an owner that is always read again when it %s',
    async (_what, prepare, rival, word) => {
      const [key, owner] = [fresh(), fresh()];
      await put(key, { n: 1, version: 1 });
      await prepare(owner);
      await interrupted([adding(key, 5, { key: owner, asked: 'ALWAYS' })], () => rival(owner));
      expect(await read(key)).toEqual({ ...key, n: 6, word, version: 2 });
    },
  );

  test('of an existing item ignore changes of its owner, which is read for new items only', async () => {
    const [key, owner] = [fresh(), fresh()];
    await put(key, { n: 1, version: 1 });
    const calls = await callsDuring(() =>
      interrupted([adding(key, 5, { key: owner, asked: 'NEW' })], () => put(owner, { version: 1 })),
    );
    expect(calls.filter((operation) => operation === 'TransactWriteItems')).toHaveLength(1);
    expect(await read(key)).toMatchObject({ n: 6 });
  });
});

test('interrupted edits leave whole transactions, and can be made again', async () => {
  const owner = fresh();
  const keys = Array.from({ length: 75 }, fresh);
  const once = keys.map(
    (key): Edit => ({
      key,
      owner: { key: owner, asked: 'NEW' },
      apply: (before) => (before === undefined ? { ...key, n: 1 } : undefined),
    }),
  );
  const made = async () =>
    (await world.table.batchGet(keys, { consistent: true })).filter((item) => item?.n === 1).length;
  world.faults.plan = script('TransactWriteItems', undefined, 'CRASH');
  await expect(makeEdits(world.deps, once)).rejects.toThrow(Crash);
  expect(await made()).toBe(50);
  world.faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
  await expect(makeEdits(world.deps, once)).rejects.toThrow('was lost');
  expect(await made()).toBe(75);
  const calls = await callsDuring(() => makeEdits(world.deps, once));
  expect(calls).not.toContain('TransactWriteItems');
});
