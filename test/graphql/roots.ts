import {
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isLeafType,
  isNonNullType,
  isUnionType,
  parse,
  print,
} from 'graphql';
import { createSchema } from '../../functions/registry/application.ts';
import type { Root } from '../support/surface.ts';
import { homeOf, merged } from '../support/surfaces.ts';

// A minimal valid request for every root field, made from the schema and the surfaces. The ids are well formed and
// nobody's, so a caller who is let in meets an empty answer or a refusal of the business, and changes nothing that another
// request builds on.

const schema = createSchema();
const queries = Object.values(schema.getQueryType()?.getFields() ?? {});
const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});

/** A root field, and the least that can be asked of it. */
function leastOf({ name, type, args }: GraphQLField<unknown, unknown>): Root {
  const needed = args.find((argument) => isNonNullType(argument.type));
  if (needed !== undefined)
    throw new Error(
      `Query.${name} needs \`${needed.name}\`: write it in \`roots\` of ${homeOf(`Query.${name}`)}.`,
    );
  const named = getNamedType(type);
  const fields = isCompositeType(named) && !isUnionType(named) ? Object.values(named.getFields()) : [];
  const isList = fields.some(({ name: field }) => field === 'edges');
  const leaf = fields.find((field) => isLeafType(getNamedType(field.type)));
  return {
    args: args.some((argument) => argument.name === 'first') ? { first: 1, after: null } : {},
    select: isList ? '{ edges { cursor } }' : leaf === undefined ? '' : `{ ${leaf.name} }`,
  };
}

const given = merged('roots');
export const QUERIES: Record<string, Root> = Object.fromEntries(
  queries.map((field) => [field.name, given[field.name] ?? leastOf(field)]),
);

const inputs = merged('mutations');
const ERRORS = 'userErrors { code field message }';
/** In the order of the schema: what one of them does, the next finds, whatever the features are called. */
export const MUTATIONS: Record<string, Root> = Object.fromEntries(
  mutations.flatMap((name) => {
    const { least, select = '' } = inputs[name] ?? {};
    return least === undefined ? [] : [[name, { args: { input: least }, select: `{ ${select} ${ERRORS} }` }]];
  }),
);

export const ROOTS: Record<string, Root> = { ...QUERIES, ...MUTATIONS };

/** The document of a root field that takes its arguments as variables of the same names. */
export function documentOf(schema: GraphQLSchema, name: string): string {
  const root = ROOTS[name];
  if (root === undefined)
    throw new Error(`${name} has no request: write it in \`mutations\` of ${homeOf(`Mutation.${name}`)}.`);
  const operation = name in MUTATIONS ? 'mutation' : 'query';
  const type = operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name] as GraphQLField<unknown, unknown>;
  const declared = field.args.map((argument) => `$${argument.name}: ${argument.type}`);
  const passed = field.args.map((argument) => `${argument.name}: $${argument.name}`);
  const list = (parts: string[]) => (parts.length > 0 ? `(${parts.join(', ')})` : '');
  return print(parse(`${operation}${list(declared)} { ${name}${list(passed)} ${root.select} }`));
}
