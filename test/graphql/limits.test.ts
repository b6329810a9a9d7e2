import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bill, meter } from '../../bench/meter.ts';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import { parseBody } from '../../functions/graphql/body.ts';
import { LIMITS } from '../../functions/graphql/limits.ts';
import { TRIP_LIMIT } from '../../functions/graphql/trips.ts';
import { type Answer, type Api, startApi } from '../support/api.ts';

// Each limit of a request: at the limit it is answered, one past it is refused before any resolver runs.

let api: Api;
let counted: ReturnType<typeof meter>;
let owner: { token: string };
let mutationsBefore = 0;

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ slug: 'demo' });
  owner = { token: await api.as('demo', 'OWNER') };
  await api.ok('demo', '{ members { edges { cursor } } }', {}, owner);
  mutationsBefore = (await api.scanAll()).length;
});
afterAll(() => api.close());

async function ask(
  query: string,
  variables: object = {},
): Promise<Answer & { bill: Bill; codes: string[]; messages: string }> {
  const { result, bill } = await counted.during(() => api.send('demo', query, variables, owner));
  const errors = result.body.errors ?? [];
  return {
    ...result,
    bill,
    codes: errors.map(({ extensions }) => extensions.code),
    messages: errors.map(({ message }) => message).join(' '),
  };
}

async function answered(query: string, variables: object = {}) {
  const { status, codes, messages, bill } = await ask(query, variables);
  expect([status, codes, messages]).toEqual([200, [], '']);
  return bill;
}

async function refused(
  sentence: RegExp,
  query: string,
  variables: object = {},
  code = 'GRAPHQL_VALIDATION_FAILED',
) {
  const { status, codes, messages, body, bill } = await ask(query, variables);
  expect([status, codes]).toEqual([400, [code]]);
  expect(messages).toMatch(sentence);
  expect(body.data).toBeUndefined();
  expect(bill.calls).toBe(0);
}

/** The word so many times. */
const words = (count: number, word = 'id') => Array(count).fill(word).join(' ');
/** So many aliases of an id. */
const aliases = (count: number) => Array.from({ length: count }, (_, place) => `a${place}: id`).join(' ');
const BOARD = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');
const MEMBER = `mem_${'0'.repeat(26)}`;

describe('the depth of a query', () => {
  const update = (fields: string) =>
    `mutation { updateMember(input: { memberId: "${MEMBER}" }) { ${fields} } }`;
  const atTen =
    'member { referrals { edges { node { friend { member { points { availableByExpiry { points } } } } } } } }';
  const atEleven =
    'member { referrals { edges { node { friend { member { referralCodes { edges { node { id } } } } } } } } }';

  test(`may be ${LIMITS.depth}`, async () => {
    expect(atTen.match(/\w+/g)).toHaveLength(LIMITS.depth - 1);
    expect((await answered(update(atTen))).calls).toBeGreaterThan(0);
  });

  test('one over the limit is refused', async () => {
    expect(atEleven.match(/\w+/g)).toHaveLength(LIMITS.depth);
    await refused(/has 11 levels of fields, more than 10/, update(atEleven));
  });

  test('one over the limit is refused in nested fragments too', async () => {
    const fragments = `fragment A on UpdateMemberPayload { member { referrals { edges { ...B } } } }
      fragment B on ReferralEdge { ... { node { friend { ...C } } } }
      fragment C on ReferralPerson { member { referralCodes { edges { node { id } } } } }`;
    await refused(/11 levels/, `${update('...A')} ${fragments}`);
    await answered(
      `${update('...A')} ${fragments.replace('referralCodes { edges { node { id } } }', 'points { availableByExpiry { points } }')}`,
    );
  });

  test('is checked for every operation of a document', async () => {
    await refused(
      /11 levels/,
      `query A { program { id } } ${update(atEleven).replace('mutation', 'mutation B')}`,
    );
  });
});

describe('the number of aliases', () => {
  test(`may be ${LIMITS.aliases}`, () => answered(`{ program { ${aliases(LIMITS.aliases)} } }`));

  test('one over the limit is refused, on root fields and below', async () => {
    await refused(/has 16 aliases, more than 15/, `{ program { ${aliases(LIMITS.aliases + 1)} } }`);
    const roots = Array.from({ length: 16 }, (_, place) => `m${place}: me { id }`).join(' ');
    await refused(/has 16 aliases/, `{ ${roots} }`);
  });

  test('counts an alias each time its fragment is spread', async () => {
    const fragment = `fragment F on Program { ${aliases(5)} }`;
    await answered(`{ program { ...F ...F ...F } } ${fragment}`);
    await refused(/has 20 aliases/, `{ program { ...F ...F ...F ...F } } ${fragment}`);
  });
});

describe('the number of tokens', () => {
  // The name is wrong, so nothing is made. All but the scopes are 23 words and signs.
  const document = (tokens: number) =>
    `mutation { createApiKey(input: { name: "" scopes: [${words(tokens - 23, 'POINTS_READ')}] }) { userErrors { code } } }`;
  const count = (text: string) => text.match(/\w+|""|[^\s\w"]/g)?.length;

  test(`may be ${LIMITS.tokens}`, async () => {
    expect(count(document(LIMITS.tokens))).toBe(LIMITS.tokens);
    await answered(document(LIMITS.tokens));
  });

  test('one over the limit is refused', async () => {
    expect(count(document(LIMITS.tokens + 1))).toBe(LIMITS.tokens + 1);
    await refused(/has 1501 words and signs, more than 1500/, document(LIMITS.tokens + 1));
    await refused(
      /has more than 2000 words and signs, .* Ask in several requests/,
      document(2_001),
      {},
      'GRAPHQL_PARSE_FAILED',
    );
  });
});

test.each([
  ['`me { id id … }`', `{ me { ${words(800)} } }`],
  ['`__typename __typename …`', `{ ${words(1_490, '__typename')} }`],
])('a field selected again and again is refused with the reason: %s', async (_what, query) => {
  await refused(/asks for the same fields so many times .* Ask for each field once/, query);
});

test('a document with more than a hundred errors is answered with a hundred, and says that there are more', async () => {
  const query = `{ ${Array.from({ length: 300 }, (_, n) => `nothing${n}`).join(' ')} }`;
  const { status, body } = await api.send('demo', query, {}, owner);
  expect([status, body.errors?.length]).toEqual([400, 101]);
  expect(body.errors?.at(-1)?.message).toMatch(/^There are more errors than these hundred\./);
});

describe('the number of selections', () => {
  // `program`, a hundred spreads of thirteen fields, and the rest one by one.
  const document = (selections: number) =>
    `{ program { ${words(100, '...F')} ${words(selections - 1 - 100 * 14)} } } fragment F on Program { ${words(13)} }`;

  test(`may be ${LIMITS.selections}`, () => answered(document(LIMITS.selections)));
  test('one over the limit is refused', () =>
    refused(/has 1501 fields and fragments/, document(LIMITS.selections + 1)));

  test.each([
    ['query', 'Program', '{ program { ...F0 } }', 'id'],
    ['mutation', 'Mutation', 'mutation { ...F0 }', '__typename'],
  ])(
    'is computed quickly for fragments that double 130 times in a %s',
    async (_kind, type, operation, leaf) => {
      const doubling = Array.from({ length: 130 }, (_, place) => {
        const next = place === 129 ? leaf : `...F${place + 1} ...F${place + 1}`;
        return `fragment F${place} on ${type} { ${next} }`;
      });
      // Whoever walked them all would not come back.
      await refused(/fields and fragments|one mutation field/, `${operation} ${doubling.join(' ')}`);
    },
  );

  test('is finite for fragments that spread themselves', async () => {
    await refused(
      /Cannot spread fragment "A" within itself/,
      '{ program { ...A } } fragment A on Program { id ...A }',
    );
  });
});

describe('the cost of a query', () => {
  // A read that no loader gathers costs 10 more: 11 + 83 × (edge, node, 58 fields) + program with 8 fields.
  const document = (more: number) =>
    `{ members(first: 83) { edges { node { ${words(58)} } } } program { ${words(8 + more)} } }`;

  test(`may be ${LIMITS.cost}`, async () => {
    expect((await answered(document(0))).calls).toBe(1);
  });

  test('one over the limit is refused', () => refused(/could cost 5001, more than 5000/, document(1)));

  test('is computed with the variables of the request', async () => {
    const query = `query($n: Int! = 90) { members(first: $n) { edges { node { ${words(58)} } } } }`;
    await answered(query, { n: 83 });
    await refused(/could cost 5051/, query, { n: 84 });
    await refused(/could cost/, query);
  });

  test('is multiplied by the days of a span', async () => {
    const query = `query($from: Date!, $to: Date!) { dailyReferralStats(from: $from, to: $to) { ${words(14, 'clicks')} } }`;
    await answered(query, { from: '2026-01-01', to: '2026-12-22' });
    await refused(/could cost 5009/, query, { from: '2026-01-01', to: '2026-12-23' });
  });

  test('is multiplied by the number of ids and of neighbours', async () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, n) => `mem_${String(n).padStart(26, '0')}`);
    const records = (more: number) =>
      `query($ids: [ID!]!) { leaderboard(id: "${BOARD}") { season { records(subjectIds: $ids) { ${words(49, 'score')} } ${words(more)} } } }`;
    await answered(records(87), { ids: ids(100) });
    await refused(/could cost 5001/, records(88), { ids: ids(100) });
    await answered(records(88), { ids: ids(99) });
    const around = `query($below: Int! = 25) { leaderboard(id: "${BOARD}") { season { around(subjectId: "${MEMBER}", above: 25, below: $below) { ${words(99, 'score')} } ${words(37)} } } }`;
    await answered(around, { below: 24 });
    await refused(/could cost 5099/, around);
  });

  test('is not the reason given for a page size over the limit, which has its own', async () => {
    const list = (field: string) => `{ leaderboard(id: "${BOARD}") { season { ${field} } } }`;
    const many = JSON.stringify(Array(101).fill(MEMBER));
    for (const [message, query] of [
      ['`first` must be 1 to 100.', '{ members(first: 1000000000) { edges { cursor } } }'],
      ['`first` must be 1 to 100.', '{ members(first: 101) { edges { cursor } } }'],
      [
        '`first` must be 1 to 100.',
        '{ leaderboards(first: 101) { edges { node { seasons(first: 0) { edges { cursor } } } } } }',
      ],
      [
        '`above` and `below` must be 0 to 25.',
        list(`around(subjectId: "${MEMBER}", above: 2000000000) { rank }`),
      ],
      ['`subjectIds` must hold at most 100 ids.', list(`records(subjectIds: ${many}) { rank }`)],
      [
        '`from` must not be after `to`, and at most 366 days are counted, both of them included.',
        '{ dailyReferralStats(from: "0001-01-01", to: "9999-12-31") { clicks } }',
      ],
      [
        '`from` must not be after `to`, and at most 366 days are counted, both of them included.',
        '{ dailyReferralStats(from: "2026-01-02", to: "2026-01-01") { clicks } }',
      ],
    ] as const) {
      const { status, body } = await api.send('demo', query, {}, owner);
      const errors = body.errors?.map(({ message, extensions }) => [message, extensions.code]);
      expect([status, errors]).toEqual([400, [[message, 'BAD_USER_INPUT']]]);
    }
  });

  test('counts each read that a list multiplies, so that a request makes a few hundred at most', async () => {
    const lists = (count: number) =>
      Array.from({ length: count }, (_, place) => `r${place}: referrals(first: 1) { edges { cursor } }`);
    const page = (count: number) =>
      `{ members(first: 100) { edges { node { ${lists(count).join(' ')} } } } }`;
    await answered(page(3));
    await refused(/could cost/, page(4));
  });

  test('is not computed for variables of the wrong type', async () => {
    const { status, codes } = await ask('query($n: Int!) { members(first: $n) { edges { cursor } } }', {
      n: 'many',
    });
    expect([status, codes]).toEqual([400, ['BAD_USER_INPUT']]);
  });
});

describe('the body of a request', () => {
  // As the gateway hands it over: the local front would refuse it before.
  const read = async (bytes: number, encode: (body: string) => object) => {
    const query = '{ program { id } }';
    const body = JSON.stringify({ query, variables: { padding: '' } });
    // One character of three bytes among them: bytes are counted and not characters.
    const padded = body.replace('""', `"한${'x'.repeat(bytes - body.length - 3)}"`);
    expect(Buffer.byteLength(padded)).toBe(bytes);
    const event = { headers: { 'content-type': 'application/json' }, ...encode(padded) };
    return parseBody(event as Partial<APIGatewayProxyEventV2> as APIGatewayProxyEventV2);
  };

  test.each([
    ['as text', (body: string) => ({ body, isBase64Encoded: false })],
    ['in base64', (body: string) => ({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true })],
  ])(`may have ${LIMITS.bodyBytes} bytes %s, and not one more`, async (_how, encode) => {
    expect(await read(LIMITS.bodyBytes, encode)).toMatchObject({ query: '{ program { id } }' });
    await expect(read(LIMITS.bodyBytes + 1, encode)).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('larger than 1048576'),
    });
  });

  test('full of wrong values is refused with the first of them', {
    timeout: 10_000,
  }, async () => {
    const query = 'mutation($x: RecordEventsInput!) { recordEvents(input: $x) { userErrors { code } } }';
    await refused(
      /got invalid value 1 at "x.events\[0\]"/,
      query,
      { x: { events: Array(300_000).fill(1) } },
      'BAD_USER_INPUT',
    );
  });
});

describe('the number of mutation fields', () => {
  const join = 'join(input: {}) { member { id } }';

  test('may be one, in a fragment too', async () => {
    await answered(`mutation { ${join} }`);
    await answered(`mutation { ...M } fragment M on Mutation { ${join} }`);
  });

  test.each([
    ['side by side', `mutation { a: ${join} b: ${join} }`],
    ['in an inline fragment', `mutation { a: ${join} ... on Mutation { b: ${join} } }`],
    ['in a fragment', `mutation { a: ${join} ...M } fragment M on Mutation { b: ${join} }`],
    [
      'in a fragment of a fragment',
      `mutation { ...L ...M } fragment L on Mutation { a: ${join} } fragment M on Mutation { ...L b: ${join} }`,
    ],
    [
      'in two operations of which one is chosen',
      `mutation A { a: ${join} } mutation B { a: ${join} b: ${join} }`,
    ],
    [
      'of which one is left out',
      `mutation { a: ${join} b: join(input: {}) @skip(if: true) { member { id } } }`,
    ],
  ])('may not be two %s', (_where, document) => refused(/one mutation field a request/, document));

  test('of a refused document is zero writes', async () => {
    // The two that were answered made one member.
    expect(await api.scanAll()).toHaveLength(mutationsBefore + 1);
  });
});

describe('the number of trips to the table', () => {
  const three =
    '{ members { edges { node { referrals { edges { node { friend { member { id } } } } } } } } }';
  const four =
    '{ members { edges { node { referrals { edges { node { friend { member { points { available } } } } } } } } } }';

  test(`may be ${TRIP_LIMIT}`, async () => {
    expect((await answered(three)).trips).toBeLessThanOrEqual(TRIP_LIMIT);
  });

  test('one over the limit is refused', () => refused(/needs 4 reads one after another, more than 3/, four));

  test('is counted through fragments', async () => {
    const fragments = `fragment A on Member { referrals { edges { node { ...B } } } }
      fragment B on Referral { friend { ... on ReferralPerson { member { points { available } } } } }`;
    await refused(/needs 4 reads/, `{ members { edges { node { ...A } } } } ${fragments}`);
    await refused(/needs 4 reads/, `query($id: ID!) { node(id: $id) { ...A } } ${fragments}`, { id: MEMBER });
  });
});
