import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import binary from 'relay-compiler';
import type { Data } from './api.ts';
import { sampleOf, samples } from './samples.ts';

const ROOT = join(import.meta.dirname, '../..');
export const SDL = readFileSync(join(ROOT, 'docs/schema.graphql'), 'utf8');

export type Run = { status: number | null; output: string };
export type App = ReturnType<typeof openApp>;

/** An app made of the samples of docs/apps.md as they stand there, and of `more` files by their names. */
export function openApp(more: Record<string, string> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-app-'));
  const file = (name: string) => join(directory, name);
  symlinkSync(join(ROOT, 'node_modules'), file('node_modules'));
  mkdirSync(file('src'));
  for (const [name, text] of Object.entries(more)) writeFileSync(join(directory, 'src', name), text);
  for (const { language, name, text } of samples)
    if (language === 'ts') writeFileSync(join(directory, 'src', `${name}`), text);
  writeFileSync(file('schema.graphql'), SDL);
  writeFileSync(file('relay.config.json'), sampleOf('relay.config.json'));

  function run(program: string, args: string[]): Run {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
    if (error !== undefined) throw error;
    return { status, output: stdout + stderr };
  }

  return {
    /** What a module of the app exports. */
    load: (name: string): Promise<Data> => import(/* @vite-ignore */ join(directory, 'src', name)),
    read: (name: string) => readFileSync(join(directory, 'src', name), 'utf8'),
    /** As strict as the project itself, with what browsers have instead of what Node has. */
    checkTypes(): Run {
      const config = {
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: { lib: ['es2024', 'dom', 'dom.iterable'], types: [] },
        include: ['src/*.ts'],
      };
      writeFileSync(file('tsconfig.json'), JSON.stringify(config));
      return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json']);
    },
    compileRelay: (): Run => run(`${binary}`, ['--noWatchman', 'relay.config.json']),
    close: () => rmSync(directory, { recursive: true }),
  };
}
