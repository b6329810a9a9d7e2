import { type GraphQLSchema, isEnumType } from 'graphql';

/** What a mutation says in its description of what it refuses, from that word to the end of the paragraph. */
const REFUSED = /Refused[\s\S]*?(?=\n\n|$)/;

/** Every mutation may say so of its input. */
const OF_ALL = 'INVALID_INPUT';

/**
 * Writes the codes that each mutation's description names after the word `Refused`, as a type: the compiler holds
 * operations to it. Throws for a code that the enum `ErrorCode` does not have.
 */
export function plugin(schema: GraphQLSchema): string {
  const codes = schema.getType('ErrorCode');
  const known = new Set(isEnumType(codes) ? codes.getValues().map(({ name }) => name) : []);
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const lines = mutations.map(({ name, description }) => {
    const words = REFUSED.exec(description ?? '')?.[0].match(/\b[A-Z]{2,}(_[A-Z]+)*\b/g) ?? [];
    const unknown = words.find((word) => !known.has(word));
    if (unknown !== undefined)
      throw new Error(`${name} says that it refuses with ${unknown}, which ErrorCode does not have.`);
    const refused = [...new Set(words)].filter((word) => word !== OF_ALL).map((code) => `'${code}'`);
    return `  ${name}: ${refused.join(' | ') || 'never'};\n`;
  });
  return `/** The codes by which each mutation refuses, beside ${OF_ALL}. */\nexport type Refusals = {\n${lines.join('')}};\n`;
}
