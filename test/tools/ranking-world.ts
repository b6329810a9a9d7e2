import type { Item } from '../../functions/table/client.ts';
import { startApi } from '../support/api.ts';

type Doing = Awaited<ReturnType<typeof openWorld>>;
export type World = Doing & { boards: Awaited<ReturnType<typeof live>> };

/** A program with six members, and short words for what happens in it. */
async function openWorld() {
  const api = await startApi();
  await api.createProgram({ referralPolicy: { holdingPeriodDays: 0 } });
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  let keys = 0;
  const key = () => {
    keys += 1;
    return `key-${keys}`;
  };
  const members = new Map<string, { token: string; memberId: string }>();
  const member = (name: string) => {
    const found = members.get(name);
    if (found === undefined) throw new Error(`Nobody is called ${name}.`);
    return found;
  };
  const run = (verb: string, input: object, fields = 'entry { id }') =>
    api.mutate('demo', verb, { reason: 'Tea.', idempotencyKey: key(), ...input }, fields, organizer);

  const setStatus = (name: string, status: string) =>
    api.mutate(
      'demo',
      'setMemberStatus',
      { memberId: member(name).memberId, status, reason: 'x' },
      'member { id }',
      organizer,
    );

  const world = {
    api,
    deps: api.deps,
    idOf: (name: string) => member(name).memberId,
    tokenOf: (name: string) => ({ token: member(name).token }),
    award: async (name: string, points: number): Promise<string> => {
      const { entry } = await run('awardPoints', { memberId: member(name).memberId, points });
      api.clock.advance({ seconds: 1 });
      return entry.id;
    },
    reverse: (entryId: string) => run('reversePointEntry', { entryId }),
    show: (name: string, visibility: string) =>
      api.mutate('demo', 'updateProfile', { visibility }, 'member { id }', member(name)),
    suspend: (name: string) => setStatus(name, 'SUSPENDED'),
    reinstate: (name: string) => setStatus(name, 'ACTIVE'),
    async board(input: object): Promise<string> {
      const fields = 'leaderboard { id }';
      const full = { name: 'A board', idempotencyKey: key(), ...input };
      return (await api.mutate('demo', 'createLeaderboard', full, fields, organizer)).leaderboard.id;
    },
    close: (id: string) =>
      api.mutate('demo', 'closeLeaderboard', { leaderboardId: id }, 'leaderboard { id }', organizer),
    async buy(name: string, order: string, amountMinor: number, refundOf?: string): Promise<void> {
      const more = refundOf === undefined ? { type: 'PURCHASE' } : { type: 'REFUND', refundOf };
      const amount = { amountMinor, currency: 'KRW' };
      const event = {
        source: 'shop',
        externalEventId: order,
        memberId: member(name).memberId,
        amount,
        ...more,
      };
      const fields = 'results { status error { code } }';
      const { results } = await api.mutate('demo', 'recordEvents', { events: [event] }, fields, partner);
      if (results[0].status !== 'RECORDED') throw new Error(JSON.stringify(results));
      api.clock.advance({ seconds: 1 });
    },
    async refer(advocate: string, code: string, friend: string): Promise<void> {
      await api.mutate('demo', 'createReferralCode', { code }, 'referralCode { code }', member(advocate));
      await api.mutate('demo', 'claimReferral', { code }, 'referral { id }', member(friend));
    },
    /** Hands everything in the stream to the projector. */
    project: () => api.drain(),
    async find(holds: (item: Item) => boolean): Promise<Item> {
      const item = (await api.scanAll()).find(holds);
      if (item === undefined) throw new Error('There is no such item.');
      return item;
    },
  };
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']) {
    members.set(name, await api.join('demo', name, { displayName: name }));
    api.clock.advance({ seconds: 1 });
  }
  return world;
}

/**
 * A program in which all that moves a ranking has happened, over two days: awards, reversals, referrals, refunds, members who
 * hid, came back and were suspended, boards of every kind of season, made early and late, one closed and one still counting its past.
 */
export async function startRankings(): Promise<World> {
  const world = await openWorld();
  return { ...world, boards: await live(world) };
}

async function live(world: Doing) {
  const { api, award, reverse, refer, buy, board, project } = world;
  const points = { metric: 'POINTS_EARNED' };
  const weekly = await board({ ...points, seasonKind: 'WEEK', direction: 'LOWEST_FIRST' });
  const spent = await board({
    metric: 'EVENT_AMOUNT',
    eventType: 'PURCHASE',
    scoreStep: 100,
    seasonKind: 'YEAR',
  });
  api.clock.advance({ minutes: 4 });
  await api.tick();
  await award('ann', 50);
  await award('bob', 300);
  await award('cat', 300);
  const mistake = await award('dan', 17);
  await award('eve', 20_000);
  await refer('ann', 'Moon-Tea', 'bob');
  await refer('cat', 'Sun-Tea', 'dan');
  await buy('bob', 'order-1', 20_000);
  await buy('dan', 'order-2', 5_050);
  await api.tick();
  await project();
  const daily = await board({ ...points, seasonKind: 'DAY', shards: 3 });
  const byCode = await board({ metric: 'REFERRALS_REWARDED', subject: 'REFERRAL_CODE' });
  const closed = await board({ metric: 'EVENT_COUNT', eventType: 'PURCHASE' });
  api.clock.advance({ days: 1 });
  await api.tick();
  await project();
  await award('ann', 400);
  await award('fay', 7);
  await reverse(mistake);
  await buy('bob', 'refund-1', 20_000, 'order-1');
  await buy('cat', 'order-3', 70_000);
  await world.show('eve', 'HIDDEN');
  await world.suspend('fay');
  await api.tick();
  await project();
  await world.close(closed);
  api.clock.advance({ minutes: 2 });
  await buy('cat', 'order-4', 100);
  await award('ann', 20_000);
  await world.show('eve', 'FULL');
  await api.tick();
  await project();
  const counting = await board({ ...points, seasonKind: 'MONTH' });
  api.clock.advance({ minutes: 2 });
  await award('dan', 5);
  await project();
  return { weekly, spent, daily, byCode, closed, counting };
}
