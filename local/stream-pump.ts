import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBRecord, Handler } from 'aws-lambda';
import type { Log } from '../functions/platform/log.ts';
import { openStream, type ShardReader, type StreamSource } from '../tools/shared/stream-shards.ts';
import { reasonOf } from '../tools/terminal/errors.ts';
import { lambdaContext, noCallback } from './lambda.ts';
import { type StreamWindow, type StreamWindowEvent, toLambdaRecord, windowOf } from './stream-event.ts';

// Plays the event source mapping of the deployed app: one batch of a shard at a time, in order, with a
// tumbling window, retried for ever. It remembers nothing: what keeps a record from counting twice is the
// handler's checkpoint.

export type PumpOptions = {
  endpoint: string;
  tableName: string;
  /** The projector's Lambda handler. */
  handler: Handler<StreamWindowEvent, unknown>;
  log: Log;
  /** Which records are handed over: the filter of the event source. All unless given. */
  wakes?: (record: DynamoDBRecord) => boolean;
  /** For each shard, the sequence number after which to begin. Others are read from their start. */
  startAfter?: Readonly<Record<string, string>>;
  /** Told after each batch that the handler accepted; `Engine.trimStream` fits. */
  onHandedOver?: (tableName: string, throughSequenceNumber: string) => unknown;
  /** At most this many records in a batch: 1 to 1,000, 100 unless given. */
  batchSize?: number;
  windowMillis?: number;
  /** How long to wait before looking again at a stream that had nothing; null to look only while `drain` is asked for. */
  idleMillis?: number | null;
  /** The waits after failures double from the first to the longest. */
  retryMillis?: { first: number; longest: number };
};

export type StreamPump = {
  /**
   * Resolves when a look at every shard, begun after this call, found nothing: everything written before it
   * has been handed over, and so has what the handler wrote in turn. Rejects when that takes longer, naming
   * the last failure.
   */
  drain(timeoutMillis?: number): Promise<void>;
  /** Lets the batch in progress end, hands over no other, and resolves. */
  stop(): Promise<void>;
};

type WindowState = { window: StreamWindow; state: Record<string, unknown> };
type Waiter = { resolve: () => void; reject: (error: Error) => void };

const DEFAULTS = {
  wakes: (_record: DynamoDBRecord) => true,
  batchSize: 100,
  windowMillis: 1_000,
  idleMillis: 200 as number | null,
  retryMillis: { first: 50, longest: 5_000 },
};

/** Starts handing the table's stream to the handler. Throws when the table has no stream. */
export async function startStreamPump(given: PumpOptions): Promise<StreamPump> {
  const options = { ...DEFAULTS, ...given };
  const source = await openStream(options.endpoint, options.tableName, options.startAfter ?? {});
  const stopping = new AbortController();
  let waking = new AbortController();
  let waiters: Waiter[] = [];
  let lastFailure = 'none';

  const deliver = deliveryTo(options, source, stopping.signal, (failure) => {
    lastFailure = failure;
  });

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      const asked = waiters;
      waiters = [];
      waking = new AbortController();
      const outcome = await pass(source, options.batchSize, deliver).catch((error: unknown) => {
        lastFailure = reasonOf(error);
        if (!stopping.signal.aborted)
          options.log.warn('The stream cannot be read. Trying again.', { failures: failures + 1, error });
        return 'FAILED' as const;
      });
      if (outcome === 'QUIET') for (const waiter of asked) waiter.resolve();
      else waiters = [...asked, ...waiters];
      if (stopping.signal.aborted) return;
      failures = outcome === 'FAILED' ? failures + 1 : 0;
      if (outcome === 'FAILED') {
        await pause(retryDelay(options.retryMillis, failures), stopping.signal);
      } else if (outcome === 'QUIET' && waiters.length === 0) {
        await rest(options.idleMillis, AbortSignal.any([stopping.signal, waking.signal]));
      }
    }
  }

  const running = run();
  return {
    drain: (timeoutMillis = 30_000) => {
      if (stopping.signal.aborted) return Promise.reject(new Error('The stream pump is stopped.'));
      const drained = new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }));
      waking.abort();
      return within(
        drained,
        timeoutMillis,
        () => `The stream is not drained after ${timeoutMillis} ms. Last failure: ${lastFailure}.`,
      );
    },
    stop: async () => {
      stopping.abort();
      await running;
      for (const waiter of waiters.splice(0)) waiter.reject(new Error('The stream pump was stopped.'));
      source.close();
    },
  };
}

type Deliver = (shard: ShardReader, records: DynamoDBRecord[]) => Promise<void>;

/** One batch of every shard that has one. QUIET when none had, and none came to its end. */
async function pass(source: StreamSource, batchSize: number, deliver: Deliver): Promise<'BUSY' | 'QUIET'> {
  let outcome: 'BUSY' | 'QUIET' = 'QUIET';
  for (const shard of await source.openShards()) {
    const records = await shard.read(batchSize);
    await deliver(
      shard,
      records.map((record) => toLambdaRecord(record, source.streamArn)),
    );
    shard.accept();
    if (records.length > 0 || shard.isFinished()) outcome = 'BUSY';
  }
  return outcome;
}

/** Hands records over, window by window; a call with none only ends a window whose time is over. */
function deliveryTo(
  options: typeof DEFAULTS & PumpOptions,
  source: StreamSource,
  stop: AbortSignal,
  onFailure: (reason: string) => void,
): Deliver {
  const windows = new Map<string, WindowState>();

  async function invoke(
    shardId: string,
    current: WindowState,
    Records: DynamoDBRecord[],
    isFinal: boolean,
  ): Promise<void> {
    const event: StreamWindowEvent = {
      Records,
      shardId,
      eventSourceARN: source.streamArn,
      window: current.window,
      state: current.state,
      isFinalInvokeForWindow: isFinal,
      isWindowTerminatedEarly: false,
    };
    for (let failures = 0; ; ) {
      stop.throwIfAborted();
      try {
        current.state = stateOf(await options.handler(event, lambdaContext('projector'), noCallback));
        return;
      } catch (error) {
        failures += 1;
        onFailure(reasonOf(error));
        options.log.error('The stream handler failed. The batch is sent again.', {
          shardId,
          failures,
          records: Records.length,
          error,
        });
        await pause(retryDelay(options.retryMillis, failures), stop);
      }
    }
  }

  async function endWindow(shardId: string): Promise<void> {
    const current = windows.get(shardId);
    if (current === undefined) return;
    await invoke(shardId, current, [], true);
    windows.delete(shardId);
  }

  return async (shard, records) => {
    const open = windows.get(shard.shardId);
    if (records.length === 0 && open !== undefined && Date.parse(open.window.end) <= Date.now())
      await endWindow(shard.shardId);
    for (const [window, group] of byWindow(records.filter(options.wakes), options.windowMillis)) {
      if (windows.get(shard.shardId)?.window.start !== window.start) await endWindow(shard.shardId);
      const current = windows.get(shard.shardId) ?? { window, state: {} };
      windows.set(shard.shardId, current);
      await invoke(shard.shardId, current, group, false);
      const through = group.at(-1)?.dynamodb?.SequenceNumber;
      if (through !== undefined) options.onHandedOver?.(options.tableName, through);
    }
  };
}

/** Runs of records of one window, in their order. */
function byWindow(
  records: readonly DynamoDBRecord[],
  windowMillis: number,
): [StreamWindow, DynamoDBRecord[]][] {
  const runs: [StreamWindow, DynamoDBRecord[]][] = [];
  for (const record of records) {
    const window = windowOf(record, windowMillis);
    const last = runs.at(-1);
    if (last?.[0].start === window.start) last[1].push(record);
    else runs.push([window, [record]]);
  }
  return runs;
}

function stateOf(answer: unknown): Record<string, unknown> {
  const state = (answer as { state?: unknown } | null | undefined)?.state;
  return typeof state === 'object' && state !== null ? (state as Record<string, unknown>) : {};
}

const retryDelay = (wait: { first: number; longest: number }, failures: number) =>
  Math.min(wait.longest, wait.first * 2 ** Math.min(failures - 1, 20));

const pause = (millis: number, signal: AbortSignal): Promise<void> =>
  delay(millis, undefined, { signal }).catch(() => undefined);

/** A pause that without a length lasts until the signal. */
const rest = (millis: number | null, signal: AbortSignal): Promise<void> =>
  millis === null ? aborted(signal) : pause(millis, signal);

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

async function within(work: Promise<void>, millis: number, late: () => string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late())), millis);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
