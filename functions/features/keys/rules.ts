import * as z from 'zod';
import { digest26, ID_PREFIX, isId, newId, type RandomBytes, randomCrockford } from '../../platform/ids.ts';
import { text } from '../../platform/input.ts';

export const API_KEY_SCOPES = [
  'EVENTS_WRITE',
  'MEMBERS_READ',
  'MEMBERS_WRITE',
  'POINTS_READ',
  'POINTS_WRITE',
] as const;
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number];

/** A partner's credential, as stored: of its secret only the SHA-256. */
export const apiKeyModel = z.object({
  /** `key_` and the keyId. */
  id: z.string(),
  programId: z.string(),
  name: z.string(),
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
export type ApiKey = z.infer<typeof apiKeyModel>;

export const createApiKeyInput = z.object({
  name: text(1, 80),
  scopes: z
    .array(z.enum(API_KEY_SCOPES))
    .min(1, 'must have at least one scope')
    .transform((scopes) => API_KEY_SCOPES.filter((scope) => scopes.includes(scope))),
});
export const revokeApiKeyInput = z.object({ apiKeyId: z.string() });

const TAG_LENGTH = 6;
const SECRET_LENGTH = 52; // Crockford characters of 5 bits: 260 bits.
const PRINTED = /^fk_([0-9a-hjkmnp-tv-z]{26})_([0-9a-hjkmnp-tv-z]{52})$/;

/** What the ids of a program's keys begin with, so that a key of another program is refused before any read. */
const tagOf = (programId: string) => digest26('api key', programId).slice(0, TAG_LENGTH);

/**
 * A new key's id: the program's tag, then the time and 50 random bits of a ULID, so a program's keys sort by when they
 * were made. It has the 26 characters of every other id.
 */
export function newKeyId(programId: string, now: Date, random: RandomBytes): string {
  const ulid = newId('apiKey', now, random).slice(ID_PREFIX.apiKey.length + 1);
  return tagOf(programId) + ulid.slice(0, 26 - TAG_LENGTH);
}

export const newSecret = (random: RandomBytes) => randomCrockford(SECRET_LENGTH, random).toLowerCase();

export const nodeIdOf = (keyId: string) => `${ID_PREFIX.apiKey}_${keyId}`;

/** The keyId in a node id, or undefined when it cannot be a key of this program. */
export function keyIdOf(programId: string, id: string): string | undefined {
  const keyId = id.slice(ID_PREFIX.apiKey.length + 1);
  return isId('apiKey', id) && belongsTo(programId, keyId) ? keyId : undefined;
}

export const belongsTo = (programId: string, keyId: string) => keyId.startsWith(tagOf(programId));

/** The whole key as its holder sends it. */
export const printKey = (keyId: string, secret: string) => `fk_${keyId}_${secret}`;

/** The parts of a key as sent, or undefined for anything that was never a key. */
export function readKey(printed: string): { keyId: string; secret: string } | undefined {
  const [, keyId, secret] = PRINTED.exec(printed) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

const TOUCH_MILLIS = 3_600_000;

/** True when the last use on record is an hour old: a write for every request would cost more than it tells. */
export function isTouchDue(key: Pick<ApiKey, 'lastUsedAt'>, now: Date): boolean {
  return key.lastUsedAt === null || now.getTime() - Date.parse(key.lastUsedAt) >= TOUCH_MILLIS;
}
