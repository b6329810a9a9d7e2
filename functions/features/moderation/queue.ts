import type { Write } from '../../table/client.ts';
import type { ModerationItem } from './rules.ts';
import { putItem, removeItem } from './store.ts';

// What other features write into the queue, together with the change of the thing that waits.

/** Has the queue hold `after` in place of `before`; undefined stands for no item. Nothing to write where both are the same. */
export function queueWrites(before: ModerationItem | undefined, after: ModerationItem | undefined): Write[] {
  if (after === before) return [];
  if (after !== undefined) return [putItem(before, after)];
  return before === undefined ? [] : [removeItem(before)];
}
