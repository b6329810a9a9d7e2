import { createHash, randomBytes } from 'node:crypto';
import { ulid } from 'ulid';

/** The prefix of each kind of id, so an id says what it names wherever it turns up. */
export const ID_PREFIX = {
  program: 'prg',
  member: 'mem',
  pointAccount: 'pta',
  pointEntry: 'pte',
  referral: 'ref',
  referralCode: 'cod',
  apiKey: 'key',
  click: 'clk',
  event: 'evt',
  leaderboard: 'lbd',
  leaderboardSeason: 'lbs',
  rankedRecord: 'rec',
  contest: 'cst',
  contestEntry: 'ent',
  contestParticipation: 'cpt',
  moderationItem: 'mod',
  ballot: 'bal',
  entryCounts: 'cnt',
  contestResult: 'res',
} as const;

export type IdKind = keyof typeof ID_PREFIX;

/**
 * Crockford's base 32 has no I, L, O or U, so a code read aloud survives.
 * https://www.crockford.com/base32.html
 */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 26 lower-case Crockford characters (130 bits) of the SHA-256 of the parts; equal parts give equal text. */
export function digest26(...parts: string[]): string {
  // Lengths keep ('ab', 'c') and ('a', 'bc') apart.
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return toCrockford(hash.digest(), 26).toLowerCase();
}

/** Upper case. 256 is a multiple of 32, so every character is equally likely. */
export function randomCrockford(count: number, random: RandomBytes): string {
  return Array.from(random(count), (byte) => CROCKFORD[byte % 32]).join('');
}

function toCrockford(bytes: Uint8Array, length: number): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += CROCKFORD[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return text;
}

export type RandomBytes = (size: number) => Uint8Array;
export const systemRandom: RandomBytes = (size) => randomBytes(size);

/** A new id: prefix and a ULID, so ids of one kind sort by the time they were made. */
export function newId(kind: IdKind, now: Date, random: RandomBytes): string {
  const bytes = random(16);
  let next = 0;
  const prng = () => (bytes[next++] ?? 0) / 256;
  return `${ID_PREFIX[kind]}_${ulid(now.getTime(), prng).toLowerCase()}`;
}

/** An id whose text is decided by what it names: the same parts give the same id, without a look-up. */
export function derivedId(kind: IdKind, ...parts: string[]): string {
  return `${ID_PREFIX[kind]}_${digest26(...parts)}`;
}

/** What stands behind the prefix of an id, as part of a pattern; for ids that are made of others. */
export const BARE_ID = '[0-9a-hjkmnp-tv-z]{26}';
const BARE = new RegExp(`^${BARE_ID}$`);

export function isId(kind: IdKind, text: string): boolean {
  const prefix = `${ID_PREFIX[kind]}_`;
  return text.startsWith(prefix) && BARE.test(text.slice(prefix.length));
}

/** An id without its prefix. */
export const bareIdOf = (id: string) => id.slice(id.indexOf('_') + 1);
