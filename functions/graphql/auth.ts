import {
  defaultFieldResolver,
  type FieldDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isObjectType,
  type ObjectTypeDefinitionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Viewer } from '../identity/viewer.ts';
import { RequestError } from '../platform/errors.ts';
import type { ApiKeyScope, CallerRole } from '../platform/generated/enums.ts';
import type { RequestContext } from './context.ts';

/** The ids of the members to whom an object of a type belongs; none for types that belong to nobody. */
export type OwnersOf = (typeName: string, object: unknown) => readonly string[];

/** The types that may name SELF in their `@auth`, and to whom their objects belong. */
export type Ownership = { types: ReadonlySet<string>; ownersOf: OwnersOf };

/** What `@auth` asks: any one of the accesses, or an API key with any one of the scopes. */
export type Requirement = { requires: readonly CallerRole[]; scopes: readonly ApiKeyScope[] };

type Guarded = FieldDefinitionNode | ObjectTypeDefinitionNode;

/**
 * Throws for an unknown word: nothing else checks the arguments of directives, and a misspelt role would shut
 * its bearers out unnoticed.
 */
function requirementOf(schema: GraphQLSchema, node: Guarded | null | undefined): Requirement | undefined {
  const directive = node?.directives?.find(({ name }) => name.value === 'auth');
  if (node == null || directive === undefined) return undefined;
  const read = (name: string, enumName: string): string[] => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    if (value === undefined) return [];
    const words: unknown = valueFromASTUntyped(value);
    const known = schema.getType(enumName);
    const isKnown = (word: unknown) => isEnumType(known) && known.getValue(String(word)) !== undefined;
    if (Array.isArray(words) && words.every(isKnown)) return words;
    throw new Error(`@auth of ${node.name.value} must have a list of ${enumName} for ${name}.`);
  };
  return {
    requires: read('requires', 'CallerRole') as CallerRole[],
    scopes: read('scopes', 'ApiKeyScope') as ApiKeyScope[],
  };
}

/**
 * By `Type.field`, for all fields. Throws for a field that has none: deny is the default. A root field needs
 * its own, so that none is opened by a line far away from it.
 */
export function requirements(
  schema: GraphQLSchema,
  ownedTypes: ReadonlySet<string>,
): Map<string, Requirement> {
  const found = new Map<string, Requirement>();
  const roots: readonly unknown[] = [schema.getQueryType(), schema.getMutationType()];
  for (const type of objectTypes(schema)) {
    const ofType = roots.includes(type) ? undefined : requirementOf(schema, type.astNode);
    for (const field of Object.values(type.getFields())) {
      const coordinate = `${type.name}.${field.name}`;
      const requirement = requirementOf(schema, field.astNode) ?? ofType;
      if (requirement === undefined)
        throw new Error(`${coordinate} has no @auth, and takes none from its type.`);
      if (requirement.requires.includes('SELF') && !ownedTypes.has(type.name)) {
        throw new Error(
          `${coordinate} is open to SELF, and no feature says in its owners whom a ${type.name} belongs to.`,
        );
      }
      found.set(coordinate, requirement);
    }
  }
  return found;
}

export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__'),
  ) as GraphQLObjectType[];
}

export function mayRead(
  viewer: Viewer,
  requirement: Requirement,
  ownersOfObject: () => readonly string[],
): boolean {
  if (requirement.requires.some((role) => viewer.access.has(role))) return true;
  if (requirement.scopes.some((scope) => viewer.scopes.has(scope))) return true;
  const { memberId } = viewer;
  return (
    requirement.requires.includes('SELF') && memberId !== undefined && ownersOfObject().includes(memberId)
  );
}

/** A caller who does not meet a field's requirement does not reach its resolver. */
export function guard(schema: GraphQLSchema, { types, ownersOf }: Ownership): GraphQLSchema {
  const all = requirements(schema, types);
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const requirement = all.get(`${type.name}.${field.name}`);
      if (requirement === undefined || requirement.requires.includes('PUBLIC')) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (parent, args, context: RequestContext, info) => {
        if (!mayRead(context.viewer, requirement, () => ownersOf(type.name, parent)))
          throw refusal(context.viewer, `${type.name}.${field.name}`, requirement);
        return resolve(parent, args, context, info);
      };
    }
  }
  return schema;
}

function refusal(viewer: Viewer, coordinate: string, { requires, scopes }: Requirement): RequestError {
  if (viewer.actorId === 'anonymous') {
    return new RequestError(
      'UNAUTHENTICATED',
      `${coordinate} needs a credential: a token in \`authorization\` or an API key in \`x-api-key\`.`,
    );
  }
  const keys = scopes.length > 0 ? [`an API key with ${scopes.join(' or ')}`] : [];
  const needed = [...requires, ...keys].join(', ');
  return new RequestError(
    'FORBIDDEN',
    `The credential does not allow ${coordinate}. It asks for one of: ${needed}.`,
  );
}

/** The requirement of a root field, as `Query.leaderboards`; undefined for one that has none of its own. */
export function rootRequirement(schema: GraphQLSchema, coordinate: string): Requirement | undefined {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return requirementOf(schema, isObjectType(type) ? type.getFields()[fieldName]?.astNode : undefined);
}

/** What a whole type asks for, before its fields ask for themselves. */
export function typeRequirement(schema: GraphQLSchema, typeName: string): Requirement {
  const requirement = requirementOf(
    schema,
    schema.getType(typeName)?.astNode as ObjectTypeDefinitionNode | undefined,
  );
  if (requirement === undefined) throw new Error(`${typeName} has no @auth.`);
  return requirement;
}
