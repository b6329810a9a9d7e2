import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import type { GraphqlErrorCode } from '../../functions/graphql/errors.ts';
import { createGraphqlHandler } from '../../functions/registry/application.ts';
import { type Api, startApi } from '../support/api.ts';
import { runsOf, seedOf } from '../support/runs.ts';

// Requests that cannot be answered: a clear code of the closed set, a sensible status, and nothing read or written.

let api: Api;
let counted: ReturnType<typeof meter>;
let owner: string;
beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ slug: 'demo' });
  owner = await api.as('demo', 'OWNER');
  await api.ok('demo', '{ members { edges { cursor } } }', {}, { token: owner });
});
afterAll(() => api.close());

const JSON_TYPE = { 'content-type': 'application/json' };

async function post(body: string, headers: Record<string, string> = JSON_TYPE, path = '/demo/graphql') {
  const { result, bill } = await counted.during(async () => {
    const response = await fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { accept: 'application/graphql-response+json', authorization: `Bearer ${owner}`, ...headers },
      body,
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  });
  const { data, errors = [] } = JSON.parse(result.text) as {
    data?: unknown;
    errors?: { message: string; locations?: { column: number }[]; extensions: object }[];
  };
  return { ...result, data, errors, extensions: errors.map(({ extensions }) => extensions), bill };
}

async function refused(code: GraphqlErrorCode, status: number, answer: Awaited<ReturnType<typeof post>>) {
  expect([answer.status, answer.extensions]).toEqual([status, [{ code }]]);
  expect(answer.data ?? null).toBeNull();
  expect(answer.bill.calls).toBe(0);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
}

const QUERY = JSON.stringify({ query: '{ program { id } }' });

describe('a request body is refused with 400 and BAD_USER_INPUT when it', () => {
  const example = '{"query": "…", "variables": {…}}';
  const noJson = `The body must be JSON: ${example}.`;
  const noObject = `The body must be a JSON object: ${example}.`;
  const noQuery = `\`query\` is missing or empty. Send ${example}.`;
  const list = `Send one operation in a request, not a list of them: ${example}.`;
  const noText = '`query` must be the text of a query.';
  const variables = '`variables` must be a JSON object, not a text of one or a list, or left out.';
  const extensions = '`extensions` must be a JSON object, or left out.';
  test.each([
    ['is empty', '', noJson],
    ['is cut short', '{"query":"{ program { id } }"', noJson],
    ['is GraphQL and not JSON', '{ program { id } }', noJson],
    ['is null', 'null', noObject],
    ['is a number', '1', noObject],
    ['is false', 'false', noObject],
    ['is a text', '"{ program { id } }"', noObject],
    ['is an empty object', '{}', noQuery],
    ['has no query', '{"variables":{}}', noQuery],
    ['has an empty query', '{"query":""}', noQuery],
    ['has a query of blanks', '{"query":" \\n"}', noQuery],
    ['has null for a query', '{"query":null}', noQuery],
    ['has extensions and no query', '{"extensions":{}}', noQuery],
    ['has a query that is no text', '{"query":{"a":1}}', noText],
    ['has a query of numbers', '{"query":7}', noText],
    ['has false for a query', '{"query":false}', noText],
    ['has a list of variables', '{"query":"{ program { id } }","variables":[1]}', variables],
    ['has variables as text', '{"query":"{ program { id } }","variables":"{}"}', variables],
    [
      'has an operation name that is no text',
      '{"query":"{ program { id } }","operationName":1}',
      '`operationName` must be a text, or left out.',
    ],
    ['has extensions that are a list', '{"query":"{ program { id } }","extensions":[]}', extensions],
    ['has extensions that are text', '{"query":"{ program { id } }","extensions":"{}"}', extensions],
    ['is a batch', `[${QUERY}]`, list],
    ['is an empty batch', '[]', list],
  ])('%s, and the error says what to send', async (_what, body, sentence) => {
    const answer = await post(body);
    await refused('BAD_USER_INPUT', 400, answer);
    expect(answer.errors[0]?.message).toBe(sentence);
  });
});

test('a body with null for optional members, or an empty operationName, is answered', async () => {
  for (const operationName of [null, '']) {
    const body = { query: '{ program { id } }', variables: null, operationName, extensions: null, id: 7 };
    expect((await post(JSON.stringify(body))).data).toEqual({ program: { id: 'prg_demo' } });
  }
});

describe('a request that a browser sends without a preflight is refused first:', () => {
  test.each([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['an upload', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['text', { 'content-type': 'text/plain' }],
    [
      'text that says it needs no asking',
      { 'content-type': 'text/plain', 'apollo-require-preflight': 'true' },
    ],
    ['another type', { 'content-type': 'application/xml' }],
    ['almost JSON', { 'content-type': 'application/jsonp' }],
    ['GraphQL as such', { 'content-type': 'application/graphql' }],
    ['no type', { 'content-type': '' }],
  ])('%s', async (_what, headers) => refused('BAD_USER_INPUT', 400, await post(QUERY, headers)));

  test('but JSON is answered, with a charset and in any case', async () => {
    for (const type of ['application/json;charset=utf-8', 'Application/JSON ; charset=UTF-8']) {
      expect((await post(QUERY, { 'content-type': type })).data).toEqual({ program: { id: 'prg_demo' } });
    }
  });

  test('a POST with its query in the address is not answered', async () => {
    await refused(
      'BAD_USER_INPUT',
      400,
      await post('{}', JSON_TYPE, '/demo/graphql?query=%7Bprogram%7Bid%7D%7D'),
    );
  });
});

describe('automatic persisted queries', () => {
  const extensions = {
    persistedQuery: {
      version: 1,
      sha256Hash: 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38',
    },
  };

  test('are refused by POST with the code and message that make clients send the full query', async () => {
    for (const body of [{ extensions }, { query: '{__typename}', extensions }, { extensions }]) {
      const answer = await post(JSON.stringify(body));
      await refused('PERSISTED_QUERY_NOT_SUPPORTED', 200, answer);
      expect(answer.errors[0]?.message).toBe('PersistedQueryNotSupported');
    }
  });
});

describe('a document is refused with 400 when it', () => {
  const award = (points: string) =>
    `mutation { awardPoints(input: { memberId: "mem_x", points: ${points}, reason: "r", idempotencyKey: "k" }) { userErrors { code } } }`;
  test.each<[string, string, GraphqlErrorCode]>([
    ['is not GraphQL', 'program', 'GRAPHQL_PARSE_FAILED'],
    ['is not closed', '{ program { id }', 'GRAPHQL_PARSE_FAILED'],
    ['asks for an unknown field', '{ programm { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['asks for no fields of an object', '{ program }', 'GRAPHQL_VALIDATION_FAILED'],
    ['asks for fields of a text', '{ program { id { id } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['gives an unknown argument', '{ members(last: 1) { edges { cursor } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['leaves an argument out', '{ node { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'names an unknown value of an enum',
      'mutation { join(input: { visibility: SECRET }) { member { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'writes an enum as text',
      'mutation { join(input: { visibility: "FULL" }) { member { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['gives half a point', award('1.5'), 'GRAPHQL_VALIDATION_FAILED'],
    ['gives points below zero', award('-5'), 'GRAPHQL_VALIDATION_FAILED'],
    ['gives no points', award('0'), 'GRAPHQL_VALIDATION_FAILED'],
    ['gives more points than there can be', award('1000000001'), 'GRAPHQL_VALIDATION_FAILED'],
    ['gives points as text', award('"5"'), 'GRAPHQL_VALIDATION_FAILED'],
    [
      'names a day that is none',
      '{ dailyReferralStats(from: "2026-02-30", to: "2026-03-01") { day } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'names a link that is not https',
      'mutation { join(input: { avatarUrl: "javascript:alert(1)" }) { member { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['asks for a subscription', 'subscription { members { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['uses an unknown directive', '{ program @defer { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'has two operations and no name is given',
      'query A { program { id } } query B { program { id } }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['has fragments alone', 'fragment A on Program { id }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('%s', async (_what, query, code) => refused(code, 400, await post(JSON.stringify({ query }))));

  test('has several operations and an empty operationName', async () => {
    const body = { query: 'query A { program { id } } query B { program { id } }', operationName: '' };
    await refused('OPERATION_RESOLUTION_FAILURE', 400, await post(JSON.stringify(body)));
  });

  test('has no operation of the given operationName', async () => {
    const body = { query: 'query A { program { id } }', operationName: 'B' };
    await refused('OPERATION_RESOLUTION_FAILURE', 400, await post(JSON.stringify(body)));
  });
});

describe('a value that does not fit its scalar', () => {
  const code = (field: string, value: string) =>
    `mutation { createReferralCode(input: { code: "ZZZ-9", ${field}: ${value} }) { userErrors { code } } }`;
  const days = (value: string) => `{ dailyReferralStats(from: ${value}, to: "2026-11-25") { day } }`;
  const picture = (value: string) => `mutation { join(input: { avatarUrl: ${value} }) { member { id } } }`;
  const least = (amount: string) =>
    `mutation { recordEvents(input: { events: [{ source: "s", externalEventId: "1", type: "BUY", amount: { ${amount} } }] }) { results { status } } }`;
  const members = (value: string) => `{ members(first: ${value}) { edges { cursor } } }`;
  const record = (value: string) =>
    `{ leaderboard(id: "b") { season { records(subjectIds: [${value}]) { score } } } }`;
  test.each<[string, string, string]>([
    ['startsAt', code('startsAt', '"2026-13-01T00:00:00Z"'), 'DateTime must be an instant such as "2026-'],
    ['endsAt', code('endsAt', '1'), 'DateTime must be an instant such as "2026-'],
    ['usageLimit', code('usageLimit', '0'), 'PositiveInt must be a whole number from 1 to'],
    ['usageLimit', code('usageLimit', '"5"'), 'PositiveInt must be a whole number from 1 to'],
    ['from', days('"2023-02-29"'), 'Date must be a day of the calendar such as "2026-11-21".'],
    ['from', days('"20261125"'), 'Date must be a day of the calendar such as "2026-11-21".'],
    ['from', days('20261125'), 'Date must be a day of the calendar such as "2026-11-21".'],
    ['from', days('[TODAY]'), 'Date must be a day of the calendar such as "2026-11-21".'],
    ['avatarUrl', picture('"http://a.example"'), 'Url must be an absolute https:// address'],
    ['avatarUrl', picture('{ a: 1 }'), 'Url must be an absolute https:// address'],
    ['amountMinor', least('amountMinor: 1.5, currency: "KRW"'), 'SafeInt must be a whole number within'],
    [
      'amountMinor',
      least('amountMinor: 9007199254740992, currency: "KRW"'),
      'SafeInt must be a whole number',
    ],
    ['currency', least('amountMinor: 1, currency: "ZZZ"'), 'CurrencyCode must be an ISO 4217 code'],
    ['currency', least('amountMinor: 1, currency: KRW'), 'CurrencyCode must be an ISO 4217 code'],
    ['first', members('1.5'), 'Int cannot represent non-integer value: 1.5'],
    ['subjectIds', record('1.5'), 'ID cannot represent'],
  ])('%s in the document is refused with its name and location: %s', async (name, query, sentence) => {
    const { errors, extensions, status } = await post(JSON.stringify({ query }));
    const ofEvent = query.includes('recordEvents') ? { eventIndexes: [0] } : {};
    expect([status, extensions[0]]).toEqual([400, { code: 'GRAPHQL_VALIDATION_FAILED', ...ofEvent }]);
    const [{ message, locations: [at] = [] } = { message: '' }] = errors;
    expect(message.startsWith(`In \`${name}\`: ${sentence}`), message).toBe(true);
    expect(query.slice(0, (at?.column ?? 0) - 1)).toMatch(new RegExp(`${name}: \\[?$`));
  });

  test('is refused once for each location', async () => {
    const at = '"2026-13-01T00:00:00Z"';
    const query = code('startsAt', `${at}, endsAt: ${at}`);
    const { errors } = await post(JSON.stringify({ query }));
    expect(errors.map(({ message }) => message.split(':')[0])).toEqual(['In `startsAt`', 'In `endsAt`']);
  });

  test.each<[string, string, unknown, string]>([
    ['DateTime', code('startsAt', '$v'), '2026-11-25', 'DateTime must be an instant such as'],
    ['Date', days('$v'), '2023-02-29', 'Date must be a day of the calendar such as'],
    ['Date', days('$v'), 20261125, 'Date must be a day of the calendar such as'],
    ['PositiveInt', code('usageLimit', '$v'), '5', 'PositiveInt must be a whole number'],
    ['SafeInt', least('amountMinor: $v, currency: "KRW"'), '5', 'SafeInt must be a whole number'],
    ['Url', picture('$v'), 5, 'Url must be an absolute https:// address'],
    ['CurrencyCode', least('amountMinor: 1, currency: $v'), 'krw', 'CurrencyCode must be an ISO 4217'],
  ])('%s in a variable is refused in the same words: %s', async (type, document, v, sentence) => {
    const query = `${type === 'Date' ? 'query' : ''}${document}`.replace(
      /^(query|mutation)/,
      `$1($v: ${type}!)`,
    );
    const { errors } = await post(JSON.stringify({ query, variables: { v } }));
    expect(errors[0]?.message).toContain(sentence);
  });
});

describe('variables are refused with 400 and BAD_USER_INPUT when', () => {
  const startsAt =
    'mutation($at: DateTime!) { createReferralCode(input: { startsAt: $at }) { referralCode { id } } }';
  const award = 'mutation($input: AwardPointsInput!) { awardPoints(input: $input) { userErrors { code } } }';
  const input = (more: object) => ({
    input: { memberId: 'mem_x', points: 1, reason: 'r', idempotencyKey: 'k', ...more },
  });
  const BOARD = { name: 'Odd', metric: 'POINTS_EARNED', idempotencyKey: 'odd' };
  const board =
    'mutation($input: CreateLeaderboardInput!) { createLeaderboard(input: $input) { userErrors { code } } }';
  const terms =
    'mutation($input: UpdateProgramInput!) { updateProgram(input: $input) { userErrors { code } } }';
  const minimum = (amountMinor: unknown, currency: string) => ({
    advocatePoints: 1,
    friendPoints: 1,
    minimumAmount: { amountMinor, currency },
  });
  test.each<[string, string, object]>([
    ['one is missing', 'query($id: ID!) { node(id: $id) { id } }', {}],
    ['one is null', 'query($id: ID!) { node(id: $id) { id } }', { id: null }],
    ['one is of another type', 'query($id: ID!) { node(id: $id) { id } }', { id: { a: 1 } }],
    [
      'an enum has no such value',
      'mutation($v: MemberVisibility!) { join(input: { visibility: $v }) { member { id } } }',
      { v: 'SECRET' },
    ],
    ['a field of an input is unknown', award, input({ balance: 5 })],
    ['a field of an input is missing', award, input({ reason: undefined })],
    ['points are fractional', award, input({ points: 1.5 })],
    ['points are below zero', award, input({ points: -1 })],
    ['points are zero', award, input({ points: 0 })],
    ['points are more than there can be', award, input({ points: 1_000_000_001 })],
    ['points are text', award, input({ points: '5' })],
    ['points are true', award, input({ points: true })],
    ['points are a list', award, input({ points: [5] })],
    ['a size of a page is text', 'query($n: Int!) { members(first: $n) { edges { cursor } } }', { n: '5' }],
    [
      'a size of a page is out of all bounds',
      'query($n: Int!) { members(first: $n) { edges { cursor } } }',
      { n: 2 ** 31 },
    ],
    ['an instant is none', startsAt, { at: '2026-02-30T00:00:00Z' }],
    ['an instant is before the year 0, in UTC', startsAt, { at: '0000-01-01T00:00:00+14:00' }],
    ['an instant is past the year 9999, in UTC', startsAt, { at: '9999-12-31T23:59:59-14:00' }],
    ['an instant of an input is none', board, { input: { ...BOARD, visibleFrom: '2026-11-25' } }],
    ['a number of an input is text', terms, { input: { referralPolicy: minimum('100', 'KRW') } }],
    ['a number of an input is fractional', terms, { input: { referralPolicy: minimum(1.5, 'KRW') } }],
    [
      'a number of an input is not held exactly',
      terms,
      { input: { referralPolicy: minimum(2 ** 53, 'KRW') } },
    ],
    ['a currency of an input is none', terms, { input: { referralPolicy: minimum(100, 'ZZZ') } }],
    [
      'a day is none',
      'query($d: Date!) { dailyReferralStats(from: $d, to: $d) { day } }',
      { d: '2026-13-01' },
    ],
  ])('%s', async (_what, query, variables) =>
    refused('BAD_USER_INPUT', 400, await post(JSON.stringify({ query, variables }))),
  );

  test('a value of an input is of the wrong type, and the error says which and where', async () => {
    const variables = { input: { referralPolicy: minimum('100', 'KRW') } };
    const { errors } = await post(JSON.stringify({ query: terms, variables }));
    expect(errors?.[0]?.message).toBe(
      'Variable "$input" got invalid value "100" at "input.referralPolicy.minimumAmount.amountMinor"; SafeInt must be a whole number within ±(2^53 − 1), such as 15000.',
    );
  });

  test('but not for undeclared variables, even of odd names', async () => {
    const body = `{"query":"{ program { id } }","variables":{"x":1,"__proto__":{"first":9},"constructor":1}}`;
    expect((await post(body)).data).toEqual({ program: { id: 'prg_demo' } });
  });
});

describe('request headers', () => {
  test.each([
    'image/png',
    'text/*',
    'application/json;q=0',
    '*/*;q=0.000',
    'application/*;q=0, */*',
    'application/json;q=0, application/graphql-response+json;q=0, */*',
    'application/json;foo=bar;q=0',
    'application/json;q=2',
    'application/json;charset=euc-kr',
    'text/plain;a="application/json, */*"',
    'json',
  ])('that accept no JSON are refused with 406: %s', async (accept) => {
    const answer = await post(QUERY, { ...JSON_TYPE, accept });
    expect([answer.status, answer.extensions]).toEqual([406, [{ code: 'BAD_USER_INPUT' }]]);
    expect(answer.errors[0]?.message).toContain('Send `accept: application/json`, or none.');
  });

  test('that accept no JSON are refused before anything is done', async () => {
    const handler = createGraphqlHandler(api.deps);
    const { token } = await api.join('demo', 'picky');
    const query = 'mutation { updateProfile(input: { displayName: "Picky" }) { member { displayName } } }';
    const ranges = [
      'application/json',
      'application/graphql-response+json',
      'application/*',
      '*/*',
      'text/html',
    ];
    const parameters = [
      '',
      ';q=0',
      ';q=0.0',
      ';q=0.5',
      ';q=1',
      '; Q=.5',
      ';q=x',
      ';q=2',
      ';charset=utf-8',
      ';a=b',
    ];
    const range = fc
      .tuple(fc.constantFrom(...ranges), fc.constantFrom(...parameters))
      .map((parts) => parts.join(''));
    const odd = fc.constantFrom('', 'json', '*', 'text/html;x="y, application/json, z"', 'APPLICATION/JSON');
    const accepts = fc.array(fc.oneof(range, range, odd), { minLength: 1, maxLength: 3 });
    const seen = new Set<number | undefined>();
    await fc.assert(
      fc.asyncProperty(accepts, fc.constantFrom(',', ', '), async (parts, comma) => {
        const headers = { ...JSON_TYPE, authorization: `Bearer ${token}`, accept: parts.join(comma) };
        const event = eventOf({ method: 'POST', headers, body: JSON.stringify({ query }) });
        const { result, bill } = await counted.during(() => handler(event));
        seen.add(result.statusCode);
        expect([headers.accept, result.statusCode, bill.calls > 0]).toEqual([
          headers.accept,
          bill.calls > 0 ? 200 : 406,
          result.statusCode === 200,
        ]);
      }),
      { numRuns: runsOf(300), ...seedOf(406) },
    );
    expect(seen).toEqual(new Set([200, 406]));
  });

  test.each([
    '*/*',
    'application/json',
    'application/json, text/plain, */*',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9',
    'application/json; charset=utf-8',
    'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8',
  ])('of real clients are answered: %s', async (accept) => {
    expect((await post(QUERY, { ...JSON_TYPE, accept })).data).toEqual({ program: { id: 'prg_demo' } });
  });

  test('that accept application/graphql-response+json are answered in it', async () => {
    const answer = await post(QUERY, { ...JSON_TYPE, accept: 'application/graphql-response+json' });
    expect(answer.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/);
  });

  const [PLAIN, OWN] = ['application/json', 'application/graphql-response+json'];
  test.each([
    ['', PLAIN],
    ['*/*', PLAIN],
    ['application/*', PLAIN],
    [PLAIN, PLAIN],
    [OWN, OWN],
    [`${OWN},${PLAIN};q=0.9`, OWN],
    [`${PLAIN};q=0.9, ${OWN}`, OWN],
    [`${OWN}, ${PLAIN}`, OWN],
    [`${PLAIN}, ${OWN}`, PLAIN],
    [`${OWN};q=0.5, ${PLAIN}`, PLAIN],
    [`${OWN};q=0.5, */*`, PLAIN],
    [`${OWN}, */*`, OWN],
    [`*/*, ${OWN}`, OWN],
    [`${PLAIN}, */*`, PLAIN],
    [`application/*;q=0.2, ${OWN};q=0.1`, PLAIN],
    [`text/html, ${OWN}; charset=utf-8, ${PLAIN}; charset=utf-8`, OWN],
    [`${OWN}; charset=utf-8; q=0.9`, OWN],
    [`${PLAIN};q=0, */*`, OWN],
    [`*/*, ${PLAIN};q=0`, OWN],
    [`application/*, ${OWN};q=0.0`, PLAIN],
    [`${PLAIN};q=0, ${OWN};q=0.1, */*;q=0.5`, OWN],
    [`${PLAIN};q=0, ${PLAIN}`, PLAIN],
    [`${PLAIN};q=0.1, ${OWN};q=0.5, ${PLAIN};q=0.9`, PLAIN],
    [`${PLAIN};foo=bar`, PLAIN],
    [`${PLAIN}; a="x, y;q=0"; q=0.2, ${OWN};q=0.1`, PLAIN],
    [`text/plain;a="${OWN}, \\"", ${PLAIN};q=0.1`, PLAIN],
    [`${PLAIN};charset=utf-16;q=1, ${OWN};q=0.1`, OWN],
    [`APPLICATION/JSON ; Q=.5 ,, ${OWN};Charset="UTF-8"`, OWN],
    [`text/html, */*;q=0.001`, PLAIN],
    [' , ', PLAIN],
  ])('that accept %j are answered in %s, also when the request is refused', async (accept, type) => {
    const answered = await post(QUERY, { ...JSON_TYPE, accept });
    const refusals = [
      await post(QUERY, { ...JSON_TYPE, accept, authorization: 'Bearer nonsense' }),
      await post('no JSON', { ...JSON_TYPE, accept }),
      await post(' '.repeat(1_048_577), { ...JSON_TYPE, accept }),
    ];
    expect([answered, ...refusals].map(({ status }) => status)).toEqual([200, 401, 400, 413]);
    for (const { headers } of [answered, ...refusals])
      expect(headers.get('content-type')?.split(';')[0]).toBe(type);
  });

  test.each([
    ['a token', { authorization: `Bearer ${'e30.'.repeat(2_500)}` }],
    ['a key', { authorization: '', 'x-api-key': `fk_${'0'.repeat(10_000)}` }],
    ['a word', { authorization: 'x'.repeat(10_000) }],
  ])(
    'with %s of 10 KB are refused with 401 and UNAUTHENTICATED, without repeating it',
    async (_what, headers) => {
      const answer = await post(QUERY, { ...JSON_TYPE, ...headers });
      await refused('UNAUTHENTICATED', 401, answer);
      expect(answer.text.length).toBeLessThan(300);
    },
  );
});

test('an address of no program is refused with 404 and PROGRAM_NOT_FOUND, whatever its form', async () => {
  for (const slug of [
    'nobody',
    'DEMO',
    'demo%23',
    'graphql',
    '%F0%9F%8E%89',
    'x'.repeat(3_000),
    '..%2Fdemo',
    'demo%00',
  ]) {
    const answer = await post(QUERY, JSON_TYPE, `/${slug}/graphql`);
    expect([slug, answer.status, answer.extensions]).toEqual([slug, 404, [{ code: 'PROGRAM_NOT_FOUND' }]]);
  }
});

test('links have the gateway’s host over https, whatever a header says', async () => {
  const { token } = await api.join('demo', 'linker');
  const made = 'mutation { createReferralCode(input: { code: "LINKED" }) { referralCode { link } } }';
  const asked = '{ me { referralCodes { edges { node { link } } } } }';
  expect(await api.ok('demo', made, {}, { token })).toEqual({
    createReferralCode: { referralCode: { link: `${api.url}/demo/r/LINKED` } },
  });
  const handler = createGraphqlHandler({ ...api.deps, env: { ...api.deps.env, stage: 'dev' } });
  for (const forged of ['http', 'javascript', 'https://evil.example/?', '']) {
    const headers = {
      ...JSON_TYPE,
      authorization: `Bearer ${token}`,
      'x-forwarded-proto': forged,
      host: 'evil.example',
    };
    const { body } = await handler(
      eventOf({ method: 'POST', headers, body: JSON.stringify({ query: asked }) }),
    );
    expect(JSON.parse(body ?? '').data.me.referralCodes.edges[0].node.link).toBe(
      'https://api.example.com/demo/r/LINKED',
    );
  }
});

test('an address on localhost is accepted only on a developer’s machine', async () => {
  const query = 'mutation($input: JoinInput!) { join(input: $input) { userErrors { code } } }';
  const codeAt = async (stage: 'local' | 'dev' | 'prod', avatarUrl: string) => {
    const handler = createGraphqlHandler({ ...api.deps, env: { ...api.deps.env, stage } });
    const body = JSON.stringify({ query, variables: { input: { avatarUrl } } });
    const answer = await handler(eventOf({ method: 'POST', headers: JSON_TYPE, body }));
    return JSON.parse(answer.body ?? '').errors[0].extensions.code;
  };
  for (const own of ['http://localhost:3000/a.png', 'https://127.0.0.1/a.png', 'https://2130706433/a.png']) {
    expect(await codeAt('local', own)).toBe('UNAUTHENTICATED');
    expect(await codeAt('dev', own)).toBe('BAD_USER_INPUT');
    expect(await codeAt('prod', own)).toBe('BAD_USER_INPUT');
  }
  for (const stage of ['local', 'dev', 'prod'] as const) {
    expect(await codeAt(stage, 'https://cdn.example/a.png')).toBe('UNAUTHENTICATED');
    expect(await codeAt(stage, 'https://192.168.0.1/a.png')).toBe('BAD_USER_INPUT');
    expect(await codeAt(stage, 'https://me:secret@cdn.example/a.png')).toBe('BAD_USER_INPUT');
  }
});

/** An event as API Gateway's HTTP API makes it. */
function eventOf(request: {
  method: string;
  headers: Record<string, string>;
  body?: string;
}): APIGatewayProxyEventV2 {
  const { method, headers, body } = request;
  return {
    version: '2.0',
    routeKey: 'POST /{program}/graphql',
    rawPath: '/demo/graphql',
    rawQueryString: '',
    headers,
    pathParameters: { program: 'demo' },
    requestContext: {
      domainName: 'api.example.com',
      requestId: 'request-1',
      http: { method, path: '/demo/graphql', protocol: 'HTTP/1.1', sourceIp: '203.0.113.1', userAgent: '' },
    } as APIGatewayProxyEventV2['requestContext'],
    isBase64Encoded: false,
    ...(body === undefined ? {} : { body }),
  };
}
