import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';

import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';

import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createCaller } from '../../local/demo/caller.ts';
import { plainRequest } from '../../local/plain-request.ts';
import { isRunning, until } from '../support/machine.ts';
import { setup, steps, type Who } from '../support/tour.ts';
import {
  enginePidOf,
  printed,
  processesOn,
  ROOT,
  type Server,
  signedIn,
  terminal,
  untilSound,
} from './processes.ts';

const shell = promisify(execFile);
const lan = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ internal, family }) => !internal && family === 'IPv4')?.address;

/** The tools that read the demo program. */
const READERS: [file: string, args: string[]][] = [
  ['local/demo.ts', []],
  ['local/token.ts', ['--as', 'member:7']],
  ['tools/verify-ledger.ts', []],
  ['tools/verify-rankings.ts', []],
  ['tools/rebuild.ts', ['counters']],
  ['tools/requeue.ts', []],
];
const STILL_MADE = /^The demo program in \S+ is still being made\. Wait until npm start says .*\n$/;
const hasCurl = (process.env.PATH ?? '').split(':').some((place) => existsSync(path.join(place, 'curl')));

const BROWSER = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Safari/604.1';

const { directory, start, launchServer, tool } = terminal();
const data = path.join(directory, 'data');
let server: Server;
let first: string;

beforeAll(async () => {
  server = await start({ directory: data });
  first = server.stdout();
}, 180_000);

/** What stands behind a name in the announcement, such as a token. */
const credential = (announcement: string, name: string) =>
  new RegExp(`^${name} +(\\S+)`, 'm').exec(announcement)?.[1] ?? '';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const owner = async () => createCaller(server.url, 'demo', await signedIn(server, 'owner'));

async function entriesOf(caller: Caller): Promise<string[]> {
  type Entries = { edges: { node: { reason: string | null } }[] };
  const query = '{ me { points { entries(first: 100) { edges { node { reason } } } } } }';
  const { me } = await caller.ask<{ me: { points: { entries: Entries } } }>(query);
  return me.points.entries.edges.map(({ node }) => node.reason ?? '');
}

describe('npm start', { timeout: 180_000 }, () => {
  it('prints addresses that answer, GraphiQL among them', async () => {
    for (const page of [`${server.url}/`, `${server.url}/demo/graphql`]) {
      const answer = await fetch(page, { headers: { accept: 'text/html' } });
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    }
    expect(first).toContain(`GraphiQL        ${server.url}/demo/graphql`);
    const link = /referral link +(\S+)/.exec(first)?.[1] ?? '';
    const landing = await plainRequest(link, { headers: { 'user-agent': BROWSER } });
    expect(landing.status).toBe(302);
    expect(landing.headers.get('location')).toMatch(
      /^https:\/\/example\.com\/moonlight\?fanfare_code=TEA-7&fanfare_click=/,
    );
  });

  it.skipIf(!hasCurl)('prints a curl line that works as it stands', async () => {
    const line = /^curl .*$/m.exec(first)?.[0] ?? '';
    const { stdout } = await shell('sh', ['-c', line]);
    const { data: answer } = JSON.parse(stdout);
    expect(answer.me.displayName).toBeTypeOf('string');
    expect(answer.me.points.available).toBeGreaterThan(0);
  });

  it('prints credentials that grant what their labels say', async () => {
    const as = (name: string, program = 'demo') =>
      createCaller(server.url, program, bearer(credential(first, name)));
    await expect(as('member:7').ask('{ me { id } }')).resolves.toMatchObject({ me: { id: /^mem_/ } });
    await expect(as('organizer').ask('{ pointTotals { netIssued } }')).resolves.toBeDefined();
    await expect(as('owner').ask('{ apiKeys { edges { node { name } } } }')).resolves.toBeDefined();
    const programs = await as('operator', 'operator').ask('{ programs { edges { node { slug } } } }');
    expect(programs).toEqual({ programs: { edges: [{ node: { slug: 'demo' } }] } });
    const shop = createCaller(server.url, 'demo', { 'x-api-key': credential(first, 'partner') });
    await expect(shop.ask('{ member(externalId: "cust-1007") { id } }')).resolves.toMatchObject({
      member: { id: /^mem_/ },
    });
  });

  it.skipIf(!hasCurl)('carries the README’s tour, in a shell as it stands there', async () => {
    const credential = (who: Who) =>
      who === 'KEY' ? '"x-api-key: $KEY"' : `"authorization: Bearer $${who}"`;
    const at = (program: string) => `API=\${API/demo/${program}} `;
    const asked = steps.map(({ query, who }) => {
      const address = who === 'OPERATOR' ? at('operator') : '';
      return `${address}ask ${credential(who)} '${query.replace('127.0.0.1:4000', `127.0.0.1:${server.port}`)}'`;
    });
    const own = '$(npm run -s token -- --program nyc --as owner)';
    asked.push(`${at('nyc')}ask "authorization: Bearer ${own}" '{ program { slug } }'`);
    const script = ['set -euo pipefail', setup, ...asked].join('\n');
    const env = { PATH: process.env.PATH, HOME: directory, PORT: String(server.port), DATA_DIR: data };
    const { stdout, stderr } = await shell('bash', ['-c', script], { cwd: ROOT, env });
    expect(stderr).toBe('');
    const lines = stdout.split('\n').filter((line) => line !== '');
    const answers = lines.map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { data: { createReferralCode: { referralCode: { link: `${server.url}/demo/r/TEA-FOR-TWO` } } } },
      { data: { join: { userErrors: [] } } },
      { data: { claimReferral: { referral: { state: 'ATTRIBUTED' } } } },
      { data: { recordEvents: { results: [{ status: 'RECORDED', referralState: 'PENDING' }] } } },
      {
        data: {
          me: { referrals: { edges: [{ node: { state: 'PENDING', advocatePoints: 500 } }, {}, {}, {}, {}] } },
        },
      },
      { data: { leaderboards: { edges: [{}, {}, {}, {}, {}, {}, {}] } } },
      {
        data: {
          ofAllTime: { season: { around: expect.any(Array) } },
          ofTheMonth: { season: { isCurrent: true } },
        },
      },
      {
        data: { contest: { phase: 'VOTING', openRound: { number: 1 }, entries: { edges: [{}, {}, {}] } } },
      },
      { data: { vote: { ballot: { votesLeft: 2, version: 1 }, userErrors: [] } } },
      { data: { program: { status: 'ACTIVE' }, members: { pageInfo: { hasNextPage: true } } } },
      { data: { awardPoints: { account: { available: 100, pending: 300 } } } },
      { data: { createLeaderboard: { leaderboard: { backfill: { state: 'WAITING' } } } } },
      { data: { createProgram: { program: { slug: 'nyc' } } } },
      { data: { program: { slug: 'nyc' } } },
    ]);
    // The advocate is on the board, with neighbours.
    expect(answers[6].data.ofAllTime.season.around.length).toBeGreaterThan(2);
  });

  it('keeps the data for the next start, on whatever port, with the same partner key, tokens and key of results', async () => {
    const query = '{ member(externalId: "cust-1007") { id } }';
    const { member } = await (await owner()).ask<{ member: { id: string } }>(query);
    const award = { memberId: member.id, points: 5, reason: '다음에도 있어요', idempotencyKey: 'kept' };
    await (await owner()).run('awardPoints', award, 'entry { id }');
    expect((await server.stop('SIGINT')).status).toBe(0);

    const port = server.port;
    const resultKey = path.join(data, 'result-key.json');
    const key = readFileSync(resultKey, 'utf8');
    server = await start({ directory: data });
    expect(readFileSync(resultKey, 'utf8')).toBe(key);
    expect(await (await fetch(`${server.url}/demo/result-keys`)).json()).toEqual({
      keys: expect.any(Array),
    });
    expect(server.port).not.toBe(port);
    expect(server.stderr()).not.toContain('Making the demo program');
    expect(credential(server.stdout(), 'partner')).toBe(credential(first, 'partner'));
    const old = createCaller(server.url, 'demo', bearer(credential(first, 'member:7')));
    expect(await entriesOf(old)).toContain('다음에도 있어요');
  });

  it('says which process holds the data when it is started twice', async () => {
    const { status, stderr, stdout } = await tool('local/start.ts', { directory: data });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^Another Fanfare process \(\d+\) is using .*\. Stop it, or set DATA_DIR/);
  });

  it.each([
    ['HOST', 'my-machine', 2, /^HOST must be an address of this machine/],
    ['HOST', '203.0.113.9', 1, /^This machine has no address 203\.0\.113\.9\. Set HOST/],
    ['ALLOWED_HOSTS', 'http://my-mac.local', 2, /^ALLOWED_HOSTS must be names/],
    ['PORT', 'http', 2, /^PORT must be a number/],
  ])('says in a sentence that it cannot use %s=%s', async (name, value, wanted, sentence) => {
    const elsewhere = path.join(directory, 'elsewhere');
    const { status, stderr } = await tool('local/start.ts', { directory: elsewhere, env: { [name]: value } });
    expect([status, stderr]).toEqual([wanted, expect.stringMatching(sentence)]);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it.skipIf(lan === undefined)('with HOST=0.0.0.0 prints the address to type on a phone', async () => {
    await server.stop();
    server = await start({ directory: data, env: { HOST: '0.0.0.0' } });
    const other = `http://${lan}:${server.port}`;
    expect(server.stdout()).toContain(`on a phone      POST ${other}/demo/graphql`);
    const member = createCaller(other, 'demo', await signedIn(server, 'member:7'));
    type Me = { referralCodes: { edges: { node: { link: string } }[] } };
    const { me } = await member.ask<{ me: Me }>('{ me { referralCodes { edges { node { link } } } } }');
    const links = me.referralCodes.edges.map(({ node }) => node.link);
    expect(links).toContain(`${other}/demo/r/TEA-7`);
    const landing = await fetch(`${other}/demo/r/TEA-7`, {
      redirect: 'manual',
      headers: { 'user-agent': BROWSER },
    });
    expect(landing.status).toBe(302);
    const browser = { headers: { accept: 'text/html' } };
    expect((await fetch(`${other}/demo/graphql`, browser)).status).toBe(403);
    const page = await fetch(`${server.url}/demo/graphql`, browser);
    expect(page.status).toBe(200);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with all its child processes on %s', async (signal) => {
    if (!isRunning(server.pid)) server = await start({ directory: data });
    const engine = enginePidOf(server);
    expect(isRunning(engine)).toBe(true);
    const { status } = await server.stop(signal);
    expect(status).toBe(0);
    expect(isRunning(engine)).toBe(false);
    expect(processesOn(data)).toEqual([]);
  });

  it('ends cleanly when the signal comes twice, as Ctrl-C sends it from the terminal and from npm', async () => {
    if (isRunning(server.pid)) await server.stop();
    const again = await start({ directory: data });
    // A request that is not whole yet keeps it from ending before the second one.
    const request = connect(again.port, '127.0.0.1');
    request.write(
      'POST /demo/graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n',
    );
    await once(request, 'data');
    const ended = again.stop('SIGINT');
    await printed(again, 'Stopping', again.stderr);
    process.kill(again.pid, 'SIGINT');
    request.destroy();
    expect((await ended).status).toBe(0);
    expect(processesOn(data)).toEqual([]);
  });

  it('ends with all its child processes when npm, which started it, is told to end', async () => {
    const env = { npm_config_update_notifier: 'false' };
    const npm = await start({ directory: data, command: ['npm', 'start'], env });
    const engine = enginePidOf(npm);
    await npm.stop('SIGTERM');
    await until('the engine ends', () => !isRunning(engine), 30_000);
    expect(processesOn(data)).toEqual([]);
  });

  it('--reset deletes all data, and a first start that Ctrl-C interrupted is completed by the next one', async () => {
    const cut = await launchServer({ directory: data, args: ['--reset'] });
    await printed(cut, 'Making the demo program', cut.stderr);
    const unfinished = { status: 1, stdout: '', stderr: expect.stringMatching(STILL_MADE) };
    const refused = await Promise.all(READERS.map(([file, args]) => tool(file, { directory: data, args })));
    expect(refused).toEqual(READERS.map(() => unfinished));
    expect((await cut.stop('SIGINT')).status).toBe(0);
    expect(processesOn(data)).toEqual([]);
    expect(await tool('tools/verify-ledger.ts', { directory: data })).toEqual(unfinished);

    server = await start({ directory: data });
    expect(server.stderr()).toContain('was cut short last time');
    const member = createCaller(server.url, 'demo', await signedIn(server, 'member:7'));
    expect(await entriesOf(member)).not.toContain('다음에도 있어요');
    await untilSound(server);
    const rankings = await tool('tools/verify-rankings.ts', { directory: data });
    expect(rankings).toMatchObject({ status: 0, stderr: '' });
    expect(rankings.stdout).toContain('7 leaderboards.');
  });
});

describe('the demo program', { timeout: 60_000 }, () => {
  it('has 300 members and activity over weeks of days', async () => {
    const caller = await owner();
    let members = 0;
    let after: string | null = null;
    do {
      type Page = { members: { edges: object[]; pageInfo: { hasNextPage: boolean; endCursor: string } } };
      const query =
        'query ($after: String) { members(first: 100, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
      const page: Page = await caller.ask(query, { after });
      members += page.members.edges.length;
      after = page.members.pageInfo.hasNextPage ? page.members.pageInfo.endCursor : null;
    } while (after !== null);
    expect(members).toBe(300);

    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    type Days = {
      dailyReferralStats: { clicks: number; attributed: number; rewarded: number; voided: number }[];
    };
    const query =
      'query ($from: Date!, $to: Date!) { dailyReferralStats(from: $from, to: $to) { clicks attributed rewarded voided } }';
    const { dailyReferralStats } = await caller.ask<Days>(query, { from: day(-60), to: day(1) });
    expect(dailyReferralStats.length).toBeGreaterThanOrEqual(40);
    const total = (name: keyof Days['dailyReferralStats'][0]) =>
      dailyReferralStats.reduce((sum, one) => sum + one[name], 0);
    expect(total('clicks')).toBeGreaterThan(500);
    expect(total('attributed')).toBeGreaterThan(80);
    expect(total('rewarded')).toBeGreaterThan(30);
    expect(total('voided')).toBeGreaterThan(2);
  });

  it('gives member:7 points, codes and referrals in several states to show', async () => {
    const app = createCaller(server.url, 'demo', await signedIn(server, 'member:7'));
    type Me = {
      points: { available: number; lifetimeSpent: number };
      referralCodes: { edges: { node: { code: string } }[] };
      referrals: { edges: { node: { state: string } }[] };
    };
    const { me } = await app.ask<{ me: Me }>(
      '{ me { points { available lifetimeSpent } referralCodes { edges { node { code } } } referrals { edges { node { state } } } } }',
    );
    expect(me.points.available).toBeGreaterThan(500);
    expect(me.points.lifetimeSpent).toBeGreaterThan(0);
    expect(me.referralCodes.edges.map(({ node }) => node.code)).toContain('TEA-7');
    const states = new Set(me.referrals.edges.map(({ node }) => node.state));
    expect(states.size).toBeGreaterThanOrEqual(3);
    expect(states).toContain('REWARDED');
  });
});
