import type { DocumentNode, GraphQLSchema } from 'graphql';
import { apiKeys } from '../features/keys/operations.ts';
import { cachedBoards } from '../features/leaderboards/boards/store.ts';
import type { Program } from '../features/programs/rules.ts';
import { cachedProgram } from '../features/programs/store.ts';
import type { Application } from '../graphql/application.ts';
import { buildSchema } from '../graphql/schema.ts';
import { createServerHandler, type GraphqlHandler } from '../graphql/server.ts';
import type { Stage } from '../platform/env.ts';
import type { Deps } from '../table/deps.ts';
import { ownership, resolvers } from './api.ts';
import { DERIVED } from './catalog.ts';

const application: Application<Program> = {
  resolvers,
  ownership,
  apiKeys,
  cachedProgram,
  listLengths: {
    'Query.leaderboards': async (deps, programId) => {
      const all = [cachedBoards(deps, programId), ...DERIVED.map(({ open }) => open(deps, programId))];
      return (await Promise.all(all)).flat().length;
    },
  },
};

/** The executable schema of all features: of the SDL, or of another document of the same types. */
export const createSchema = (document?: DocumentNode, stage?: Stage): GraphQLSchema =>
  buildSchema(application, document, stage);

export const createGraphqlHandler = (deps: Deps): GraphqlHandler => createServerHandler(deps, application);
