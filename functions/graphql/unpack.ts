import { type DocumentNode, Kind, type NameNode, type StringValueNode } from 'graphql';

type Node = { description?: string | StringValueNode; name?: string | NameNode };
/**
 * A document whose descriptions and names are plain text, and which leaves out lists with nothing in them.
 */
type Packed = { definitions: Node[] };

/** The document of packed JSON. A text as a node of its own takes 30 bytes more, and there are thousands. */
export function unpack(json: string): DocumentNode {
  const document = JSON.parse(json) as Packed;
  document.definitions.forEach(addNodes);
  return document as unknown as DocumentNode;
}

function addNodes(node: Node): void {
  for (const part of Object.values(node).flat())
    if (typeof part === 'object' && part !== null) addNodes(part as Node);
  if (typeof node.description === 'string') node.description = { kind: Kind.STRING, value: node.description };
  if (typeof node.name === 'string') node.name = { kind: Kind.NAME, value: node.name };
}

/** Lists that nodes need not have. (The values of a list do not count: an empty list is a value.) */
const OPTIONAL: ReadonlySet<string> = new Set(['arguments', 'directives', 'fields', 'interfaces']);

/** A document as JSON that `unpack` reads. */
export function pack(document: DocumentNode): string {
  return JSON.stringify(document, (key, value) => {
    if (key === 'block' || (OPTIONAL.has(key) && value.length === 0)) return undefined;
    return key === 'description' || key === 'name' ? value?.value : value;
  });
}
