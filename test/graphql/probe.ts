import {
  execute,
  type GraphQLArgument,
  GraphQLEnumType,
  type GraphQLField,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLObjectType,
  GraphQLSchema,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
} from 'graphql';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import type { Context } from '../../functions/features/programs/context.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import type { Table } from '../../functions/table/client.ts';

// Runs one field of the executable schema by itself, on an object that the test makes up: any type's field can be
// asked by any viewer without a path that leads to it.

const SOME: Record<string, string> = {
  Boolean: 'true',
  CurrencyCode: '"KRW"',
  Date: '"2026-11-02"',
  DateTime: '"2026-11-02T00:00:00.000Z"',
  ID: `"mem_${'0'.repeat(26)}"`,
  Int: '1',
  PositiveInt: '1',
  SafeInt: '1',
  String: '"text"',
  Url: '"https://shop.example.com/"',
};

/** A literal that fits an input type, with what is required and nothing else. */
function literalOf(type: GraphQLInputType): string {
  if (isNonNullType(type)) return literalOf(type.ofType);
  if (isListType(type)) return `[${literalOf(type.ofType)}]`;
  if (type instanceof GraphQLEnumType) return type.getValues()[0]?.name ?? '';
  if (type instanceof GraphQLInputObjectType) {
    const fields = Object.values(type.getFields());
    const required = type.isOneOf ? fields.slice(0, 1) : fields.filter(isRequiredInputField);
    return `{ ${required.map((field) => `${field.name}: ${literalOf(field.type)}`).join(', ')} }`;
  }
  const literal = SOME[type.name];
  if (literal === undefined) throw new Error(`probe.ts has no literal for ${type.name}.`);
  return literal;
}

function selectionOf(field: GraphQLField<unknown, unknown>, given: Record<string, string>): string {
  const literal = (argument: GraphQLArgument) =>
    given[argument.name] ?? (isRequiredArgument(argument) ? literalOf(argument.type) : undefined);
  const args = field.args.flatMap((argument) => {
    const value = literal(argument);
    return value === undefined ? [] : [`${argument.name}: ${value}`];
  });
  const fields = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}${fields}`;
}

const withRoots = new WeakMap<GraphQLObjectType, GraphQLSchema>();

/** The same types with a root field `object` of that type. */
function schemaWithRoot(schema: GraphQLSchema, type: GraphQLObjectType): GraphQLSchema {
  const known = withRoots.get(type);
  if (known !== undefined) return known;
  const query = new GraphQLObjectType({ name: 'Probe', fields: { object: { type } } });
  const made = new GraphQLSchema({ query, types: Object.values(schema.getTypeMap()), assumeValid: true });
  withRoots.set(type, made);
  return made;
}

export type Probed = { code: string | undefined; data: unknown };

/** The answer to one field of an object: its value, and the code of our own error if it was refused with one. */
export async function probe(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  fieldName: string,
  request: { object: unknown; context: Context; args?: Record<string, string> },
): Promise<Probed> {
  const field = type.getFields()[fieldName];
  if (field === undefined) throw new Error(`${type.name} has no field ${fieldName}.`);
  const isMutation = type === schema.getMutationType();
  const isRoot = isMutation || type === schema.getQueryType();
  const asked = selectionOf(field, request.args ?? {});
  const result = await execute({
    schema: isRoot ? schema : schemaWithRoot(schema, type),
    rootValue: { object: request.object },
    document: parse(isRoot ? `${isMutation ? 'mutation' : 'query'} { ${asked} }` : `{ object { ${asked} } }`),
    contextValue: request.context,
  });
  const data = result.data as Record<string, unknown> | null | undefined;
  const object = isRoot ? data : (data?.object as Record<string, unknown> | null | undefined);
  const codes = (result.errors ?? []).map(
    ({ originalError }) => (originalError as { code?: string } | undefined)?.code,
  );
  return { code: codes.find((code) => typeof code === 'string'), data: object?.[fieldName] ?? null };
}

const PROGRAM = {
  id: 'demo',
  slug: 'demo',
  timeZone: 'Asia/Seoul',
  status: 'ACTIVE',
  pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
} as unknown as Program;

/** A table with nothing in it that counts how often it is called. */
export function emptyTable(): { table: Table; calls: () => number } {
  let calls = 0;
  const answer =
    <T>(value: (argument: never) => T) =>
    async (argument: never) => {
      calls += 1;
      return value(argument);
    };
  const table = {
    name: 'empty',
    get: answer(() => undefined),
    batchGet: answer((keys: unknown[]) => keys.map(() => undefined)),
    query: answer(() => ({ items: [], last: undefined })),
    write: answer(() => undefined),
    transact: answer(() => undefined),
  } as unknown as Table;
  return { table, calls: () => calls };
}

/** What a resolver is given in a program without data, for that viewer. */
export function contextOf(table: Table, viewer: Partial<Viewer>): Context {
  const env = {
    tableName: 'empty',
    stage: 'local',
    logLevel: 'SILENT',
    dynamodbEndpoint: undefined,
    operator: undefined,
  } as const;
  const deps = createDeps(env, { table, now: () => new Date('2026-11-02T03:00:00.000Z') });
  return {
    deps,
    program: PROGRAM,
    viewer: { ...ANONYMOUS, ...viewer },
    made: new Map(),
    baseUrl: 'https://api.example.com',
  };
}
