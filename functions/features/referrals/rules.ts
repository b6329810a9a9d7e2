import * as z from 'zod';
import {
  REFERRAL_ACTORS,
  REFERRAL_STATES,
  REFERRAL_STEP_REASONS,
  type ReferralState,
  type ReferralStepReason,
} from '../../platform/generated/enums.ts';
import { ID_PREFIX, isId } from '../../platform/ids.ts';
import { dayOf } from '../../platform/time.ts';
import type { Program } from '../programs/rules.ts';
import { type Attribution, attributionModel } from './attributions.ts';

const instant = z.string();

const day = z.string();

const stepModel = z.object({
  at: instant,
  state: z.enum(REFERRAL_STATES),
  actor: z.enum(REFERRAL_ACTORS),
  /** `mem_…`, `key_…` or `system`. */
  actorId: z.string(),
  reason: z.enum(REFERRAL_STEP_REASONS),
  /** An organizer's words, of a step by hand. */
  note: z.string().nullable(),
});

export type ReferralStep = z.infer<typeof stepModel>;

export type By = Pick<ReferralStep, 'actor' | 'actorId'>;

export type Why = Pick<ReferralStep, 'reason' | 'note'>;

export const because = (reason: Exclude<ReferralStepReason, 'MANUAL'>): Why => ({ reason, note: null });

export const manually = (note: string): Why => ({ reason: 'MANUAL', note });

export const SYSTEM: By = { actor: 'SYSTEM', actorId: 'system' };

/** At most one for a friend in a program, for ever. */
export const referralModel = attributionModel.extend({
  programId: z.string(),
  friendId: z.string(),
  state: z.enum(REFERRAL_STATES),
  /** Those before the present one, and those after it when a purchase reported late went back to it. */
  otherAttributions: z.array(attributionModel),
  moves: z.int().min(0),
  /** When the qualifying event was recorded, and which it is. */
  qualifiedAt: instant.nullable(),
  qualifyingEventId: z.string().nullable(),
  holdUntil: instant.nullable(),
  needsApproval: z.boolean(),
  approvedAt: instant.nullable(),
  rewardedAt: instant.nullable(),
  rejectedAt: instant.nullable(),
  voidedAt: instant.nullable(),
  expiredAt: instant.nullable(),
  /** What each gets or got. */
  advocatePoints: z.int().min(0),
  friendPoints: z.int().min(0),
  /** True when the points were pending before they were active. */
  held: z.boolean(),
  /** The period in which the advocate's cap was charged; null when it was not, or was given back. */
  capPeriod: z.string().nullable(),
  capReached: z.boolean(),
  /** True when suspended as the qualifying event happened, and still as it was recorded. */
  advocateSuspended: z.boolean(),
  /** The days, in the program's zone, that the counters book the referral on. */
  days: z.object({
    attributed: day,
    qualified: day.nullable(),
    rewarded: day.nullable(),
    voided: day.nullable(),
  }),
  history: z.array(stepModel),
  version: z.int().min(1),
});

export type Referral = z.infer<typeof referralModel>;

/** What has not happened to a referral yet. The store leaves out whatever is still so. */
export const NOTHING_YET = {
  limitVersion: null,
  clickedAt: null,
  channel: null,
  otherAttributions: [],
  moves: 0,
  qualifiedAt: null,
  qualifyingEventId: null,
  holdUntil: null,
  needsApproval: false,
  approvedAt: null,
  rewardedAt: null,
  rejectedAt: null,
  voidedAt: null,
  expiredAt: null,
  advocatePoints: 0,
  friendPoints: 0,
  held: false,
  capPeriod: null,
  capReached: false,
  advocateSuspended: false,
} satisfies Partial<Referral>;

export type ReferralPerson = { memberId: string };

/** A friend is referred once, so the friend's id names the referral. */
export const referralIdOf = (friendId: string) => friendId.replace(ID_PREFIX.member, ID_PREFIX.referral);

/** Undefined for text that is no referral's id. */
export const friendIdOf = (referralId: string) =>
  isId('referral', referralId) ? referralId.replace(ID_PREFIX.referral, ID_PREFIX.member) : undefined;

/** The moment of a decision, and the program's day that it falls on. */
export type Moment = { now: Date; at: string; day: string; timeZone: string };

export const momentOf = (program: Pick<Program, 'timeZone'>, now: Date): Moment => ({
  now,
  at: now.toISOString(),
  day: dayOf(now, program.timeZone),
  timeZone: program.timeZone,
});

/** True while no reward was promised or refused: a qualifying event would still count. */
export const mayQualify = ({ state }: Referral) => state === 'ATTRIBUTED' || state === 'EXPIRED';

/** What a referral takes of a code's limit. */
export type Use = Pick<Attribution, 'codeKey' | 'limitVersion'>;

/**
 * The use that a referral holds. One that expired or was rejected holds none, and an attribution that moved
 * gave it up; who was rewarded and voided afterwards has used the code.
 */
export const useOf = ({ state, codeKey, limitVersion }: Referral): Use | undefined =>
  limitVersion === null || !isCounted(state) ? undefined : { codeKey, limitVersion };

/** True for a state in which a referral counts as a use of its code. */
export const isCounted = (state: ReferralState) => state !== 'EXPIRED' && state !== 'REJECTED';

export const isHoldOver = ({ holdUntil }: Referral, moment: Moment) =>
  holdUntil !== null && holdUntil <= moment.at;

/** True when the referral stands in the queue of an organizer: nothing but an approval is missing. */
export const waitsForReview = (referral: Referral, moment: Moment) =>
  referral.state === 'PENDING' && referral.needsApproval && isHoldOver(referral, moment);
