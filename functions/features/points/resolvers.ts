import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  MemberResolvers,
  PointAccountResolvers,
  PointEntryResolvers,
  QueryResolvers,
} from '../../graphql/generated/types.ts';
import { endOfMonth } from '../../platform/time.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import type { Program } from '../programs/rules.ts';
import { accountsOf } from './loaders.ts';
import { awardPoints, deductPoints, monthsOf, reversePointEntry, spendPoints } from './operations.ts';
import { pointTotalsOf } from './projection.ts';
import {
  type AccountView,
  activeDelta,
  NEVER,
  type PointEntry as PointEntryModel,
  viewAccount,
} from './rules.ts';
import { getAccountByNodeId, getEntry, getPointTotals, listEntries } from './store.ts';

const months = (context: Context) => monthsOf(scopeOf(context).program, context.deps.now());

function lotOf(program: Program, [month, points]: [string, number]) {
  return { points, expiresAt: month === NEVER ? null : endOfMonth(month, program.timeZone).toISOString() };
}

const PointAccount: Complete<PointAccountResolvers, AccountView> = {
  availableByExpiry: (account, _args, context) =>
    account.liveLots.map((lot) => lotOf(scopeOf(context).program, lot)),
  entries: (account, args, context) =>
    listEntries(context.deps, scopeOf(context).program.id, account.memberId, args),
};

const PointEntry: Complete<PointEntryResolvers, PointEntryModel> = {
  availableChange: activeDelta,
  pendingChange: ({ pendingDelta }) => pendingDelta,
  debtChange: ({ owedDelta }) => owedDelta,
  relatedEntryId: ({ reverses }) => reverses,
};

const Member: Pick<Required<MemberResolvers>, 'points'> = {
  points: async (member, _args, context) =>
    viewAccount(await accountsOf(context).load(member.id), months(context).current),
};

const Query: Pick<Required<QueryResolvers>, 'pointTotals'> = {
  pointTotals: async (_parent, _args, context) => {
    const { program } = scopeOf(context);
    return pointTotalsOf(await getPointTotals(context.deps, program.id), months(context).current);
  },
};

const Mutation = mutations(
  { awardPoints, deductPoints, spendPoints, reversePointEntry },
  ({ entry, account }, context) => ({ entry, account: viewAccount(account, months(context).current) }),
);

export const pointApi = {
  resolvers: { PointAccount, PointEntry, Member, Query, Mutation },
  nodes: {
    PointAccount: {
      kind: 'pointAccount',
      fetch: (id, context) => getAccountByNodeId(context.deps, scopeOf(context), id),
    },
    PointEntry: {
      kind: 'pointEntry',
      fetch: (id, context) => getEntry(context.deps, scopeOf(context).program.id, id),
    },
  },
  owners: {
    PointAccount: (account: AccountView) => [account.memberId],
    PointEntry: (entry: PointEntryModel) => [entry.memberId],
  },
} satisfies FeatureApi<Context>;
