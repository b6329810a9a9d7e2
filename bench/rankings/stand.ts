import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { cachedBoards } from '../../functions/features/leaderboards/boards/store.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { readEnv } from '../../functions/platform/env.ts';
import { dayOf } from '../../functions/platform/time.ts';
import { createDynamoClient, createTable } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { tableInput } from '../../local/create-table.ts';
import { createDemoProgram } from '../../local/seed/program.ts';
import { startEngine } from '../../tools/engine/engine.ts';
import { meter } from '../meter.ts';
import { indexMeter } from './capacity.ts';
import type { Meters } from './events.ts';
import type { Stage } from './items.ts';

/** What the bench is run on: an engine and a table of its own, with the demo program and its board of points. */
export type Stand = {
  endpoint: string;
  deps: Deps;
  meters: Meters;
  program: Program;
  stage: Stage;
  close(): Promise<void>;
};

const TABLE = 'fanfare-bench';
/** Always the same moment, so that each run costs the same. */
const NOW = new Date('2026-11-02T03:00:00.000Z');

/** Starts it. `close` ends the engine and deletes its data; so does Ctrl-C. */
export async function openStand(): Promise<Stand> {
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-bench-'));
  // The bench never works on an engine that somebody else has, so DYNAMODB_ENDPOINT is not handed on.
  const engine = await startEngine({ file: join(directory, 'table.db'), env: { PATH: process.env.PATH } });
  const client = createDynamoClient(engine.endpoint);
  const close = async () => {
    client.destroy();
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  };
  const interrupted = () => void close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    // Without a stream: nobody would read it, and it would keep a copy of every record.
    const { StreamSpecification: _, ...input } = tableInput(TABLE);
    await client.send(new CreateTableCommand(input));
    const meters = { count: meter(client), countIndex: indexMeter(client) };
    const env = readEnv({
      TABLE_NAME: TABLE,
      STAGE: 'local',
      LOG_LEVEL: 'SILENT',
      DYNAMODB_ENDPOINT: engine.endpoint,
    });
    const deps = createDeps(env, { table: createTable({ tableName: TABLE, client }), now: () => NOW });
    const program = await createDemoProgram(deps, undefined);
    const stage = await pointsOfAllTime(deps, program);
    return { endpoint: engine.endpoint, deps, meters, program, stage, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function pointsOfAllTime(deps: Deps, program: Program): Promise<Stage> {
  const boards = await cachedBoards(deps, program.id);
  const board = boards.find(
    ({ metric, seasonKind }) => metric === 'POINTS_EARNED' && seasonKind === 'ALL_TIME',
  );
  if (board === undefined) throw new Error('The demo program has no board of points.');
  return { board, season: 'ALL', day: dayOf(NOW, program.timeZone), now: NOW };
}
