import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases';
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth';
import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';

/** What one request may ask for. Past a limit it is refused before any resolver runs. */
export const LIMITS = {
  /** Fields within fields. */
  depth: 10,
  /** Other names for fields. */
  aliases: 15,
  /** Words and signs of the document. */
  tokens: 1_500,
  /** Fields that the answer could have, lists multiplied by `first`. */
  cost: 5_000,
  /** Mutations are carried out one after another and each is its own transaction: one a request. */
  mutationRootFields: 1,
} as const;

/** `first` and a list's edges multiply what stands below them; every field counts one. */
const listEstimator: ComplexityEstimator = ({ args, childComplexity }) => {
  const first = typeof args.first === 'number' ? Math.max(1, args.first) : 1;
  return 1 + first * childComplexity;
};

/**
 * Throws a GraphQLError when an operation's answer could have more than LIMITS.cost fields. Variables that do not fit
 * their types are left to the execution, which refuses them in its own words.
 */
export function assertCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  if (getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors !== undefined) return;
  const operationName = operation.name?.value;
  const cost = getComplexity({
    schema,
    query,
    variables,
    estimators: [listEstimator],
    ...(operationName === undefined ? {} : { operationName }),
  });
  if (cost <= LIMITS.cost) return;
  throw new GraphQLError(
    `The query could answer ${cost} fields, more than ${LIMITS.cost}. Ask for fewer fields or smaller pages.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  );
}

function oneMutation(context: ValidationContext): ASTVisitor {
  const countFields = (set: SelectionSetNode, seen: ReadonlySet<string>): number =>
    set.selections.reduce((count, selection) => {
      if (selection.kind === Kind.FIELD) return count + 1;
      if (selection.kind === Kind.INLINE_FRAGMENT) return count + countFields(selection.selectionSet, seen);
      const name = selection.name.value;
      const fragment = seen.has(name) ? undefined : context.getFragment(name);
      return fragment == null ? count : count + countFields(fragment.selectionSet, new Set([...seen, name]));
    }, 0);
  return {
    OperationDefinition(node) {
      if (node.operation !== 'mutation') return;
      if (countFields(node.selectionSet, new Set()) <= LIMITS.mutationRootFields) return;
      context.reportError(new GraphQLError('Send one mutation field a request.', { nodes: node }));
    },
  };
}

export const limitRules: ValidationRule[] = [
  maxDepthRule({ n: LIMITS.depth, flattenFragments: true }) as unknown as ValidationRule,
  maxAliasesRule({ n: LIMITS.aliases, allowList: [] }) as unknown as ValidationRule,
  oneMutation,
];
