import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import type { PlainInit } from '../../local/plain-request.ts';
import { type Api, startApi } from '../support/api.ts';
import { runsOf, seedOf } from '../support/runs.ts';

// Queries by GET: the same answers as by POST, and nothing that changes anything.

let api: Api;
let counted: ReturnType<typeof meter>;
let owner: string;
let operator: string;
beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ slug: 'demo' });
  owner = await api.as('demo', 'OWNER');
  operator = await api.operator();
  await api.ok('demo', '{ members { edges { cursor } } }', {}, { token: owner });
});
afterAll(() => api.close());

const ACCEPT = 'application/graphql-response+json';
type Asked = { slug?: string; token?: string; headers?: Record<string, string> };

async function send(address: string, init: PlainInit, { token = owner, headers = {} }: Asked) {
  const sent = { accept: ACCEPT, authorization: `Bearer ${token}`, ...headers };
  const { result, bill } = await counted.during(async () => {
    const response = await api.get(address, {
      ...init,
      headers: { ...sent, ...init.headers },
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  });
  return { ...result, calls: bill.calls };
}

const getRaw = (query: string, asked: Asked = {}) =>
  send(`/${asked.slug ?? 'demo'}/graphql?${query}`, { method: 'GET' }, asked);
const get = (parameters: Record<string, string>, asked: Asked = {}) =>
  getRaw(String(new URLSearchParams(parameters)), asked);
const post = (body: object, asked: Asked = {}) => {
  const init = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  };
  return send(`/${asked.slug ?? 'demo'}/graphql`, init, asked);
};

const PROGRAM = { program: { id: 'prg_demo' } };
const QUERY = '{ program { id } }';

describe('a query by GET is answered', () => {
  test('with any content type or none', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }, { 'content-type': 'text/plain' }])
      expect(await get({ query: QUERY }, { headers })).toMatchObject({
        status: 200,
        body: { data: PROGRAM },
      });
  });

  test('with variables, operationName and extensions, in any order', async () => {
    const query = 'query A { program { name } } query B($id: ID!) { program { id } node(id: $id) { id } }';
    const parameters = {
      extensions: '{"a":1}',
      variables: '{"id":"김민지 🎉 + &=%"}',
      operationName: 'B',
      query,
    };
    expect((await get(parameters)).body.data).toEqual({ ...PROGRAM, node: null });
  });

  test('with null for optional parameters, and an empty operationName', async () => {
    const parameters = { query: QUERY, variables: 'null', extensions: 'null', operationName: '' };
    expect((await get(parameters)).body.data).toEqual(PROGRAM);
  });

  test('at the operator’s address', async () => {
    const { status, body } = await get({ query: '{ __typename }' }, { slug: 'operator', token: operator });
    expect([status, body.data]).toEqual([200, { __typename: 'Query' }]);
  });

  test('with an API key in x-api-key', async () => {
    const apiKey = await api.apiKey('demo', ['MEMBERS_READ']);
    const response = await api.get(`/demo/graphql?query=${encodeURIComponent(QUERY)}`, {
      headers: { 'x-api-key': apiKey },
    });
    expect(await response.json()).toMatchObject({ data: PROGRAM });
  });

  test('with headers that forbid caching', async () => {
    for (const query of [QUERY, '{', 'mutation { __typename }'])
      expect((await get({ query })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('credentials are read only from headers:', () => {
  test.each(['token', 'access_token', 'authorization', 'x-api-key', 'apiKey'])(
    'a %s in the address or in a cookie is ignored',
    async (name) => {
      const query = `query=${encodeURIComponent('{ members { edges { cursor } } }')}&${name}=${owner}`;
      const response = await api.get(`/demo/graphql?${query}`, { headers: { cookie: `${name}=${owner}` } });
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    },
  );
});

describe('a mutation by GET is refused with 405 and writes nothing', () => {
  const join = 'mutation J { join(input: {}) { member { id } } }';
  test.each<[string, Record<string, string>]>([
    ['alone', { query: join }],
    [
      'beside a query, when it is the one that is named',
      { query: `query Q ${QUERY} ${join}`, operationName: 'J' },
    ],
    [
      'in a fragment of the root',
      { query: 'mutation { ...F } fragment F on Mutation { join(input: {}) { member { id } } }' },
    ],
    ['that asks for nothing but its type', { query: 'mutation { __typename }' }],
  ])('%s', async (_what, parameters) => {
    const before = await api.scanAll();
    const token = await api.token('demo', { subject: 'nobody yet' });
    const { status, headers, body } = await get(parameters, { token });
    expect([status, headers.get('allow'), body.data]).toEqual([405, 'POST', undefined]);
    expect(body.errors).toEqual([
      {
        message: 'Nothing was done: a mutation cannot be sent by GET. Send it by POST, with a JSON body.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(await api.scanAll()).toEqual(before);
  });

  test('but a query in the same document is answered', async () => {
    const parameters = { query: `query Q ${QUERY} ${join}`, operationName: 'Q' };
    expect((await get(parameters)).body.data).toEqual(PROGRAM);
  });

  test('also with POST in a header or parameter that would override the method', async () => {
    const headers = { 'x-http-method-override': 'POST', 'x-http-method': 'POST' };
    expect((await getRaw(`query=${encodeURIComponent(join)}&_method=POST`, { headers })).status).toBe(405);
  });
});

describe('a GET is refused with 400 and BAD_USER_INPUT, before anything is read, when', () => {
  const noQuery = '`query` is missing or empty. Send `?query=…&variables={…}`, percent-encoded.';
  const noJson = (name: string) => `\`${name}\` in the address must be JSON, percent-encoded, or left out.`;
  const twice = (name: string) => `\`${name}\` stands more than once in the address. Send it once.`;
  const noUtf8 = 'The request has bytes that are no UTF-8. Send it in UTF-8.';
  const variables = '`variables` must be a JSON object, not a text of one or a list, or left out.';
  const q = `query=${encodeURIComponent(QUERY)}`;
  test.each([
    ['it has no query', '', noQuery],
    ['its query is empty', 'query=', noQuery],
    ['its query is blank', 'query=+%20', noQuery],
    ['its query has another name', q.replace('query', 'Query'), noQuery],
    ['its variables are empty', `${q}&variables=`, noJson('variables')],
    ['its variables are no JSON', `${q}&variables={a:1}`, noJson('variables')],
    ['its variables are a list', `${q}&variables=[1]`, variables],
    ['its variables are a text', `${q}&variables=%22%7B%7D%22`, variables],
    ['its extensions are no JSON', `${q}&extensions=x`, noJson('extensions')],
    ['its extensions are a number', `${q}&extensions=1`, '`extensions` must be a JSON object, or left out.'],
    ['it has two queries', `${q}&${q}`, twice('query')],
    ['it has two names', `${q}&operationName=A&operationName=A`, twice('operationName')],
    ['it has variables twice', `${q}&variables={}&variables={}`, twice('variables')],
    ['its query is no UTF-8', 'query=%7B%C1%D6%7D', noUtf8],
    ['its variables are no UTF-8', `${q}&variables=%7B%22a%22:%22%FF%22%7D`, noUtf8],
    ['its name is half a character', `${q}&operationName=%ED%A0%80`, noUtf8],
    ['something else in it is no UTF-8', `${q}&a=%FF`, noUtf8],
  ])('%s', async (_what, query, message) => {
    const { status, body, calls } = await getRaw(query);
    expect([status, body, calls]).toEqual([
      400,
      { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] },
      0,
    ]);
  });
});

describe('a GET is answered as a POST is', () => {
  const page = (first: number) => `{ members(first: ${first}) { edges { cursor } } }`;
  test.each<[string, { query: string; variables?: object; operationName?: string; extensions?: object }]>([
    ['for what is answered', { query: page(3) }],
    ['for what is not allowed', { query: '{ me { id } apiKeys { edges { cursor } } }' }],
    ['for too large a page', { query: page(1_000) }],
    [
      'for a query over the cost',
      { query: '{ members(first: 100) { edges { node { referrals(first: 100) { edges { cursor } } } } } }' },
    ],
    ['for too many words', { query: `{ ${'a '.repeat(2_100)}}` }],
    ['for a deep document', { query: `${'{ a '.repeat(60)}${'}'.repeat(60)}` }],
    ['for a name that is too long', { query: `query A ${QUERY}`, operationName: 'A'.repeat(1_000) }],
    ['for no such name', { query: `query A ${QUERY}`, operationName: 'B' }],
    ['for an empty name', { query: `query A ${QUERY}`, operationName: '' }],
    ['for an empty name of several', { query: `query A ${QUERY} query B ${QUERY}`, operationName: '' }],
    ['for a blank name', { query: `query A ${QUERY}`, operationName: ' ' }],
    ['for a variable that is missing', { query: 'query($id: ID!) { node(id: $id) { id } }' }],
    [
      'for a variable that does not fit',
      { query: 'query($n: Int) { members(first: $n) { edges { cursor } } }', variables: { n: 'x' } },
    ],
    [
      'for lost bytes in an id',
      { query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id: 'mem_\ufffd' } },
    ],
    [
      'for half a character in an id',
      { query: 'query($id: ID!) { node(id: $id) { id } }', variables: { id: '\ud83c' } },
    ],
    ['for an odd variable', { query: QUERY, variables: { ['__proto__']: 1, constructor: 2 } }],
    ['for a hash', { query: QUERY, extensions: { persistedQuery: { version: 1, sha256Hash: '00' } } }],
  ])('%s', async (_what, request) => {
    const parameters = Object.entries(request).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]);
    const [got, posted] = [await get(Object.fromEntries(parameters)), await post(request)];
    expect([got.status, got.body]).toEqual([posted.status, posted.body]);
    expect(got.calls).toBe(posted.calls);
  });

  test('but for an address longer than servers read, which is a 431', async () => {
    const query = `{ ${'a '.repeat(10_000)}}`;
    expect((await api.get(`/demo/graphql?query=${encodeURIComponent(query)}`)).status).toBe(431);
    expect((await post({ query })).body.errors[0].extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  });

  test('for any text in a variable, whatever it has to be encoded as', async () => {
    const query = 'query($code: String!) { referralCode(code: $code) { id } program { id } }';
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (code) => {
        const variables = { code };
        const [got, posted] = [
          await get({ query, variables: JSON.stringify(variables) }),
          await post({ query, variables }),
        ];
        expect([got.status, got.body]).toEqual([posted.status, posted.body]);
      }),
      { numRuns: runsOf(100), ...seedOf(1) },
    );
  });
});
