import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Projection } from '../../functions/projection/fold.ts';
import { LINES } from '../../functions/projection/lines.ts';
import { NotMapped, project } from '../../functions/projection/project.ts';
import { QUARANTINE_DAYS } from '../../functions/projection/quarantine.ts';
import { checkpointKey } from '../../functions/table/keys.ts';
import { script } from '../support/faults.ts';
import { MINUTE, NOON, startQuarantine } from './quarantine-world.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

const {
  world,
  lines,
  state,
  told,
  at,
  slug,
  shard,
  begin,
  projections,
  target,
  keyOf,
  change,
  good,
  bad,
  deliver,
  counts,
  checkpoint,
  persist,
  waiting,
  marks,
} = await startQuarantine();
beforeEach(begin);
afterEach(() => {
  world.faults.plan = () => undefined;
});
afterAll(() => world.close());

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
        at(state.time + 1_000);
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
      at(state.time + pause);
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
      await project(state.deps, wide, shard(), batch).catch((error) =>
        expect(error).toBeInstanceOf(NotMapped),
      );
      at(state.time + MINUTE / 2);
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
        at(state.time + MINUTE);
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
        at(state.time + 10 * MINUTE);
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
        state.program += 1;
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
