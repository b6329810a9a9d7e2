import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalError } from '../terminal/errors.ts';
import { machineFault } from '../terminal/machine-fault.ts';
import { ENGINE_VERSION } from './binary.ts';

export const LOOPBACK = '127.0.0.1';
const START_DEADLINE_MILLIS = 10_000;
const STOP_DEADLINE_MILLIS = 2_000;
const OUTPUT_KEPT_CHARACTERS = 4_000;

/** One run of the engine. */
export type EngineProcess = {
  pid: number;
  /** Settles when the process has ended, with what is known of why. Never rejects. */
  ended: Promise<string>;
  /** Ends it and waits: politely first, then not. */
  stop(): Promise<void>;
};

/** Where an engine listens. */
export type EngineAddress = { host: string; port: number };

/**
 * An address of this machine alone, another each time. The engine asks for no password and lets pages of any site read it: one of
 * the internet that tries the ports of 127.0.0.1 finds it nowhere. Elsewhere than on Linux there is only 127.0.0.1.
 */
export async function freeAddress(): Promise<EngineAddress> {
  const part = () => randomInt(1, 255);
  const host = process.platform === 'linux' ? `127.${part()}.${part()}.${part()}` : LOOPBACK;
  return { host, port: await freePort(host) };
}

/** A port that is free at this moment; another program may still be faster. */
export async function freePort(host: string = LOOPBACK): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Runs the engine until it listens and answers. It dies with this process, however this process dies. Throws
 * LocalError PORT_BUSY, DATA_CORRUPT or ENGINE_NOT_STARTED.
 */
export async function runEngine(
  binary: string,
  { host, port }: EngineAddress,
  file: string | undefined,
): Promise<EngineProcess> {
  const storage = file === undefined ? [] : ['--db-path', file];
  // A session of its own: Ctrl-C in the terminal must reach us alone, or the engine is gone before the last
  // request is.
  const child = spawn(binary, ['serve', '--host', host, '--port', String(port), ...storage], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-OUTPUT_KEPT_CHARACTERS);
  });
  const ended = endOf(child, () => output);
  if (child.pid === undefined) throw startFailure(await ended, port, file);
  const disarm = armWatchdog(child.pid);
  void ended.then(disarm);
  try {
    await untilReady(child, () => output, { host, port });
  } catch (error) {
    child.kill('SIGKILL');
    const why = await ended;
    throw error instanceof LocalError ? error : startFailure(why, port, file);
  }
  // An idle engine must not keep a finished script or test alive.
  child.unref();
  (child.stderr as net.Socket).unref();
  return { pid: child.pid, ended, stop: () => stop(child, ended) };
}

/** It is ours when our own child says that it listens there; it is well when it answers with its version. */
async function untilReady(child: ChildProcess, output: () => string, address: EngineAddress): Promise<void> {
  const { host, port } = address;
  const deadline = Date.now() + START_DEADLINE_MILLIS;
  while (Date.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
      throw new Error('ended');
    if (output().includes(`http://${host}:${port}`) && (await answersAsEngine(address))) return;
    await delay(3);
  }
  throw new LocalError(
    'ENGINE_NOT_STARTED',
    `The DynamoDB engine gave no answer within ${START_DEADLINE_MILLIS / 1_000} s.`,
  );
}

function answersAsEngine({ host, port }: EngineAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host, port, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.headers['x-dynoxide-version'] === ENGINE_VERSION);
    });
    request.on('timeout', () => request.destroy()).on('error', () => resolve(false));
  });
}

function endOf(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // 'close' and not 'exit': only then is all that it said on the way out read.
    child.once('close', (code, signal) => {
      const how = signal === null ? `code ${code}` : `signal ${signal}`;
      const said = /error: .+|panicked at .+\n?.*/.exec(output())?.[0].replace(/\s+/g, ' ');
      resolve(said === undefined ? how : `${how}, ${said}`);
    });
  });
}

function startFailure(why: string, port: number, file: string | undefined): LocalError {
  if (/already in use/i.test(why))
    return new LocalError('PORT_BUSY', `Port ${port} is in use by another program.`);
  if (/not a valid SQLite|malformed/i.test(why) && file !== undefined) return corruptFile(file);
  const message = `The DynamoDB engine did not start: it ended with ${why}.`;
  return machineFault(new Error(why)) ?? new LocalError('ENGINE_NOT_STARTED', message);
}

export function corruptFile(file: string): LocalError {
  return new LocalError(
    'DATA_CORRUPT',
    `The data file ${file} is damaged or not a database. Start with --reset to begin anew, or set DATA_DIR to another directory.`,
  );
}

/**
 * A shell that waits on a pipe from this process. However this process ends, `kill -9` included, the pipe
 * closes, and the shell ends the engine. Returns what calls it off.
 */
function armWatchdog(pid: number): () => void {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -9 "$1"', 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without a shell the engine can outlive a killed parent; the next start then finds it by its file and ends
  // it.
  watchdog.on('error', () => undefined);
  watchdog.unref();
  (watchdog.stdin as net.Socket | null)?.unref();
  return () => watchdog.kill('SIGKILL');
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.ref();
  child.kill('SIGTERM');
  const impatience = new AbortController();
  const late = delay(STOP_DEADLINE_MILLIS, true, { signal: impatience.signal }).catch(() => false);
  if ((await Promise.race([ended.then(() => false), late])) === true) child.kill('SIGKILL');
  impatience.abort();
  await ended;
}
