import { Throttled } from '../../platform/errors.ts';

// Codes that a member claimed and that do not exist, counted by the hour: a person mistypes a few, a program
// that looks for codes needs thousands.

/** After so many in an hour, only a claim that was answered before is answered. */
export const MAX_WRONG_CODES = 20;
const HOUR_MILLIS = 3_600_000;
/** So long after its hour a count is kept: an hour more than it is asked for, for clocks that differ. */
export const KEPT_MILLIS = HOUR_MILLIS;

/** A clock hour of UTC: its name, '2026-11-02T03', and its end. */
export type Hour = { name: string; endsAt: Date };
export const hourOf = (now: Date): Hour => ({
  name: now.toISOString().slice(0, 13),
  endsAt: new Date((Math.floor(now.getTime() / HOUR_MILLIS) + 1) * HOUR_MILLIS),
});

/** Throws Throttled until the hour is over. */
export function assertFewWrongCodes(count: number, hour: Hour, now: Date): void {
  if (count < MAX_WRONG_CODES) return;
  const seconds = Math.max(1, Math.ceil((hour.endsAt.getTime() - now.getTime()) / 1000));
  throw new Throttled(
    `${MAX_WRONG_CODES} codes that do not exist were claimed within the hour. Claim again when the hour is over.`,
    seconds,
  );
}
