import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, getNamedType, isListType, isNonNullType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { CONNECTIONS, NODES, PARTS, VALUES } from './objects.ts';

// What the caches are told of the schema, against the published one.

const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../docs/schema.graphql'), 'utf8'));
const types = Object.values(schema.getTypeMap())
  .filter(isObjectType)
  .filter(({ name }) => !name.startsWith('__') && name !== 'Mutation');
const fields = types.flatMap((type) =>
  Object.values(type.getFields()).map((field) => ({ typeName: type.name, field })),
);
const connections = fields.filter(({ field }) => getNamedType(field.type).name.endsWith('Connection'));

const WHERE = 'It is written in test/clients/objects.ts, and word for word in docs/apps.md.';

test('the client caches know every type behind `node`', () => {
  const behindNode = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
  expect(NODES, WHERE).toEqual(behindNode.map(({ name }) => name).sort());
});

test('the client caches know every connection', () => {
  const known = Object.entries(CONNECTIONS).flatMap(([typeName, names]) =>
    names.map((name) => `${typeName}.${name}`),
  );
  expect(known.sort(), WHERE).toEqual(
    connections.map(({ typeName, field }) => `${typeName}.${field.name}`).sort(),
  );
});

test('the client caches know every object without an id, except connections and payloads', () => {
  const without = types.filter(
    (type) =>
      type.getFields().id === undefined && !/^Query$|(Connection|Edge|PageInfo|Payload)$/.test(type.name),
  );
  expect([...PARTS, ...VALUES].sort(), WHERE).toEqual(without.map(({ name }) => name).sort());
});

test('an object that caches merge into earlier data is a single field, never in a list', () => {
  for (const { field } of fields) {
    const type = isNonNullType(field.type) ? field.type.ofType : field.type;
    if (isListType(type)) expect(PARTS).not.toContain(getNamedType(type).name);
  }
});
