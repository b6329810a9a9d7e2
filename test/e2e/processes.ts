import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { readEnv } from '../../functions/platform/env.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ensureTable } from '../../local/create-table.ts';
import { openIssuer } from '../../local/issuer.ts';
import { createDemoProgram } from '../../local/seed/program.ts';
import { personOf } from '../../local/token.ts';
import { startEngine } from '../../tools/engine/engine.ts';
import { freePort } from '../../tools/engine/process.ts';
import { engineFile, LOCAL_TABLE, runningNote } from '../../tools/shared/open-table.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';

// The terminal's side of Fanfare: real processes, as a developer starts them.

export const ROOT = path.resolve(import.meta.dirname, '../..');
const START_DEADLINE_MILLIS = 150_000;
const STOP_DEADLINE_MILLIS = 20_000;
const REST_DEADLINE_MILLIS = 60_000;

export type Ended = { status: number | null; stdout: string; stderr: string };
export type Server = {
  url: string;
  port: number;
  directory: string;
  pid: number;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  /** Settles when the process has ended. */
  ended: Promise<Ended>;
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
};
type Options = {
  directory: string;
  port?: number;
  args?: string[];
  env?: Record<string, string>;
  /** Where the program is, when not here. */
  root?: string;
  /** Another way to start it. */
  command?: string[];
};

/** Starts processes for one test file; those still running at its end are stopped, and its directory goes. */
export function terminal() {
  const directory = mkdtempSync(path.join(tmpdir(), 'fanfare-e2e-'));
  const running = new Set<ChildProcess>();
  afterAll(async () => {
    const ends = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)));
    for (const child of running) child.kill('SIGTERM');
    const impatience = setTimeout(() => {
      for (const child of running) child.kill('SIGKILL');
    }, STOP_DEADLINE_MILLIS);
    await Promise.all(ends);
    clearTimeout(impatience);
    rmSync(directory, { recursive: true, force: true });
  });

  function launch(
    [command = '', ...words]: string[],
    { directory: data, port, env = {}, root = ROOT }: Options,
  ) {
    const child = spawn(command, words, {
      cwd: root,
      // A shell's bare environment, and what tools/with-node.sh adds: nothing of the test runner's own may make a difference.
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        DATA_DIR: data,
        LOG_LEVEL: 'ERROR',
        PORT: String(port),
        NODE_COMPILE_CACHE: path.join(ROOT, 'node_modules/.cache/node'),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    const output = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    const ended = new Promise<Ended>((resolve) => {
      child.once('close', (status) => {
        running.delete(child);
        resolve({ status, ...output });
      });
    });
    return { child, output, ended };
  }

  const node = (file: string, { args = [], root = ROOT }: Options) => [
    process.execPath,
    path.join(root, file),
    ...args,
  ];

  /** A tool, from its start to its end. */
  const tool = async (file: string, options: Options): Promise<Ended> =>
    launch(node(file, options), { port: await freePort(), ...options }).ended;

  /** A server that is coming up: it may not get there. */
  async function launchServer(options: Options): Promise<Server> {
    const port = options.port ?? (await freePort());
    const command = options.command ?? node('local/start.ts', options);
    const { child, output, ended } = launch(command, { ...options, port });
    return {
      url: `http://127.0.0.1:${port}`,
      port,
      directory: options.directory,
      pid: child.pid ?? 0,
      stdout: () => output.stdout,
      stderr: () => output.stderr,
      ended,
      stop: (signal = 'SIGTERM') => {
        child.kill(signal);
        return ended;
      },
    };
  }

  /** A server that says that it is running. */
  async function start(options: Options): Promise<Server> {
    const server = await launchServer(options);
    await printed(server, 'Fanfare is running.', () => server.stdout());
    return server;
  }

  return { directory, tool, launchServer, start };
}

/** Waits until a server has printed something. */
export async function printed(server: Server, text: string, output: () => string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MILLIS;
  let isOver = false;
  void server.ended.then(() => {
    isOver = true;
  });
  while (!output().includes(text)) {
    if (isOver) throw new Error(`The server ended without "${text}": ${server.stderr()}`);
    if (Date.now() > deadline) throw new Error(`The server never said "${text}": ${server.stderr()}`);
    await delay(20);
  }
}

/** Data with the demo program and nothing in it: a start on it makes no demo data, which takes its time. */
export async function emptyData(directory: string): Promise<void> {
  const engine = await startEngine({ file: engineFile(directory), env: { PATH: process.env.PATH } });
  try {
    const deps = depsAt(engine.endpoint);
    await ensureTable(deps.table.client, LOCAL_TABLE);
    await createDemoProgram(deps, undefined);
  } finally {
    await engine.close();
  }
}

const depsAt = (endpoint: string): Deps =>
  createDeps(
    readEnv({ TABLE_NAME: LOCAL_TABLE, STAGE: 'local', LOG_LEVEL: 'SILENT', DYNAMODB_ENDPOINT: endpoint }),
  );

/** The table of a running server. */
export function tableOf({ directory }: Server): Deps {
  const { endpoint } = JSON.parse(readFileSync(runningNote(directory), 'utf8')) as { endpoint: string };
  return depsAt(endpoint);
}

/** The engine process of a running server. */
export function enginePidOf({ directory }: Server): number {
  const owner = JSON.parse(readFileSync(`${engineFile(directory)}.owner`, 'utf8')) as { enginePid: number };
  return owner.enginePid;
}

/** Processes that have this path in their command line, such as an engine on a file in it. */
export function processesOn(directory: string): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  });
}

/** Waits until the stream has come to rest and everything that verify:ledger checks is well. */
export async function untilSound(server: Server): Promise<void> {
  const deps = tableOf(server);
  const deadline = Date.now() + REST_DEADLINE_MILLIS;
  for (;;) {
    const problems = problemsOf(await verify(deps));
    if (problems.length === 0) break;
    if (Date.now() > deadline) throw new Error(problems.slice(0, 20).join('\n'));
    await delay(100);
  }
  deps.table.client.destroy();
}

/** A development token's header, as `npm run token` makes it. */
export async function signedIn({ directory }: Server, as: string, program = 'demo') {
  const issuer = await openIssuer(directory);
  return { authorization: `Bearer ${await issuer.issueToken(personOf(as, program))}` };
}
