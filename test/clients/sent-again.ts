import type { ASTNode } from 'graphql';

/** Mutations that make something new each time: without an answer, look in the list before you send one again. */
const NEW_EACH_TIME = new Set(['createApiKey', 'createReferralCode']);

/** Whether an operation may be sent again when no answer came. A mutation has one field. */
export const mayBeSentAgain = ({ definitions }: { readonly definitions: readonly ASTNode[] }): boolean =>
  !definitions.some(
    (definition) =>
      definition.kind === 'OperationDefinition' &&
      definition.selectionSet.selections.some(
        (selection) => selection.kind === 'Field' && NEW_EACH_TIME.has(selection.name.value),
      ),
  );
