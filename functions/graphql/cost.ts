import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isListType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { assertAround, assertIds, countDays } from '../platform/arguments.ts';
import { RequestError } from '../platform/errors.ts';
import { firstOf } from '../table/cursor.ts';
import { withDefaults } from './defaults.ts';
import { tooMuch } from './errors.ts';
import { AT_MOST, READS } from './generated/facts.ts';
import { LIMITS } from './limits.ts';
import { readsAlone } from './trips.ts';

// What an operation could come to at most, known before it runs: the fields that are worked out, and the
// bytes of the answer.

/** A read that no loader gathers counts as so many fields, for a page multiplies it. */
const READ_COST = 10;

/** An address may be as long as six other fields. */
const URL_COST = 6;

type Given = Readonly<Record<string, unknown>>;
const isPage = (given: Given): given is { first: number } => typeof given.first === 'number';
const isOfIds = (given: Given): given is { subjectIds: unknown[] } => Array.isArray(given.subjectIds);
const isAround = (given: Given): given is { above: number; below: number } =>
  typeof given.above === 'number' && typeof given.below === 'number';
const isSpan = (given: Given): given is { from: string; to: string } =>
  typeof given.from === 'string' && typeof given.to === 'string';

/** How long lists are that are short whatever page is asked for, by their fields: `Query.leaderboards`. */
type Lengths = ReadonlyMap<string, number>;

/** The length of a field's list; undefined for one that nobody counts. */
export type CountItems = (coordinate: string) => Promise<number> | undefined;

/**
 * How many items a list has at most, by its arguments. Throws RequestError for more than it gives at once.
 */
function itemsOf(coordinate: string, given: Given, lengths: Lengths): number {
  if (isPage(given)) return Math.max(1, Math.min(firstOf(given), lengths.get(coordinate) ?? Infinity));
  if (isOfIds(given)) {
    assertIds(given.subjectIds);
    return Math.max(1, given.subjectIds.length);
  }
  if (isAround(given)) {
    assertAround(given);
    return given.above + given.below + 1;
  }
  return isSpan(given) ? countDays(given) : 1;
}

/** As `itemsOf`, but the GraphQLError says where: the caller learns which number is too large. */
function itemsAt(node: FieldNode, coordinate: string, given: Given, lengths: Lengths): number {
  try {
    return itemsOf(coordinate, given, lengths);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    throw new GraphQLError(error.message, {
      nodes: node,
      extensions: { code: error.code, http: { status: 400 } },
    });
  }
}

/** An operation that was found valid; its variables fit their types. */
export type Asked = {
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  variables: Record<string, unknown>;
};

/**
 * What an operation costs: each field one, a list what stands below it for each of its items, and more for
 * what is dear to read or long. `__typename` is free: clients add it to every selection. `countItems` is
 * called for the lists that the operation asks for. Throws a GraphQLError when a list is asked for more than
 * it gives at once, and when the answer could cost more than LIMITS.cost, or have more than
 * LIMITS.answerBytes.
 */
export async function assertCost(asked: Asked, countItems: CountItems): Promise<number> {
  const lengths = new Map<string, number>();
  let found = costOf(asked, lengths);
  for (const coordinate of found.pages) {
    const length = await countItems(coordinate);
    if (length !== undefined) lengths.set(coordinate, length);
  }
  if (lengths.size > 0) found = costOf(asked, lengths);
  const { cost, dearest } = found;
  const advice = `Most of it is \`${dearest}\`. Ask for fewer fields or smaller pages.`;
  if (cost > LIMITS.cost) throw tooMuch(`The query could cost ${cost}, more than ${LIMITS.cost}. ${advice}`);
  const bytes = answerBytes(asked, lengths);
  if (bytes > LIMITS.answerBytes)
    throw tooMuch(`The answer could have ${bytes} bytes, more than ${LIMITS.answerBytes}. ${advice}`);
  return cost;
}

function measure(
  { schema, document: query, operation, variables }: Asked,
  estimator: ComplexityEstimator,
): number {
  const operationName = operation.name?.value;
  return getComplexity({
    schema,
    query,
    variables,
    estimators: [estimator],
    ...(operationName === undefined ? {} : { operationName }),
  });
}

type FieldCosts = Map<FieldNode, { cost: number; items: number }>;

function costOf(
  asked: Asked,
  lengths: Lengths,
): { cost: number; dearest: string; pages: ReadonlySet<string> } {
  const costs: FieldCosts = new Map();
  const pages = new Set<string>();
  const cost = measure(asked, ({ args, childComplexity, type, field, node }) => {
    if (field.name === '__typename') return 0;
    const coordinate = `${type.name}.${field.name}`;
    const isUrl = getNamedType(field.type).name === 'Url';
    const own =
      1 + (readsAlone(coordinate) ? READ_COST : 0) + (READS[coordinate]?.cost ?? 0) + (isUrl ? URL_COST : 0);
    const given = withDefaults(field, args);
    if (isPage(given)) pages.add(coordinate);
    const items = itemsAt(node, coordinate, given, lengths);
    const all = own + items * childComplexity;
    // A fragment that is spread in two places is measured in both: the more expensive one counts.
    if (all >= (costs.get(node)?.cost ?? 0)) costs.set(node, { cost: all, items });
    return all;
  });
  return { cost, dearest: dearestOf(asked, costs), pages };
}

/**
 * The path of the field that most of the cost comes from. It follows the most expensive field of each
 * selection while that is half of what is above it or more, and ends with the last list on the way.
 */
function dearestOf({ document, operation }: Asked, costs: FieldCosts): string {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const fieldsOf = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return fieldsOf(inner?.selectionSet);
    });
  const costIn = (field: FieldNode) => costs.get(field)?.cost ?? 0;
  const dearestIn = (set: SelectionSetNode | undefined) =>
    fieldsOf(set).reduce<FieldNode | undefined>(
      (dearest, field) => (dearest === undefined || costIn(field) > costIn(dearest) ? field : dearest),
      undefined,
    );

  const path: FieldNode[] = [];
  let end = 1;
  let field = dearestIn(operation.selectionSet);
  while (field !== undefined) {
    path.push(field);
    const { cost = 0, items = 1 } = costs.get(field) ?? {};
    if (items > 1) end = path.length;
    const next = dearestIn(field.selectionSet);
    field = next !== undefined && 2 * items * costIn(next) >= cost ? next : undefined;
  }
  return path
    .slice(0, end)
    .map(({ name }) => name.value)
    .join('.');
}

/**
 * Bytes of each scalar's longest answer, quotes included; a String's is 128 characters of four bytes and
 * more.
 */
const SCALAR_BYTES: Readonly<Record<string, number>> = {
  Boolean: 5,
  CurrencyCode: 5,
  Date: 12,
  DateTime: 26,
  Float: 24,
  ID: 600,
  Int: 11,
  PositiveInt: 10,
  SafeInt: 17,
  String: 600,
  // 2,048 bytes; one that was stored as it was written may have three for each character.
  Url: 6_146,
};

const TYPE_NAME_BYTES = 40;

/** The signs around a name, a value and an item: `"":,` and `{},`. */
const SIGNS = 4;

function valueBytes(coordinate: string, type: GraphQLOutputType): number {
  const bytes = AT_MOST[coordinate]?.bytes;
  if (bytes !== undefined) return bytes;
  const named = getNamedType(type);
  if (!isEnumType(named)) return SCALAR_BYTES[named.name] ?? 600;
  const longest = Math.max(...named.getValues().map(({ name }) => name.length)) + SIGNS;
  return isListType(getNullableType(type)) ? named.getValues().length * longest : longest;
}

/** The most that the answer could have, where some lists are known to be so long. */
export function answerBytes(asked: Asked, lengths: Lengths): number {
  return measure(asked, ({ args, childComplexity, type, field, node }) => {
    const coordinate = `${type.name}.${field.name}`;
    const name = (node.alias ?? node.name).value.length + SIGNS;
    if (field.name === '__typename') return name + TYPE_NAME_BYTES;
    if (!isCompositeType(getNamedType(field.type))) return name + valueBytes(coordinate, field.type);
    const items = AT_MOST[coordinate]?.items ?? itemsOf(coordinate, withDefaults(field, args), lengths);
    return name + items * (childComplexity + SIGNS);
  });
}
