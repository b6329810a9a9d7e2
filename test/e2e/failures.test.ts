import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyData, processesOn, ROOT, terminal } from './processes.ts';

const { directory, tool } = terminal();
const place = (name: string) => path.join(directory, name);

/** The one sentence, or two, that the person at the terminal is told; nothing on standard output, and no stack. */
async function complaint(options: Parameters<typeof tool>[1]): Promise<string> {
  const { status, stdout, stderr } = await tool('local/start.ts', options);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(processesOn(options.directory)).toEqual([]);
  return stderr;
}

/** A copy of the program with every package that is installed here but the engine. */
function withoutEngine(): string {
  const root = place('no-engine');
  for (const name of ['local', 'tools', 'functions', 'package.json'])
    cpSync(path.join(ROOT, name), path.join(root, name), { recursive: true });
  mkdirSync(path.join(root, 'node_modules'));
  for (const name of readdirSync(path.join(ROOT, 'node_modules'))) {
    if (name === '@dynoxide') continue;
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(root, 'node_modules', name));
  }
  return root;
}

describe('npm start says in a sentence what keeps it from starting', { timeout: 120_000 }, () => {
  it('when the port is busy', async () => {
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await emptyData(place('busy'));
    expect(await complaint({ directory: place('busy'), port })).toBe(
      `Port ${port} is in use. Stop what listens there, or set PORT to another one.\n`,
    );
    other.close();
  });

  it('when no engine is installed', async () => {
    const said = await complaint({
      directory: place('data'),
      root: withoutEngine(),
      env: { PATH: '/usr/bin:/bin' },
    });
    expect(said).toMatch(
      /^There is no DynamoDB engine to run on\. .*DYNAMODB_ENDPOINT.*@dynoxide\/.*on PATH\.$/m,
    );
  });

  it('when the engine that DYNAMODB_ENDPOINT names does not answer', async () => {
    const env = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await complaint({ directory: place('external'), env })).toMatch(
      /nothing answers there\. Start it, or unset/,
    );
  });

  it('when the data file is no database', async () => {
    mkdirSync(place('corrupt'));
    writeFileSync(path.join(place('corrupt'), 'table.db'), 'This was never a database. '.repeat(500));
    expect(await complaint({ directory: place('corrupt') })).toMatch(
      /is damaged or not a database\. Start with --reset/,
    );
  });

  it.each(['inside of a file', '/proc, which takes none', 'a file'])(
    'when the data directory cannot be made: %s',
    async (what) => {
      writeFileSync(place('a-file'), '');
      const inside = what === 'a file' ? place('a-file') : path.join(place('a-file'), 'data');
      const said = await complaint({ directory: what.startsWith('/proc') ? '/proc/fanfare' : inside });
      expect(said).toMatch(/^Fanfare cannot .* DATA_DIR.*\.$/m);
    },
  );

  it('when the disk is full', async () => {
    mkdirSync(place('full'));
    // The device that is always full stands for the disk.
    symlinkSync('/dev/full', path.join(place('full'), 'running.json'));
    expect(await complaint({ directory: place('full') })).toMatch(
      /^The disk is full \(ENOSPC.*\)\. Free some space/,
    );
  });

  it("when the issuer's keys are damaged", async () => {
    await emptyData(place('keys'));
    writeFileSync(path.join(place('keys'), 'issuer-keys.json'), '{"keys":[]}');
    expect(await complaint({ directory: place('keys') })).toMatch(
      /cannot be read .* Delete it: tokens made so far end\.$/m,
    );
  });
});

describe('a terminal tool called wrongly', { timeout: 60_000 }, () => {
  it.each([
    ['local/start.ts', [], { PORT: 'abc' }, "PORT must be a number from 1 to 65535, not 'abc'."],
    [
      'local/start.ts',
      [],
      { LOG_LEVEL: 'loud' },
      "LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR, SILENT, not 'loud'.",
    ],
    ['local/demo.ts', [], { LOG_LEVEL: 'warn' }, 'LOG_LEVEL must be one of '],
    ['local/token.ts', ['--as', 'owner'], { LOG_LEVEL: '7' }, 'LOG_LEVEL must be one of '],
    ['tools/verify-ledger.ts', [], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of '],
    ['tools/verify-rankings.ts', [], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of '],
    ['tools/rebuild.ts', ['counters'], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of '],
    ['tools/requeue.ts', [], { LOG_LEVEL: 'loud' }, 'LOG_LEVEL must be one of '],
    ['local/start.ts', ['--rest'], {}, "Unknown option '--rest'"],
    [
      'tools/rebuild.ts',
      [],
      {},
      'Say what to rebuild: counters, or board or records with the id of a leaderboard, or all.',
    ],
    ['tools/rebuild.ts', ['board'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['records'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['constructor', 'lbd_1'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['counters', 'lbd_1'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['board', 'lbd_1', 'lbd_2'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['all', 'lbd_1'], {}, 'Say what to rebuild: '],
    ['tools/rebuild.ts', ['counters', '--drop'], {}, '--drop goes with all.'],
    [
      'tools/rebuild.ts',
      ['counters'],
      { npm_lifecycle_event: 'rebuild', npm_config_dry_run: 'true' },
      'as in npm run rebuild -- --dry-run: without them npm keeps --dry-run for itself.',
    ],
    ['tools/requeue.ts', [], { npm_lifecycle_event: 'requeue', npm_config_apply: 'true' }, '-- --apply: '],
    [
      'local/start.ts',
      [],
      { npm_lifecycle_event: 'start', npm_config_reset: 'true' },
      'as in npm start -- --reset: ',
    ],
    ['tools/requeue.ts', ['demo', 'other'], {}, 'Name one program, or none for all.'],
    ['local/schema.ts', ['one.graphql', 'two.graphql'], {}, "Name one file, not also 'two.graphql'."],
    ['local/schema.ts', ['--out', 'one.graphql'], {}, "Unknown option '--out'"],
    ['local/token.ts', [], {}, 'Say whose token it is with --as.'],
    ['local/token.ts', ['--as', 'nobody'], {}, "not 'nobody'."],
    ['local/token.ts', ['--as', 'owner', '--hours', '0'], {}, '--hours must be 1 to 24.'],
    ['local/token.ts', ['--as', 'owner', '--program', 'No such'], {}, "--program must be a program's slug"],
  ])('answers the right usage and status 2: %s %j %j', async (file, args, env, sentence) => {
    const { status, stdout, stderr } = await tool(file, { directory: place('usage'), args, env });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('npm ');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ...['start', 'demo', 'token', 'schema'].map((name) => `local/${name}.ts`),
    ...['verify-ledger', 'verify-rankings', 'rebuild', 'requeue'].map((name) => `tools/${name}.ts`),
  ])('%s --help prints the usage and does nothing', async (script) => {
    const ended = await tool(script, { directory: place('help'), args: ['--help'] });
    expect([ended.status, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toMatch(/^npm /);
    if (!script.startsWith('tools/')) return;
    // What runs on a deployment says how to point it there, and what it ends with.
    for (const word of ['TABLE_NAME', 'AWS_REGION', 'AWS_PROFILE', 'Exit status: 0', '; 1 when', '; 2 when'])
      expect(ended.stdout).toContain(word);
  });
});

describe('a terminal tool without what it needs', { timeout: 60_000 }, () => {
  it.each([
    [
      'local/demo.ts',
      [],
      /^No Fanfare server answers at http:\/\/127\.0\.0\.1:\d+\. Run npm start in another terminal/,
    ],
    ['tools/verify-ledger.ts', [], /^There is no data in .*\. Run npm start first/],
    ['tools/verify-rankings.ts', [], /^There is no data in .*\. Run npm start first/],
    ['tools/requeue.ts', [], /^There is no data in .*\. Run npm start first/],
    ['tools/rebuild.ts', ['counters'], /^There is no data in .*\. Run npm start first/],
    ['tools/rebuild.ts', ['records', 'lbd_1'], /^There is no data in .*\. Run npm start first/],
    ['tools/rebuild.ts', ['board', 'lbd_1'], /^There is no data in .*\. Run npm start first/],
  ])('says what is missing: %s', async (file, args, sentence) => {
    const { status, stdout, stderr } = await tool(file, { directory: place('nothing'), args });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
