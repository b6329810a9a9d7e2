import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createDynamoClient, createTable } from '../../functions/table/client.ts';
import { ensureTable } from '../../local/create-table.ts';
import { ENGINE_VERSION, findEngine } from '../../tools/engine/binary.ts';
import { type Engine, type EngineOptions, startEngine } from '../../tools/engine/engine.ts';
import { deleteEngineFile } from '../../tools/engine/file.ts';
import { runEngine } from '../../tools/engine/process.ts';
import type { LocalError } from '../../tools/terminal/errors.ts';
import { codeOf, isRunning, temporaryDirectory, until } from '../support/machine.ts';

const directory = temporaryDirectory();
const started: Engine[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((engine) => engine.close()));
});

let places = 0;
function freshPath(name: string): string {
  places += 1;
  return path.join(directory, `${places}-${name}`);
}
const freshFile = () => freshPath('table.db');

async function start(options: EngineOptions = {}): Promise<Engine> {
  const engine = await startEngine({ env: { PATH: process.env.PATH }, ...options });
  started.push(engine);
  return engine;
}

async function openTable(engine: Engine) {
  const client = createDynamoClient(engine.endpoint);
  await ensureTable(client, 'fanfare');
  return createTable({ tableName: 'fanfare', client });
}

const pidOf = (engine: Engine): number => engine.pid() ?? Number.NaN;
const KEY = { PK: 'a', SK: 'b' };

describe('finding the engine', () => {
  it('takes the one at DYNAMODB_ENDPOINT, and starts and stops nothing', async () => {
    const running = await start();
    const engine = await start({ env: { DYNAMODB_ENDPOINT: running.endpoint } });
    expect(engine).toMatchObject({ endpoint: running.endpoint, storage: 'external' });
    expect(engine.pid()).toBeUndefined();
    await engine.close();
    expect(isRunning(pidOf(running))).toBe(true);
  });

  it('says so when nothing answers at DYNAMODB_ENDPOINT', async () => {
    const gone = await start();
    await gone.close();
    expect(await codeOf(start({ env: { DYNAMODB_ENDPOINT: gone.endpoint } }))).toBe('ENDPOINT_UNREACHABLE');
  });

  it('takes the platform package before a dynoxide on PATH', () => {
    expect(findEngine({ PATH: fakeEngine('dynoxide 0.0.1') })).toContain('node_modules');
  });

  it('takes a dynoxide of the right version on PATH', () => {
    const onPath = fakeEngine(`dynoxide ${ENGINE_VERSION}`);
    expect(findEngine({ PATH: `/nowhere:${onPath}` }, '@dynoxide/none')).toBe(path.join(onPath, 'dynoxide'));
  });

  it('names all three ways to provide one when none is found', () => {
    const missing = () => findEngine({ PATH: '/nowhere' }, '@dynoxide/none');
    expect(missing).toThrow(
      /DYNAMODB_ENDPOINT.*@dynoxide\/none.*github\.com\/nubo-db\/dynoxide\/releases on PATH/,
    );
  });

  it.each([
    ['is of another version', 'dynoxide 1.3.0', '#!/bin/sh'],
    ['does not run', '', '#!/no/such/shell'],
  ])('refuses a dynoxide that %s', (_, version, shell) => {
    const refused = () => findEngine({ PATH: fakeEngine(version, shell) }, '@dynoxide/none');
    expect(refused).toThrow(expect.objectContaining({ code: 'ENGINE_VERSION' }));
  });
});

/** A directory with a `dynoxide` that only knows its version. */
function fakeEngine(version: string, shell = '#!/bin/sh'): string {
  const place = freshPath('bin');
  mkdirSync(place);
  writeFileSync(path.join(place, 'dynoxide'), `${shell}\necho "${version}"\n`);
  chmodSync(path.join(place, 'dynoxide'), 0o755);
  return place;
}

describe('a port that another program has', () => {
  it('is refused, even when that program answers as the engine does', async () => {
    const running = await start();
    const imposter = http.createServer((_, response) =>
      response.setHeader('x-dynoxide-version', ENGINE_VERSION).end(),
    );
    await once(imposter.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void imposter.close());
    const imposterPort = (imposter.address() as AddressInfo).port;
    const { hostname, port } = new URL(running.endpoint);
    for (const taken of [
      { host: hostname, port: Number(port) },
      { host: '127.0.0.1', port: imposterPort },
    ])
      expect(await codeOf(runEngine(findEngine({}), taken, undefined))).toBe('PORT_BUSY');
  });
});

it.runIf(process.platform === 'linux')(
  'an engine is at an address that nobody guesses, of this machine alone',
  async () => {
    const hosts = new Set<string>();
    for (const engine of [await start(), await start({ file: freshPath('guess.db') })]) {
      const { hostname, port } = new URL(engine.endpoint);
      expect(hostname).toMatch(/^127\.\d+\.\d+\.\d+$/);
      await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
      hosts.add(hostname);
    }
    expect(hosts.size).toBe(2);
  },
);

describe('an engine in memory', () => {
  it('answers, begins empty, and is gone after close, which may be called twice', async () => {
    const engine = await start();
    const table = await openTable(engine);
    expect(await table.get(KEY)).toBeUndefined();
    const pid = pidOf(engine);
    await Promise.all([engine.close(), engine.close()]);
    expect(isRunning(pid)).toBe(false);
  });

  it('reports that its data is lost when its process ends unexpectedly', async () => {
    const lost: LocalError[] = [];
    const engine = await start({ onLost: (error) => lost.push(error) });
    process.kill(pidOf(engine), 'SIGKILL');
    await until('the report', () => lost.length > 0);
    expect(lost[0]).toMatchObject({ code: 'ENGINE_LOST', message: expect.stringContaining('memory') });
    expect(engine.pid()).toBeUndefined();
  });
});

describe('an engine with a file', () => {
  it('keeps the data over a close and a start', async () => {
    const file = freshFile();
    const first = await start({ file });
    await (await openTable(first)).write({ put: { ...KEY, name: '한국어 🎉' } });
    await first.close();
    expect(await (await openTable(await start({ file }))).get(KEY)).toMatchObject({ name: '한국어 🎉' });
  });

  it('is started again on its port and file when it is killed, with every acknowledged write', async () => {
    const notices: string[] = [];
    const engine = await start({ file: freshFile(), onNotice: (sentence) => notices.push(sentence) });
    const table = await openTable(engine);
    const killed = pidOf(engine);
    await table.write({ put: { ...KEY, n: 1 } });
    process.kill(killed, 'SIGKILL');
    await until('the restart', () => engine.pid() !== killed);
    expect(await table.get(KEY)).toMatchObject({ n: 1 });
    expect(notices).toEqual([expect.stringContaining('signal SIGKILL')]);
  });

  it('survives the expression that crashes this version of the engine', async () => {
    const notices: string[] = [];
    const engine = await start({ file: freshFile(), onNotice: (sentence) => notices.push(sentence) });
    const table = await openTable(engine);
    await table.write({ put: { ...KEY, n: 1 } });
    await expect(table.write({ update: KEY, set: 'SET 한 = :v', values: { ':v': 1 } })).rejects.toThrow();
    expect(notices[0]).toContain('char boundary');
    await until('an answer', () =>
      table.get(KEY).then(
        (item) => item?.n === 1,
        () => false,
      ),
    );
  });

  it('is given up after ten restarts within a minute', async () => {
    const lost: LocalError[] = [];
    const engine = await start({ file: freshFile(), onLost: (error) => lost.push(error) });
    const killed = new Set<number>();
    await until('the report', () => {
      const pid = engine.pid();
      if (pid !== undefined && !killed.has(pid)) {
        killed.add(pid);
        process.kill(pid, 'SIGKILL');
      }
      return lost.length > 0;
    });
    expect(killed.size).toBe(11);
    expect(lost[0]?.message).toContain('10 times');
  });

  it('is refused while another process has the file, and may open it after close', async () => {
    const file = freshFile();
    const engine = await start({ file });
    const refused = await startEngine({ file, env: {} }).catch((error: LocalError) => error);
    expect(refused).toMatchObject({
      code: 'DATA_IN_USE',
      message: expect.stringContaining(String(process.pid)),
    });
    expect(await codeOf(deleteEngineFile(file))).toBe('DATA_IN_USE');
    await engine.close();
    await start({ file });
  });

  it('begins empty after its file was deleted', async () => {
    const file = freshFile();
    const first = await start({ file });
    await (await openTable(first)).write({ put: KEY });
    await first.close();
    await deleteEngineFile(file);
    expect(await (await openTable(await start({ file }))).get(KEY)).toBeUndefined();
  });
});

/** Noise over the first tables' pages, behind an intact header. */
function overwritePages(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(12_288, 0xa5), 0, 12_288, 4_096);
  closeSync(handle);
}

describe('a data file that cannot be used', () => {
  it('is called damaged when it is not a database', async () => {
    const file = freshFile();
    writeFileSync(file, 'This was a database once. '.repeat(100));
    const refused = await start({ file }).catch((error: LocalError) => error);
    expect(refused).toMatchObject({ code: 'DATA_CORRUPT', message: expect.stringContaining('--reset') });
  });

  it('is called damaged when one of its pages was overwritten', async () => {
    const file = freshFile();
    const engine = await start({ file });
    const table = await openTable(engine);
    for (let n = 0; n < 50; n += 1)
      await table.write({ put: { PK: 'a', SK: String(n), text: 'x'.repeat(500) } });
    await engine.close();
    overwritePages(file);
    expect(await codeOf(start({ file }))).toBe('DATA_CORRUPT');
  });

  it('is called unwritable when its directory cannot be made', async () => {
    const notDirectory = freshFile();
    writeFileSync(notDirectory, '');
    const refused = await start({ file: path.join(notDirectory, 'data', 'table.db') }).catch(
      (error: LocalError) => error,
    );
    expect(refused).toMatchObject({ code: 'DATA_UNWRITABLE', message: expect.stringContaining('DATA_DIR') });
  });

  it('is called unwritable when it is a directory', async () => {
    const file = freshFile();
    mkdirSync(file);
    expect(await codeOf(start({ file }))).toBe('DATA_UNWRITABLE');
  });
});
