import type { Write } from '../../table/client.ts';
import { type Cause, type ModerationItem, type Waiting, withCause } from './rules.ts';
import { putItem, removeItem } from './store.ts';

// What other features write into the queue, together with the change of the thing that waits.

/** Has a thing wait for moderators, for one more cause than it does. */
export const queue = (before: ModerationItem | undefined, waiting: Waiting, cause: Cause): Write =>
  putItem(before, withCause(before, waiting, cause));

/** Takes a thing out of the queue, as its item was read. */
export const leaveQueue = (item: ModerationItem): Write => removeItem(item);
