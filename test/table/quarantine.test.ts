import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import { HANDOVER_LIMIT, handoverItem } from '../../functions/projection/handover.ts';
import { LINES } from '../../functions/projection/lines.ts';
import { NotMapped, project } from '../../functions/projection/project.ts';
import {
  mark,
  parseQuarantined,
  QUARANTINE_DAYS,
  type Quarantined,
} from '../../functions/projection/quarantine.ts';
import { toStreamRecord } from '../../functions/projection/stream.ts';
import { ProgramUnreadable, UnknownHere } from '../../functions/projection/unreadable.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import { GSI2 } from '../../functions/table/definition.ts';
import type { Deps } from '../../functions/table/deps.ts';
import {
  checkpointKey,
  counterKey,
  ENTITY,
  QUARANTINE_LIST,
  treeNodeKey,
} from '../../functions/table/keys.ts';
import { Crash, LostAnswer, script } from '../support/faults.ts';
import { startWorld, type World } from './world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

const NOON = Date.parse('2026-11-02T12:00:00.000Z');
const MINUTE = 60_000;
const DAY = '2026-11-02';

let world: World;
let deps: Deps;
let program = 0;
let number = 0;
let time = NOON;
/** What this version of the code can read. */
let reads: (item: Item) => boolean;
const lines: { message: string; [field: string]: unknown }[] = [];
const told = (message: string) => lines.filter((line) => line.message === message);

beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => {
  program += 1;
  lines.length = 0;
  reads = () => true;
  at(NOON);
  const log = {
    ...world.deps.log,
    error: (message: string, more?: object) => void lines.push({ message, ...more }),
  };
  // Who meets another writer waits for it: handing over has tests of its own.
  deps = { ...world.deps, log, heat: { isHot: () => false, met: () => false } };
});
afterEach(() => {
  world.faults.plan = () => undefined;
});
afterAll(() => world.close());

const at = (millis: number) => {
  time = millis;
  world.setNow(new Date(time));
};
const slug = () => `p${program}`;
const shard = (name = 'shard') => `${slug()}-${name}`;

/** A thing counts once with its weight; what is set keeps the latest that it was set to. */
const model = z.object({ weight: z.number() });
const projections = new Map<string, Projection>([
  [
    'THING',
    {
      contributions: (item) => {
        if (!reads(item)) throw new TypeError('By the test.');
        const { weight } = model.parse(item);
        return [{ key: counterKey(slug(), 'THINGS', 'ALL'), add: { n: 1, weight } }];
      },
    },
  ],
  [
    'EDITING',
    {
      edits: () => [
        {
          key: target(),
          witness: { key: witness(), asked: 'NEW' },
          apply: (before) => ({
            ...target(),
            et: 'SECRETS',
            weight: before === undefined ? 1 : model.parse(before).weight + 1,
          }),
        },
      ],
    },
  ],
  [
    'SETTING',
    {
      edits: ({ after }) => [
        {
          key: target(),
          witness: { key: witness(), asked: 'NEW' },
          // What is there is later: a value never goes back.
          apply: (before) => {
            const [is, was] = [model.parse(after).weight, Number(before?.weight ?? 0)];
            return is <= was ? undefined : { ...target(), et: 'SECRETS', weight: is };
          },
        },
      ],
    },
  ],
  ['OF_NO_PROGRAM', { contributions: () => raise(new ProgramUnreadable('The program is not there.')) }],
  ['OF_TOMORROW', { contributions: () => raise(new UnknownHere('Nothing is known of it.')) }],
  [
    'NO_NUMBER',
    { contributions: () => [{ key: counterKey(slug(), 'THINGS', 'ALL'), add: { n: Number.NaN } }] },
  ],
]);
const raise = (error: Error) => {
  throw error;
};
const witness = (): Key => ({ PK: `P#${slug()}#TARGET`, SK: 'WITNESS' });
const target = (): Key => ({ PK: `P#${slug()}#TARGET`, SK: 'TARGET' });

const keyOf = (name: string): Key => ({ PK: `P#${slug()}#THING#${name}`, SK: 'THING' });
const item = (name: string, image: object | undefined): Item | undefined =>
  image === undefined ? undefined : { ...keyOf(name), et: 'THING', ...image };
function change(name: string, before: object | undefined, after: object | undefined): StreamRecord {
  number += 1;
  const [was, is] = [item(name, before), item(name, after)];
  return { before: was, after: is, sequenceNumber: String(number), expired: false };
}
const good = (name: string, weight = 1) => change(name, undefined, { weight });
const bad = (name: string) => change(name, undefined, { weight: 'three kilos' });
const deliver = (records: StreamRecord[], name?: string) => project(deps, projections, shard(name), records);
const counts = async () => {
  const counter = await world.table.get(counterKey(slug(), 'THINGS', 'ALL'), { consistent: true });
  return [Number(counter?.n ?? 0), Number(counter?.weight ?? 0)];
};
const checkpoint = (name?: string) => world.table.get(checkpointKey(shard(name)), { consistent: true });

/** Delivers a batch until it is accepted, half a minute between tries; gives how many that took. */
async function persist(records: StreamRecord[], name?: string): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      await deliver(records, name);
      return tries;
    } catch (error) {
      if (!(error instanceof NotMapped) && !(error instanceof Crash) && !(error instanceof LostAnswer))
        throw error;
    }
    if (tries === 40) throw new Error('It is never accepted.');
    at(time + MINUTE / 2);
  }
}

async function waiting(): Promise<Quarantined[]> {
  const { items } = await world.table.query({ index: GSI2.name, partition: QUARANTINE_LIST, limit: 500 });
  const heads = await world.table.batchGet(items as Key[], { consistent: true });
  return heads
    .filter((head) => head !== undefined)
    .map(parseQuarantined)
    .filter(({ programId }) => programId === slug());
}

/** Marks what is in quarantine, and gives the records of the marks. */
async function marks(which: (one: Quarantined) => boolean = () => true): Promise<StreamRecord[]> {
  const records: StreamRecord[] = [];
  for (const head of (await waiting()).filter(which)) {
    const key = { PK: head.PK, SK: head.SK };
    const before = await world.table.get(key, { consistent: true });
    await world.table.write(mark(head, deps.now()));
    const after = await world.table.get(key, { consistent: true });
    number += 1;
    records.push({ before, after, sequenceNumber: String(number), expired: false });
  }
  return records;
}

describe('a record that cannot be mapped', () => {
  test('delays all that comes after it, and nothing that comes before', async () => {
    const batch = [good('a', 5), bad('b'), good('c', 7)];
    await expect(deliver(batch)).rejects.toThrow(NotMapped);
    expect(await counts()).toEqual([1, 5]);
    expect(await checkpoint()).toMatchObject({ sequenceNumber: batch[0]?.sequenceNumber });
  });

  test('has its tries and the time of the first on its shard’s checkpoint, first record or not', async () => {
    for (const [name, before] of [
      ['first', []],
      ['later', [good('a')]],
    ] as const) {
      const [record] = [bad('b')];
      for (const tries of [1, 2, 3]) {
        await expect(deliver([...before, record], name)).rejects.toThrow(NotMapped);
        const failing = { sequenceNumber: record.sequenceNumber, tries, since: new Date(NOON).toISOString() };
        expect((await checkpoint(name))?.failing).toEqual(failing);
        at(time + 1_000);
      }
      at(NOON);
    }
  });

  test.each([
    ['four times in an hour', 4, 15 * MINUTE],
    ['forty times in two minutes less a moment', 40, (2 * MINUTE) / 40 - 1],
  ])('stays out of quarantine when it was tried %s', async (_, tries, pause) => {
    const batch = [bad('b'), good('c')];
    for (let count = 0; count < tries; count += 1) {
      await expect(deliver(batch)).rejects.toThrow(NotMapped);
      at(time + pause);
    }
    expect([await waiting(), await counts()]).toEqual([[], [0, 0]]);
  });

  test('is quarantined with the fifth try after two minutes, in one transaction with the checkpoint', async () => {
    const before = [good('a', 5), bad('b')];
    const batch = [...before, good('c', 7)];
    expect(await persist(batch)).toBe(5);
    expect(await counts()).toEqual([2, 12]);
    const [head, ...others] = await waiting();
    expect(others).toEqual([]);
    expect(head).toMatchObject({
      of: keyOf('b'),
      entity: 'THING',
      programId: slug(),
      shardId: shard(),
      sequenceNumber: batch[1]?.sequenceNumber,
      quarantinedAt: new Date(NOON + 2 * MINUTE).toISOString(),
      tries: 5,
      reason: 'ZodError: weight invalid_type',
      ttl: (NOON + 2 * MINUTE) / 1_000 + QUARANTINE_DAYS * 86_400,
    });
    const moved = world.faults.calls.filter(({ about }) => about.includes(String(head?.PK)));
    expect(moved.map(({ about }) => about.includes(checkpointKey(shard()).PK))).toContain(true);
    expect((await checkpoint())?.failing).toBeUndefined();
  });

  test('delivered again with other records is not tried again', async () => {
    const batch = [good('a'), bad('b'), good('c')];
    await persist(batch);
    lines.length = 0;
    expect(await deliver(batch)).toBe(0);
    expect(await deliver([...batch.slice(1), good('d')])).toBe(1);
    expect([await counts(), (await waiting()).length, lines]).toEqual([[3, 3], 1, []]);
  });

  test('is logged with shard, sequence number, entity and program, and without values', async () => {
    const record = bad('secret-name');
    await persist([record]);
    const about = {
      shardId: shard(),
      sequenceNumber: record.sequenceNumber,
      entity: 'THING',
      programId: slug(),
    };
    expect(told('A stream record cannot be mapped.')).toHaveLength(4);
    for (const line of told('A stream record cannot be mapped.')) expect(line).toMatchObject(about);
    const [head] = await waiting();
    const put = await world.table.get({ PK: head?.PK ?? '', SK: head?.SK ?? '' });
    await deliver([{ before: undefined, after: put, sequenceNumber: '1', expired: false }], 'of quarantine');
    expect(told(LINES.quarantined)).toEqual([
      { message: LINES.quarantined, ...about, reason: 'ZodError: weight invalid_type' },
    ]);
    for (const { error, ...line } of lines) expect(JSON.stringify(line)).not.toMatch(/kilos|secret-name/);
  });

  test('is logged when its time in quarantine is over, for its change is lost', async () => {
    await persist([bad('b')]);
    const [head] = await waiting();
    const before = await world.table.get({ PK: head?.PK ?? '', SK: head?.SK ?? '' });
    await deliver([{ before, after: undefined, sequenceNumber: '1', expired: false }], 'of quarantine');
    expect(lines.filter(({ message }) => message === LINES.forgotten)).toEqual([]);
    await deliver([{ before, after: undefined, sequenceNumber: '2', expired: true }], 'of quarantine');
    expect(told(LINES.forgotten)).toMatchObject([{ entity: 'THING', programId: slug() }]);
  });

  test('may be so because of an item that it changes, or because of a sum that is no number', async () => {
    await world.table.write({ put: { ...target(), et: 'SECRETS', weight: 'heavy', version: 1 } });
    const wide = new Map<string, Projection>([
      ...projections,
      ['WIDE', { puts: () => Array.from({ length: 100 }, (_, n) => ({ PK: `P#${slug()}`, SK: `${n}` })) }],
    ]);
    const of = (et: string) => change(et, undefined, { et, weight: 1 });
    const batch = [of('EDITING'), good('a'), of('NO_NUMBER'), good('b'), of('WIDE')];
    for (let tries = 0; tries < 30; tries += 1) {
      await project(deps, wide, shard(), batch).catch((error) => expect(error).toBeInstanceOf(NotMapped));
      at(time + MINUTE / 2);
    }
    expect((await waiting()).map(({ entity }) => entity).sort()).toEqual(['EDITING', 'NO_NUMBER', 'WIDE']);
    expect(await counts()).toEqual([2, 2]);
    // What was mended meanwhile takes what waited for it, and nothing was lost.
    await world.table.write({ put: { ...target(), et: 'SECRETS', weight: 10, version: 2 } });
    await deliver(await marks(({ entity }) => entity === 'EDITING'), 'marks');
    expect(await world.table.get(target(), { consistent: true })).toMatchObject({ weight: 11 });
  });

  test('is read again after a stale read of an item that was repaired, and not counted as a try', async () => {
    await world.table.write({ put: { ...target(), et: 'SECRETS', weight: 'heavy', version: 1 } });
    await world.table.write({ put: { ...target(), et: 'SECRETS', weight: 10, version: 2 } });
    world.faults.plan = script('BatchGetItem', 'STALE');
    await deliver([change('x', undefined, { et: 'EDITING' })]);
    expect(await world.table.get(target(), { consistent: true })).toMatchObject({ weight: 11 });
  });

  test.each(['THROTTLED', 'CAPACITY', 'CRASH', 'LOST_ANSWER'] as const)(
    'is not a batch that met %s: that counts as no try',
    async (fault) => {
      const batch = [good('a')];
      for (let tries = 0; tries < 8; tries += 1) {
        world.faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? fault : undefined);
        await deliver(batch).catch(() => undefined);
        at(time + MINUTE);
      }
      world.faults.plan = () => undefined;
      await deliver(batch);
      expect([await counts(), await waiting(), told('A stream record cannot be mapped.')]).toEqual([
        [1, 1],
        [],
        [],
      ]);
    },
  );

  test.each(['A_TYPE_OF_TOMORROW', 'OF_TOMORROW'])(
    'of a type unknown to this version (%s) waits for the newer version, however long, and is logged',
    async (et) => {
      const batch = [good('a'), change('b', undefined, { et }), good('c')];
      for (let tries = 0; tries < 10; tries += 1) {
        await expect(deliver(batch)).rejects.toThrow(NotMapped);
        at(time + 10 * MINUTE);
      }
      expect([await counts(), await waiting()]).toEqual([[1, 1], []]);
      expect(told(LINES.unknown)).toHaveLength(10);
      expect(told(LINES.unknown)[0]).toMatchObject({ entity: et, programId: slug(), shardId: shard() });
    },
  );

  test('is quarantined at once when its program’s items cannot be read, and other programs go on', async () => {
    const lost = Array.from({ length: 150 }, (_, n) => change(`x${n}`, undefined, { et: 'OF_NO_PROGRAM' }));
    const batch = lost
      .flatMap((record, n) => [record, good(`g${n}`)])
      .map((record, n) => ({
        ...record,
        sequenceNumber: String(1_000_000 + n),
      }));
    // Transactions of 98 of them: they are not written one by one.
    expect(await deliver(batch)).toBe(2);
    expect([await counts(), (await waiting()).length]).toEqual([[150, 150], 150]);
    expect(await waiting()).toContainEqual(expect.objectContaining({ tries: 1 }));
  });

  test.each(['CRASH', 'LOST_ANSWER', 'CONFLICT', 'CAPACITY'] as const)(
    'is quarantined once and skipped once when %s meets any of the writes',
    async (fault) => {
      for (let place = 0; place < 7; place += 1) {
        program += 1;
        at(NOON);
        const batch = [good('a', 5), bad('b'), good('c', 7)];
        world.faults.plan = script('TransactWriteItems', ...Array(place).fill(undefined), fault);
        await persist(batch);
        expect([await counts(), (await waiting()).length]).toEqual([[2, 12], 1]);
      }
    },
  );

  test('delivered twice at once is quarantined once', async () => {
    const batch = [good('a', 5), bad('b'), good('c', 7)];
    await Promise.all([persist(batch), persist(batch), persist(batch)]);
    expect([await counts(), (await waiting()).length]).toEqual([[2, 12], 1]);
  });
});

describe('a quarantined record', () => {
  test('is applied when its mark comes through the stream after the repair, and only once', async () => {
    reads = ({ PK }) => !PK.endsWith('#b');
    const batch = [good('a', 5), good('b', 6), good('c', 7)];
    await persist(batch);
    expect(await counts()).toEqual([2, 12]);
    reads = () => true;
    const [first] = await marks();
    expect(await counts()).toEqual([2, 12]);
    at(time + 1_000);
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
    reads = () => false;
    const [first] = await marks();
    await deliver([first as StreamRecord], 'marks');
    const [head] = await waiting();
    expect(head).toMatchObject({ reason: 'TypeError', markedAt: null, tries: 6 });
    // The mark comes again, from before.
    reads = ({ weight }) => weight === 'three kilos';
    await deliver([first as StreamRecord], 'marks');
    expect(await waiting()).toEqual([head]);
    at(time + 1_000);
    await deliver(await marks(), 'marks');
    expect((await waiting())[0]).toMatchObject({ reason: 'ZodError: weight invalid_type', tries: 7 });
  });

  test('that is marked again while a try fails is left to the later mark', async () => {
    await persist([bad('b')]);
    const [first] = await marks();
    let again: StreamRecord[] = [];
    const transact: typeof deps.table.transact = async (...call) => {
      if (again.length === 0) {
        at(time + 1_000);
        again = await marks();
      }
      return world.table.transact(...call);
    };
    const table = { ...deps.table, transact };
    await project({ ...deps, table }, projections, shard('marks'), [first as StreamRecord]);
    expect((await waiting()).map(({ markedAt }) => markedAt)).toEqual([new Date(time).toISOString()]);
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
    reads = ({ weight }) => typeof weight === 'number' && weight % 2 === 0;
    await persist([
      change('a', undefined, { weight: 3 }),
      // Removed by its time in between: what it counted as stays.
      change('a', undefined, { weight: 5 }),
      change('a', { weight: 7 }, { weight: 9 }),
    ]);
    reads = () => true;
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
    reads = () => false;
    const images = Array.from({ length: 100 }, (_, n) => ({ weight: n + 1 }));
    await persist(images.slice(0, 3).map((after, n) => change('a', images[n - 1], after)));
    const unreadable = new Map(projections);
    unreadable.set('THING', projections.get('OF_NO_PROGRAM') as Projection);
    const more = images.slice(3).map((after, n) => change('a', images[n + 2], after));
    await project(deps, unreadable, shard(), more);
    expect(await waiting()).toHaveLength(100);
    reads = () => true;
    await deliver(await marks(), 'marks');
    expect([await counts(), await waiting()]).toEqual([[1, 100], []]);
  });

  test('with two images of 400 KB that do not compress is stored and read back whole', async () => {
    const text = () => randomBytes(300_000).toString('base64').slice(0, 399_000);
    const [was, is] = [text(), text()];
    reads = () => false;
    await persist([change('a', { weight: 3, text: was }, { weight: 5, text: is })]);
    let seen: Item[] = [];
    reads = (one) => {
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
    number += 1;
    const record = toStreamRecord({
      dynamodb: {
        SequenceNumber: String(number),
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
    reads = (one) => {
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
        { deltas: [], edits: [], dated: keys.map((key) => ({ key, day: DAY, add: { a: 1 }, morning: {} })) },
      );
    const [first, second] = [handedOver('1'), handedOver('2')];
    // It was written by a version that wrote it otherwise.
    const spoilt = (one: Item): Item => ({ ...one, days: { [DAY]: 'spoilt' } });
    const next = (before: Item | undefined, after: Item): StreamRecord => {
      number += 1;
      return { before, after, sequenceNumber: String(number), expired: false };
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
    at(time + MINUTE);
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
    await project(deps, lost, shard(), [setting(undefined, 3)]);
    await deliver([setting(3, 8)]);
    await deliver(await marks(), 'marks');
    expect(await world.table.get(target(), { consistent: true })).toMatchObject({ weight: 8 });
    expect(await waiting()).toEqual([]);
  });

  test('goes back when this version does not know it yet, and delays no other', async () => {
    const lost = new Map(projections);
    lost.set('OF_TOMORROW', projections.get('OF_NO_PROGRAM') as Projection);
    await project(deps, lost, shard(), [change('t', undefined, { et: 'OF_TOMORROW' })]);
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
        program += 1;
        reads = () => false;
        await persist([good('a', 5), change('a', { weight: 5 }, { weight: 6 }), good('b', 7)]);
        reads = () => true;
        const records = await marks();
        world.faults.plan = script('TransactWriteItems', ...Array(place).fill(undefined), fault);
        await persist([records[0] as StreamRecord], 'marks');
        await persist(records, 'marks');
        expect([await counts(), await waiting()]).toEqual([[2, 13], []]);
      }
    },
  );

  test('delivered to two at once is applied once', async () => {
    reads = () => false;
    await persist([good('a', 5), good('b', 7)]);
    reads = () => true;
    const records = await marks();
    await Promise.all([1, 2, 3].map(() => deliver(records, 'marks')));
    expect([await counts(), await waiting()]).toEqual([[2, 12], []]);
  });
});
