import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildASTSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { typeDefs } from '../functions/graphql/generated/schema.ts';
import { startApi } from './support/api.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md', { cwd: ROOT })];

const examples = [...read('README.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');

test('every GraphQL example of the README is valid', () => {
  const schema = buildASTSchema(typeDefs);
  expect(examples.length).toBeGreaterThan(5);
  for (const example of examples) expect(validate(schema, parse(example)), example).toEqual([]);
});

test('the README’s tour does what it says, step by step', async () => {
  const api = await startApi();
  try {
    await api.createProgram({ slug: 'demo' });
    const advocate = await api.join('demo', 'member:7');
    const friend = { token: await api.token('demo', { subject: 'member:9001' }) };
    const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    // In the order of the page: share, join, claim, buy, look, rank, rank, look, thank, define.
    const app = [advocate, friend, friend, partner, advocate, advocate, advocate];
    const credentials = [...app, organizer, organizer, organizer];
    expect(examples.length).toBe(credentials.length);
    const answers = [];
    for (const [place, credential] of credentials.entries()) {
      answers.push(await api.ok('demo', examples[place] ?? '', {}, credential));
    }
    expect(answers).toMatchObject([
      { createReferralCode: { referralCode: { status: 'CLAIMABLE' }, userErrors: [] } },
      { join: { member: { publicName: 'Björn E.' }, userErrors: [] } },
      { claimReferral: { referral: { state: 'ATTRIBUTED' }, userErrors: [] } },
      { recordEvents: { results: [{ status: 'RECORDED', referralState: 'PENDING' }], userErrors: [] } },
      { me: { points: { active: 0, pending: 500 }, referrals: { edges: [{ node: { state: 'PENDING' } }] } } },
      { leaderboards: { edges: [{ node: { me: null } }, {}, {}, {}] } },
      {
        leaderboard: {
          name: 'Points of the month',
          season: { key: '2026-10', isCurrent: false },
          around: [],
        },
      },
      { program: { status: 'ACTIVE' }, members: { pageInfo: { hasNextPage: false } } },
      { awardPoints: { entry: { kind: 'EARN' }, account: { active: 100, pending: 300 }, userErrors: [] } },
      { createLeaderboard: { leaderboard: { backfill: { state: 'WAITING' } }, userErrors: [] } },
    ]);
  } finally {
    await api.close();
  }
});

test('every link between the pages leads to a file that is there', () => {
  for (const page of pages) {
    const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? '');
    for (const target of links.filter((one) => !/^https?:/.test(one))) {
      expect(existsSync(join(ROOT, dirname(page), target)), `${page} links to ${target}`).toBe(true);
    }
  }
});

test('every npm command that the pages name exists', () => {
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
