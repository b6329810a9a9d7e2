import type { Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import type { ModerationItem } from './rules.ts';
import { type Backlog, getBacklog, noItem, putItem, removeItem } from './store.ts';

// What other features write into the queue, together with the change of the thing that waits, and read of it.

/** A check for a transaction: the queue holds nothing of a thing. */
export const nothingWaits = (programId: string, subjectId: string): Write => noItem(programId, subjectId);

/** Has the queue hold `after` in place of `before`; undefined stands for no item. Nothing to write where both are the same. */
export function queueWrites(before: ModerationItem | undefined, after: ModerationItem | undefined): Write[] {
  if (after === before) return [];
  if (after !== undefined) return [putItem(before, after)];
  return before === undefined ? [] : [removeItem(before)];
}

/** How much of a group waits: the index and the counter are seconds behind. */
export const backlogOf = (deps: Deps, programId: string, groupId: string): Promise<Backlog> =>
  getBacklog(deps, programId, groupId);
