import { buildASTSchema, type DocumentNode, type GraphQLSchema, isObjectType, isScalarType } from 'graphql';
import type { Tenant } from '../identity/tenant.ts';
import type { Stage } from '../platform/env.ts';
import type { Application } from './application.ts';
import { guard } from './auth.ts';
import { fillDefaults } from './defaults.ts';
import { typeDefs } from './generated/schema.ts';
import { createScalars } from './scalars.ts';

/**
 * Puts `@auth` before every field. The SDL was checked when it was generated, and is not again. Resolvers are
 * put in place, because copying the schema to do so would be a tenth of a cold start.
 */
export function buildSchema(
  { resolvers, ownership }: Pick<Application<Tenant>, 'resolvers' | 'ownership'>,
  document: DocumentNode = typeDefs,
  stage: Stage = 'prod',
): GraphQLSchema {
  const schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  for (const [name, fields] of Object.entries(resolvers)) {
    const type = schema.getType(name);
    if (!isObjectType(type))
      throw new Error(`Resolvers are given for ${name}, which is no object type of the schema.`);
    for (const [fieldName, resolve] of Object.entries(fields)) {
      const field = type.getFields()[fieldName];
      if (field === undefined)
        throw new Error(`A resolver is given for ${name}.${fieldName}, which the schema does not have.`);
      field.resolve = resolve as NonNullable<typeof field.resolve>;
    }
  }
  fillDefaults(schema);
  for (const [name, { serialize, parseValue, parseLiteral }] of Object.entries(createScalars(stage))) {
    const type = schema.getType(name);
    if (!isScalarType(type)) throw new Error(`${name} is no scalar of the schema.`);
    Object.assign(type, { serialize, parseValue, parseLiteral });
  }
  return guard(schema, ownership);
}
