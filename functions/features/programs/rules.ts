import * as z from 'zod';
import { MAX_TOKEN_LIFETIME_SECONDS, type Stage, type TokenSettings } from '../../platform/env.ts';
import { accept, type Decision, refuse } from '../../platform/errors.ts';
import {
  APPROVAL_MODES,
  ATTRIBUTION_MODELS,
  CAP_PERIODS,
  PROGRAM_STATUSES,
} from '../../platform/generated/enums.ts';
import { isIssuerAddress, isOnHosts, publicHostPatternOf, storedAddress } from '../../platform/hosts.ts';
import { digest26, ID_PREFIX } from '../../platform/ids.ts';
import { canonical, identifier, locale, patchOf, text } from '../../platform/input.ts';
import { timeZoneOf } from '../../platform/time.ts';
import { countedEventType, currencyCode, money, NO_ADDRESS, url } from '../../platform/values.ts';

/** Words that mean something else in the address of a request. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set([
  'operator',
  'admin',
  'api',
  'www',
  'dev-issuer',
  'graphql',
  'graphiql',
  'health',
  'assets',
  'static',
  'docs',
  'fanfare',
]);

const SLUG = /^[a-z][a-z0-9-]{2,31}$/;

export const slug = z
  .string()
  .regex(SLUG, 'must have 3 to 32 lower-case letters a to z, digits and hyphens and begin with a letter')
  .refine((value) => !RESERVED_SLUGS.has(value), { error: 'is a reserved word' });

// Defaults are for the making of a program alone: in an update they would undo what was set.

const pointTerms = {
  pointName: text(1, 40),
  expiryMonths: z.int().min(1).max(36).nullable(),
};
const pointPolicy = z.object({ ...pointTerms, expiryMonths: pointTerms.expiryMonths.default(null) });

const referralTerms = {
  attributionModel: z.enum(ATTRIBUTION_MODELS),
  windowDays: z.int().min(1).max(365),
  qualifyingEventType: countedEventType,
  minimumAmount: money.nullable(),
  holdingPeriodDays: z.int().min(0).max(90),
  advocatePoints: z.int().min(0).max(1_000_000),
  friendPoints: z.int().min(0).max(1_000_000),
  cap: z.object({ maxRewards: z.int().min(1).max(1_000_000), period: z.enum(CAP_PERIODS) }).nullable(),
  approvalMode: z.enum(APPROVAL_MODES),
  newCustomersOnly: z.boolean(),
};
export const referralPolicy = z.object({
  ...referralTerms,
  attributionModel: referralTerms.attributionModel.default('LAST_CLICK'),
  windowDays: referralTerms.windowDays.default(90),
  qualifyingEventType: referralTerms.qualifyingEventType.default('PURCHASE'),
  minimumAmount: referralTerms.minimumAmount.default(null),
  holdingPeriodDays: referralTerms.holdingPeriodDays.default(14),
  cap: referralTerms.cap.default(null),
  approvalMode: referralTerms.approvalMode.default('AUTOMATIC'),
  newCustomersOnly: referralTerms.newCustomersOnly.default(true),
});
/** The terms that a referral is made under; each referral keeps a copy. */
export type ReferralPolicy = z.infer<typeof storedReferralPolicy>;

// An hour is usual; a month is the longest that large issuers can be set to.
const maxLifetimeSeconds = z.int().min(60).max(2_592_000);

const tokenPolicy = z.object({
  issuer: z.string().min(1).max(512),
  audience: identifier(text(1, 255)),
  jwksUri: z
    .string()
    .max(2048)
    .nullish()
    .transform((uri) => uri ?? null),
  maxLifetimeSeconds: maxLifetimeSeconds.default(MAX_TOKEN_LIFETIME_SECONDS),
});

const MAX_AVATAR_HOSTS = 20;
/** In the notation of a content security policy: `cdn.example.com`, `*.example.com`. */
const avatarHosts = z
  .array(z.string())
  .min(1, 'must name a host; null lets every public host in')
  .max(MAX_AVATAR_HOSTS, `must have at most ${MAX_AVATAR_HOSTS} hosts`)
  .pipe(
    z.array(canonical(publicHostPatternOf, 'must be a public host such as cdn.example.com or *.example.com')),
  )
  .transform((hosts) => [...new Set(hosts)]);

const settings = {
  name: text(1, 80),
  locale,
  landingUrl: url,
  avatarHosts: avatarHosts.nullable(),
  shareImageUrl: url.nullable(),
  pointPolicy,
  referralPolicy,
};

export const createProgramInput = z.object({
  slug,
  timeZone: canonical(timeZoneOf, 'must be an IANA zone such as Asia/Seoul'),
  currency: currencyCode,
  ...settings,
  avatarHosts: settings.avatarHosts.optional(),
  shareImageUrl: settings.shareImageUrl.optional(),
  tokenPolicy,
});
export type CreateProgramInput = z.infer<typeof createProgramInput>;

/** What is left out stays, in the terms of points and referrals too. */
export const updateProgramInput = patchOf({
  ...settings,
  pointPolicy: patchOf(pointTerms),
  referralPolicy: patchOf(referralTerms),
});
export type ProgramPatch = z.infer<typeof updateProgramInput>;

/** The whole policy. The lifetime has no default here: it would take the place of what was set. */
export const setTokenPolicyInput = tokenPolicy.extend({ maxLifetimeSeconds });

export const setProgramStatusInput = z.object({ status: z.enum(PROGRAM_STATUSES) });

/** Form only: a limit that is made tighter later must not make what was accepted before unreadable. */
export const storedReferralPolicy = z.object({
  attributionModel: z.enum(ATTRIBUTION_MODELS),
  windowDays: z.int(),
  qualifyingEventType: z.string(),
  minimumAmount: z.object({ amountMinor: z.int(), currency: z.string() }).nullable(),
  holdingPeriodDays: z.int(),
  advocatePoints: z.int(),
  friendPoints: z.int(),
  cap: z.object({ maxRewards: z.int(), period: z.enum(CAP_PERIODS) }).nullable(),
  approvalMode: z.enum(APPROVAL_MODES),
  newCustomersOnly: z.boolean(),
});

/** As stored. The id is the slug. */
export const programModel = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  timeZone: z.string(),
  locale: z.string(),
  currency: z.string(),
  landingUrl: z.string(),
  /** Null lets every public host in. */
  avatarHosts: z.array(z.string()).nullable().default(null),
  shareImageUrl: z.string().nullable().default(null),
  pointPolicy: z.object({ pointName: z.string(), expiryMonths: z.int().nullable() }),
  referralPolicy: storedReferralPolicy,
  tokenPolicy: z.object({
    issuer: z.string(),
    audience: z.string(),
    jwksUri: z.string().nullable(),
    maxLifetimeSeconds: z.int().default(MAX_TOKEN_LIFETIME_SECONDS),
  }),
  status: z.enum(PROGRAM_STATUSES),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** One more with each change, so that two changes at once cannot lose one another. */
  version: z.int().min(1),
  /** Digest of the input that made it: tells the same request sent again from another with this slug. */
  createdFrom: z.string(),
});
export type Program = z.infer<typeof programModel>;

/** Other text is no program, and the table need not be asked. */
export const isSlug = (value: string) => SLUG.test(value) && !RESERVED_SLUGS.has(value);

export const programNodeId = (program: Pick<Program, 'id'>) => `${ID_PREFIX.program}_${program.id}`;

export function decideCreateProgram(input: CreateProgramInput, now: Date): Program {
  const at = now.toISOString();
  return {
    ...input,
    avatarHosts: input.avatarHosts ?? null,
    shareImageUrl: input.shareImageUrl ?? null,
    id: input.slug,
    status: 'ACTIVE',
    createdAt: at,
    updatedAt: at,
    version: 1,
    createdFrom: digestOf(input),
  };
}

function digestOf(input: CreateProgramInput): string {
  const { avatarHosts, shareImageUrl, tokenPolicy } = input;
  const { maxLifetimeSeconds: seconds } = tokenPolicy;
  const isDefault = seconds === MAX_TOKEN_LIFETIME_SECONDS;
  // Null and the default are left out, as if not given: digests from before these fields stay valid.
  const said = {
    ...input,
    avatarHosts: avatarHosts ?? undefined,
    shareImageUrl: shareImageUrl ?? undefined,
    tokenPolicy: { ...tokenPolicy, maxLifetimeSeconds: isDefault ? undefined : seconds },
  };
  return digest26(JSON.stringify(said));
}

/** True for the input that made a program, also when its address was stored as it was written. */
export function isMadeFrom(program: Program, input: CreateProgramInput): boolean {
  const { createdFrom, landingUrl } = program;
  if (createdFrom === digestOf(input)) return true;
  return storedAddress(landingUrl) === input.landingUrl && createdFrom === digestOf({ ...input, landingUrl });
}

/** The very same object when nothing changes, so that nothing need be written. */
export function decideUpdateProgram(
  program: Program,
  change: ProgramPatch & Partial<Pick<Program, 'status' | 'tokenPolicy'>>,
  now: Date,
): Program {
  const { pointPolicy, referralPolicy, ...rest } = change;
  const after = merged(program, {
    ...rest,
    pointPolicy: pointPolicy && merged(program.pointPolicy, pointPolicy),
    referralPolicy: referralPolicy && merged(program.referralPolicy, referralPolicy),
  });
  if (after === program) return program;
  return { ...after, updatedAt: now.toISOString(), version: program.version + 1 };
}

function merged<T extends object>(before: T, patch: { [K in keyof T]?: T[K] | undefined }): T {
  const isChange = ([name, value]: [string, unknown]) =>
    value !== undefined && JSON.stringify(before[name as keyof T]) !== JSON.stringify(value);
  const changes = Object.entries(patch).filter(isChange);
  return changes.length === 0 ? before : { ...before, ...Object.fromEntries(changes) };
}

export function isAvatarAllowed({ avatarHosts }: Pick<Program, 'avatarHosts'>, avatarUrl: string): boolean {
  return avatarHosts === null || isOnHosts(avatarHosts, avatarUrl);
}

/** What a deployment allows its programs: plain http only on the developer's own machine. */
export type Deployment = { stage: Stage; operator: TokenSettings | undefined };

/** What no field's model can judge alone. */
export function checkTerms({
  currency,
  referralPolicy,
}: Pick<Program, 'currency' | 'referralPolicy'>): Decision<void, 'CURRENCY_MISMATCH'> {
  const minimum = referralPolicy.minimumAmount;
  if (minimum === null || minimum.currency === currency) return accept(undefined);
  const message = `The minimum amount must be in the program's currency, ${currency}.`;
  return refuse('CURRENCY_MISMATCH', message, ['referralPolicy', 'minimumAmount', 'currency']);
}

/** `path` is that of the policy in the input, for the field that a refusal names. */
export function checkTokenPolicy(
  policy: Program['tokenPolicy'],
  { stage, operator }: Deployment,
  path: readonly string[],
): Decision<void, 'INVALID_INPUT'> {
  const wrong = (name: string, problem: string) => {
    const field = [...path, name];
    return refuse('INVALID_INPUT', `${field.join('.')} ${problem}.`, field);
  };
  if (!isIssuerAddress(policy.issuer, stage) || /[?#]/.test(policy.issuer)) {
    return wrong(
      'issuer',
      'must be an https:// address of a public host, without user name, password and query, exactly as it stands in the tokens',
    );
  }
  if (policy.jwksUri !== null && !isIssuerAddress(policy.jwksUri, stage)) {
    return wrong('jwksUri', NO_ADDRESS);
  }
  // With both the same, one token would be a member's and the operator's at once.
  if (policy.issuer === operator?.issuer && policy.audience === operator.audience) {
    return wrong('audience', "is the deployment operator's own");
  }
  return accept(undefined);
}
