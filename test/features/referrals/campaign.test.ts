import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';
const REFERRAL = `referral {
  id state code channel attributedAt windowEndsAt qualifiedAt heldUntil needsApproval rewardedAt advocatePoints friendPoints rewardCapReached
  advocate { memberId publicName } friend { memberId publicName } history { occurredAt state actor reason } }`;

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
});
afterAll(() => api.close());

const POINTS =
  '{ me { points { available pending lifetimeEarned debt } referredBy { state } referrals { edges { node { id state } } } } }';

test('a friend follows a link, joins and buys: both get points exactly once, and a refund takes them back', async () => {
  const advocate = await api.join('demo', 'advocate', { displayName: '김 민지' });
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  const { referralCode } = await api.mutate(
    'demo',
    'createReferralCode',
    { code: 'Min-Ji' },
    'referralCode { code link status usageCount }',
    advocate,
  );
  expect(referralCode).toEqual({
    code: 'Min-Ji',
    link: `${api.url}/demo/r/Min-Ji`,
    status: 'CLAIMABLE',
    usageCount: 0,
  });

  const tap = await api.get('/demo/r/MINJI?ch=instagram', { headers: { 'user-agent': IPHONE } });
  expect(tap.status).toBe(302);
  const landing = new URL(tap.headers.get('location') ?? '');
  expect([landing.origin, landing.pathname, landing.hash]).toEqual([
    'https://shop.example.com',
    '/welcome',
    '#top',
  ]);
  const [code, clickId] = [
    landing.searchParams.get('fanfare_code'),
    landing.searchParams.get('fanfare_click'),
  ];
  expect(code).toBe('Min-Ji');

  const friend = await api.join('demo', 'friend', { displayName: 'Ara Lee' });
  const { referral } = await api.mutate('demo', 'claimReferral', { code, clickId }, REFERRAL, friend);
  expect(referral).toMatchObject({
    state: 'ATTRIBUTED',
    code: 'Min-Ji',
    channel: 'INSTAGRAM',
    advocate: { memberId: advocate.memberId, publicName: '김 민.' },
    friend: { memberId: friend.memberId, publicName: 'Ara L.' },
    advocatePoints: 0,
    history: [{ state: 'ATTRIBUTED', actor: 'FRIEND', reason: 'CLAIMED' }],
  });

  api.clock.advance({ days: 2 });
  const purchase = {
    source: 'shop',
    externalEventId: 'order-1',
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount: { amountMinor: 20_000, currency: 'KRW' },
  };
  const EVENTS = 'results { externalEventId status referralId referralState error { code } }';
  const record = async (event: object) =>
    (await api.mutate('demo', 'recordEvents', { events: [event] }, EVENTS, partner)).results[0];
  expect(await record(purchase)).toEqual({
    externalEventId: 'order-1',
    status: 'RECORDED',
    referralId: referral.id,
    referralState: 'PENDING',
    error: null,
  });
  expect(await record(purchase)).toMatchObject({
    status: 'DUPLICATE',
    referralId: referral.id,
    referralState: 'PENDING',
  });
  expect((await api.ok('demo', POINTS, {}, advocate)).me.points).toMatchObject({
    available: 0,
    pending: 500,
  });

  api.clock.advance({ days: 7 });
  expect(await api.tick()).toMatchObject({ done: 1, failed: 0 });
  expect(await api.tick()).toMatchObject({ done: 0, failed: 0 });
  expect((await api.ok('demo', POINTS, {}, advocate)).me).toEqual({
    points: { available: 500, pending: 0, lifetimeEarned: 500, debt: 0 },
    referredBy: null,
    referrals: { edges: [{ node: { id: referral.id, state: 'REWARDED' } }] },
  });
  expect((await api.ok('demo', POINTS, {}, friend)).me).toMatchObject({
    points: { available: 300 },
    referredBy: { state: 'REWARDED' },
  });

  await api.mutate(
    'demo',
    'spendPoints',
    { memberId: friend.memberId, points: 100, reason: 'tea', idempotencyKey: 's1' },
    'entry { id }',
    organizer,
  );
  const refund = { ...purchase, externalEventId: 'refund-1', type: 'REFUND', refundOf: 'order-1' };
  expect(await record(refund)).toMatchObject({ status: 'RECORDED', referralState: 'VOIDED' });
  expect(await record(refund)).toMatchObject({ status: 'DUPLICATE', referralState: 'VOIDED' });
  expect((await api.ok('demo', POINTS, {}, advocate)).me.points).toEqual({
    available: 0,
    pending: 0,
    lifetimeEarned: 0,
    debt: 0,
  });
  expect((await api.ok('demo', POINTS, {}, friend)).me.points).toMatchObject({ available: 0, debt: 100 });

  const seen = await api.ok(
    'demo',
    `query($id: ID!) { referral(id: $id) { history { state actor reason } } }`,
    { id: referral.id },
    organizer,
  );
  expect(seen.referral.history).toEqual([
    { state: 'ATTRIBUTED', actor: 'FRIEND', reason: 'CLAIMED' },
    { state: 'PENDING', actor: 'PARTNER', reason: 'QUALIFIED' },
    { state: 'REWARDED', actor: 'SYSTEM', reason: 'HOLD_ENDED' },
    { state: 'VOIDED', actor: 'PARTNER', reason: 'REFUNDED' },
  ]);

  await api.drain();
  const { dailyReferralStats } = await api.ok(
    'demo',
    '{ dailyReferralStats(from: "2026-11-01", to: "2026-11-30") { day clicks uniqueClicks attributed qualified rewarded voided clicksByChannel { channel clicks } } }',
    {},
    organizer,
  );
  expect(dailyReferralStats).toEqual([
    {
      day: '2026-11-02',
      clicks: 1,
      uniqueClicks: 1,
      attributed: 1,
      qualified: 0,
      rewarded: 0,
      voided: 0,
      clicksByChannel: [{ channel: 'INSTAGRAM', clicks: 1 }],
    },
    {
      day: '2026-11-04',
      clicks: 0,
      uniqueClicks: 0,
      attributed: 0,
      qualified: 1,
      rewarded: 0,
      voided: 0,
      clicksByChannel: [],
    },
    {
      day: '2026-11-11',
      clicks: 0,
      uniqueClicks: 0,
      attributed: 0,
      qualified: 0,
      rewarded: 1,
      voided: 1,
      clicksByChannel: [],
    },
  ]);
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});
