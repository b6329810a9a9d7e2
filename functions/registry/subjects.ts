import { codeSubject } from '../features/codes/subject.ts';
import { memberSubject } from '../features/members/subject.ts';

/** What a leaderboard can rank. A new kind adds its file here, and its name to the schema's enum. */
export const SUBJECTS = { MEMBER: memberSubject, REFERRAL_CODE: codeSubject };
export type SubjectKind = keyof typeof SUBJECTS;
