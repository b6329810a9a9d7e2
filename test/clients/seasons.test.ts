import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings } from '../support/drivers.ts';
import { createSession } from './session.ts';

// Two seasons of one leaderboard in the caches of real clients: last month's ranks are never shown as today's.

let api: Api;
let owner: Credential;
let token: string;
const ids: Record<string, string> = {};
let awards = 0;

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  owner = { token: await api.as('demo', 'OWNER') };
  for (const person of ['ann', 'bob', 'cat']) {
    const joined = await api.join('demo', person, { displayName: person, visibility: 'FULL' });
    ids[person] = joined.memberId;
  }
  await award({ ann: 30, bob: 20, cat: 10 });
  api.clock.set(new Date('2026-12-05T03:00:00.000Z'));
  await api.tick();
  await award({ ann: 1, bob: 900, cat: 20 });
  const boards = '{ leaderboards { edges { node { id seasonKind metric } } } }';
  const { leaderboards } = await api.ok('demo', boards, {}, owner);
  ids.monthly = leaderboards.edges.find(
    ({ node }: Data) => node.metric === 'POINTS_EARNED' && node.seasonKind === 'MONTH',
  ).node.id;
  token = await api.token('demo', { subject: 'ann' });
});
afterAll(() => api.close());

async function award(points: Record<string, number>): Promise<void> {
  for (const [name, amount] of Object.entries(points)) {
    awards += 1;
    const input = { memberId: ids[name], points: amount, reason: 'test', idempotencyKey: `award-${awards}` };
    await api.mutate('demo', 'awardPoints', input, '__typename', owner);
  }
  await api.drain();
}

const FIELDS = `fragment Entry on LeaderboardRecord { id rank score subject { subjectId kind publicName } }
  fragment Season on LeaderboardSeason { id key isCurrent totalCount
    top(first: 2) { edges { cursor node { ...Entry } } pageInfo { hasNextPage endCursor } }
    me { ...Entry } record(subjectId: $bob) { ...Entry } }`;
const NOW = `query ($board: ID!, $bob: ID!) { leaderboard(id: $board) { id name season { ...Season } } } ${FIELDS}`;
const PAST = `query ($board: ID!, $bob: ID!) {
  leaderboard(id: $board) { id season(key: "2026-11") { ...Season } } } ${FIELDS}`;
const BOTH = `query ($board: ID!, $bob: ID!) { leaderboard(id: $board) { id
  now: season { ...Season } past: season(on: "2026-11-30") { ...Season } } } ${FIELDS}`;

/** What a screen shows of a season: who leads it with what, then the two records. */
const ranks = ({ key, top, me, record }: Data) => [
  key,
  ...top.edges.map(({ node }: Data) => `${node.rank} ${node.subject.publicName} ${node.score}`),
  `me ${me.rank} ${me.score}`,
  `bob ${record.rank} ${record.score}`,
];
const NOVEMBER = ['2026-11', '1 ann 30', '2 bob 20', 'me 1 30', 'bob 2 20'];

describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  expectNoWarnings();
  let driver: Driver;
  let variables: Record<string, unknown>;
  beforeEach(() => {
    const session = createSession(token, async () => token);
    driver = createDriver({ url: `${api.url}/demo/graphql`, session });
    variables = { board: ids.monthly, bob: ids.bob };
  });
  /** As the API answers a client that knows nothing. */
  async function today(): Promise<string[]> {
    const { leaderboard } = await api.ok('demo', NOW, variables, { token });
    return ranks(leaderboard.season);
  }

  test('shows two seasons side by side, each with its own ranks, `me` and `record`', async () => {
    const december = await today();
    const { data } = await driver.ask(BOTH, variables);
    expect([ranks(data.leaderboard.now), ranks(data.leaderboard.past)]).toEqual([december, NOVEMBER]);
    expect((await driver.ask(BOTH, variables)).data).toEqual(data);
  });

  test('keeps the season on screen when another is read', async () => {
    const screens = { now: driver.open(NOW, variables), past: driver.open(PAST, variables) };
    const shown = () =>
      Object.values(screens).map((screen) => ranks(screen.latest().data.leaderboard.season));
    await driver.ask(NOW, variables);
    await driver.ask(PAST, variables);
    const before = await today();
    await expect.poll(shown).toEqual([before, NOVEMBER]);

    await driver.refresh(PAST, variables);
    await expect.poll(shown).toEqual([before, NOVEMBER]);

    await award({ ann: 1_000, bob: 1 });
    const after = await today();
    expect(after).not.toEqual(before);
    await driver.refresh(NOW, variables);
    await expect.poll(shown).toEqual([after, NOVEMBER]);

    await driver.refresh(BOTH, variables);
    await expect.poll(shown).toEqual([after, NOVEMBER]);
    for (const screen of Object.values(screens)) screen.close();
  });

  test('shows a season by its id with the data read through its board', async () => {
    const { data } = await driver.ask(BOTH, variables);
    const { past } = data.leaderboard;
    const BY_ID = `query ($id: ID!, $bob: ID!) { node(id: $id) { id ... on LeaderboardSeason { ...Season } } } ${FIELDS}`;
    const found = await driver.ask(BY_ID, { id: past.id, bob: ids.bob });
    expect(ranks(found.data.node)).toEqual(NOVEMBER);
    const kept = await driver.ask(BOTH, variables);
    expect(kept.data).toEqual(data);
  });
});
