import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type { ApiKeyResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { createApiKey, revokeApiKey } from './operations.ts';
import type { ApiKey as ApiKeyModel } from './rules.ts';
import { getKeyByNodeId, listKeys } from './store.ts';

const Query: Pick<Required<QueryResolvers>, 'apiKeys'> = {
  apiKeys: (_parent, page, context) => listKeys(context.deps, scopeOf(context).program.id, page),
};

const Mutation = {
  ...mutations({ createApiKey }, (created) => created),
  ...mutations({ revokeApiKey }, (apiKey) => ({ apiKey })),
};

const ApiKey: Complete<ApiKeyResolvers, ApiKeyModel> = {};

export const keyApi = {
  resolvers: { Query, Mutation, ApiKey },
  nodes: {
    ApiKey: { kind: 'apiKey', fetch: (id, context) => getKeyByNodeId(context.deps, scopeOf(context), id) },
  },
} satisfies FeatureApi<Context>;
