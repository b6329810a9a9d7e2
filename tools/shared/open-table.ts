import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createBucket } from '../../functions/platform/bucket.ts';
import { ENV, readEnv } from '../../functions/platform/env.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { programKey } from '../../functions/table/keys.ts';
import { bucketDirectory, bucketWhenAsked } from '../engine/bucket-server.ts';
import { type Engine, startEngine } from '../engine/engine.ts';
import { localSettings } from '../terminal/cli.ts';
import { makeDirectory } from '../terminal/directory.ts';
import { LocalError } from '../terminal/errors.ts';
import { demoUnfinished, isUnfinished } from './unfinished.ts';

export const LOCAL_TABLE = 'fanfare';
export const engineFile = (directory: string) => join(directory, 'table.db');

/** There while a server runs on the data, or when one was killed. */
export const runningNote = (directory: string) => join(directory, 'running.json');

/** Notes where the engine of a running server answers, so that tools can work beside it. Returns what takes the note away. */
export function noteRunning(directory: string, endpoint: string): () => void {
  makeDirectory(directory);
  writeFileSync(runningNote(directory), JSON.stringify({ endpoint }));
  return () => rmSync(runningNote(directory), { force: true });
}

const NOTED_MILLIS = 5_000;

export type OpenTable = { deps: Deps; where: string; close(): Promise<void> };

/**
 * The table that a tool works on: the one that TABLE_NAME names (with the AWS credentials of the environment, or at
 * DYNAMODB_ENDPOINT), else the local server's, whether it runs or not. With it goes the bucket that RESULTS_BUCKET names, or the
 * local one. Throws LocalError when there is none, or when its
 * demo program is still being made.
 */
export async function openTable(env: Record<string, string | undefined> = process.env): Promise<OpenTable> {
  const quiet = { [ENV.stage]: 'local', ...env, [ENV.logLevel]: env[ENV.logLevel] || 'SILENT' };
  const named = env[ENV.tableName] || undefined;
  if (named !== undefined) {
    const settings = readEnv(quiet);
    const { resultsBucket } = settings;
    const given = resultsBucket === undefined ? {} : { bucket: createBucket(resultsBucket) };
    return { deps: createDeps(settings, given), where: `table ${named}`, close: async () => undefined };
  }
  const { directory } = localSettings(env);
  if (isUnfinished(directory)) throw demoUnfinished(directory);
  const { endpoint, engine } = await localEngine(directory, env);
  // Files: a server of our own reads them as well as that of a server that runs.
  const files = bucketWhenAsked(bucketDirectory(directory));
  const deps = createDeps(
    readEnv({ ...quiet, [ENV.tableName]: LOCAL_TABLE, [ENV.dynamodbEndpoint]: endpoint }),
    { bucket: files.bucket },
  );
  const close = async () => {
    await files.close();
    await engine?.close();
  };
  if (!(await isDemoFinished(deps, directory))) {
    await close();
    throw demoUnfinished(directory);
  }
  const where = `the local table in ${directory}${engine === undefined ? ' (the server is running)' : ''}`;
  return { deps, where, close };
}

/** The mark is set before the program is made, so whoever sees the program can trust that there is no mark. */
async function isDemoFinished(deps: Deps, directory: string): Promise<boolean> {
  try {
    // Whether it can be read is for the tool to say: some are there for the day on which it cannot.
    return (
      (await deps.table.get(programKey('demo'), { consistent: true })) !== undefined &&
      !isUnfinished(directory)
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

/** An engine of our own on the data, or the running server's, which holds the data's lock. */
async function localEngine(
  directory: string,
  env: Record<string, string | undefined>,
): Promise<{ endpoint: string; engine?: Engine }> {
  const file = engineFile(directory);
  const isExternal = (env.DYNAMODB_ENDPOINT ?? '') !== '';
  if (!isExternal && !existsSync(file)) {
    throw new LocalError(
      'DATA_MISSING',
      `There is no data in ${directory}. Run npm start first, or set DATA_DIR or TABLE_NAME.`,
    );
  }
  try {
    const engine = await startEngine({ file, env });
    return { endpoint: engine.endpoint, engine };
  } catch (error) {
    const isInUse = error instanceof LocalError && error.code === 'DATA_IN_USE';
    const endpoint = isInUse ? await notedEndpoint(directory) : undefined;
    if (endpoint === undefined) throw error;
    return { endpoint };
  }
}

/** Where a running server's engine answers. A note that a killed server left behind counts for nothing. */
async function notedEndpoint(directory: string): Promise<string | undefined> {
  try {
    const { endpoint } = JSON.parse(readFileSync(runningNote(directory), 'utf8')) as { endpoint: string };
    await fetch(endpoint, { signal: AbortSignal.timeout(NOTED_MILLIS) });
    return endpoint;
  } catch {
    return undefined;
  }
}
