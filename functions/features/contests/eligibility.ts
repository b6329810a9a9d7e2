import { isStaff, type Viewer } from '../../identity/viewer.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { addDays } from '../../platform/time.ts';
import type { Eligibility } from './model.ts';

/** Who wants to take part. `available` is how many points they can spend, where that was read. */
export type Candidate = { viewer: Viewer; joinedAt: string; available: number };

/** What a contest asks of whoever takes part, but for what entrants declare. */
export function checkEligible(
  terms: Eligibility,
  { viewer, joinedAt, available }: Candidate,
  now: Date,
): Decision<void, 'NOT_ELIGIBLE'> {
  if (isStaff(viewer) && !terms.staffMayTakePart)
    return notEligible('Those who judge, moderate or run contests do not take part in this one.');
  const since = addDays(new Date(joinedAt), terms.memberForDays);
  if (since > now)
    return notEligible(
      `Members take part who joined ${terms.memberForDays} days ago: you can from ${since.toISOString()} on.`,
    );
  if (available < terms.minimumPoints)
    return notEligible(`It takes ${terms.minimumPoints} points that can be spent; you have ${available}.`);
  const claim = terms.verifiedClaim;
  if (claim !== null && !viewer.verified.has(claim))
    return notEligible(
      claim === 'EMAIL_VERIFIED'
        ? 'Verify your e-mail address, sign in again and try once more.'
        : 'Verify your telephone number, sign in again and try once more.',
    );
  return accept(undefined);
}

/** What an entrant declares; null where they did not. */
export type Declared = { country: string | null; isOfAge: boolean | null };

export function checkDeclared(
  { countries, minimumAge }: Eligibility,
  { country, isOfAge }: Declared,
): Decision<void, 'NOT_ELIGIBLE'> {
  if (countries !== null && (country === null || !countries.includes(country)))
    return notEligible(
      `It is for those who live in one of these countries: ${countries.join(', ')}.`,
      'country',
    );
  if (minimumAge !== null && isOfAge !== true)
    return notEligible(`It is for those who are at least ${minimumAge} years old.`, 'isOfAge');
  return accept(undefined);
}

const notEligible = (message: string, field?: string) =>
  refuse('NOT_ELIGIBLE', message, field === undefined ? undefined : [field]);
