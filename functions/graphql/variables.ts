import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  isNonNullType,
  type OperationDefinitionNode,
  TypeInfo,
  ValidationContext,
} from 'graphql';

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
  assertNoNulls(schema, document, operation, coerced);
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
