import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import { tickAhead } from '../../local/dev-tick.ts';
import { type StreamPump, startStreamPump } from '../../local/stream-pump.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
let projector: StreamPump;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  // With a memory of its own, as in its own process.
  const { env, table, log } = api.deps;
  const handler = createProjector(createDeps(env, { table, log, now: api.clock.now }));
  const { endpoint, tableName } = api.engine;
  projector = await startStreamPump({ endpoint, tableName, handler, log });
});
afterAll(async () => {
  await projector.stop();
  await api.close();
});

const DAYS = 86_400_000;
const tick = (days: number) =>
  tickAhead(api.deps, {
    program: 'demo',
    at: new Date(api.clock.now().getTime() + days * DAYS).toISOString(),
  });

it('a board misses no event ahead of the clock, however soon after its making the due work is done', async () => {
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  const advocate = await api.join('demo', 'advocate');
  const friend = await api.join('demo', 'friend');
  await api.mutate('demo', 'createReferralCode', { code: 'Moon-Tea' }, 'referralCode { code }', advocate);
  await api.mutate('demo', 'claimReferral', { code: 'Moon-Tea' }, 'referral { id }', friend);
  const amount = { amountMinor: 20_000, currency: 'KRW' };
  const event = {
    source: 'shop',
    externalEventId: 'order-1',
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount,
  };
  await api.mutate('demo', 'recordEvents', { events: [event] }, 'results { status }', partner);
  // The projector has the list of boards in its memory.
  await projector.drain();

  const input = {
    name: 'Bringers',
    metric: 'REFERRALS_REWARDED',
    seasonKind: 'YEAR',
    idempotencyKey: 'bringers',
  };
  await api.mutate('demo', 'createLeaderboard', input, 'leaderboard { id }', organizer);
  await expect(tick(8)).rejects.toThrow('Send this again then.');
  api.clock.advance({ seconds: 61 });
  expect(await tick(8)).toMatchObject({ done: 1, failed: 0 });
  await projector.drain();
  // Its own time has come, three minutes after its making.
  api.clock.advance({ minutes: 3 });
  await api.tick();
  await projector.drain();

  const { problems, boards } = await verifyRankings(api.deps);
  expect(problems).toEqual([]);
  const board = boards.find(({ name }) => name === 'Bringers');
  expect(board).toMatchObject({ records: 1, isBackfilling: false });
});

it('a hidden member leaves the running season and those after it, but not by a clock that is only tried', async () => {
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  const advocate = await api.join('demo', 'advocate');
  const friend = await api.join('demo', 'second friend');
  await api.mutate('demo', 'claimReferral', { code: 'Moon-Tea' }, 'referral { id }', friend);
  const amount = { amountMinor: 20_000, currency: 'KRW' };
  const order = {
    source: 'shop',
    externalEventId: 'order-2',
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount,
  };
  await api.mutate('demo', 'recordEvents', { events: [order] }, 'results { status }', partner);
  await tick(40);
  await projector.drain();
  const listed = async () =>
    (await api.scanAll())
      .filter(({ et, PK }) => et === 'RECORD' && PK.endsWith(advocate.memberId))
      .map(({ SK, listed: one }) => [String(SK.split('#')[2]), one])
      .filter(([season]) => String(season).startsWith('2026-'));
  expect(new Set((await listed()).map(([season]) => season))).toEqual(new Set(['2026-11', '2026-12']));
  await api.mutate('demo', 'updateProfile', { visibility: 'HIDDEN' }, 'member { id }', advocate);
  // In January both seasons are over; but it is November.
  await tick(70);
  expect((await listed()).filter(([, one]) => one === false)).toEqual([]);
  await api.tick();
  await projector.drain();
  expect((await listed()).filter(([, one]) => one === true)).toEqual([]);
  expect((await verifyRankings(api.deps)).problems).toEqual([]);
});

it('a tick request without a program or a time is refused', async () => {
  const at = api.clock.now().toISOString();
  for (const request of [undefined, null, 'demo', { at }, { program: 'nosuch', at }, { program: 'demo' }]) {
    await expect(tickAhead(api.deps, request)).rejects.toThrow('Send a program that is there and a time');
  }
});
