import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { temporaryDirectory } from '../support/machine.ts';

// Violations that are planted into a tree of their own, under the rules of this one: a rule that does not bite is none.

const ROOT = join(import.meta.dirname, '../..');
const bin = (name: string) => join(ROOT, 'node_modules/.bin', name);

/** From the lowest room to the highest: none imports one that stands after it. */
const ROOMS = [
  'platform',
  'table',
  'projection',
  'identity',
  'graphql',
  'features',
  'registry',
  'entrypoints',
];
const OUTSIDE = ['tools', 'bench', 'local', 'infra', 'test'];
/** Which rooms outside functions/ a room outside it must not import. All may import any room of functions/, and bench the bundling. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  tools: ['bench', 'local', 'infra', 'test'],
  local: ['bench', 'infra', 'test'],
  bench: ['infra', 'test'],
  infra: ['tools', 'bench', 'local', 'test'],
};

const planted = temporaryDirectory();
let plants = 0;

function plant(files: Readonly<Record<string, string>>): string {
  plants += 1;
  const directory = join(planted, String(plants));
  for (const name of ['biome.json', 'knip.json', 'tools/lint', 'tsconfig.json', '.gitignore'])
    cpSync(join(ROOT, name), join(directory, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  return directory;
}

/** What a tool says on standard output, also when it finds something. */
async function output(name: string, args: string[], cwd: string): Promise<string> {
  const run = promisify(execFile)(bin(name), args, { cwd, maxBuffer: 10_000_000 });
  const { stdout } = await run.catch((failed: { stdout: string }) => failed);
  return stdout;
}

type Diagnostic = { category: string; message: string; location: { path: string; start: { line: number } } };

/** The messages of the linter, by file and line. */
async function lint(files: Readonly<Record<string, string>>): Promise<Map<string, string[]>> {
  const directory = plant(files);
  await promisify(execFile)('git', ['init', '--quiet'], { cwd: directory });
  const { diagnostics } = JSON.parse(
    await output('biome', ['lint', '--reporter=json', '--max-diagnostics=none', '.'], directory),
  ) as { diagnostics: Diagnostic[] };
  const found = new Map<string, string[]>();
  for (const { message, location } of diagnostics) {
    const place = `${location.path}:${location.start.line}`;
    found.set(place, [...(found.get(place) ?? []), message]);
  }
  return found;
}

describe('the linter', () => {
  test('refuses every import of a room by one that stands below it, and no other', async () => {
    const folderOf = (room: string) =>
      room === 'features' ? 'functions/features/plants' : `functions/${room}`;
    const files = Object.fromEntries(
      ROOMS.map((room) => {
        const up = room === 'features' ? '../../' : '../';
        const lines = [
          ...ROOMS.filter((other) => other !== room).map((other) => `export * from '${up}${other}/x/y.ts';`),
          ...OUTSIDE.map((other) => `export * from '${up}../${other}/x.ts';`),
        ];
        return [`${folderOf(room)}/planted.ts`, `${lines.join('\n')}\n`];
      }),
    );
    const found = await lint(files);
    const wanted = ROOMS.flatMap((room, level) => {
      const others = [...ROOMS.filter((other) => other !== room), ...OUTSIDE];
      return others.flatMap((other, index) => {
        const isAbove = OUTSIDE.includes(other) || ROOMS.indexOf(other) > level;
        return isAbove ? [`${folderOf(room)}/planted.ts:${index + 1}`] : [];
      });
    });
    expect([...found.keys()].sort()).toEqual(wanted.sort());
  });

  test('refuses every import of a room outside functions/ by one that must not know it, and no other', async () => {
    const rooms = Object.entries(FORBIDDEN);
    const othersOf = (room: string) => OUTSIDE.filter((other) => other !== room);
    const files = rooms.flatMap(([room]) =>
      [`${room}/planted.ts`, `${room}/plants/planted.ts`].map((file) => {
        const up = '../'.repeat(file.split('/').length - 1);
        const lines = [
          ...othersOf(room).map((other) => `export * from '${up}${other}/x.ts';`),
          ...ROOMS.map((other) => `export * from '${up}functions/${other}/x.ts';`),
          ...(room === 'bench' ? [`export * from '${up}infra/bundling.ts';`] : []),
        ];
        return [file, `${lines.join('\n')}\n`] as const;
      }),
    );
    const wanted = rooms.flatMap(([room, forbidden]) =>
      othersOf(room).flatMap((other, index) =>
        forbidden.includes(other)
          ? [`${room}/planted.ts:${index + 1}`, `${room}/plants/planted.ts:${index + 1}`]
          : [],
      ),
    );
    const found = await lint(Object.fromEntries(files));
    expect([...found.keys()].sort()).toEqual(wanted.sort());
  });

  test('refuses a circle of files, a foreign store, a read beside a store, and time and chance that no test can drive', async () => {
    const found = await lint({
      'functions/features/codes/one.ts': "import { two } from './two.ts';\nexport const one = () => two;\n",
      'functions/features/codes/two.ts': "import { one } from './one.ts';\nexport const two = () => one;\n",
      'functions/features/codes/store.ts':
        'export const read = (deps: Deps) => deps.table.query({});\nexport const now = Date.now();\n',
      'functions/features/leaderboards/records/one.ts':
        "export * from '../boards/store.ts';\nexport * from '../../codes/store.ts';\n",
      'functions/features/members/operations.ts': [
        "import { read } from '../codes/store.ts';",
        'export const a = (deps: Deps) => [read, deps.table.get({})];',
        'export const b = ({ deps }: Context) => deps.table.batchGet([]);',
        'export const c = ({ context }: Info) => context.deps.table.query({});',
        'export const d = () => new Date();',
        'export const e = () => Math.random();',
        'export const f = (at: string) => new Date(at);',
      ].join('\n'),
    });
    const at = (place: string) => found.get(place) ?? [];
    expect(at('functions/features/leaderboards/records/one.ts:1')).toEqual([]);
    expect(at('functions/features/leaderboards/records/one.ts:2')).toEqual([
      expect.stringContaining("another feature's store"),
    ]);
    expect(at('functions/features/codes/one.ts:1')).toEqual([expect.stringContaining('cycle')]);
    expect(at('functions/features/codes/store.ts:1')).toEqual([]);
    expect(at('functions/features/codes/store.ts:2')).toEqual([expect.stringContaining('Time and chance')]);
    const OPERATIONS = 'functions/features/members/operations.ts';
    expect(at(`${OPERATIONS}:1`)).toEqual([expect.stringContaining("another feature's store")]);
    for (const line of [2, 3, 4])
      expect(at(`${OPERATIONS}:${line}`)).toEqual([expect.stringContaining('Only a store reads')]);
    for (const line of [5, 6])
      expect(at(`${OPERATIONS}:${line}`)).toEqual([expect.stringContaining('Time and chance')]);
    expect(at(`${OPERATIONS}:7`)).toEqual([]);
  });
});

test('knip finds a file that nothing imports, and an export that nobody uses', async () => {
  const directory = plant({
    'package.json': '{ "name": "planted", "type": "module" }',
    'functions/entrypoints/graphql.ts':
      "import { used } from '../platform/used.ts';\nexport const handler = used;\n",
    'functions/platform/used.ts': 'export const used = 1;\nexport const unused = 2;\n',
    'functions/platform/lonely.ts': 'export const lonely = 1;\n',
  });
  const said = await output(
    'knip',
    ['--reporter', 'compact', '--include', 'files,exports', '--no-config-hints'],
    directory,
  );
  expect(said).toContain('functions/platform/lonely.ts');
  expect(said).toMatch(/used\.ts.*unused/);
  expect(said).not.toMatch(/handler/);
});
