import { codeSubject } from '../features/codes/subject.ts';
import type { Subject } from '../features/leaderboards/boards/subject.ts';
import { memberSubject } from '../features/members/subject.ts';
import type { LeaderboardSubject } from '../platform/generated/enums.ts';

/** What a leaderboard can rank. */
export const SUBJECTS: Readonly<Record<LeaderboardSubject, Subject>> = {
  MEMBER: memberSubject,
  REFERRAL_CODE: codeSubject,
};
