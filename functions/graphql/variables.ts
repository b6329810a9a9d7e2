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
} from 'graphql';
import { Unfit } from './scalars.ts';

const misfit = (message: string, nodes: GraphQLError['nodes']) =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  });

/**
 * Throws a GraphQLError BAD_USER_INPUT for the first variable that does not fit where it stands. The execution would tell of
 * each value of a long list, and an error is dear to make: one list of a megabyte would take a minute.
 */
export function assertVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  given: Record<string, unknown>,
  options: { hideSuggestions: boolean },
): void {
  const { errors, coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given, {
    maxErrors: 1,
    ...options,
  });
  const [first] = errors ?? [];
  if (first !== undefined || coerced === undefined)
    throw misfit(first?.message ?? 'The variables do not fit.', first?.nodes);
  assertFit(schema, operation, coerced);
  assertNoNulls(schema, document, operation, coerced);
}

/** Each event of a call has a result of its own: what a scalar does not take in one is refused there (events/rules.ts). */
const REFUSED_ALONE: ReadonlySet<string> = new Set(['EventInput']);

/** Throws for the first value that its scalar does not take, but in what is refused alone. */
function assertFit(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
): void {
  for (const definition of operation.variableDefinitions ?? []) {
    const { value: name } = definition.variable.name;
    const type = typeFromAST(schema, definition.type);
    const found = isInputType(type) ? findUnfit(values[name], type, name) : undefined;
    if (found === undefined) continue;
    const { unfit, place } = found;
    const at = place === name ? '' : ` at "${place}"`;
    throw misfit(
      `Variable "$${name}" got invalid value ${JSON.stringify(unfit.value)}${at}; ${unfit.message}`,
      [definition],
    );
  }
}

function findUnfit(
  value: unknown,
  type: GraphQLInputType,
  place: string,
): { unfit: Unfit; place: string } | undefined {
  if (value instanceof Unfit) return { unfit: value, place };
  const bare = getNullableType(type);
  if (isListType(bare) && Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const found = findUnfit(item, bare.ofType, `${place}[${index}]`);
      if (found !== undefined) return found;
    }
  }
  if (isInputObjectType(bare) && !REFUSED_ALONE.has(bare.name) && typeof value === 'object') {
    for (const [name, given] of Object.entries(value ?? {})) {
      const field = bare.getFields()[name];
      const found = field && findUnfit(given, field.type, `${place}.${name}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * A variable that may be null fits where null is not allowed when a default stands on either side, and then an explicit
 * null fails only when the field is executed. https://spec.graphql.org/October2021/#sec-All-Variable-Usages-are-Allowed
 */
function assertNoNulls(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  values: Record<string, unknown>,
): void {
  if (!Object.values(values).includes(null)) return;
  const context = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined);
  for (const { node, type } of context.getRecursiveVariableUsages(operation)) {
    const { value: name } = node.name;
    if (values[name] !== null || !isNonNullType(type)) continue;
    throw misfit(`Variable "$${name}" is null where ${type} is expected. Leave it out, or give a value.`, [
      node,
    ]);
  }
}
