import {
  type DocumentNode,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  ValidationContext,
  type VariableDefinitionNode,
} from 'graphql';
import { EVENT_TYPE, eventExtensions, eventsOf, unfitEvents, writtenEvents } from './bad-events.ts';
import { Unfit } from './scalars.ts';

type Given = {
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  values: Record<string, unknown>;
  hideSuggestions: boolean;
  /** Knows where the variables are used. */
  context: ValidationContext;
};

type Misfit = { message: string; nodes: GraphQLError['nodes'] };

/**
 * Throws a GraphQLError BAD_USER_INPUT for the first variable that does not fit; its `eventIndexes` are all
 * the events for which one does not. The execution would report each value of a long list, and errors are
 * expensive: one list of a megabyte would take a minute.
 */
export function assertVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
  { hideSuggestions }: { hideSuggestions: boolean },
): void {
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined);
  const given = { schema, operation, values, hideSuggestions, context };
  const misfit = findMisfit(given, operation.variableDefinitions ?? []);
  if (misfit === undefined) return;
  const { message, nodes } = misfit;
  const extensions = eventExtensions(badEvents(given));
  throw new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 }, ...extensions },
  });
}

function findMisfit(given: Given, definitions: readonly VariableDefinitionNode[]): Misfit | undefined {
  const { schema, values, hideSuggestions } = given;
  const { errors, coerced } = getVariableValues(schema, definitions, values, {
    maxErrors: 1,
    hideSuggestions,
  });
  const [first] = errors ?? [];
  if (first !== undefined || coerced === undefined)
    return { message: first?.message ?? 'The variables do not fit.', nodes: first?.nodes };
  return findUnfitVariable(schema, definitions, coerced) ?? findNull(given, coerced);
}

/** The indexes of the events that are bad in a variable, or into which a bad variable is written. */
function badEvents(given: Given): number[] {
  const { schema, operation, values, context } = given;
  const definitions = operation.variableDefinitions ?? [];
  const whole = definitions.flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    const value = values[definition.variable.name.value];
    return isInputType(type) && value != null ? unfitEvents(value, type) : [];
  });
  const events = writtenEvents(schema, context.getDocument());
  const used = context
    .getRecursiveVariableUsages(operation)
    .map(({ node }) => ({ node, around: eventsOf(events, [node]) }))
    .filter(({ around }) => around.length > 0);
  const names = new Set(used.map(({ node }) => node.name.value));
  const bad = new Set(
    definitions
      .filter(({ variable }) => names.has(variable.name.value))
      .filter((definition) => findMisfit(given, [definition]) !== undefined)
      .map(({ variable }) => variable.name.value),
  );
  return [...whole, ...used.flatMap(({ node, around }) => (bad.has(node.name.value) ? around : []))];
}

/** The first value that its scalar refuses, except in events, which are refused alone. */
function findUnfitVariable(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Record<string, unknown>,
): Misfit | undefined {
  for (const definition of definitions) {
    const { value: name } = definition.variable.name;
    const type = typeFromAST(schema, definition.type);
    const found = isInputType(type) ? findUnfit(values[name], type, name) : undefined;
    if (found === undefined) continue;
    const { unfit, path } = found;
    const at = path === name ? '' : ` at "${path}"`;
    const message = `Variable "$${name}" got invalid value ${JSON.stringify(unfit.value)}${at}; ${unfit.message}`;
    return { message, nodes: [definition] };
  }
  return undefined;
}

function findUnfit(
  value: unknown,
  type: GraphQLInputType,
  path: string,
): { unfit: Unfit; path: string } | undefined {
  if (value instanceof Unfit) return { unfit: value, path };
  const bare = getNullableType(type);
  if (isListType(bare) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findUnfit(item, bare.ofType, `${path}[${index}]`);
      if (found !== undefined) return found;
    }
  }
  if (isInputObjectType(bare) && bare.name !== EVENT_TYPE && typeof value === 'object') {
    for (const [name, given] of Object.entries(value ?? {})) {
      const field = bare.getFields()[name];
      const found = field && findUnfit(given, field.type, `${path}.${name}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * A variable that may be null fits where null is not allowed when a default stands on either side, and then
 * an explicit null fails only when the field is executed.
 * https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed
 */
function findNull({ context, operation }: Given, values: Record<string, unknown>): Misfit | undefined {
  if (!Object.values(values).includes(null)) return undefined;
  for (const { node, type } of context.getRecursiveVariableUsages(operation)) {
    const { value: name } = node.name;
    if (values[name] !== null || !isNonNullType(type)) continue;
    const message = `Variable "$${name}" is null where ${type} is expected. Leave it out, or give a value.`;
    return { message, nodes: [node] };
  }
  return undefined;
}
