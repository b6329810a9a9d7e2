import { Fault } from './errors.ts';
import type { Log } from './log.ts';

/**
 * Does what a function was invoked for. Lambda writes the message of whatever a function throws into its log:
 * so a failure is logged here, as the log may have it, and what goes on to Lambda is a sentence of ours.
 */
export async function invoked<T>(log: Log, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    log.error('The invocation failed.', { error });
    throw new Fault('The invocation failed. The line before this one says of what.');
  }
}
