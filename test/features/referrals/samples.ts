import { decideCreateReferralCode, type ReferralCode } from '../../../functions/features/codes/rules.ts';
import { decideJoin, type Member } from '../../../functions/features/members/rules.ts';
import {
  createProgramInput,
  decideCreateProgram,
  type Program,
  type ReferralPolicy,
} from '../../../functions/features/programs/rules.ts';
import {
  type Admission,
  type ClaimFacts,
  decideClaim,
} from '../../../functions/features/referrals/claims.ts';
import { type Moment, momentOf, type Referral } from '../../../functions/features/referrals/rules.ts';
import type { AdvocateFacts, EventFact } from '../../../functions/features/referrals/transitions.ts';
import { memberIdOf } from '../../../functions/identity/member-id.ts';

// Things that the pure tests of referrals and events decide on.

export const START = new Date('2026-11-02T03:00:00.000Z');
export const DAY_MILLIS = 86_400_000;

export function aProgram(policy: Partial<ReferralPolicy> = {}, settings: Partial<Program> = {}): Program {
  const input = createProgramInput.parse({
    slug: 'demo',
    name: 'Moon Tea',
    timeZone: 'Asia/Seoul',
    locale: 'ko-KR',
    currency: 'KRW',
    landingUrl: 'https://shop.example.com/',
    pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
    referralPolicy: { advocatePoints: 500, friendPoints: 300, holdingPeriodDays: 7, ...policy },
    tokenPolicy: { issuer: 'https://issuer.example.com', audience: 'demo' },
  });
  return { ...decideCreateProgram(input, START), ...settings };
}

export const memberNamed = (name: string) => memberIdOf('demo', 'https://issuer.example.com', name);

export function aMember(name: string, settings: Partial<Member> = {}): Member {
  const birth = { id: memberNamed(name), programId: 'demo', locale: 'ko-KR' };
  return { ...decideJoin(birth, { visibility: 'FULL' }, START), ...settings };
}

export function aCode(key: string, settings: Partial<ReferralCode> = {}): ReferralCode {
  const made = decideCreateReferralCode(
    { programId: 'demo', memberId: memberNamed(`owner of ${key}`) },
    { code: key, key },
    {},
    START,
  );
  if (!made.ok) throw new Error(made.refusal.message);
  return { ...made.value, ...settings };
}

/** So long after the start. */
export const later = (time: { days?: number; minutes?: number }) =>
  new Date(START.getTime() + (time.days ?? 0) * DAY_MILLIS + (time.minutes ?? 0) * 60_000);
export const momentAfter = (time: { days?: number; minutes?: number }): Moment =>
  momentOf({ timeZone: 'Asia/Seoul' }, later(time));

export function claimFacts(facts: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    program: aProgram(),
    friendId: memberNamed('friend'),
    code: aCode('AAAA'),
    referral: undefined,
    click: undefined,
    hasBoughtBefore: false,
    ...facts,
  };
}

/** The attribution of a claim that must be accepted. */
export function claimed(facts: Partial<ClaimFacts> = {}, moment: Moment = momentAfter({})): Admission {
  const decision = decideClaim(claimFacts(facts), moment);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value;
}

export const aReferral = (policy: Partial<ReferralPolicy> = {}): Referral =>
  claimed({ program: aProgram(policy) }).referral;

/** An advocate whom nothing keeps from a reward. */
export const FREE: AdvocateFacts = { rewardsInPeriod: 0, suspendedSince: null };

export function aPurchase(settings: Partial<EventFact> = {}): EventFact {
  return {
    eventId: 'evt_1',
    type: 'PURCHASE',
    amountMinor: 10_000,
    occurredAt: later({ days: 1 }).toISOString(),
    ...settings,
  };
}
