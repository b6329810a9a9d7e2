import { addResolversToSchema } from '@graphql-tools/schema';
import { buildASTSchema, type GraphQLSchema } from 'graphql';
import { guard } from './auth.ts';
import { typeDefs } from './generated/schema.ts';
import { resolvers } from './resolvers.ts';
import { scalars } from './scalars.ts';

/** The executable schema, with `@auth` before every field. The SDL was checked when it was generated, so it is not again. */
export function createSchema(): GraphQLSchema {
  const schema = buildASTSchema(typeDefs, { assumeValid: true, assumeValidSDL: true });
  return guard(addResolversToSchema({ schema, resolvers: { ...resolvers, ...scalars } }));
}
