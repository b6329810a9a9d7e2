import {
  defaultFieldResolver,
  type FieldDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isObjectType,
  Kind,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  valueFromASTUntyped,
} from 'graphql';
import type { Access, ApiKeyScope, Viewer } from '../identity/viewer.ts';
import { RequestError } from '../platform/errors.ts';
import type { Context } from './context.ts';
import { OWNED_TYPES, ownersOf } from './ownership.ts';

/** What `@auth` asks: any one of the accesses, or an API key with any one of the scopes. */
export type Requirement = { requires: readonly Access[]; scopes: readonly ApiKeyScope[] };

type AnyNode = FieldDefinitionNode | ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

function requirementOf(node: AnyNode | null | undefined): Requirement | undefined {
  const directive = node?.directives?.find((one) => one.name.value === 'auth');
  if (directive === undefined) return undefined;
  const read = (name: string) => {
    const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
    return value?.kind === Kind.LIST ? (valueFromASTUntyped(value) as string[]) : [];
  };
  return { requires: read('requires') as Access[], scopes: read('scopes') as ApiKeyScope[] };
}

/** The requirement of every object type's field, as `Type.field`. Throws for a field that has none: deny is the default. */
export function requirements(schema: GraphQLSchema): Map<string, Requirement> {
  const found = new Map<string, Requirement>();
  for (const type of objectTypes(schema)) {
    const ofType = requirementOf(type.astNode);
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      const requirement = requirementOf(field.astNode) ?? ofType;
      if (requirement === undefined) throw new Error(`${place} has no @auth, and neither has its type.`);
      if (requirement.requires.includes('SELF') && !OWNED_TYPES.has(type.name)) {
        throw new Error(`${place} is open to SELF, and ownership.ts does not say whom a ${type.name} belongs to.`);
      }
      found.set(place, requirement);
    }
  }
  return found;
}

export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__')) as GraphQLObjectType[];
}

/** True when the viewer meets a requirement on an object of a type. */
export function mayRead(viewer: Viewer, requirement: Requirement, typeName: string, object: unknown): boolean {
  if (requirement.requires.some((access) => access !== 'SELF' && viewer.access.has(access))) return true;
  if (requirement.scopes.some((scope) => viewer.scopes.has(scope))) return true;
  const { memberId } = viewer;
  return requirement.requires.includes('SELF') && memberId !== undefined && ownersOf(typeName, object).includes(memberId);
}

/** Puts its requirement before every field's resolver. A caller who does not meet it reaches no resolver. */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  const all = requirements(schema);
  for (const type of objectTypes(schema)) {
    for (const field of Object.values(type.getFields())) {
      const requirement = all.get(`${type.name}.${field.name}`);
      if (requirement === undefined || requirement.requires.includes('PUBLIC')) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (parent, args, context: Context, info) => {
        if (!mayRead(context.viewer, requirement, type.name, parent)) throw refusal(context.viewer, `${type.name}.${field.name}`);
        return resolve(parent, args, context, info);
      };
    }
  }
  return schema;
}

function refusal(viewer: Viewer, place: string): RequestError {
  if (viewer.actorId === 'anonymous') {
    return new RequestError('UNAUTHENTICATED', `${place} needs a credential: a token in \`authorization\` or an API key in \`x-api-key\`.`);
  }
  return new RequestError('FORBIDDEN', `The credential does not allow ${place}.`);
}

/** What a whole type asks for, before its fields ask for themselves. */
export function typeRequirement(schema: GraphQLSchema, typeName: string): Requirement {
  const requirement = requirementOf(schema.getType(typeName)?.astNode as ObjectTypeDefinitionNode | undefined);
  if (requirement === undefined) throw new Error(`${typeName} has no @auth.`);
  return requirement;
}
