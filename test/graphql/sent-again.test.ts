import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../functions/registry/application.ts';
import type { Item } from '../../functions/table/client.ts';
import { type Api, type Data, startApi } from '../support/api.ts';
import { KRW, type World } from '../support/surface.ts';
import { flaws, merged } from '../support/surfaces.ts';
import { AGAIN, openWorld, send } from './mutations.ts';

// Whatever has come over a program, its members and its codes since: what was done is answered, and what was not is refused.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** All that may stand in the way of something new: a paused program, a suspended member, a code that is off, over and used up. */
async function close(world: World): Promise<void> {
  const { slug, owner, friend, code } = world;
  const run = (name: string, input: object, fields: string) => api.mutate(slug, name, input, fields, owner);
  const everOver = { active: false, endsAt: '2026-11-03T00:00:00.000Z', label: 'Moon', usageLimit: 3 };
  await run('updateReferralCode', { code, ...everOver }, 'referralCode { id }');
  await run(
    'setMemberStatus',
    { memberId: friend.memberId, status: 'SUSPENDED', reason: 'Fraud?' },
    'member { id }',
  );
  await run('setProgramStatus', { status: 'PAUSED' }, 'program { status }');
  api.clock.advance({ days: 2 });
}

test('every mutation is tested here, except those that make something new each time', () => {
  const names = Object.keys(createSchema().getMutationType()?.getFields() ?? {});
  expect(flaws('mutations', names, Object.keys(merged('mutations')))).toEqual([]);
});

/** A key notes when it was used. */
const isOfRequest = ({ et }: Item) => et !== 'API_KEY';

describe('a completed mutation is answered again after a pause, a suspension and the end of the code:', () => {
  test.each(AGAIN)('%s', async (name, one) => {
    const world = await openWorld(api, name);
    const first = await send(api, world, name, one);
    expect(first.userErrors).toEqual([]);
    await close(world);
    const before = await api.scanAll();
    const again = await send(api, world, name, one);
    expect(again.userErrors).toEqual([]);
    expect(again).toEqual(first);
    expect((await api.scanAll()).filter(isOfRequest)).toEqual(before.filter(isOfRequest));
  });
});

describe('a new mutation is refused while the program is paused:', () => {
  const refused = AGAIN.filter(([, { firstIs }]) => firstIs !== null);
  test.each(refused)('%s', async (name, one) => {
    const world = await openWorld(api, name);
    await api.mutate(world.slug, 'setProgramStatus', { status: 'PAUSED' }, 'program { slug }', world.owner);
    const before = await api.scanAll();
    expect((await send(api, world, name, one)).userErrors[0]?.code).toBe(one.firstIs);
    expect((await api.scanAll()).filter(isOfRequest)).toEqual(before.filter(isOfRequest));
  });
});

describe('an event sent again', () => {
  const RESULTS = 'results { status referralState error { code field } }';
  const record = async ({ slug, partner }: World, ...events: object[]): Promise<Data> =>
    (await api.attempt(slug, 'recordEvents', { events }, RESULTS, partner)).results;
  const order = (world: World, settings: object = {}) => ({
    source: 'shop',
    externalEventId: 'order-1',
    type: 'PURCHASE',
    memberId: world.friend.memberId,
    amount: KRW(1_000),
    ...settings,
  });

  test('answers DUPLICATE or EVENT_CONFLICT, even when the program is paused and its member suspended', async () => {
    const world = await openWorld(api);
    const bought = order(world);
    const refund = order(world, { externalEventId: 'refund-1', type: 'REFUND', refundOf: 'order-1' });
    expect((await record(world, bought, refund)).map(({ status }: Data) => status)).toEqual(
      Array(2).fill('RECORDED'),
    );
    await close(world);
    const results = await record(
      world,
      bought,
      refund,
      { ...bought, amount: KRW(2) },
      { ...refund, type: 'PURCHASE', refundOf: null },
      order(world, { externalEventId: 'order-2' }),
    );
    expect(results.map(({ status, error }: Data) => [status, error?.code])).toEqual([
      ['DUPLICATE', undefined],
      ['DUPLICATE', undefined],
      ['REJECTED', 'EVENT_CONFLICT'],
      ['REJECTED', 'EVENT_CONFLICT'],
      ['REJECTED', 'PROGRAM_PAUSED'],
    ]);
  });

  test('answers DUPLICATE if it was recorded before the pause, and PROGRAM_PAUSED if not', async () => {
    const world = await openWorld(api);
    const events = Array.from({ length: 20 }, (_, n) => order(world, { externalEventId: `late-${n}` }));
    const [results] = await Promise.all([
      Promise.all(events.map(async (event) => (await record(world, event))[0].status)),
      api.mutate(world.slug, 'setProgramStatus', { status: 'PAUSED' }, 'program { slug }', world.owner),
    ]);
    const again = await record(world, ...events);
    expect(again.map(({ status }: Data) => status)).toEqual(
      results.map((status) => (status === 'RECORDED' ? 'DUPLICATE' : 'REJECTED')),
    );
  });
});
