import { setTimeout as delay } from 'node:timers/promises';
import { LocalError, reasonOf } from '../terminal/errors.ts';
import { findEngine, type ShellEnv } from './binary.ts';
import { claimEngineFile, type EngineFile } from './file.ts';
import { type EngineAddress, type EngineProcess, freeAddress, runEngine } from './process.ts';

export type EngineOptions = {
  /** The database file of a lasting engine. Without it the data lives in memory and ends with the engine. */
  file?: string | undefined;
  /** Where DYNAMODB_ENDPOINT and PATH are read; process.env unless given. */
  env?: ShellEnv;
  /** Told about every restart, in a sentence. */
  onNotice?: (sentence: string) => void;
  /** Told once, when the engine has ended by itself and will not be back: requests fail from now on. */
  onLost?: (error: LocalError) => void;
};

/** A DynamoDB to work with. */
export type Engine = {
  endpoint: string;
  /** 'external' is DYNAMODB_ENDPOINT's: nothing was started, and nothing is stopped. */
  storage: 'external' | 'file' | 'memory';
  /** The engine process of this moment; undefined for an external one. */
  pid(): number | undefined;
  /**
   * Deletes consumed stream records of a table up to and with this one (at most 5,000 a call, the newest
   * always stays). Only a file can be trimmed: returns 0 elsewhere, and when the file is busy. Safe beside a
   * working engine.
   */
  trimStream(tableName: string, throughSequenceNumber: string): number;
  close(): Promise<void>;
};

/** A request that ends the engine is sent again by the SDK, so one request can take several restarts. */
const MAX_RESTARTS = 10;
const RESTART_WINDOW_MILLIS = 60_000;
const PORT_ATTEMPTS = 5;

/**
 * Starts the engine, or uses the one that DYNAMODB_ENDPOINT names. One with a file is restarted, on its address
 * and file, when it ends by itself, at most 10 times a minute. Throws LocalError with a sentence for the
 * user.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const env = options.env ?? process.env;
  const external = env.DYNAMODB_ENDPOINT ?? '';
  if (external !== '') return externalEngine(external);
  const binary = findEngine(env);
  const file = options.file === undefined ? undefined : await claimEngineFile(options.file);
  try {
    const { address, run } = await runOnFreePort(binary, file);
    let closing: Promise<void> | undefined;
    const supervised = supervise(binary, address, run, file, options);
    return {
      endpoint: `http://${address.host}:${address.port}`,
      storage: file === undefined ? 'memory' : 'file',
      pid: supervised.pid,
      trimStream: (tableName, through) => trimQuietly(file, tableName, through),
      close: () => {
        closing ??= supervised.stop().then(() => file?.release());
        return closing;
      },
    };
  } catch (error) {
    file?.release();
    throw error;
  }
}

async function externalEngine(endpoint: string): Promise<Engine> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    throw new LocalError(
      'ENDPOINT_UNREACHABLE',
      `DYNAMODB_ENDPOINT is ${endpoint}, and nothing answers there. Start it, or unset the variable to use the built-in engine.`,
      { cause: error },
    );
  }
  return {
    endpoint,
    storage: 'external',
    pid: () => undefined,
    trimStream: () => 0,
    close: async () => undefined,
  };
}

type Run = { address: EngineAddress; run: EngineProcess };

async function runOnFreePort(binary: string, file: EngineFile | undefined): Promise<Run> {
  for (let attempt = 1; ; attempt += 1) {
    const address = await freeAddress();
    try {
      return { address, run: await runOn(binary, address, file) };
    } catch (error) {
      const taken = error instanceof LocalError && error.code === 'PORT_BUSY';
      if (!taken || attempt === PORT_ATTEMPTS) throw error;
    }
  }
}

async function runOn(
  binary: string,
  address: EngineAddress,
  file: EngineFile | undefined,
): Promise<EngineProcess> {
  const run = await runEngine(binary, address, file?.path);
  try {
    file?.noteEngine(run.pid);
    file?.addStreamIndexes();
    return run;
  } catch (error) {
    await run.stop();
    throw error;
  }
}

function trimQuietly(file: EngineFile | undefined, tableName: string, through: string): number {
  if (file === undefined) return 0;
  try {
    return file.trimStream(tableName, through);
  } catch {
    // Busy, or between two runs of the engine: the next call trims these records too.
    return 0;
  }
}

function supervise(
  binary: string,
  address: EngineAddress,
  first: EngineProcess,
  file: EngineFile | undefined,
  options: EngineOptions,
) {
  let current: EngineProcess | undefined = first;
  let stopping = false;
  const lost = (why: string) => {
    current = undefined;
    const error = new LocalError('ENGINE_LOST', `The DynamoDB engine has ended (${why}).`);
    if (options.onLost === undefined) process.stderr.write(`${error.message}\n`);
    else options.onLost(error);
  };
  const watch = async () => {
    let why = await first.ended;
    const restarts: number[] = [];
    while (!stopping) {
      if (file === undefined) return lost(`${why}; it kept its data in memory, so all of it is gone`);
      const recent = restarts.filter((at) => at > Date.now() - RESTART_WINDOW_MILLIS);
      if (recent.length >= MAX_RESTARTS)
        return lost(`${why}; it was restarted ${MAX_RESTARTS} times within a minute`);
      restarts.push(Date.now());
      options.onNotice?.(`The DynamoDB engine ended (${why}) and is started again.`);
      try {
        current = await runOn(binary, address, file);
        if (stopping) await current.stop();
        why = await current.ended;
      } catch (error) {
        why = reasonOf(error);
        if (error instanceof LocalError && error.code === 'DATA_CORRUPT') return lost(why);
        await delay(100 * recent.length);
      }
    }
  };
  const watching = watch();
  return {
    pid: () => current?.pid,
    stop: async () => {
      stopping = true;
      await current?.stop();
      await watching;
    },
  };
}
