import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoClient } from '../../functions/table/client.ts';
import { ensureTable } from '../../local/create-table.ts';
import { type Engine, startEngine } from '../../tools/engine/engine.ts';

export const TEST_TABLE = 'fanfare-test';

export type TestEngine = {
  endpoint: string;
  tableName: string;
  client: DynamoDBClient;
  document: DynamoDBDocumentClient;
  engine: Engine;
  close(): Promise<void>;
};

/**
 * A fresh engine with the table in it, about 50 ms. It is in memory unless `lasting`: then it has a file of
 * its own (deleted on close), which keeps thousands of writes as fast as the first and lets the stream be
 * trimmed. End it in `afterAll(() => engine.close())`; one that was forgotten ends with the test process.
 */
export async function startTestEngine(options: { lasting?: boolean } = {}): Promise<TestEngine> {
  const directory = options.lasting === true ? mkdtempSync(path.join(tmpdir(), 'fanfare-test-')) : undefined;
  const file = directory === undefined ? undefined : path.join(directory, 'table.db');
  const engine = await startEngine({ file, env: { PATH: process.env.PATH } });
  const client = createDynamoClient(engine.endpoint);
  await ensureTable(client, TEST_TABLE);
  return {
    endpoint: engine.endpoint,
    tableName: TEST_TABLE,
    client,
    document: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    engine,
    close: async () => {
      client.destroy();
      await engine.close();
      if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
