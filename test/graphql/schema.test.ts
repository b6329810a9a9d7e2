import { readFileSync } from 'node:fs';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import codegen from '../../codegen.ts';
import { objectTypes, requirements } from '../../functions/graphql/auth.ts';
import type { GraphqlErrorCode } from '../../functions/graphql/errors.ts';
import { NODE_TYPES } from '../../functions/graphql/node.ts';
import { resolvers } from '../../functions/graphql/resolvers.ts';
import { createSchema } from '../../functions/graphql/schema.ts';

const schema = createSchema();
const named: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);
const fieldsOf = (type: GraphQLNamedType | null | undefined) =>
  isObjectType(type) ? Object.values(type.getFields()) : [];
const queries = fieldsOf(schema.getQueryType());
const mutations = fieldsOf(schema.getMutationType());
const capitalized = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;

describe('descriptions', () => {
  // What a name of ours says by itself: the parts of a list, and the one input and payload that a mutation describes.
  const ofMutations = mutations.flatMap(({ name }) => [
    `${capitalized(name)}Input`,
    `${capitalized(name)}Payload`,
  ]);
  const saysItself = (name: string) =>
    ofMutations.includes(name) || /^(Query|Mutation)$|(Edge|Connection)$/.test(name);
  const lacking = (things: [string, { description?: string | null | undefined }][]) =>
    things.filter(([, { description }]) => (description ?? '').trim() === '').map(([place]) => place);

  test('stand at every type whose name does not say it all', () => {
    expect(lacking(named.filter(({ name }) => !saysItself(name)).map((type) => [type.name, type]))).toEqual(
      [],
    );
  });

  test('stand at every root field and every field with arguments', () => {
    const roots = [...queries, ...mutations].map((field) => [field.name, field] as [string, typeof field]);
    const withArguments = objectTypes(schema).flatMap((type) =>
      fieldsOf(type)
        .filter(({ args }) => args.length > 0)
        .map((field) => [`${type.name}.${field.name}`, field] as [string, typeof field]),
    );
    expect(lacking([...roots, ...withArguments])).toEqual([]);
  });

  test('stand at every value of an enum but the channels, which are names', () => {
    const values = named
      .filter(isEnumType)
      .flatMap((type) =>
        type.getValues().map((value) => [`${type.name}.${value.name}`, value] as [string, typeof value]),
      );
    expect(lacking(values.filter(([place]) => !place.startsWith('Channel.')))).toEqual([]);
  });

  test('stand at every input field whose type does not say what it takes', () => {
    const open = new Set(['String', 'Int', 'SafeInt', 'Float']);
    const inputs = named.filter(isInputObjectType).flatMap((type) =>
      Object.values(type.getFields())
        .filter(
          (field) =>
            open.has(getNamedType(field.type).name) ||
            isListType(isNonNullType(field.type) ? field.type.ofType : field.type),
        )
        .map((field) => [`${type.name}.${field.name}`, field] as [string, typeof field]),
    );
    expect(lacking(inputs)).toEqual([]);
  });

  test('are nowhere empty', () => {
    const texts = JSON.stringify(
      schema.toConfig().types.map(({ astNode }) => astNode),
      (key, value) => (key === 'description' ? { text: value.value.trim() } : value),
    );
    expect(texts).not.toContain('{"text":""}');
  });
});

describe('codes', () => {
  // The type checker holds this list to the union.
  const ALL: Record<GraphqlErrorCode, true> = {
    BAD_USER_INPUT: true,
    UNAUTHENTICATED: true,
    FORBIDDEN: true,
    PROGRAM_NOT_FOUND: true,
    THROTTLED: true,
    INTERNAL_SERVER_ERROR: true,
    ISSUER_UNAVAILABLE: true,
    GRAPHQL_PARSE_FAILED: true,
    GRAPHQL_VALIDATION_FAILED: true,
    OPERATION_RESOLUTION_FAILURE: true,
  };

  test('of requests at fault are listed where the codes of refusals are', () => {
    const { description } = schema.getType('ErrorCode') ?? {};
    expect(
      description?.match(/\b[A-Z]+_[A-Z_]+\b|\b(FORBIDDEN|THROTTLED|UNAUTHENTICATED)\b/g)?.sort(),
    ).toEqual(Object.keys(ALL).sort());
  });

  test('that mutations name as refusals are codes of refusals', () => {
    const codes = schema.getType('ErrorCode');
    const known = isEnumType(codes) ? codes.getValues().map(({ name }) => name) : [];
    for (const { name, description } of mutations) {
      const refused = /Refused[\s\S]*$/.exec(description ?? '')?.[0] ?? '';
      const words = refused.match(/\b[A-Z]{2,}(_[A-Z]+)*\b/g) ?? [];
      expect([name, words.filter((word) => !known.includes(word))]).toEqual([name, []]);
    }
  });
});

test('every enum is held to a union of our own by the type checker', () => {
  const source = readFileSync(new URL('../../functions/graphql/enums.ts', import.meta.url), 'utf8');
  const held = [...source.matchAll(/Same<Schema\.(\w+),/g)].map(([, name]) => name);
  expect(held.sort()).toEqual(
    named
      .filter(isEnumType)
      .map(({ name }) => name)
      .sort(),
  );
});

test('every type that is a Node is found by node(id), and no other', () => {
  const node = schema.getType('Node');
  const implementing = objectTypes(schema).filter((type) => type.getInterfaces().some((one) => one === node));
  expect(implementing.map(({ name }) => name).sort()).toEqual([...NODE_TYPES].sort());
});

test('the resolvers of every type with a model of its own are in the schema', () => {
  const types = Object.values(codegen.generates).flatMap((output) =>
    Object.keys(('config' in output && output.config?.mappers) || {}),
  );
  expect(types.length).toBeGreaterThan(5);
  expect(types.filter((type) => !(type in resolvers))).toEqual([]);
});

describe('every mutation', () => {
  test.each(mutations.map((field) => [field.name, field] as const))(
    '%s takes one input and answers a payload with userErrors',
    (name, field) => {
      expect(field.args.map((argument) => `${argument.name}: ${argument.type}`)).toEqual([
        `input: ${capitalized(name)}Input!`,
      ]);
      expect(String(field.type)).toBe(`${capitalized(name)}Payload!`);
      const payload = fieldsOf(getNamedType(field.type));
      expect(payload.map((one) => `${one.name}: ${one.type}`)).toContain('userErrors: [UserError!]!');
      // With a refusal there is no data: what a payload holds can be null, or is a list.
      const data = payload.filter((one) => one.name !== 'userErrors');
      expect(data.length).toBeGreaterThan(0);
      expect(data.filter(({ type }) => isNonNullType(type) && !isListType(type.ofType))).toEqual([]);
    },
  );
});

describe('every connection', () => {
  const isConnection = ({ type }: GraphQLField<unknown, unknown>) =>
    getNamedType(type).name.endsWith('Connection');
  const connections = objectTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter(isConnection)
      .map((field) => [`${type.name}.${field.name}`, field] as const),
  );

  test.each(connections)('%s is one of Relay’s, of 1 to 100, 20 unless asked', (place, field) => {
    const args = field.args.map(({ name, type, defaultValue }) => `${name}: ${type} = ${defaultValue}`);
    // A ranking is shown by its first ten.
    const usual = place === 'Leaderboard.top' ? 10 : 20;
    expect(args.sort()).toEqual(['after: String = undefined', `first: Int = ${usual}`]);
    expect(field.description).toContain('`first` is 1 to 100');
    const connection = getNamedType(field.type);
    const edge = connection.name.replace(/Connection$/, 'Edge');
    const shape = (name: string) =>
      fieldsOf(schema.getType(name))
        .map((one) => `${one.name}: ${one.type}`)
        .sort();
    expect(shape(connection.name)).toEqual([`edges: [${edge}!]!`, 'pageInfo: PageInfo!']);
    expect(shape(edge)).toEqual(['cursor: String!', `node: ${edge.replace(/Edge$/, '')}!`]);
  });

  test('is the only kind of list without a bound of its own', () => {
    const lists = objectTypes(schema).flatMap((type) =>
      fieldsOf(type)
        .filter(({ type: of }) => /\[(?!String)/.test(String(of)) && isObjectType(getNamedType(of)))
        .map((field) => `${type.name}.${field.name}`),
    );
    const others = lists.filter((place) => !/Connection\.edges$|Payload\.userErrors$/.test(place));
    // Lots are months of at most three years, steps and attributions are counted, days are at most 366, results are those of the call,
    // neighbours at most 25 on each side, records at most 100.
    expect(others.sort()).toEqual([
      'Leaderboard.around',
      'Leaderboard.records',
      'PointAccount.lots',
      'Query.referralDays',
      'RecordEventsPayload.results',
      'Referral.attributions',
      'Referral.history',
      'ReferralCode.daily',
      'ReferralDay.channels',
    ]);
  });
});

describe('whoever may ask for an object', () => {
  const all = requirements(schema);
  const leading = objectTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isObjectType(getNamedType(field.type)))
      .map((field) => [`${type.name}.${field.name}`, getNamedType(field.type).name] as const),
  );

  test.each(leading)('by %s may read something of it', (place, typeName) => {
    const { requires = [], scopes = [] } = all.get(place) ?? {};
    const readable = fieldsOf(schema.getType(typeName)).map((field) => all.get(`${typeName}.${field.name}`));
    // A member may be the one whom it belongs to, and whoever it belongs to is a member.
    const alike: Record<string, string[]> = { MEMBER: ['MEMBER', 'SELF'], SELF: ['MEMBER', 'SELF'] };
    const accesses = requires.filter(
      (access) =>
        !readable.some((one) =>
          ['PUBLIC', ...(alike[access] ?? [access])].some((like) => one?.requires.includes(like as never)),
        ),
    );
    const keys = scopes.filter(
      (scope) => !readable.some((one) => one?.requires.includes('PUBLIC') || one?.scopes.includes(scope)),
    );
    expect({ accesses, keys }).toEqual({ accesses: [], keys: [] });
  });

  test.each(mutations.map(({ name }) => name))('by %s may read all of its payload', (name) => {
    const asked = all.get(`Mutation.${name}`);
    for (const field of fieldsOf(schema.getType(`${capitalized(name)}Payload`))) {
      const { requires, scopes } = all.get(`${capitalized(name)}Payload.${field.name}`) ?? {};
      expect(requires).toEqual(expect.arrayContaining([...(asked?.requires ?? ['?'])]));
      expect(scopes).toEqual(expect.arrayContaining([...(asked?.scopes ?? ['?'])]));
    }
  });
});

describe('a description says where its rule ends:', () => {
  test.each([
    ['Leaderboard', 'unfitCount', ['SCORE_NOT_EXACT', 'SCORE_TOO_HIGH', 'hidden']],
    ['JoinInput', 'displayName', ['U+202D', 'U+202E', 'ended or not']],
    ['CreateReferralCodeInput', 'code', ['Blanks', 'refused']],
    ['Visibility', 'FIRST_NAME_AND_INITIAL', ['`Kim M.`', '`김*지`', '`KimMinji`']],
  ])('%s.%s', (type, name, words) => {
    const found = schema.getType(type);
    const parts = isEnumType(found)
      ? found.getValues()
      : Object.values((found as GraphQLObjectType).getFields());
    const { description } = parts.find((part) => part.name === name) ?? {};
    for (const word of words) expect(description).toContain(word);
  });
});
