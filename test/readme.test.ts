import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildASTSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { typeDefs } from '../functions/graphql/generated/schema.ts';
import { type Credential, startApi } from './support/api.ts';
import { steps, type Who } from './support/tour.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: ROOT })];

test('every GraphQL example of the README is valid, and all are in its tour', () => {
  const schema = buildASTSchema(typeDefs);
  expect(steps.length).toBe([...read('README.md').matchAll(/```graphql/g)].length);
  for (const { query } of steps) expect(validate(schema, parse(query)), query).toEqual([]);
});

const DAYS = [
  ['on an ordinary day', '2026-11-02T03:00:00.000Z', '2026-11'],
  ['on the first of a month', '2027-01-31T15:00:00.000Z', '2027-02'],
  ['on 31 January', '2027-01-31T03:00:00.000Z', '2027-01'],
  ['on 29 February', '2028-02-29T14:00:00.000Z', '2028-02'],
  ['at New Year', '2026-12-31T15:00:01.000Z', '2027-01'],
  ['when it is New Year in UTC', '2027-01-01T00:00:00.000Z', '2027-01'],
  ['a minute before midnight at the end of a month', '2026-11-30T14:59:00.000Z', '2026-11'],
  ['a minute before midnight at the end of a year', '2026-12-31T14:59:00.000Z', '2026-12'],
] as const;

test.each(DAYS)(
  'each step of the README’s tour answers what the README says, %s',
  async (_when, at, month) => {
    const api = await startApi();
    try {
      api.clock.set(new Date(at));
      await api.createProgram({ slug: 'demo' });
      const credentials: Record<Who, Credential> = {
        MEMBER: await api.join('demo', 'member:7'),
        FRIEND: { token: await api.token('demo', { subject: 'member:9001' }) },
        KEY: { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) },
        ORGANIZER: { token: await api.as('demo', 'ORGANIZER') },
        OPERATOR: { token: await api.operator() },
      };
      const answers = [];
      for (const { query, who } of steps) {
        const address = who === 'OPERATOR' ? 'operator' : 'demo';
        const here = query.replace('http://127.0.0.1:4000', api.url);
        answers.push(await api.ok(address, here, {}, credentials[who]));
      }
      expect(answers).toMatchObject([
        { createReferralCode: { referralCode: { status: 'CLAIMABLE' }, userErrors: [] } },
        { join: { member: { publicName: 'Björn E.' }, userErrors: [] } },
        { claimReferral: { referral: { state: 'ATTRIBUTED' }, userErrors: [] } },
        { recordEvents: { results: [{ status: 'RECORDED', referralState: 'PENDING' }], userErrors: [] } },
        {
          me: {
            points: { available: 0, pending: 500 },
            referrals: { edges: [{ node: { state: 'PENDING' } }] },
          },
        },
        { leaderboards: { edges: [{ node: { season: { me: null } } }, {}, {}, {}] } },
        {
          ofAllTime: { name: 'Points of all time', season: { around: [] } },
          ofTheMonth: { name: 'Points of the month', season: { key: month, isCurrent: true } },
        },
        // The demo's contests are not here; test/e2e/start.test.ts asks for them.
        { contest: null },
        { vote: { ballot: null, userErrors: [{ code: 'NOT_FOUND' }] } },
        { program: { status: 'ACTIVE' }, members: { pageInfo: { hasNextPage: false } } },
        {
          awardPoints: { entry: { kind: 'EARN' }, account: { available: 100, pending: 300 }, userErrors: [] },
        },
        { createLeaderboard: { leaderboard: { backfill: { state: 'WAITING' } }, userErrors: [] } },
        { createProgram: { program: { slug: 'nyc' }, userErrors: [] } },
      ]);
      const own = { token: await api.as('nyc', 'OWNER') };
      expect(await api.ok('nyc', '{ program { slug } apiKeys { edges { cursor } } }', {}, own)).toEqual({
        program: { slug: 'nyc' },
        apiKeys: { edges: [] },
      });
    } finally {
      await api.close();
    }
  },
);

test('every link between the documentation pages leads to a file that exists', () => {
  for (const page of pages) {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    for (const target of links.filter((one) => !/^https?:/.test(one))) {
      expect(existsSync(join(ROOT, dirname(page), target)), `${page} links to ${target}`).toBe(true);
    }
  }
});

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

test('every link to a heading leads to one that exists', () => {
  for (const page of pages) {
    for (const [, target = '', anchor] of read(page).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)) {
      const other = target === '' ? page : join(dirname(page), target);
      expect(anchorsOf(other), `${page} links to ${target}#${anchor}`).toContain(anchor);
    }
  }
});

test('every npm command that the documentation names exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const page of pages) {
    const named = [...read(page).matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name]) => name ?? '');
    for (const name of named) expect(scripts, `${page} names npm run ${name}`).toHaveProperty([name]);
  }
});

test('CI calls exactly the test command of the README', () => {
  const command = 'npm ci && npm test';
  expect(read('README.md')).toContain(`\n${command}\n`);
  expect(read('.ci/run').split('\n')).toContain(command);
});
