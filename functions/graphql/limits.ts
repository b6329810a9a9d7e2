import {
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type Token,
  TokenKind,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';

/** What one request may ask for. Past a limit it is refused before any resolver runs. */
export const LIMITS = {
  /** The body of the request: 1 MB. The gateway would take ten. */
  bodyBytes: 1_048_576,
  depth: 10,
  aliases: 15,
  tokens: 1_500,
  /** Long values belong in variables. */
  documentCharacters: 100_000,
  documentLines: 5_000,
  /** Of a field, an alias, an argument, a variable, a type, a fragment or an operation. */
  nameCharacters: 200,
  /** Fields and fragments, those of a fragment counted as often as it is spread. */
  selections: 1_500,
  /** Fields that the answer could have, and more for what is expensive: cost.ts. */
  cost: 5_000,
  /** Bytes that the answer could have. Lambda would send six million. */
  answerBytes: 5_000_000,
  /** Mutations are carried out one after another and each is its own transaction: one a request. */
  mutationRootFields: 1,
  /** Anybody may ask for it, so a code that is guessed costs a request, as it does by its link. */
  invitations: 1,
} as const;

/**
 * Tokens that are read at all. Clients add `__typename` to every selection, which does not count: a selection
 * has three tokens or more of its own.
 */
export const MAX_TOKENS = (LIMITS.tokens * 4) / 3;

/** What a selection asks for once its fragments are written out. */
type Size = { selections: number; aliases: number; depth: number; topFields: number; invitations: number };

const NOTHING: Size = { selections: 0, aliases: 0, depth: 0, topFields: 0, invitations: 0 };
const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

const sum = (left: Size, right: Size): Size => ({
  selections: left.selections + right.selections,
  aliases: left.aliases + right.aliases,
  depth: Math.max(left.depth, right.depth),
  topFields: left.topFields + right.topFields,
  invitations: left.invitations + right.invitations,
});

/** What clients add to a selection; once in each it counts for nothing. */
const isTypeName = (selection: SelectionNode) =>
  selection.kind === Kind.FIELD && selection.name.value === '__typename' && selection.alias === undefined;

/**
 * Measures a fragment once, however often it is spread: fragments that spread one another twice stand for 2^n
 * fields, and walking them all would never end. So their number is known before cost and trips are counted.
 */
function createMeasure(context: ValidationContext): (set: SelectionSetNode) => Size {
  const fragments = new Map<string, Size>();

  function ofSet({ selections }: SelectionSetNode): Size {
    const free = selections.find(isTypeName);
    return selections
      .filter((selection) => selection !== free)
      .map(ofSelection)
      .reduce(sum, NOTHING);
  }

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
      invitations: inner.invitations + (name.value === 'invitation' ? 1 : 0),
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
  if (size.invitations > LIMITS.invitations) return 'Ask for one invitation a request.';
  return (
    over('depth', 'levels of fields') ??
    over('aliases', 'aliases') ??
    over('selections', 'fields and fragments')
  );
}

function countTokens({ loc }: DocumentNode): number {
  let count = 0;
  for (let token: Token | null | undefined = loc?.startToken; token != null; token = token.next)
    if (!IGNORED.has(token.kind) && token.value !== '__typename') count += 1;
  return count;
}

const IGNORED: ReadonlySet<string> = new Set([TokenKind.SOF, TokenKind.EOF, TokenKind.COMMENT]);

export const limitRule: ValidationRule = (context): ASTVisitor => {
  const measure = createMeasure(context);
  return {
    Document(node) {
      const tokens = countTokens(node);
      if (tokens > LIMITS.tokens) {
        const problem = `The document has ${tokens} words and signs, more than ${LIMITS.tokens}.`;
        context.reportError(new GraphQLError(problem));
      }
    },
    OperationDefinition(node) {
      const problem = problemOf(node, measure(node.selectionSet));
      if (problem !== undefined) context.reportError(new GraphQLError(problem, { nodes: node }));
    },
  };
};
