import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { tooMuch } from './errors.ts';
import type { Reads } from './facts.ts';
import { READS } from './generated/facts.ts';

// How many calls to the table a query makes one after another. A field waits for its parent's, and fields
// side by side share theirs, so the longest path counts. The limit is checked before anything runs.

/** The longest chain of calls that one query may need, beside the one that checks an API key. */
export const TRIP_LIMIT = 3;

const isGiven = (field: FieldNode, name: string) =>
  field.arguments?.some((argument) => argument.name.value === name && argument.value.kind !== Kind.NULL) ===
  true;

/** The calls that a field makes, or that `node` makes to find a type; none of what is kept in memory. */
const tripsAt = (reads: Reads | undefined): number => (reads === undefined || reads.cached ? 0 : reads.trips);

/** A field's own calls and what it brings along, by the arguments that it is given. */
function askedWith(reads: Reads | undefined, field: FieldNode): { trips: number; brings: readonly string[] } {
  const more = reads?.ifGiven.find(({ argument }) => isGiven(field, argument));
  return more ?? { trips: tripsAt(reads), brings: [] };
}

/** True for a field, as `Type.field`, that calls the table again for each object that it is asked of. */
export const readsAlone = (coordinate: string): boolean =>
  tripsAt(READS[coordinate]) > 0 && READS[coordinate]?.batched !== true;

/**
 * Throws a GraphQLError when a query, or what is asked of a mutation's payload, takes more than TRIP_LIMIT.
 */
export function assertTrips(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): void {
  const trips = tripsOf(schema, document, operation);
  if (trips <= TRIP_LIMIT) return;
  throw tooMuch(
    `The query needs ${trips} reads one after another, more than ${TRIP_LIMIT}. Ask in two requests, the second by the ids of the first.`,
  );
}

/** The longest chain of calls of a validated operation; of a mutation, of what is read after it. */
export function tripsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): number {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);

  // `before`: the calls of a parent that is `node`, which the type decides.
  const longest = (
    set: SelectionSetNode,
    parent: GraphQLNamedType,
    brought: readonly string[],
    before = 0,
  ): number => {
    let most = 0;
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) most = Math.max(most, before + ofField(selection, parent, brought));
      else {
        const node =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
        if (node === undefined) continue;
        const condition =
          node.typeCondition === undefined ? parent : schema.getType(node.typeCondition.name.value);
        const type = condition ?? parent;
        const reads = READS[type.name];
        const own = before === 0 || reads === undefined ? before : tripsAt(reads);
        most = Math.max(most, longest(node.selectionSet, type, brought, own));
      }
    }
    return most;
  };

  const ofField = (field: FieldNode, parent: GraphQLNamedType, brought: readonly string[]): number => {
    const name = field.name.value;
    const asked = askedWith(READS[`${parent.name}.${name}`], field);
    const trips = brought.includes(name) ? 0 : asked.trips;
    const definition = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (definition === undefined || field.selectionSet === undefined) return trips;
    const type = getNamedType(definition.type);
    // What is found may be of many types, and its type says what finding it takes.
    if (isAbstractType(type)) return longest(field.selectionSet, type, [], trips);
    return trips + longest(field.selectionSet, type, asked.brings);
  };

  const root = operation.operation === 'query' ? schema.getQueryType() : schema.getMutationType();
  return root == null ? 0 : longest(operation.selectionSet, root, []);
}
