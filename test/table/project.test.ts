import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Deps } from '../../functions/platform/deps.ts';
import type { Table } from '../../functions/table/client.ts';
import type { Projection, StreamRecord } from '../../functions/table/fold.ts';
import { checkpointKey, counterKey } from '../../functions/table/keys.ts';
import { project } from '../../functions/table/project.ts';
import { Crash, type Fault, script } from '../support/faults.ts';
import { runsOf, seedOf } from '../support/runs.ts';
import {
  groupCounter,
  groupNumbers,
  projections,
  recountOf,
  type Step,
  type Story,
  story,
  streamOf,
} from './stories.ts';
import { startWorld, type World } from './world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

let world: World;
beforeAll(async () => {
  world = await startWorld({ lasting: true });
});
afterEach(() => {
  world.faults.plan = () => undefined;
  vi.restoreAllMocks();
});
afterAll(() => world.close());

type Deliver = (shardId: string, records: StreamRecord[]) => Promise<unknown>;
const deliver: Deliver = (shardId, records) => project(world.deps, projections, shardId, records);

let runs = 0;

/**
 * Plays a story: its stream goes to two pollers, as when a shard changes hands and the old one has not noticed. Each hands
 * over batches in order, repeats what failed, and may start again from any border that was once accepted. At
 * the end the first comes to the end undisturbed, and the counters are read.
 */
async function play(told: Story, deliverTo: Deliver): Promise<void> {
  runs += 1;
  const run = `run-${runs}`;
  const { records, counted } = streamOf(run, told);
  const borders = new Set([0]);
  const position: [number, number] = [0, 0];

  async function handOver(poller: 0 | 1, size: number): Promise<void> {
    const from = position[poller];
    const batch = records.slice(from, from + size);
    if (batch.length === 0) return;
    await deliverTo(run, batch);
    position[poller] = from + batch.length;
    borders.add(position[poller]);
  }

  async function take({ poller, restartAt, size, fault, beside }: Step): Promise<void> {
    if (restartAt !== null) position[poller] = [...borders][restartAt % borders.size] ?? 0;
    world.faults.plan = fault === null ? () => undefined : script('TransactWriteItems', fault);
    const given = [handOver(poller, size)];
    if (beside === 'TWIN') given.push(handOver(poller, size));
    if (beside === 'RIVAL') given.push(handOver(poller === 0 ? 1 : 0, size));
    await Promise.allSettled(given);
  }

  for (const step of told.steps) await take(step);
  world.faults.plan = () => undefined;
  while (position[0] < records.length) await handOver(0, 4);
  const items = await world.table.batchGet(
    groupNumbers.map((group) => groupCounter(run, group)),
    { consistent: true },
  );
  const counters = items.map((item) => ({
    things: Number(item?.things ?? 0),
    weight: Number(item?.weight ?? 0),
  }));
  expect(counters).toEqual(recountOf(counted));
}

const SEED = 20_261_102;
const property = (deliverTo: Deliver) => fc.asyncProperty(story, (told) => play(told, deliverTo));

test('counters equal a recount, however the stream is cut, repeated, interrupted and delivered twice at once', async () => {
  await fc.assert(property(deliver), { ...seedOf(SEED), numRuns: runsOf(250) });
  expect(new Set(world.faults.happened)).toEqual(
    new Set<Fault>(['CRASH', 'LOST_ANSWER', 'CONFLICT', 'CAPACITY']),
  );
});

describe('the property above finds a projector', () => {
  const finds = async (faulty: Deliver) => {
    const { failed } = await fc.check(property(faulty), { seed: SEED, numRuns: 400, endOnFailure: true });
    expect(failed).toBe(true);
  };
  const withTransact = (transact: (table: Table) => Table['transact']): Deliver => {
    return (shardId, records) => {
      const table = { ...world.table, transact: transact(world.table) };
      const deps: Deps = { ...world.deps, table };
      return project(deps, projections, shardId, records);
    };
  };

  test('that writes its checkpoint without a condition', async () => {
    const careless = withTransact(
      (table) => (writes) => table.transact(writes.map((one) => ('put' in one ? { put: one.put } : one))),
    );
    await finds(careless);
  });

  test('that writes its checkpoint after the counters and not with them', async () => {
    const apart = withTransact((table) => async (writes) => {
      if (writes.length > 1) await table.transact(writes.slice(0, -1));
      await table.transact(writes.slice(-1));
    });
    await finds(apart);
  });

  test('that writes no checkpoint for records that together come to nothing', async () => {
    await finds(
      withTransact((table) => async (writes) => (writes.length > 1 ? table.transact(writes) : undefined)),
    );
  });

  test('that compares sequence numbers as text', async () => {
    vi.spyOn(globalThis, 'BigInt').mockImplementation(
      ((value: string) => value) as unknown as BigIntConstructor,
    );
    await finds(deliver);
  });

  test('that adds new images and does not take old ones away', async () => {
    await finds((shardId, records) =>
      deliver(
        shardId,
        records.map((record) => ({ ...record, before: undefined })),
      ),
    );
  });

  test('that counts TTL’s removals', async () => {
    await finds((shardId, records) =>
      deliver(
        shardId,
        records.map((record) => ({ ...record, expired: false })),
      ),
    );
  });
});

describe('a batch', () => {
  const wide = new Map<string, Projection>([
    [
      'WIDE',
      {
        contributions: (item) =>
          (item.counters as string[]).map((name) => ({
            key: counterKey('wide', name, 'ALL'),
            add: { n: 1 },
          })),
      },
    ],
  ]);
  const names = Array.from({ length: 250 }, (_, n) => `c${n}`);
  const records: StreamRecord[] = names.map((_, n) => ({
    before: undefined,
    after: { PK: 'wide', SK: String(n), et: 'WIDE', counters: [names[n], 'all'] },
    sequenceNumber: String(1_000 + n),
    expired: false,
  }));
  const counts = async () => {
    const items = await world.table.batchGet(
      ['all', ...names].map((name) => counterKey('wide', name, 'ALL')),
      { consistent: true },
    );
    return items.map((item) => item?.n);
  };

  test('that touches more items than a transaction holds goes on where it was interrupted', async () => {
    const handOver = () => project(world.deps, wide, 'wide', records);
    world.faults.plan = script('TransactWriteItems', 'CRASH');
    await expect(handOver()).rejects.toThrow(Crash);
    expect((await counts())[0]).toBeUndefined();
    world.faults.plan = script('TransactWriteItems', undefined, 'LOST_ANSWER');
    await expect(handOver()).rejects.toThrow('was lost');
    expect((await counts())[0]).toBe(196);
    // 99 items a transaction, the counter of all in each of them.
    expect(await handOver()).toBe(1);
    expect(await handOver()).toBe(0);
    expect(await counts()).toEqual([250, ...names.map(() => 1)]);
  });

  test('delivered by eight at once counts once', async () => {
    const shard = records.map((record) => ({ ...record, sequenceNumber: `9${record.sequenceNumber}` }));
    const before = (await counts()).map(Number);
    await Promise.all(Array.from({ length: 8 }, () => project(world.deps, wide, 'eight', shard)));
    expect(await counts()).toEqual(before.map((n, place) => n + (place === 0 ? 250 : 1)));
  });

  test('without effect writes nothing, so that the checkpoint’s own record does not feed the stream for ever', async () => {
    await deliver('quiet', [
      { before: undefined, after: { PK: 'x', SK: 'y', et: 'STRANGER' }, sequenceNumber: '5', expired: false },
    ]);
    expect(await world.table.get(checkpointKey('quiet'), { consistent: true })).toBeUndefined();
    const told = {
      start: 1n,
      changes: [{ kind: 'PUT', item: 0, groups: [0], weight: 1, gap: 1 }],
      steps: [],
    } as const;
    const { records: effective } = streamOf('quiet', told as unknown as Story);
    await deliver('quiet', effective);
    const checkpoint = await world.table.get(checkpointKey('quiet'), { consistent: true });
    expect(checkpoint).toMatchObject({ et: 'CHECKPOINT', sequenceNumber: '2' });
    const echo: StreamRecord = { before: undefined, after: checkpoint, sequenceNumber: '3', expired: false };
    expect(await project(world.deps, projections, 'quiet', [echo])).toBe(0);
    expect(await world.table.get(checkpointKey('quiet'), { consistent: true })).toEqual(checkpoint);
  });

  test('of one shard does not hide the records of another', async () => {
    const told = {
      start: 1n,
      changes: [{ kind: 'PUT', item: 0, groups: [1], weight: 4, gap: 1 }],
      steps: [],
    } as unknown as Story;
    const { records: one } = streamOf('shards', told);
    await deliver('shard-a', one);
    await deliver('shard-b', one);
    expect(await world.table.get(groupCounter('shards', 1), { consistent: true })).toMatchObject({
      things: 2,
      weight: 8,
    });
  });
});
