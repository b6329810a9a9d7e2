import * as z from 'zod';
import { SHARE_CHANNELS } from '../../platform/generated/enums.ts';
import { storedReferralPolicy } from '../programs/rules.ts';

// To whom a friend was attributed, and when. A purchase counts for whoever the friend was attributed to when
// it happened, also when it is reported later: so a referral keeps every attribution that it had.

const instant = z.string();

/** A friend is attributed to a code from a moment on, until a later attribution begins. */
export const attributionModel = z.object({
  advocateId: z.string(),
  /** The code as it is displayed, and what it reads as. */
  code: z.string(),
  codeKey: z.string(),
  /** The version of the code's limit that the attribution uses up; null when the code had no limit. */
  limitVersion: z.int().min(1).nullable(),
  /** The program's policy when the attribution was made. */
  terms: storedReferralPolicy,
  /** The click that the attribution rests on; null when the friend only typed the code. */
  clickedAt: instant.nullable(),
  channel: z.enum(SHARE_CHANNELS).nullable(),
  attributedAt: instant,
  windowEndsAt: instant,
});
export type Attribution = z.infer<typeof attributionModel>;

/** The present attribution, and the others that there were, oldest first. */
export type Attributed = Attribution & { otherAttributions: Attribution[] };

const attributionOf = ({
  advocateId,
  code,
  codeKey,
  limitVersion,
  terms,
  clickedAt,
  channel,
  attributedAt,
  windowEndsAt,
}: Attribution): Attribution => ({
  advocateId,
  code,
  codeKey,
  limitVersion,
  terms,
  clickedAt,
  channel,
  attributedAt,
  windowEndsAt,
});

/** Every attribution, oldest first. */
export function attributionsOf(attributed: Attributed): [Attribution, ...Attribution[]] {
  const present = attributionOf(attributed);
  const [first = present, ...rest] = [...attributed.otherAttributions, present].toSorted((left, right) =>
    left.attributedAt < right.attributedAt ? -1 : left.attributedAt > right.attributedAt ? 1 : 0,
  );
  return [first, ...rest];
}

/** Many systems keep whole seconds, so the second in which an attribution is made belongs to it. */
const secondOf = (at: string) => `${at.slice(0, -'.000Z'.length)}.000Z`;

/** Undefined before the first. `at` is ISO 8601 UTC. */
export const attributionAt = (attributed: Attributed, at: string): Attribution | undefined =>
  attributionsOf(attributed).findLast(({ attributedAt }) => secondOf(attributedAt) <= at);

export const isPresent = (attributed: Attributed, attribution: Attribution) =>
  attribution.attributedAt === attributed.attributedAt && attribution.codeKey === attributed.codeKey;

export const withPresent = <T extends Attributed>(attributed: T, present: Attribution): T => ({
  ...attributed,
  ...present,
  otherAttributions: attributionsOf(attributed).filter(
    (attribution) => !isPresent({ ...attributed, ...present }, attribution),
  ),
});
