import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { typeDefs } from '../functions/graphql/generated/schema.ts';
import { type Arguments, runTool, UsageError } from '../tools/terminal/cli.ts';
import { LocalError, reasonOf } from '../tools/terminal/errors.ts';
import { toSdl } from './sdl.ts';

const HELP = `npm run schema -- FILE
npm run -s schema

Writes the schema of the API to a file, in GraphQL's schema language (SDL): for code generators, Relay's compiler, Apollo
and editors. Without a file it is printed. docs/schema.graphql is the same text.`;

async function main({ positionals }: Arguments): Promise<number> {
  const [file, another] = positionals;
  if (another !== undefined) throw new UsageError(`Name one file, not also '${another}'.`);
  const sdl = toSdl(typeDefs);
  if (file === undefined) process.stdout.write(sdl);
  else {
    write(file, sdl);
    console.log(`The schema is in ${path.resolve(file)}.`);
  }
  return 0;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new LocalError(
      'FILE_UNWRITABLE',
      `The schema cannot be written to '${file}' (${reasonOf(error)}). Name a file that you may write, in a directory that is there and has space.`,
    );
  }
}

if (import.meta.main) await runTool(HELP, {}, main, { allowPositionals: true });
