import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { kindOf } from '../../functions/entrypoints/handlers/scheduler.ts';
import { dueHandlers } from '../../functions/registry/due.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { type DueHandler, runDueWork } from '../../functions/table/due.ts';
import { DUE_KINDS, type DueKind, ENTITY } from '../../functions/table/entities.ts';
import {
  DUE_SHARDS,
  dueIndex,
  duePartition,
  earlierDuePartition,
  partOfSpan,
} from '../../functions/table/keys.ts';
import { DUE_REPORT, TICK_KINDS } from '../../functions/table/schedule.ts';
import { startWorld, type World } from './world.ts';

let world: World;
const NOW = new Date('2026-11-02T03:00:00.000Z');
beforeAll(async () => {
  world = await startWorld();
});
afterEach(async () => {
  world.faults.plan = () => undefined;
  // What a test left in the index is no other test's, also what was put off.
  world.setNow(minutes(600));
  await runDueWork(world.deps, { REFERRAL: finish, POINT_EXPIRY: finish, LEADERBOARD: finish }, never);
  world.setNow(NOW);
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

async function put(name: string, dueAt: Date | string, kind: DueKind = 'REFERRAL'): Promise<Key> {
  const key = { PK: 'P#demo#CHORES', SK: name };
  await world.table.write({
    put: { ...key, et: kind, ...dueIndex(key, new Date(dueAt).toISOString(), kind) },
  });
  return key;
}
const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
const names = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n).padStart(3, '0')}`);
/** Names of chores that fall into one shard of the index. */
const inShard = (shard: number, count: number) =>
  names(5_000, 'shard-')
    .filter(
      (SK) =>
        dueIndex({ PK: 'P#demo#CHORES', SK }, '', 'REFERRAL').GSI2PK === duePartition('REFERRAL', shard),
    )
    .slice(0, count);

describe('due work', () => {
  test('is done at its time, not before it, and once', async () => {
    await put('past', minutes(-1));
    await put('now', NOW);
    await put('soon', new Date(NOW.getTime() + 1));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
      done: 2,
      failed: 0,
      more: false,
    });
    expect(done.toSorted()).toEqual(['now', 'past']);
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
      done: 0,
      failed: 0,
      more: false,
    });
    world.setNow(new Date(NOW.getTime() + 1));
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
      done: 1,
      failed: 0,
      more: false,
    });
    expect(done).toHaveLength(3);
  });

  test('of every shard is done, also when there are many pages of it', async () => {
    const crowd = [...inShard(3, 230), ...names(40, 'spread-')];
    for (const name of crowd) await put(name, minutes(-5));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
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
    await runDueWork(world.deps, { REFERRAL: handler }, never);
    // Eight at a time.
    expect(done.slice(0, 8).toSorted()).toEqual(crowd.slice(16).toSorted());
  });

  test('that is gone, postponed or waiting for a person is skipped, though the index still shows it', async () => {
    await put('gone', minutes(-1));
    await put('later', minutes(-1));
    await put('reviewed', minutes(-1));
    const still = await put('still', minutes(-1));
    await world.table.write({ delete: { PK: 'P#demo#CHORES', SK: 'gone' } });
    await put('later', minutes(1));
    await world.table.write({
      put: {
        PK: 'P#demo#CHORES',
        SK: 'reviewed',
        et: ENTITY.referral,
        GSI2PK: 'P#demo#REVIEW',
        GSI2SK: minutes(-1).toISOString(),
      },
    });
    await world.table.write({ update: still, set: 'SET #n = :n', names: { '#n': 'n' }, values: { ':n': 1 } });
    world.faults.plan = ({ operation }) => (operation === 'Query' ? 'STALE' : undefined);
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
      done: 1,
      failed: 0,
      more: false,
    });
    expect(done).toEqual(['still']);
  });

  test('is read as it is now, not as the index or a stale read has it', async () => {
    const key = await put('fresh', minutes(-1));
    await world.table.write({ update: key, set: 'SET #n = :n', names: { '#n': 'n' }, values: { ':n': 7 } });
    world.faults.plan = () => 'STALE';
    const given: Item[] = [];
    await runDueWork(world.deps, { REFERRAL: async (_deps, item) => void given.push(item) }, never);
    expect(given).toMatchObject([{ SK: 'fresh', n: 7 }]);
  });

  test('stops at the deadline, says that there is more, and goes on in the next run', async () => {
    for (const name of inShard(4, 30)) await put(name, minutes(-1));
    const { done, handler } = recorder();
    const report = await runDueWork(world.deps, { REFERRAL: handler }, () => done.length >= 10);
    expect(report).toEqual({ done: 16, failed: 0, more: true });
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toEqual({
      done: 14,
      failed: 0,
      more: false,
    });
    expect(new Set(done).size).toBe(30);
  });

  test('is not begun when the time is up from the start', async () => {
    await put('late', minutes(-1));
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { REFERRAL: handler }, () => true)).toEqual({
      done: 0,
      failed: 0,
      more: true,
    });
    expect(done).toEqual([]);
  });

  test('of an unreadable shard fails the run, after every other shard is done', async () => {
    const crowd = Array.from({ length: DUE_SHARDS }, (_, shard) => inShard(shard, 1)[0] ?? '');
    for (const name of crowd) await put(name, minutes(-1));
    const { done, handler } = recorder();
    world.faults.plan = ({ operation, about }) =>
      operation === 'Query' && about === duePartition('REFERRAL', 5) ? 'THROTTLED' : undefined;
    await expect(runDueWork(world.deps, { REFERRAL: handler }, never)).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    expect(done).toHaveLength(DUE_SHARDS - 1);
    world.faults.plan = () => undefined;
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toMatchObject({ done: 1 });
  });

  test('done by two runs at once is done at least once', async () => {
    const crowd = names(40, 'twice-');
    for (const name of crowd) await put(name, minutes(-1));
    const { done, handler } = recorder();
    await Promise.all([
      runDueWork(world.deps, { REFERRAL: handler }, never),
      runDueWork(world.deps, { REFERRAL: handler }, never),
    ]);
    expect(new Set(done).size).toBe(40);
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toMatchObject({ done: 0, failed: 0 });
  });
});

describe('due work that fails', () => {
  const broken: DueHandler = async () => {
    throw new Error('Not today.');
  };
  const run = (handler: DueHandler) => runDueWork(world.deps, { REFERRAL: handler }, never);
  const stored = (SK: string) => world.table.get({ PK: 'P#demo#CHORES', SK }, { consistent: true });
  const at = (minute: number) => world.setNow(minutes(minute));

  test('stays due and stops no other work', async () => {
    const crowd = inShard(2, 20);
    for (const [place, name] of crowd.entries()) await put(name, minutes(-30 + place));
    const { done, handler } = recorder();
    const bad = new Set(crowd.slice(0, 10));
    const some: DueHandler = (deps, item, isOver) =>
      bad.has(item.SK) ? broken(deps, item, isOver) : handler(deps, item, isOver);
    expect(await run(some)).toEqual({ done: 10, failed: 10, more: false });
    expect(done.toSorted()).toEqual(crowd.slice(10).toSorted());
    at(1);
    expect(await run(some)).toEqual({ done: 0, failed: 10, more: false });
  });

  test('is retried after 1, 2, 4 minutes and so on, at last every hour, and then done once', async () => {
    await put('stubborn', minutes(-1));
    const tried: number[] = [];
    const noting: DueHandler = async (deps, item, isOver) => {
      tried.push((deps.now().getTime() - NOW.getTime()) / 60_000);
      await broken(deps, item, isOver);
    };
    for (let minute = 0; minute <= 250; minute += 1) {
      at(minute);
      await run(noting);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243]);
    at(302);
    const { done, handler } = recorder();
    expect(await run(handler)).toMatchObject({ done: 0 });
    at(303);
    expect(await run(handler)).toMatchObject({ done: 1 });
    expect(await run(handler)).toMatchObject({ done: 0 });
    expect(done).toEqual(['stubborn']);
  });

  test('is retried after all work that fell due before the retry', async () => {
    const [bad = '', ...others] = inShard(6, 30);
    await put(bad, minutes(-60));
    for (const [place, name] of others.entries()) await put(name, minutes(-50 + place));
    await run(async (deps, item, isOver) => {
      if (item.SK === bad) await broken(deps, item, isOver);
    });
    at(2);
    const order: string[] = [];
    await run(async (_deps, item) => void order.push(item.SK));
    expect(order).toHaveLength(30);
    // The last group of eight has what is left over.
    expect(order.slice(-6)).toContain(bad);
  });

  test('is due at its own time again once its item is written anew, with the retries counted anew', async () => {
    await put('mended', minutes(-1));
    await run(broken);
    at(1);
    await run(broken);
    await put('mended', minutes(-1));
    expect(await run(broken)).toMatchObject({ failed: 1 });
    at(2);
    expect(await run(broken)).toMatchObject({ failed: 1 });
  });

  test('but was done or rescheduled meanwhile is not put back', async () => {
    for (const name of ['done', 'moved', 'reviewed']) await put(name, minutes(-1));
    const ending: DueHandler = async (deps, item, isOver) => {
      if (item.SK === 'done') await finish(deps, item, isOver);
      if (item.SK === 'moved') await put('moved', minutes(90));
      if (item.SK === 'reviewed')
        await deps.table.write({ put: { ...item, GSI2PK: 'P#demo#REVIEW', GSI2SK: item.GSI2SK } });
      throw new Error('The answer was lost.');
    };
    expect(await run(ending)).toEqual({ done: 0, failed: 3, more: false });
    expect(await stored('done')).toBeUndefined();
    expect(await stored('moved')).toMatchObject({ GSI2SK: minutes(90).toISOString() });
    expect(await stored('reviewed')).toMatchObject({ GSI2PK: 'P#demo#REVIEW' });
    await world.table.write({ delete: { PK: 'P#demo#CHORES', SK: 'reviewed' } });
  });

  test('in two runs at once is postponed once', async () => {
    await put('twice', minutes(-1));
    let waiting = 0;
    let both = () => {};
    const together = new Promise<void>((resolve) => {
      both = resolve;
    });
    const meeting: DueHandler = async (deps, item, isOver) => {
      waiting += 1;
      if (waiting === 2) both();
      await together;
      await broken(deps, item, isOver);
    };
    await Promise.all([run(meeting), run(meeting)]);
    expect(await stored('twice')).toMatchObject({
      GSI2SK: `${minutes(1).toISOString()}#1#${minutes(-1).toISOString()}`,
    });
  });

  test('and cannot be postponed stays where it is, and the run goes on', async () => {
    const crowd = inShard(7, 12);
    for (const name of crowd) await put(name, minutes(-1));
    world.faults.plan = ({ operation }) => (operation === 'UpdateItem' ? 'THROTTLED' : undefined);
    expect(await run(broken)).toEqual({ done: 0, failed: 12, more: false });
    world.faults.plan = () => undefined;
    const { done, handler } = recorder();
    expect(await run(handler)).toMatchObject({ done: 12 });
    expect(done.toSorted()).toEqual(crowd.toSorted());
  });

  test('and whose postponing has no answer is postponed once', async () => {
    await put('silent', minutes(-1));
    world.faults.plan = ({ operation }) => (operation === 'UpdateItem' ? 'LOST_ANSWER' : undefined);
    expect(await run(broken)).toMatchObject({ failed: 1 });
    world.faults.plan = () => undefined;
    expect(await run(broken)).toMatchObject({ failed: 0 });
    at(1);
    expect(await run(broken)).toMatchObject({ failed: 1 });
  });
});

describe('kinds of due work', () => {
  test('have a handler each, under the name that their rule sends', () => {
    expect(Object.keys(dueHandlers).toSorted()).toEqual(DUE_KINDS.toSorted());
    expect(TICK_KINDS.map((kind) => kindOf({ kind }))).toEqual([...DUE_KINDS, 'HEARTBEAT']);
    expect(kindOf({})).toBeUndefined();
    expect(() => kindOf({ kind: 'NEXT_YEARS' })).toThrow('No tick is of the kind NEXT_YEARS.');
  });

  test('run separately: a run of one does nothing of another, however much is due', async () => {
    for (const name of names(30, 'lot-')) await put(name, minutes(-5), 'POINT_EXPIRY');
    await put('reward', minutes(-1), 'REFERRAL');
    const from = world.faults.calls.length;
    const { done, handler } = recorder();
    expect(await runDueWork(world.deps, { REFERRAL: handler }, never)).toMatchObject({ done: 1 });
    expect(done).toEqual(['reward']);
    const about = world.faults.calls.slice(from).map((call) => call.about);
    expect(about.filter((text) => text.includes('POINT_EXPIRY') || text.includes('lot-'))).toEqual([]);
  });

  test('are reported by kind with the age of the oldest work, postponed or not', async () => {
    const lines: [string, Record<string, unknown>][] = [];
    const quiet = () => {};
    const log: Deps['log'] = {
      info: (message, fields = {}) => void lines.push([message, fields]),
      warn: quiet,
      error: quiet,
      with: () => log,
    };
    const run = async (minute: number) => {
      world.setNow(minutes(minute));
      lines.length = 0;
      const handlers = { REFERRAL: fails, POINT_EXPIRY: finish };
      await runDueWork({ ...world.deps, log }, handlers, never);
      return lines
        .filter(([message]) => message === DUE_REPORT)
        .map(([, { kind, oldestSeconds }]) => [kind, oldestSeconds])
        .toSorted();
    };
    const fails: DueHandler = async () => {
      throw new Error('Not today.');
    };
    await put('old', minutes(-10), 'REFERRAL');
    await put('young', minutes(-2), 'REFERRAL');
    await put('lot', minutes(-3), 'POINT_EXPIRY');
    await put('later', minutes(30), 'POINT_EXPIRY');
    expect(await run(0)).toEqual([
      ['POINT_EXPIRY', 180],
      ['REFERRAL', 600],
    ]);
    expect(await run(0.5)).toEqual([
      ['POINT_EXPIRY', 0],
      ['REFERRAL', 0],
    ]);
    expect(await run(1)).toEqual([
      ['POINT_EXPIRY', 0],
      ['REFERRAL', 660],
    ]);
  });
});

describe('due work in the single list of an earlier version', () => {
  const earlier = async (name: string, dueAt: Date, kind: DueKind) => {
    const key = { PK: 'P#demo#CHORES', SK: name };
    const { GSI2PK, GSI2SK } = dueIndex(key, dueAt.toISOString(), kind);
    const shard = Number(GSI2PK.split('#').at(-1));
    await world.table.write({ put: { ...key, et: kind, GSI2PK: earlierDuePartition(shard), GSI2SK } });
  };
  const startAgain = () => createDeps(world.deps.env, { table: world.table, now: world.deps.now });

  test('is taken over by its own kind and done at its time', async () => {
    for (const name of names(150, 'past-')) await earlier(name, minutes(-1), 'REFERRAL');
    for (const name of names(10, 'next-')) await earlier(name, minutes(60), 'REFERRAL');
    for (const name of names(10, 'lot-')) await earlier(name, minutes(-1), 'POINT_EXPIRY');
    const deps = startAgain();
    const { done, handler } = recorder();
    const run = () => runDueWork(deps, { REFERRAL: handler }, never);
    await run();
    await run();
    expect(done.toSorted()).toEqual(names(150, 'past-'));
    world.setNow(minutes(60));
    await run();
    expect(done).toHaveLength(160);
    const lots = recorder();
    for (const _turn of [1, 2]) await runDueWork(deps, { POINT_EXPIRY: lots.handler }, never);
    expect(lots.done.toSorted()).toEqual(names(10, 'lot-'));
  });

  test('is taken over at the next run when a run is out of time, and looked for hourly after that', async () => {
    await earlier('patient', minutes(-1), 'REFERRAL');
    const deps = startAgain();
    const { done, handler } = recorder();
    const looks = async (isOver: () => boolean) => {
      const from = world.faults.calls.length;
      await runDueWork(deps, { REFERRAL: handler }, isOver);
      return world.faults.calls.slice(from).filter(({ about }) => about === earlierDuePartition(0)).length;
    };
    expect(await looks(() => true)).toBe(0);
    expect(await looks(never)).toBe(1);
    expect(await looks(never)).toBe(0);
    expect(done).toEqual(['patient']);
    await earlier('late', minutes(-1), 'REFERRAL');
    world.setNow(minutes(61));
    expect(await looks(never)).toBe(1);
    await looks(never);
    expect(done).toEqual(['patient', 'late']);
  });

  test('is not put back when it is done or rescheduled during the take-over', async () => {
    await earlier('gone', minutes(-1), 'REFERRAL');
    await earlier('moved', minutes(-1), 'REFERRAL');
    await world.table.write({ delete: { PK: 'P#demo#CHORES', SK: 'gone' } });
    await put('moved', minutes(90));
    world.faults.plan = ({ operation }) => (operation === 'Query' ? 'STALE' : undefined);
    const deps = startAgain();
    const { done, handler } = recorder();
    for (const _turn of [1, 2]) await runDueWork(deps, { REFERRAL: handler }, never);
    expect(done).toEqual([]);
    world.setNow(minutes(90));
    world.faults.plan = () => undefined;
    await runDueWork(deps, { REFERRAL: handler }, never);
    expect(done).toEqual(['moved']);
  });
});

test('the due index spreads the items of a kind over its shards, each item always in the same one', () => {
  for (const kind of DUE_KINDS) {
    const counts = new Map<string, number>();
    for (const SK of names(800, 'even-')) {
      const { GSI2PK } = dueIndex({ PK: 'CHORES', SK }, 'x', kind);
      expect(dueIndex({ PK: 'CHORES', SK }, 'y', kind).GSI2PK).toBe(GSI2PK);
      counts.set(GSI2PK, (counts.get(GSI2PK) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual(
      Array.from({ length: DUE_SHARDS }, (_, shard) => `DUE#${kind}#${shard}`),
    );
    for (const count of counts.values()) expect(count).toBeGreaterThan(60);
  }
});

test('the parts of a time span are spread evenly over the span, also those of one shard', () => {
  const keys = names(2_400, 'part-').map((SK) => ({ PK: 'CHORES', SK }));
  const inOne = keys.filter((key) => dueIndex(key, '', 'REFERRAL').GSI2PK.endsWith('#0'));
  for (const [all, least] of [
    [keys, 320],
    [inOne, 25],
  ] as const) {
    const hours = Map.groupBy(all, (key) => Math.floor(partOfSpan(key, 6)));
    expect(hours.size).toBe(6);
    for (const some of hours.values()) expect(some.length).toBeGreaterThan(least);
  }
});
