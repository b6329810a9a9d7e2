import type { Complete } from '../../graphql/complete.ts';
import type { ApiKeyResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { createApiKey, revokeApiKey } from './operations.ts';
import type { ApiKey as ApiKeyModel } from './rules.ts';
import { listKeys } from './store.ts';

const Query: Pick<Required<QueryResolvers>, 'apiKeys'> = {
  apiKeys: (_parent, page, context) => listKeys(context.deps, scopeOf(context).program.id, page),
};

const Mutation = {
  ...mutations({ createApiKey }, (created) => created),
  ...mutations({ revokeApiKey }, (apiKey) => ({ apiKey })),
};

const ApiKey: Complete<ApiKeyResolvers, ApiKeyModel> = {};

export const keyResolvers = { Query, Mutation, ApiKey };
