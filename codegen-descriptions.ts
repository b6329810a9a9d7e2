import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type StringValueNode,
  type TypeNode,
  valueFromASTUntyped,
} from 'graphql';
import { withoutFacts } from './codegen-facts-plugin.ts';
import type { CallerRole } from './functions/platform/generated/enums.ts';

// Descriptions that follow from the schema itself: what all lists and mutations have in common, and who may
// call.

type Described = { description?: StringValueNode | undefined };
type Guarded = Described & { directives?: readonly ConstDirectiveNode[] | undefined };
type Types = {
  named: ReadonlyMap<string, DocumentNode['definitions'][number]>;
  mutations: readonly string[];
  scopes: readonly string[];
};

/** The SDL that is served, as a document with all its descriptions. */
export function documentOf(schema: GraphQLSchema): DocumentNode {
  const document = withoutFacts(parse(printSchemaWithDirectives(schema), { noLocation: true }));
  const types = typesOf(document);
  return {
    ...document,
    definitions: document.definitions.map((one) => {
      if (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) return ofInput(one, types);
      return one.kind === Kind.OBJECT_TYPE_DEFINITION ? ofObject(one, types) : one;
    }),
  };
}

function typesOf(document: DocumentNode): Types {
  const named = new Map(
    document.definitions.flatMap((one) =>
      'name' in one && one.name ? [[one.name.value, one] as const] : [],
    ),
  );
  const mutation = named.get('Mutation') as ObjectTypeDefinitionNode | undefined;
  const scope = named.get('ApiKeyScope') as EnumTypeDefinitionNode | undefined;
  const names = (list: readonly { name: { value: string } }[] = []) => list.map(({ name }) => name.value);
  return { named, mutations: names(mutation?.fields), scopes: names(scope?.values) };
}

function ofInput(type: InputObjectTypeDefinitionNode, types: Types): InputObjectTypeDefinitionNode {
  const fields = type.fields?.map((field) => withText(field, textOf(field.type, types))) ?? [];
  return { ...withText(type, nameInWords(type.name.value, types)), fields };
}

function ofObject(type: ObjectTypeDefinitionNode, types: Types): ObjectTypeDefinitionNode {
  const { value: name } = type.name;
  const verb = name === 'Query' || name === 'Mutation' ? 'call' : 'read';
  const fields = type.fields?.map((field) => {
    const args = field.arguments?.map((argument) => withText(argument, ARGUMENTS[argument.name.value]));
    const text = partOf(type, field, types) ?? inherited(type, field, types) ?? textOf(field.type, types);
    return withCallers({ ...withText(field, text), arguments: args ?? [] }, verb, types);
  });
  return { ...withCallers(withText(type, nameInWords(name, types)), 'read', types), fields: fields ?? [] };
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  first: 'How many at most, 1 to 100.',
  after: 'A cursor of this list: what follows it is answered. Null or left out: from the beginning.',
  input: 'All that the mutation takes.',
};

/** The description of a list's parts, and of what a mutation takes and answers, by the type's name. */
function nameInWords(name: string, { mutations }: Types): string | undefined {
  const [, listed, part] = /^(.+)(Connection|Edge)$/.exec(name) ?? [];
  if (part === 'Connection') return `One page of a list of \`${listed}\`.`;
  if (part === 'Edge') return `One \`${listed}\` of a list, and its place there.`;
  const mutation = mutations.find((one) => new RegExp(`^${one}(Input|Payload)$`, 'i').test(name));
  if (mutation === undefined) return undefined;
  return name.endsWith('Input') ? `What \`${mutation}\` takes.` : `What \`${mutation}\` answers.`;
}

/** What a field is in a page of a list, and in a payload. */
function partOf(
  { name: { value: typeName } }: ObjectTypeDefinitionNode,
  { name, type }: FieldDefinitionNode,
  types: Types,
): string | undefined {
  const parts: Record<string, string> = typeName.endsWith('Connection')
    ? { edges: 'What is on the page, in the order of the list.', pageInfo: 'Where the page stands.' }
    : typeName.endsWith('Edge')
      ? { cursor: 'Its place in the list: as `after` it asks for what follows.', node: 'The object itself.' }
      : {};
  if (!typeName.endsWith('Payload') || nameInWords(typeName, types) === undefined) return parts[name.value];
  if (name.value === 'userErrors') return 'Why the call was refused; empty when it was done.';
  return type.kind === Kind.NAMED_TYPE ? 'As it is after the call; null when that was refused.' : undefined;
}

/** What the interface says of a field. */
function inherited(
  { interfaces = [] }: ObjectTypeDefinitionNode,
  { name }: FieldDefinitionNode,
  { named }: Types,
): string | undefined {
  const fields = interfaces.flatMap(
    (one) => (named.get(one.name.value) as InterfaceTypeDefinitionNode | undefined)?.fields ?? [],
  );
  return fields.find((one) => one.name.value === name.value)?.description?.value;
}

/** An enum or an input type is described once, at the type: a field of it repeats that. */
function textOf(type: TypeNode, { named }: Types): string | undefined {
  const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  const found = inner.kind === Kind.NAMED_TYPE ? named.get(inner.name.value) : undefined;
  const says = found?.kind === Kind.ENUM_TYPE_DEFINITION || found?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
  return says ? found.description?.value : undefined;
}

/** A description of its own stays. */
function withText<T extends Described & (InputValueDefinitionNode | Guarded)>(
  node: T,
  text: string | undefined,
): T {
  if (node.description !== undefined || text === undefined) return node;
  return { ...node, description: { kind: Kind.STRING, value: text } };
}

/** The node with a line of who may call it, where it has an `@auth` of its own. */
function withCallers<T extends Guarded>(node: T, verb: string, { scopes }: Types): T {
  const auth = node.directives?.find(({ name }) => name.value === 'auth');
  if (auth === undefined) return node;
  const line = `Who may ${verb}: ${callersOf(auth, scopes)}.`;
  const text = [node.description?.value ?? [], line].flat().join('\n\n');
  return { ...node, description: { kind: Kind.STRING, value: text } };
}

const CALLERS: Record<CallerRole, string> = {
  PUBLIC: 'everybody',
  MEMBER: 'anybody with a token of the program',
  SELF: 'the member whom it belongs to',
  JUDGE: 'judges',
  MODERATOR: 'moderators',
  ORGANIZER: 'organizers',
  OWNER: 'owners',
  PARTNER: 'any API key',
  OPERATOR: 'the operator',
};

/** Whoever is one of these has a token of the program. */
const HAVE_A_TOKEN: readonly CallerRole[] = ['SELF', 'JUDGE', 'MODERATOR', 'ORGANIZER', 'OWNER'];

function callersOf(auth: ConstDirectiveNode, allScopes: readonly string[]): string {
  const listOf = (name: string) => {
    const value = auth.arguments?.find((argument) => argument.name.value === name)?.value;
    return value === undefined ? [] : (valueFromASTUntyped(value) as string[]);
  };
  const requires = listOf('requires') as CallerRole[];
  const scopes = listOf('scopes');
  if (requires.includes('PUBLIC')) return CALLERS.PUBLIC;
  const isForAllTokens = requires.includes('MEMBER');
  const people = requires.filter((access) => !(isForAllTokens && HAVE_A_TOKEN.includes(access)));
  const words = people.map((access) => CALLERS[access]);
  if (scopes.length === 0 || requires.includes('PARTNER')) return words.join('; ');
  const isForAllKeys = allScopes.every((scope) => scopes.includes(scope));
  return [...words, isForAllKeys ? CALLERS.PARTNER : `API keys with ${scopes.join(' or ')}`].join('; ');
}
