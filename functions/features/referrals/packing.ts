import * as z from 'zod';
import {
  APPROVAL_MODES,
  ATTRIBUTION_MODELS,
  REFERRAL_STEP_REASONS,
  SHARE_CHANNELS,
} from '../../platform/generated/enums.ts';
import { codeKeyOf } from '../codes/rules.ts';
import type { ReferralPolicy } from '../programs/rules.ts';
import type { Attribution } from './attributions.ts';
import type { ReferralStep } from './rules.ts';

// Terms, attributions and steps as lists without names. A referral is written with every step and copied
// whole into the list of its advocate, so it is kept below one write unit (1 KB) until it moves.

const storedTerms = z.tuple([
  z.enum(ATTRIBUTION_MODELS),
  z.int(),
  z.string(),
  z.int().nullable(),
  z.string().nullable(),
  z.int(),
  z.int(),
  z.int(),
  z.int().nullable(),
  z.string().nullable(),
  z.enum(APPROVAL_MODES),
  z.boolean(),
]);

export function packTerms(terms: ReferralPolicy): z.infer<typeof storedTerms> {
  return [
    terms.attributionModel,
    terms.windowDays,
    terms.qualifyingEventType,
    terms.minimumAmount?.amountMinor ?? null,
    terms.minimumAmount?.currency ?? null,
    terms.holdingPeriodDays,
    terms.advocatePoints,
    terms.friendPoints,
    terms.cap?.maxRewards ?? null,
    terms.cap?.period ?? null,
    terms.approvalMode,
    terms.newCustomersOnly,
  ];
}

export function unpackTerms(packed: unknown) {
  const [
    model,
    windowDays,
    type,
    minor,
    currency,
    holdDays,
    advocate,
    friend,
    max,
    period,
    approval,
    newOnly,
  ] = storedTerms.parse(packed);
  return {
    attributionModel: model,
    windowDays,
    qualifyingEventType: type,
    minimumAmount: minor === null ? null : { amountMinor: minor, currency },
    holdingPeriodDays: holdDays,
    advocatePoints: advocate,
    friendPoints: friend,
    cap: max === null ? null : { maxRewards: max, period },
    approvalMode: approval,
    newCustomersOnly: newOnly,
  };
}

const storedAttributions = z.array(
  z.tuple([
    z.string(),
    z.string(),
    z.string().nullable(),
    z.enum(SHARE_CHANNELS).nullable(),
    z.string(),
    z.string(),
    z.int().nullable(),
    storedTerms.nullable(),
  ]),
);

/** Terms that are the present ones are not written again. */
export function packAttribution(
  attribution: Attribution,
  present: ReferralPolicy,
): z.infer<typeof storedAttributions>[number] {
  const terms = packTerms(attribution.terms);
  const isAsPresent = JSON.stringify(terms) === JSON.stringify(packTerms(present));
  const { advocateId, code, clickedAt, channel, attributedAt, windowEndsAt, limitVersion } = attribution;
  const packed = isAsPresent ? null : terms;
  return [advocateId, code, clickedAt, channel, attributedAt, windowEndsAt, limitVersion, packed];
}

export const unpackAttributions = (packed: unknown, present: unknown) =>
  storedAttributions
    .parse(packed)
    .map(([advocateId, code, clickedAt, channel, attributedAt, windowEndsAt, limitVersion, terms]) => ({
      advocateId,
      code,
      codeKey: codeKeyOf(code),
      clickedAt,
      channel,
      attributedAt,
      windowEndsAt,
      limitVersion,
      terms: unpackTerms(terms ?? present),
    }));

/** Earlier versions wrote an organizer's words where the reason is. */
const storedSteps = z.array(
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.string(), z.string().optional()]),
);
const isReason = (text: string) => (REFERRAL_STEP_REASONS as readonly string[]).includes(text);

/** The friend and the system say who they are; the id is written for the others. */
export const packStep = ({ at, state, actor, actorId, reason, note }: ReferralStep) => [
  at,
  state,
  actor,
  actor === 'ORGANIZER' || actor === 'PARTNER' ? actorId : '',
  reason,
  ...(note === null ? [] : [note]),
];

export function unpackSteps(packed: unknown, friendId: string) {
  return storedSteps.parse(packed).map(([at, state, actor, actorId, reason, note]) => ({
    at,
    state,
    actor,
    actorId: actorId || (actor === 'FRIEND' ? friendId : 'system'),
    ...(isReason(reason) ? { reason, note: note ?? null } : { reason: 'MANUAL', note: reason }),
  }));
}
