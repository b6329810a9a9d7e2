import type { Clock } from './clock.ts';

/** So many requests at one moment, and so many a second in the long run: whole numbers from 1. */
export type Allowance = { atOnce: number; perSecond: number };

/**
 * Token buckets in the memory of one process: against callers that run in a loop, no quota. Bounded; the
 * caller who was heard of least recently is forgotten first.
 */
export type Brake = {
  /** False for one request too many: it is not counted, and within a second one may pass. */
  take(caller: string, allowance: Allowance): boolean;
};

/** A forgotten bucket is full again. No process has so many callers in the seconds that filling one takes. */
export const MAX_CALLERS = 10_000;
/** Buckets hold thousandths of a request, so that time, in whole milliseconds, adds up without rounding. */
const REQUEST = 1_000;

export function createBrake(now: Clock): Brake {
  const buckets = new Map<string, { held: number; at: number }>();
  return {
    take(caller, { atOnce, perSecond }) {
      const at = now().getTime();
      const bucket = buckets.get(caller) ?? { held: atOnce * REQUEST, at };
      // A clock that was set back fills nothing, and the bucket follows it: the old time may be far ahead.
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
