import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { type Compiled, compileForRelay } from '../support/relay.ts';

// Relay's own compiler reads the published schema, and its queries are sent to the API.

const SDL = readFileSync(join(import.meta.dirname, '../../docs/schema.graphql'), 'utf8');
const schema = buildSchema(SDL);
const types = objectTypes(schema);

/** Every connection, as `Type.field`. */
const CONNECTIONS = types.flatMap((type) =>
  Object.values(type.getFields())
    .filter(({ type: of }) => getNamedType(of).name.endsWith('Connection'))
    .map((field) => `${type.name}.${field.name}`),
);
const NODES = types
  .filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'))
  .map(({ name }) => name);

/** The fields of a type that are no objects and take no arguments. */
function leavesOf(typeName: string): string {
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)) && field.args.length === 0);
  return leaves.map(({ name }) => name).join(' ');
}

/** A component's fragment that shows a list page by page, as usePaginationFragment takes it. */
function pagedFragment(place: string): string {
  const [typeName = '', field = ''] = place.split('.');
  const type = schema.getType(typeName);
  const connection = isObjectType(type) ? type.getFields()[field] : undefined;
  const node = getNamedType(connection?.type)?.name.replace(/Connection$/, '') ?? '';
  const name = moduleOf(place);
  return `fragment ${name}_list on ${typeName}
    @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
    @refetchable(queryName: "${name}Query") {
      ${field}(first: $count, after: $cursor) @connection(key: "${name}_${field}") {
        edges { node { ${leavesOf(node)} } }
      }
    }`;
}

/** Relay wants the names in a module to begin with its name. */
const moduleOf = (place: string) => `Paged${place.replace('.', '')}`;
const refetched = (typeName: string) =>
  `fragment Refetched${typeName}_one on ${typeName} @refetchable(queryName: "Refetched${typeName}Query") { ${leavesOf(typeName)} }`;

const MODULES = Object.fromEntries([
  ...CONNECTIONS.map((place) => [moduleOf(place), pagedFragment(place)]),
  ...NODES.map((name) => [`Refetched${name}`, refetched(name)]),
]);

let compiled: Compiled;
beforeAll(() => {
  compiled = compileForRelay(SDL, MODULES);
});

test('Relay’s compiler accepts the published schema, with fragments on every connection and every Node', () => {
  expect([compiled.status, compiled.output]).toEqual([0, expect.not.stringContaining('✖︎')]);
  expect(CONNECTIONS.length).toBeGreaterThan(9);
  expect([...compiled.queries.keys()].sort()).toEqual(
    Object.keys(MODULES)
      .map((name) => `${name}Query`)
      .sort(),
  );
});

test.each(['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'])(
  'Relay’s compiler refuses a schema whose PageInfo lacks %s',
  (field) => {
    const without = SDL.replace(new RegExp(`^  ${field}: .*$`, 'm'), `  ${field}Not: String`);
    const { status, output } = compileForRelay(without, {
      [moduleOf('Query.members')]: pagedFragment('Query.members'),
    });
    expect([status, output]).toEqual([1, expect.stringContaining(field)]);
  },
);

describe('the API answers the query that Relay’s compiler generates for', () => {
  let api: Api;
  let owner: Credential;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    api = await startApi();
    await api.createProgram();
    owner = { token: await api.as('demo', 'OWNER') };
    const advocate = await api.join('demo', 'advocate');
    const friend = await api.join('demo', 'friend');
    const made = await api.mutate(
      'demo',
      'createReferralCode',
      { code: 'RELAY' },
      'referralCode { id }',
      advocate,
    );
    const claimed = await api.mutate('demo', 'claimReferral', { code: 'RELAY' }, 'referral { id }', friend);
    const award = { memberId: advocate.memberId, points: 5, reason: 'test', idempotencyKey: 'relay' };
    const awarded = await api.mutate('demo', 'awardPoints', award, 'entry { id } account { id }', owner);
    const key = { name: 'relay', scopes: ['POINTS_READ'] };
    const created = await api.mutate('demo', 'createApiKey', key, 'apiKey { id }', owner);
    await api.drain();
    const season = 'season { id record(subjectId: $advocate) { id } }';
    const board = `leaderboards(first: 1) { edges { node { id ${season} } } }`;
    const query = `query ($advocate: ID!) { program { id } ${board} }`;
    const found = await api.ok('demo', query, { advocate: advocate.memberId }, owner);
    const leaderboard = found.leaderboards.edges[0].node;
    Object.assign(ids, {
      ApiKey: created.apiKey.id,
      Leaderboard: leaderboard.id,
      LeaderboardSeason: leaderboard.season.id,
      Member: advocate.memberId,
      PointAccount: awarded.account.id,
      PointEntry: awarded.entry.id,
      Program: found.program.id,
      LeaderboardRecord: leaderboard.season.record.id,
      Referral: claimed.referral.id,
      ReferralCode: made.referralCode.id,
    });
  });
  afterAll(() => api.close());

  const ask = async (queryName: string, variables: object, isOperators = false) => {
    const credential = isOperators ? { token: await api.operator() } : owner;
    const text = compiled.queries.get(queryName) ?? '';
    return api.ok(isOperators ? 'operator' : 'demo', text, variables, credential);
  };

  test.each(CONNECTIONS)('the pages of %s', async (place) => {
    const [typeName = '', field = ''] = place.split('.');
    const isRoot = typeName === 'Query';
    const variables = { count: 1, cursor: null, ...(!isRoot && { id: ids[typeName] }) };
    const data = await ask(`${moduleOf(place)}Query`, variables, place === 'Query.programs');
    const page = (isRoot ? data : data.node)[field];
    expect(page).toEqual({ edges: expect.any(Array), pageInfo: expect.any(Object) });
    expect(page.edges.length).toBeLessThanOrEqual(1);
  });

  test.each(NODES)('one refetched %s', async (typeName) => {
    const { node } = await ask(`Refetched${typeName}Query`, { id: ids[typeName] });
    expect(node).toMatchObject({ __typename: typeName, id: ids[typeName] });
  });
});
