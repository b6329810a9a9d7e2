import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  type GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { type ComplexityEstimator, getComplexity } from 'graphql-query-complexity';
import { tooMuch } from './errors.ts';
import { readsAlone } from './trips.ts';

/** What one request may ask for. Past a limit it is refused before any resolver runs. */
export const LIMITS = {
  /** The body of the request: 1 MB. The gateway would take ten. */
  bodyBytes: 1_048_576,
  /** Fields within fields. */
  depth: 10,
  /** Other names for fields. */
  aliases: 15,
  /** Words and signs of the document. */
  tokens: 1_500,
  /** Fields and fragments, those of a fragment counted as often as it is spread. */
  selections: 1_500,
  /** Fields that the answer could have: lists multiplied by `first`, or by their days; READ_COST more for each read. */
  cost: 5_000,
  /** Mutations are carried out one after another and each is its own transaction: one a request. */
  mutationRootFields: 1,
} as const;

/** A read that no loader gathers counts as so many fields: it costs us that much more, and a page multiplies it. */
const READ_COST = 10;

/** Fields that read several things at once, for as many fields more. */
const DEAR: Readonly<Record<string, number>> = { 'RankedRecord.movement': 4, 'RankedRecord.rank': 2 };

/** `first` of a list, its span of days, its ids or its neighbours multiply what stands below it; every field counts one. */
const estimator: ComplexityEstimator = ({ args, childComplexity, type, field }) => {
  const place = `${type.name}.${field.name}`;
  const own = 1 + (readsAlone(place) ? READ_COST : 0) + (DEAR[place] ?? 0);
  return own + itemsOf(args) * childComplexity;
};

function itemsOf({ first, from, to, subjectIds, above, below }: Record<string, unknown>): number {
  if (typeof first === 'number') return Math.max(1, first);
  if (Array.isArray(subjectIds)) return Math.max(1, subjectIds.length);
  if (typeof above === 'number' && typeof below === 'number') return Math.max(1, above + below + 1);
  if (typeof from !== 'string' || typeof to !== 'string') return 1;
  // A span that is backwards or too long is the field's own to refuse.
  return Math.max(1, (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1);
}

/**
 * Throws a GraphQLError for the first variable that does not fit its type. The execution would tell of each value of a
 * long list, and an error is dear to make: one list of a megabyte would take a minute.
 */
export function assertVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
    maxErrors: 1,
  });
  const [misfit] = errors ?? [];
  if (misfit === undefined) return;
  const extensions = { code: 'BAD_USER_INPUT', http: { status: 400 } };
  throw new GraphQLError(misfit.message, { nodes: misfit.nodes ?? null, extensions });
}

/** Throws a GraphQLError when an operation's answer could cost more than LIMITS.cost. Its variables fit their types. */
export function assertCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): void {
  const operationName = operation.name?.value;
  const cost = getComplexity({
    schema,
    query,
    variables,
    estimators: [estimator],
    ...(operationName === undefined ? {} : { operationName }),
  });
  if (cost <= LIMITS.cost) return;
  throw tooMuch(
    `The query could cost ${cost}, more than ${LIMITS.cost}. Ask for fewer fields or smaller pages.`,
  );
}

/** What a selection asks for once its fragments are written out. */
type Size = { selections: number; aliases: number; depth: number; topFields: number };

const NOTHING: Size = { selections: 0, aliases: 0, depth: 0, topFields: 0 };
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

const sum = (one: Size, other: Size): Size => ({
  selections: one.selections + other.selections,
  aliases: one.aliases + other.aliases,
  depth: Math.max(one.depth, other.depth),
  topFields: one.topFields + other.topFields,
});

/**
 * Measures selections. A fragment is measured once, however often it is spread: fragments that spread one another twice
 * stand for 2^n fields, and whoever walks them all never comes back. So this must be known before anything else looks.
 */
function createMeasure(context: ValidationContext): (set: SelectionSetNode) => Size {
  const fragments = new Map<string, Size>();
  const ofSet = (set: SelectionSetNode): Size => set.selections.map(ofSelection).reduce(sum, NOTHING);

  function ofSelection(selection: SelectionNode): Size {
    if (selection.kind === Kind.FIELD) return ofField(selection);
    const inner =
      selection.kind === Kind.INLINE_FRAGMENT
        ? ofSet(selection.selectionSet)
        : ofFragment(selection.name.value);
    return { ...inner, selections: inner.selections + 1 };
  }

  function ofField({ name, alias, selectionSet }: FieldNode): Size {
    const inner = selectionSet === undefined ? NOTHING : ofSet(selectionSet);
    return {
      selections: inner.selections + 1,
      aliases: inner.aliases + (alias === undefined ? 0 : 1),
      // The schema's own types are deep, and open in development only.
      depth: INTROSPECTION.has(name.value) ? 1 : inner.depth + 1,
      topFields: 1,
    };
  }

  function ofFragment(name: string): Size {
    const known = fragments.get(name);
    if (known !== undefined) return known;
    // A fragment within itself is refused by a rule of its own; here it only has to end.
    fragments.set(name, NOTHING);
    const fragment = context.getFragment(name);
    const size = fragment == null ? NOTHING : ofSet(fragment.selectionSet);
    fragments.set(name, size);
    return size;
  }

  return ofSet;
}

function problemOf(node: OperationDefinitionNode, size: Size): string | undefined {
  if (node.operation === 'subscription') return 'There are no subscriptions.';
  const over = (name: 'depth' | 'aliases' | 'selections', what: string) =>
    size[name] > LIMITS[name]
      ? `The document has ${size[name]} ${what}, more than ${LIMITS[name]}.`
      : undefined;
  if (node.operation === 'mutation' && size.topFields > LIMITS.mutationRootFields)
    return 'Send one mutation field a request.';
  return (
    over('depth', 'levels of fields') ??
    over('aliases', 'aliases') ??
    over('selections', 'fields and fragments')
  );
}

/** The rule that holds operations to LIMITS. */
export const limitRule: ValidationRule = (context): ASTVisitor => {
  const measure = createMeasure(context);
  return {
    OperationDefinition(node) {
      const problem = problemOf(node, measure(node.selectionSet));
      if (problem !== undefined) context.reportError(new GraphQLError(problem, { nodes: node }));
    },
  };
};
