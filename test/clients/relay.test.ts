import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, isLeafType, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { isOperators, LISTS } from '../support/lists.ts';
import { type Compiled, compileForRelay } from '../support/relay.ts';
import { idsOf, openScene } from '../support/scene.ts';
import { homeOf, merged } from '../support/surfaces.ts';

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
  const needed = LISTS[place]?.args;
  const args = needed === undefined ? '' : `${needed}, `;
  return `fragment ${name}_list on ${typeName}
    @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
    @refetchable(queryName: "${name}Query") {
      ${field}(${args}first: $count, after: $cursor) @connection(key: "${name}_${field}") {
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
  const theirs: Record<string, Credential> = {};

  beforeAll(async () => {
    api = await startApi();
    const scene = await openScene(api);
    owner = scene.owner;
    const made = await idsOf(scene);
    for (const [thing, { type, by }] of Object.entries(merged('things'))) {
      ids[type] ??= made[thing] ?? '';
      // What is a member's alone, that member asks for.
      const [first] = by;
      if (!by.includes('OWNER') && (first === 'advocate' || first === 'friend'))
        theirs[type] ??= scene[first];
    }
    await api.drain();
  });
  afterAll(() => api.close());

  const ask = async (queryName: string, variables: object, isOperators = false, who = owner) => {
    const credential = isOperators ? { token: await api.operator() } : who;
    const text = compiled.queries.get(queryName) ?? '';
    return api.ok(isOperators ? 'operator' : 'demo', text, variables, credential);
  };

  test.each(CONNECTIONS)('the pages of %s', async (place) => {
    const [typeName = '', field = ''] = place.split('.');
    const isRoot = typeName === 'Query';
    const variables = { count: 1, cursor: null, ...(!isRoot && { id: ids[typeName] }) };
    const data = await ask(`${moduleOf(place)}Query`, variables, isOperators(place), theirs[typeName]);
    const page = (isRoot ? data : data.node)[field];
    expect(page).toEqual({ edges: expect.any(Array), pageInfo: expect.any(Object) });
    expect(page.edges.length).toBeLessThanOrEqual(1);
  });

  test.each(NODES)('one refetched %s', async (typeName) => {
    if (ids[typeName] === undefined)
      throw new Error(`${typeName} has no id: write one in \`things\` of ${homeOf(typeName)}.`);
    const { node } = await ask(`Refetched${typeName}Query`, { id: ids[typeName] }, false, theirs[typeName]);
    expect(node).toMatchObject({ __typename: typeName, id: ids[typeName] });
  });
});
