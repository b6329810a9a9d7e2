import type { Complete } from '../../graphql/complete.ts';
import type { ApiKeyResolvers, MutationResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import { scopeOf } from '../programs/context.ts';
import { createApiKey, revokeApiKey } from './operations.ts';
import type { ApiKey as ApiKeyModel } from './rules.ts';
import { listKeys } from './store.ts';

const Query: Pick<Required<QueryResolvers>, 'apiKeys'> = {
  apiKeys: (_parent, page, context) => listKeys(context.deps, scopeOf(context).program.id, page),
};

const Mutation: Pick<Required<MutationResolvers>, 'createApiKey' | 'revokeApiKey'> = {
  createApiKey: async (_parent, { input }, context) =>
    toPayload(await createApiKey(context.deps, scopeOf(context), input), (created) => created),
  revokeApiKey: async (_parent, { input }, context) =>
    toPayload(await revokeApiKey(context.deps, scopeOf(context), input), (apiKey) => ({ apiKey })),
};

const ApiKey: Complete<ApiKeyResolvers, ApiKeyModel> = {};

export const keyResolvers = { Query, Mutation, ApiKey };
