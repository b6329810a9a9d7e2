import { concurrently } from '../platform/concurrently.ts';
import { ConditionFailed, chunk, type Item, type Key } from './client.ts';
import { GSI2 } from './definition.ts';
import type { Deps } from './deps.ts';
import type { DueKind } from './entities.ts';
import {
  DUE_SHARDS,
  type DueTime,
  dueIndex,
  duePartition,
  dueTimeOf,
  earlierDuePartition,
  lastDueSort,
  programOf,
  putOffSort,
} from './keys.ts';
import { pagesOf, queryAll } from './pages.ts';
import { DUE_REPORT } from './schedule.ts';
import { remove, update } from './writes.ts';

/**
 * Must be safe to do twice. It takes the item out of the due index; a long piece may leave it there to go on
 * at the next run, and must when `isOver`.
 */
export type DueHandler = (deps: Deps, item: Item, isOver: () => boolean) => Promise<void>;
export type DueHandlers = Partial<Readonly<Record<DueKind, DueHandler>>>;

const PAGE = 100;
const AT_ONCE = 8;

export type DueReport = { done: number; failed: number; more: boolean };

/**
 * Does what is due of the kinds that have a handler, oldest first in each shard, until nothing is left or
 * `deadline` has come (`more` is then true). A piece that fails is logged and put off: by a minute, then by
 * two, by four and so on up to an hour; it stops no other. Throws, when all shards have come to their end, if
 * one could not be read.
 */
export async function runDueWork(
  deps: Deps,
  handlers: DueHandlers,
  deadline: () => boolean,
): Promise<DueReport> {
  const kinds = Object.entries(handlers) as [DueKind, DueHandler][];
  const reports = await allOf(
    kinds.map(([kind, handler]) => runKind(deps, { kind, handler, isOver: deadline })),
  );
  return {
    done: reports.reduce((sum, { done }) => sum + done, 0),
    failed: reports.reduce((sum, { failed }) => sum + failed, 0),
    more: reports.some(({ more }) => more),
  };
}

/** Waits for all to come to their end, then throws for the first in order that failed. */
async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ended = await Promise.allSettled(works);
  return ended.map((work) => {
    if (work.status === 'rejected') throw work.reason;
    return work.value;
  });
}

type Run = { kind: DueKind; handler: DueHandler; isOver: () => boolean };
/** `since` is when the oldest piece that was met has fallen due. */
type KindReport = DueReport & { since: string | undefined };

async function runKind(deps: Deps, run: Run): Promise<DueReport> {
  const startedAt = deps.now().getTime();
  const report: KindReport = { done: 0, failed: 0, more: false, since: undefined };
  const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => runShard(deps, run, shard, report));
  await allOf([...shards, takeOver(deps, run)]);
  const { since, ...rest } = report;
  const oldestSeconds =
    since === undefined ? 0 : Math.max(0, Math.round((startedAt - Date.parse(since)) / 1000));
  deps.log.info(DUE_REPORT, { kind: run.kind, ...rest, oldestSeconds });
  return rest;
}

async function runShard(deps: Deps, run: Run, shard: number, report: KindReport): Promise<void> {
  const partition = duePartition(run.kind, shard);
  const between = ['0', lastDueSort(deps.now().toISOString())] as const;
  for await (const items of pagesOf(deps, { index: GSI2.name, partition, between, limit: PAGE })) {
    // The index lags: an item may be gone, or no longer due, or wait for something else.
    const due = (await stillIn(deps, partition, items)).filter(({ GSI2SK }) => String(GSI2SK) <= between[1]);
    for (const { GSI2SK } of due) {
      const { since } = dueTimeOf(String(GSI2SK));
      if (report.since === undefined || since < report.since) report.since = since;
    }
    for (const group of chunk(due, AT_ONCE)) {
      if (run.isOver()) {
        report.more = true;
        return;
      }
      await Promise.all(group.map((item) => runOne(deps, run, item, report)));
    }
  }
}

/** All that waits of a kind in a program, whenever it falls due. What came within a moment may be missing: the index lags. */
export async function waitingOf(deps: Deps, kind: DueKind, programId: string): Promise<Item[]> {
  const shards = Array.from({ length: DUE_SHARDS }, async (_, shard) => {
    const partition = duePartition(kind, shard);
    const all = await queryAll(deps, { index: GSI2.name, partition, limit: PAGE });
    return stillIn(
      deps,
      partition,
      all.filter((item) => programOf(item) === programId),
    );
  });
  return (await Promise.all(shards)).flat();
}

/** As they are now, without those that have left the partition since. */
async function stillIn(deps: Deps, partition: string, shown: readonly Item[]): Promise<Item[]> {
  const keys = shown.map(({ PK, SK }) => ({ PK, SK }));
  const items = await deps.table.batchGet(keys, { consistent: true });
  return items.filter((item) => item?.GSI2PK === partition) as Item[];
}

async function runOne(deps: Deps, run: Run, item: Item, report: KindReport): Promise<void> {
  try {
    await run.handler(deps, item, run.isOver);
    report.done += 1;
  } catch (error) {
    report.failed += 1;
    await putOff(deps, run.kind, item, error);
  }
}

const MINUTE_MILLIS = 60_000;
const LONGEST_MINUTES = 60;
const afterTries = (tries: number, now: Date): string =>
  new Date(now.getTime() + Math.min(LONGEST_MINUTES, 2 ** (tries - 1)) * MINUTE_MILLIS).toISOString();

/** Unless the piece was done or has moved meanwhile. */
async function putOff(deps: Deps, kind: DueKind, item: Item, reason: unknown): Promise<void> {
  const { since, tries: before } = dueTimeOf(String(item.GSI2SK));
  const tries = before + 1;
  const next: DueTime = { since, tries, at: afterTries(tries, deps.now()) };
  const where = { kind, programId: programOf(item), SK: item.SK };
  deps.log.error('A piece of due work failed and stays due.', { ...where, ...next, error: reason });
  try {
    await move(deps, item, { GSI2PK: String(item.GSI2PK), GSI2SK: putOffSort(next) });
  } catch (error) {
    // It stays where it is, and the next run tries it again.
    deps.log.error('A piece of due work could not be put off.', { ...where, error });
  }
}

/** If the item still stands where it was read. */
async function move(deps: Deps, item: Item, to: { GSI2PK: string; GSI2SK: string }): Promise<void> {
  try {
    const { PK, SK, GSI2PK, GSI2SK } = item;
    await deps.table.write(update({ PK, SK }, { set: to }, { equal: { GSI2PK, GSI2SK } }));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** Takes an item away whose work is done; leaves one that was written anew since it was read at that version. */
export async function takeAway(deps: Deps, { PK, SK }: Key, version: number): Promise<void> {
  try {
    await deps.table.write(remove({ PK, SK }, version));
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

/** Functions of an earlier version may write there while they are being replaced. */
const LOOK_AGAIN_MILLIS = 60 * MINUTE_MILLIS;

/**
 * Moves what an earlier version has put where all kinds stood together: as much as time allows, each piece at
 * its time.
 */
async function takeOver(deps: Deps, run: Run): Promise<void> {
  await deps.cache.through(`earlier-due ${run.kind}`, LOOK_AGAIN_MILLIS, async () => {
    const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => takeOverShard(deps, run, shard));
    const areOver = await allOf(shards);
    // What is undefined is asked for again: at the next run.
    return areOver.every((isOver) => isOver) ? true : undefined;
  });
}

async function takeOverShard(deps: Deps, { kind, isOver }: Run, shard: number): Promise<boolean> {
  const partition = earlierDuePartition(shard);
  if (isOver()) return false;
  for await (const items of pagesOf(deps, { index: GSI2.name, partition, limit: PAGE })) {
    const own = (await stillIn(deps, partition, items)).filter(({ et }) => et === kind);
    await concurrently(own, AT_ONCE, (item) => move(deps, item, dueIndex(item, String(item.GSI2SK), kind)));
    if (isOver()) return false;
  }
  return true;
}
