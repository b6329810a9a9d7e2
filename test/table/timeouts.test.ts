import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTable } from '../../functions/table/client.ts';
import { type MuteServer, startMuteServer } from '../support/mute.ts';

// These wait in real time, as the SDK does: for a patience that is a tenth of a function's.

let mute: MuteServer;
beforeEach(async () => {
  mute = await startMuteServer();
});
afterEach(() => mute.close());

const KEY = { PK: 'P#demo', SK: 'PROGRAM' };
const put = { put: { ...KEY, name: '김하늘' } };

describe('a table that does not answer', () => {
  const calls: [string, (table: ReturnType<typeof createTable>) => Promise<unknown>][] = [
    ['get', (table) => table.get(KEY)],
    ['batchGet', (table) => table.batchGet([KEY])],
    ['query', (table) => table.query({ partition: KEY.PK, limit: 1 })],
    ['write', (table) => table.write(put)],
    ['transact', (table) => table.transact([put])],
    ['transact that is told of conflicts', (table) => table.transact([put], { onConflict: 'TELL' })],
  ];

  test.each(calls)('ends %s with a TimeoutError, after all its attempts', async (_name, call) => {
    const patience = { connectMillis: 100, requestMillis: 150, attempts: 3 };
    const table = createTable({ tableName: 'mute', dynamodbEndpoint: mute.endpoint, patience });
    const from = performance.now();
    await expect(call(table)).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(performance.now() - from).toBeGreaterThanOrEqual(3 * 150);
    expect(mute.connections()).toBe(3);
  });
});
