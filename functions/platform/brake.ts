import type { Clock } from './clock.ts';

/**
 * How many requests a caller may make at once, and how many a second in the long run: whole numbers from 1.
 */
export type Allowance = { atOnce: number; perSecond: number };

/**
 * Token buckets in the memory of one process: against callers that run in a loop, no quota. Bounded; the
 * caller who was heard of least recently is forgotten first.
 */
export type Brake = {
  /**
   * Counts one more request of a caller. False when it is one too many: it is not counted, and within a
   * second one may pass.
   */
  take(caller: string, allowance: Allowance): boolean;
};

/**
 * A bucket that is forgotten is a full one. No process answers so many callers in the seconds that filling
 * one takes.
 */
export const MAX_CALLERS = 10_000;
/** Buckets hold thousandths of a request, so that time, in whole milliseconds, adds up without rounding. */
const REQUEST = 1_000;

export function createBrake(now: Clock): Brake {
  const buckets = new Map<string, { held: number; at: number }>();
  return {
    take(caller, { atOnce, perSecond }) {
      const at = now().getTime();
      const bucket = buckets.get(caller) ?? { held: atOnce * REQUEST, at };
      // A clock that was set back fills nothing, and the bucket goes by it from now on: the old time may be
      // far away.
      const elapsed = Math.max(0, at - bucket.at);
      const filled = Math.min(atOnce * REQUEST, bucket.held + elapsed * perSecond);
      const passes = filled >= REQUEST;
      buckets.delete(caller);
      buckets.set(caller, { held: passes ? filled - REQUEST : filled, at });
      const [oldest] = buckets.keys();
      if (buckets.size > MAX_CALLERS && oldest !== undefined) buckets.delete(oldest);
      return passes;
    },
  };
}
