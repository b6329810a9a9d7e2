import { createDeps } from '../../functions/entrypoints/deps.ts';
import type { Env } from '../../functions/platform/env.ts';
import { createTable, type Table } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { startTestEngine, TEST_TABLE, type TestEngine } from '../support/engine.ts';
import { addFaults, type Faults } from '../support/faults.ts';

/** A table of its own with what the code that works on it is given, behind a fault layer. */
export type World = {
  engine: TestEngine;
  table: Table;
  faults: Faults;
  deps: Deps;
  setNow(to: Date): void;
  close(): Promise<void>;
};

export async function startWorld(options: { lasting?: boolean } = {}): Promise<World> {
  const engine = await startTestEngine(options);
  const table = createTable({ tableName: TEST_TABLE, client: engine.client });
  const env: Env = {
    tableName: TEST_TABLE,
    stage: 'local',
    logLevel: 'SILENT',
    dynamodbEndpoint: engine.endpoint,
    operator: undefined,
  };
  let now = new Date('2026-11-02T03:00:00.000Z');
  return {
    engine,
    table,
    faults: addFaults(engine.client, engine.endpoint),
    deps: createDeps(env, { table, now: () => now }),
    setNow: (to) => {
      now = to;
    },
    close: engine.close,
  };
}
