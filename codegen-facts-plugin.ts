import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLDirective,
  type GraphQLSchema,
  getDirectiveValues,
  isObjectType,
  type ObjectTypeDefinitionNode,
  visit,
} from 'graphql';
import type { AtMost, Reads } from './functions/graphql/facts.ts';

// Facts about fields stand beside them in the SDL and are for the server alone: they become maps, and leave the document that
// is served and told to others.

/** The directives of facts, and the types that only they use. */
const FACTS: ReadonlySet<string> = new Set(['reads', 'atMost', 'model', 'ReadsIfGiven']);

/** The document without the directives that state facts. */
export function withoutFacts(document: DocumentNode): DocumentNode {
  const drop = (node: { name: { value: string } }) => (FACTS.has(node.name.value) ? null : undefined);
  return visit(document, { Directive: drop, DirectiveDefinition: drop, InputObjectTypeDefinition: drop });
}

/** Writes `READS` and `AT_MOST`: what `@reads` and `@atMost` say, by `Type.field`, or by `Type` for a whole type. */
export function plugin(schema: GraphQLSchema): string {
  return [
    "import type { AtMost, Reads } from '../facts.ts';\n",
    `export const READS: Readonly<Record<string, Reads>> = ${text(statedBy<Reads>(schema, 'reads'))};\n`,
    `export const AT_MOST: Readonly<Record<string, AtMost>> = ${text(statedBy<AtMost>(schema, 'atMost'))};\n`,
  ].join('\n');
}

/** A line for each. */
const text = (stated: object) =>
  `{\n${Object.entries(stated)
    .map((one) => `  ${one.map((part) => JSON.stringify(part)).join(': ')},\n`)
    .join('')}}`;

/** Throws for an argument that the directive does not take: nothing else checks them. */
function statedBy<T>(schema: GraphQLSchema, name: string): Record<string, T> {
  const directive = schema.getDirective(name);
  if (directive == null) throw new Error(`The SDL does not define @${name}.`);
  const stated: Record<string, T> = {};
  const add = (
    coordinate: string,
    node: ObjectTypeDefinitionNode | FieldDefinitionNode | null | undefined,
  ) => {
    const used = node?.directives?.find((one) => one.name.value === name);
    if (node == null || used === undefined) return;
    assertKnown(directive, used, coordinate);
    stated[coordinate] = getDirectiveValues(directive, node) as T;
  };
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    add(type.name, type.astNode);
    for (const field of Object.values(type.getFields())) add(`${type.name}.${field.name}`, field.astNode);
  }
  return stated;
}

function assertKnown(directive: GraphQLDirective, used: ConstDirectiveNode, coordinate: string): void {
  const known = directive.args.map((argument) => argument.name);
  const unknown = used.arguments?.find((argument) => !known.includes(argument.name.value));
  if (unknown !== undefined)
    throw new Error(
      `@${directive.name} of ${coordinate} does not know ${unknown.name.value}: it takes ${known.join(', ')}.`,
    );
}
