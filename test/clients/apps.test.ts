import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  extendSchema,
  type GraphQLObjectType,
  getNamedType,
  isInterfaceType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  visit,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectTypes } from '../../functions/graphql/auth.ts';
import { type App, openApp, SDL } from '../support/app.ts';
import { page, sampleOf, samples } from '../support/samples.ts';

// The samples of docs/apps.md as they stand there: type-checked, and held to the published schema.

const schema = buildSchema(SDL);
const types = objectTypes(schema);
const hasId = (fields: object) => 'id' in fields;

let app: App;
beforeAll(() => {
  app = openApp();
});
afterAll(() => app.close());

test('every executed sample of docs/apps.md has a name', () => {
  const run = samples.filter(({ language }) => !['', 'swift', 'kotlin'].includes(language));
  expect(run.filter(({ name }) => name === undefined)).toEqual([]);
  expect(new Set(run.map(({ name }) => name)).size).toBe(run.length);
});

test('the Swift and Kotlin samples are declared as not compiled', () => {
  expect(page).toContain('**not compiled**');
});

test('the TypeScript samples pass the strict type checker', () => {
  expect(app.checkTypes()).toEqual({ status: 0, output: '' });
});

test('the client settings in these tests are the samples, word for word', () => {
  const ours = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !file.endsWith('.test.ts'));
  for (const file of ours)
    expect(readFileSync(join(import.meta.dirname, file), 'utf8'), file).toBe(sampleOf(file));
});

describe('the documented cache settings', () => {
  const connections = types.flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
      .map((field) => `${type.name}.${field.name}`),
  );
  /** The types that a cache must be told of: those that it would look for an id in, and find none. */
  const withoutId = types
    .filter((type) => !hasId(type.getFields()) && !/(?:Connection|Edge|Payload)$|^PageInfo$/.test(type.name))
    .filter((type) => type !== schema.getQueryType() && type !== schema.getMutationType())
    .map(({ name }) => name);
  const isNode = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');
  const nodes = types.filter(isNode).map(({ name }) => name);

  test('name every type with an id, every list and every type without an id, and no others', async () => {
    const { NODES, CONNECTIONS, PARTS, VALUES } = await app.load('objects.ts');
    expect([...NODES].sort()).toEqual([...nodes].sort());
    const listed = Object.entries<string[]>(CONNECTIONS).flatMap(([type, fields]) =>
      fields.map((field) => `${type}.${field}`),
    );
    expect(listed.sort()).toEqual([...connections].sort());
    expect([...PARTS, ...VALUES].sort()).toEqual([...withoutId].sort());
  });

  const DIRECTIVES = `directive @typePolicy(keyFields: String!) on OBJECT | INTERFACE
    directive @connection on OBJECT
    directive @link(url: String!, import: [String!]) repeatable on SCHEMA`;
  const keyed = (file: string) => {
    const extended = extendSchema(schema, parse(`${DIRECTIVES}\n${sampleOf(file)}`));
    const names: string[] = [];
    visit(parse(sampleOf(file)), {
      InterfaceTypeExtension: ({ name, directives = [] }) => {
        const [argument] = directives[0]?.arguments ?? [];
        names.push(`${name.value} by ${argument?.value.kind === 'StringValue' ? argument.value.value : ''}`);
      },
    });
    const type = extended.getType('Node');
    expect(isInterfaceType(type) && hasId(type.getFields())).toBe(true);
    return names;
  };

  test('extend the schema for Apollo iOS and Apollo Kotlin, and key objects by id', () => {
    expect(keyed('cache.graphqls')).toEqual(['Node by id']);
    expect(keyed('extra.graphqls')).toEqual(['Node by id']);
  });

  test('name for Apollo Kotlin every list that a member may read', () => {
    const listed = sampleOf('extra.graphqls').matchAll(/^extend type (\w+) @connection$/gm);
    const readable = SDL.matchAll(/^type (\w+Connection) @auth\(requires: \[(?:PUBLIC|MEMBER)\b/gm);
    expect([...listed].map(([, name]) => name)).toEqual([...readable].map(([, name]) => name));
  });

  test('make Apollo iOS read the extension next to the schema', () => {
    const { input, output } = JSON.parse(sampleOf('apollo-codegen-config.json'));
    expect(input.schemaSearchPaths).toEqual(['./graphql/*.graphqls']);
    for (const file of ['graphql/schema.graphqls', 'graphql/cache.graphqls'])
      expect(page).toContain(`\`${file}\``);
    expect(Object.keys(output).sort()).toEqual(['operations', 'schemaTypes', 'testMocks']);
  });
});

test('Relay compiles with the documented settings, and types every scalar as documented', async () => {
  const { status, output } = app.compileRelay();
  expect([status, output]).toEqual([0, expect.not.stringContaining('✖︎')]);
  const { customScalarTypes } = JSON.parse(sampleOf('relay.config.json'));
  const scalars = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  );
  expect(Object.keys(customScalarTypes)).toEqual(scalars.map(({ name }) => name).sort());
  for (const [name, type] of Object.entries(customScalarTypes))
    expect(page).toMatch(new RegExp(`^\\| \`${name}\` \\|.*\\| \`${type}\` \\|`, 'm'));
  const generated = app.read('__generated__/Top_season.graphql.ts');
  expect(generated).toContain('readonly score: number;');
  expect(generated).toContain('readonly updatedAt: string | null | undefined;');
});
