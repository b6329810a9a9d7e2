import { type DocumentNode, type EnumValueDefinitionNode, print, type StringValueNode, visit } from 'graphql';

/** Longer descriptions stand in lines of their own. */
const LONGEST_IN_LINE = 80;

/** The text of a schema as people read it: the descriptions that need them in triple quotes, with their lines as they were written. */
export function toSdl(document: DocumentNode): string {
  const inBlocks = visit(document, {
    enter(node) {
      const { description } = node as Pick<EnumValueDefinitionNode, 'description'>;
      if (description === undefined) return undefined;
      return { ...node, description: inBlock(description) };
    },
  });
  // An empty line of a description is printed as blanks.
  return `${print(inBlocks)}\n`.replace(/^ +$/gm, '');
}

function inBlock(description: StringValueNode): StringValueNode {
  const { value } = description;
  return { ...description, block: value.includes('\n') || value.length > LONGEST_IN_LINE };
}
