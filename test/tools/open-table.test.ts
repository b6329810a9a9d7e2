import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { readEnv } from '../../functions/platform/env.ts';
import { programKey } from '../../functions/table/keys.ts';
import { ensureTable } from '../../local/create-table.ts';
import { createDemoProgram } from '../../local/seed/program.ts';
import { type Engine, startEngine } from '../../tools/engine/engine.ts';
import {
  engineFile,
  LOCAL_TABLE,
  noteRunning,
  openTable,
  runningNote,
} from '../../tools/shared/open-table.ts';
import { markFinished, markUnfinished } from '../../tools/shared/unfinished.ts';
import { codeOf, temporaryDirectory } from '../support/machine.ts';

const root = temporaryDirectory();
const envOf = (DATA_DIR: string) => ({ PATH: process.env.PATH, DATA_DIR });

/** Data in a directory of its own, with the engine that a server would run on it. */
async function serve(name: string): Promise<{ directory: string; engine: Engine }> {
  const directory = path.join(root, name);
  const engine = await startEngine({ file: engineFile(directory), env: { PATH: process.env.PATH } });
  onTestFinished(() => engine.close());
  return { directory, engine };
}

const depsAt = ({ endpoint }: Engine) =>
  createDeps(
    readEnv({ TABLE_NAME: LOCAL_TABLE, STAGE: 'local', LOG_LEVEL: 'SILENT', DYNAMODB_ENDPOINT: endpoint }),
  );

/** The demo program, as far as a table that a tool may read needs it. */
async function makeDemo(engine: Engine): Promise<void> {
  const deps = depsAt(engine);
  await ensureTable(deps.table.client, LOCAL_TABLE);
  await createDemoProgram(deps, undefined);
}

const opened = async (directory: string) => {
  const { where, close } = await openTable(envOf(directory));
  await close();
  return where;
};

describe('the table that a tool opens', () => {
  it('is a running server’s, or the data file’s when none runs', async () => {
    const { directory, engine } = await serve('whole');
    onTestFinished(noteRunning(directory, engine.endpoint));
    await makeDemo(engine);
    expect(await opened(directory)).toContain('the server is running');
    await engine.close();
    expect(await opened(directory)).toBe(`the local table in ${directory}`);
  });

  it.each([
    ['before there is a table', async () => undefined],
    ['before there is a program', (engine: Engine) => ensureTable(depsAt(engine).table.client, LOCAL_TABLE)],
    [
      'while its days pass',
      (engine: Engine, directory: string) => {
        markUnfinished(directory);
        return makeDemo(engine);
      },
    ],
  ])(
    'is refused while the demo program is incomplete, %s, beside the server and after it was killed',
    async (when, make) => {
      const { directory, engine } = await serve(when);
      onTestFinished(noteRunning(directory, engine.endpoint));
      await make(engine, directory);
      expect(await codeOf(openTable(envOf(directory)))).toBe('DEMO_UNFINISHED');
      await engine.close();
      expect(await codeOf(openTable(envOf(directory)))).toBe('DEMO_UNFINISHED');
      // The refusal has kept no lock.
      const again = await startEngine({ file: engineFile(directory), env: { PATH: process.env.PATH } });
      await again.close();
    },
  );

  it('is available as soon as the demo program is complete', async () => {
    const { directory, engine } = await serve('finished');
    markUnfinished(directory);
    await makeDemo(engine);
    markFinished(directory);
    await engine.close();
    expect(await opened(directory)).toContain(directory);
  });

  it('is there while the demo program cannot be read', async () => {
    const { directory, engine } = await serve('unreadable');
    await makeDemo(engine);
    await depsAt(engine).table.write({ put: { ...programKey('demo'), et: 'PROGRAM', name: 5 } });
    await engine.close();
    expect(await opened(directory)).toContain(directory);
  });

  it('is not looked for at the engine of a server that was killed', async () => {
    const { directory, engine } = await serve('killed');
    await makeDemo(engine);
    writeFileSync(runningNote(directory), JSON.stringify({ endpoint: 'http://127.0.0.1:1' }));
    // The data is another process's now, and that one is no server.
    expect(await codeOf(openTable(envOf(directory)))).toBe('DATA_IN_USE');
    await engine.close();
    expect(await opened(directory)).toBe(`the local table in ${directory}`);
  });

  it('is reported missing where there is no data, and nothing is created', async () => {
    const directory = path.join(root, 'nothing');
    expect(await codeOf(openTable(envOf(directory)))).toBe('DATA_MISSING');
    expect(existsSync(directory)).toBe(false);
    mkdirSync(directory);
    expect(await codeOf(openTable(envOf(directory)))).toBe('DATA_MISSING');
  });
});
