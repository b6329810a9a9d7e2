import { Throttled } from '../../platform/errors.ts';
import { toEpochSeconds } from '../../platform/time.ts';
import type { Write } from '../../table/client.ts';
import { ENTITY, wrongCodesKey } from '../../table/keys.ts';
import type { Lookup } from '../../table/lookup.ts';

// Codes that a member claimed and that do not exist, counted by the hour: a person mistypes a few, a program that looks for
// codes needs thousands.

/** So many wrong codes a member may claim in an hour; after them nothing but a claim that was answered before. */
export const MAX_WRONG_CODES = 20;
const HOUR_MILLIS = 3_600_000;

/** A clock hour of UTC: its name, '2026-11-02T03', and its end. */
export type Hour = { name: string; endsAt: Date };
export const hourOf = (now: Date): Hour => ({
  name: now.toISOString().slice(0, 13),
  endsAt: new Date((Math.floor(now.getTime() / HOUR_MILLIS) + 1) * HOUR_MILLIS),
});

/** How many wrong codes a member has claimed in an hour. */
export const wrongCodesLookup = (programId: string, memberId: string, hour: Hour): Lookup<number> => ({
  key: wrongCodesKey(programId, memberId, hour.name),
  parse: (item) => Number(item?.count ?? 0),
});

/** Throws Throttled, until the hour is over, for a member whose wrong codes of the hour are as many as may be. */
export function assertFewWrongCodes(count: number, hour: Hour, now: Date): void {
  if (count < MAX_WRONG_CODES) return;
  const seconds = Math.max(1, Math.ceil((hour.endsAt.getTime() - now.getTime()) / 1000));
  throw new Throttled(
    `${MAX_WRONG_CODES} codes that do not exist were claimed within the hour. Claim again when the hour is over.`,
    seconds,
  );
}

/** Counts one more wrong code; fails when there are as many as may be. One write unit. */
export const countWrongCode = (programId: string, memberId: string, hour: Hour): Write => ({
  update: wrongCodesKey(programId, memberId, hour.name),
  set: 'SET #et = :et, #ttl = :ttl ADD #count :one',
  condition: 'attribute_not_exists(#count) OR #count < :limit',
  names: { '#et': 'et', '#ttl': 'ttl', '#count': 'count' },
  values: {
    ':et': ENTITY.wrongCodes,
    // An hour more than it is asked for, for clocks that differ.
    ':ttl': toEpochSeconds(new Date(hour.endsAt.getTime() + HOUR_MILLIS)),
    ':one': 1,
    ':limit': MAX_WRONG_CODES,
  },
});
