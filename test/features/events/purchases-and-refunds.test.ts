import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { openShop } from './shop.ts';

const { api, organizer, owner, people, meet, somebody, order, refundOf, one, refer, pointsOf, stateOf } =
  await openShop();
beforeEach(meet);
afterAll(() => api.close());

describe('a purchase of a referred friend', () => {
  test('qualifies the referral when it reaches the minimum, and not below', async () => {
    await refer({ minimumAmount: { amountMinor: 10_001, currency: 'KRW' } });
    expect(await one(order())).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await one(order({ amount: { amountMinor: 10_001, currency: 'KRW' } }))).toMatchObject({
      referralState: 'PENDING',
    });
    expect(await one(order())).toMatchObject({ status: 'RECORDED', referralState: null });
  });

  test('that happened before the attribution does not qualify it', async () => {
    await refer({ newCustomersOnly: false });
    const before = new Date(api.clock.now().getTime() - 60_000).toISOString();
    expect(await one(order({ occurredAt: before }))).toMatchObject({
      status: 'RECORDED',
      referralState: null,
    });
  });

  test('during the friend’s suspension is recorded and does not qualify it', async () => {
    await refer();
    const suspend = { memberId: people.buyer.memberId, status: 'SUSPENDED', reason: 'Fraud?' };
    await api.mutate('demo', 'setMemberStatus', suspend, 'member { id }', organizer);
    expect(await one(order())).toMatchObject({ status: 'RECORDED', referralState: null });
  });

  test('may be an event of a custom type that the terms name', async () => {
    await refer({ qualifyingEventType: 'SIGNED_CONTRACT' });
    expect(await one(order())).toMatchObject({ referralState: null });
    expect(await one(order({ type: 'SIGNED_CONTRACT', amount: null }))).toMatchObject({
      referralState: 'PENDING',
    });
  });

  test('rewards every friend, and the advocate up to the cap', async () => {
    const policy = { cap: { maxRewards: 2, period: 'MONTH' }, holdingPeriodDays: 0 };
    const friends = await Promise.all(Array.from({ length: 6 }, somebody));
    for (const friend of friends) await refer(policy, friend);
    await Promise.all(friends.map((friend) => one(order({ memberId: friend.memberId }))));
    expect(await pointsOf(people.advocate)).toMatchObject({ available: 1_000 });
    const states = await Promise.all(friends.map(stateOf));
    expect(states.filter(({ rewardCapReached }) => rewardCapReached)).toHaveLength(4);
    expect(states.every(({ state }) => state === 'REWARDED')).toBe(true);
    for (const friend of friends) expect(await pointsOf(friend)).toMatchObject({ available: 300 });
  });
});

describe('a refund of a qualifying purchase', () => {
  test('in full frees the cap’s use, once', async () => {
    const policy = { cap: { maxRewards: 1, period: 'ALL_TIME' }, holdingPeriodDays: 0 };
    const [second, third] = [await somebody(), await somebody()];
    for (const friend of [people.buyer, second, third]) await refer(policy, friend);
    const bought = order();
    await one(bought);
    expect(await one(order({ memberId: second.memberId }))).toMatchObject({ referralState: 'REWARDED' });
    expect(await stateOf(second)).toMatchObject({ rewardCapReached: true, advocatePoints: 0 });
    const refund = refundOf(bought);
    await Promise.all([one(refund), one(refund), one(refund)]);
    await one(order({ memberId: third.memberId }));
    expect(await stateOf(third)).toMatchObject({ rewardCapReached: false, advocatePoints: 500 });
    expect(await pointsOf(people.advocate)).toEqual({ available: 500, pending: 0, debt: 0 });
  });

  test('in part voids the referral when the rest is below the minimum', async () => {
    await refer({ minimumAmount: { amountMinor: 6_000, currency: 'KRW' } });
    const bought = order();
    await one(bought);
    expect(await pointsOf(people.buyer)).toEqual({ available: 0, pending: 300, debt: 0 });
    expect(await one(refundOf(bought, 4_000))).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await one(refundOf(bought, 1))).toMatchObject({ status: 'RECORDED', referralState: 'VOIDED' });
    expect(await pointsOf(people.buyer)).toEqual({ available: 0, pending: 0, debt: 0 });
  });

  test('after the reward takes the points back, and spent points become debt', async () => {
    await refer({ holdingPeriodDays: 0 });
    const bought = order();
    await one(bought);
    const spend = {
      memberId: people.buyer.memberId,
      points: 250,
      reason: 'Tea.',
      idempotencyKey: `spend-${people.buyer.memberId}`,
    };
    await api.mutate('demo', 'spendPoints', spend, 'entry { id }', organizer);
    api.clock.advance({ days: 60 });
    expect(await one(refundOf(bought))).toMatchObject({ referralState: 'VOIDED' });
    expect(await pointsOf(people.buyer)).toEqual({ available: 0, pending: 0, debt: 250 });
    expect(await pointsOf(people.advocate)).toEqual({ available: 0, pending: 0, debt: 0 });
  });

  test('in concurrent parts never exceeds the purchase', async () => {
    await refer();
    const bought = order();
    await one(bought);
    const answers = await Promise.all(Array.from({ length: 15 }, () => one(refundOf(bought, 1_000))));
    expect(answers.filter(({ status }) => status === 'RECORDED')).toHaveLength(10);
    expect(answers.filter(({ error }) => error?.code === 'REFUND_EXCEEDS_PURCHASE')).toHaveLength(5);
    expect(answers.filter(({ referralState }) => referralState === 'VOIDED')).toHaveLength(1);
  });

  test('at the moment of the reward leaves nobody with points, whichever comes first', async () => {
    await refer({ holdingPeriodDays: 1 });
    const bought = order();
    await one(bought);
    api.clock.advance({ days: 1 });
    await Promise.all([api.tick(), one(refundOf(bought))]);
    expect(await stateOf(people.buyer)).toMatchObject({ state: 'VOIDED' });
    expect(await pointsOf(people.buyer)).toEqual({ available: 0, pending: 0, debt: 0 });
  });
});

test('a purchase and a claim at the same moment are ordered one after the other', async () => {
  await api.mutate(
    'demo',
    'updateProgram',
    { referralPolicy: { advocatePoints: 1, friendPoints: 1 } },
    'program { slug }',
    owner,
  );
  const { referralCode } = await api.mutate(
    'demo',
    'createReferralCode',
    {},
    'referralCode { code }',
    people.advocate,
  );
  for (let round = 0; round < 10; round += 1) {
    const friend = await somebody();
    const [claim, bought] = await Promise.all([
      api.attempt('demo', 'claimReferral', { code: referralCode.code }, 'referral { id }', friend),
      one(order({ memberId: friend.memberId })),
    ]);
    const refusal = claim.userErrors[0]?.code;
    // Before the claim the friend is no new customer; after it the purchase qualifies.
    if (bought.referralState === null) expect(refusal).toBe('NOT_NEW_CUSTOMER');
    else expect([refusal, bought.referralState]).toEqual([undefined, 'PENDING']);
  }
});

test('the ledger is sound and every counter equals a recount after all purchases and refunds', async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});
