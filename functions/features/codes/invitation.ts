import type { Member } from '../members/rules.ts';
import type { Program } from '../programs/rules.ts';
import { type CodeStatus, type ReferralCode, statusOf } from './rules.ts';

/** A code as the friend sees it before the claim. */
export type Invitation = { program: Program; referralCode: ReferralCode };

export type InvitationStatus = CodeStatus | 'PROGRAM_PAUSED' | 'ADVOCATE_UNAVAILABLE';

/** What anybody's claim would meet at a moment. Where several hold, the one that the claim would be refused by is told. */
export function invitationStatus(
  { program, referralCode }: Invitation,
  advocate: Member | undefined,
  now: Date,
): InvitationStatus {
  if (program.status === 'PAUSED') return 'PROGRAM_PAUSED';
  const status = statusOf(referralCode, now);
  return status === 'CLAIMABLE' && advocate?.status !== 'ACTIVE' ? 'ADVOCATE_UNAVAILABLE' : status;
}
