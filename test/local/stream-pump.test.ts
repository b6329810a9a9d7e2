import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../functions/platform/log.ts';
import type { StreamWindowEvent } from '../../local/stream-event.ts';
import { type PumpOptions, type StreamPump, startStreamPump } from '../../local/stream-pump.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';
import { until } from '../support/machine.ts';

const pumps: StreamPump[] = [];
afterEach(async () => {
  await Promise.all(pumps.splice(0).map((pump) => pump.stop()));
});

async function testEngine(options: { lasting?: boolean } = {}): Promise<TestEngine> {
  const engine = await startTestEngine(options);
  onTestFinished(() => engine.close());
  return engine;
}

type Handle = (event: StreamWindowEvent) => Promise<unknown>;

async function startPump(
  engine: TestEngine,
  handler: Handle,
  options: Partial<PumpOptions> = {},
): Promise<StreamPump> {
  const pump = await startStreamPump({
    endpoint: engine.endpoint,
    tableName: engine.tableName,
    handler,
    log: createLog('SILENT'),
    retryMillis: { first: 1, longest: 20 },
    ...options,
  });
  pumps.push(pump);
  return pump;
}

async function write(engine: TestEngine, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    await engine.document.send(
      new PutCommand({ TableName: engine.tableName, Item: { PK: 'a', SK: String(n), n } }),
    );
  }
}

const numbers = (event: StreamWindowEvent) =>
  event.Records.map((record) => Number(record.dynamodb?.NewImage?.n?.N));
const range = (from: number, count: number) => Array.from({ length: count }, (_, place) => from + place);

describe('the stream pump', () => {
  it('delivers every record once, in order, at most 100 at a time', async () => {
    const engine = await testEngine();
    await write(engine, 0, 250);
    const batches: number[][] = [];
    const pump = await startPump(engine, async (event) => void batches.push(numbers(event)));
    await pump.drain();
    await write(engine, 250, 10);
    await pump.drain();
    expect(batches.flat()).toEqual(range(0, 260));
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(100);
  });

  it('sends a batch again until it is accepted, and no later batch before', async () => {
    const engine = await testEngine();
    await write(engine, 0, 30);
    const seen: number[][] = [];
    let refusals = 5;
    const handler: Handle = async (event) => {
      seen.push(numbers(event));
      refusals -= 1;
      if (refusals >= 0) throw new Error('not now');
    };
    const pump = await startPump(engine, handler, { batchSize: 10, windowMillis: 3_600_000 });
    await pump.drain();
    const batches = seen.filter((batch) => batch.length > 0);
    expect(batches).toEqual([...Array(6).fill(range(0, 10)), range(10, 10), range(20, 10)]);
  });

  it('delivers only what passes its filter, and invokes for nothing else', async () => {
    const engine = await testEngine();
    await write(engine, 0, 250);
    const batches: number[][] = [];
    const pump = await startPump(engine, async (event) => void batches.push(numbers(event)), {
      wakes: ({ dynamodb }) =>
        Number(dynamodb?.NewImage?.n?.N) % 50 === 0 && dynamodb?.NewImage?.n?.N !== '0',
    });
    await pump.drain();
    expect(batches.flat()).toEqual([50, 100, 150, 200]);
    expect(batches.filter((batch) => batch.length > 0).length).toBeLessThanOrEqual(4);
  });

  it('says what failed when it cannot be drained in time', async () => {
    const engine = await testEngine();
    await write(engine, 0, 1);
    const pump = await startPump(engine, async () => Promise.reject(new Error('no projector')));
    await expect(pump.drain(200)).rejects.toThrow('no projector');
  });

  it('that is not to look by itself hands over nothing but what it is asked to drain', async () => {
    const engine = await testEngine();
    const seen: number[] = [];
    const quiet = await startPump(engine, async (event) => void seen.push(...numbers(event)), {
      idleMillis: null,
    });
    await write(engine, 0, 2);
    await quiet.drain();
    expect(seen).toEqual([0, 1]);
    // Another that looks by itself has met what comes now: this one could have.
    const others: number[] = [];
    await startPump(engine, async (event) => void others.push(...numbers(event)), { idleMillis: 1 });
    await write(engine, 2, 2);
    await until('the other pump has handed over all', () => others.includes(3));
    expect(seen).toEqual([0, 1]);
    await quiet.drain();
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('also drains what the handler itself wrote', async () => {
    const engine = await testEngine();
    const seen: number[] = [];
    const pump = await startPump(engine, async (event) => {
      for (const n of numbers(event)) {
        seen.push(n);
        if (n < 5) await write(engine, n + 1, 1);
      }
    });
    await write(engine, 0, 1);
    await pump.drain();
    expect(seen).toEqual(range(0, 6));
  });

  it('delivers everything again after a restart: it keeps no position', async () => {
    const engine = await testEngine();
    await write(engine, 0, 3);
    const seen: number[] = [];
    for (let run = 0; run < 2; run += 1) {
      const pump = await startPump(engine, async (event) => void seen.push(...numbers(event)));
      await pump.drain();
      await pump.stop();
    }
    expect(seen).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('starts after the given record', async () => {
    const engine = await testEngine();
    await write(engine, 0, 5);
    const events: StreamWindowEvent[] = [];
    const first = await startPump(engine, async (event) => void events.push(event));
    await first.drain();
    const shardId = events[0]?.shardId ?? '';
    const third = events.flatMap((event) => event.Records)[2]?.dynamodb?.SequenceNumber ?? '';
    const seen: number[] = [];
    const second = await startPump(engine, async (event) => void seen.push(...numbers(event)), {
      startAfter: { [shardId]: third },
    });
    await second.drain();
    expect(seen).toEqual([3, 4]);
  });

  it('ends after the batch in progress, and delivers no other', async () => {
    const engine = await testEngine();
    await write(engine, 0, 30);
    const seen: number[] = [];
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const pump = await startPump(
      engine,
      async (event) => {
        seen.push(...numbers(event));
        await held;
      },
      { batchSize: 10 },
    );
    await until('the first batch', () => seen.length > 0);
    const first = [...seen];
    const stopped = pump.stop();
    release();
    await stopped;
    expect(seen).toEqual(first);
    await expect(pump.drain()).rejects.toThrow('stopped');
  });

  it('refuses to start on a missing table', async () => {
    const engine = await testEngine();
    await expect(startPump({ ...engine, tableName: 'nothing' }, async () => undefined)).rejects.toThrow();
  });
});

describe('the stream pump on an engine with a file', () => {
  it('trims accepted records, keeps the rest, and continues where it was', async () => {
    const engine = await testEngine({ lasting: true });
    await write(engine, 0, 20);
    const seen: number[] = [];
    let failing = false;
    const handler: Handle = async (event) => {
      if (failing) throw new Error('not now');
      seen.push(...numbers(event));
    };
    const onHandedOver = engine.engine.trimStream;
    const pump = await startPump(engine, handler, { onHandedOver });
    await pump.drain();
    failing = true;
    await write(engine, 20, 5);
    await expect(pump.drain(100)).rejects.toThrow('not now');
    await pump.stop();
    failing = false;
    const next = await startPump(engine, handler, { onHandedOver });
    await next.drain();
    // The newest record before the failure always stays, so it alone comes again.
    expect(seen).toEqual([...range(0, 20), 19, ...range(20, 5)]);
  });

  it('continues where it was when the engine was killed', async () => {
    const engine = await testEngine({ lasting: true });
    const seen: number[] = [];
    const pump = await startPump(engine, async (event) => void seen.push(...numbers(event)));
    await write(engine, 0, 10);
    await pump.drain();
    const killed = engine.engine.pid();
    process.kill(killed ?? Number.NaN, 'SIGKILL');
    await until('the restart', () => engine.engine.pid() !== killed);
    await write(engine, 10, 10);
    await pump.drain();
    expect(seen).toEqual(range(0, 20));
  });
});
