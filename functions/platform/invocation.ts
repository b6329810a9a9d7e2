import { Fault } from './errors.ts';
import type { Log } from './log.ts';

/**
 * Lambda logs the message of whatever a function throws. So a failure is logged here, in the form that the
 * log may have, and what goes on to Lambda is a sentence of ours.
 */
export async function invoked<T>(log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.error('The invocation failed.', { error });
    throw new Fault('The invocation failed. The line before this one says of what.');
  }
}
