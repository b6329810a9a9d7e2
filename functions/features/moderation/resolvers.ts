import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  ModerationItemResolvers,
  MutationResolvers,
  QueryResolvers,
} from '../../graphql/generated/types.ts';
import { toResults } from '../../graphql/payload.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { Operation } from '../programs/operation.ts';
import type { Kinds } from './kinds.ts';
import { claimModerationItems, decideModeration, type Result, releaseModerationItems } from './operations.ts';
import { claimOf, itemIdOf, type ModerationItem as ModerationItemModel, subjectOf } from './rules.ts';
import { getItem, listQueue } from './store.ts';

const Query: Pick<Required<QueryResolvers>, 'moderationQueue'> = {
  moderationQueue: (_parent, { kind, groupId, cause, unclaimed, ...page }, context) => {
    const { program } = scopeOf(context);
    const isFree = (item: ModerationItemModel) => {
      const claim = claimOf(item, context.deps.now());
      return claim === null || claim.by === context.viewer.memberId;
    };
    return listQueue(
      context.deps,
      program.id,
      kind,
      page,
      (item) =>
        (groupId == null || item.groupId === groupId) &&
        (cause == null || item.causes.includes(cause)) &&
        (unclaimed !== true || isFree(item)),
    );
  },
};

const ModerationItem = (kinds: Kinds): Complete<ModerationItemResolvers, ModerationItemModel> => ({
  id: ({ subjectId }) => itemIdOf(subjectId),
  subject: async ({ kind, subjectId }, _args, context) =>
    ((await kinds[kind].find(context, subjectId)) as never) ?? null,
  waitingSince: ({ since }) => since,
  reportCount: ({ reports }) => reports,
  claimedBy: (item, _args, { deps }) => claimOf(item, deps.now())?.by ?? null,
  claimedUntil: (item, _args, { deps }) => claimOf(item, deps.now())?.until ?? null,
});

/** A mutation of many items answers with a result for each. */
const ofEach =
  <C extends ErrorCode>(run: Operation<Result<C>[], never>) =>
  async (_parent: unknown, { input }: { input: unknown }, context: Context) =>
    toResults(await run(context.deps, scopeOf(context), input));

type Mutations = Pick<
  Required<MutationResolvers>,
  'claimModerationItems' | 'releaseModerationItems' | 'decideModeration'
>;

export const moderationApi = (kinds: Kinds) =>
  ({
    resolvers: {
      Query,
      ModerationItem: ModerationItem(kinds),
      Mutation: {
        claimModerationItems: ofEach(claimModerationItems(kinds)),
        releaseModerationItems: ofEach(releaseModerationItems),
        decideModeration: ofEach(decideModeration(kinds)),
      } satisfies Mutations,
    },
    nodes: {
      ModerationItem: {
        kind: 'moderationItem',
        hasOwnForm: true,
        fetch: async (id, context) => {
          const subjectId = subjectOf(id);
          return subjectId === undefined
            ? undefined
            : getItem(context.deps, scopeOf(context).program.id, subjectId);
        },
      },
    },
  }) satisfies FeatureApi<Context>;
