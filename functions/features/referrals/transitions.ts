import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { CAP_PERIODS, ReferralState } from '../../platform/generated/enums.ts';
import { addDays, dayOf, monthOf } from '../../platform/time.ts';
import { isSuspendedAt } from '../members/rules.ts';
import type { ReferralPolicy } from '../programs/rules.ts';
import { type Attribution, attributionAt, attributionsOf, isPresent, withPresent } from './attributions.ts';
import {
  type By,
  because,
  isHoldOver,
  type Moment,
  manually,
  mayQualify,
  type Referral,
  type ReferralStep,
  SYSTEM,
  type Why,
} from './rules.ts';

// What becomes of a referral: of an event, of time, and by an organizer.

/** What happens to the points of both, in the same transaction. */
export type PointMove = 'HOLD' | 'GRANT' | 'RELEASE' | 'CANCEL' | 'TAKE_BACK';

/** Charges a reward to a period of the advocate's cap, or gives it back. */
export type CapChange = { period: string; change: 1 | -1 };

export type Transition = { referral: Referral; points: PointMove | undefined; cap: CapChange | undefined };

const step = (moment: Moment, state: ReferralState, by: By, why: Why): ReferralStep => ({
  at: moment.at,
  state,
  ...by,
  ...why,
});

function withStep(referral: Referral, state: ReferralState, moment: Moment, by: By, why: Why): Referral {
  return {
    ...referral,
    state,
    history: [...referral.history, step(moment, state, by, why)],
    version: referral.version + 1,
  };
}

/** Labels of different lengths of period never look the same. */
function capPeriodOf(period: (typeof CAP_PERIODS)[number], moment: Moment): string {
  if (period === 'DAY') return moment.day;
  if (period === 'MONTH') return monthOf(moment.now, moment.timeZone);
  return period === 'YEAR' ? moment.day.slice(0, 4) : 'ALL';
}

export type EventFact = {
  eventId: string;
  type: string;
  amountMinor: number | null;
  occurredAt: string;
};

/**
 * The attribution that held when the event happened, if the event is of the type that its terms name, reaches
 * their minimum, and happened by the end of the window. An event that is reported later still counts: when it
 * happened decides, not when we heard of it.
 */
export function qualifiedBy(referral: Referral, event: EventFact): Attribution | undefined {
  const attribution = mayQualify(referral) ? attributionAt(referral, event.occurredAt) : undefined;
  if (attribution === undefined) return undefined;
  const { terms, windowEndsAt } = attribution;
  const isQualifying =
    event.type === terms.qualifyingEventType &&
    reachesMinimum(terms, event.amountMinor ?? 0) &&
    event.occurredAt <= windowEndsAt;
  return isQualifying ? attribution : undefined;
}

const reachesMinimum = ({ minimumAmount }: ReferralPolicy, amountMinor: number) =>
  minimumAmount === null || amountMinor >= minimumAmount.amountMinor;

/** The very same object when that attribution is the present one. */
export function returnTo(referral: Referral, attribution: Attribution, by: By, moment: Moment): Referral {
  if (isPresent(referral, attribution)) return referral;
  const attributed = dayOf(new Date(attribution.attributedAt), moment.timeZone);
  const returned = withPresent(referral, attribution);
  return {
    ...withStep(returned, 'ATTRIBUTED', moment, by, because('RETURNED')),
    days: { ...referral.days, attributed },
  };
}

/** So far the clocks of shops may be off: only an event earlier than the claim by more ends a referral. */
const CLOCKS_DIFFER_MILLIS = 5 * 60_000;

/**
 * True when the event shows that the friend was a customer before they claimed their first code, and its
 * terms welcome new customers only. Its amount does not count, nor whether it was refunded. Who was
 * attributed by hand may have bought before. Of a referral that moved under earlier versions the first
 * claim's terms are not known, so it shows nothing.
 */
export function showsFormerCustomer(referral: Referral, event: EventFact): boolean {
  const [{ terms, attributedAt }] = attributionsOf(referral);
  const [first] = referral.history;
  return (
    terms.newCustomersOnly &&
    first?.actor === 'FRIEND' &&
    first.at === attributedAt &&
    event.type === terms.qualifyingEventType &&
    Date.parse(event.occurredAt) < Date.parse(attributedAt) - CLOCKS_DIFFER_MILLIS
  );
}

/** Undefined when the referral was rejected or voided already. */
export function endForFormerCustomer(referral: Referral, by: By, moment: Moment): Transition | undefined {
  if (referral.state === 'REJECTED' || referral.state === 'VOIDED') return undefined;
  const end = referral.state === 'REWARDED' ? voidBecause : rejectBecause;
  return end(referral, by, because('BOUGHT_BEFORE'), moment);
}

/** Undefined when the terms set no cap, or no points for the advocate. */
export function chargedPeriodOf(referral: Referral, moment: Moment): string | undefined {
  const { cap, advocatePoints } = referral.terms;
  return cap === null || advocatePoints === 0 ? undefined : capPeriodOf(cap.period, moment);
}

/** What decides whether the advocate is rewarded too. */
export type AdvocateFacts = {
  rewardsInPeriod: number;
  suspendedSince: string | null;
};

/**
 * An advocate who was suspended when the event happened, and still is, gets nothing, as one whose cap is
 * reached; the friend gets theirs all the same. The holding period is counted from the event itself: where it
 * is over already, and no organizer is asked, both have their points at once.
 */
export function qualify(
  referral: Referral,
  event: EventFact,
  advocate: AdvocateFacts,
  by: By,
  moment: Moment,
): Transition {
  const { terms } = referral;
  const period = chargedPeriodOf(referral, moment);
  const advocateSuspended = isSuspendedAt(advocate.suspendedSince, event.occurredAt);
  const isCharged = period !== undefined && !advocateSuspended;
  const capReached = isCharged && terms.cap !== null && advocate.rewardsInPeriod >= terms.cap.maxRewards;
  const heldFrom = event.occurredAt < moment.at ? event.occurredAt : moment.at;
  const holdUntil = addDays(new Date(heldFrom), terms.holdingPeriodDays).toISOString();
  const pending: Referral = {
    ...withStep(referral, 'PENDING', moment, by, because('QUALIFIED')),
    qualifiedAt: moment.at,
    qualifyingEventId: event.eventId,
    holdUntil,
    needsApproval: terms.approvalMode === 'MANUAL',
    expiredAt: null,
    advocatePoints: capReached || advocateSuspended ? 0 : terms.advocatePoints,
    friendPoints: terms.friendPoints,
    capReached,
    advocateSuspended,
    capPeriod: isCharged && !capReached ? period : null,
    days: { ...referral.days, qualified: moment.day },
  };
  const cap: CapChange | undefined = isCharged && !capReached ? { period, change: 1 } : undefined;
  if (pending.needsApproval || holdUntil > moment.at)
    return { referral: { ...pending, held: true }, points: 'HOLD', cap };
  return { referral: reward(pending, moment), points: 'GRANT', cap };
}

function reward(referral: Referral, moment: Moment): Referral {
  return {
    ...withStep(referral, 'REWARDED', moment, SYSTEM, because('HOLD_ENDED')),
    rewardedAt: moment.at,
    days: { ...referral.days, rewarded: moment.day },
  };
}

/** What is due at the end of the window or of the holding period. Undefined when nothing is. */
export function settle(referral: Referral, moment: Moment): Transition | undefined {
  if (referral.state === 'ATTRIBUTED' && referral.windowEndsAt <= moment.at) {
    const expired = {
      ...withStep(referral, 'EXPIRED', moment, SYSTEM, because('WINDOW_ENDED')),
      expiredAt: moment.at,
    };
    return { referral: expired, points: undefined, cap: undefined };
  }
  if (referral.state === 'PENDING' && !referral.needsApproval && isHoldOver(referral, moment)) {
    return { referral: reward(referral, moment), points: 'RELEASE', cap: undefined };
  }
  return undefined;
}

/**
 * The reward comes with the end of the holding period, at once when that is over. Undefined when the referral
 * is approved or rewarded already. Refused: INVALID_STATE.
 */
export function approve(
  referral: Referral,
  by: By,
  note: string,
  moment: Moment,
): Decision<Transition | undefined, 'INVALID_STATE'> {
  if (referral.state === 'REWARDED') return accept(undefined);
  if (referral.state !== 'PENDING') return wrongState(referral, 'approved');
  if (referral.approvedAt !== null) return accept(undefined);
  const approved = {
    ...withStep(referral, 'PENDING', moment, by, manually(note)),
    needsApproval: false,
    approvedAt: moment.at,
  };
  return accept(settle(approved, moment) ?? { referral: approved, points: undefined, cap: undefined });
}

/** Undefined when it is rejected already. Refused: INVALID_STATE. */
export function reject(
  referral: Referral,
  by: By,
  note: string,
  moment: Moment,
): Decision<Transition | undefined, 'INVALID_STATE'> {
  if (referral.state === 'REJECTED') return accept(undefined);
  if (referral.state !== 'PENDING' && !mayQualify(referral)) return wrongState(referral, 'rejected');
  return accept(rejectBecause(referral, by, manually(note), moment));
}

/** A reward that will not be promised, or is not paid after all: the advocate's cap has its reward back. */
const rejectBecause = (referral: Referral, by: By, why: Why, moment: Moment): Transition => ({
  referral: {
    ...withStep(referral, 'REJECTED', moment, by, why),
    needsApproval: false,
    rejectedAt: moment.at,
    capPeriod: null,
  },
  points: referral.state === 'PENDING' ? 'CANCEL' : undefined,
  cap: givenBack(referral),
});

/** What an organizer can do instead, by what was asked for. */
const REMEDIES: Record<'approved' | 'rejected' | 'voided', Partial<Record<ReferralState, string>>> = {
  approved: { ATTRIBUTED: ' A purchase has to qualify it first.' },
  rejected: { REWARDED: ' Take its points back with `voidReferral`.' },
  voided: {
    ATTRIBUTED: ' Refuse it with `rejectReferral`.',
    PENDING: ' Refuse it with `rejectReferral`.',
  },
};

const wrongState = ({ state }: Referral, done: keyof typeof REMEDIES) =>
  refuse('INVALID_STATE', `The referral is ${state} and cannot be ${done}.${REMEDIES[done][state] ?? ''}`, [
    'referralId',
  ]);

const givenBack = ({ capPeriod }: Referral): CapChange | undefined =>
  capPeriod === null ? undefined : { period: capPeriod, change: -1 };

export type RefundFact = { purchaseId: string; amountMinor: number; refundedMinor: number };

/**
 * Voids a referral whose qualifying purchase was given back, whole or to below the minimum of the terms.
 * Undefined when the refund leaves it as it is.
 */
export function refund(referral: Referral, fact: RefundFact, by: By, moment: Moment): Transition | undefined {
  if (referral.qualifyingEventId !== fact.purchaseId) return undefined;
  if (referral.state !== 'PENDING' && referral.state !== 'REWARDED') return undefined;
  const rest = fact.amountMinor - fact.refundedMinor;
  if (rest > 0 && reachesMinimum(referral.terms, rest)) return undefined;
  return voidBecause(referral, by, because('REFUNDED'), moment);
}

/**
 * What was spent of the reward is owed. Undefined when the referral is voided already. Refused:
 * INVALID_STATE; what is not paid yet is rejected instead.
 */
export function takeBack(
  referral: Referral,
  by: By,
  note: string,
  moment: Moment,
): Decision<Transition | undefined, 'INVALID_STATE'> {
  if (referral.state === 'VOIDED') return accept(undefined);
  if (referral.state !== 'REWARDED') return wrongState(referral, 'voided');
  return accept(voidBecause(referral, by, manually(note), moment));
}

/** A promised or paid reward that is taken from both, and from the advocate's cap. */
const voidBecause = (referral: Referral, by: By, why: Why, moment: Moment): Transition => ({
  referral: {
    ...withStep(referral, 'VOIDED', moment, by, why),
    needsApproval: false,
    voidedAt: moment.at,
    capPeriod: null,
    days: { ...referral.days, voided: moment.day },
  },
  points: referral.state === 'PENDING' ? 'CANCEL' : 'TAKE_BACK',
  cap: givenBack(referral),
});
