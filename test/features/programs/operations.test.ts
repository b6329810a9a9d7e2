import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultBoardWrites } from '../../../functions/features/leaderboards/boards/operations.ts';
import {
  createProgram,
  setProgramStatus,
  updateProgram,
} from '../../../functions/features/programs/operations.ts';
import { createProgramInput, decideCreateProgram } from '../../../functions/features/programs/rules.ts';
import {
  cachedProgram,
  getProgram,
  listPrograms,
  replaceProgram,
} from '../../../functions/features/programs/store.ts';
import { operator, programInput, refusalOf, startWorld, value, type World } from '../../identity/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const create = (slug: string, more: object = {}) =>
  createProgram(world.deps, operator, programInput(slug, more), defaultBoardWrites);

describe('createProgram', () => {
  test('sent again answers the same program, even when its settings have changed', async () => {
    const first = value(await create('again'));
    expect(value(await create('again'))).toEqual(first);
    const changed = value(
      await updateProgram(world.deps, { program: first, viewer: operator }, { name: 'Other' }),
    );
    expect(value(await create('again'))).toEqual(changed);
  });

  test('sent again answers a program whose address was stored without normalization', async () => {
    const input = createProgramInput.parse(programInput('written'));
    const written = { ...input, landingUrl: 'https://Shop.example' };
    const first = value(await create('written', { landingUrl: written.landingUrl }));
    expect(first.landingUrl).toBe('https://shop.example/');
    const { createdFrom } = decideCreateProgram(written, new Date());
    const stored = { ...first, landingUrl: written.landingUrl, createdFrom };
    await world.deps.table.write(replaceProgram(first, { ...stored, version: 2 }));
    expect(value(await create('written', written))).toEqual({ ...stored, version: 2 });
    expect(refusalOf(await create('written', { landingUrl: 'https://other.example' }))?.code).toBe(
      'SLUG_TAKEN',
    );
    expect(refusalOf(await create('written', { ...written, name: 'Mine' }))?.code).toBe('SLUG_TAKEN');
  });

  test('with a taken slug is refused and changes nothing', async () => {
    const first = value(await create('taken'));
    expect(refusalOf(await create('taken', { name: 'Mine' }))).toEqual({
      code: 'SLUG_TAKEN',
      field: ['slug'],
    });
    expect(await getProgram(world.deps, 'taken')).toEqual(first);
  });

  test('twenty times at once makes one program', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => create('atonce')));
    const kept = await getProgram(world.deps, 'atonce');
    for (const one of made) expect(value(one)).toEqual(kept);
  });

  test('with invalid settings names the field and writes nothing', async () => {
    expect(refusalOf(await create('wrong', { timeZone: 'Mars/Base' }))).toEqual({
      code: 'INVALID_INPUT',
      field: ['timeZone'],
    });
    const minimumAmount = { amountMinor: 1, currency: 'USD' };
    const referralPolicy = { advocatePoints: 1, friendPoints: 1, minimumAmount };
    expect(refusalOf(await create('wrong', { referralPolicy }))?.code).toBe('CURRENCY_MISMATCH');
    expect(await getProgram(world.deps, 'wrong')).toBeUndefined();
  });
});

describe('updateProgram', () => {
  const update = async (slug: string, input: object) =>
    updateProgram(world.deps, await world.scope(slug, operator), input);

  test('keeps absent fields, in a policy too', async () => {
    const before = await world.program('change');
    world.clock.millis += 1000;
    const after = value(
      await update('change', { pointPolicy: { pointName: '원두' }, landingUrl: 'https://new.example/' }),
    );
    expect(after).toEqual({
      ...before,
      pointPolicy: { ...before.pointPolicy, pointName: '원두' },
      landingUrl: 'https://new.example/',
      updatedAt: new Date(world.clock.millis).toISOString(),
      version: 2,
    });
    expect(await getProgram(world.deps, 'change')).toEqual(after);
  });

  test('that changes nothing writes nothing', async () => {
    const before = await world.program('same');
    const { result, bill } = await world.meter.during(() => update('same', { name: before.name }));
    expect(value(result)).toEqual(before);
    expect(bill.writeUnits).toBe(0);
  });

  test('in concurrent requests loses no change', async () => {
    await world.program('race');
    const changes = [{ name: 'Raced' }, { locale: 'en-US' }, { landingUrl: 'https://raced.example/' }];
    await Promise.all(changes.map(async (change) => value(await update('race', change))));
    expect(await getProgram(world.deps, 'race')).toMatchObject({
      ...Object.assign({}, ...changes),
      version: 4,
    });
  });

  test('is validated with the kept fields: an amount in another currency is refused', async () => {
    await world.program('money');
    const minimumAmount = { amountMinor: 1, currency: 'USD' };
    const referralPolicy = { advocatePoints: 1, friendPoints: 1, minimumAmount };
    expect(refusalOf(await update('money', { referralPolicy }))?.code).toBe('CURRENCY_MISMATCH');
    expect((await getProgram(world.deps, 'money'))?.version).toBe(1);
  });

  test('cannot change what is fixed at creation', async () => {
    const before = await world.program('fixed');
    const input = {
      slug: 'other',
      id: 'other',
      currency: 'USD',
      timeZone: 'UTC',
      status: 'PAUSED',
      version: 9,
    };
    expect(value(await update('fixed', input))).toEqual(before);
  });
});

describe('the program cache of an instance', () => {
  test('shows its own changes at once and others’ within 30 seconds', async () => {
    await world.program('memory');
    const other = world.instance();
    expect((await cachedProgram(other, 'memory'))?.status).toBe('ACTIVE');
    const scope = await world.scope('memory', operator);
    value(await setProgramStatus(world.deps, scope, { status: 'PAUSED' }));
    expect((await cachedProgram(world.deps, 'memory'))?.status).toBe('PAUSED');
    expect((await cachedProgram(other, 'memory'))?.status).toBe('ACTIVE');
    world.clock.millis += 30_000;
    expect((await cachedProgram(other, 'memory'))?.status).toBe('PAUSED');
  });

  test('is used before the table, and keeps no missing program', async () => {
    expect(await cachedProgram(world.deps, 'later')).toBeUndefined();
    await world.program('later');
    await cachedProgram(world.deps, 'later');
    const { bill } = await world.meter.during(() => cachedProgram(world.deps, 'later'));
    expect(bill.calls).toBe(0);
  });

  test.each(['', 'x', 'demo#MEM', 'Operator', 'operator', 'a'.repeat(5000)])(
    'text that is no slug is not read from the table: %.20s',
    async (slug) => {
      const { result, bill } = await world.meter.during(() => cachedProgram(world.deps, slug));
      expect([result, bill.calls]).toEqual([undefined, 0]);
    },
  );
});

test('programs are listed by slug, page by page, in one trip each', async () => {
  await Promise.all(['list-b', 'list-a', 'list-c'].map((slug) => world.program(slug)));
  // The deployment's very first list makes the key that signs cursors.
  await listPrograms(world.deps, { first: 1 });
  const slugs: string[] = [];
  let after: string | null | undefined;
  do {
    const { result, bill } = await world.meter.during(() => listPrograms(world.deps, { first: 2, after }));
    expect(bill.trips).toBe(1);
    slugs.push(...result.edges.map(({ node }) => node.slug));
    after = result.pageInfo.hasNextPage ? result.pageInfo.endCursor : null;
  } while (after !== null);
  expect(slugs).toEqual([...new Set(slugs)].sort());
  expect(slugs).toEqual(expect.arrayContaining(['list-a', 'list-b', 'list-c']));
});
