import { readFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { PERSON } from '../../functions/identity/allowances.ts';
import { RequestError } from '../../functions/platform/errors.ts';
import type { HttpServer } from '../../local/http.ts';
import { DEV_ISSUER } from '../../local/issuer.ts';
import { type Answer, type Api, type Credential, startApi } from '../support/api.ts';
import { startTestServer } from '../support/http.ts';

// docs/api.md lists every status that an answer can have. Each is provoked here, and no other is listed there.

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148';

/** The tables of the page's section, in their order: the first column or the first two of each row. */
function documented(columns: number): string[][] {
  const section = PAGE.slice(PAGE.indexOf('## HTTP statuses'), PAGE.indexOf('## Sending again'));
  const tables = section.split('|---|---').slice(1);
  return tables.map((table) =>
    [...table.matchAll(/^\| (\d{3}[\d, ]*) \| (?:(none|`[A-Z_]+`) \|)?/gm)].map(
      ([, status = '', code = '']) => (columns === 2 ? `${status} ${code.replaceAll('`', '')}` : status),
    ),
  );
}

let api: Api;
let member: { token: string };
let owner: { token: string };
let isBroken: (command: string) => boolean = () => false;
beforeAll(async () => {
  api = await startApi({
    braked: true,
    client: (client) =>
      client.middlewareStack.add(
        (next, { commandName = '' }) =>
          (args) =>
            isBroken(commandName) ? Promise.reject(new Error('The table is not there.')) : next(args),
        { step: 'initialize' },
      ),
  });
  await api.createProgram();
  member = await api.join('demo', 'member');
  owner = { token: await api.as('demo', 'OWNER') };
});
afterEach(() => {
  isBroken = () => false;
  api.clock.advance({ hours: 1 });
});
afterAll(() => api.close());

const ME = '{ me { id } }';
type Request = Credential & { slug?: string; query?: string; body?: string; byGet?: boolean };

const PASSING = new Set(['THROTTLED', 'ISSUER_UNAVAILABLE']);

/** Who takes GraphQL's own type is answered in it, refused or not, and so knows that GraphQL gave the answer. */
const typeFor = ({ accept = 'application/graphql-response+json' }: Record<string, string> = {}) =>
  accept === 'application/graphql-response+json'
    ? /^application\/graphql-response\+json/
    : /^application\/json/;

/** The status and the code of an answer: `200 none` when there is no error. */
async function ask({ slug = 'demo', query = ME, body, byGet = false, ...caller }: Request): Promise<string> {
  const { token, apiKey, headers } = caller;
  const response = await api.get(`/${slug}/graphql${byGet ? `?query=${encodeURIComponent(query)}` : ''}`, {
    method: byGet ? 'GET' : 'POST',
    headers: {
      ...(byGet ? {} : { 'content-type': 'application/json' }),
      accept: 'application/graphql-response+json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }),
      ...headers,
    },
    ...(byGet ? {} : { body: body ?? JSON.stringify({ query }) }),
  });
  const { errors = [] } = (await response.json()) as Answer['body'];
  const passing = errors.filter(({ extensions }) => PASSING.has(extensions.code));
  for (const { extensions } of passing) expect(extensions.retryAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(response.headers.has('retry-after')).toBe([429, 503].includes(response.status));
  expect([query, response.headers.get('content-type')]).toEqual([
    query,
    expect.stringMatching(typeFor(headers)),
  ]);
  expect(response.headers.get('allow')).toBe(response.status === 405 ? 'POST' : null);
  return `${response.status} ${errors[0]?.extensions.code ?? 'none'}`;
}

const claim = (code: string) =>
  `mutation { claimReferral(input: { code: "${code}" }) { userErrors { code } } }`;
/** Sends the same request so many times, and once more. */
async function afterMany(times: number, request: Request): Promise<string> {
  for (let n = 0; n < times; n += 1) await ask(request);
  return ask(request);
}

const PROVOKED: [what: string, answer: string, provoke: () => Promise<string>][] = [
  ['a query', '200 none', () => ask(member)],
  ['a query by GET', '200 none', () => ask({ ...member, byGet: true })],
  ['a mutation that is refused', '200 none', () => ask({ ...member, query: claim('NO-SUCH-CODE') })],
  [
    'a page after no cursor',
    '200 BAD_USER_INPUT',
    () => ask({ ...owner, query: '{ members(after: "nowhere") { edges { cursor } } }' }),
  ],
  [
    'a query by its hash',
    '200 PERSISTED_QUERY_NOT_SUPPORTED',
    () => ask({ ...member, body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}' }),
  ],
  [
    'a query with its hash',
    '200 PERSISTED_QUERY_NOT_SUPPORTED',
    () =>
      ask({
        ...member,
        body: JSON.stringify({
          query: ME,
          extensions: { persistedQuery: { version: 1, sha256Hash: '00' } },
        }),
      }),
  ],
  ...['key: "2099"', 'key: "summer"', 'key: "ALL", on: "2026-11-02"', 'on: "0000-01-01"'].map(
    (asked): [string, string, () => Promise<string>] => [
      `a season with ${asked}`,
      '200 BAD_USER_INPUT',
      async () => {
        const listed = await api.ok('demo', '{ leaderboards { edges { node { id } } } }', {}, owner);
        const id = JSON.stringify(listed.leaderboards.edges[0].node.id);
        return ask({ ...owner, query: `{ leaderboard(id: ${id}) { season(${asked}) { id } } }` });
      },
    ],
  ),
  [
    'a member by two ids',
    '200 BAD_USER_INPUT',
    () => ask({ ...owner, query: '{ member(id: "mem_x", externalId: "x") { id } }' }),
  ],
  ['a member by no id', '200 BAD_USER_INPUT', () => ask({ ...owner, query: '{ member { id } }' })],
  [
    'a mutation that asks for a page after no cursor',
    '200 BAD_USER_INPUT',
    () =>
      ask({
        ...member,
        query:
          'mutation { join(input: {}) { member { referralCodes(after: "nowhere") { edges { cursor } } } userErrors { code } } }',
      }),
  ],
  ['a field that needs a credential, without one', '200 UNAUTHENTICATED', () => ask({})],
  [
    'a field for others',
    '200 FORBIDDEN',
    () => ask({ ...member, query: '{ apiKeys { edges { cursor } } }' }),
  ],
  [
    'a field of a program, without a program',
    '200 PROGRAM_NOT_FOUND',
    async () =>
      ask({ slug: 'operator', token: await api.operator(), query: '{ node(id: "prg_demo") { id } }' }),
  ],
  ['too many wrong codes', '200 THROTTLED', () => afterMany(20, { ...member, query: claim('NO-SUCH-CODE') })],
  [
    'a fault in a field',
    '200 INTERNAL_SERVER_ERROR',
    async () => {
      await ask(member);
      isBroken = () => true;
      return ask(member);
    },
  ],
  ['no JSON', '400 BAD_USER_INPUT', () => ask({ ...member, body: ME })],
  ['no body', '400 BAD_USER_INPUT', () => ask({ ...member, body: '' })],
  [
    'JSON under another name',
    '400 BAD_USER_INPUT',
    () => ask({ ...member, headers: { 'content-type': 'text/plain' } }),
  ],
  [
    'a variable that is missing',
    '400 BAD_USER_INPUT',
    () => ask({ ...member, query: 'query($id: ID!) { node(id: $id) { id } }' }),
  ],
  [
    'a page of none',
    '400 BAD_USER_INPUT',
    () => ask({ ...owner, query: '{ members(first: 0) { edges { cursor } } }' }),
  ],
  [
    'a page of a billion',
    '400 BAD_USER_INPUT',
    () => ask({ ...owner, query: '{ members(first: 1000000000) { edges { cursor } } }' }),
  ],
  ...[
    ['days that run backward', '2026-11-02', '2026-11-01'],
    ['days of the year 0', '0000-12-31', '0001-01-01'],
    ['more days than are read at once', '2025-01-01', '2026-11-01'],
  ].map(([what = '', from, to]): [string, string, () => Promise<string>] => [
    what,
    '400 BAD_USER_INPUT',
    () => ask({ ...owner, query: `{ dailyReferralStats(from: "${from}", to: "${to}") { day } }` }),
  ]),
  [
    'null in a variable where a default stands',
    '400 BAD_USER_INPUT',
    () =>
      ask({
        ...member,
        body: JSON.stringify({
          query:
            'mutation($v: MemberVisibility = FULL) { join(input: { visibility: $v }) { userErrors { code } } }',
          variables: { v: null },
        }),
      }),
  ],
  ['no GraphQL', '400 GRAPHQL_PARSE_FAILED', () => ask({ ...member, query: '{ me ' })],
  [
    'a field that there is not',
    '400 GRAPHQL_VALIDATION_FAILED',
    () => ask({ ...member, query: '{ you { id } }' }),
  ],
  [
    'null in the document where a default stands',
    '400 GRAPHQL_VALIDATION_FAILED',
    () => ask({ ...member, query: 'mutation { join(input: { visibility: null }) { userErrors { code } } }' }),
  ],
  [
    'a query over a limit',
    '400 GRAPHQL_VALIDATION_FAILED',
    () =>
      ask({
        ...owner,
        query: '{ members(first: 100) { edges { node { referrals(first: 100) { edges { cursor } } } } } }',
      }),
  ],
  [
    'two operations without a name',
    '400 OPERATION_RESOLUTION_FAILURE',
    () => ask({ ...member, query: `query A ${ME} query B ${ME}` }),
  ],
  ['a token that is none', '401 UNAUTHENTICATED', () => ask({ token: 'nonsense' })],
  ['a key that is none', '401 UNAUTHENTICATED', () => ask({ apiKey: 'nonsense' })],
  ['two credentials', '401 UNAUTHENTICATED', () => ask({ ...member, apiKey: 'nonsense' })],
  [
    'an operator’s token without the role',
    '403 FORBIDDEN',
    async () => ask({ slug: 'operator', token: await api.token('operator', { subject: 'somebody' }) }),
  ],
  ['a program that there is not', '404 PROGRAM_NOT_FOUND', () => ask({ slug: 'nobody' })],
  ['a program of bytes that are no UTF-8', '404 PROGRAM_NOT_FOUND', () => ask({ slug: '%ff' })],
  [
    'a mutation by GET',
    '405 BAD_USER_INPUT',
    () => ask({ ...member, query: claim('NO-SUCH-CODE'), byGet: true }),
  ],
  [
    'a caller who takes pictures only',
    '406 BAD_USER_INPUT',
    () => ask({ ...member, headers: { accept: 'image/png' } }),
  ],
  [
    'a body over 1 MB',
    '413 BAD_USER_INPUT',
    () => ask({ ...member, body: JSON.stringify({ query: ' '.repeat(1_048_576) }) }),
  ],
  [
    'a body that is compressed',
    '415 BAD_USER_INPUT',
    () => ask({ ...member, headers: { 'content-encoding': 'gzip' } }),
  ],
  ['a loop', '429 THROTTLED', () => afterMany(PERSON.atOnce, member)],
  ['a loop by GET', '429 THROTTLED', () => afterMany(PERSON.atOnce, { ...member, byGet: true })],
  [
    'a fault before any field',
    '500 INTERNAL_SERVER_ERROR',
    () => {
      isBroken = () => true;
      return ask({ slug: 'unread' });
    },
  ],
  [
    'a token whose issuer does not answer',
    '503 ISSUER_UNAVAILABLE',
    async () => {
      const tokenPolicy = { issuer: DEV_ISSUER, audience: 'fanfare-away', jwksUri: `${api.url}/nowhere` };
      await api.createProgram({ slug: 'away', tokenPolicy });
      return ask({ slug: 'away', token: await api.token('away', { subject: 'somebody' }) });
    },
  ],
];

describe('the status and code of a response', () => {
  test.each(PROVOKED)('to %s are %s', async (_what, answer, provoke) => expect(await provoke()).toBe(answer));

  test('are the ones in the table of docs/api.md', () => {
    const provoked = [...new Set(PROVOKED.map(([, answer]) => answer))];
    expect(documented(2)[0]).toEqual(provoked);
  });
});

describe.each(['application/json', '*/*', ''])('in plain JSON, for accept: %j,', (accept) => {
  const headers = { accept };

  test.each<[string, string, Request]>([
    ['no GraphQL', 'GRAPHQL_PARSE_FAILED', { query: '{ me ' }],
    ['a field that there is not', 'GRAPHQL_VALIDATION_FAILED', { query: '{ you { id } }' }],
    ['two operations', 'OPERATION_RESOLUTION_FAILURE', { query: `query A ${ME} query B ${ME}` }],
    ['a missing variable', 'BAD_USER_INPUT', { query: 'query($id: ID!) { node(id: $id) { id } }' }],
    ['a page of none', 'BAD_USER_INPUT', { query: '{ members(first: 0) { edges { cursor } } }' }],
  ])('%s is a 200 with its error code, by POST and by GET', async (_what, code, request) => {
    for (const byGet of [false, true])
      expect(await ask({ ...owner, ...request, headers, byGet })).toBe(`200 ${code}`);
  });

  test.each<[string, string, object]>([
    ['a name of the document', 'GRAPHQL_VALIDATION_FAILED', { query: `{ ${'a'.repeat(201)} }` }],
    ['operationName', 'BAD_USER_INPUT', { query: ME, operationName: 'a'.repeat(201) }],
    ['the document, in characters', 'GRAPHQL_VALIDATION_FAILED', { query: ME + ' '.repeat(100_000) }],
    ['the document, in lines', 'GRAPHQL_VALIDATION_FAILED', { query: ME + '\n'.repeat(5_000) }],
    ['the document, in words', 'GRAPHQL_PARSE_FAILED', { query: `{ ${'a '.repeat(2_001)}}` }],
    [
      'the document, in words that are read',
      'GRAPHQL_VALIDATION_FAILED',
      { query: `{ ${'a '.repeat(1_600)}}` },
    ],
  ])(
    '%s over its limit is a 200 with its error code, and a 400 in GraphQL’s own media type',
    async (_what, code, body) => {
      const request = { ...owner, body: JSON.stringify(body) };
      expect(await ask({ ...request, headers })).toBe(`200 ${code}`);
      expect(await ask(request)).toBe(`400 ${code}`);
    },
  );

  test('an invalid or unauthorized request has the same status as in GraphQL’s own media type', async () => {
    expect(await ask({ ...owner, headers, body: ME })).toBe('400 BAD_USER_INPUT');
    expect(await ask({ ...owner, headers, query: '', byGet: true })).toBe('400 BAD_USER_INPUT');
    expect(await ask({ ...owner, headers, query: claim('X'), byGet: true })).toBe('405 BAD_USER_INPUT');
    expect(await ask({ token: 'nonsense', headers })).toBe('401 UNAUTHENTICATED');
    expect(await ask({ ...owner, slug: 'nobody', headers })).toBe('404 PROGRAM_NOT_FOUND');
  });
});

test('a mutation whose selection fails is carried out, and its answer comes when it is sent again', async () => {
  const { token } = await api.join('demo', 'curious');
  const change = (after: string | null) =>
    `mutation { updateProfile(input: { displayName: "Curious" }) { member { displayName referralCodes(after: ${JSON.stringify(after)}) { edges { cursor } } } userErrors { code } } }`;
  const { body, status } = await api.send('demo', change('nowhere'), {}, { token });
  expect([status, body.errors?.[0]?.extensions.code]).toEqual([200, 'BAD_USER_INPUT']);
  expect(body.data).toEqual({ updateProfile: { member: null, userErrors: [] } });
  const { me } = await api.ok('demo', '{ me { displayName } }', {}, { token });
  expect(me.displayName).toBe('Curious');
  expect((await api.ok('demo', change(null), {}, { token })).updateProfile.member.displayName).toBe(
    'Curious',
  );
});

describe('a response given before the API is reached', () => {
  test('is a 204 without a body for a browser’s preflight', async () => {
    const answer = await api.get('/demo/graphql', {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example.com' },
    });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  test.each([
    ['PUT', '/demo/graphql'],
    ['DELETE', '/demo/graphql'],
    ['POST', '/demo'],
    ['POST', '/demo/graphql/more'],
  ])('is a 404 for %s %s', async (method, path) => {
    const answer = await api.get(path, { method });
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
  });

  test('is a 404 for a HEAD of a query', async () => {
    const answer = await api.get(`/demo/graphql?query=${encodeURIComponent(ME)}`, { method: 'HEAD' });
    expect(answer.status).toBe(404);
  });

  test('is listed in docs/api.md, with those that only the gateway gives', () => {
    expect(documented(1)[1]).toEqual(['204', '404', '413', '414, 431', '429', '500, 502, 503, 504']);
  });
});

describe('a response of npm start itself', () => {
  const TOOL = '/dev/tick';
  const JSON_TYPE = { 'content-type': 'application/json' };
  const at = (path: string, headers: http.OutgoingHttpHeaders, body?: string, method = 'POST') =>
    new Promise<string>((resolve, reject) => {
      const request = http.request({ port, path, method, headers, agent: false }, async (response) => {
        const { errors } = (await json(response)) as Answer['body'];
        resolve(`${response.statusCode} ${errors?.[0]?.extensions.code ?? 'none'}`);
      });
      request.on('error', reject).end(body);
    });
  const post = (body: string, headers = {}) => at(TOOL, { ...JSON_TYPE, ...headers }, body);
  let server: HttpServer;
  let port: number;
  beforeAll(async () => {
    const refuse = async () => {
      throw new RequestError('BAD_USER_INPUT', 'Send something else.');
    };
    server = await startTestServer({ handlers: {}, developerRoutes: { [TOOL]: refuse } });
    port = server.port;
  });
  afterAll(() => server.close());

  const PROVOKED_HERE: [what: string, answer: string, provoke: () => Promise<string>][] = [
    ['an address that is none', '400 BAD_USER_INPUT', () => at('http://[/', {})],
    ['a body that does not fit a tool', '400 BAD_USER_INPUT', () => post('{}')],
    ['a body for a tool that is no JSON', '400 BAD_USER_INPUT', () => post('x')],
    [
      'a page through a proxy',
      '403 FORBIDDEN',
      () => at('/', { 'x-forwarded-for': '203.0.113.1' }, '', 'GET'),
    ],
    [
      'a page of another site that uses a tool',
      '403 FORBIDDEN',
      () => post('{}', { origin: 'https://evil.example' }),
    ],
    ['a large body for a tool', '413 BAD_USER_INPUT', () => post(' '.repeat(1_048_577))],
    ['a form for a tool', '415 BAD_USER_INPUT', () => post('a=b', { 'content-type': 'text/plain' })],
    [
      'another name',
      '421 FORBIDDEN',
      () => at('/demo/graphql', { ...JSON_TYPE, host: 'evil.example' }, '{}'),
    ],
  ];
  test.each(PROVOKED_HERE)('to %s is %s', async (_what, answer, provoke) =>
    expect(await provoke()).toBe(answer),
  );

  test('is listed in its table in docs/api.md', () => {
    expect(documented(2)[3]).toEqual([...new Set(PROVOKED_HERE.map(([, answer]) => answer))]);
  });

  test('to a body over the gateway’s limit is a 413 in GraphQL’s form', async () => {
    const body = JSON.stringify({ query: ' '.repeat(11_000_000) });
    expect(await at('/demo/graphql', JSON_TYPE, body)).toBe('413 BAD_USER_INPUT');
  });
});

describe('the status of a referral link', () => {
  const follow = async (path: string, userAgent = PHONE) => {
    const answer = await api.get(path, { headers: { 'user-agent': userAgent } });
    return [answer.status, answer.headers.get('content-type'), await answer.text()];
  };
  const TEXT = 'text/plain; charset=utf-8';

  test('is 200 for a chat that fetches a preview', async () => {
    const member = await api.join('demo', 'shown by a chat');
    await api.mutate('demo', 'createReferralCode', { code: 'SHOWN' }, 'referralCode { id }', member);
    const HTML = 'text/html; charset=utf-8';
    expect(await follow('/demo/r/SHOWN', 'TelegramBot')).toEqual([200, HTML, expect.stringContaining('og:')]);
  });
  test('is 302 in a program that exists, whatever the code', async () => {
    expect(await follow('/demo/r/NO-SUCH-CODE')).toEqual([302, null, '']);
  });
  test('is 404 in a program that does not exist', async () => {
    expect(await follow('/nobody/r/ANY')).toEqual([404, TEXT, expect.stringContaining('nothing here')]);
  });
  test('is 503 when the program cannot be read', async () => {
    isBroken = () => true;
    expect(await follow('/unread/r/ANY')).toEqual([503, TEXT, expect.stringContaining('at the moment')]);
  });
  test('is listed in docs/api.md', () => {
    expect(documented(1)[2]).toEqual(['200', '302', '404', '503']);
  });
});
