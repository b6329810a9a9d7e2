import * as z from 'zod';
import { columns } from '../../platform/columns.ts';
import {
  APPROVAL_MODES,
  ATTRIBUTION_MODELS,
  CAP_PERIODS,
  REFERRAL_STEP_REASONS,
  SHARE_CHANNELS,
} from '../../platform/generated/enums.ts';
import { codeKeyOf } from '../codes/rules.ts';
import type { ReferralPolicy } from '../programs/rules.ts';
import type { Attribution } from './attributions.ts';
import type { ReferralStep } from './rules.ts';

// Terms, attributions and steps as lists without names. A referral is written with every step and copied
// whole into the list of its advocate, so it is kept below one write unit (1 KB) until it moves.

const termsRow = columns({
  attributionModel: z.enum(ATTRIBUTION_MODELS),
  windowDays: z.int(),
  qualifyingEventType: z.string(),
  minimumMinor: z.int().nullable(),
  minimumCurrency: z.string().nullable(),
  holdingPeriodDays: z.int(),
  advocatePoints: z.int(),
  friendPoints: z.int(),
  maxRewards: z.int().nullable(),
  capPeriod: z.enum(CAP_PERIODS).nullable(),
  approvalMode: z.enum(APPROVAL_MODES),
  newCustomersOnly: z.boolean(),
});

export const packTerms = ({ minimumAmount, cap, ...terms }: ReferralPolicy): unknown[] =>
  termsRow.pack({
    ...terms,
    minimumMinor: minimumAmount?.amountMinor ?? null,
    minimumCurrency: minimumAmount?.currency ?? null,
    maxRewards: cap?.maxRewards ?? null,
    capPeriod: cap?.period ?? null,
  });

export function unpackTerms(packed: unknown) {
  const { minimumMinor, minimumCurrency, maxRewards, capPeriod, ...terms } = termsRow.unpack(packed);
  return {
    ...terms,
    minimumAmount: minimumMinor === null ? null : { amountMinor: minimumMinor, currency: minimumCurrency },
    cap: maxRewards === null ? null : { maxRewards, period: capPeriod },
  };
}

const attributionRow = columns({
  advocateId: z.string(),
  code: z.string(),
  clickedAt: z.string().nullable(),
  channel: z.enum(SHARE_CHANNELS).nullable(),
  attributedAt: z.string(),
  windowEndsAt: z.string(),
  limitVersion: z.int().nullable(),
  /** Null where they are the referral's present ones. */
  terms: z.array(z.unknown()).nullable(),
});

export function packAttribution(attribution: Attribution, present: ReferralPolicy): unknown[] {
  const terms = packTerms(attribution.terms);
  const isAsPresent = JSON.stringify(terms) === JSON.stringify(packTerms(present));
  return attributionRow.pack({ ...attribution, terms: isAsPresent ? null : terms });
}

export const unpackAttributions = (packed: unknown, present: unknown) =>
  z
    .array(z.unknown())
    .parse(packed)
    .map((row) => {
      const { terms, ...attribution } = attributionRow.unpack(row);
      return {
        ...attribution,
        codeKey: codeKeyOf(attribution.code),
        terms: unpackTerms(terms ?? present),
      };
    });

const stepRow = columns({
  at: z.string(),
  state: z.string(),
  actor: z.string(),
  /** Empty of the friend and of the system, who are known. */
  actorId: z.string(),
  /** Earlier versions wrote an organizer's words here. */
  reason: z.string(),
  note: z.string().optional(),
});
const isReason = (text: string) => (REFERRAL_STEP_REASONS as readonly string[]).includes(text);

export const packStep = (step: ReferralStep): unknown[] =>
  stepRow.pack({
    ...step,
    actorId: step.actor === 'ORGANIZER' || step.actor === 'PARTNER' ? step.actorId : '',
    note: step.note ?? undefined,
  });

export const unpackSteps = (packed: unknown, friendId: string) =>
  z
    .array(z.unknown())
    .parse(packed)
    .map((row) => {
      const { actorId, reason, note, ...step } = stepRow.unpack(row);
      return {
        ...step,
        actorId: actorId || (step.actor === 'FRIEND' ? friendId : 'system'),
        ...(isReason(reason) ? { reason, note: note ?? null } : { reason: 'MANUAL', note: reason }),
      };
    });
