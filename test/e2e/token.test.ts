import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../../local/demo/caller.ts';
import { emptyData, type Server, terminal } from './processes.ts';

const { directory, start, tool } = terminal();
let server: Server;

beforeAll(async () => {
  await emptyData(directory);
  server = await start({ directory });
}, 180_000);

const QUESTIONS = {
  program: '{ program { slug } }',
  members: '{ members { edges { node { id } } } }',
  pointTotals: '{ pointTotals { netIssued } }',
  apiKeys: '{ apiKeys { edges { node { id } } } }',
};

async function printedToken(as: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await tool('local/token.ts', { directory, args: ['--as', as, ...args] });
  expect([status, stderr]).toEqual([0, '']);
  return stdout.trim();
}

/** The questions that a token's bearer gets an answer to. */
async function answered(token: string): Promise<string[]> {
  const caller = createCaller(server.url, 'demo', { authorization: `Bearer ${token}` });
  const open = Object.entries(QUESTIONS).map(async ([name, query]) =>
    caller.ask(query).then(
      () => [name],
      () => [],
    ),
  );
  return (await Promise.all(open)).flat();
}

describe('npm run token', { timeout: 60_000 }, () => {
  it.each([
    ['owner', ['program', 'members', 'pointTotals', 'apiKeys']],
    ['organizer', ['program', 'members', 'pointTotals']],
    ['moderator', ['program', 'members']],
    ['judge', ['program']],
    ['member:7', ['program']],
  ])('--as %s prints a token that the server accepts for that person', async (as, open) => {
    expect(await answered(await printedToken(as))).toEqual(open);
  });

  it('--at prints a token that is good at that instant, and not now', async () => {
    const at = '2031-05-01T12:00:00Z';
    const token = await printedToken('organizer', '--at', at);
    expect(await answered(token)).toEqual([]);
    const headers = { authorization: `Bearer ${token}`, 'x-dev-clock': '2031-05-01T13:00:00.000Z' };
    const then = createCaller(server.url, 'demo', headers);
    expect(await then.ask('{ program { slug } }')).toEqual({ program: { slug: 'demo' } });
    for (const wrong of ['tomorrow', '2031-05-01', '2031-13-01T00:00:00Z']) {
      const { status, stderr } = await tool('local/token.ts', {
        directory,
        args: ['--as', 'organizer', '--at', wrong],
      });
      expect([status, stderr]).toEqual([2, expect.stringContaining('--at must be an instant')]);
    }
  });

  it('--as operator prints a token for the deployment', async () => {
    const authorization = `Bearer ${await printedToken('operator')}`;
    const operator = createCaller(server.url, 'operator', { authorization });
    const programs = await operator.ask('{ programs { edges { node { slug } } } }');
    expect(programs).toEqual({ programs: { edges: [{ node: { slug: 'demo' } }] } });
  });

  it('refuses a directory without data, and creates nothing in it', async () => {
    const empty = path.join(directory, 'nothing-here');
    const { status, stderr } = await tool('local/token.ts', { directory: empty, args: ['--as', 'owner'] });
    expect([status, stderr]).toEqual([1, expect.stringContaining('Run npm start first')]);
    expect(existsSync(empty)).toBe(false);
  });

  it('names an unknown option in one sentence', async () => {
    const { status, stderr } = await tool('local/token.ts', { directory, args: ['--aas', 'owner'] });
    expect([status, stderr.split('\n')[0]]).toEqual([2, "Unknown option '--aas'."]);
  });

  it('prints nothing but the token, short enough to paste', async () => {
    expect(await printedToken('member:7')).toMatch(/^[\w-]+\.[\w-]+\.[\w-]{86}$/);
    expect((await printedToken('member:7')).length).toBeLessThan(400);
  });

  it("makes tokens of another program that open nothing in the demo's", async () => {
    expect(await answered(await printedToken('owner', '--program', 'other'))).toEqual([]);
  });

  it('signs with the keys of DATA_DIR: tokens of another directory open nothing', async () => {
    const elsewhere = path.join(directory, 'elsewhere');
    const { stdout } = await tool('local/token.ts', { directory: elsewhere, args: ['--as', 'owner'] });
    expect(await answered(stdout.trim())).toEqual([]);
  });
});
