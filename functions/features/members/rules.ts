import * as z from 'zod';
import {
  charactersOf,
  isSelfContained,
  isShown,
  seenOf,
  withoutDirectionMarks,
  wordsOf,
} from '../../platform/characters.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import { MEMBER_STATUSES, MEMBER_VISIBILITIES } from '../../platform/generated/enums.ts';
import { storedAddress } from '../../platform/hosts.ts';
import { identifier, line, locale, patchOf, reason } from '../../platform/input.ts';
import { addCalendarDays, dayOf, startOfDay } from '../../platform/time.ts';
import type { Display } from '../../platform/values.ts';
import { url } from '../../platform/values.ts';
import { isAvatarAllowed, type Program } from '../programs/rules.ts';

export const MAX_VISIBILITY_CHANGES = 4;

/** The subject of a member's tokens is not kept: the id is derived from it. */
export const memberModel = z.object({
  id: z.string(),
  programId: z.string(),
  displayName: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  locale: z.string().nullable(),
  externalId: z.string().nullable(),
  visibility: z.enum(MEMBER_VISIBILITIES),
  status: z.enum(MEMBER_STATUSES),
  /** The latest change of status: when, by which actor and why. */
  statusChangedAt: z.string().nullable(),
  statusChangedBy: z.string().nullable(),
  statusReason: z.string().nullable(),
  /** The latest day ('YYYY-MM-DD' in the program's zone) with changes of visibility, and how many. */
  visibilityChanges: z.object({ day: z.string(), count: z.int().min(1) }).optional(),
  joinedAt: z.string(),
  updatedAt: z.string(),
  /** One more with each change, so that two changes at once cannot lose one another. */
  version: z.int().min(1),
});
export type Member = z.infer<typeof memberModel>;

/** These marks turn letters against their own direction: `nimda` would be read as `admin`. */
const displayName = line(1, 80).refine((value) => !/[\u202D\u202E]/.test(value), {
  error: 'must not override the direction of letters (U+202D, U+202E)',
});
export const externalId = identifier(line(1, 128));

type Named = { memberId?: string | null | undefined; externalId?: string | null | undefined };

/** By exactly one of the id here and the brand's own. */
export const isNamedOnce = ({ memberId, externalId }: Named) => (memberId == null) !== (externalId == null);
export const NOT_NAMED_ONCE = { path: ['memberId'], error: 'or externalId must be given, exactly one' };

export const joinInput = z.object({
  displayName: displayName.nullish(),
  avatarUrl: url.nullish(),
  locale: locale.nullish(),
  visibility: z.enum(MEMBER_VISIBILITIES).default('FIRST_NAME_AND_INITIAL'),
});
export type JoinInput = z.infer<typeof joinInput>;

/** What stays is left out; null clears. */
const profile = {
  displayName: displayName.nullable(),
  avatarUrl: url.nullable(),
  locale,
  visibility: z.enum(MEMBER_VISIBILITIES),
};
export const profilePatch = patchOf(profile);
export const memberPatch = patchOf({ ...profile, externalId: externalId.nullable() });
export type MemberPatch = z.infer<typeof memberPatch>;

export const updateMemberInput = memberPatch.extend({ memberId: z.string() });
export const setMemberStatusInput = z.object({
  memberId: z.string(),
  status: z.enum(MEMBER_STATUSES),
  reason,
});

/** Why somebody may not act. */
export type Inactive = 'PROGRAM_PAUSED' | 'NOT_JOINED' | 'MEMBER_SUSPENDED';

/** The member, if they may act now and not only read. */
export function checkMayAct(
  program: Pick<Program, 'status'>,
  member: Member | undefined,
): Decision<Member, Inactive> {
  if (program.status === 'PAUSED') return refusePaused();
  if (member === undefined) return refuse('NOT_JOINED', 'Call `join` before this.');
  if (member.status === 'SUSPENDED') {
    return refuse('MEMBER_SUSPENDED', 'This membership is suspended: it can read and not act.');
  }
  return accept(member);
}

/** A picture that the member has already is no change, and stays, whatever its host. */
export function checkAvatar(
  program: Pick<Program, 'avatarHosts'>,
  wanted: string | null | undefined,
  present: string | null,
): Decision<void, 'INVALID_INPUT'> {
  if (wanted == null || isAvatarAllowed(program, wanted)) return accept(undefined);
  if (present !== null && wanted === storedAddress(present)) return accept(undefined);
  const hosts = program.avatarHosts?.join(', ');
  return refuse('INVALID_INPUT', `avatarUrl must be on a host of this program: ${hosts}.`, ['avatarUrl']);
}

export const suspendedSince = ({ status, statusChangedAt }: Member) =>
  status === 'SUSPENDED' ? statusChangedAt : null;

/** True when a member who is suspended was so at that instant already. Both are ISO 8601 UTC. */
export const isSuspendedAt = (since: string | null, at: string) => since !== null && since <= at;

export const isListed = (member: Pick<Member, 'visibility' | 'status'>): boolean =>
  member.visibility !== 'HIDDEN' && member.status === 'ACTIVE';

export const refusePaused = () =>
  refuse('PROGRAM_PAUSED', 'The program is paused. Try again when it goes on.');

export const refuseUnknownMember = (field: readonly string[]) =>
  refuse('MEMBER_NOT_FOUND', 'This program has no such member.', field);

export type NewMember = { id: string; programId: string; locale: string };

/** `locale` is the program's, for those who name none. */
export function decideJoin({ id, programId, locale }: NewMember, input: JoinInput, now: Date): Member {
  const at = now.toISOString();
  return {
    id,
    programId,
    displayName: input.displayName ?? null,
    avatarUrl: input.avatarUrl ?? null,
    locale: input.locale ?? locale,
    externalId: null,
    visibility: input.visibility,
    status: 'ACTIVE',
    statusChangedAt: null,
    statusChangedBy: null,
    statusReason: null,
    joinedAt: at,
    updatedAt: at,
    version: 1,
  };
}

/** The very same object when nothing changes, so that nothing need be written. */
export function decideUpdateMember(member: Member, patch: MemberPatch, now: Date): Member {
  const wanted = Object.entries(patch).filter(([, value]) => value !== undefined);
  if (wanted.every(([name, value]) => member[name as keyof MemberPatch] === value)) return member;
  return { ...member, ...Object.fromEntries(wanted), ...touched(member, now) };
}

/**
 * As `decideUpdateMember`, for a member's own profile. A change of visibility may move records out of lists
 * or into them, so a day has few. The count stands in the member, whose version the write checks: two changes
 * at the same moment are counted as two. Refuses TOO_MANY_VISIBILITY_CHANGES.
 */
export function decideUpdateProfile(
  member: Member,
  patch: MemberPatch,
  { timeZone }: Pick<Program, 'timeZone'>,
  now: Date,
): Decision<Member, 'TOO_MANY_VISIBILITY_CHANGES'> {
  const after = decideUpdateMember(member, patch, now);
  if (after.visibility === member.visibility) return accept(after);
  const today = dayOf(now, timeZone);
  const latest = member.visibilityChanges;
  // A clock that is ahead may have begun the next day.
  const isToday = latest !== undefined && latest.day >= today;
  const [day, made] = isToday ? [latest.day, latest.count] : [today, 0];
  if (made < MAX_VISIBILITY_CHANGES) return accept({ ...after, visibilityChanges: { day, count: made + 1 } });
  const again = startOfDay(addCalendarDays(day, 1), timeZone).toISOString();
  return refuse(
    'TOO_MANY_VISIBILITY_CHANGES',
    `You have changed your visibility ${MAX_VISIBILITY_CHANGES} times today. It can be changed again from ${again} on.`,
    ['visibility'],
  );
}

/** The very same object when the member has that status already. */
export function decideSetMemberStatus(
  member: Member,
  change: { status: Member['status']; by: string; reason: string },
  now: Date,
): Member {
  if (member.status === change.status) return member;
  return {
    ...member,
    status: change.status,
    statusChangedAt: now.toISOString(),
    statusChangedBy: change.by,
    statusReason: change.reason,
    ...touched(member, now),
  };
}

function touched(member: Member, now: Date): Pick<Member, 'updatedAt' | 'version'> {
  return { updatedAt: now.toISOString(), version: member.version + 1 };
}

/** Scripts that put nothing between family name and given name: one word may be a whole name. */
const UNPARTED = String.raw`\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}`;
const UNPARTED_LETTER = new RegExp(`[${UNPARTED}]`, 'u');
const LETTER = new RegExp(`[\\p{L}\\p{N}${UNPARTED}]`, 'u');
const NO_LETTERS = new RegExp(`[^\\p{L}\\p{N}${UNPARTED}]+`, 'gu');
/** Signs that part words as blanks do; hyphens and apostrophes belong to a word ('Jean-Pierre', 'O’Neil'). */
const SIGNS = new RegExp(
  String.raw`[^\p{L}\p{N}\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}${UNPARTED}'\u2018\u2019\uFF07\u05F3\u05F4\u2010\u2011\u05BE\-]+`,
  'u',
);
const MASK = '*';

const lettersOf = (word: string) => charactersOf(seenOf(word).replaceAll(NO_LETTERS, ''));

/**
 * The words with a letter or a digit, if there are any: what stands alone beside them is decoration ('🌸 Anna
 * Lee'). Signs within a word that part no two words stay ('Kim!').
 */
function wordsOfName(name: string): string[] {
  const all = wordsOf(name);
  const named = all.filter((word) => LETTER.test(word));
  return (named.length > 0 ? named : all).flatMap((written) => {
    const words = written.split(SIGNS).filter((word) => LETTER.test(word));
    return words.length > 1 ? words : [written];
  });
}

/**
 * The first word of a name, or its only one. One that may be a whole name shows its first and last character,
 * as is the custom where names are written so ('김민지' is '김*지'), whatever else stands in it.
 */
function firstShown(word: string, isOnly: boolean): string {
  const letters = lettersOf(word);
  if (!UNPARTED_LETTER.test(word) || (letters.length === 1 && !isOnly)) return word;
  const last = letters.length > 2 ? letters.at(-1) : '';
  return `${letters[0]}${MASK.repeat(Math.max(1, letters.length - 2))}${last}`;
}

/** The first letter or digit; else the first character that is seen, which may be an emoji of parts. */
function firstSeenOf(word: string): string {
  const letter = charactersOf(seenOf(word)).find((character) => LETTER.test(character));
  return letter ?? charactersOf(word).find(isShown) ?? '';
}

/** The last word of a name by its first character, unless that would be all of a name ('김' of 'Minji 김'). */
function lastShown(word: string): string {
  const first = firstSeenOf(word);
  const unparted = lettersOf(word).filter((letter) => UNPARTED_LETTER.test(letter));
  return unparted.length === 1 && UNPARTED_LETTER.test(first) ? MASK : `${first}.`;
}

/**
 * The name as other members see it: of several words the first, and the first character of the last ('Kim
 * Minji' is 'Kim M.'). A word that may be a whole name is never shown in full; one in a script that parts its
 * names cannot be told from a nickname, and is. Characters that are not seen do not count, and marks that
 * would turn the text beside the name are taken out.
 */
export function publicName(member: Pick<Member, 'displayName' | 'visibility'>): string | null {
  if (member.visibility === 'HIDDEN' || member.displayName === null) return null;
  const name = member.displayName.normalize('NFC');
  const upright = withoutDirectionMarks(name);
  if (!isShown(name)) return null;
  if (member.visibility === 'FULL') return isSelfContained(name) ? name : upright;
  const words = wordsOfName(upright);
  const [first = '', last = ''] = [words[0], words.at(-1)];
  return words.length > 1 ? `${firstShown(first, false)} ${lastShown(last)}` : firstShown(first, true);
}

/** Nothing of one who is not listed, and no picture from a host that the program does not let in. */
export function displayOf(member: Member | undefined, program: Pick<Program, 'avatarHosts'>): Display {
  if (member === undefined || !isListed(member)) return { publicName: null, avatarUrl: null };
  const { avatarUrl } = member;
  const isShownHere = avatarUrl !== null && isAvatarAllowed(program, avatarUrl);
  return { publicName: publicName(member), avatarUrl: isShownHere ? avatarUrl : null };
}
