import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import { HANDOVER_LIMIT, handoverItem } from '../../functions/projection/handover.ts';
import { project } from '../../functions/projection/project.ts';
import { toStreamRecord } from '../../functions/projection/stream.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { treeNodeKey } from '../../functions/table/keys.ts';
import { script } from '../support/faults.ts';
import { MINUTE, NOON, startQuarantine } from './quarantine-world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

const DAY = '2026-11-02';

const {
  world,
  state,
  at,
  slug,
  shard,
  nextNumber,
  begin,
  projections,
  target,
  keyOf,
  change,
  good,
  bad,
  deliver,
  counts,
  persist,
  waiting,
  marks,
} = await startQuarantine();
beforeEach(begin);
afterEach(() => {
  world.faults.plan = () => undefined;
});
afterAll(() => world.close());

describe('a quarantined record', () => {
  test('is applied when its mark comes through the stream after the repair, and only once', async () => {
    state.reads = ({ PK }) => !PK.endsWith('#b');
    const batch = [good('a', 5), good('b', 6), good('c', 7)];
    await persist(batch);
    expect(await counts()).toEqual([2, 12]);
    state.reads = () => true;
    const [first] = await marks();
    expect(await counts()).toEqual([2, 12]);
    at(state.time + 1_000);
    const [second] = await marks();
    if (first === undefined || second === undefined) throw new Error('Nothing was marked.');
    // Marked twice, and each mark delivered twice.
    await deliver([first], 'marks');
    await deliver([first, second], 'marks');
    await deliver([second], 'marks');
    expect([await counts(), await waiting()]).toEqual([[3, 18], []]);
    await deliver(batch);
    expect(await counts()).toEqual([3, 18]);
  });

  test('that fails again goes back with the new reason, and waits for another mark', async () => {
    await persist([bad('b')]);
    state.reads = () => false;
    const [first] = await marks();
    await deliver([first as StreamRecord], 'marks');
    const [head] = await waiting();
    expect(head).toMatchObject({ reason: 'TypeError', markedAt: null, tries: 6 });
    // The mark comes again, from before.
    state.reads = ({ weight }) => weight === 'three kilos';
    await deliver([first as StreamRecord], 'marks');
    expect(await waiting()).toEqual([head]);
    at(state.time + 1_000);
    await deliver(await marks(), 'marks');
    expect((await waiting())[0]).toMatchObject({ reason: 'ZodError: weight invalid_type', tries: 7 });
  });

  test('that is marked again while a try fails is left to the later mark', async () => {
    await persist([bad('b')]);
    const [first] = await marks();
    let again: StreamRecord[] = [];
    const transact: typeof state.deps.table.transact = async (...call) => {
      if (again.length === 0) {
        at(state.time + 1_000);
        again = await marks();
      }
      return world.table.transact(...call);
    };
    const table = { ...state.deps.table, transact };
    await project({ ...state.deps, table }, projections, shard('marks'), [first as StreamRecord]);
    expect((await waiting()).map(({ markedAt }) => markedAt)).toEqual([new Date(state.time).toISOString()]);
    await deliver(again, 'marks');
    expect((await waiting()).map(({ markedAt, tries }) => [markedAt, tries])).toEqual([[null, 6]]);
  });

  test('is joined with later records of its item, so that an unreadable image between them drops out', async () => {
    const [good1, bad2, bad3, good4] = [{ weight: 2 }, { weight: 'x' }, { weight: 'y' }, { weight: 9 }];
    await deliver([change('a', undefined, good1), change('b', undefined, { weight: 100 })]);
    await persist([
      change('a', good1, bad2),
      change('a', bad2, bad3),
      change('b', { weight: 100 }, { weight: 'z' }),
    ]);
    await deliver(await marks(), 'marks');
    expect([await counts(), (await waiting()).length]).toEqual([[2, 102], 3]);
    // The item itself is corrected, and then goes on.
    await persist([change('a', bad3, good4), change('a', good4, { weight: 10 })]);
    expect(await counts()).toEqual([2, 103]);
    await deliver(await marks(), 'marks');
    expect(await counts()).toEqual([2, 110]);
    expect((await waiting()).map(({ of }) => of)).toEqual([keyOf('b')]);
  });

  test('is joined also when the marks come in batches of one', async () => {
    await persist([change('a', undefined, { weight: 'x' }), change('a', { weight: 'x' }, { weight: 4 })]);
    for (const record of await marks()) await deliver([record], 'marks');
    expect([await counts(), await waiting()]).toEqual([[1, 4], []]);
  });

  test('is not joined across a gap: another image, or a missing item', async () => {
    state.reads = ({ weight }) => typeof weight === 'number' && weight % 2 === 0;
    await persist([
      change('a', undefined, { weight: 3 }),
      // Removed by its time in between: what it counted as stays.
      change('a', undefined, { weight: 5 }),
      change('a', { weight: 7 }, { weight: 9 }),
    ]);
    state.reads = () => true;
    await deliver(await marks(), 'marks');
    expect([await counts(), await waiting()]).toEqual([[2, 10], []]);
  });

  test('is applied as far as it can be read: the longest readable run from the first on', async () => {
    const images = [undefined, { weight: 'a' }, { weight: 3 }, { weight: 'b' }];
    await persist(images.slice(1).map((after, n) => change('a', images[n], after)));
    await deliver(await marks(), 'marks');
    expect([await counts(), (await waiting()).length]).toEqual([[1, 3], 1]);
  });

  test('with a hundred others of its item fits into one transaction', async () => {
    state.reads = () => false;
    const images = Array.from({ length: 100 }, (_, n) => ({ weight: n + 1 }));
    await persist(images.slice(0, 3).map((after, n) => change('a', images[n - 1], after)));
    const unreadable = new Map(projections);
    unreadable.set('THING', projections.get('OF_NO_PROGRAM') as Projection);
    const more = images.slice(3).map((after, n) => change('a', images[n + 2], after));
    await project(state.deps, unreadable, shard(), more);
    expect(await waiting()).toHaveLength(100);
    state.reads = () => true;
    await deliver(await marks(), 'marks');
    expect([await counts(), await waiting()]).toEqual([[1, 100], []]);
  });

  test('with two images of 400 KB that do not compress is stored and read back whole', async () => {
    const text = () => randomBytes(300_000).toString('base64').slice(0, 399_000);
    const [was, is] = [text(), text()];
    state.reads = () => false;
    await persist([change('a', { weight: 3, text: was }, { weight: 5, text: is })]);
    let seen: Item[] = [];
    state.reads = (one) => {
      seen = [...seen, one];
      return true;
    };
    await deliver(await marks(), 'marks');
    expect(seen.map(({ text }) => text)).toEqual([was, is]);
    expect([await counts(), await waiting()]).toEqual([[0, 2], []]);
    const [partition] = [
      ...new Set(world.faults.calls.flatMap(({ about }) => /QUARANTINE#\w+/g.exec(about)?.[0] ?? [])),
    ].slice(-1);
    expect(
      (await world.table.query({ partition: partition ?? '', limit: 10, consistent: true })).items,
    ).toEqual([]);
  });

  test('keeps its images unchanged, also numbers that JavaScript cannot hold', async () => {
    const record = toStreamRecord({
      dynamodb: {
        SequenceNumber: nextNumber(),
        NewImage: {
          PK: { S: keyOf('a').PK },
          SK: { S: 'THING' },
          et: { S: 'THING' },
          weight: { N: '12345678901234567890.5' },
        },
      },
    });
    await persist([record]);
    let weight: unknown;
    state.reads = (one) => {
      weight = one.weight;
      return true;
    };
    await deliver(await marks(), 'marks');
    expect(weight).toBe('12345678901234567890.5');
  });

  test('that is a hand-over is added whole each time, and is not joined', async () => {
    const lane = `P#${slug()}#LANE#TREE#lbd_1#ALL#0`;
    const keys = Array.from({ length: HANDOVER_LIMIT / 2 }, (_, n) =>
      treeNodeKey(slug(), 'lbd_1', 'ALL', 1, n * 4),
    );
    const handedOver = (sequenceNumber: string): Item =>
      handoverItem(
        lane,
        { shardId: 'source', sequenceNumber, nowMillis: NOON },
        { deltas: [], edits: [], dated: keys.map((key) => ({ key, day: DAY, add: { a: 1 }, dayStart: {} })) },
      );
    const [first, second] = [handedOver('1'), handedOver('2')];
    // It was written by a version that wrote it otherwise.
    const spoilt = (one: Item): Item => ({ ...one, days: { [DAY]: 'spoilt' } });
    const next = (before: Item | undefined, after: Item): StreamRecord => {
      return { before, after, sequenceNumber: nextNumber(), expired: false };
    };
    await persist([next(undefined, spoilt(first)), next(spoilt(first), spoilt(second))]);
    expect((await waiting()).map(({ entity }) => entity)).toEqual([ENTITY.handover, ENTITY.handover]);
    await deliver(await marks(), 'marks');
    expect(await waiting()).toHaveLength(2);
    // As if this version could read it: the whole of what a lane takes fits one transaction with what is taken out.
    const { gzipSync } = await import('node:zlib');
    const { marshall } = await import('@aws-sdk/util-dynamodb');
    for (const [n, { PK, SK }] of (await waiting()).entries()) {
      const head = await world.table.get({ PK, SK }, { consistent: true });
      const [before, after] = n === 0 ? [undefined, first] : [first, second];
      const images = { ...(before && { OldImage: marshall(before) }), NewImage: marshall(after) };
      await world.table.write({ put: { ...(head as Item), images: gzipSync(JSON.stringify(images)) } });
    }
    at(state.time + MINUTE);
    await deliver(await marks(), 'marks');
    expect(await waiting()).toEqual([]);
    const nodes = await world.table.batchGet(keys, { consistent: true });
    expect(new Set(nodes.map((node) => node?.a))).toEqual(new Set([2]));
  });

  test('does not set back a value that later records have set', async () => {
    const setting = (before: number | undefined, after: number) =>
      change('s', before === undefined ? undefined : { et: 'SETTING', weight: before }, {
        et: 'SETTING',
        weight: after,
      });
    const lost = new Map(projections);
    lost.set('SETTING', projections.get('OF_NO_PROGRAM') as Projection);
    await project(state.deps, lost, shard(), [setting(undefined, 3)]);
    await deliver([setting(3, 8)]);
    await deliver(await marks(), 'marks');
    expect(await world.table.get(target(), { consistent: true })).toMatchObject({ weight: 8 });
    expect(await waiting()).toEqual([]);
  });

  test('goes back when this version does not know it yet, and delays no other', async () => {
    const lost = new Map(projections);
    lost.set('OF_TOMORROW', projections.get('OF_NO_PROGRAM') as Projection);
    await project(state.deps, lost, shard(), [change('t', undefined, { et: 'OF_TOMORROW' })]);
    await deliver([...(await marks()), good('a')], 'marks');
    expect([await counts(), (await waiting()).map(({ reason }) => reason)]).toEqual([
      [1, 1],
      ['UnknownHere: Nothing is known of it.'],
    ]);
  });

  test('whose item cannot be read goes back with that reason, and delays no other', async () => {
    const broken = { ...target(), et: 'SECRETS', weight: 'heavy', version: 1 };
    await world.table.write({ put: broken });
    await persist([change('x', undefined, { et: 'EDITING' })]);
    await deliver([...(await marks()), good('a')], 'marks');
    expect(await counts()).toEqual([1, 1]);
    expect(await waiting()).toMatchObject([
      { reason: 'ZodError: weight invalid_type', markedAt: null, tries: 6 },
    ]);
  });

  test.each(['CRASH', 'LOST_ANSWER', 'CONFLICT', 'CAPACITY'] as const)(
    'is applied once when %s meets any of the writes',
    async (fault) => {
      for (let place = 0; place < 3; place += 1) {
        state.program += 1;
        state.reads = () => false;
        await persist([good('a', 5), change('a', { weight: 5 }, { weight: 6 }), good('b', 7)]);
        state.reads = () => true;
        const records = await marks();
        world.faults.plan = script('TransactWriteItems', ...Array(place).fill(undefined), fault);
        await persist([records[0] as StreamRecord], 'marks');
        await persist(records, 'marks');
        expect([await counts(), await waiting()]).toEqual([[2, 13], []]);
      }
    },
  );

  test('delivered to two at once is applied once', async () => {
    state.reads = () => false;
    await persist([good('a', 5), good('b', 7)]);
    state.reads = () => true;
    const records = await marks();
    await Promise.all([1, 2, 3].map(() => deliver(records, 'marks')));
    expect([await counts(), await waiting()]).toEqual([[2, 12], []]);
  });
});
