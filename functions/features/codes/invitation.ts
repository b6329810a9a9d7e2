import type { InvitationStatus, ReferralCodeStatus } from '../../platform/generated/enums.ts';
import type { Member } from '../members/rules.ts';
import type { Program } from '../programs/rules.ts';
import { codeStatusOf, type ReferralCode } from './rules.ts';

export type Invitation = { program: Program; referralCode: ReferralCode };

/**
 * What anybody's claim would meet at a moment. Where several hold, the one that the claim would be refused by
 * is told.
 */
export function invitationStatus(
  { program, referralCode }: Invitation,
  advocate: Member | undefined,
  now: Date,
): InvitationStatus {
  if (program.status === 'PAUSED') return 'PROGRAM_PAUSED';
  const status = codeStatusOf(referralCode, now);
  return status === 'CLAIMABLE' && !isAvailable(advocate?.status) ? 'ADVOCATE_UNAVAILABLE' : status;
}

type HandedOn = 'NOTHING' | 'CODE' | 'CODE_AND_CLICK';

const HANDED_ON: Record<ReferralCodeStatus, HandedOn> = {
  CLAIMABLE: 'CODE_AND_CLICK',
  // The page can say when it begins. A tap before that is not recorded as a click.
  NOT_STARTED: 'CODE',
  INACTIVE: 'NOTHING',
  EXPIRED: 'NOTHING',
  LIMIT_REACHED: 'NOTHING',
};

/**
 * What a link hands on: as much as a claim can use, now or later. A paused program hands on too, for the
 * pause ends and the friend's app claims then. Whether the advocate is available is not asked here.
 */
export const handedOnBy = (code: ReferralCode, now: Date): HandedOn => HANDED_ON[codeStatusOf(code, now)];

/** True for the status of an advocate whom a claim may refer a friend to. */
export const isAvailable = (advocate: Member['status'] | undefined): boolean => advocate === 'ACTIVE';
