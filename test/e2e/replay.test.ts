import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { startStreamPump } from '../../local/stream-pump.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  await playCampaign();
}, 60_000);
afterAll(() => api.close());

/** Ten friends of two advocates: all tap and claim, most buy, some give back; the advocates spend what they get. */
async function playCampaign(): Promise<void> {
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const shop = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE', 'POINTS_WRITE']) };
  const report = (event: object) =>
    api.mutate(
      'demo',
      'recordEvents',
      { events: [{ source: 'shop', ...event }] },
      'results { status }',
      shop,
    );
  const amount = { amountMinor: 45_000, currency: 'KRW' };
  const advocates = await Promise.all(['소연', 'Ana'].map((name) => api.join('demo', name)));
  for (const [n, advocate] of advocates.entries()) {
    const code = { code: `FRIENDS-${n}` };
    await api.mutate('demo', 'createReferralCode', code, 'referralCode { id }', advocate);
    for (let friend = 0; friend < 5; friend += 1) {
      const phone = { headers: { 'user-agent': `Mozilla/5.0 (iPhone) ${n}-${friend}` } };
      for (let tap = 0; tap <= friend % 2; tap += 1) await api.get(`/demo/r/${code.code}?ch=sms`, phone);
      const { token, memberId } = await api.join('demo', `friend-${n}-${friend}`);
      await api.mutate('demo', 'claimReferral', code, 'referral { id }', { token });
      const order = { externalEventId: `order-${n}-${friend}`, type: 'PURCHASE', memberId, amount };
      if (friend < 4) await report(order);
    }
    const memberId = advocate.memberId;
    const award = { memberId, points: 120, reason: 'Review', idempotencyKey: `award-${n}` };
    await api.mutate('demo', 'awardPoints', award, 'entry { id }', organizer);
  }
  api.clock.advance({ days: 8 });
  await api.tick();
  for (const [n, { memberId }] of advocates.entries()) {
    const spend = { memberId, points: 700, reason: 'Tea set', idempotencyKey: `spend-${n}` };
    await api.mutate('demo', 'spendPoints', spend, 'entry { id }', organizer);
    const friend = await api.join('demo', `friend-${n}-0`);
    const refundOf = `order-${n}-0`;
    const refund = {
      externalEventId: `back-${n}`,
      type: 'REFUND',
      refundOf,
      memberId: friend.memberId,
      amount,
    };
    await report(refund);
  }
}

/** Hands the whole stream, from its first record, to a projector that was just started. */
async function replay(batchSize: number): Promise<void> {
  const fresh = createDeps(api.deps.env, { table: api.deps.table, now: api.clock.now });
  const projector = createProjector(fresh);
  const pump = await startStreamPump({
    endpoint: api.engine.endpoint,
    tableName: api.engine.tableName,
    handler: (event) => projector(event),
    log: api.deps.log,
    batchSize,
  });
  await pump.drain(60_000);
  await pump.stop();
}

const itemsOf = async (...kinds: string[]) =>
  (await api.scanAll())
    .filter((item) => kinds.includes(String(item.et)))
    .sort((a, b) => `${a.PK} ${a.SK}`.localeCompare(`${b.PK} ${b.SK}`));

describe('the projected counters', { timeout: 120_000 }, () => {
  it('equal a recount, and keep their values when the stream is delivered again in other batches', async () => {
    await replay(100);
    const counters = await itemsOf(ENTITY.counter);
    expect(counters.length).toBeGreaterThan(5);
    expect(problemsOf(await verify(api.deps))).toEqual([]);
    for (const batchSize of [7, 33]) {
      await replay(batchSize);
      expect(await itemsOf(ENTITY.counter)).toEqual(counters);
    }
    expect(problemsOf(await verify(api.deps))).toEqual([]);
  });

  it('get the same values from an empty projection, however the stream is cut into batches', async () => {
    const projected = [ENTITY.counter, ENTITY.pointExpiry];
    const before = await itemsOf(...projected);
    for (const batchSize of [1, 19]) {
      for (const { PK, SK } of await itemsOf(...projected, ENTITY.checkpoint)) {
        await api.deps.table.write({ delete: { PK, SK } });
      }
      await replay(batchSize);
      expect(await itemsOf(...projected)).toEqual(before);
    }
  });
});
