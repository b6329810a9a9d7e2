import * as z from 'zod';
import { API_KEY_SCOPES } from '../../platform/generated/enums.ts';
import { digest26, ID_PREFIX, isId, newId, type RandomBytes, randomCrockford } from '../../platform/ids.ts';
import { identifier, text } from '../../platform/input.ts';
import { eventSource } from '../../platform/values.ts';

const storedKey = z.object({
  /** `key_` and the keyId. */
  id: z.string(),
  programId: z.string(),
  name: z.string(),
  /** Whose key it is. The keys of one client share its idempotency keys. */
  client: z.string().optional(),
  /** The sources whose events it may send. */
  sources: z.array(z.string()).optional(),
  scopes: z.array(z.enum(API_KEY_SCOPES)),
  secretHash: z.string(),
  createdAt: z.string(),
  createdBy: z.string(),
  // Absent until it happens, so a condition can ask whether it has.
  lastUsedAt: z
    .string()
    .nullish()
    .transform((at) => at ?? null),
  revokedAt: z
    .string()
    .nullish()
    .transform((at) => at ?? null),
  revokedBy: z
    .string()
    .nullish()
    .transform((by) => by ?? null),
});

/**
 * Of the secret only the SHA-256 is kept. Earlier versions kept neither client nor sources: such a key's
 * client is its name, written as names are today, and null says that it sends events of any source.
 */
export const apiKeyModel = storedKey.transform(({ client, sources, ...key }) => ({
  ...key,
  client: client ?? key.name.normalize('NFC'),
  sources: sources ?? null,
}));
export type ApiKey = z.infer<typeof apiKeyModel>;

/** More systems than one back end speaks for, and few enough to be named in a refusal. */
export const MAX_SOURCES = 20;

const sources = z
  .array(eventSource)
  .max(MAX_SOURCES, `must be at most ${MAX_SOURCES}`)
  .transform((names) => [...new Set(names)].sort());

export const createApiKeyInput = z
  .object({
    name: identifier(text(1, 80)),
    client: identifier(text(1, 80)).nullish(),
    scopes: z
      .array(z.enum(API_KEY_SCOPES))
      .min(1, 'must have at least one scope')
      .transform((scopes) => API_KEY_SCOPES.filter((scope) => scopes.includes(scope))),
    sources: sources.nullish().transform((names) => names ?? []),
  })
  .refine((key) => key.scopes.includes('EVENTS_WRITE') === key.sources.length > 0, {
    path: ['sources'],
    error: 'are needed for EVENTS_WRITE, and are for EVENTS_WRITE alone',
  })
  .transform((key) => ({ ...key, client: key.client ?? key.name }));
export const revokeApiKeyInput = z.object({ apiKeyId: z.string() });

const TAG_LENGTH = 6;
const SECRET_LENGTH = 52; // Crockford characters of 5 bits: 260 bits.
const PRINTED = /^fk_([0-9a-hjkmnp-tv-z]{26})_([0-9a-hjkmnp-tv-z]{52})$/;

/** What the ids of a program's keys begin with: a key of another program is refused before any read. */
const tagOf = (programId: string) => digest26('api key', programId).slice(0, TAG_LENGTH);

/**
 * A new key's id: the program's tag, then the time and 50 random bits of a ULID, so a program's keys sort by
 * when they were made. It has the 26 characters of every other id.
 */
export function newKeyId(programId: string, now: Date, random: RandomBytes): string {
  const ulid = newId('apiKey', now, random).slice(ID_PREFIX.apiKey.length + 1);
  return tagOf(programId) + ulid.slice(0, 26 - TAG_LENGTH);
}

export const newSecret = (random: RandomBytes) => randomCrockford(SECRET_LENGTH, random).toLowerCase();

export const keyNodeId = (keyId: string) => `${ID_PREFIX.apiKey}_${keyId}`;

/** Undefined for an id that cannot be a key of this program. */
export function keyIdOf(programId: string, id: string): string | undefined {
  const keyId = id.slice(ID_PREFIX.apiKey.length + 1);
  return isId('apiKey', id) && belongsTo(programId, keyId) ? keyId : undefined;
}

export const belongsTo = (programId: string, keyId: string) => keyId.startsWith(tagOf(programId));

export const printKey = (keyId: string, secret: string) => `fk_${keyId}_${secret}`;

/** Undefined for anything that was never a key. */
export function parseKey(printed: string): { keyId: string; secret: string } | undefined {
  const [, keyId, secret] = PRINTED.exec(printed) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

const TOUCH_MILLIS = 3_600_000;

/** Once an hour: a write for every request would cost more than it tells. */
export function isTouchDue(key: Pick<ApiKey, 'lastUsedAt'>, now: Date): boolean {
  return key.lastUsedAt === null || now.getTime() - Date.parse(key.lastUsedAt) >= TOUCH_MILLIS;
}
