import type { FeatureApi } from '../../graphql/features.ts';
import type { MutationResolvers } from '../../graphql/generated/types.ts';
import { toResults } from '../../graphql/payload.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { recordEvents } from './operations.ts';

const Mutation: Pick<Required<MutationResolvers>, 'recordEvents'> = {
  recordEvents: async (_parent, { input }, context) =>
    toResults(await recordEvents(context.deps, scopeOf(context), input.events)),
};

export const eventApi = { resolvers: { Mutation } } satisfies FeatureApi<Context>;
