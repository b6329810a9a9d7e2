import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { readEnv } from '../../functions/platform/env.ts';
import { treeNodeKey } from '../../functions/table/keys.ts';
import { startEngine } from '../../tools/engine/engine.ts';
import { engineFile, LOCAL_TABLE } from '../../tools/shared/open-table.ts';
import { emptyData, terminal } from './processes.ts';

const { directory, tool } = terminal();
const verify = (data = directory) => tool('tools/verify-rankings.ts', { directory: data });
const rebuild = (...args: string[]) => tool('tools/rebuild.ts', { directory, args: ['board', ...args] });

/** More nodes that nothing counts in than the tool has lines for. */
const STRAY_NODES = 60;
let boardId = '';

/** Puts nodes that should not be there into a board of the demo program. */
async function plant(): Promise<void> {
  const engine = await startEngine({ file: engineFile(directory), env: { PATH: process.env.PATH } });
  const deps = createDeps(
    readEnv({
      TABLE_NAME: LOCAL_TABLE,
      STAGE: 'local',
      LOG_LEVEL: 'SILENT',
      DYNAMODB_ENDPOINT: engine.endpoint,
    }),
  );
  const { items } = await deps.table.query({ partition: 'P#demo#BOARDS', limit: 1 });
  boardId = String(items[0]?.id);
  for (let prefix = 0; prefix < STRAY_NODES; prefix += 1) {
    const key = treeNodeKey('demo', boardId, 'ALL', 3, prefix);
    await deps.table.write({ put: { ...key, et: 'DATED_COUNTER', day: '2026-11-02', writes: 1, '5': 1 } });
  }
  deps.table.client.destroy();
  await engine.close();
}

beforeAll(async () => {
  await emptyData(directory);
}, 120_000);

describe('verify:rankings and rebuild', { timeout: 120_000 }, () => {
  it('find sound rankings sound, with a line for each board on what was checked', async () => {
    const { status, stdout, stderr } = await verify();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Checked the local table in .*: \d+ items, \d+ leaderboards\.$/m);
    expect(stdout).toMatch(/^ {2}demo lbd_\w+ "Points of the month": seasons 0, records 0, nodes 0$/m);
    expect(stdout).toMatch(/\nAll is well\.\n$/);
  });

  it('tell at most fifty lines of damage, repair it, and find it still repaired later', async () => {
    await plant();
    const wrong = await verify();
    expect(wrong.status).toBe(1);
    const lines = wrong.stderr.trim().split('\n');
    expect(lines).toHaveLength(51);
    expect(lines[0]).toMatch(/^WRONG {2}Node P#demo#TREE#.*: 5 is 1 and the records say 0\.$/);
    expect(lines[50]).toBe('and 10 more.');
    expect(wrong.stdout).toMatch(/\n60 things are wrong\.\n$/);

    const dry = await rebuild(boardId, '--dry-run');
    expect([dry.status, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/records 0, nodes 60; 60 nodes and counters differ\.\n$/);
    const first = await rebuild(boardId);
    expect(first.stdout).toMatch(/; 60 nodes and counters were corrected\.\n$/);
    const second = await rebuild(boardId);
    expect(second.stdout).toMatch(
      /^Leaderboard lbd_\w+ ".*" of the local table in .*; 0 nodes and counters were corrected\.\n$/,
    );
    expect((await verify()).status).toBe(0);
  });

  it('refuse to rebuild a board that does not exist', async () => {
    const { status, stdout, stderr } = await rebuild('lbd_none');
    expect([status, stdout, stderr]).toEqual([1, '', 'The table has no leaderboard lbd_none.\n']);
  });

  it('say in a sentence that the data is no database', async () => {
    const data = path.join(directory, 'corrupt');
    mkdirSync(data);
    writeFileSync(engineFile(data), 'This was never a database. '.repeat(500));
    const { status, stdout, stderr } = await verify(data);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/is damaged or not a database/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
