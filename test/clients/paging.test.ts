import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings } from '../support/drivers.ts';
import { createSession } from './session.ts';

// Long lists in the caches of real clients: read page by page, while what they belong to is read again.

let api: Api;
let owner: Credential;
let advocate: { token: string; memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  owner = { token: await api.as('demo', 'OWNER') };
  advocate = await api.join('demo', 'advocate', { displayName: 'Advocate' });
  for (let number = 1; number <= 5; number += 1) await award(advocate.memberId, number);
  for (let number = 1; number <= 4; number += 1) {
    api.clock.advance({ seconds: 1 });
    const { memberId } = await api.join('demo', `friend-${number}`, { displayName: `Friend ${number}` });
    await award(memberId, 10 * number);
  }
  await api.drain();
});
afterAll(() => api.close());

/** Whoever awards, joins and leads next. */
let newest = 0;
async function join(): Promise<string> {
  newest += 1;
  api.clock.advance({ seconds: 1 });
  const { memberId } = await api.join('demo', `newest-${newest}`, { displayName: `Newest ${newest}` });
  return memberId;
}

let awards = 0;
async function award(memberId: string, points: number): Promise<void> {
  awards += 1;
  const input = { memberId, points, reason: 'test', idempotencyKey: `award-${awards}` };
  await api.mutate('demo', 'awardPoints', input, 'entry { id }', owner);
}

const boardId = async (): Promise<string> => {
  const query = '{ leaderboards(first: 1) { edges { node { id } } } }';
  return (await api.ok('demo', query, {}, owner)).leaderboards.edges[0].node.id;
};

async function ranked(): Promise<Data[]> {
  const query = `{ leaderboards(first: 1) { edges { node { season { top(first: 100) {
    edges { node { score subject { subjectId } } } } } } } } }`;
  const { leaderboards } = await api.ok('demo', query, {}, owner);
  return leaderboards.edges[0].node.season.top.edges.map(({ node }: Data) => node);
}

const PAGE = 'pageInfo { hasNextPage endCursor }';
/** Lists of two items a page, what each belongs to, and a query that reads that again. */
const LISTS = {
  'the entries of an account': {
    pages: `query ($after: String) { me { id points { id available entries(first: 2, after: $after) {
      edges { cursor node { id number } } ${PAGE} } } } }`,
    parent: '{ me { id points { id available lifetimeEarned } } }',
    listOf: ({ me }: Data) => me.points.entries,
    grow: () => award(advocate.memberId, 1),
    // An entry never moves.
    move: async () => {},
    changed: async () => ({
      document: `mutation ($input: AwardPointsInput!) { awardPoints(input: $input) {
        account { id available lifetimeEarned } userErrors { code } } }`,
      input: { memberId: advocate.memberId, points: 1, reason: 'test', idempotencyKey: randomUUID() },
    }),
  },
  'the ranks of a leaderboard': {
    pages: `query ($after: String) { leaderboards(first: 1) { edges { cursor node { id season { id top(first: 2, after: $after) {
      edges { cursor node { id rank score } } ${PAGE} } } } } ${PAGE} } }`,
    parent: `{ leaderboards(first: 1) { edges { cursor node { id name season { id totalCount updatedAt } } } ${PAGE} } }`,
    listOf: ({ leaderboards }: Data) => leaderboards.edges[0].node.season.top,
    grow: async () => award(await join(), 1000 + awards),
    // The last comes to stand third, and nobody of the first page moves.
    move: async () => {
      const records = await ranked();
      const [second, last] = [records[1], records.at(-1)];
      await award(last.subject.subjectId, second.score - last.score - 1);
    },
    changed: async () => ({
      document: `mutation ($input: UpdateLeaderboardInput!) { updateLeaderboard(input: $input) {
        leaderboard { id name season { id totalCount } } userErrors { code } } }`,
      input: { leaderboardId: await boardId(), name: randomUUID() },
    }),
  },
  'the members of a program': {
    pages: `query ($after: String) { program { id } members(first: 2, after: $after) {
      edges { cursor node { id displayName } } ${PAGE} } }`,
    parent: '{ program { id name pointPolicy { pointName } } me { id displayName } }',
    listOf: ({ members }: Data) => members,
    grow: join,
    move: async () => {},
    changed: async () => ({
      document: `mutation ($input: UpdateMemberInput!) { updateMember(input: $input) {
        member { id displayName } userErrors { code } } }`,
      input: { memberId: advocate.memberId, displayName: randomUUID() },
    }),
  },
};

describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  let driver: Driver;
  expectNoWarnings();
  let freshDriver: () => Driver;
  beforeEach(async () => {
    await api.drain();
    const token = await api.token('demo', { subject: 'advocate', roles: ['ORGANIZER'] });
    const session = createSession(token, async () => token);
    freshDriver = () => createDriver({ url: `${api.url}/demo/graphql`, session });
    driver = freshDriver();
  });

  describe.each(Object.entries(LISTS))(
    'shows %s',
    (_list, { pages, parent, listOf, grow, move, changed }) => {
      const shown = async (): Promise<Data[]> => {
        const { data } = await driver.ask(pages);
        return listOf(data).edges.map(({ node }: Data) => node);
      };
      /** As the API answers it in one page. */
      async function whole(): Promise<Data[]> {
        const { data } = await freshDriver().ask(pages.replaceAll('first: 2', 'first: 100'));
        return listOf(data).edges.map(({ node }: Data) => node);
      }
      async function readToTheEnd(): Promise<void> {
        for (let read = 1; read <= 10; read += 1) {
          const { pageInfo } = listOf((await driver.ask(pages)).data);
          if (!pageInfo.hasNextPage) return;
          await driver.more(pages, { after: pageInfo.endCursor });
        }
        throw new Error('The list has no end.');
      }

      test('complete, without doubles, after all pages and then the parent are read again', async () => {
        await readToTheEnd();
        const before = await shown();
        expect(before).toEqual(await whole());
        expect(before.length).toBeGreaterThanOrEqual(5);
        await driver.refresh(parent);
        expect(await shown()).toEqual(before);
      });

      test('complete, without doubles, after the first page is read again with a new item, and then the others', async () => {
        await readToTheEnd();
        await grow();
        await api.drain();
        await driver.refresh(pages);
        await readToTheEnd();
        expect(await shown()).toEqual(await whole());
      });

      test('complete, without doubles, when a page is read long after those before it', async () => {
        // Of the first four, those of two pages, the last may move while the rest is not read yet.
        const first = listOf((await driver.ask(pages)).data);
        await driver.more(pages, { after: first.pageInfo.endCursor });
        await move();
        await api.drain();
        await readToTheEnd();
        await driver.refresh(pages);
        await readToTheEnd();
        expect(await shown()).toEqual(await whole());
      });

      test('complete, without doubles, when a mutation answers with the parent', async () => {
        await readToTheEnd();
        const before = await shown();
        const { document, input } = await changed();
        const { data, error } = await driver.change(document, { input });
        expect([error, Object.values<Data>(data)[0].userErrors]).toEqual([undefined, []]);
        expect((await shown()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
      });

      test('unchanged when a page is read twice', async () => {
        await readToTheEnd();
        const before = await shown();
        const first = listOf((await freshDriver().ask(pages)).data);
        await driver.refresh(pages, { after: first.pageInfo.endCursor });
        await readToTheEnd();
        expect(await shown()).toEqual(before);
      });
    },
  );
});
