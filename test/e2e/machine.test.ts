import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../../local/demo/caller.ts';
import { openIssuer } from '../../local/issuer.ts';
import { type Ended, emptyData, printed, processesOn, ROOT, signedIn, terminal } from './processes.ts';

// A machine on which something is wrong: what runs in a terminal ends in sentences, and nothing in a stack.

const { directory, launchServer, tool } = terminal();
const prepared = path.join(directory, 'prepared');
const disk = path.join(directory, 'disk');

const TOOLS: [string, ...string[]][] = [
  ['local/start.ts'],
  ['local/demo.ts'],
  ['local/token.ts', '--as', 'owner'],
  ['tools/verify-ledger.ts'],
  ['tools/verify-rankings.ts'],
  ['tools/rebuild.ts', 'counters'],
  ['tools/requeue.ts'],
];
const BENCHES: [string, ...string[]][] = [['bench/start.ts'], ['bench/rankings.ts', '--records', '1000']];

beforeAll(async () => {
  await emptyData(prepared);
  await openIssuer(prepared);
}, 60_000);

function expectSentences({ stderr }: Pick<Ended, 'stderr'>): void {
  expect(stderr).not.toMatch(/^ {4}at |^Node\.js v/m);
  expect(stderr).toMatch(/^[A-Z].*\.$/m);
}

/** Runs something else than a file of ours, with the environment of one. */
const shell = async (text: string, words: string[], env: Record<string, string> = {}, data = prepared) =>
  launchServer({ directory: data, command: ['sh', '-c', text, 'sh', ...words], env });

const onNode = (file: string) => [process.execPath, path.join(ROOT, file)];

describe.each(TOOLS)('%s', { timeout: 60_000 }, (file, ...args) => {
  it.each([
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL must be one of DEBUG, INFO, WARN, ERROR, SILENT, not 'loud'\.\n/],
    ['PORT', '0', /^PORT must be a number from 1 to 65535, not '0'\.\n/],
  ])('refuses a bad %s with the usage', async (name, value, sentence) => {
    const ended = await tool(file, { directory: prepared, args, env: { [name]: value } });
    expect([ended.status, ended.stdout, ended.stderr]).toEqual([2, '', expect.stringMatching(sentence)]);
    expectSentences(ended);
  });

  it('says in a sentence that DATA_DIR is a file, or lies in one', async () => {
    const data = path.join(directory, 'a-file');
    writeFileSync(data, '');
    for (const place of [data, path.join(data, 'within')]) {
      const ended = await tool(file, { directory: place, args });
      expect([ended.status, ended.stdout]).toEqual([1, '']);
      expectSentences(ended);
    }
  });
});

describe('npm start with a bad LOG_LEVEL', () => {
  it('deletes nothing, also with --reset', async () => {
    const env = { LOG_LEVEL: 'loud' };
    expect((await tool('local/start.ts', { directory: prepared, args: ['--reset'], env })).status).toBe(2);
    expect(existsSync(path.join(prepared, 'table.db'))).toBe(true);
  });
});

describe('npm run verify:ledger', { timeout: 60_000 }, () => {
  it('takes empty variables as not set', async () => {
    const env = { LOG_LEVEL: '', PORT: '', TABLE_NAME: '', DYNAMODB_ENDPOINT: '' };
    const { status, stdout } = await tool('tools/verify-ledger.ts', { directory: prepared, env });
    expect([status, stdout]).toEqual([0, expect.stringContaining('All is well.')]);
  });

  it('says in a sentence what is wrong with a table elsewhere', async () => {
    const noCredentials = { AWS_REGION: 'eu-west-1', AWS_EC2_METADATA_DISABLED: 'true' };
    const elsewhere: [Record<string, string>, RegExp][] = [
      [{ TABLE_NAME: 'elsewhere' }, /Region is missing/],
      [{ TABLE_NAME: 'elsewhere', ...noCredentials }, /credentials/],
      [{ TABLE_NAME: 'elsewhere', DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }, /ECONNREFUSED/],
      [{ TABLE_NAME: 'x' }, /^The environment is not usable\. TABLE_NAME: /],
    ];
    for (const [env, sentence] of elsewhere) {
      const ended = await tool('tools/verify-ledger.ts', { directory: prepared, env });
      expect(ended.stderr).toMatch(sentence);
      expect(ended.status).toBeGreaterThan(0);
      expectSentences(ended);
    }
  });
});

describe.skipIf(!existsSync('/dev/full'))('the output of a terminal tool', { timeout: 60_000 }, () => {
  it.each(TOOLS.slice(2))('to a full disk makes %s fail with a sentence', async (file, ...args) => {
    const { ended } = await shell('exec "$@" >/dev/full', [...onNode(file), ...args]);
    expect(await ended).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^What is printed is lost\. The disk is full \(.*\n$/),
    });
  });

  it('may be read only in part, as by head', async () => {
    const words = onNode('tools/verify-ledger.ts');
    const { ended } = await shell('{ "$@"; echo "status $?" >&2; } | head -1', words);
    expect((await ended).stderr).toBe('status 0\n');
  });
});

// A file system of a few megabytes that only the process and its children see: no root is needed where Linux allows it.
const OWN_DISK = ['unshare', '--user', '--map-root-user', '--mount'];
const TMPFS = 'mount -t tmpfs -o size="$SIZE" tmpfs "$DISK"';
const hasOwnDisk = () => {
  mkdirSync(disk);
  const env = { ...process.env, SIZE: '1m', DISK: disk };
  return spawnSync(OWN_DISK[0] ?? '', [...OWN_DISK.slice(1), 'sh', '-c', TMPFS], { env }).status === 0;
};

describe.skipIf(!hasOwnDisk())('on a full disk', { timeout: 120_000 }, () => {
  const data = path.join(disk, 'data');

  /** Runs a shell text on an empty disk of that size with the command to try as $1 and on. */
  const onDisk = (size: string, text: string, words: string[], env: Record<string, string> = {}) =>
    launchServer({
      directory: data,
      command: [...OWN_DISK, 'sh', '-c', `${TMPFS} && ${text}`, 'sh', ...words],
      env: { SIZE: size, DISK: disk, PREPARED: prepared, ...env },
    });
  const fill = (kilobytes: number) => `head -c ${kilobytes * 1024} /dev/zero >"$DISK/fill" 2>/dev/null;`;

  // From nothing left, over what the lock, the engine's file, the keys and the table take, to the middle of the demo.
  it.each([1024, 1000, 920, 900, 0])(
    'npm start ends in a sentence, with %s of 1,024 KB taken',
    async (taken) => {
      const server = await onDisk('1m', `${fill(taken)} exec "$@"`, onNode('local/start.ts'));
      const ended = await server.ended;
      expect([ended.status, ended.stdout]).toEqual([1, '']);
      expect(ended.stderr).toMatch(
        /^(The disk is full|Fanfare cannot read or write|The table fanfare could not)/m,
      );
      expectSentences(ended);
      expect(processesOn(data)).toEqual([]);
    },
  );

  it('npm start begins anew by itself when there is space again', async () => {
    const text = `${fill(24 * 1024 - 140)} "$@"; rm "$DISK/fill"; exec "$@"`;
    const server = await onDisk('24m', text, onNode('local/start.ts'));
    await printed(server, 'Making the demo program, ', server.stderr);
    expect(server.stderr()).toMatch(/The table fanfare could not[\s\S]*was cut short last time/);
    expect((await server.stop()).status).toBe(0);
  });

  it('npm start, while it runs, says so and goes on when there is space again', async () => {
    const text = 'cp -R "$PREPARED" "$DATA_DIR" && exec "$@"';
    const server = await onDisk('8m', text, onNode('local/start.ts'));
    await printed(server, 'Fanfare is running.', server.stdout);
    // The disk as the server sees it.
    const seen = path.join(`/proc/${server.pid}/root`, disk);
    const bytes = Buffer.alloc(16_384);
    expect(() => {
      for (let file = 0; ; file += 1) writeFileSync(path.join(seen, `fill-${file}`), bytes);
    }).toThrow('ENOSPC');
    await printed(server, 'The disk is full (ENOSPC', server.stderr);
    expect(server.stderr()).toMatch(/^The disk is full .* Until then writes fail\.$/m);

    for (const file of readdirSync(seen).filter((name) => name.startsWith('fill-')))
      rmSync(path.join(seen, file));
    await printed(server, 'The disk can be written again.', server.stderr);
    const member = await signedIn({ ...server, directory: path.join(seen, 'data') }, 'member:1');
    const joined = createCaller(server.url, 'demo', member).run('join', {}, 'member { id }');
    await expect(joined).resolves.toMatchObject({ member: { id: expect.stringMatching(/^mem_/) } });
    expect((await server.stop()).status).toBe(0);
  });

  it.each([...TOOLS.slice(3), ...BENCHES])('%s ends in a sentence', async (file, ...args) => {
    const text = `cp -R "$PREPARED" "$DATA_DIR" && { ${fill(8 * 1024)} exec "$@"; }`;
    const server = await onDisk('6m', text, [...onNode(file), ...args], { TMPDIR: disk });
    const ended = await server.ended;
    expect(ended.status).toBe(1);
    expectSentences(ended);
  });
});
