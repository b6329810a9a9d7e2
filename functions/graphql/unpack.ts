import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { type DocumentNode, Kind, type NameNode, type StringValueNode } from 'graphql';

type Node = { description?: string | StringValueNode; name?: string | NameNode };
/** Descriptions and names are plain text, and empty lists are left out. */
type Packed = { definitions: Node[] };

/**
 * The document of packed text. It is JSON under Brotli in base64: an eighth of its bytes in the bundle, and read
 * faster than the SDL's own text is parsed (5 to 8 ms against 11 to 14 of a cold start).
 */
export function unpack(packed: string): DocumentNode {
  const document = JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString()) as Packed;
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

/** A document as text that `unpack` reads. A text as a node of its own would take 30 bytes more, and there are thousands. */
export function pack(document: DocumentNode): string {
  const json = JSON.stringify(document, (key, value) => {
    if (key === 'block' || (OPTIONAL.has(key) && value.length === 0)) return undefined;
    return key === 'description' || key === 'name' ? value?.value : value;
  });
  return brotliCompressSync(json).toString('base64');
}
