import type { Write } from '../../table/client.ts';
import type { ModerationItem } from './rules.ts';
import { noItem, putItem, removeItem } from './store.ts';

// What other features write into the queue, together with the change of the thing that waits.

/** A check for a transaction: the queue holds nothing of a thing. */
export const nothingWaits = (programId: string, subjectId: string): Write => noItem(programId, subjectId);

/** Has the queue hold `after` in place of `before`; undefined stands for no item. Nothing to write where both are the same. */
export function queueWrites(before: ModerationItem | undefined, after: ModerationItem | undefined): Write[] {
  if (after === before) return [];
  if (after !== undefined) return [putItem(before, after)];
  return before === undefined ? [] : [removeItem(before)];
}
