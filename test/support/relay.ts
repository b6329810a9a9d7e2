import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import binary from 'relay-compiler';

/** What the compiler said, and the queries that it wrote, by name. */
export type Compiled = { status: number | null; output: string; queries: Map<string, string> };

/** Runs Relay's compiler on an SDL and on modules, each of one name with the GraphQL in it. */
export function compileForRelay(sdl: string, modules: Record<string, string>): Compiled {
  if (binary === null) throw new Error('relay-compiler has no program for this machine.');
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-relay-'));
  try {
    const config = {
      src: './src',
      schema: './schema.graphql',
      language: 'typescript',
      persistConfig: { file: './queries.json' },
    };
    mkdirSync(join(directory, 'src'));
    writeFileSync(join(directory, 'schema.graphql'), sdl);
    writeFileSync(join(directory, 'queries.json'), '{}');
    writeFileSync(join(directory, 'relay.config.json'), JSON.stringify(config));
    for (const [name, graphql] of Object.entries(modules))
      writeFileSync(join(directory, 'src', `${name}.ts`), `graphql\`${graphql}\`;\n`);
    const { status, stdout, stderr, error } = spawnSync(binary, ['--noWatchman', 'relay.config.json'], {
      cwd: directory,
      encoding: 'utf8',
    });
    if (error !== undefined) throw error;
    const texts: string[] = Object.values(JSON.parse(readFileSync(join(directory, 'queries.json'), 'utf8')));
    const queries = new Map(texts.map((text) => [/\bquery (\w+)/.exec(text)?.[1] ?? '', text]));
    return { status, output: stdout + stderr, queries };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
