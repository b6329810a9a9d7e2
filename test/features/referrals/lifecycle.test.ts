import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReferralPolicy } from '../../../functions/features/programs/rules.ts';
import { decideClaim } from '../../../functions/features/referrals/claims.ts';
import { type By, momentOf, type Referral } from '../../../functions/features/referrals/rules.ts';
import {
  approve,
  chargedPeriodOf,
  qualifiedBy,
  qualify,
  refund,
  reject,
  settle,
  type Transition,
} from '../../../functions/features/referrals/transitions.ts';
import type { ReferralState } from '../../../functions/platform/generated/enums.ts';
import { runsOf } from '../../support/runs.ts';
import { aCode, aProgram, aPurchase, claimFacts, DAY_MILLIS, memberNamed, START } from './samples.ts';

// Any sequence of what people, partners and time can do to the referrals of one advocate, carried out on a world in
// memory: what the table does in transactions is here plain arithmetic.

const FRIENDS = ['ara', 'bo', 'choi'];
const CODES = ['AAAA', 'BBBB'].map((key) => aCode(key, { memberId: memberNamed('advocate') }));
const by = (actor: By['actor']): By => ({ actor, actorId: 'someone' });

type Purse = { pending: number; earned: number };
type World = {
  now: number;
  policy: Partial<ReferralPolicy>;
  referrals: Map<string, Referral>;
  /** The points of each side of each referral. */
  purses: Map<string, Purse>;
  rewards: Map<string, number>;
  purchases: Map<string, { friend: string; amountMinor: number; refundedMinor: number }>;
};
type Action =
  | { do: 'claim'; friend: string; code: number; clickAgo: number | undefined }
  | { do: 'purchase'; friend: string; amountMinor: number; daysAgo: number }
  | { do: 'refund'; purchase: number; part: number }
  | { do: 'approve' | 'reject'; friend: string }
  | { do: 'wait'; days: number }
  | { do: 'sweep' };

const friend = fc.constantFrom(...FRIENDS);
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    do: fc.constant('claim' as const),
    friend,
    code: fc.nat({ max: CODES.length - 1 }),
    clickAgo: fc.option(fc.nat({ max: 20 }), { nil: undefined }),
  }),
  fc.record({
    do: fc.constant('purchase' as const),
    friend,
    amountMinor: fc.nat({ max: 100 }),
    daysAgo: fc.nat({ max: 12 }),
  }),
  fc.record({
    do: fc.constant('refund' as const),
    purchase: fc.nat({ max: 9 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ do: fc.constantFrom('approve' as const, 'reject' as const), friend }),
  fc.record({ do: fc.constant('wait' as const), days: fc.nat({ max: 8 }) }),
  fc.record({ do: fc.constant('sweep' as const) }),
);
const policy = fc.record({
  attributionModel: fc.constantFrom('LAST_CLICK' as const, 'FIRST_CLICK' as const),
  windowDays: fc.integer({ min: 1, max: 20 }),
  holdingPeriodDays: fc.nat({ max: 10 }),
  minimumAmount: fc.option(fc.record({ amountMinor: fc.nat({ max: 60 }), currency: fc.constant('KRW') })),
  advocatePoints: fc.constantFrom(0, 500),
  friendPoints: fc.constantFrom(0, 300),
  approvalMode: fc.constantFrom('AUTOMATIC' as const, 'MANUAL' as const),
  cap: fc.option(
    fc.record({
      maxRewards: fc.integer({ min: 1, max: 2 }),
      period: fc.constantFrom('DAY', 'MONTH', 'YEAR', 'ALL_TIME'),
    }),
  ),
});

function act(world: World, one: Action): void {
  const moment = momentOf({ timeZone: 'Asia/Seoul' }, new Date(world.now));
  const ago = (days: number) => new Date(world.now - days * DAY_MILLIS).toISOString();
  switch (one.do) {
    case 'wait':
      world.now += one.days * DAY_MILLIS;
      return;
    case 'sweep':
      for (const [name, referral] of world.referrals) apply(world, name, settle(referral, moment));
      return;
    case 'claim': {
      const at = one.clickAgo === undefined ? undefined : ago(one.clickAgo);
      const click =
        at === undefined
          ? undefined
          : ({ id: 'c', firstAt: at, lastAt: at, firstChannel: 'QR', lastChannel: 'QR' } as const);
      const referral = world.referrals.get(one.friend);
      const facts = {
        program: aProgram(world.policy),
        friendId: memberNamed(one.friend),
        code: CODES[one.code],
        referral,
        click,
      };
      const decision = decideClaim(claimFacts(facts), moment);
      if (decision.ok) world.referrals.set(one.friend, decision.value.referral);
      return;
    }
    case 'purchase': {
      const eventId = `evt_${world.purchases.size}`;
      world.purchases.set(eventId, { friend: one.friend, amountMinor: one.amountMinor, refundedMinor: 0 });
      const event = aPurchase({ eventId, amountMinor: one.amountMinor, occurredAt: ago(one.daysAgo) });
      const referral = world.referrals.get(one.friend);
      if (referral === undefined || qualifiedBy(referral, event) === undefined) return;
      const taken = world.rewards.get(chargedPeriodOf(referral, moment) ?? '') ?? 0;
      apply(
        world,
        one.friend,
        qualify(referral, event, { rewardsInPeriod: taken, suspendedSince: null }, by('PARTNER'), moment),
      );
      return;
    }
    case 'refund': {
      const purchaseId = `evt_${one.purchase}`;
      const purchase = world.purchases.get(purchaseId);
      if (purchase === undefined) return;
      purchase.refundedMinor += Math.ceil((purchase.amountMinor - purchase.refundedMinor) * one.part);
      const referral = world.referrals.get(purchase.friend);
      if (referral !== undefined)
        apply(world, purchase.friend, refund(referral, { purchaseId, ...purchase }, by('PARTNER'), moment));
      return;
    }
    default: {
      const referral = world.referrals.get(one.friend);
      if (referral === undefined) return;
      const decide = one.do === 'approve' ? approve : reject;
      const decision = decide(referral, by('ORGANIZER'), 'So we decided.', moment);
      if (decision.ok) apply(world, one.friend, decision.value);
    }
  }
}

function apply(world: World, name: string, transition: Transition | undefined): void {
  if (transition === undefined) return;
  const { referral, points, cap } = transition;
  world.referrals.set(name, referral);
  for (const [side, amount] of [
    ['advocate', referral.advocatePoints],
    ['friend', referral.friendPoints],
  ] as const) {
    const purse = world.purses.get(`${name} ${side}`) ?? { pending: 0, earned: 0 };
    if (points === 'HOLD') purse.pending += amount;
    if (points === 'RELEASE' || points === 'CANCEL') purse.pending -= amount;
    if (points === 'GRANT' || points === 'RELEASE') purse.earned += amount;
    if (points === 'TAKE_BACK') purse.earned -= amount;
    world.purses.set(`${name} ${side}`, purse);
  }
  if (cap !== undefined) world.rewards.set(cap.period, (world.rewards.get(cap.period) ?? 0) + cap.change);
}

/** Where a state can lead in one step, and so what can never happen. */
const NEXT: Record<ReferralState, readonly ReferralState[]> = {
  ATTRIBUTED: ['ATTRIBUTED', 'PENDING', 'REJECTED', 'EXPIRED'],
  // A qualifying event of the window may be reported after its end.
  EXPIRED: ['PENDING', 'REJECTED'],
  PENDING: ['PENDING', 'REWARDED', 'REJECTED', 'VOIDED'],
  REWARDED: ['VOIDED'],
  REJECTED: [],
  VOIDED: [],
};

function assertSound(world: World): void {
  for (const [name, referral] of world.referrals) {
    const { state, history, advocatePoints, friendPoints, needsApproval } = referral;
    for (const [side, amount] of [
      ['advocate', advocatePoints],
      ['friend', friendPoints],
    ] as const) {
      const wanted = { pending: state === 'PENDING' ? amount : 0, earned: state === 'REWARDED' ? amount : 0 };
      expect(world.purses.get(`${name} ${side}`) ?? { pending: 0, earned: 0 }).toEqual(wanted);
    }
    const states = history.map((step) => step.state);
    expect(states[0]).toBe('ATTRIBUTED');
    expect(states.at(-1)).toBe(state);
    for (const [place, next] of states.slice(1).entries())
      expect(NEXT[states[place] as ReferralState]).toContain(next);
    expect(history.map(({ at }) => at)).toEqual(history.map(({ at }) => at).sort());
    expect(referral.version).toBe(history.length);
    if (needsApproval) expect(state).toBe('PENDING');
  }
  const max = world.policy.cap?.maxRewards;
  for (const [period, count] of world.rewards) {
    const charged = [...world.referrals.values()].filter(({ capPeriod }) => capPeriod === period);
    expect(count).toBe(charged.length);
    if (max !== undefined) expect(count).toBeLessThanOrEqual(max);
  }
}

test('in any sequence points follow the referral’s state, caps hold and final states stay final', () => {
  fc.assert(
    fc.property(policy, fc.array(action, { minLength: 1, maxLength: 40 }), (terms, actions) => {
      const world: World = {
        now: START.getTime(),
        policy: { ...terms, newCustomersOnly: false } as Partial<ReferralPolicy>,
        referrals: new Map(),
        purses: new Map(),
        rewards: new Map(),
        purchases: new Map(),
      };
      for (const one of actions) {
        act(world, one);
        assertSound(world);
      }
    }),
    { numRuns: runsOf(1_500) },
  );
});

test('the tested sequences reach every state of a referral', () => {
  const reached = new Set<ReferralState>();
  for (const [terms, actions] of fc.sample(
    fc.tuple(policy, fc.array(action, { minLength: 30, maxLength: 60 })),
    { numRuns: 300, seed: 7 },
  )) {
    const world: World = {
      now: START.getTime(),
      policy: { ...terms, newCustomersOnly: false } as Partial<ReferralPolicy>,
      referrals: new Map(),
      purses: new Map(),
      rewards: new Map(),
      purchases: new Map(),
    };
    for (const one of actions) act(world, one);
    for (const { state } of world.referrals.values()) reached.add(state);
  }
  expect([...reached].sort()).toEqual(['ATTRIBUTED', 'EXPIRED', 'PENDING', 'REJECTED', 'REWARDED', 'VOIDED']);
});
