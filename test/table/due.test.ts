import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Item, Key } from '../../functions/table/client.ts';
import { type DueHandler, runDueWork } from '../../functions/table/due.ts';
import { DUE_SHARDS, dueIndex, duePartition } from '../../functions/table/keys.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const NOW = new Date('2026-11-02T03:00:00.000Z');
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.faults.plan = () => undefined;
  world.setNow(NOW);
  // What a test left in the index is no other test's.
  await runDueWork(world.deps, { CHORE: finish, BROKEN: finish, STRANGER: finish }, never);
});
afterAll(() => world.close());

const never = () => false;
const finish: DueHandler = (deps, { PK, SK }) => deps.table.write({ delete: { PK, SK } });

/** A handler that finishes its pieces and writes down which they were. */
function recorder(): { done: string[]; handler: DueHandler } {
  const done: string[] = [];
  return {
    done,
    handler: async (deps, item) => {
      done.push(item.SK);
      await finish(deps, item, () => false);
    },
  };
}

async function put(name: string, dueAt: Date | string, et = 'CHORE'): Promise<Key> {
  const key = { PK: 'CHORES', SK: name };
  await world.table.write({ put: { ...key, et, ...dueIndex(key, new Date(dueAt).toISOString()) } });
  return key;
}
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(3, '0')}`);
/** Names of chores that fall into one shard of the index. */
const inShard = (shard: number, count: number) =>
  names(5_000, 'shard-')
    .filter((SK) => dueIndex({ PK: 'CHORES', SK }, '').GSI2PK === duePartition(shard))
    .slice(0, count);

describe('due work', () => {
  test('is done at its moment, not before it, and once', async () => {
    await put('past', minutes(-1));
    await put('now', NOW);
    await put('soon', new Date(NOW.getTime() + 1));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 2,
      failed: 0,
      more: false,
    });
    expect(done.toSorted()).toEqual(['now', 'past']);
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 0,
      failed: 0,
      more: false,
    });
    world.setNow(new Date(NOW.getTime() + 1));
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 1,
      failed: 0,
      more: false,
    });
    expect(done).toHaveLength(3);
  });

  test('of every shard is done, also where it is many pages', async () => {
    const crowd = [...inShard(3, 230), ...names(40, 'spread-')];
    for (const name of crowd) await put(name, minutes(-5));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 270,
      failed: 0,
      more: false,
    });
    expect(done.toSorted()).toEqual(crowd.toSorted());
  });

  test('is done oldest first', async () => {
    const crowd = inShard(1, 24);
    for (const [place, name] of crowd.entries()) await put(name, minutes(-place - 1));
    const { done, handler } = recorder();
    await runDueWork(world.deps, { CHORE: handler }, never);
    // Eight at a time.
    expect(done.slice(0, 8).toSorted()).toEqual(crowd.slice(16).toSorted());
  });

  test('that fails stays due and stops nothing else', async () => {
    const crowd = inShard(2, 20);
    for (const [place, name] of crowd.entries())
      await put(name, minutes(-30 + place), place < 10 ? 'BROKEN' : 'CHORE');
    await put('unknown', minutes(-40), 'STRANGER');
    const { done, handler } = recorder();
    const broken: DueHandler = async () => {
      throw new Error('Not today.');
    };
    const run = () => runDueWork(world.deps, { CHORE: handler, BROKEN: broken }, never);
    expect(await run()).toEqual({ done: 10, failed: 11, more: false });
    expect(done.toSorted()).toEqual(crowd.slice(10).toSorted());
    expect(await run()).toEqual({ done: 0, failed: 11, more: false });
  });

  test('that the index still shows and that is gone, put off or waits for a person is left alone', async () => {
    await put('gone', minutes(-1));
    await put('later', minutes(-1));
    await put('reviewed', minutes(-1));
    const still = await put('still', minutes(-1));
    await world.table.write({ delete: { PK: 'CHORES', SK: 'gone' } });
    await put('later', minutes(1));
    await world.table.write({
      put: {
        PK: 'CHORES',
        SK: 'reviewed',
        et: 'CHORE',
        GSI2PK: 'P#demo#REVIEW',
        GSI2SK: minutes(-1).toISOString(),
      },
    });
    await world.table.write({ update: still, set: 'SET #n = :n', names: { '#n': 'n' }, values: { ':n': 1 } });
    world.faults.plan = ({ operation }) => (operation === 'Query' ? 'STALE' : undefined);
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 1,
      failed: 0,
      more: false,
    });
    expect(done).toEqual(['still']);
  });

  test('is given as it is now, not as the index or a stale read has it', async () => {
    const key = await put('fresh', minutes(-1));
    await world.table.write({ update: key, set: 'SET #n = :n', names: { '#n': 'n' }, values: { ':n': 7 } });
    world.faults.plan = () => 'STALE';
    const given: Item[] = [];
    await runDueWork(world.deps, { CHORE: async (_deps, item) => void given.push(item) }, never);
    expect(given).toMatchObject([{ SK: 'fresh', n: 7 }]);
  });

  test('stops at the deadline, says that there is more, and goes on in the next run', async () => {
    for (const name of inShard(4, 30)) await put(name, minutes(-1));
    const { done, handler } = recorder();
    const report = await runDueWork(world.deps, { CHORE: handler }, () => done.length >= 10);
    expect(report).toEqual({ done: 16, failed: 0, more: true });
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toEqual({
      done: 14,
      failed: 0,
      more: false,
    });
    expect(new Set(done).size).toBe(30);
  });

  test('does nothing when the time is up from the start', async () => {
    await put('late', minutes(-1));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { CHORE: handler }, () => true)).toEqual({
      done: 0,
      failed: 0,
      more: true,
    });
    expect(done).toEqual([]);
  });

  test('of a shard that cannot be read fails the run, after every other shard is done', async () => {
    const crowd = Array.from({ length: DUE_SHARDS }, (_, shard) => inShard(shard, 1)[0] ?? '');
    for (const name of crowd) await put(name, minutes(-1));
    const { done, handler } = recorder();
    world.faults.plan = ({ operation, about }) =>
      operation === 'Query' && about === duePartition(5) ? 'THROTTLED' : undefined;
    await expect(runDueWork(world.deps, { CHORE: handler }, never)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(done).toHaveLength(DUE_SHARDS - 1);
    world.faults.plan = () => undefined;
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toMatchObject({ done: 1 });
  });

  test('done by two runs at once does no piece less than once', async () => {
    const crowd = names(40, 'twice-');
    for (const name of crowd) await put(name, minutes(-1));
    const { done, handler } = recorder();
    await Promise.all([
      runDueWork(world.deps, { CHORE: handler }, never),
      runDueWork(world.deps, { CHORE: handler }, never),
    ]);
    expect(new Set(done).size).toBe(40);
    expect(await runDueWork(world.deps, { CHORE: handler }, never)).toMatchObject({ done: 0, failed: 0 });
  });
});

test('the due index spreads items over its shards, each always to the same one', () => {
  const counts = new Map<string, number>();
  for (const SK of names(800, 'even-')) {
    const { GSI2PK } = dueIndex({ PK: 'CHORES', SK }, 'x');
    expect(dueIndex({ PK: 'CHORES', SK }, 'y').GSI2PK).toBe(GSI2PK);
    counts.set(GSI2PK, (counts.get(GSI2PK) ?? 0) + 1);
  }
  expect(counts.size).toBe(DUE_SHARDS);
  for (const count of counts.values()) expect(count).toBeGreaterThan(60);
});
