import {
  type GraphQLArgument,
  type GraphQLInputField,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import type { Log } from '../../functions/platform/log.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { flawsOfFields, LISTS, queryOf } from '../support/lists.ts';
import { flaws, merged } from '../support/surfaces.ts';

// Generated clients send null for what a caller leaves out. Where a default stands, null asks for it or is refused by
// name; it is never a fault of ours.

const schema = createSchema();
const objects = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'));
const hasDefault = ({ defaultValue }: GraphQLArgument | GraphQLInputField) => defaultValue !== undefined;

const ARGUMENTS = objects.flatMap((type) =>
  isObjectType(type)
    ? Object.values(type.getFields()).flatMap((field) =>
        field.args
          .filter(hasDefault)
          .map((argument) => ({ place: `${type.name}.${field.name}`, name: argument.name, argument })),
      )
    : [],
);
const FIELDS = objects.flatMap((type) =>
  isInputObjectType(type)
    ? Object.values(type.getFields())
        .filter(hasDefault)
        .map((field) => ({ input: type.name, name: field.name, type: String(field.type).replace('!', '') }))
    : [],
);

const BOARD = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');
const MEMBER = `mem_${'0'.repeat(26)}`;
/** How to come to each field that has an argument with a default; `$x` is where its arguments go. */
const DEFAULTS = merged('defaults');
const QUERIES: Record<string, string> = Object.fromEntries([
  ...Object.entries(DEFAULTS).filter(([place]) => place.includes('.')),
  ...Object.keys(LISTS).map((place) => [place, queryOf(place, '($x) { edges { cursor } }').query]),
]);
const CREATE = Object.fromEntries(Object.entries(DEFAULTS).filter(([place]) => !place.includes('.')));
/** What `$id` is in the queries of lists. */
const ids: Record<string, string> = {};

let api: Api;
let owner: Credential;
let operator: Credential;
const errors: string[] = [];

beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  const member = await api.join('demo', 'owner');
  owner = { token: await api.as('demo', 'OWNER') };
  operator = { token: await api.operator() };
  const shelf = { api, slug: 'demo', owner, members: [member] };
  for (const [place, { of }] of Object.entries(LISTS)) ids[place] = (await of?.one(shelf)) ?? member.memberId;
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (message) => void errors.push(message),
    with: () => log,
  };
  api.deps.log = log;
});
beforeEach(() => void errors.splice(0));
afterAll(() => api.close());

async function ask(query: string, variables: object, who: Credential = owner) {
  const slug = query.includes('programs(') ? 'operator' : 'demo';
  const credential = slug === 'operator' && who === owner ? operator : who;
  const { status, body, cost } = await api.send(slug, query, variables, credential);
  expect(errors).toEqual([]);
  return {
    status,
    cost,
    data: body.data,
    codes: (body.errors ?? []).map(({ extensions }) => extensions.code),
    messages: (body.errors ?? []).map(({ message }) => message).join(' '),
  };
}

/** A value that is not the default. */
function otherOf({ type }: GraphQLArgument): string {
  const named = getNamedType(type);
  if (isEnumType(named)) return named.getValues().at(-1)?.name ?? '';
  return named.name === 'Boolean' ? 'true' : '7';
}

/** What any null that is refused must come to, before anything is authorized. */
const refusedBy = (name: string) => ({
  status: 400,
  cost: undefined,
  data: undefined,
  codes: ['BAD_USER_INPUT'],
  messages: expect.stringContaining(name),
});

describe('null for an argument with a default', () => {
  test('is tested for every such argument of the schema, and every one may be null', () => {
    const places = [...new Set(ARGUMENTS.map(({ place }) => place))];
    expect(flawsOfFields('defaults', places, Object.keys(QUERIES))).toEqual([]);
    expect(ARGUMENTS.filter(({ argument }) => isNonNullType(argument.type))).toEqual([]);
  });

  test.each(ARGUMENTS)(
    'means the default, at its cost: $name of $place',
    async ({ place, name, argument }) => {
      const query = (given: string) =>
        (QUERIES[place] ?? '').replace('$x', given).replace('$id', `"${ids[place]}"`);
      const usual = await ask(query(`${name}: ${argument.defaultValue}`), {});
      expect([usual.status, usual.codes]).toEqual([200, []]);
      expect(usual.cost).toBeGreaterThan(0);
      const variable = `query($f: ${argument.type}) ${query(`${name}: $f`)}`;
      const withDefault = `query($f: ${argument.type} = ${otherOf(argument)}) ${query(`${name}: $f`)}`;
      expect(await ask(query(`${name}: null`), {})).toEqual(usual);
      expect(await ask(variable, { f: null })).toEqual(usual);
      expect(await ask(variable, {})).toEqual(usual);
      expect(await ask(withDefault, { f: null })).toEqual(usual);
    },
  );

  test('returns as many items as the default', async () => {
    for (let n = 0; n < 21; n += 1) await api.join('demo', `one of many ${n}`);
    const { data } = await ask('query($f: Int) { members(first: $f) { edges { cursor } } }', { f: null });
    expect(data.members.edges).toHaveLength(20);
  });
});

describe('null for an input field with a default', () => {
  test('is tested for every such field of the schema', () => {
    const inputs = [...new Set(FIELDS.map(({ input }) => input))];
    expect(flaws('defaults', inputs, Object.keys(CREATE))).toEqual([]);
  });

  test.each(FIELDS)('is refused by name, to every caller: $name of $input', async ({ input, name, type }) => {
    const document = `mutation($given: ${type}) { ${(CREATE[input] ?? '').replace('$x', `${name}: $given`)} }`;
    for (const who of [owner, {}])
      expect(await ask(document, { given: null }, who)).toEqual(refusedBy('$given'));
  });

  test.each([
    ['@include', 'query($x: Boolean = true) { program @include(if: $x) { id } }'],
    ['@skip', 'query($x: Boolean = false) { program @skip(if: $x) { id } }'],
    [
      '@skip in a fragment',
      'query($x: Boolean = false) { ...F } fragment F on Query { program @skip(if: $x) { id } }',
    ],
    ['an id', `query($x: ID = "${MEMBER}") { node(id: $x) { id } }`],
    [
      'a list',
      `query($x: [ID!] = []) { leaderboard(id: "${BOARD}") { season { records(subjectIds: $x) { score } } } }`,
    ],
    [
      'an item of a list',
      `query($x: ID = "a") { leaderboard(id: "${BOARD}") { season { records(subjectIds: ["b", $x]) { score } } } }`,
    ],
    ['a day', 'query($x: Date = "2026-11-01") { dailyReferralStats(from: $x, to: "2026-11-02") { day } }'],
    ['an input', 'mutation($x: JoinInput = {}) { join(input: $x) { userErrors { code } } }'],
    [
      'a list of inputs',
      'mutation($x: [EventInput!] = []) { recordEvents(input: { events: $x }) { userErrors { code } } }',
    ],
    [
      'an enum',
      'mutation($x: ProgramStatus = PAUSED) { setProgramStatus(input: { status: $x }) { userErrors { code } } }',
    ],
  ])('is refused by name for %s', async (_what, query) => {
    for (const who of [owner, {}]) expect(await ask(query, { x: null }, who)).toEqual(refusedBy('$x'));
  });

  test('is refused when a variable’s value holds it', async () => {
    const join = 'mutation($input: JoinInput!) { join(input: $input) { userErrors { code } } }';
    expect(await ask(join, { input: { visibility: null } })).toEqual(refusedBy('input.visibility'));
    const award =
      'mutation($input: AwardPointsInput!) { awardPoints(input: $input) { userErrors { code } } }';
    const input = { memberId: MEMBER, points: null, reason: 'x', idempotencyKey: 'x' };
    expect(await ask(award, { input })).toEqual(refusedBy('input.points'));
  });

  test('is ignored in an operation that is not executed', async () => {
    const document = 'query A { program { id } } query B($x: ID = "a") { node(id: $x) { id } }';
    const { body } = await api
      .get('/demo/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
        body: JSON.stringify({ query: document, operationName: 'A', variables: { x: null } }),
      })
      .then(async (response) => ({ body: await response.json() }));
    expect(body).toMatchObject({ data: { program: { id: 'prg_demo' } } });
  });
});

test('null for an optional argument counts as left out', async () => {
  const { data, codes } = await ask(
    'query($after: String, $season: String, $on: Date, $id: ID!) { members(after: $after) { edges { cursor } } leaderboard(id: $id) { id season(key: $season, on: $on) { isCurrent } } }',
    { after: null, season: null, on: null, id: BOARD },
  );
  expect([codes, data.leaderboard]).toEqual([[], { id: BOARD, season: { isCurrent: true } }]);
});
