import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { accepted, type Person, refused, startCampaign } from './people.ts';

const { api, organizer, somebody, codeOf, pointsOf, policy, claim, review, record, buy } =
  await startCampaign();
afterAll(() => api.close());

let advocate: Person;
beforeEach(async () => {
  advocate = await somebody();
});

describe('voidReferral', () => {
  async function rewardedReferral(terms: object = {}) {
    await policy({ holdingPeriodDays: 0, ...terms });
    const friend = await somebody();
    const code = await codeOf(advocate);
    const { referral } = await claim({ code }, friend);
    const order = { externalEventId: `order of ${friend.memberId}` };
    expect(await buy(friend, 20_000, order)).toMatchObject({ referralState: 'REWARDED' });
    return { friend, code, id: referral.id as string };
  }

  test('takes both members’ points back once, also when sent twice at once and again', async () => {
    const { friend, id } = await rewardedReferral();
    const both = await Promise.all([review('voidReferral', id), review('voidReferral', id)]);
    expect(both).toEqual([accepted({ state: 'VOIDED' }), accepted({ state: 'VOIDED' })]);
    expect(await review('voidReferral', id)).toEqual(accepted({ state: 'VOIDED' }));
    expect(both[0].referral.history.at(-1)).toEqual({
      state: 'VOIDED',
      actor: 'ORGANIZER',
      reason: 'MANUAL',
      note: 'We looked.',
    });
    expect(await pointsOf(advocate)).toEqual({ available: 0, pending: 0 });
    expect(await pointsOf(friend)).toEqual({ available: 0, pending: 0 });
  });

  test('concurrent with a refund of the purchase voids the referral once', async () => {
    const { friend, id } = await rewardedReferral();
    const refund = {
      source: 'shop',
      externalEventId: `refund of ${id}`,
      type: 'REFUND',
      memberId: friend.memberId,
      refundOf: `order of ${friend.memberId}`,
      amount: { amountMinor: 20_000, currency: 'KRW' },
    };
    const [voided, recorded] = await Promise.all([review('voidReferral', id), record(refund)]);
    expect(voided).toEqual(accepted({ state: 'VOIDED' }));
    expect(recorded).toMatchObject({ status: 'RECORDED' });
    expect(voided.referral.history.filter(({ state }: { state: string }) => state === 'VOIDED')).toHaveLength(
      1,
    );
    expect(await pointsOf(advocate)).toEqual({ available: 0, pending: 0 });
    expect(await pointsOf(friend)).toEqual({ available: 0, pending: 0 });
  });

  test('leaves spent points of the reward as debt', async () => {
    const { friend, id } = await rewardedReferral();
    const spend = {
      memberId: friend.memberId,
      points: 120,
      reason: 'Tea.',
      idempotencyKey: `spent by ${id}`,
    };
    await api.mutate('demo', 'spendPoints', spend, 'entry { id }', organizer);
    await review('voidReferral', id);
    const { me } = await api.ok('demo', '{ me { points { available debt } } }', {}, friend);
    expect(me.points).toEqual({ available: 0, debt: 120 });
  });

  test('frees the use of the advocate’s cap', async () => {
    const cap = { maxRewards: 1, period: 'ALL_TIME' };
    const { code, id } = await rewardedReferral({ cap });
    await review('voidReferral', id);
    const next = await somebody();
    await claim({ code }, next);
    await buy(next);
    expect(await pointsOf(advocate)).toEqual({ available: 500, pending: 0 });
  });

  test('is refused INVALID_STATE for a referral not rewarded yet, and for a rejected one', async () => {
    await policy({});
    const friend = await somebody();
    const { referral } = await claim({ code: await codeOf(advocate) }, friend);
    expect(await review('voidReferral', referral.id)).toEqual(refused('INVALID_STATE', 'referralId'));
    await buy(friend);
    expect(await review('voidReferral', referral.id)).toEqual(refused('INVALID_STATE', 'referralId'));
    await review('rejectReferral', referral.id);
    expect(await review('voidReferral', referral.id)).toEqual(refused('INVALID_STATE', 'referralId'));
  });

  test('is suggested to whoever rejects a rewarded referral or reverses its entry, and rejection to whoever voids early', async () => {
    const sentence = async (verb: string, input: object): Promise<string> =>
      (await api.attempt('demo', verb, { reason: 'We looked.', ...input }, '__typename', organizer))
        .userErrors[0].message;
    const entryOf = async (who: { token: string }) => {
      const query = '{ me { points { entries(first: 1) { edges { node { id } } } } } }';
      return (await api.ok('demo', query, {}, who)).me.points.entries.edges[0].node.id;
    };
    const { friend, id } = await rewardedReferral();
    expect(await sentence('rejectReferral', { referralId: id })).toContain('`voidReferral`');
    const reversal = { entryId: await entryOf(friend), idempotencyKey: `undo ${id}` };
    const refusal = await sentence('reversePointEntry', reversal);
    for (const word of [id, '`voidReferral`', '`rejectReferral`']) expect(refusal).toContain(word);
    await policy({});
    const other = await somebody();
    const { referral } = await claim({ code: await codeOf(advocate) }, other);
    expect(await sentence('approveReferral', { referralId: referral.id })).toContain('has to qualify it');
    expect(await sentence('voidReferral', { referralId: referral.id })).toContain('`rejectReferral`');
  });

  test('leaves ledger, referrals and caps consistent', async () => {
    await api.drain();
    expect(problemsOf(await verify(api.deps))).toEqual([]);
  });
});
