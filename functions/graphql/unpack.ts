import { type DocumentNode, Kind, type StringValueNode } from 'graphql';

type Node = {
  description?: string | StringValueNode;
  fields?: Node[];
  arguments?: Node[];
  values?: Node[];
};
/** A document whose descriptions are plain text, and which leaves out lists with nothing in them. */
type Packed = { definitions: Node[] };

/** The document of packed JSON. A description as a node of its own takes 40 bytes more, and there are hundreds. */
export function unpack(json: string): DocumentNode {
  const document = JSON.parse(json) as Packed;
  document.definitions.forEach(addNodes);
  return document as unknown as DocumentNode;
}

function addNodes(node: Node): void {
  if (typeof node.description === 'string') node.description = { kind: Kind.STRING, value: node.description };
  for (const parts of [node.fields, node.arguments, node.values]) parts?.forEach(addNodes);
}

/** Lists that nodes need not have. (The values of a list do not count: an empty list is a value.) */
const OPTIONAL: ReadonlySet<string> = new Set(['arguments', 'directives', 'fields', 'interfaces']);

/** A document as JSON that `unpack` reads. */
export function pack(document: DocumentNode): string {
  return JSON.stringify(document, (key, value) => {
    if (key === 'block' || (OPTIONAL.has(key) && value.length === 0)) return undefined;
    return key === 'description' ? value?.value : value;
  });
}
