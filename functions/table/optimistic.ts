import { OwnError } from '../platform/errors.ts';
import { ConditionFailed } from './client.ts';
import { backoffMillis, sleep } from './retry.ts';

/** So many rivals for one item that we gave up. The same call may be made again. */
export class Contended extends OwnError {
  constructor() {
    super('Too many writes to the same item at this moment. Nothing was written; send the request again.');
    this.name = 'Contended';
  }
}

const MAX_ROUNDS = 16;
/**
 * Of the function's twenty seconds (infra/stack.ts): an answer that says to send again is better than none.
 */
const LONGEST_WAIT_MILLIS = 8_000;

/**
 * Runs read, decide, commit until the commit's conditions hold. `round` reads afresh on every call, and with
 * `retry` must read consistently, because the first read may have been stale. Throws Contended after
 * MAX_ROUNDS, or when the waits between them would be longer than LONGEST_WAIT_MILLIS.
 */
export async function optimistically<T>(round: (retry: boolean) => Promise<T>): Promise<T> {
  let waitedMillis = 0;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await round(attempt > 1);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const millis = backoffMillis(attempt);
      waitedMillis += millis;
      if (attempt === MAX_ROUNDS || waitedMillis > LONGEST_WAIT_MILLIS) throw new Contended();
      await sleep(millis);
    }
  }
}
