import type { Deps } from '../platform/deps.ts';
import { Fault } from '../platform/errors.ts';
import { chunk, type Item } from './client.ts';
import { GSI2 } from './definition.ts';
import { DUE_SHARDS, duePartition } from './keys.ts';

/**
 * Does one piece of due work, so that doing it twice changes nothing. It takes the item out of the due index; a long piece
 * may leave it there to go on at the next run, and must when `isOver`.
 */
export type DueHandler = (deps: Deps, item: Item, isOver: () => boolean) => Promise<void>;

const PAGE = 100;
const AT_ONCE = 8;

export type DueReport = { done: number; failed: number; more: boolean };

/**
 * Does what is due, oldest first, until nothing is left or `deadline` has come (`more` is then true). A piece that
 * fails is logged and stays in the index for the next run; it stops no other. Throws, when every shard has come to
 * its end, if one could not be read.
 */
export async function runDueWork(
  deps: Deps,
  handlers: Readonly<Record<string, DueHandler>>,
  deadline: () => boolean,
): Promise<DueReport> {
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) =>
    runShard(deps, handlers, duePartition(shard), deadline),
  );
  const ended = await Promise.allSettled(shards);
  const reports = ended.flatMap((shard) => (shard.status === 'fulfilled' ? [shard.value] : []));
  const unread = ended.find((shard) => shard.status === 'rejected');
  if (unread !== undefined) throw unread.reason;
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
    const page = await deps.table.query({ index: GSI2.name, partition, between, limit: PAGE, after });
    const items = await deps.table.batchGet(
      page.items.map(({ PK, SK }) => ({ PK, SK })),
      { consistent: true },
    );
    // The index lags: an item may be gone, or no longer due, or wait for something else.
    const due = items.filter(
      (item) => item?.GSI2PK === partition && String(item.GSI2SK) <= between[1],
    ) as Item[];
    for (const group of chunk(due, AT_ONCE)) {
      if (deadline()) return { ...report, more: true };
      await Promise.all(group.map((item) => runOne(deps, handlers, item, report, deadline)));
    }
    after = page.last;
  } while (after !== undefined);
  return report;
}

async function runOne(
  deps: Deps,
  handlers: Readonly<Record<string, DueHandler>>,
  item: Item,
  report: DueReport,
  deadline: () => boolean,
): Promise<void> {
  try {
    const handler = handlers[String(item.et)];
    if (handler === undefined) throw new Fault(`No handler for due items of type ${String(item.et)}.`);
    await handler(deps, item, deadline);
    report.done += 1;
  } catch (error) {
    report.failed += 1;
    deps.log.error('A piece of due work failed and stays due.', {
      et: item.et,
      SK: item.SK,
      error,
    });
  }
}
