import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Person, startCampaign } from './people.ts';

const campaign = await startCampaign();
const { api, organizer, somebody, codeOf, pointsOf, policy, setStatus } = campaign;
const { attribute, claim, review, record, buy, tap } = campaign;
afterAll(() => api.close());

let advocate: Person;
let friend: Person;
beforeEach(async () => {
  [advocate, friend] = [await somebody(), await somebody()];
});

const now = () => api.clock.now().toISOString();
/** Moments are further apart than clocks differ, so that each falls where it says. */
const goOn = (time: object = { minutes: 10 }) => api.clock.advance(time);
const buyAt = (occurredAt: string, amountMinor = 20_000, who = friend) =>
  buy(who, amountMinor, { occurredAt });
const total = async (who: Person) => {
  const { available, pending } = await pointsOf(who);
  return available + pending;
};
const referralOf = async (who: Person) => {
  const fields =
    'state code attributedAt advocate { memberId } attributions { advocate { memberId } code startedAt endedAt } history { state reason }';
  const query = `query($id: ID!) { member(id: $id) { referredBy { ${fields} } } }`;
  return (await api.ok('demo', query, { id: who.memberId }, organizer)).member.referredBy;
};
const isWell = async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
};

describe('an attribution that moved', () => {
  let next: Person;
  let times: { first: string; moved: string };

  /** The friend claims one code, and a minute later a click takes them to another. */
  async function moveOn(terms: object = {}) {
    await policy({ holdingPeriodDays: 0, ...terms });
    next = await somebody();
    const codes = [await codeOf(advocate), await codeOf(next)] as const;
    const first = now();
    await claim({ code: codes[0] }, friend);
    goOn();
    const clickId = await tap(codes[1]);
    goOn();
    const { referral } = await claim({ code: codes[1], clickId }, friend);
    expect(referral).toMatchObject({ code: codes[1], state: 'ATTRIBUTED' });
    times = { first, moved: now() };
    goOn();
    return codes;
  }

  test('goes back to the first advocate for a late report of a purchase of their time', async () => {
    const codes = await moveOn();
    expect(await buyAt(times.first)).toMatchObject({ referralState: 'REWARDED' });
    expect([await total(advocate), await total(next), await total(friend)]).toEqual([500, 0, 300]);
    expect(await referralOf(friend)).toMatchObject({
      state: 'REWARDED',
      code: codes[0],
      attributedAt: times.first,
      advocate: { memberId: advocate.memberId },
      attributions: [
        {
          advocate: { memberId: advocate.memberId },
          code: codes[0],
          startedAt: times.first,
          endedAt: times.moved,
        },
        { advocate: { memberId: next.memberId }, code: codes[1], startedAt: times.moved, endedAt: null },
      ],
      history: ['CLAIMED', 'MOVED', 'RETURNED', 'QUALIFIED', 'HOLD_ENDED'].map((reason) =>
        expect.objectContaining({ reason }),
      ),
    });
    await isWell();
  });

  test('goes back even after its window has ended', async () => {
    await moveOn({ windowDays: 2 });
    goOn({ days: 3 });
    await api.tick();
    expect(await referralOf(friend)).toMatchObject({ state: 'EXPIRED' });
    expect(await buyAt(times.first)).toMatchObject({ referralState: 'REWARDED' });
    expect([await total(advocate), await total(next)]).toEqual([500, 0]);
    await isWell();
  });

  test('does not go back when an organizer rejected it after its window had ended', async () => {
    await moveOn({ windowDays: 2 });
    goOn({ days: 3 });
    await api.tick();
    const query = 'query($id: ID!) { member(id: $id) { referredBy { id } } }';
    const { member } = await api.ok('demo', query, { id: friend.memberId }, organizer);
    expect((await review('rejectReferral', member.referredBy.id)).referral).toMatchObject({
      state: 'REJECTED',
    });
    expect(await buyAt(times.first)).toMatchObject({ referralState: null });
    expect([await total(advocate), await total(next)]).toEqual([0, 0]);
    await isWell();
  });

  test('stays with the next advocate for a purchase from the second of the move on', async () => {
    await moveOn();
    await buyAt(`${times.moved.slice(0, -5)}.000Z`);
    expect([await total(advocate), await total(next)]).toEqual([0, 500]);
  });

  test('keeps the terms of each attribution for purchases of its time', async () => {
    await moveOn({ minimumAmount: { amountMinor: 30_000, currency: 'KRW' }, advocatePoints: 700 });
    await policy({ holdingPeriodDays: 0 });
    expect(await buyAt(times.first, 29_999)).toMatchObject({ referralState: null });
    expect(await buyAt(times.first, 30_000)).toMatchObject({ referralState: 'REWARDED' });
    expect([await total(advocate), await total(next)]).toEqual([700, 0]);
  });

  test('does not go back once a reward is pending', async () => {
    await moveOn({ holdingPeriodDays: 7 });
    expect(await buyAt(times.moved)).toMatchObject({ referralState: 'PENDING' });
    expect(await buyAt(times.first)).toMatchObject({ referralState: null });
    expect([await total(advocate), await total(next)]).toEqual([0, 500]);
    await isWell();
  });

  test('charges the cap of the advocate to whom it goes back', async () => {
    const earlier = await somebody();
    await policy({ holdingPeriodDays: 0, cap: { maxRewards: 1, period: 'ALL_TIME' } });
    await claim({ code: await codeOf(advocate) }, earlier);
    await buyAt(now(), 20_000, earlier);
    await moveOn({ cap: { maxRewards: 1, period: 'ALL_TIME' } });
    await buyAt(times.first);
    expect([await total(advocate), await total(next), await total(friend)]).toEqual([500, 0, 300]);
    await isWell();
  });

  test('counts for the code to which it goes back, on the day of that attribution', async () => {
    const codes = await moveOn();
    await buyAt(times.first);
    await api.drain();
    const day = times.first.slice(0, 10);
    const query =
      'query($code: String!, $from: Date!, $to: Date!) { referralCode(code: $code) { dailyStats(from: $from, to: $to) { attributed qualified rewarded } } }';
    const span = { from: `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`, to: day };
    const [first, second] = await Promise.all(
      codes.map((code) => api.ok('demo', query, { code, ...span }, organizer)),
    );
    expect(first.referralCode.dailyStats).toEqual([{ attributed: 1, qualified: 1, rewarded: 1 }]);
    expect(
      second.referralCode.dailyStats.filter((one: { attributed: number }) => one.attributed > 0),
    ).toEqual([]);
  });

  test('qualifies once when purchases of both times are reported at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      [advocate, friend] = [await somebody(), await somebody()];
      await moveOn();
      const states = await Promise.all([buyAt(times.first), buyAt(times.moved)]);
      expect(states.filter(({ referralState }) => referralState !== null)).toHaveLength(1);
      expect([await total(advocate), await total(next)].toSorted()).toEqual([0, 500]);
      expect(await total(friend)).toBe(300);
    }
    await isWell();
  });

  test('at the same moment as a purchase of the first time pays the first advocate', async () => {
    for (let round = 0; round < 10; round += 1) {
      [advocate, friend, next] = [await somebody(), await somebody(), await somebody()];
      await policy({ holdingPeriodDays: 0 });
      const codes = [await codeOf(advocate), await codeOf(next)] as const;
      const first = now();
      await claim({ code: codes[0] }, friend);
      goOn();
      const clickId = await tap(codes[1]);
      goOn();
      await Promise.all([claim({ code: codes[1], clickId }, friend), buyAt(first)]);
      expect([await total(advocate), await total(next)]).toEqual([500, 0]);
    }
    await isWell();
  });
});

describe('a purchase from before the claim, reported late,', () => {
  const terms = { newCustomersOnly: true, holdingPeriodDays: 0 };
  let before: string;

  async function claimAfterAll(settings: object = {}) {
    await policy({ ...terms, ...settings });
    before = now();
    goOn();
    return (await claim({ code: await codeOf(advocate) }, friend)).referral.id as string;
  }
  const reason = async () => (await referralOf(friend)).history.at(-1);

  test('rejects an ATTRIBUTED referral, and the next purchase earns nothing', async () => {
    await claimAfterAll();
    expect(await buyAt(before, 0)).toMatchObject({ status: 'RECORDED', referralState: 'REJECTED' });
    expect(await reason()).toEqual({ state: 'REJECTED', reason: 'BOUGHT_BEFORE' });
    expect(await buyAt(now())).toMatchObject({ referralState: null });
    expect([await total(advocate), await total(friend)]).toEqual([0, 0]);
    await isWell();
  });

  test('rejects an EXPIRED referral, so that no purchase of its window qualifies it', async () => {
    await claimAfterAll({ windowDays: 1 });
    const within = now();
    goOn({ days: 2 });
    await api.tick();
    expect(await buyAt(before)).toMatchObject({ referralState: 'REJECTED' });
    expect(await buyAt(within)).toMatchObject({ referralState: null });
    expect(await total(advocate)).toBe(0);
  });

  test('rejects a PENDING referral: its points are cancelled, and the cap’s use is freed', async () => {
    await claimAfterAll({ holdingPeriodDays: 7, cap: { maxRewards: 1, period: 'ALL_TIME' } });
    expect(await buyAt(now())).toMatchObject({ referralState: 'PENDING' });
    expect(await total(advocate)).toBe(500);
    expect(await buyAt(before)).toMatchObject({ referralState: 'REJECTED' });
    expect([await total(advocate), await total(friend)]).toEqual([0, 0]);
    await isWell();
  });

  test('voids a REWARDED referral: both give their points back', async () => {
    await claimAfterAll();
    expect(await buyAt(now())).toMatchObject({ referralState: 'REWARDED' });
    expect(await buyAt(before)).toMatchObject({ referralState: 'VOIDED' });
    expect(await reason()).toEqual({ state: 'VOIDED', reason: 'BOUGHT_BEFORE' });
    expect([await total(advocate), await total(friend)]).toEqual([0, 0]);
    await isWell();
  });

  test('is compared with the first attribution, wherever it has moved since', async () => {
    await claimAfterAll();
    const between = now();
    goOn();
    const code = await codeOf(await somebody());
    const clickId = await tap(code);
    goOn();
    await claim({ code, clickId }, friend);
    expect(await buyAt(between)).toMatchObject({ referralState: 'REWARDED' });
    expect(await total(advocate)).toBe(500);
    expect(await buyAt(before)).toMatchObject({ referralState: 'VOIDED' });
    expect(await total(advocate)).toBe(0);
    await isWell();
  });

  test('counts even if the purchase was refunded, or the friend is suspended', async () => {
    await claimAfterAll();
    await setStatus(friend, 'SUSPENDED');
    expect(await buyAt(before)).toMatchObject({ referralState: 'REJECTED' });
  });

  test('is ignored within five minutes before the claim, for clocks differ', async () => {
    await claimAfterAll();
    const { attributedAt } = await referralOf(friend);
    const ago = (seconds: number) => new Date(Date.parse(attributedAt) - seconds * 1_000).toISOString();
    expect(await buyAt(ago(1))).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await buyAt(ago(300))).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await buyAt(now())).toMatchObject({ referralState: 'REWARDED' });
    expect(await buyAt(ago(301))).toMatchObject({ referralState: 'VOIDED' });
    await isWell();
  });

  test('changes no attribution by hand, and no referral that ended otherwise', async () => {
    await policy(terms);
    before = now();
    goOn();
    const code = await codeOf(advocate);
    await attribute({ code, friendId: friend.memberId });
    expect(await buyAt(before)).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await buyAt(now())).toMatchObject({ referralState: 'REWARDED' });
    const other = await somebody();
    const { referral } = await claim({ code }, other);
    await review('rejectReferral', referral.id);
    expect(await buyAt(before, 20_000, other)).toMatchObject({ referralState: null });
  });

  test('spares a claim from before the program’s rule, and is never an event of another type', async () => {
    await claimAfterAll({ newCustomersOnly: false });
    await policy(terms);
    expect(await buyAt(before)).toMatchObject({ referralState: null });
    friend = await somebody();
    await claimAfterAll();
    const visit = { source: 'shop', externalEventId: `visit ${friend.memberId}`, type: 'VISIT' };
    expect(await record({ ...visit, memberId: friend.memberId, occurredAt: before })).toMatchObject({
      referralState: null,
    });
    expect(await buyAt(now())).toMatchObject({ referralState: 'REWARDED' });
  });

  test('gives the same points before the next purchase, after it, or at the same moment', async () => {
    const orders: (() => Promise<unknown>)[] = [
      async () => [await buyAt(before), await buyAt(now())],
      async () => [await buyAt(now()), await buyAt(before)],
      () => Promise.all([buyAt(now()), buyAt(before)]),
      () => Promise.all([buyAt(before), buyAt(now())]),
    ];
    for (const report of orders) {
      [advocate, friend] = [await somebody(), await somebody()];
      await claimAfterAll();
      await report();
      expect([await total(advocate), await total(friend)]).toEqual([0, 0]);
    }
    await isWell();
  });

  test('at the moment of the claim rewards nobody, whichever is first', async () => {
    await policy(terms);
    for (let round = 0; round < 10; round += 1) {
      [advocate, friend] = [await somebody(), await somebody()];
      const code = await codeOf(advocate);
      before = now();
      goOn();
      await Promise.all([claim({ code }, friend), buyAt(before)]);
      goOn();
      expect(await buyAt(now())).toMatchObject({ referralState: null });
      expect([await total(advocate), await total(friend)]).toEqual([0, 0]);
    }
    await isWell();
  });
});
