import type { GraphQLSchema } from 'graphql';
import { documentOf } from './codegen-descriptions.ts';
import { pack } from './functions/graphql/unpack.ts';

/**
 * Writes the whole SDL as a parsed document: a Lambda has no schema/ folder to read, and building a schema
 * from an AST starts faster than parsing text.
 */
export function plugin(schema: GraphQLSchema): string {
  const packed = pack(documentOf(schema));
  return `import { unpack } from '../unpack.ts';\n\nexport const typeDefs = unpack(${JSON.stringify(packed)});\n`;
}
