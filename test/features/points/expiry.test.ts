import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openTeller, type Teller } from './teller.ts';

// The programs' zone is Asia/Seoul, nine hours before UTC: its months end at 15:00 UTC.

let api: Api;
let programs = 0;
let teller: Teller;
let member: string;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());
beforeEach(async () => {
  api.clock.set(new Date('2026-11-02T03:00:00.000Z'));
  await open(12);
});

afterEach(async () => {
  // Whatever a test left to expire is no other test's.
  at('2040-01-01T00:00:00.000Z');
  await settle();
  expect(await settle()).toMatchObject({ done: 0 });
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});

async function open(expiryMonths: number | null): Promise<void> {
  programs += 1;
  const slug = await api.createProgram({ slug: `expiry-${programs}`, pointPolicy: { expiryMonths } });
  teller = await openTeller(api, slug);
  member = (await api.join(slug, 'member')).memberId;
}
const at = (instant: string) => api.clock.set(new Date(instant));
const kindsOf = async () =>
  (await teller.entries(member)).edges.map(({ node }: { node: { kind: string } }) => node.kind);

/** Everything that follows from what was done: the stream, then what is due, then what that did. */
async function settle() {
  await api.drain();
  const report = await api.tick();
  await api.drain();
  return report;
}

describe('points expire', () => {
  test('at the end of a month in the program’s zone, swept or not', async () => {
    const { account } = await teller.award(member, 100);
    expect(account.availableByExpiry).toEqual([{ points: 100, expiresAt: '2027-11-30T15:00:00.000Z' }]);
    at('2027-11-30T14:59:59.999Z');
    expect(await teller.balance(member)).toMatchObject({ available: 100, lifetimeExpired: 0 });
    expect((await teller.spend(member, 40)).account.available).toBe(60);
    at('2027-11-30T15:00:00.000Z');
    expect(await teller.balance(member)).toMatchObject({
      available: 0,
      lifetimeExpired: 60,
      availableByExpiry: [],
    });
    const spend = { memberId: member, points: 1, reason: 'Late.', idempotencyKey: `late-${programs}` };
    expect((await teller.attempt('spendPoints', spend)).userErrors[0].code).toBe('INSUFFICIENT_POINTS');
  });

  test('by the month of the program’s zone in which they were earned, not in UTC', async () => {
    at('2026-11-30T14:59:59.999Z');
    await teller.award(member, 1);
    at('2026-11-30T15:00:00.000Z');
    const { account } = await teller.award(member, 2);
    expect(account.availableByExpiry).toEqual([
      { points: 1, expiresAt: '2027-11-30T15:00:00.000Z' },
      { points: 2, expiresAt: '2027-12-31T15:00:00.000Z' },
    ]);
  });

  test('never in a program without expiry', async () => {
    await open(null);
    const { account } = await teller.award(member, 7);
    expect(account.availableByExpiry).toEqual([{ points: 7, expiresAt: null }]);
    await api.drain();
    at('2036-01-01T00:00:00.000Z');
    expect(await api.tick()).toMatchObject({ done: 0, failed: 0 });
    expect((await teller.balance(member)).available).toBe(7);
  });

  test('lot by lot, over the months', async () => {
    const available: number[] = [];
    for (let month = 0; month < 15; month += 1) {
      at(new Date(Date.UTC(2026, 10 + month, 15)).toISOString());
      if (month < 3) await teller.award(member, 10 * (month + 1));
      available.push((await teller.balance(member)).available);
    }
    // 10, 20 and 30 points, each good for twelve months more.
    expect(available).toEqual([10, 30, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 60, 50, 30]);
  });
});

describe('the expiry sweeper', () => {
  test('writes one entry for each expired lot, within six hours of its end, and once', async () => {
    await teller.award(member, 100);
    at('2026-12-10T00:00:00.000Z');
    await teller.award(member, 50);
    await api.drain();
    at('2027-11-30T14:59:59.999Z');
    expect(await settle()).toMatchObject({ done: 0, failed: 0 });
    at('2027-11-30T21:00:00.000Z');
    expect(await settle()).toMatchObject({ done: 1, failed: 0 });
    expect(await settle()).toMatchObject({ done: 0, failed: 0 });
    const { edges } = await teller.entries(member);
    expect(edges[0].node).toMatchObject({
      kind: 'EXPIRE',
      number: 3,
      points: 100,
      availableChange: -100,
      cause: { kind: 'EXPIRY', causeId: null },
      createdAt: '2027-11-30T21:00:00.000Z',
    });
    expect(await kindsOf()).toEqual(['EXPIRE', 'EARN', 'EARN']);
    expect(await teller.balance(member)).toMatchObject({ available: 50, lifetimeExpired: 100 });
  });

  test('writes one entry also in four concurrent runs', async () => {
    await teller.award(member, 100);
    await api.drain();
    at('2028-01-01T00:00:00.000Z');
    await Promise.all([api.tick(), api.tick(), api.tick(), api.tick()]);
    expect(await kindsOf()).toEqual(['EXPIRE', 'EARN']);
    expect(await settle()).toMatchObject({ done: 0, failed: 0 });
  });

  test('writes nothing for a spent lot', async () => {
    await teller.award(member, 100);
    await teller.spend(member, 100);
    await api.drain();
    at('2028-01-01T00:00:00.000Z');
    expect(await settle()).toMatchObject({ done: 1, failed: 0 });
    expect(await kindsOf()).toEqual(['SPEND', 'EARN']);
  });

  test('comes again for a lot that a reversal refilled after its end', async () => {
    await teller.award(member, 100);
    const { entry } = await teller.spend(member, 60);
    await api.drain();
    at('2028-01-01T00:00:00.000Z');
    await settle();
    // Given back to exactly the lot that was taken from, which is over: no use to anybody.
    const { account } = await teller.reverse(entry.id);
    expect(account).toMatchObject({ available: 0, lifetimeExpired: 100, lifetimeSpent: 0 });
    expect(await settle()).toMatchObject({ done: 1, failed: 0 });
    expect(await kindsOf()).toEqual(['EXPIRE', 'REVERSE', 'EXPIRE', 'SPEND', 'EARN']);
    expect(await teller.balance(member)).toMatchObject({
      available: 0,
      lifetimeExpired: 100,
      lifetimeEarned: 100,
    });
  });

  test('works in a paused program, and its entries cannot be reversed', async () => {
    await teller.award(member, 100);
    await api.drain();
    await teller.setStatus('PAUSED');
    at('2028-01-01T00:00:00.000Z');
    expect(await settle()).toMatchObject({ done: 1, failed: 0 });
    await teller.setStatus('ACTIVE');
    const { node } = (await teller.entries(member)).edges[0];
    const input = { entryId: node.id, reason: 'No.', idempotencyKey: `no-${programs}` };
    expect((await teller.attempt('reversePointEntry', input)).userErrors[0].code).toBe('INVALID_STATE');
  });
});

describe('lots that expire together', () => {
  const CROWD = 24;
  const END = Date.parse('2027-11-30T15:00:00.000Z');

  test('are swept over six hours, while balances and totals change at the end at once', async () => {
    const crowd = await Promise.all(
      Array.from({ length: CROWD }, async (_, n) => (await api.join(teller.slug, `crowd-${n}`)).memberId),
    );
    for (const one of crowd) {
      const { entry } = await teller.award(one, 100);
      await teller.spend(one, 30);
      if (one === crowd[0]) await teller.reverse(entry.id);
    }
    at('2026-12-10T00:00:00.000Z');
    await teller.award(member, 50);
    await api.drain();
    const shown = { available: 0, lifetimeExpired: 70, availableByExpiry: [] };
    const totals = {
      netIssued: (CROWD - 1) * 100 + 50,
      spent: CROWD * 30,
      expired: (CROWD - 1) * 70,
      debt: 30,
      outstanding: 50,
    };
    at('2027-11-30T14:59:59.999Z');
    expect(await settle()).toMatchObject({ done: 0 });
    expect(await teller.totals()).toMatchObject({ expired: 0, outstanding: (CROWD - 1) * 70 + 50 });
    const done: number[] = [];
    for (let hour = 0; hour <= 6; hour += 1) {
      at(new Date(END + hour * 3_600_000).toISOString());
      expect([hour, await teller.totals()]).toMatchObject([hour, totals]);
      for (const one of crowd.slice(1, 4)) expect(await teller.balance(one)).toMatchObject(shown);
      const spend = { memberId: crowd[1], points: 1, reason: 'Late.', idempotencyKey: `late-${hour}` };
      expect((await teller.attempt('spendPoints', spend)).userErrors[0].code).toBe('INSUFFICIENT_POINTS');
      done.push((await settle()).done);
      expect([hour, await teller.totals()]).toMatchObject([hour, totals]);
    }
    expect(done.reduce((sum, one) => sum + one, 0)).toBe(CROWD);
    // By the end of each of at least four of the hours some were written.
    expect(done.filter((one) => one > 0).length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...done)).toBeLessThan(CROWD / 2);
  });
});

describe('an award reversed after its month', () => {
  /** What is answered with the sweep before the reversal, and with the sweep after it. */
  const sweptOrNot = [
    ['swept', true],
    ['not swept yet', false],
  ] as const;

  test.each(sweptOrNot)(
    'does not take again what expired unused, and what was spent is debt: %s',
    async (_when, isSwept) => {
      const { entry } = await teller.award(member, 100);
      await teller.spend(member, 30);
      await api.drain();
      at('2028-01-01T00:00:00.000Z');
      if (isSwept) expect(await settle()).toMatchObject({ done: 1, failed: 0 });
      expect(await teller.balance(member)).toMatchObject({ available: 0, debt: 0, lifetimeExpired: 70 });
      const { account, entry: reversal } = await teller.reverse(entry.id);
      expect(reversal).toMatchObject({ points: 100, debtChange: 30, availableChange: isSwept ? 0 : -70 });
      expect(account).toMatchObject({ available: 0, debt: 30, lifetimeEarned: 0, lifetimeExpired: 0 });
      await settle();
      expect(await teller.balance(member)).toMatchObject({ available: 0, debt: 30, lifetimeExpired: 0 });
      expect(await teller.totals()).toMatchObject({
        netIssued: 0,
        spent: 30,
        debt: 30,
        expired: 0,
        outstanding: 0,
      });
    },
  );

  test.each(sweptOrNot)('leaves other lots alone where all of it had expired: %s', async (_when, isSwept) => {
    const { entry } = await teller.award(member, 100);
    await api.drain();
    at('2028-01-01T00:00:00.000Z');
    await teller.award(member, 40);
    if (isSwept) await settle();
    expect((await teller.reverse(entry.id)).account).toMatchObject({
      available: 40,
      debt: 0,
      lifetimeEarned: 40,
      lifetimeExpired: 0,
    });
  });

  test('of two in one lot leaves as debt what was spent of both, in either order', async () => {
    const [one, other] = [await teller.award(member, 100), await teller.award(member, 100)];
    await teller.spend(member, 50);
    await api.drain();
    at('2028-01-01T00:00:00.000Z');
    await settle();
    expect((await teller.reverse(other.entry.id)).account).toMatchObject({ debt: 0, lifetimeExpired: 50 });
    const last = await teller.reverse(one.entry.id);
    expect(last.account).toMatchObject({ available: 0, debt: 50, lifetimeExpired: 0, lifetimeSpent: 50 });
  });

  test('leaves no debt when its spend is reversed as well, before or after it', async () => {
    for (const order of ['spend first', 'earning first']) {
      await open(12);
      at('2026-11-02T03:00:00.000Z');
      const { entry: earned } = await teller.award(member, 100);
      const { entry: spent } = await teller.spend(member, 60);
      await api.drain();
      at('2028-01-01T00:00:00.000Z');
      await settle();
      for (const id of order === 'spend first' ? [spent.id, earned.id] : [earned.id, spent.id])
        await teller.reverse(id);
      await settle();
      const nothing = {
        available: 0,
        debt: 0,
        lifetimeEarned: 0,
        lifetimeSpent: 0,
        lifetimeExpired: 0,
        availableByExpiry: [],
      };
      expect([order, await teller.balance(member)]).toEqual([order, { pending: 0, ...nothing }]);
    }
  });

  test('through a refund of its purchase creates no debt', async () => {
    const { slug, credential } = teller;
    const friend = await api.join(slug, 'friend');
    const advocate = await api.join(slug, 'advocate');
    const run = (name: string, input: object, fields: string, as: object = credential) =>
      api.mutate(slug, name, input, fields, as);
    await run('createReferralCode', { code: 'Moon-Tea' }, 'referralCode { id }', advocate);
    await run('claimReferral', { code: 'Moon-Tea' }, 'referral { id }', friend);
    const event = {
      source: 'shop',
      memberId: friend.memberId,
      amount: { amountMinor: 1_000, currency: 'KRW' },
    };
    const bought = { ...event, externalEventId: 'order', type: 'PURCHASE' };
    await run('recordEvents', { events: [bought] }, 'results { status }');
    at('2026-11-20T00:00:00.000Z');
    await settle();
    expect(await teller.balance(friend.memberId)).toMatchObject({ available: 300 });
    await teller.spend(friend.memberId, 100);
    at('2028-01-01T00:00:00.000Z');
    await settle();
    const refund = { ...event, externalEventId: 'refund', type: 'REFUND', refundOf: 'order' };
    const { results } = await run('recordEvents', { events: [refund] }, 'results { status referralState }');
    expect(results).toEqual([{ status: 'RECORDED', referralState: 'VOIDED' }]);
    expect(await teller.balance(friend.memberId)).toMatchObject({
      debt: 100,
      lifetimeEarned: 0,
      lifetimeExpired: 0,
    });
    expect(await teller.balance(advocate.memberId)).toMatchObject({
      debt: 0,
      lifetimeEarned: 0,
      lifetimeExpired: 0,
    });
  });
});

describe('the totals of a program', () => {
  test('the totals of a program equal the sums of its members’ points once the stream is processed', async () => {
    const friend = (await api.join(teller.slug, 'friend')).memberId;
    const nothing = { netIssued: 0, spent: 0, expired: 0, pending: 0, debt: 0, outstanding: 0 };
    expect(await teller.totals()).toEqual(nothing);
    const { entry: first } = await teller.award(member, 100);
    await teller.award(friend, 40);
    await teller.spend(member, 70);
    await teller.deduct(friend, 15);
    await teller.reverse(first.id);
    await api.drain();
    expect(await teller.totals()).toEqual({
      ...nothing,
      netIssued: 25,
      spent: 70,
      debt: 70,
      outstanding: 25,
    });
    at('2027-11-30T14:59:59.999Z');
    expect(await teller.totals()).toMatchObject({ expired: 0, outstanding: 25 });
    at('2027-11-30T15:00:00.000Z');
    const over = { ...nothing, netIssued: 25, spent: 70, debt: 70, expired: 25 };
    expect(await teller.totals()).toEqual(over);
    at('2027-11-30T21:00:00.000Z');
    expect(await settle()).toMatchObject({ failed: 0 });
    expect(await teller.totals()).toEqual(over);
  });
});
