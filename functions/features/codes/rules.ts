import * as z from 'zod';
import { plainOf } from '../../platform/characters.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import type { ErrorCode, ReferralCodeStatus } from '../../platform/generated/enums.ts';
import { ID_PREFIX, type RandomBytes, randomCrockford } from '../../platform/ids.ts';
import { canonical, patchOf, text } from '../../platform/input.ts';

export const codeModel = z.object({
  programId: z.string(),
  /** What the code reads as, whatever its case, hyphens and look-alikes: unique in the program. */
  key: z.string(),
  /** As the advocate wrote it, or as it was generated. */
  code: z.string(),
  memberId: z.string(),
  label: z.string().nullable(),
  active: z.boolean(),
  startsAt: z.string().nullable(),
  endsAt: z.string().nullable(),
  usageLimit: z.int().min(1).nullable(),
  /**
   * Referrals that use the limit up. Changes without a new version, so that claims do not make each other
   * fail, and stays as it is while there is no limit.
   */
  uses: z.int().min(0),
  /** The code's version in which the limit began to count: when it was given to a code that had none. */
  limitVersion: z.int().min(1).default(1),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** One more with each change of the settings. */
  version: z.int().min(1),
});
export type ReferralCode = z.infer<typeof codeModel>;

export const MAX_CODES_PER_MEMBER = 50;
const MIN_LENGTH = 3;
const MAX_LENGTH = 30;

/**
 * What a code reads as: upper case, without dashes and blanks, `O` as `0`, `I` and `L` as `1` (Crockford's
 * look-alikes), full width as plain letters and digits. Undefined for text that cannot be a code.
 */
export function codeKeyOf(typed: string): string | undefined {
  const plain = plainOf(typed)?.replaceAll(/[ -]/g, '') ?? '';
  if (!/^[A-Za-z0-9]+$/.test(plain)) return undefined;
  const key = plain.toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return key.length >= MIN_LENGTH && key.length <= MAX_LENGTH ? key : undefined;
}

/** Words that would make a member's code look like the brand's, or like a part of an address. */
const RESERVED = [
  'account',
  'admin',
  'administrator',
  'api',
  'billing',
  'customer service',
  'fanfare',
  'free',
  'help',
  'login',
  'moderator',
  'null',
  'official',
  'operator',
  'organizer',
  'owner',
  'password',
  'payment',
  'refund',
  'root',
  'security',
  'signup',
  'staff',
  'support',
  'system',
  'undefined',
  'verify',
  'www',
];
const RESERVED_KEYS: ReadonlySet<string | undefined> = new Set(RESERVED.map(codeKeyOf));

/** The value is what the text reads as. */
export function chooseVanity(code: string): Decision<string, 'INVALID_INPUT' | 'CODE_RESERVED'> {
  const key = codeKeyOf(code);
  if (key === undefined)
    return refuse('INVALID_INPUT', 'code must have at least 3 letters a to z or digits.', ['code']);
  if (RESERVED_KEYS.has(key))
    return refuse('CODE_RESERVED', 'This word is reserved. Choose another code.', ['code']);
  return accept(key);
}

/** Such as `7F3K-9QWX`. */
export function generateCode(random: RandomBytes): string {
  const characters = randomCrockford(8, random);
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}

const VANITY = /^[A-Za-z0-9-]{3,30}$/;
const vanity = canonical((typed) => {
  const plain = plainOf(typed);
  return plain !== undefined && VANITY.test(plain) ? plain : undefined;
}, 'must have 3 to 30 letters a to z, digits and hyphens, and no blanks in between');
const instant = z.date().transform((date) => date.toISOString());
const usageLimit = z.int().min(1).max(1_000_000_000);

export const createCodeInput = z.object({
  code: vanity.nullish(),
  label: text(1, 80).nullish(),
  startsAt: instant.nullish(),
  endsAt: instant.nullish(),
  usageLimit: usageLimit.nullish(),
  memberId: z.string().nullish(),
});
export type CreateCodeInput = z.infer<typeof createCodeInput>;

/** What stays is left out; null clears. */
const codePatch = patchOf({
  label: text(1, 80).nullable(),
  startsAt: instant.nullable(),
  endsAt: instant.nullable(),
  usageLimit: usageLimit.nullable(),
  active: z.boolean(),
});
export type CodePatch = z.infer<typeof codePatch>;
export const updateCodeInput = codePatch.extend({ code: z.string() });

type Span = Pick<ReferralCode, 'startsAt' | 'endsAt'>;

/** `given` is what the request asks for: a refusal names what is in it. */
function checkSpan<T extends Span>(code: T, given: { endsAt?: unknown }): Decision<T, 'INVALID_INPUT'> {
  const { startsAt, endsAt } = code;
  if (startsAt === null || endsAt === null || startsAt < endsAt) return accept(code);
  return given.endsAt == null
    ? refuse('INVALID_INPUT', `startsAt must be before endsAt, which is ${endsAt}.`, ['startsAt'])
    : refuse('INVALID_INPUT', `endsAt must be after startsAt, which is ${startsAt}.`, ['endsAt']);
}

export function decideCreateReferralCode(
  owner: { programId: string; memberId: string },
  name: { code: string; key: string },
  input: CreateCodeInput,
  now: Date,
): Decision<ReferralCode, 'INVALID_INPUT'> {
  const at = now.toISOString();
  const code = {
    ...owner,
    ...name,
    label: input.label ?? null,
    active: true,
    startsAt: input.startsAt ?? null,
    endsAt: input.endsAt ?? null,
    usageLimit: input.usageLimit ?? null,
    uses: 0,
    limitVersion: 1,
    createdAt: at,
    updatedAt: at,
    version: 1,
  };
  return checkSpan(code, input);
}

const OWN_SETTINGS = ['memberId', 'code', 'label', 'startsAt', 'endsAt', 'usageLimit'] as const;

/** True when a code is as the request for `wanted` would have made it: the request was sent before. */
export const isMadeAs = (code: ReferralCode, wanted: ReferralCode) =>
  OWN_SETTINGS.every((name) => code[name] === wanted[name]);

/** True when a code has all that a patch asks for: it was sent before, or changes nothing. */
export const isPatchedAs = (code: ReferralCode, patch: CodePatch) =>
  Object.entries(patch).every(
    ([name, value]) => value === undefined || code[name as keyof CodePatch] === value,
  );

export const isOtherLimit = (before: ReferralCode, after: ReferralCode) =>
  before.usageLimit !== after.usageLimit;

/**
 * A limit given to a code without one counts from then on. Another limit is refused below the uses so far:
 * those claims were admitted.
 */
export function decideUpdateReferralCode(
  code: ReferralCode,
  patch: CodePatch,
  now: Date,
): Decision<ReferralCode, 'INVALID_INPUT'> {
  const wanted = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const version = code.version + 1;
  const isNewLimit = code.usageLimit === null && patch.usageLimit != null;
  const counting = isNewLimit ? { uses: 0, limitVersion: version } : undefined;
  const after: ReferralCode = { ...code, ...wanted, ...counting, updatedAt: now.toISOString(), version };
  if (isOtherLimit(code, after) && (after.usageLimit ?? after.uses) < after.uses) {
    return refuse(
      'INVALID_INPUT',
      `usageLimit must not be below the ${after.uses} uses of the present limit.`,
      ['usageLimit'],
    );
  }
  return checkSpan(after, patch);
}

/** Where several hold, the first of this order is told. */
export function codeStatusOf(code: ReferralCode, now: Date): ReferralCodeStatus {
  const at = now.toISOString();
  if (!code.active) return 'INACTIVE';
  if (code.startsAt !== null && at < code.startsAt) return 'NOT_STARTED';
  if (code.endsAt !== null && at >= code.endsAt) return 'EXPIRED';
  return isUsedUp(code) ? 'LIMIT_REACHED' : 'CLAIMABLE';
}

export const usageRemaining = ({ usageLimit, uses }: ReferralCode) =>
  usageLimit === null ? null : Math.max(0, usageLimit - uses);

const isUsedUp = (code: ReferralCode) => usageRemaining(code) === 0;

const REFUSALS = {
  INACTIVE: { code: 'CODE_INACTIVE', message: 'This code was switched off. Ask its owner for another.' },
  NOT_STARTED: {
    code: 'CODE_NOT_STARTED',
    message: 'This code cannot be used yet. Send it again when it has begun: `invitation` says when.',
  },
  EXPIRED: { code: 'CODE_EXPIRED', message: 'This code can no longer be used. Ask its owner for another.' },
  LIMIT_REACHED: {
    code: 'CODE_LIMIT_REACHED',
    message: 'This code has been used as often as it may be. Ask its owner for another.',
  },
} as const satisfies Record<Exclude<ReferralCodeStatus, 'CLAIMABLE'>, { code: ErrorCode; message: string }>;

type Unclaimable = (typeof REFUSALS)[keyof typeof REFUSALS]['code'];

export function checkClaimable(code: ReferralCode, now: Date): Decision<ReferralCode, Unclaimable> {
  const status = codeStatusOf(code, now);
  return status === 'CLAIMABLE'
    ? accept(code)
    : refuse(REFUSALS[status].code, REFUSALS[status].message, ['code']);
}

/** Of a claim's checks of its code, the one that an attribution by hand is bound by too. */
export function checkLimit(code: ReferralCode): Decision<ReferralCode, 'CODE_LIMIT_REACHED'> {
  const { code: refusal, message } = REFUSALS.LIMIT_REACHED;
  return isUsedUp(code) ? refuse(refusal, message, ['code']) : accept(code);
}

export const CODE_NOT_FOUND = refuse(
  'CODE_NOT_FOUND',
  'This program has no such code. Look for a slip in it.',
  ['code'],
);

/** Program and key, so fetching it again needs no index. */
export const codeIdOf = (code: Pick<ReferralCode, 'programId' | 'key'>) =>
  `${ID_PREFIX.referralCode}_${code.programId}_${code.key.toLowerCase()}`;

export const linkOf = (baseUrl: string, { programId, code }: Pick<ReferralCode, 'programId' | 'code'>) =>
  `${baseUrl}/${programId}/r/${code}`;

/** Undefined for an id that cannot be a code of this program. */
export function codeKeyOfId(programId: string, id: string): string | undefined {
  const prefix = `${ID_PREFIX.referralCode}_${programId}_`;
  const rest = id.slice(prefix.length);
  return id.startsWith(prefix) && codeKeyOf(rest)?.toLowerCase() === rest ? rest.toUpperCase() : undefined;
}
