import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enter, openContest } from '../features/entries/surface.ts';
import { type Api, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver } from '../support/drivers.ts';
import { createSession } from './session.ts';

// A list that can be asked for in another order or state is another list in a cache.

let api: Api;
let contestId: string;
let driver: Driver;
beforeAll(async () => {
  api = await startApi();
  const slug = await api.createProgram();
  const place = { api, slug, owner: { token: await api.as(slug, 'OWNER') } };
  contestId = await openContest(place, 'filters');
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    api.clock.advance({ seconds: 1 });
    await enter(place, contestId, await api.join(slug, name));
  }
  await api.settle();
  api.clock.advance({ seconds: 31 });
});
afterAll(() => api.close());

const PAGES = `query ($id: ID!, $order: ContestEntryOrder, $seed: String, $after: String) { contest(id: $id) { id
  entries(first: 2, order: $order, seed: $seed, after: $after) { edges { cursor node { id number } } pageInfo { hasNextPage endCursor } } } }`;
const listOf = (data: Data) => data.contest.entries;

/** The numbers of a whole list, read page by page, as its screen shows them in the end. */
async function readAll(filter: object): Promise<number[]> {
  const asked = { id: contestId, ...filter };
  for (let read = 1; read <= 10; read += 1) {
    const { data } = await driver.ask(PAGES, asked);
    const { pageInfo } = listOf(data);
    if (!pageInfo.hasNextPage) return listOf(data).edges.map(({ node }: Data) => node.number);
    const next = { ...asked, after: pageInfo.endCursor as string };
    await driver.more(PAGES, next);
  }
  throw new Error('The list has no end.');
}

describe.each(Object.entries(DRIVERS))('a filtered list in %s', (_name, createDriver) => {
  test('has the pages of its own order alone, all of them', async () => {
    const token = await api.token('demo', { subject: 'reader' });
    const session = createSession(token, async () => token);
    driver = createDriver({ url: `${api.url}/demo/graphql`, session });
    expect(await readAll({ order: 'NEWEST' })).toEqual([5, 4, 3, 2, 1]);
    const fair = await readAll({ order: 'FAIR' });
    expect(fair.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(await readAll({ order: 'NEWEST' })).toEqual([5, 4, 3, 2, 1]);
    expect(await readAll({ order: 'FAIR' })).toEqual(fair);
  });
});
