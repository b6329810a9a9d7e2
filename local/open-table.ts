import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Deps } from '../functions/platform/deps.ts';
import { createDeps } from '../functions/platform/deps.ts';
import { ENV, readEnv } from '../functions/platform/env.ts';
import { localSettings } from './cli.ts';
import { startEngine } from './engine.ts';
import { LocalError } from './errors.ts';

export const LOCAL_TABLE = 'fanfare';
export const engineFile = (directory: string) => join(directory, 'table.db');

const runningFile = (directory: string) => join(directory, 'running.json');

/** Notes where the engine of a running server answers, so that tools can work beside it. Returns what takes the note away. */
export function noteRunning(directory: string, endpoint: string): () => void {
  writeFileSync(runningFile(directory), JSON.stringify({ endpoint }));
  return () => rmSync(runningFile(directory), { force: true });
}

export type OpenTable = { deps: Deps; where: string; close(): Promise<void> };

/**
 * The table that a tool works on: the one that TABLE_NAME names (with the AWS credentials of the environment, or at
 * DYNAMODB_ENDPOINT), else the local server's, whether it runs or not. Throws LocalError when there is none.
 */
export async function openTable(env: Record<string, string | undefined> = process.env): Promise<OpenTable> {
  const quiet = { [ENV.stage]: 'local', [ENV.logLevel]: 'SILENT', ...env };
  const named = env[ENV.tableName];
  if (named !== undefined) {
    return { deps: createDeps(readEnv(quiet)), where: `table ${named}`, close: async () => undefined };
  }
  const { directory } = localSettings(env);
  const running = await runningEndpoint(directory);
  const engine = running === undefined ? await ownEngine(directory, env) : undefined;
  const endpoint = running ?? engine?.endpoint ?? '';
  const deps = createDeps(
    readEnv({ ...quiet, [ENV.tableName]: LOCAL_TABLE, [ENV.dynamodbEndpoint]: endpoint }),
  );
  const where = `the local table in ${directory}${running === undefined ? '' : ' (the server is running)'}`;
  return { deps, where, close: async () => engine?.close() };
}

async function runningEndpoint(directory: string): Promise<string | undefined> {
  if (!existsSync(runningFile(directory))) return undefined;
  const { endpoint } = JSON.parse(readFileSync(runningFile(directory), 'utf8')) as { endpoint: string };
  // A server that was killed leaves its note behind.
  return fetch(endpoint, { signal: AbortSignal.timeout(2_000) }).then(
    () => endpoint,
    () => undefined,
  );
}

async function ownEngine(directory: string, env: Record<string, string | undefined>) {
  const file = engineFile(directory);
  const external = env.DYNAMODB_ENDPOINT !== undefined && env.DYNAMODB_ENDPOINT !== '';
  if (!external && !existsSync(file)) {
    throw new LocalError(
      'DATA_MISSING',
      `There is no data in ${directory}. Run npm start first, or set DATA_DIR or TABLE_NAME.`,
    );
  }
  return startEngine({ file, env });
}
