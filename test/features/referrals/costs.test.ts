import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bill, type Call, meter } from '../../../bench/meter.ts';
import { type Api, startApi } from '../../support/api.ts';

type Person = { token: string; memberId: string };

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';
const LONG_CODE = 'a-very-long-vanity-code-of-30c';
const FRIENDS = 100;

let api: Api;
let counting: ReturnType<typeof meter>;
let advocate: Person;
let organizer: { token: string };
let partner: { apiKey: string };

beforeAll(async () => {
  const count = (client: Parameters<typeof meter>[0]) => {
    counting = meter(client);
  };
  api = await startApi({ client: count });
  await api.createProgram({
    referralPolicy: {
      cap: { maxRewards: 1_000, period: 'MONTH' },
      minimumAmount: { amountMinor: 5_000, currency: 'KRW' },
      approvalMode: 'MANUAL',
    },
  });
  organizer = { token: await api.as('demo', 'ORGANIZER') };
  partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  advocate = await api.join('demo', 'advocate', { displayName: '김 민지' });
  await codeFor(advocate, LONG_CODE);
});
afterAll(() => api.close());

const codeFor = (who: Person, code: string) =>
  api.mutate('demo', 'createReferralCode', { code, label: '여름 이벤트' }, 'referralCode { code }', who);
async function tap(code: string): Promise<string> {
  const answer = await api.get(`/demo/r/${code}?ch=instagram`, { headers: { 'user-agent': IPHONE } });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('fanfare_click') ?? '';
}
const claim = (code: string, clickId: string | null, friend: Person) =>
  api.mutate('demo', 'claimReferral', { code, clickId }, 'referral { id }', friend);
function record(friend: Person, externalEventId: string, settings: object = {}) {
  const amount = { amountMinor: 20_000, currency: 'KRW' };
  const event = {
    source: 'shop',
    externalEventId,
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount,
    ...settings,
  };
  return api.mutate('demo', 'recordEvents', { events: [event] }, 'results { status }', partner);
}
async function bill(work: () => Promise<unknown>): Promise<Bill & { made: Call[] }> {
  const counted = await counting.during(work);
  return { ...counted.bill, made: counted.calls };
}

describe('the cost limit of', () => {
  test('a click with program, code and salt cached: 1 write unit, no read, 1 trip', async () => {
    await tap(LONG_CODE);
    const { writeUnits, readUnits, trips } = await bill(() => tap(LONG_CODE));
    expect([writeUnits, readUnits, trips]).toEqual([1, 0, 1]);
  });

  test('a click with an uncached code: 1 write unit, half a read unit, 2 trips', async () => {
    await codeFor(advocate, 'not-seen-yet');
    const { writeUnits, readUnits, trips } = await bill(() => tap('not-seen-yet'));
    expect([writeUnits, readUnits, trips]).toEqual([1, 0.5, 2]);
  });

  test('a claim: 11 write units; one that moves the attribution: 14; each 3 trips', async () => {
    const friend = await api.join('demo', 'mover');
    const clickId = await tap(LONG_CODE);
    const first = await bill(() => claim(LONG_CODE, clickId, friend));
    expect(first.writeUnits).toBeLessThanOrEqual(11);
    expect(first.trips).toBeLessThanOrEqual(3);
    await codeFor(advocate, 'moved-to');
    api.clock.advance({ seconds: 1 });
    const later = await tap('moved-to');
    const moved = await bill(() => claim('moved-to', later, friend));
    expect(moved.writeUnits).toBeLessThanOrEqual(10);
    expect(moved.trips).toBeLessThanOrEqual(3);
    await codeFor(await api.join('demo', 'second advocate'), 'moved-on');
    api.clock.advance({ seconds: 1 });
    const latest = await tap('moved-on');
    const movedOn = await bill(() => claim('moved-on', latest, friend));
    expect(movedOn.writeUnits).toBeLessThanOrEqual(14);
    expect(movedOn.trips).toBeLessThanOrEqual(3);
  });

  test('a purchase that qualifies a referral: 26 write units; one that does not: 4', async () => {
    const friend = await api.join('demo', 'buyer');
    await claim(LONG_CODE, null, friend);
    await record(friend, 'warm-up', { type: 'STORE_VISIT', amount: null });
    expect((await bill(() => record(friend, 'order-1'))).writeUnits).toBeLessThanOrEqual(26);
    expect((await bill(() => record(friend, 'order-2'))).writeUnits).toBeLessThanOrEqual(4);
    expect(await bill(() => record(friend, 'order-2'))).toMatchObject({ writeUnits: 0 });
  });
});

describe('the cost of a page of a hundred', () => {
  beforeAll(async () => {
    const friends = await Promise.all(
      Array.from({ length: FRIENDS }, (_, place) =>
        api.join('demo', `friend ${place}`, { displayName: `Friend ${place}` }),
      ),
    );
    await Promise.all(friends.map((friend) => claim(LONG_CODE, null, friend)));
    await Promise.all(friends.map((friend, place) => record(friend, `page-${place}`)));
    api.clock.advance({ days: 8 });
    await api.tick();
    // The program, and the secret that signs cursors, are in memory again.
    await api.ok('demo', '{ me { referrals { edges { cursor } } } }', {}, advocate);
  }, 120_000);

  const PEOPLE = 'edges { node { state friend { publicName } advocate { publicName } } }';
  const batches = (made: Call[]) => made.filter(({ operation }) => operation.startsWith('BatchGet')).length;

  test('referrals with both names: 3 trips, and the 101 members are 2 reads', async () => {
    let seen: { edges: object[] } = { edges: [] };
    const counted = await bill(async () => {
      seen = (await api.ok('demo', `{ me { referrals(first: 100) { ${PEOPLE} } } }`, {}, advocate)).me
        .referrals;
    });
    expect(seen.edges).toHaveLength(100);
    expect(counted.trips).toBeLessThanOrEqual(3);
    expect(batches(counted.made)).toBe(2);
  });

  test('referrals to review with both names: 3 trips', async () => {
    let seen: { edges: object[] } = { edges: [] };
    const counted = await bill(async () => {
      seen = (await api.ok('demo', `{ referralsAwaitingApproval(first: 100) { ${PEOPLE} } }`, {}, organizer))
        .referralsAwaitingApproval;
    });
    expect(seen.edges).toHaveLength(100);
    expect(counted.trips).toBeLessThanOrEqual(3);
    expect(batches(counted.made)).toBe(3);
  });

  test('codes with their days: 3 trips', async () => {
    const query =
      '{ me { referralCodes(first: 50) { edges { node { code dailyStats(from: "2026-11-01", to: "2026-11-14") { day clicks } } } } } }';
    expect((await bill(() => api.ok('demo', query, {}, advocate))).trips).toBeLessThanOrEqual(3);
  });
});
