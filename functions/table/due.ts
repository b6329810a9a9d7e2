import type { Deps } from '../platform/deps.ts';
import type { Item } from './client.ts';
import { GSI2 } from './definition.ts';
import { DUE_SHARDS, duePartition } from './keys.ts';

/** Does one piece of due work, so that doing it twice changes nothing. It takes the item out of the due index. */
export type DueHandler = (deps: Deps, item: Item) => Promise<void>;

const PAGE = 100;
const AT_ONCE = 8;

export type DueReport = { done: number; failed: number; more: boolean };

/**
 * Does what is due, oldest first, until nothing is left or `deadline` has come (`more` is then true). A piece that fails is logged and stays
 * in the index for the next run; it stops no other.
 */
export async function runDueWork(
  deps: Deps,
  handlers: Readonly<Record<string, DueHandler>>,
  deadline: () => boolean,
): Promise<DueReport> {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => runShard(deps, handlers, duePartition(shard), deadline));
  const reports = await Promise.all(shards);
  return {
    done: reports.reduce((sum, report) => sum + report.done, 0),
    failed: reports.reduce((sum, report) => sum + report.failed, 0),
    more: reports.some((report) => report.more),
  };
}

async function runShard(
  deps: Deps,
  handlers: Readonly<Record<string, DueHandler>>,
  partition: string,
  deadline: () => boolean,
): Promise<DueReport> {
  const report: DueReport = { done: 0, failed: 0, more: false };
  const between = ['0', deps.now().toISOString()] as const;
  let after: Record<string, string> | undefined;
  do {
    if (deadline()) return { ...report, more: true };
    const page = await deps.table.query({ index: GSI2.name, partition, between, limit: PAGE, after });
    const items = await deps.table.batchGet(page.items.map(({ PK, SK }) => ({ PK, SK })), { consistent: true });
    for (let start = 0; start < items.length; start += AT_ONCE) {
      await Promise.all(items.slice(start, start + AT_ONCE).map((item) => runOne(deps, handlers, item, report)));
    }
    after = page.last;
  } while (after !== undefined);
  return report;
}

async function runOne(
  deps: Deps,
  handlers: Readonly<Record<string, DueHandler>>,
  item: Item | undefined,
  report: DueReport,
): Promise<void> {
  // The index lags: the item may be gone, or no longer due.
  if (item === undefined || item.GSI2SK === undefined || String(item.GSI2SK) > deps.now().toISOString()) return;
  try {
    const handler = handlers[String(item.et)];
    if (handler === undefined) throw new Error(`No handler for due items of type ${String(item.et)}.`);
    await handler(deps, item);
    report.done += 1;
  } catch (error) {
    report.failed += 1;
    deps.log.error('A piece of due work failed and stays due.', { et: item.et, SK: item.SK, error: describe(error) });
  }
}

const describe = (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
