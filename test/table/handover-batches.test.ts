import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHeat } from '../../functions/platform/heat.ts';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import { project } from '../../functions/projection/project.ts';
import { ConditionFailed, type Item, type Write } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { counterKey, treeNodeKey } from '../../functions/table/keys.ts';
import { Contended } from '../../functions/table/optimistic.ts';
import { sleep } from '../../functions/table/retry.ts';
import { script } from '../support/faults.ts';
import { startWorld, type World } from './world.ts';

vi.mock('../../functions/table/retry.ts', async () => {
  const { backoffMillis, sleep } = await import('../support/no-wait.ts');
  return { backoffMillis, sleep: vi.fn(sleep) };
});

const DAY = '2026-11-02';
const NOON = Date.parse('2026-11-02T03:00:00.000Z');
/** Nodes of one lane. */
const node = (n: number, program = 'demo') => treeNodeKey(program, 'lbd_1', 'ALL', 0, 4 * n);

describe('a batch of the projector', () => {
  let world: World;
  let deps: Deps;
  const lines: object[] = [];
  beforeAll(async () => {
    world = await startWorld();
  });
  let program = 0;
  beforeEach(() => {
    program += 1;
    lines.length = 0;
    world.setNow(new Date(NOON));
    world.faults.calls.length = 0;
    vi.mocked(sleep).mockClear();
    const log = {
      ...world.deps.log,
      info: (message: string, more?: object) => void lines.push({ message, ...more }),
    };
    deps = { ...world.deps, log, heat: createHeat(world.deps.now) };
  });
  afterEach(() => {
    world.faults.plan = () => undefined;
  });
  afterAll(() => world.close());

  const slug = () => `p${program}`;
  const projections = new Map<string, Projection>([
    ['THING', { contributions: () => [{ key: counterKey(slug(), 'THINGS', 'ALL'), add: { n: 1 } }] }],
    [
      'RANKED',
      {
        dated: () => [
          { key: node(0, slug()), day: DAY, add: { a: 1 }, dayStart: {}, stamps: true },
          { key: node(1, slug()), day: DAY, add: { b: 1 }, dayStart: {} },
        ],
      },
    ],
  ]);
  let number = 0;
  const record = (after: object | undefined, before?: object): StreamRecord => {
    number += 1;
    const item = (image: object | undefined) =>
      image === undefined ? undefined : ({ PK: `P#${slug()}#X`, SK: 'x', ...image } as Item);
    return { before: item(before), after: item(after), sequenceNumber: String(number), expired: false };
  };
  const thing = () => record({ et: 'THING' });
  const things = async () =>
    Number((await world.table.get(counterKey(slug(), 'THINGS', 'ALL'), { consistent: true }))?.n ?? 0);
  const lane = () => `P#${slug()}#LANE#COUNT`;
  const handedOver = (shardId = 'source') =>
    world.table.get({ PK: lane(), SK: shardId }, { consistent: true });
  const transactions = () => world.faults.calls.filter(({ operation }) => operation === 'TransactWriteItems');
  const conflict = () => {
    world.faults.plan = script('TransactWriteItems', 'CONFLICT');
  };

  test('writes directly while no other writer is met', async () => {
    await project(deps, projections, 'source', [thing(), thing()]);
    expect([await things(), await handedOver()]).toEqual([2, undefined]);
    expect(lines).toEqual([]);
  });

  test('that meets another writer hands over at once, and the metric counts it', async () => {
    conflict();
    await project(deps, projections, 'source', [thing(), thing()]);
    expect(sleep).not.toHaveBeenCalled();
    expect(transactions()).toHaveLength(2);
    expect(await things()).toBe(0);
    expect(await handedOver()).toMatchObject({ et: 'HANDOVER', counters: { 'THINGS\nALL': { n: 2 } } });
    expect(lines).toEqual([{ message: 'Met other writers.', shardId: 'source', conflicts: 1 }]);
  });

  test('hands over for a minute, each time in the same item, and then tries to write directly', async () => {
    conflict();
    await project(deps, projections, 'source', [thing()]);
    await project(deps, projections, 'source', [thing(), thing(), thing()]);
    expect(await handedOver()).toMatchObject({
      sequenceNumber: String(number),
      counters: { 'THINGS\nALL': { n: 3 } },
    });
    world.setNow(new Date(NOON + 60_000));
    await project(deps, projections, 'source', [thing()]);
    expect(await things()).toBe(1);
  });

  test('adds what it receives, each image once, however often it is delivered, and hands nothing on', async () => {
    conflict();
    await project(deps, projections, 'source', [thing()]);
    const first = record(await handedOver());
    await project(deps, projections, 'source', [thing(), thing()]);
    const second = record(await handedOver(), first.after);
    // The receiver itself met others there: it is the writer all the same.
    for (let times = 0; times < 2; times += 1) await project(deps, projections, 'lane', [first, second]);
    expect(await things()).toBe(3);
    expect(await handedOver('lane')).toBeUndefined();
    const gone = { ...record(undefined, second.after), expired: true };
    expect(await project(deps, projections, 'lane', [gone])).toBe(0);
    expect(await things()).toBe(3);
  });

  test('that receives and meets another writer waits for it, and logs nothing but the metric', async () => {
    conflict();
    await project(deps, projections, 'source', [thing()]);
    const received = record(await handedOver());
    world.faults.plan = script('TransactWriteItems', ...Array(20).fill('CONFLICT'));
    await project(deps, projections, 'lane', [received]);
    expect(await things()).toBe(1);
    expect(lines.at(-1)).toEqual({ message: 'Met other writers.', shardId: 'lane', conflicts: 20 });
  });

  test('waits for other writers until five seconds before its deadline', async () => {
    let remaining = 60_000;
    const hurried = {
      ...deps,
      remainingMillis: () => {
        remaining -= 1_000;
        return remaining;
      },
    };
    world.faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? 'CONFLICT' : undefined);
    await expect(
      project(hurried, projections, 'source', [record({ et: 'SECRETS' }), thing()]),
    ).rejects.toThrow(Contended);
    // One for the news that its lane is hot, one more, and one after each second but the last five.
    expect(transactions()).toHaveLength(57);
    expect(await things()).toBe(0);
  });

  test('that is throttled gives up as it does without lanes', async () => {
    world.faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? 'CAPACITY' : undefined);
    await expect(project(deps, projections, 'source', [thing()])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
    });
    expect(transactions()).toHaveLength(8);
    world.faults.plan = () => undefined;
    await project(deps, projections, 'source', [thing()]);
    expect(await handedOver()).toBeUndefined();
  });

  /** A process whose transactions find so many times that the conditions of these writes do not hold. */
  const finding = (times: number, failed: (writes: readonly Write[]) => number[]): Deps => {
    let left = times;
    const transact: Deps['table']['transact'] = async (writes, how) => {
      left -= 1;
      if (left >= 0) throw new ConditionFailed(failed(writes));
      return deps.table.transact(writes, how);
    };
    return { ...deps, table: { ...deps.table, transact } };
  };
  const first = () => [0];

  test('whose condition fails once may have read stale data, and writes directly', async () => {
    await project(finding(1, first), projections, 'source', [thing()]);
    expect([await things(), await handedOver()]).toEqual([1, undefined]);
  });

  test('whose condition fails after a consistent read has met another writer, and hands over', async () => {
    await project(finding(2, first), projections, 'source', [thing()]);
    expect([await things(), (await handedOver())?.counters]).toEqual([0, { 'THINGS\nALL': { n: 1 } }]);
  });

  test('that is delivered twice at once hands nothing over for that: its checkpoint tells', async () => {
    const all = (writes: readonly Write[]) => writes.map((_, place) => place);
    await project(finding(2, all), projections, 'source', [thing()]);
    expect([await things(), await handedOver()]).toEqual([1, undefined]);
  });

  test('reads no counter that it hands over', async () => {
    conflict();
    await project(deps, projections, 'source', [record({ et: 'RANKED' })]);
    world.faults.calls.length = 0;
    await project(deps, projections, 'source', [record({ et: 'RANKED' })]);
    expect(world.faults.calls.map(({ operation }) => operation)).toEqual(['GetItem', 'TransactWriteItems']);
  });

  test('adds to a tree as of the time of the hand-over, and never sets the time back', async () => {
    const root = () => world.table.get(node(0, slug()), { consistent: true });
    conflict();
    await project(deps, projections, 'source', [record({ et: 'RANKED' })]);
    const received = record(
      await world.table.get({ PK: `P#${slug()}#LANE#TREE#lbd_1#ALL#0`, SK: 'source' }, { consistent: true }),
    );
    expect(await root()).toBeUndefined();
    world.setNow(new Date(NOON + 4_000));
    await project(deps, projections, 'lane', [received]);
    expect(await root()).toMatchObject({ a: 1, at: NOON, day: DAY });
    const other = { ...deps, heat: createHeat(deps.now) };
    await project(other, projections, 'direct', [record({ et: 'RANKED' })]);
    await project(deps, projections, 'another lane', [received]);
    expect(await root()).toMatchObject({ a: 3, at: NOON + 4_000 });
  });

  test('of a split shard goes on under the names of its parts, and the parent’s hand-over stays', async () => {
    conflict();
    await project(deps, projections, 'whole', [thing()]);
    const left = await handedOver('whole');
    for (const part of ['left', 'right']) await project(deps, projections, part, [thing()]);
    const images = await Promise.all(['left', 'right'].map(handedOver));
    expect(await handedOver('whole')).toEqual(left);
    // The shard of the lane is split as well: the rest comes under a part's own checkpoint.
    await project(deps, projections, 'lane', [record(left)]);
    await project(
      deps,
      projections,
      'lane-left',
      images.map((image) => record(image)),
    );
    expect(await things()).toBe(3);
  });
});
