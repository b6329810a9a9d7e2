import type { Deps } from '../table/deps.ts';
import { ENTITY } from '../table/entities.ts';
import { HEARTBEAT_KEY } from '../table/keys.ts';
import type { StreamRecord } from './fold.ts';

/** Writes the time into one item. It reaches the projector, and nothing follows from it. */
export const beat = (deps: Deps): Promise<void> =>
  deps.table.write({ put: { ...HEARTBEAT_KEY, et: ENTITY.heartbeat, at: deps.now().toISOString() } });

/** How long the oldest heartbeat among the records took to get here; undefined when there is none. */
export function heartbeatAgeSeconds(records: readonly StreamRecord[], now: Date): number | undefined {
  const [oldest] = records
    .flatMap(({ after }) => (after?.et === ENTITY.heartbeat ? [String(after.at)] : []))
    .sort();
  return oldest === undefined ? undefined : Math.max(0, (now.getTime() - Date.parse(oldest)) / 1_000);
}
