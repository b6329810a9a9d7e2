import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { createDynamoClient } from '../../functions/table/client.ts';
import { ensureTable } from '../../local/create-table.ts';
import { startEngine } from '../../tools/engine/engine.ts';
import { startTestEngine, TEST_TABLE, type TestEngine } from '../support/engine.ts';
import { temporaryDirectory } from '../support/machine.ts';

const directory = temporaryDirectory();
const open: TestEngine[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});

const BATCH_ITEMS = 25;

/**
 * Makes this many stream records and returns how long each batch of 25 took. In a batch the engine's part
 * outweighs the way to it and back, so the times show what a record costs.
 */
async function writeRecords({ document, tableName }: TestEngine, records: number): Promise<number[]> {
  const times: number[] = [];
  for (let start = 0; start < records; start += BATCH_ITEMS) {
    const requests = Array.from({ length: BATCH_ITEMS }, (_, n) => ({
      PutRequest: { Item: { PK: 'a', SK: String(start + n) } },
    }));
    const begin = performance.now();
    await document.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    times.push(performance.now() - begin);
  }
  return times;
}

const BATCHES_COMPARED = 20;

/**
 * How many times as long a batch takes on one engine as on another. They take turns, and the shortest of each counts: what
 * else the machine does can only add to a time.
 */
async function slowness(of: TestEngine, than: TestEngine): Promise<number> {
  const shortest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let batch = 0; batch < BATCHES_COMPARED; batch += 1) {
    for (const [place, engine] of [of, than].entries()) {
      const [took = Number.POSITIVE_INFINITY] = await writeRecords(engine, BATCH_ITEMS);
      shortest[place] = Math.min(shortest[place] ?? took, took);
    }
  }
  return (shortest[0] ?? Number.NaN) / (shortest[1] ?? Number.NaN);
}

type StreamCount = { count: number; newest: number };

/** What the engine's own file says about the stream. */
function streamOf(file: string, tableName: string): StreamCount {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const sql =
      'SELECT COUNT(*) AS count, MAX(CAST(sequence_number AS INTEGER)) AS newest FROM _stream_records WHERE table_name = ?';
    return { ...database.prepare(sql).get(tableName) } as StreamCount;
  } finally {
    database.close();
  }
}

describe('the stream records in the engine’s file', () => {
  it('do not slow writes down: after 20,000 of them a write takes about as long as at first', async () => {
    const full = await startTestEngine({ lasting: true });
    const fresh = await startTestEngine({ lasting: true });
    open.push(full, fresh);
    await writeRecords(full, 20_500);
    await writeRecords(fresh, 500);
    // Without the indexes it is 5 and more.
    expect(await slowness(full, fresh)).toBeLessThan(3);
  }, 240_000);

  it('are trimmed up to and including the named one, and the newest stays', async () => {
    const file = path.join(directory, 'trim.db');
    const engine = await startEngine({ file, env: {} });
    const client = createDynamoClient(engine.endpoint);
    await ensureTable(client, TEST_TABLE);
    await putNumbered(engine, 0, 10);
    expect(engine.trimStream(TEST_TABLE, '4')).toBe(4);
    expect(streamOf(file, TEST_TABLE)).toEqual({ count: 6, newest: 10 });
    expect(engine.trimStream('another-table', '10')).toBe(0);
    expect(engine.trimStream(TEST_TABLE, '10')).toBe(5);
    await putNumbered(engine, 10, 1);
    expect(streamOf(file, TEST_TABLE)).toEqual({ count: 2, newest: 11 });
    await engine.close();
  });

  it('can be trimmed during writes: no write fails, no record is lost, no number comes twice', async () => {
    const file = path.join(directory, 'beside.db');
    const engine = await startEngine({ file, env: {} });
    const client = createDynamoClient(engine.endpoint);
    await ensureTable(client, TEST_TABLE);
    let writing = true;
    let trimmed = 0;
    const trimming = (async () => {
      while (writing) {
        trimmed += engine.trimStream(TEST_TABLE, String(Number.MAX_SAFE_INTEGER));
        await delay(1);
      }
    })();
    await Promise.all([0, 1, 2, 3].map((writer) => putNumbered(engine, writer * 500, 500)));
    writing = false;
    await trimming;
    const left = streamOf(file, TEST_TABLE);
    expect(left.newest).toBe(2_000);
    expect(trimmed + left.count).toBe(2_000);
    expect(trimmed).toBeGreaterThan(1_000);
    await engine.close();
  });

  it('stay in an engine in memory, which cannot trim', async () => {
    const engine = await startTestEngine();
    open.push(engine);
    await putNumbered(engine, 0, 2);
    expect(engine.engine.trimStream(engine.tableName, '1')).toBe(0);
  });
});

/** Writes items a/<from>, a/<from + 1>, ... one after the other, without a second attempt at any. */
async function putNumbered(engine: { endpoint: string }, from: number, count: number): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'local',
    credentials,
    maxAttempts: 1,
  });
  for (let n = from; n < from + count; n += 1) {
    await client.send(
      new PutItemCommand({ TableName: TEST_TABLE, Item: { PK: { S: 'a' }, SK: { S: String(n) } } }),
    );
  }
  client.destroy();
}
