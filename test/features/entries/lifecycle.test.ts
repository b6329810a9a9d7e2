import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { accepted, nextKey, openStage, type Person, refused, type Stage, text } from './stage.ts';

// Entries from their draft to the moment they show, through the API.

let api: Api;
let stage: Stage;
let ana: Person;
let ben: Person;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  stage = await openStage(api);
  [ana, ben] = [await stage.join('Ana'), await stage.join('Ben')];
});
afterAll(() => api.close());

describe('an entry', () => {
  test('is its author’s alone until a moderator admits it, and everybody’s from then on', async () => {
    const { entry } = await stage.begin(ana);
    expect(entry).toMatchObject({ number: 1, state: 'DRAFT', content: null, draft: { title: 'A film' } });
    expect(await stage.seeEntry(entry.id)).toBeNull();
    expect(await stage.seeEntry(entry.id, ben)).toBeNull();
    expect(await stage.submit(ana, entry.id)).toEqual(
      accepted({ state: 'SUBMITTED', isWaiting: true, draft: { kind: 'TEXT', title: 'A film' } }),
    );
    expect(await stage.seeEntry(entry.id, ben)).toBeNull();
    const [waiting] = await stage.queue();
    expect(waiting).toMatchObject({ causes: ['SUBMITTED'], subject: { id: entry.id }, revision: 1 });
    expect(await stage.decideOn(entry.id, { decision: 'APPROVE' })).toBeNull();
    expect(await stage.queue()).toEqual([]);
    expect(await stage.seeEntry(entry.id)).toMatchObject({
      state: 'APPROVED',
      content: { title: 'A film' },
      author: { publicName: 'Ana' },
    });
  });

  test('begun by the same request sent twice at the same moment is one', async () => {
    const key = nextKey();
    const both = await Promise.all([1, 2].map(() => stage.begin(ana, text('Once'), key)));
    expect(new Set(both.map(({ entry }) => entry.id)).size).toBe(1);
    expect(await stage.begin(ana, text('Other'), key)).toEqual(
      refused('IDEMPOTENCY_CONFLICT', ['idempotencyKey']),
    );
  });

  test('one more than a member may have is refused, also of two at the same moment', async () => {
    const both = await Promise.all([text('One'), text('Two')].map((content) => stage.begin(ana, content)));
    const codes = both.flatMap(({ userErrors }) => userErrors.map(({ code }: { code: string }) => code));
    expect(codes).toEqual(['TOO_MANY_ENTRIES']);
  });

  test('in the feed is there for everybody, in another order for each and in the same for one', async () => {
    const authors = await Promise.all(['A', 'B', 'C', 'D', 'E', 'F'].map((name) => stage.join(name)));
    const ids = [];
    for (const author of authors) ids.push(await stage.enter(author));
    await stage.settle();
    const feed = async (seed: string) => {
      const query = `query ($id: ID!, $seed: String, $after: String) { contest(id: $id) {
        entries(first: 4, seed: $seed, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } } }`;
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const { contest } = await stage.ask(query, { id: stage.contestId, seed, after });
        seen.push(...contest.entries.edges.map(({ node }: { node: { id: string } }) => node.id));
        after = contest.entries.pageInfo.hasNextPage ? contest.entries.pageInfo.endCursor : null;
      } while (after !== null);
      return seen;
    };
    const orders = await Promise.all(['a', 'b', 'c', 'd', 'a'].map(feed));
    for (const order of orders) expect(order.toSorted()).toEqual(ids.toSorted());
    expect(orders[0]).toEqual(orders[4]);
    expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
  });
});
