import type { ASTNode, FieldNode } from 'graphql';

/**
 * Whether an operation may be sent again when no answer came. A new key is another each time, and so is a code that the API
 * chooses: look in the list before you send one again.
 */
export const mayBeSentAgain = (
  { definitions }: { readonly definitions: readonly ASTNode[] },
  variables: unknown,
): boolean =>
  definitions.every(
    (definition) =>
      definition.kind !== 'OperationDefinition' ||
      definition.selectionSet.selections.every(
        (selection) => selection.kind !== 'Field' || isSafe(selection, variables),
      ),
  );

function isSafe(field: FieldNode, variables: unknown): boolean {
  if (field.name.value === 'createApiKey') return false;
  if (field.name.value !== 'createReferralCode') return true;
  // As apps write it: `createReferralCode(input: $input)`.
  const value = field.arguments?.[0]?.value;
  const input: unknown = value?.kind === 'Variable' && Object(variables)[value.name.value];
  return typeof Object(input).code === 'string';
}
