import type { FeatureApi } from '../../graphql/features.ts';
import type { MutationResolvers } from '../../graphql/generated/types.ts';
import { userErrorOf } from '../../graphql/payload.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { recordEvents } from './operations.ts';

const Mutation: Pick<Required<MutationResolvers>, 'recordEvents'> = {
  recordEvents: async (_parent, { input }, context) => {
    const decision = await recordEvents(context.deps, scopeOf(context), input.events);
    if (!decision.ok) return { results: [], userErrors: [userErrorOf(decision.refusal)] };
    const results = decision.value.map(({ error, ...result }) => ({
      ...result,
      error: error === null ? null : userErrorOf(error),
    }));
    return { results, userErrors: [] };
  },
};

export const eventApi = { resolvers: { Mutation } } satisfies FeatureApi<Context>;
