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
  TypeInfo,
  type ValueNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { MAX_EVENTS } from '../features/events/rules.ts';

/** Each event of a call has a result of its own: what a scalar does not take in one is refused there (events/rules.ts). */
export const EVENT_TYPE = 'EventInput';

const isEventList = (type: GraphQLInputType | null | undefined) =>
  type != null && isListType(getNullableType(type)) && getNamedType(type).name === EVENT_TYPE;

/** An event that is written into a document: where it begins and ends there, and its place in its call. */
export type WrittenEvent = { index: number; start: number; end: number };

export function writtenEvents(schema: GraphQLSchema, document: DocumentNode): WrittenEvent[] {
  const typeInfo = new TypeInfo(schema);
  const found: WrittenEvent[] = [];
  function add(value: ValueNode | undefined): void {
    if (value === undefined || value.kind === Kind.VARIABLE || !isEventList(typeInfo.getInputType())) return;
    const events = value.kind === Kind.LIST ? value.values : [value];
    for (const [index, { loc }] of events.entries())
      if (loc !== undefined) found.push({ index, start: loc.start, end: loc.end });
  }
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Argument: ({ value }) => add(value),
      ObjectField: ({ value }) => add(value),
      VariableDefinition: ({ defaultValue }) => add(defaultValue),
    }),
  );
  return found;
}

/** The places of the events within which any of the nodes stands. */
export const eventsAround = (events: readonly WrittenEvent[], nodes: readonly ASTNode[]): number[] =>
  nodes.flatMap(({ loc }) =>
    loc === undefined
      ? []
      : events.filter(({ start, end }) => start <= loc.start && loc.end <= end).map(({ index }) => index),
  );

/**
 * The places of the events that do not fit their type, in the value of a variable. Only as many are looked at as a call
 * may have: more are refused in any case, and to find a fault is dear.
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

/** What an error says of events, in its extensions; nothing when it is about none. */
export function eventExtensions(indexes: readonly number[]): { eventIndexes?: number[] } {
  if (indexes.length === 0) return {};
  return { eventIndexes: [...new Set(indexes)].sort((one, other) => one - other) };
}

/** Adds to each error of a document that was not valid the place of the event in which it stands. */
export function nameEvents(schema: GraphQLSchema, document: DocumentNode, errors: readonly Error[]): void {
  if (errors.length === 0) return;
  const events = writtenEvents(schema, document);
  for (const error of errors) {
    if (error instanceof GraphQLError)
      Object.assign(error.extensions, eventExtensions(eventsAround(events, error.nodes ?? [])));
  }
}
