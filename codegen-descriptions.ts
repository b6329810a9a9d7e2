import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type StringValueNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Access, ApiKeyScope } from './functions/identity/viewer.ts';

// Descriptions that follow from the schema itself: of what is alike in every list and every mutation, and who may call.

type Described = { description?: StringValueNode | undefined };

/** What `@auth` calls somebody, in words. */
const CALLERS: Record<Access, string> = {
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

/** Who holds a token of the program whatever else they are. */
const HAVE_A_TOKEN: readonly Access[] = ['SELF', 'JUDGE', 'MODERATOR', 'ORGANIZER', 'OWNER'];

/** An `@auth` in words: who is let in, most of them first. */
function callersOf(auth: ConstDirectiveNode, allScopes: readonly string[]): string {
  const listOf = (name: string) => {
    const value = auth.arguments?.find((argument) => argument.name.value === name)?.value;
    return value === undefined ? [] : (valueFromASTUntyped(value) as string[]);
  };
  const requires = listOf('requires') as Access[];
  const scopes = listOf('scopes') as ApiKeyScope[];
  if (requires.includes('PUBLIC')) return CALLERS.PUBLIC;
  const people = requires.filter((access) => !(requires.includes('MEMBER') && HAVE_A_TOKEN.includes(access)));
  const keys = allScopes.every((scope) => scopes.includes(scope as ApiKeyScope))
    ? [CALLERS.PARTNER]
    : scopes.length > 0
      ? [`API keys with ${scopes.join(' or ')}`]
      : [];
  return [...people.map((access) => CALLERS[access]), ...keys].join('; ');
}

const capitalized = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
/** `PointEntry` as `point entry`. */
const inWords = (typeName: string) => typeName.replace(/\B[A-Z]/g, ' $&').toLowerCase();

/** The whole SDL as a document, with all its descriptions. */
export const documentOf = (schema: GraphQLSchema): DocumentNode =>
  withDescriptions(parse(printSchemaWithDirectives(schema), { noLocation: true }));

/** The document with a description of everything that follows from its name, and a line of who may call wherever `@auth` stands. */
function withDescriptions(document: DocumentNode): DocumentNode {
  const named = new Map(
    document.definitions.flatMap((one) =>
      'name' in one && one.name ? [[one.name.value, one] as const] : [],
    ),
  );
  const mutations = (named.get('Mutation') as ObjectTypeDefinitionNode | undefined)?.fields ?? [];
  const mutationOf = (typeName: string, ending: string) =>
    mutations.find(({ name }) => `${capitalized(name.value)}${ending}` === typeName)?.name.value;
  const scopes = (named.get('ApiKeyScope') as EnumTypeDefinitionNode | undefined)?.values ?? [];
  const allScopes = scopes.map(({ name }) => name.value);

  const described = <T extends Described & { directives?: readonly ConstDirectiveNode[] | undefined }>(
    node: T,
    otherwise: string | undefined,
    verb: string,
  ): T => {
    const auth = node.directives?.find(({ name }) => name.value === 'auth');
    const callers = auth === undefined ? [] : [`Who may ${verb}: ${callersOf(auth, allScopes)}.`];
    const text = [node.description?.value ?? otherwise ?? [], callers].flat().join('\n\n');
    return text === '' ? node : { ...node, description: { kind: Kind.STRING, value: text } };
  };

  /** A choice and a group of settings say what they are about at their own type. */
  const ofItsType = ({ type }: FieldDefinitionNode | InputValueDefinitionNode): string | undefined => {
    const inner = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    const found = inner.kind === Kind.NAMED_TYPE ? named.get(inner.name.value) : undefined;
    const says =
      found?.kind === Kind.ENUM_TYPE_DEFINITION || found?.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION;
    return says ? found.description?.value : undefined;
  };

  const ofArgument = (argument: InputValueDefinitionNode, isMutation: boolean): InputValueDefinitionNode => {
    const usual: Record<string, string> = {
      first: 'How many at most, 1 to 100.',
      after: 'A cursor of this list: what follows it is answered. Null or left out: from the beginning.',
      ...(isMutation && { input: 'All that the mutation takes.' }),
    };
    return described(argument, usual[argument.name.value], 'give');
  };

  const ofField = (field: FieldDefinitionNode, type: ObjectTypeDefinitionNode): FieldDefinitionNode => {
    const { value: name } = type.name;
    const isRoot = name === 'Query' || name === 'Mutation';
    const args = field.arguments?.map((argument) => ofArgument(argument, name === 'Mutation')) ?? [];
    return { ...described(field, usualOf(field, type), isRoot ? 'call' : 'read'), arguments: args };
  };

  const usualOf = (field: FieldDefinitionNode, type: ObjectTypeDefinitionNode): string | undefined => {
    const { value: name } = field.name;
    const { value: typeName } = type.name;
    const parts: Record<string, string> = typeName.endsWith('Connection')
      ? { edges: 'What is on the page, in the order of the list.', pageInfo: 'Where the page stands.' }
      : typeName.endsWith('Edge')
        ? {
            cursor: 'Its place in the list: as `after` it asks for what follows.',
            node: 'The object itself.',
          }
        : {};
    if (parts[name] !== undefined) return parts[name];
    if (mutationOf(typeName, 'Payload') !== undefined) {
      if (name === 'userErrors') return 'Why it was refused; empty when it was done.';
      if (field.type.kind === Kind.NAMED_TYPE)
        return `The ${inWords(field.type.name.value)} as it is after the call; null when that was refused.`;
    }
    const inherited = type.interfaces?.flatMap(
      (one) => (named.get(one.name.value) as InterfaceTypeDefinitionNode | undefined)?.fields ?? [],
    );
    return inherited?.find((one) => one.name.value === name)?.description?.value ?? ofItsType(field);
  };

  const usualOfType = (name: string): string | undefined => {
    const input = mutationOf(name, 'Input');
    if (input !== undefined) return `What \`${input}\` takes.`;
    const payload = mutationOf(name, 'Payload');
    if (payload !== undefined) return `What \`${payload}\` answers.`;
    const [, listed, part] = /^(.+)(Connection|Edge)$/.exec(name) ?? [];
    if (listed === undefined) return undefined;
    return part === 'Edge'
      ? `A ${inWords(listed)} in a list.`
      : `A page of a list, each a ${inWords(listed)}.`;
  };

  return {
    ...document,
    definitions: document.definitions.map((one) => {
      if (one.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
        const fields = one.fields?.map((field) => described(field, ofItsType(field), 'give')) ?? [];
        return { ...described(one, usualOfType(one.name.value), 'give'), fields };
      }
      if (one.kind !== Kind.OBJECT_TYPE_DEFINITION) return one;
      const fields = one.fields?.map((field) => ofField(field, one)) ?? [];
      return { ...described(one, usualOfType(one.name.value), 'read'), fields };
    }),
  };
}
