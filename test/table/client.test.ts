import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  ConditionFailed,
  Conflict,
  chunk,
  createTable,
  type Item,
  type Key,
  type Table,
  type Write,
} from '../../functions/table/client.ts';
import { startTestEngine, TEST_TABLE, type TestEngine } from '../support/engine.ts';
import { addFaults, type Fault, type Faults, LostAnswer, script } from '../support/faults.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

/** As often as the table asks again before it gives up. */
const MAX_ATTEMPTS = 8;

let engine: TestEngine;
let table: Table;
let faults: Faults;
beforeAll(async () => {
  engine = await startTestEngine();
  table = createTable({ tableName: TEST_TABLE, client: engine.client });
  faults = addFaults(engine.client, engine.endpoint);
});
afterEach(() => {
  faults.plan = () => undefined;
  faults.happened.length = 0;
  faults.calls.length = 0;
});
afterAll(() => engine.close());

let partitions = 0;
/** A partition of a test's own, with items SK 000 to `count` - 1. */
async function partitionOf(count: number): Promise<{ partition: string; keys: Key[] }> {
  partitions += 1;
  const partition = `part-${partitions}`;
  const keys = Array.from({ length: count }, (_, n) => ({ PK: partition, SK: String(n).padStart(3, '0') }));
  for (const part of chunk(keys, 100))
    await table.transact(part.map((key) => ({ put: { ...key, n: Number(key.SK) } })));
  return { partition, keys };
}
const isNew = { condition: 'attribute_not_exists(#pk)', names: { '#pk': 'PK' } };
const numbers = (items: (Item | undefined)[]) => items.map((item) => item?.n);
const countOf = (operation: string) => faults.calls.filter((call) => call.operation === operation).length;

describe('a batch of reads', () => {
  test('answers in the order of the keys, once for each, with undefined for missing items', async () => {
    const { keys } = await partitionOf(3);
    const [zero, one, two] = keys as [Key, Key, Key];
    const nobody = { PK: 'nobody', SK: 'x' };
    expect(numbers(await table.batchGet([two, zero, nobody, one, two]))).toEqual([2, 0, undefined, 1, 2]);
  });

  test('without keys makes no call', async () => {
    expect(await table.batchGet([])).toEqual([]);
    expect(faults.calls).toEqual([]);
  });

  test('accepts items as keys, and sends their keys only', async () => {
    const { keys } = await partitionOf(1);
    expect(numbers(await table.batchGet(keys.map((key) => ({ ...key, more: 1 }))))).toEqual([0]);
  });

  test.each([
    [99, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])('of %i different keys makes %i calls', async (count, calls) => {
    const { keys } = await partitionOf(count);
    faults.calls.length = 0;
    const backwards = keys.toReversed();
    const twice = [...backwards, ...backwards];
    expect(numbers(await table.batchGet(twice, { consistent: true }))).toEqual(
      twice.map(({ SK }) => Number(SK)),
    );
    expect(countOf('BatchGetItem')).toBe(calls);
  });

  test('asks again for unprocessed keys, and loses nothing', async () => {
    const { keys } = await partitionOf(100);
    faults.plan = script('BatchGetItem', 'UNPROCESSED', 'UNPROCESSED', 'UNPROCESSED');
    expect(numbers(await table.batchGet(keys))).toEqual(keys.map((_, n) => n));
    expect(faults.happened).toHaveLength(3);
  });

  test('gives up when nothing is ever processed, and says how much was not read', async () => {
    const { keys } = await partitionOf(1);
    faults.plan = () => 'UNPROCESSED';
    await expect(table.batchGet(keys)).rejects.toThrow(
      `1 items stayed unread after ${MAX_ATTEMPTS} attempts.`,
    );
    expect(countOf('BatchGetItem')).toBe(MAX_ATTEMPTS);
  });
});

describe('a write', () => {
  test('puts, updates and deletes under its condition', async () => {
    const key = { PK: 'write', SK: 'one' };
    await table.write({ put: { ...key, n: 1 }, ...isNew });
    await table.write({ update: key, set: 'ADD #n :one', names: { '#n': 'n' }, values: { ':one': 1 } });
    expect(await table.get(key, { consistent: true })).toEqual({ ...key, n: 2 });
    const isTwo = { condition: '#n = :n', names: { '#n': 'n' }, values: { ':n': 2 } };
    await table.write({ delete: key, ...isTwo });
    expect(await table.get(key, { consistent: true })).toBeUndefined();
  });

  test('whose condition fails changes nothing and says so', async () => {
    const { keys } = await partitionOf(1);
    const again = table.write({ put: { ...(keys[0] as Key), n: 7 }, ...isNew });
    await expect(again).rejects.toThrow(ConditionFailed);
    await expect(again).rejects.toMatchObject({ failed: [0] });
    expect(numbers(await table.batchGet(keys))).toEqual([0]);
  });

  test('that conflicts with transactions is retried, at most eight times', async () => {
    const key = { PK: 'write', SK: 'conflict' };
    faults.plan = script('PutItem', 'CONFLICT', 'CONFLICT');
    await table.write({ put: { ...key, n: 1 } });
    expect(faults.calls).toHaveLength(3);
    faults.calls.length = 0;
    faults.plan = () => 'CONFLICT';
    await expect(table.write({ put: { ...key, n: 2 } })).rejects.toMatchObject({
      name: 'TransactionConflictException',
    });
    expect(faults.calls).toHaveLength(MAX_ATTEMPTS);
    expect(await faults.quietly(() => table.get(key, { consistent: true }))).toMatchObject({ n: 1 });
  });

  test('may be a condition only within a transaction', async () => {
    await expect(table.write({ check: { PK: 'a', SK: 'b' }, ...isNew })).rejects.toThrow('use get');
  });
});

describe('a transaction', () => {
  test('writes all or nothing, and names every write whose condition failed', async () => {
    const { keys } = await partitionOf(2);
    const [zero, one] = keys as [Key, Key];
    const fresh = { PK: 'transaction', SK: 'fresh' };
    const doomed = table.transact([
      { put: { ...zero, n: 9 }, ...isNew },
      { put: { ...fresh, n: 9 }, ...isNew },
      { check: one, ...isNew },
    ]);
    await expect(doomed).rejects.toThrow(ConditionFailed);
    await expect(doomed).rejects.toMatchObject({ failed: [0, 2] });
    expect(numbers(await table.batchGet([zero, one, fresh]))).toEqual([0, 1, undefined]);
    await table.transact([
      { delete: zero },
      { put: { ...fresh, n: 3 } },
      { check: one, condition: 'attribute_exists(PK)' },
    ]);
    expect(numbers(await table.batchGet([zero, one, fresh]))).toEqual([undefined, 1, 3]);
  });

  test.each<[Fault]>([['CONFLICT'], ['THROTTLED'], ['CAPACITY']])(
    'that is cancelled by %s is retried',
    async (fault) => {
      const key = { PK: 'transaction', SK: fault };
      faults.plan = script('TransactWriteItems', ...Array<Fault>(MAX_ATTEMPTS - 1).fill(fault));
      await table.transact([{ check: { PK: 'nobody', SK: 'x' }, ...isNew }, { put: { ...key, n: 1 } }]);
      expect(faults.calls).toHaveLength(MAX_ATTEMPTS);
      expect(await table.get(key, { consistent: true })).toMatchObject({ n: 1 });
    },
  );

  test('that is cancelled eight times gives up', async () => {
    faults.plan = () => 'CONFLICT';
    const doomed = table.transact([{ put: { PK: 'transaction', SK: 'never' } }]);
    await expect(doomed).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(faults.calls).toHaveLength(MAX_ATTEMPTS);
  });

  test('with reported conflicts is not retried for them, and names the writes in conflict', async () => {
    faults.plan = script('TransactWriteItems', 'CONFLICT');
    const doomed = table.transact(
      [{ put: { PK: 'transaction', SK: 'met' } }, { put: { PK: 'transaction', SK: 'beside' } }],
      { onConflict: 'TELL' },
    );
    await expect(doomed).rejects.toThrow(Conflict);
    await expect(doomed).rejects.toMatchObject({ indexes: [0] });
    expect(faults.calls).toHaveLength(1);
  });

  test.each<[Fault]>([['THROTTLED'], ['CAPACITY']])(
    'with reported conflicts is retried when it is cancelled by %s',
    async (fault) => {
      const key = { PK: 'transaction', SK: `told ${fault}` };
      faults.plan = script('TransactWriteItems', fault, fault);
      await table.transact([{ put: key }], { onConflict: 'TELL' });
      expect(faults.calls).toHaveLength(3);
    },
  );

  test('with an unknown outcome is not retried here: the caller must look', async () => {
    const key = { PK: 'transaction', SK: 'lost' };
    faults.plan = script('TransactWriteItems', 'LOST_ANSWER');
    await expect(table.transact([{ put: key, ...isNew }])).rejects.toThrow(LostAnswer);
    expect(faults.calls).toHaveLength(1);
    expect(await table.get(key, { consistent: true })).toEqual(key);
  });

  test('whose answer is lost is sent again by the SDK under the same token, and counts once', async () => {
    const key = { PK: 'transaction', SK: 'counted' };
    const tokens: unknown[] = [];
    engine.client.middlewareStack.add(
      (next) => async (args) => {
        const { body } = args.request as { body: Uint8Array };
        const answer = await next(args);
        tokens.push(JSON.parse(new TextDecoder().decode(body)).ClientRequestToken);
        if (tokens.length === 1)
          throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', name: 'TimeoutError' });
        return answer;
      },
      // Below the SDK's retries.
      { step: 'deserialize', name: 'cut', priority: 'low' },
    );
    try {
      await table.transact([
        { update: key, set: 'ADD #n :one', names: { '#n': 'n' }, values: { ':one': 1 } },
      ]);
    } finally {
      engine.client.middlewareStack.remove('cut');
    }
    expect(tokens).toHaveLength(2);
    expect(tokens[1]).toBe(tokens[0]);
    expect(await table.get(key, { consistent: true })).toMatchObject({ n: 1 });
  });

  test('of more than a hundred writes is refused before it is sent', async () => {
    const writes = Array.from({ length: 101 }, (_, n) => ({ put: { PK: 'many', SK: String(n) } }));
    await expect(table.transact(writes)).rejects.toThrow('over the limit');
    expect(faults.calls).toEqual([]);
    await table.transact(writes.slice(1));
  });
});

describe('a page of a query', () => {
  test('reads a partition in order, by prefix, by range, from either end and after the last item', async () => {
    const { partition } = await partitionOf(12);
    const read = async (input: object) =>
      numbers((await table.query({ partition, limit: 100, ...input })).items);
    expect(await read({})).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(await read({ prefix: '01' })).toEqual([10, 11]);
    expect(await read({ between: ['004', '006'] })).toEqual([4, 5, 6]);
    expect(await read({ newestFirst: true, limit: 2 })).toEqual([11, 10]);
    const { last } = await table.query({ partition, limit: 5 });
    expect(await read({ after: last, limit: 3 })).toEqual([5, 6, 7]);
    expect(await table.query({ partition: 'nobody', limit: 5 })).toEqual({ items: [], last: undefined });
  });
});

describe('the fault layer of the tests', () => {
  test('refuses overlapping writes only for transactions, and only while told to', async () => {
    const put = (name: string): Write => ({ put: { PK: 'overlap', SK: name } });
    const transact = (...names: string[]) => table.transact(names.map(put), { onConflict: 'TELL' });
    faults.overlaps = true;
    const outcomes = await Promise.allSettled([
      transact('a', 'b'),
      transact('c', 'b', 'd'),
      transact('e'),
      table.write(put('f')),
      table.write(put('f')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { name: 'Conflict', indexes: [1] } });
    expect(faults.happened).toEqual(['CONFLICT']);
    // One after the other they do not overlap.
    await transact('a', 'b');
    await transact('b');
    faults.overlaps = false;
    await Promise.all([transact('a'), transact('a')]);
  });

  test('answers eventually consistent reads with older items, and consistent ones with the latest', async () => {
    const { partition, keys } = await partitionOf(2);
    const [zero, one] = keys as [Key, Key];
    await table.write({ put: { ...zero, n: 50 } });
    await table.write({ delete: one });
    faults.plan = () => 'STALE';
    expect(await table.get(zero)).toMatchObject({ n: 0 });
    expect(await table.get(zero, { consistent: true })).toMatchObject({ n: 50 });
    expect(numbers(await table.batchGet([one, zero]))).toEqual([1, 0]);
    expect(numbers(await table.batchGet([one, zero], { consistent: true }))).toEqual([undefined, 50]);
    expect(numbers((await table.query({ partition, limit: 5 })).items)).toEqual([0, 1]);
    expect(numbers((await table.query({ partition, limit: 1, newestFirst: true })).items)).toEqual([1]);
  });

  test('lets an index lag behind its items', async () => {
    const waiting = { PK: 'lag', SK: 'one', GSI2PK: 'QUEUE', GSI2SK: '1' };
    const queue = async () =>
      (await table.query({ index: 'GSI2', partition: 'QUEUE', limit: 5 })).items.map(({ SK }) => SK);
    await table.write({ put: waiting });
    faults.plan = () => 'STALE';
    expect(await queue()).toEqual([]);
    await table.write({ put: { PK: 'lag', SK: 'one' } });
    expect(await queue()).toEqual(['one']);
    faults.plan = () => undefined;
    expect(await queue()).toEqual([]);
  });
});
