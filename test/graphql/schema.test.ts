import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import codegen from '../../codegen.ts';
import { objectTypes, requirements } from '../../functions/graphql/auth.ts';
import type { GraphqlErrorCode } from '../../functions/graphql/errors.ts';
import { NODE_TYPES, ownership, resolvers } from '../../functions/registry/api.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { CALLERS } from '../support/callers.ts';
import { accessOf } from '../support/surfaces.ts';

const ROOT = join(import.meta.dirname, '../..');

const schema = createSchema();
const named: GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);
const fieldsOf = (type: GraphQLNamedType | null | undefined) =>
  isObjectType(type) ? Object.values(type.getFields()) : [];
const mutations = fieldsOf(schema.getMutationType());
const capitalized = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;

describe('descriptions', () => {
  type Place = [place: string, thing: { description?: string | null | undefined }];

  test('stand at every type, field, argument, enum value and directive', () => {
    const places = named.flatMap((type): Place[] => {
      if (isEnumType(type)) return type.getValues().map((value) => [`${type.name}.${value.name}`, value]);
      if (isScalarType(type) || isUnionType(type)) return [];
      return Object.values(type.getFields()).flatMap((field): Place[] => {
        const place = `${type.name}.${field.name}`;
        const args: readonly GraphQLArgument[] = 'args' in field ? field.args : [];
        return [[place, field], ...args.map((one): Place => [`${place}(${one.name})`, one])];
      });
    });
    const ofTypes = named.map((type): Place => [type.name, type]);
    const ofDirectives = schema.getDirectives().flatMap((directive): Place[] => {
      const args = directive.args.map((one): Place => [`@${directive.name}(${one.name})`, one]);
      return [[`@${directive.name}`, directive], ...args];
    });
    const all = [...places, ...ofTypes, ...ofDirectives];
    expect(all.length).toBeGreaterThan(700);
    const lacking = all.filter(([, { description }]) => (description ?? '').trim() === '');
    expect(lacking.map(([place]) => place)).toEqual([]);
  });

  test('are never empty', () => {
    const texts = JSON.stringify(
      schema.toConfig().types.map(({ astNode }) => astNode),
      (key, value) => (key === 'description' ? { text: value.value.trim() } : value),
    );
    expect(texts).not.toContain('{"text":""}');
  });
});

describe('descriptions say who may call', () => {
  const KEYS = ['EVENTS_WRITE', 'MEMBERS_READ', 'MEMBERS_WRITE', 'POINTS_READ', 'POINTS_WRITE'];
  const WHO: Record<string, readonly string[]> = {
    everybody: CALLERS,
    'anybody with a token of the program': ['member', 'self', 'judge', 'moderator', 'organizer', 'owner'],
    'the member whom it belongs to': ['self'],
    moderators: ['moderator'],
    organizers: ['organizer'],
    owners: ['owner'],
    'the operator': ['operator'],
    'any API key': KEYS,
  };

  /** The callers whom the last line of a description names; undefined when it names none. */
  function callersIn({ description }: { description?: string | null | undefined }, verb: string) {
    const [, words] = new RegExp(`(?:^|\\n\\n)Who may ${verb}: (.+)\\.$`).exec(description ?? '') ?? [];
    return words
      ?.split('; ')
      .flatMap((word) => WHO[word] ?? word.replace('API keys with ', '').split(' or '));
  }

  test.each(objectTypes(schema).map((type) => [type.name, type] as const))(
    'name every caller of each field of %s, as the access table does',
    (name, type) => {
      const isRoot = /^(Query|Mutation)$/.test(name);
      const told = fieldsOf(type).map((field) => {
        const callers = callersIn(field, isRoot ? 'call' : 'read') ?? (isRoot ? [] : callersIn(type, 'read'));
        return [field.name, [...new Set(callers)].sort()];
      });
      const held = fieldsOf(type).map(({ name: field }) => [
        field,
        [...(accessOf(name).get(field) ?? [])].sort(),
      ]);
      expect(told).toEqual(held);
    },
  );

  test('written by hand never name callers: those are generated', () => {
    const written = globSync('schema/*.graphql', { cwd: ROOT }).map((file) =>
      readFileSync(join(ROOT, file), 'utf8'),
    );
    expect(written.filter((sdl) => /Who may (call|read):/.test(sdl))).toEqual([]);
  });
});

describe('a scalar of the schema', () => {
  test.each([
    ['DateTime', 'https://www.rfc-editor.org/rfc/rfc3339'],
    ['Date', 'https://scalars.graphql.org/andimarek/local-date.html'],
    ['Url', 'https://url.spec.whatwg.org/'],
    ['CurrencyCode', 'https://www.iso.org/iso-4217-currency-codes.html'],
    // No public text says what these are.
    ['PositiveInt', undefined],
    ['SafeInt', undefined],
  ])('%s links to the specification that it follows: %s', (name, url) => {
    const type = schema.getType(name);
    expect(isScalarType(type) && (type.specifiedByURL ?? undefined)).toBe(url);
  });

  test('is one of the known scalars', () => {
    const scalars = named.filter(isScalarType).map(({ name }) => name);
    expect(scalars.sort()).toEqual(['CurrencyCode', 'Date', 'DateTime', 'PositiveInt', 'SafeInt', 'Url']);
  });
});

describe('a normalizing cache of the schema', () => {
  const isNode = (type: GraphQLNamedType | undefined) =>
    isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
  const withId = (type: GraphQLNamedType) => fieldsOf(type).some(({ name }) => name === 'id');

  test('can key every object that has an id, for each is a Node', () => {
    expect(objectTypes(schema).filter((type) => withId(type) && !isNode(type))).toEqual([]);
  });

  test('can keep the pages of every list, for each list is on a Node or on the root', () => {
    const holders = objectTypes(schema).filter((type) =>
      fieldsOf(type).some((field) => getNamedType(field.type).name.endsWith('Connection')),
    );
    expect(holders.length).toBeGreaterThan(3);
    expect(holders.filter((type) => type !== schema.getQueryType() && !isNode(type))).toEqual([]);
  });
});

const valuesOf = (type: GraphQLEnumType) =>
  type
    .getValues()
    .map(({ name }) => name)
    .sort()
    .join();

describe('error codes', () => {
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
    PERSISTED_QUERY_NOT_SUPPORTED: true,
  };

  test('of invalid requests are listed where the codes of refusals are', () => {
    const { description } = schema.getType('ErrorCode') ?? {};
    expect(
      description?.match(/\b[A-Z]+_[A-Z_]+\b|\b(FORBIDDEN|THROTTLED|UNAUTHENTICATED)\b/g)?.sort(),
    ).toEqual(Object.keys(ALL).sort());
  });

  test('that mutations name are all codes of refusals', () => {
    const codes = schema.getType('ErrorCode');
    const known = isEnumType(codes) ? codes.getValues().map(({ name }) => name) : [];
    for (const { name, description } of mutations) {
      const refused = /Refused[\s\S]*?(?=\n\n|$)/.exec(description ?? '')?.[0] ?? '';
      const words = refused.match(/\b[A-Z]{2,}(_[A-Z]+)*\b/g) ?? [];
      expect([name, words.filter((word) => !known.includes(word))]).toEqual([name, []]);
    }
  });
});

/** What is published in a format of its own does not grow with the schema. */
const FORMAT = 'functions/features/results/document.ts';

test('an enum of the schema is not written a second time as a list or a union', () => {
  const enums = named.filter(isEnumType).map((type) => [type.name, valuesOf(type)] as const);
  const copies = globSync('{functions,tools,local,bench}/**/*.ts', { cwd: ROOT })
    .filter((file) => !file.includes('/generated/') && file !== FORMAT)
    .flatMap((file) => {
      const source = readFileSync(join(ROOT, file), 'utf8');
      const written =
        source.match(/'[A-Z_]+'(\s*\|\s*'[A-Z_]+')+|z\.enum\(\[[^\]]+|\[('[A-Z_]+'|[\s,])+\] as const/g) ??
        [];
      const lists = written.map((list) => (list.match(/[A-Z_]{2,}/g) ?? []).sort().join());
      return enums.filter(([, values]) => lists.includes(values)).map(([name]) => `${name} in ${file}`);
    });
  expect(copies).toEqual([]);
});

test('node(id) finds every type that is a Node, and no other', () => {
  const node = schema.getType('Node');
  const implementing = objectTypes(schema).filter((type) => type.getInterfaces().some((one) => one === node));
  expect(implementing.map(({ name }) => name).sort()).toEqual([...NODE_TYPES].sort());
});

test('a type with an id is a Node: caches keep what has an id by it, so a part of an object has none', () => {
  const withId = objectTypes(schema).filter((type) => 'id' in type.getFields());
  expect(withId.map(({ name }) => name).sort()).toEqual([...NODE_TYPES].sort());
});

test('every type with a model has its resolvers in the schema', () => {
  const types = Object.values(codegen.generates).flatMap((output) =>
    Object.keys(('config' in output && output.config?.mappers) || {}),
  );
  expect(types.length).toBeGreaterThan(5);
  expect(types.filter((type) => !(type in resolvers))).toEqual([]);
});

describe('every mutation', () => {
  test.each(mutations.map((field) => [field.name, field] as const))(
    '%s takes one input and returns a payload with userErrors',
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

  /** What else a list can be asked for: which of its things, or in which order. */
  const FILTERS: Record<string, string[]> = {
    'Contest.allEntries': ['state'],
    'Contest.entries': ['order', 'seed'],
    'Query.moderationQueue': ['kind', 'groupId', 'cause', 'unclaimed'],
  };

  test.each(connections)('%s is a Relay connection with pages of 1 to 100, 20 by default', (place, field) => {
    const args = field.args
      .filter(({ name }) => !FILTERS[place]?.includes(name))
      .map(({ name, type, defaultValue }) => `${name}: ${type} = ${defaultValue}`);
    // A ranking is shown by its first ten.
    const usual = place === 'LeaderboardSeason.top' ? 10 : 20;
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

  test('has all four fields of Relay’s PageInfo', () => {
    expect(
      fieldsOf(schema.getType('PageInfo'))
        .map(({ name, type }) => `${name}: ${type}`)
        .sort(),
    ).toEqual([
      'endCursor: String',
      'hasNextPage: Boolean!',
      'hasPreviousPage: Boolean!',
      'startCursor: String',
    ]);
  });

  test('is named so: nothing else ends in Connection or Edge', () => {
    const endings = objectTypes(schema).filter(({ name }) => /(Connection|Edge)$/.test(name));
    const ofFields = connections.map(([, field]) => getNamedType(field.type).name);
    const parts = ofFields.flatMap((name) => [name, name.replace(/Connection$/, 'Edge')]);
    expect(endings.map(({ name }) => name).sort()).toEqual([...new Set(parts)].sort());
  });

  test('is the only kind of list without a bound', () => {
    const lists = objectTypes(schema).flatMap((type) =>
      fieldsOf(type)
        .filter(({ type: of }) => /\[(?!String)/.test(String(of)) && isObjectType(getNamedType(of)))
        .map((field) => `${type.name}.${field.name}`),
    );
    const others = lists.filter((place) => !/Connection\.edges$|Payload\.userErrors$/.test(place));
    // Lots are months of at most three years, steps and attributions are counted, days are at most 366, results are those of the call,
    // neighbours at most 25 on each side, records at most 100; what a contest and a ballot consist of has limits of its own, and so have
    // what is told of votes by the hour and the files of a result.
    expect(others.sort()).toEqual([
      'Ballot.votes',
      'ClaimModerationItemsPayload.results',
      'Contest.changes',
      'Contest.finalists',
      'Contest.prizes',
      'Contest.problems',
      'Contest.rounds',
      'ContestEntry.history',
      'ContestEntryNumbers.byDay',
      'ContestEntryNumbers.byState',
      'ContestNumbers.rounds',
      'ContestParticipation.entries',
      'ContestResult.files',
      'ContestRoundNumbers.hours',
      'DailyReferralStats.clicksByChannel',
      'DecideModerationPayload.results',
      'LeaderboardSeason.around',
      'LeaderboardSeason.records',
      'PointAccount.availableByExpiry',
      'Query.dailyReferralStats',
      'RecordEventsPayload.results',
      'Referral.attributions',
      'Referral.history',
      'ReferralCode.dailyStats',
      'ReleaseModerationItemsPayload.results',
      'ResultEntry.awards',
    ]);
  });
});

describe('a caller who may ask for an object', () => {
  const all = requirements(schema, ownership.types);
  const leading = objectTypes(schema).flatMap((type) =>
    fieldsOf(type)
      .filter((field) => isObjectType(getNamedType(field.type)))
      .map((field) => [`${type.name}.${field.name}`, getNamedType(field.type).name] as const),
  );

  const OWN = ['Contest.participation'];

  test.each(leading)('by %s may read some of its fields', (place, typeName) => {
    const { requires = [], scopes = [] } = all.get(place) ?? {};
    const readable = fieldsOf(schema.getType(typeName)).map((field) => all.get(`${typeName}.${field.name}`));
    // A member may be the one whom it belongs to, and whoever it belongs to is a member.
    const alike: Record<string, string[]> = { MEMBER: ['MEMBER', 'SELF'], SELF: ['MEMBER', 'SELF'] };
    // Everybody may ask for what is theirs, and it is null for those who have nothing.
    if (OWN.includes(place)) alike.PUBLIC = ['SELF'];
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

describe('a description states the limits of its rule:', () => {
  test.each([
    ['LeaderboardSeason', 'unrankableCount', ['SCORE_NOT_EXACT', 'SCORE_TOO_HIGH', 'hidden']],
    ['JoinInput', 'displayName', ['U+202D', 'U+202E', 'ended or not']],
    ['CreateReferralCodeInput', 'code', ['Blanks', 'refused']],
    ['MemberVisibility', 'FIRST_NAME_AND_INITIAL', ['`Kim M.`', '`김*지`', '`KimMinji`']],
  ])('%s.%s', (type, name, words) => {
    const found = schema.getType(type);
    const parts = isEnumType(found)
      ? found.getValues()
      : Object.values((found as GraphQLObjectType).getFields());
    const { description } = parts.find((part) => part.name === name) ?? {};
    for (const word of words) expect(description).toContain(word);
  });
});
