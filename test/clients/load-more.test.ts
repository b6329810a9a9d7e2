import { gql } from '@apollo/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { expectNoWarnings } from '../support/drivers.ts';
import { createApolloClient } from './apollo.ts';
import { nextOf, showMore as showMoreInApollo } from './apollo-more.ts';
import { rename } from './apollo-rename.ts';
import { createSession } from './session.ts';
import { createUrqlClient } from './urql.ts';
import { showMore as showMoreInUrql } from './urql-more.ts';

// The samples of docs/apps.md for the next page of a list, and for a change that is shown before its answer.

let api: Api;
let advocate: Credential & { token: string; memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  const owner = { token: await api.as('demo', 'OWNER') };
  advocate = await api.join('demo', 'advocate', { displayName: 'Before', visibility: 'FULL' });
  for (let number = 1; number <= 5; number += 1) {
    const input = {
      memberId: advocate.memberId,
      points: 1,
      reason: 'test',
      idempotencyKey: `award-${number}`,
    };
    await api.mutate('demo', 'awardPoints', input, 'entry { id }', owner);
  }
});
afterAll(() => api.close());

const ENTRIES = `query ($after: String) { me { id points { id entries(first: 2, after: $after) {
  edges { node { id number } } pageInfo { hasNextPage endCursor } } } } }`;
const listOf = ({ me }: Data) => me.points.entries;
const numbersOf = (data: Data) => listOf(data).edges.map(({ node }: Data) => node.number);
const settings = (fetch = globalThis.fetch) => ({
  url: `${api.url}/demo/graphql`,
  session: createSession(advocate.token, async () => advocate.token),
  fetch,
});

describe('Apollo Client', () => {
  expectNoWarnings();

  test('shows page after page to the end, each by the cursor of the page before', async () => {
    const asked = vi.fn(globalThis.fetch);
    const client = createApolloClient(settings(asked));
    let seen: number[] = [];
    const shown = client.watchQuery<Data, { after?: string | null }>({ query: gql(ENTRIES) });
    const screen = shown.subscribe(({ data, dataState }) => {
      if (dataState === 'complete') seen = numbersOf(data);
    });
    await expect.poll(() => seen).toEqual([5, 4]);
    const { data } = await client.query<Data>({ query: gql(ENTRIES) });
    let next = nextOf(listOf(data));
    while (next !== undefined) next = await showMoreInApollo(shown, next, listOf);
    await expect.poll(() => seen).toEqual([5, 4, 3, 2, 1]);
    expect(asked).toHaveBeenCalledTimes(3);
    screen.unsubscribe();
  });

  test('shows the first page only after polling it again', async () => {
    const client = createApolloClient(settings());
    const shown = client.watchQuery<Data, { after?: string | null }>({ query: gql(ENTRIES) });
    const screen = shown.subscribe(() => {});
    const first = await client.query<Data>({ query: gql(ENTRIES) });
    await showMoreInApollo(shown, nextOf(listOf(first.data)) ?? '', listOf);
    expect(numbersOf(client.readQuery({ query: gql(ENTRIES) }))).toEqual([5, 4, 3, 2]);
    await shown.refetch();
    expect(numbersOf(client.readQuery({ query: gql(ENTRIES) }))).toEqual([5, 4]);
    screen.unsubscribe();
  });

  test('shows a new name at once, and the old one after a refusal', async () => {
    let held = Promise.resolve();
    const client = createApolloClient(settings(async (...request) => held.then(() => fetch(...request))));
    const query = gql`{ me { id displayName publicName } }`;
    const shown = () => client.readQuery<Data>({ query }, true)?.me;
    await rename(client, 'Before');
    await client.query({ query });
    for (const [name, publicName] of [
      ['After', 'After'],
      ['A'.repeat(81), undefined],
    ]) {
      const before = shown();
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      const answer = rename(client, `${name}`);
      await expect.poll(shown).toEqual({ ...before, displayName: name });
      resolve();
      await answer;
      expect(shown()).toMatchObject(publicName === undefined ? before : { displayName: name, publicName });
    }
  });

  test('shows nothing of a signed-out member once its cache is emptied', async () => {
    const bob = await api.join('demo', 'bob', { displayName: 'Bob' });
    const { session, ...more } = settings();
    const client = createApolloClient({ ...more, session });
    const query = gql`{ me { id displayName } }`;
    expect((await client.query<Data>({ query })).data.me.id).toBe(advocate.memberId);
    session.signOut();
    await client.clearStore();
    session.signIn(bob.token);
    expect((await client.query<Data>({ query })).data.me.displayName).toBe('Bob');
  });
});

describe('urql', () => {
  expectNoWarnings();

  test('shows page after page to the end, and the first page only after polling it again', async () => {
    const asked = vi.fn(globalThis.fetch);
    const client = createUrqlClient(settings(asked));
    let seen: number[] = [];
    const screen = client.query(ENTRIES, { after: null }).subscribe(({ data }) => {
      if (data !== undefined) seen = numbersOf(data);
    });
    await expect.poll(() => seen).toEqual([5, 4]);
    let isMore = true;
    while (isMore) isMore = await showMoreInUrql<Data, object>(client, ENTRIES, {}, listOf);
    await expect.poll(() => seen).toEqual([5, 4, 3, 2, 1]);
    expect(asked).toHaveBeenCalledTimes(3);
    await client.query(ENTRIES, { after: null }, { requestPolicy: 'network-only' }).toPromise();
    await expect.poll(() => seen).toEqual([5, 4]);
    screen.unsubscribe();
  });
});
