import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LocalError, reasonOf } from '../terminal/errors.ts';

/**
 * The one version that is known to work: the stream's indexes and its trimming rely on how this version
 * stores records.
 */
export const ENGINE_VERSION = '1.2.1';

export type ShellEnv = Record<string, string | undefined>;

const ENGINE_PACKAGE = `@dynoxide/${process.platform}-${process.arch}`;

/**
 * Where the engine's executable is: the platform package, else a `dynoxide` on PATH. Throws LocalError
 * ENGINE_MISSING, which names every way to give one, and ENGINE_VERSION when what is there is not the version
 * that is needed.
 */
export function findEngine(env: ShellEnv, packageName: string = ENGINE_PACKAGE): string {
  const binary = inPackage(packageName) ?? onPath(env.PATH ?? '');
  if (binary === undefined) {
    throw new LocalError(
      'ENGINE_MISSING',
      'There is no DynamoDB engine to run on. Either set DYNAMODB_ENDPOINT to one that is running, or install ' +
        `the package ${packageName} (npm ci brings that of x64 Linux), or put dynoxide ${ENGINE_VERSION} from ` +
        'https://github.com/nubo-db/dynoxide/releases on PATH.',
    );
  }
  assertVersion(binary);
  return binary;
}

function inPackage(packageName: string): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return executable(path.join(path.dirname(manifest), 'dynoxide'));
  } catch {
    return undefined;
  }
}

function onPath(searchPath: string): string | undefined {
  const directories = searchPath.split(path.delimiter).filter((directory) => directory !== '');
  return directories
    .map((directory) => executable(path.join(directory, 'dynoxide')))
    .find((found) => found !== undefined);
}

function executable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}

function assertVersion(binary: string): void {
  let answer: string;
  try {
    answer = execFileSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 }).trim();
  } catch (error) {
    throw new LocalError('ENGINE_VERSION', `The engine ${binary} does not run: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  if (answer === `dynoxide ${ENGINE_VERSION}`) return;
  throw new LocalError(
    'ENGINE_VERSION',
    `The engine ${binary} is "${answer}", and Fanfare needs dynoxide ${ENGINE_VERSION}: it looks into that version's file.`,
  );
}
