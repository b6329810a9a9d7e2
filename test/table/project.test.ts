import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHeat } from '../../functions/platform/heat.ts';
import { type Amounts, plus } from '../../functions/projection/amounts.ts';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import { project } from '../../functions/projection/project.ts';
import { toStreamRecord } from '../../functions/projection/stream.ts';
import type { Item, Table, Write } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { checkpointKey, counterKey, programOf } from '../../functions/table/keys.ts';
import { toLambdaRecord } from '../../local/stream-event.ts';
import { openStream, type StreamSource } from '../../tools/shared/stream-shards.ts';
import { Crash, type Fault, script } from '../support/faults.ts';
import { runsOf, seedOf } from '../support/runs.ts';
import {
  groupCounter,
  groupNumbers,
  projections,
  recountOf,
  type Step,
  type Story,
  shardOf,
  story,
  streamOf,
} from './stories.ts';
import { startWorld, type World } from './world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

let world: World;
let engineStream: StreamSource;
beforeAll(async () => {
  world = await startWorld({ lasting: true });
  engineStream = await openStream(world.engine.endpoint, world.engine.tableName, {});
});
afterEach(() => {
  world.faults.plan = () => undefined;
  world.faults.overlaps = false;
  vi.restoreAllMocks();
});
afterAll(async () => {
  engineStream.close();
  await world.close();
});

/** A process of the projector, as the shard of a batch comes to it. */
type Deliver = (deps: Deps, shardId: string, records: StreamRecord[]) => Promise<unknown>;
const deliver: Deliver = (deps, shardId, records) => project(deps, projections, shardId, records);

/** A process with a memory of its own of where it met others. */
const newProcess = (): Deps => ({ ...world.deps, heat: createHeat(world.deps.now) });

let runs = 0;

type Shard = {
  id: string;
  records: StreamRecord[];
  borders: Set<number>;
  position: [number, number];
};

/** What came through the engine's own stream of what a run handed over, in its order. */
async function handedOver(run: string): Promise<StreamRecord[]> {
  const found: StreamRecord[] = [];
  for (const shard of await engineStream.openShards()) {
    for (let read = await shard.read(1_000); read.length > 0; read = await shard.read(1_000)) {
      found.push(...read.map((record) => toStreamRecord(toLambdaRecord(record, ''))));
      shard.accept();
    }
  }
  return found.filter(({ after }) => after?.et === ENTITY.handover && programOf(after) === run);
}

/**
 * Plays a story: its things are in two shards of the stream, and what these hand over in a third. Each shard goes to two
 * pollers, as when it changes hands and the old one has not noticed. Each hands over batches in order, repeats
 * what failed, and may start again from any border that was once accepted. At the end the first comes to the end
 * undisturbed, and the counters are read.
 */
async function play(told: Story, deliverTo: Deliver): Promise<void> {
  runs += 1;
  const run = `run-${runs}`;
  const { records, counted } = streamOf(run, told);
  const shards = ['a', 'b', 'lane'].map(
    (name, place): Shard => ({
      id: `${run}-${name}`,
      records: records.filter((record) => shardOf(record) === place),
      borders: new Set([0]),
      position: [0, 0],
    }),
  );
  const processes = [newProcess(), newProcess()] as const;
  await handedOver(run);

  /** Hands over the next batch of a poller. `before` is waited for between what it reads and what it writes. */
  async function handOver(
    shard: Shard,
    poller: 0 | 1,
    size: number,
    before?: Promise<unknown>,
  ): Promise<void> {
    const from = shard.position[poller];
    const batch = shard.records.slice(from, from + size);
    if (batch.length === 0) return;
    const deps = processes[poller];
    const transact: Table['transact'] = async (...call) => {
      await before;
      return deps.table.transact(...call);
    };
    await deliverTo({ ...deps, table: { ...deps.table, transact } }, shard.id, batch);
    shard.position[poller] = from + batch.length;
    shard.borders.add(shard.position[poller]);
  }

  async function take({ shard: place, poller, restartAt, size, fault, beside }: Step): Promise<void> {
    const shard = shards[place] as Shard;
    if (place === 2) shard.records.push(...(await handedOver(run)));
    if (restartAt !== null) shard.position[poller] = [...shard.borders][restartAt % shard.borders.size] ?? 0;
    world.faults.plan = fault === null ? () => undefined : script('TransactWriteItems', fault);
    const first = handOver(shard, poller, size);
    const given = [first];
    if (beside === 'TWIN')
      given.push(
        handOver(
          shard,
          poller,
          size,
          first.catch(() => undefined),
        ),
      );
    if (beside === 'RIVAL') given.push(handOver(shard, poller === 0 ? 1 : 0, size));
    if (beside === 'OTHERS')
      given.push(...shards.filter((other) => other !== shard).map((other) => handOver(other, poller, size)));
    await Promise.allSettled(given);
  }

  world.faults.overlaps = true;
  for (const step of told.steps) await take(step);
  world.faults.plan = () => undefined;
  for (let left = true; left; ) {
    shards[2]?.records.push(...(await handedOver(run)));
    const open = shards.filter(({ position, records }) => position[0] < records.length);
    for (const shard of open) await handOver(shard, 0, 4);
    left = open.length > 0;
  }
  const items = await world.table.batchGet(
    groupNumbers.map((group) => groupCounter(run, group)),
    { consistent: true },
  );
  const counters = items.map((item) => ({
    things: Number(item?.things ?? 0),
    weight: Number(item?.weight ?? 0),
  }));
  expect(counters).toEqual(recountOf(counted));
  for (const { after } of shards[2]?.records ?? []) seen.add(after === undefined ? 'REMOVED' : 'HANDED OVER');
}

const seen = new Set<string>();
const SEED = 20_261_102;
const property = (deliverTo: Deliver) => fc.asyncProperty(story, (told) => play(told, deliverTo));

// Ten seconds on a machine that does nothing else.
const LONG = { timeout: runsOf(180_000) };

test(
  'counters equal a recount, however the stream is cut, repeated, interrupted, handed over or delivered twice',
  LONG,
  async () => {
    await fc.assert(property(deliver), { ...seedOf(SEED), numRuns: runsOf(250) });
    expect(new Set(world.faults.happened)).toEqual(
      new Set<Fault>(['CRASH', 'LOST_ANSWER', 'CONFLICT', 'CAPACITY']),
    );
    expect(seen).toContain('HANDED OVER');
  },
);

describe('the property above detects a projector', () => {
  const finds = async (faulty: Deliver) => {
    const { failed } = await fc.check(property(faulty), { seed: SEED, numRuns: 400, endOnFailure: true });
    expect(failed).toBe(true);
  };
  const withTransact = (transact: (table: Table) => Table['transact']): Deliver => {
    return (deps, shardId, records) => {
      const table = { ...deps.table, transact: transact(deps.table) };
      return project({ ...deps, table }, projections, shardId, records);
    };
  };
  const withRecords = (change: (records: StreamRecord[]) => StreamRecord[]): Deliver => {
    return (deps, shardId, records) => deliver(deps, shardId, change(records));
  };
  const isHandover = (one: Write) => 'put' in one && one.put.et === ENTITY.handover;

  test('that writes its checkpoint without a condition', async () => {
    const careless = withTransact(
      (table) => (writes, options) =>
        table.transact(
          writes.map((one) => ('put' in one ? { put: one.put } : one)),
          options,
        ),
    );
    await finds(careless);
  });

  test('that writes its checkpoint after the counters and not with them', async () => {
    const apart = withTransact((table) => async (writes, options) => {
      if (writes.length > 1) await table.transact(writes.slice(0, -1), options);
      await table.transact(writes.slice(-1), options);
    });
    await finds(apart);
  });

  test('that writes no checkpoint for records that cancel each other', async () => {
    await finds(
      withTransact(
        (table) => async (writes, options) =>
          writes.length > 1 ? table.transact(writes, options) : undefined,
      ),
    );
  });

  test('that compares sequence numbers as text', async () => {
    vi.spyOn(globalThis, 'BigInt').mockImplementation(
      ((value: string) => value) as unknown as BigIntConstructor,
    );
    await finds(deliver);
  });

  test('that adds new images and does not subtract old ones', async () => {
    await finds(withRecords((records) => records.map((record) => ({ ...record, before: undefined }))));
  });

  test('that counts removals by TTL', async () => {
    await finds(withRecords((records) => records.map((record) => ({ ...record, expired: false }))));
  });

  test('that moves its checkpoint and does not hand over', async () => {
    await finds(
      withTransact(
        (table) => (writes, options) =>
          table.transact(
            writes.filter((one) => !isHandover(one)),
            options,
          ),
      ),
    );
  });

  test('that hands over and does not move its checkpoint', async () => {
    await finds(
      withTransact(
        (table) => (writes, options) =>
          table.transact(writes.some(isHandover) ? writes.slice(0, -1) : writes, options),
      ),
    );
  });

  test('that subtracts what was handed over before', async () => {
    const less = (add: Amounts = {}, other: Amounts = {}): Amounts =>
      plus(add, Object.fromEntries(Object.entries(other).map(([name, n]) => [name, 0 - n])));
    const countersOf = (item: Item | undefined) => (item?.counters ?? {}) as Record<string, Amounts>;
    await finds(
      withRecords((records) =>
        records.map((record) => {
          const { before, after } = record;
          if (after?.et !== ENTITY.handover) return record;
          const [was, is] = [countersOf(before), countersOf(after)];
          const counters = Object.fromEntries(
            Object.keys({ ...was, ...is }).map((name) => [name, less(is[name], was[name])]),
          );
          return { ...record, after: { ...after, counters } };
        }),
      ),
    );
  });

  test('that adds only the last change of an item in a lane', async () => {
    await finds(
      withRecords((records) =>
        records.filter(
          ({ after }, place) =>
            after?.et !== ENTITY.handover ||
            records.findLastIndex((other) => other.after?.SK === after.SK) === place,
        ),
      ),
    );
  });
});

describe('a projected batch', () => {
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

  test('of more items than a transaction holds continues where it was interrupted', async () => {
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

  test('delivered eight times at once counts once', async () => {
    const shard = records.map((record) => ({ ...record, sequenceNumber: `9${record.sequenceNumber}` }));
    const before = (await counts()).map(Number);
    await Promise.all(Array.from({ length: 8 }, () => project(world.deps, wide, 'eight', shard)));
    expect(await counts()).toEqual(before.map((n, place) => n + (place === 0 ? 250 : 1)));
  });

  test('without effect writes nothing, so that the checkpoint’s own record does not feed the stream for ever', async () => {
    await deliver(world.deps, 'quiet', [
      { before: undefined, after: { PK: 'x', SK: 'y', et: 'SECRETS' }, sequenceNumber: '5', expired: false },
    ]);
    expect(await world.table.get(checkpointKey('quiet'), { consistent: true })).toBeUndefined();
    const told = {
      start: 1n,
      changes: [{ kind: 'PUT', item: 0, groups: [0], weight: 1, gap: 1 }],
      steps: [],
    } as const;
    const { records: effective } = streamOf('quiet', told as unknown as Story);
    await deliver(world.deps, 'quiet', effective);
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
    await deliver(world.deps, 'shard-a', one);
    await deliver(world.deps, 'shard-b', one);
    expect(await world.table.get(groupCounter('shards', 1), { consistent: true })).toMatchObject({
      things: 2,
      weight: 8,
    });
  });
});
