import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { Client, fetchExchange } from '@urql/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { codesOf, type Shown } from '../support/drivers.ts';

// Clients in a page of another site: a browser asks first, and keeps from the page what was not allowed.

let api: Api;
let token: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  ({ token } = await api.join('demo', 'ann', { displayName: 'Ann' }));
});
afterAll(() => api.close());

/** What a page may send without asking, by the Fetch standard; JSON is no such content type. */
const SAFE_HEADERS = new Set(['accept', 'accept-language', 'content-language']);
const namesIn = (headers: Headers, name: string) =>
  (headers.get(name) ?? '').split(',').map((one) => one.trim());

/** The `fetch` of a page at another site. */
const pageFetch: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const origin = { origin: 'https://app.example.com' };
  const unsafe = [...request.headers.keys()].filter((name) => !SAFE_HEADERS.has(name));
  const preflight = await fetch(request.url, {
    method: 'OPTIONS',
    headers: {
      ...origin,
      'access-control-request-method': request.method,
      'access-control-request-headers': unsafe.join(','),
    },
  });
  const allowed = namesIn(preflight.headers, 'access-control-allow-headers');
  const refused = unsafe.filter((name) => !allowed.includes(name));
  if (
    refused.length > 0 ||
    !namesIn(preflight.headers, 'access-control-allow-methods').includes(request.method)
  )
    throw new TypeError(`The browser does not send ${request.method} with ${refused}.`);
  const response = await fetch(request, { headers: { ...Object.fromEntries(request.headers), ...origin } });
  if (response.headers.get('access-control-allow-origin') !== '*')
    throw new TypeError('The page may not read the answer.');
  return response;
};

type Page = (query: string, authorization: string) => Promise<Shown>;
const address = () => `${api.url}/demo/graphql`;

/** By Apollo Client, whose apps may say their name and version. */
const byApollo =
  (useGETForQueries: boolean): Page =>
  (query, authorization) => {
    const signIn = new SetContextLink(() => ({ headers: { authorization } }));
    const client = new ApolloClient({
      cache: new InMemoryCache(),
      link: ApolloLink.from([signIn, new HttpLink({ uri: address(), fetch: pageFetch, useGETForQueries })]),
      clientAwareness: { name: 'shop', version: '1.0' },
    });
    return client.query({ query: gql(query), errorPolicy: 'all' });
  };
const byUrql =
  (preferGetMethod: boolean): Page =>
  (query, authorization) =>
    new Client({
      url: address(),
      fetch: pageFetch,
      fetchOptions: { headers: { authorization } },
      preferGetMethod,
      exchanges: [fetchExchange],
    })
      .query(query, {})
      .toPromise();

describe.each<[string, Page]>([
  ['Apollo Client', byApollo(false)],
  ['Apollo Client by GET', byApollo(true)],
  ['urql', byUrql(false)],
  ['urql by GET', byUrql(true)],
])('%s in a page of another site', (_name, ask) => {
  test('gets its answer', async () => {
    const { data, error } = await ask('{ me { displayName } }', `Bearer ${token}`);
    expect([data?.me.displayName, error]).toEqual(['Ann', undefined]);
  });

  test('can read why it is refused', async () => {
    expect(codesOf(await ask('{ me { displayName } }', 'Bearer nonsense'))).toEqual(['UNAUTHENTICATED']);
  });
});
