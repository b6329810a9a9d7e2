import { describe, expect, test } from 'vitest';
import { attributionsOf } from '../../../functions/features/referrals/attributions.ts';
import {
  type By,
  friendIdOf,
  type Moment,
  type Referral,
  referralIdOf,
  waitsForReview,
} from '../../../functions/features/referrals/rules.ts';
import {
  approve,
  qualifiedBy,
  qualify,
  refund,
  reject,
  settle,
} from '../../../functions/features/referrals/transitions.ts';
import { aPurchase, aReferral, FREE, later, memberNamed, momentAfter } from './samples.ts';

const PARTNER: By = { actor: 'PARTNER', actorId: 'key_1' };
const ORGANIZER: By = { actor: 'ORGANIZER', actorId: 'mem_o' };
const DAY_1 = momentAfter({ days: 1 });

const qualified = (
  referral: Referral,
  moment: Moment = DAY_1,
  rewardsInPeriod = 0,
  suspendedSince: string | null = null,
) =>
  qualify(
    referral,
    aPurchase({ occurredAt: moment.at }),
    { rewardsInPeriod, suspendedSince },
    PARTNER,
    moment,
  );

function settled(referral: Referral, moment: Moment): Referral {
  const transition = settle(referral, moment);
  if (transition === undefined) throw new Error('Nothing was due.');
  return transition.referral;
}

test('a referral and its friend refer to each other', () => {
  expect(friendIdOf(referralIdOf(memberNamed('friend')))).toBe(memberNamed('friend'));
  for (const id of ['', 'ref_', 'mem_x', `ref_${'u'.repeat(26)}`]) expect(friendIdOf(id)).toBeUndefined();
});

describe('an event qualifies a referral', () => {
  const referral = aReferral({ windowDays: 10, minimumAmount: { amountMinor: 10_000, currency: 'KRW' } });
  const iso = (time: { days?: number; minutes?: number }) => later(time).toISOString();

  test.each([
    ['from the moment of the attribution', {}, { occurredAt: iso({}) }],
    ['to the moment its window ends', {}, { occurredAt: iso({ days: 10 }) }],
    [
      'in the second of the attribution',
      { attributedAt: iso({}).replace('.000Z', '.700Z') },
      { occurredAt: iso({}) },
    ],
    ['from its minimum on', {}, { amountMinor: 10_000 }],
    ['after it has expired, when the event is of before', { state: 'EXPIRED' as const }, {}],
  ])('%s', (_when, state, event) => {
    const given = { ...referral, ...state };
    expect(qualifiedBy(given, aPurchase(event))).toEqual(attributionsOf(given)[0]);
  });

  test.each([
    ['before the attribution', {}, { occurredAt: iso({ minutes: -1 }) }],
    ['after its window', {}, { occurredAt: iso({ days: 10, minutes: 1 }) }],
    ['below its minimum', {}, { amountMinor: 9_999 }],
    ['without an amount where there is a minimum', {}, { amountMinor: null }],
    ['of another type', {}, { type: 'SIGNUP' }],
    ['when it is PENDING', { state: 'PENDING' as const }, {}],
    ['when it is REJECTED', { state: 'REJECTED' as const }, {}],
    ['when it is VOIDED', { state: 'VOIDED' as const }, {}],
    ['when it is REWARDED', { state: 'REWARDED' as const }, {}],
  ])('but not %s', (_when, state, event) => {
    expect(qualifiedBy({ ...referral, ...state }, aPurchase(event))).toBeUndefined();
  });

  test('of a custom type without an amount where the terms have no minimum', () => {
    const custom = aReferral({ qualifyingEventType: 'SIGNED_CONTRACT' });
    expect(qualifiedBy(custom, aPurchase({ type: 'SIGNED_CONTRACT', amountMinor: null }))).toBeDefined();
  });
});

describe('a qualified referral', () => {
  test('is pending from the event’s time, for the holding period of its terms', () => {
    const event = aPurchase({ occurredAt: later({ minutes: 30 }).toISOString() });
    const { referral, points } = qualify(aReferral(), event, FREE, PARTNER, DAY_1);
    expect(points).toBe('HOLD');
    expect(referral).toMatchObject({
      state: 'PENDING',
      qualifiedAt: DAY_1.at,
      holdUntil: later({ days: 7, minutes: 30 }).toISOString(),
      advocatePoints: 500,
      friendPoints: 300,
      days: { qualified: DAY_1.day },
    });
    expect(referral.history.at(-1)).toEqual({
      at: DAY_1.at,
      state: 'PENDING',
      ...PARTNER,
      reason: 'QUALIFIED',
      note: null,
    });
  });

  test('is rewarded at once without a holding period', () => {
    const { referral, points } = qualified(aReferral({ holdingPeriodDays: 0 }));
    expect(points).toBe('GRANT');
    expect(referral).toMatchObject({ state: 'REWARDED', rewardedAt: DAY_1.at, held: false });
    expect(referral.history.map(({ state }) => state)).toEqual(['ATTRIBUTED', 'PENDING', 'REWARDED']);
  });

  test('is rewarded at once when its event is reported after the holding period', () => {
    const { referral } = qualify(aReferral(), aPurchase(), FREE, PARTNER, momentAfter({ days: 30 }));
    expect(referral.state).toBe('REWARDED');
  });

  test('waits for an organizer where the terms say so, whatever the holding period', () => {
    const { referral, points } = qualified(aReferral({ holdingPeriodDays: 0, approvalMode: 'MANUAL' }));
    expect([referral.state, points, referral.needsApproval]).toEqual(['PENDING', 'HOLD', true]);
    expect(waitsForReview(referral, DAY_1)).toBe(true);
    expect(settle(referral, momentAfter({ days: 400 }))).toBeUndefined();
  });

  test('gives an advocate suspended at the event no points, charges no cap, and rewards the friend', () => {
    const capped = aReferral({ cap: { maxRewards: 1, period: 'MONTH' } });
    const nothing = { advocatePoints: 0, friendPoints: 300, advocateSuspended: true, capReached: false };
    for (const since of [DAY_1.at, later({ minutes: 1 }).toISOString()]) {
      const transition = qualified(capped, DAY_1, 1, since);
      expect(transition).toMatchObject({ referral: { ...nothing, capPeriod: null }, cap: undefined });
    }
    const after = new Date(Date.parse(DAY_1.at) + 1).toISOString();
    expect(qualified(capped, DAY_1, 0, after).referral).toMatchObject({
      advocatePoints: 500,
      advocateSuspended: false,
    });
  });

  test('gives the advocate no points when the cap is reached, and rewards the friend', () => {
    const capped = aReferral({ cap: { maxRewards: 2, period: 'MONTH' } });
    expect(qualified(capped, DAY_1, 1)).toMatchObject({
      referral: { advocatePoints: 500, capReached: false, capPeriod: '202611' },
      cap: { period: '202611', change: 1 },
    });
    expect(qualified(capped, DAY_1, 2)).toMatchObject({
      referral: { advocatePoints: 0, friendPoints: 300, capReached: true, capPeriod: null },
      cap: undefined,
    });
  });

  test.each([
    ['DAY', '2026-11-03'],
    ['MONTH', '202611'],
    ['YEAR', '2026'],
    ['ALL_TIME', 'ALL'],
  ] as const)('charges the cap of the %s of its qualification in the program’s zone', (period, label) => {
    expect(qualified(aReferral({ cap: { maxRewards: 1, period } })).cap).toEqual({
      period: label,
      change: 1,
    });
  });

  test('charges no cap for an advocate without points', () => {
    const { cap } = qualified(aReferral({ advocatePoints: 0, cap: { maxRewards: 1, period: 'DAY' } }));
    expect(cap).toBeUndefined();
  });
});

describe('the passing of time', () => {
  test('expires a referral at the end of its window, not before', () => {
    const referral = aReferral({ windowDays: 10 });
    expect(settle(referral, momentAfter({ days: 10, minutes: -1 }))).toBeUndefined();
    expect(settle(referral, momentAfter({ days: 10 }))).toMatchObject({
      referral: { state: 'EXPIRED' },
      points: undefined,
    });
  });

  test('rewards a pending referral at the end of its holding period, not before, and once', () => {
    const { referral } = qualified(aReferral());
    expect(settle(referral, momentAfter({ days: 8, minutes: -1 }))).toBeUndefined();
    const rewarded = settle(referral, momentAfter({ days: 8 }));
    expect(rewarded).toMatchObject({
      referral: { state: 'REWARDED', days: { rewarded: '2026-11-10' } },
      points: 'RELEASE',
    });
    expect(settle(settled(referral, momentAfter({ days: 8 })), momentAfter({ days: 9 }))).toBeUndefined();
  });
});

describe('an approval of a referral', () => {
  const manual = qualified(aReferral({ approvalMode: 'MANUAL' })).referral;

  test('before the end of the holding period keeps the points pending till then', () => {
    const approved = approve(manual, ORGANIZER, 'Looks right.', momentAfter({ days: 2 }));
    expect(approved).toMatchObject({
      ok: true,
      value: { referral: { state: 'PENDING', needsApproval: false }, points: undefined },
    });
    if (approved.ok && approved.value !== undefined) {
      expect(settled(approved.value.referral, momentAfter({ days: 8 })).state).toBe('REWARDED');
    }
  });

  test('after the holding period rewards at once', () => {
    const approved = approve(manual, ORGANIZER, 'Looks right.', momentAfter({ days: 9 }));
    expect(approved).toMatchObject({
      ok: true,
      value: { referral: { state: 'REWARDED' }, points: 'RELEASE' },
    });
  });

  test('changes nothing when it is approved or rewarded already', () => {
    const approved = { ...manual, approvedAt: DAY_1.at, needsApproval: false };
    expect(approve(approved, ORGANIZER, 'Again.', DAY_1)).toEqual({ ok: true, value: undefined });
    expect(approve({ ...manual, state: 'REWARDED' }, ORGANIZER, 'Again.', DAY_1)).toEqual({
      ok: true,
      value: undefined,
    });
  });

  test.each(['ATTRIBUTED', 'REJECTED', 'VOIDED', 'EXPIRED'] as const)('in state %s is refused', (state) => {
    const refused = approve({ ...manual, state, approvedAt: DAY_1.at }, ORGANIZER, 'No.', DAY_1);
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'INVALID_STATE', field: ['referralId'] } });
  });
});

describe('a rejection of a referral', () => {
  test('in state ATTRIBUTED ends it without points', () => {
    expect(reject(aReferral(), ORGANIZER, 'Fraud.', DAY_1)).toMatchObject({
      ok: true,
      value: { referral: { state: 'REJECTED' }, points: undefined, cap: undefined },
    });
  });

  test('in state PENDING cancels its points and frees the cap’s use', () => {
    const { referral } = qualified(aReferral({ cap: { maxRewards: 1, period: 'YEAR' } }));
    expect(reject(referral, ORGANIZER, 'Fraud.', DAY_1)).toMatchObject({
      ok: true,
      value: {
        referral: { state: 'REJECTED', capPeriod: null },
        points: 'CANCEL',
        cap: { period: '2026', change: -1 },
      },
    });
  });

  test('in state REJECTED changes nothing', () => {
    expect(reject({ ...aReferral(), state: 'REJECTED' }, ORGANIZER, 'Again.', DAY_1)).toEqual({
      ok: true,
      value: undefined,
    });
  });

  test('in state EXPIRED keeps a late report from qualifying it', () => {
    const expired = { ...aReferral(), state: 'EXPIRED' as const };
    const decided = reject(expired, ORGANIZER, 'No.', DAY_1);
    expect(decided).toMatchObject({
      ok: true,
      value: { referral: { state: 'REJECTED' }, points: undefined },
    });
  });

  test.each(['REWARDED', 'VOIDED'] as const)('in state %s is refused', (state) => {
    expect(reject({ ...aReferral(), state }, ORGANIZER, 'No.', DAY_1)).toMatchObject({ ok: false });
  });
});

describe('a refund of a referral’s purchase', () => {
  const minimum = { minimumAmount: { amountMinor: 6_000, currency: 'KRW' } };
  const refunded = (referral: Referral, refundedMinor: number, purchaseId = 'evt_1') =>
    refund(referral, { purchaseId, amountMinor: 10_000, refundedMinor }, PARTNER, DAY_1);

  test.each([
    ['all of it, without a minimum', {}, 10_000, 'VOIDED'],
    ['a part, without a minimum', {}, 9_999, undefined],
    ['down to the minimum', minimum, 4_000, undefined],
    ['to below the minimum', minimum, 4_001, 'VOIDED'],
  ])('of %s leads to %s', (_what, policy, refundedMinor, state) => {
    expect(refunded(qualified(aReferral(policy)).referral, refundedMinor)?.referral.state).toBe(state);
  });

  test('cancels points that are pending, and takes back rewarded ones', () => {
    const pending = qualified(aReferral()).referral;
    expect(refunded(pending, 10_000)).toMatchObject({
      points: 'CANCEL',
      referral: { days: { voided: DAY_1.day } },
    });
    expect(refunded(settled(pending, momentAfter({ days: 8 })), 10_000)?.points).toBe('TAKE_BACK');
  });

  test('frees the cap’s use', () => {
    const { referral } = qualified(aReferral({ cap: { maxRewards: 1, period: 'YEAR' } }));
    expect(refunded(referral, 10_000)).toMatchObject({
      cap: { period: '2026', change: -1 },
      referral: { capPeriod: null },
    });
  });

  test('that is another purchase’s changes nothing', () => {
    expect(refunded(qualified(aReferral()).referral, 10_000, 'evt_2')).toBeUndefined();
  });

  test.each(['REJECTED', 'VOIDED'] as const)('in state %s changes nothing', (state) => {
    expect(refunded({ ...qualified(aReferral()).referral, state }, 10_000)).toBeUndefined();
  });
});
