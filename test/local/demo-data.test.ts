import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import { cachedBoards } from '../../functions/features/leaderboards/boards/store.ts';
import { createTable, type Table, type Write } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { prepareDemo } from '../../local/demo-data.ts';
import { type StreamPump, startStreamPump } from '../../local/stream-pump.ts';
import { isUnfinished } from '../../tools/shared/unfinished.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { startTestEngine, TEST_TABLE, type TestEngine } from '../support/engine.ts';
import { temporaryDirectory } from '../support/machine.ts';

const directory = path.join(temporaryDirectory(), 'data');
// In the program's zone it is the second day of the year, so that the demo has seen its end.
const NOW = new Date('2027-01-01T16:00:00.000Z');
const jwksUri = 'http://127.0.0.1:4000/jwks.json';

let engine: TestEngine;
let pump: StreamPump | undefined;
beforeAll(async () => {
  engine = await startTestEngine({ lasting: true });
});
afterAll(async () => {
  await pump?.stop();
  await engine.close();
});

function depsWith(table: Table): Deps {
  const { endpoint } = engine;
  const env = {
    tableName: TEST_TABLE,
    stage: 'local',
    logLevel: 'SILENT',
    dynamodbEndpoint: endpoint,
  } as const;
  // Time stands still, so what a process has in its memory stays there.
  return createDeps({ ...env, operator: undefined }, { table, now: () => NOW });
}

const makes = (write: Write, entity: string) => 'put' in write && write.put.et === entity;

/** A table on which a projector that runs has read each program and each board before anything else is written. */
function watchedTable(): Table {
  const table = createTable({ tableName: TEST_TABLE, client: engine.client });
  const transact: Table['transact'] = async (writes) => {
    await table.transact(writes);
    if (writes.some((write) => makes(write, ENTITY.program) || makes(write, ENTITY.leaderboard)))
      await pump?.drain();
  };
  return { ...table, transact };
}

async function startProjector(): Promise<StreamPump> {
  const deps = depsWith(createTable({ tableName: TEST_TABLE, client: engine.client }));
  const { endpoint, tableName } = engine;
  pump = await startStreamPump({ endpoint, tableName, handler: createProjector(deps), log: deps.log });
  return pump;
}

it('the demo program has every board with all its records, however early the projector reads the list of boards', async () => {
  const deps = depsWith(watchedTable());
  const unfinished: boolean[] = [];
  const startWatching = () => {
    unfinished.push(isUnfinished(directory));
    return startProjector();
  };
  const { signal } = new AbortController();
  const options = { directory, jwksUri, startProjector: startWatching, stopping: signal, days: 4 };
  await prepareDemo(deps, options);

  const boards = await cachedBoards(deps, 'demo');
  const report = await verifyRankings(deps);
  expect(report.problems).toEqual([]);
  expect(report.boards.length).toBe(6);
  const ofPurchases = boards.find(({ metric }) => metric === 'EVENT_AMOUNT');
  const counted = report.boards.find(({ boardId }) => boardId === ofPurchases?.id);
  expect(counted?.records).toBeGreaterThan(0);
  expect(problemsOf(await verify(deps))).toEqual([]);
  // Marked while it was being made, and no longer.
  expect([unfinished, existsSync(directory), isUnfinished(directory)]).toEqual([[true], true, false]);
}, 60_000);
