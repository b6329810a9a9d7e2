import {
  type ASTNode,
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  NoUndefinedVariablesRule,
  type OperationDefinitionNode,
  parse,
  type Source,
  TypeInfo,
  UniqueInputFieldNamesRule,
  ValidationContext,
  type ValidationRule,
  type ValueNode,
  ValuesOfCorrectTypeRule,
  VariablesInAllowedPositionRule,
  validate,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { MAX_EVENTS } from '../platform/values.ts';
import { MORE_ERRORS } from './errors.ts';

/**
 * A value that its scalar refuses fails its event alone, in that event's result (features/events/rules.ts).
 */
export const EVENT_TYPE = 'EventInput';

type Variables = Readonly<Record<string, unknown>>;

const isEventList = (type: GraphQLInputType | null | undefined) =>
  type != null && isListType(getNullableType(type)) && getNamedType(type).name === EVENT_TYPE;

/** By node: the indexes of the events to which it belongs, in their call. */
export type WrittenEvents = ReadonlyMap<ASTNode, readonly number[]>;

/** The events in a document, and the defaults of variables within them unless these are `given`. */
export function writtenEvents(
  schema: GraphQLSchema,
  document: DocumentNode,
  given: Variables = {},
): WrittenEvents {
  const typeInfo = new TypeInfo(schema);
  const found = new Map<ASTNode, readonly number[]>();
  function add(value: ValueNode | undefined): void {
    if (value === undefined || value.kind === Kind.VARIABLE || !isEventList(typeInfo.getInputType())) return;
    const events = value.kind === Kind.LIST ? value.values : [value];
    for (const [index, event] of events.entries()) addNodes(found, event, [index]);
  }
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument: ({ value }) => add(value),
      ObjectField: ({ value }) => add(value),
      VariableDefinition: ({ variable, defaultValue }) => {
        if (Object.hasOwn(given, variable.name.value)) return false;
        return add(defaultValue);
      },
    }),
  );
  const context = new ValidationContext(schema, document, typeInfo, () => undefined);
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) addDefaults(found, context, definition, given);
  return found;
}

function addNodes(found: Map<ASTNode, readonly number[]>, value: ValueNode, events: readonly number[]): void {
  visit(value, { enter: (node) => void found.set(node, events) });
}

function addDefaults(
  found: Map<ASTNode, readonly number[]>,
  context: ValidationContext,
  operation: OperationDefinitionNode,
  given: Variables,
): void {
  const usages = context.getRecursiveVariableUsages(operation).map(({ node }) => node);
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    if (defaultValue === undefined || Object.hasOwn(given, name)) continue;
    const events = eventsOf(
      found,
      usages.filter((usage) => usage.name.value === name),
    );
    if (events.length > 0) addNodes(found, defaultValue, events);
  }
}

export const eventsOf = (events: WrittenEvents, nodes: readonly ASTNode[]): number[] =>
  nodes.flatMap((node) => events.get(node) ?? []);

/**
 * The indexes of the events in a variable that do not fit their type. No more are checked than a call may
 * have: more are refused in any case, and to find a fault is expensive.
 */
export function unfitEvents(value: unknown, type: GraphQLInputType): number[] {
  const bare = getNullableType(type);
  if (isListType(bare) && isEventList(bare)) {
    const events = Array.isArray(value) ? value.slice(0, MAX_EVENTS) : [value];
    return events.flatMap((event, index) => (isUnfit(event, bare.ofType) ? [index] : []));
  }
  if (!isInputObjectType(bare) || typeof value !== 'object' || value === null) return [];
  return Object.values(bare.getFields()).flatMap((field) => {
    const given = (value as Record<string, unknown>)[field.name];
    return given == null ? [] : unfitEvents(given, field.type);
  });
}

function isUnfit(value: unknown, type: GraphQLInputType): boolean {
  try {
    // The first fault is enough.
    const fail = (_path: unknown, _value: unknown, fault: GraphQLError) => {
      throw fault;
    };
    coerceInputValue(value, type, fail, true);
    return false;
  } catch (error) {
    if (error instanceof GraphQLError) return true;
    throw error;
  }
}

export function eventExtensions(indexes: readonly number[]): { eventIndexes?: number[] } {
  if (indexes.length === 0) return {};
  return { eventIndexes: [...new Set(indexes)].sort((left, right) => left - right) };
}

const VALUE_RULES: readonly ValidationRule[] = [
  ValuesOfCorrectTypeRule,
  UniqueInputFieldNamesRule,
  VariablesInAllowedPositionRule,
  NoUndefinedVariablesRule,
];

function badEvents(schema: GraphQLSchema, source: Source, given: Variables): number[] {
  // With locations, each error would count the document's lines.
  const document = parse(source, { noLocation: true });
  const errors = validate(schema, document, VALUE_RULES, { maxErrors: Infinity, hideSuggestions: true });
  return eventsOf(
    writtenEvents(schema, document, given),
    errors.flatMap(({ nodes }) => nodes ?? []),
  );
}

/**
 * Adds to each validation error the indexes of its events, and to the one that says that there are more those
 * of all bad events.
 */
export function nameEvents(
  schema: GraphQLSchema,
  document: DocumentNode,
  errors: readonly Error[],
  given: Variables,
): void {
  if (errors.length === 0) return;
  const events = writtenEvents(schema, document, given);
  if (events.size === 0) return;
  for (const error of errors) {
    if (!(error instanceof GraphQLError)) continue;
    const isCut = error.message === MORE_ERRORS && document.loc !== undefined;
    const indexes = isCut
      ? badEvents(schema, document.loc.source, given)
      : eventsOf(events, error.nodes ?? []);
    Object.assign(error.extensions, eventExtensions(indexes));
  }
}
