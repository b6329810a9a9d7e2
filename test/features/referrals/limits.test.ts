import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { codeKey } from '../../../functions/table/keys.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { accepted, type Person, refused, startCampaign } from './people.ts';

const campaign = await startCampaign();
const { api, organizer, somebody, codeOf, policy } = campaign;
const { attribute, claim, review, buy, tap } = campaign;
afterAll(() => api.close());

let advocate: Person;
beforeEach(async () => {
  await policy({ windowDays: 2, holdingPeriodDays: 0 });
  advocate = await somebody();
});

const now = () => api.clock.now().toISOString();
const setLimit = (code: string, usageLimit: number | null) =>
  api.mutate('demo', 'updateReferralCode', { code, usageLimit }, 'referralCode { usageLimit }', organizer);
/** The same, which is refused when claims have used more than that by then. */
const tryLimit = (code: string, usageLimit: number | null) =>
  api.attempt('demo', 'updateReferralCode', { code, usageLimit }, 'referralCode { usageLimit }', organizer);
/** Exact uses, by what they leave, and those that the counters know of. */
const standing = async (code: string) => {
  await api.drain();
  const query = 'query($code: String!) { referralCode(code: $code) { usageCount usageRemaining status } }';
  return (await api.ok('demo', query, { code }, organizer)).referralCode;
};
const friendBy = async (code: string) => {
  const friend = await somebody();
  const answer = await claim({ code }, friend);
  expect(answer).toEqual(accepted({ state: 'ATTRIBUTED' }));
  return { ...friend, referralId: answer.referral.id as string };
};
const endWindow = async () => {
  api.clock.advance({ days: 3 });
  await api.tick();
};
const isWell = async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
};

describe('a use of a code with a limit', () => {
  test('is given back when the window ends: friends who never buy use up no code', async () => {
    const code = await codeOf(advocate, { usageLimit: 2 });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([friendBy(code), friendBy(code)]);
      expect(await claim({ code }, await somebody())).toEqual(refused('CODE_LIMIT_REACHED', 'code'));
      await endWindow();
      expect(await standing(code)).toEqual({ usageCount: 0, usageRemaining: 2, status: 'CLAIMABLE' });
    }
    await isWell();
  });

  test('is given back once by a rejection of an ATTRIBUTED, PENDING or EXPIRED referral', async () => {
    await policy({ windowDays: 2, holdingPeriodDays: 7, newCustomersOnly: true });
    const code = await codeOf(advocate, { usageLimit: 3 });
    const before = now();
    api.clock.advance({ minutes: 10 });
    const [attributed, pending, expired] = [await friendBy(code), await friendBy(code), await friendBy(code)];
    await buy(pending, 20_000, { occurredAt: now() });
    await Promise.all([
      review('rejectReferral', attributed.referralId),
      review('rejectReferral', attributed.referralId),
      review('rejectReferral', pending.referralId),
    ]);
    expect(await standing(code)).toMatchObject({ usageCount: 1, usageRemaining: 2 });
    await endWindow();
    await buy(expired, 20_000, { occurredAt: before });
    await review('rejectReferral', attributed.referralId);
    expect(await standing(code)).toMatchObject({ usageCount: 0, usageRemaining: 3 });
    await isWell();
  });

  test('is given back when the friend turns out to be an existing customer', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    const before = now();
    api.clock.advance({ minutes: 10 });
    const friend = await friendBy(code);
    await buy(friend, 20_000, { occurredAt: before });
    expect(await standing(code)).toMatchObject({ usageCount: 0, usageRemaining: 1 });
    await isWell();
  });

  test('moves with the attribution: one code gets it back, the other gives one', async () => {
    const codes = [
      await codeOf(advocate, { usageLimit: 1 }),
      await codeOf(await somebody(), { usageLimit: 1 }),
    ] as const;
    const friend = await friendBy(codes[0]);
    const early = now();
    api.clock.advance({ minutes: 1 });
    const clickId = await tap(codes[1]);
    await claim({ code: codes[1], clickId }, friend);
    expect([await standing(codes[0]), await standing(codes[1])]).toEqual([
      { usageCount: 0, usageRemaining: 1, status: 'CLAIMABLE' },
      { usageCount: 1, usageRemaining: 0, status: 'LIMIT_REACHED' },
    ]);
    // The place is taken, and then the friend's purchase of the first time is reported.
    await friendBy(codes[0]);
    expect(await buy(friend, 20_000, { occurredAt: early })).toMatchObject({ referralState: 'REWARDED' });
    expect([await standing(codes[0]), await standing(codes[1])]).toEqual([
      { usageCount: 2, usageRemaining: 0, status: 'LIMIT_REACHED' },
      { usageCount: 0, usageRemaining: 1, status: 'CLAIMABLE' },
    ]);
    await isWell();
  });

  test('stays used by a rewarded referral and by a voided one', async () => {
    const code = await codeOf(advocate, { usageLimit: 2 });
    const [kept, voided] = [await friendBy(code), await friendBy(code)];
    await Promise.all([buy(kept), buy(voided)]);
    await review('voidReferral', voided.referralId);
    await endWindow();
    expect(await standing(code)).toEqual({ usageCount: 2, usageRemaining: 0, status: 'LIMIT_REACHED' });
    await isWell();
  });

  test('is taken again by a late report of a purchase after the window’s end, past the limit if need be', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    const lapsed = await friendBy(code);
    const within = now();
    await endWindow();
    await friendBy(code);
    expect(await buy(lapsed, 20_000, { occurredAt: within })).toMatchObject({ referralState: 'REWARDED' });
    expect(await standing(code)).toEqual({ usageCount: 2, usageRemaining: 0, status: 'LIMIT_REACHED' });
    expect(await claim({ code }, await somebody())).toEqual(refused('CODE_LIMIT_REACHED', 'code'));
    const named = { code, label: 'Full.' };
    await api.mutate('demo', 'updateReferralCode', named, 'referralCode { label }', organizer);
    await endWindow();
    expect(await standing(code)).toEqual({ usageCount: 1, usageRemaining: 0, status: 'LIMIT_REACHED' });
    await isWell();
  });

  test('is not one of a limit set later, which counts from then on', async () => {
    const code = await codeOf(advocate);
    const [early, rejected] = [await friendBy(code), await friendBy(code)];
    const within = now();
    await setLimit(code, 1);
    expect(await standing(code)).toEqual({ usageCount: 2, usageRemaining: 1, status: 'CLAIMABLE' });
    await friendBy(code);
    await review('rejectReferral', rejected.referralId);
    expect(await standing(code)).toEqual({ usageCount: 2, usageRemaining: 0, status: 'LIMIT_REACHED' });
    await endWindow();
    expect(await standing(code)).toEqual({ usageCount: 0, usageRemaining: 1, status: 'CLAIMABLE' });
    await buy(early, 20_000, { occurredAt: within });
    expect(await standing(code)).toEqual({ usageCount: 1, usageRemaining: 1, status: 'CLAIMABLE' });
    await isWell();
  });

  test('is not given back to another limit than it was taken from', async () => {
    const code = await codeOf(advocate, { usageLimit: 2 });
    const [first, second] = [await friendBy(code), await friendBy(code)];
    await setLimit(code, null);
    const free = await friendBy(code);
    await review('rejectReferral', first.referralId);
    await setLimit(code, 1);
    await friendBy(code);
    await Promise.all([
      review('rejectReferral', second.referralId),
      review('rejectReferral', free.referralId),
    ]);
    expect(await standing(code)).toEqual({ usageCount: 1, usageRemaining: 0, status: 'LIMIT_REACHED' });
    await isWell();
  });

  test('is taken by an attribution by hand too, within the limit', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    const [friend, other] = [await somebody(), await somebody()];
    await attribute({ code, friendId: friend.memberId });
    expect(await attribute({ code, friendId: other.memberId })).toEqual(
      refused('CODE_LIMIT_REACHED', 'code'),
    );
    await endWindow();
    expect(await attribute({ code, friendId: other.memberId })).toEqual(accepted({ state: 'ATTRIBUTED' }));
    await isWell();
  });
});

describe('concurrent uses of a code with a limit:', () => {
  test('claims and ending windows admit exactly as many as the limit says', async () => {
    const code = await codeOf(advocate, { usageLimit: 5 });
    await Promise.all(Array.from({ length: 5 }, () => friendBy(code)));
    const rivals = await Promise.all(Array.from({ length: 20 }, somebody));
    api.clock.advance({ days: 3 });
    const answers = await Promise.all([api.tick(), ...rivals.map((friend) => claim({ code }, friend))]);
    const admitted = answers.slice(1).filter((answer) => answer?.referral !== null).length;
    expect(admitted).toBeLessThanOrEqual(5);
    expect(await standing(code)).toMatchObject({ usageCount: admitted, usageRemaining: 5 - admitted });
    await isWell();
  });

  test('an ending window and a purchase of its time use the code once', async () => {
    for (let round = 0; round < 10; round += 1) {
      const code = await codeOf(await somebody(), { usageLimit: 1 });
      const friend = await friendBy(code);
      const within = now();
      api.clock.advance({ days: 3 });
      await Promise.all([api.tick(), buy(friend, 20_000, { occurredAt: within }), api.tick()]);
      expect(await standing(code)).toMatchObject({ usageCount: 1, usageRemaining: 0 });
    }
    await isWell();
  });

  test('a limit set, lifted and set again during claims and rejections counts what it admitted', async () => {
    const code = await codeOf(advocate);
    for (let round = 0; round < 5; round += 1) {
      const friends = await Promise.all(Array.from({ length: 4 }, somebody));
      const claimed = friends.map((friend) => claim({ code }, friend));
      await Promise.all([...claimed, tryLimit(code, 3), tryLimit(code, null), tryLimit(code, 2)]);
      const ids = (await Promise.all(claimed)).flatMap(({ referral }) => referral?.id ?? []);
      await Promise.all([
        ...ids.map((id) => review('rejectReferral', id)),
        tryLimit(code, null),
        tryLimit(code, 4),
      ]);
      await isWell();
    }
  });
});

test('a claim of a code without a limit does not write the code', async () => {
  const code = await codeOf(advocate);
  const stored = () => api.deps.table.get(codeKey('demo', code.replaceAll('-', '')), { consistent: true });
  const before = await stored();
  await Promise.all(Array.from({ length: 10 }, () => friendBy(code)));
  expect(await stored()).toEqual(before);
  expect(await standing(code)).toEqual({ usageCount: 10, usageRemaining: null, status: 'CLAIMABLE' });
  await isWell();
});
