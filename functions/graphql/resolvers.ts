import { codeResolvers } from '../features/codes/resolvers.ts';
import { eventResolvers } from '../features/events/resolvers.ts';
import { keyResolvers } from '../features/keys/resolvers.ts';
import { leaderboardResolvers } from '../features/leaderboards/resolvers.ts';
import { memberResolvers } from '../features/members/resolvers.ts';
import type { Member as MemberModel } from '../features/members/rules.ts';
import { pointResolvers } from '../features/points/resolvers.ts';
import { programResolvers } from '../features/programs/resolvers.ts';
import { referralResolvers } from '../features/referrals/resolvers.ts';
import type { Key } from '../table/client.ts';
import { mayRead, typeRequirement } from './auth.ts';
import type { Complete } from './complete.ts';
import { scopeOf } from './context.ts';
import type { MemberResolvers, MutationResolvers, QueryResolvers, Resolvers } from './generated/types.ts';
import { fetchNode } from './node.ts';

const node: Required<QueryResolvers>['node'] = async (_parent, { id }, context, info) => {
  const readItem = (key: Key) => context.loaders.items.load(key);
  const object = await fetchNode(context.deps, scopeOf(context), id, readItem);
  if (object === undefined) return null;
  const requirement = typeRequirement(info.schema, object.__typename);
  // What the caller may not see is not there for them.
  return mayRead(context.viewer, requirement, object.__typename, object) ? (object as never) : null;
};

// `Required` and `Complete` make a field that no feature resolves a compile error.
const Query: Required<QueryResolvers> = {
  node,
  ...programResolvers.Query,
  ...memberResolvers.Query,
  ...keyResolvers.Query,
  ...pointResolvers.Query,
  ...codeResolvers.Query,
  ...referralResolvers.Query,
  ...leaderboardResolvers.Query,
};

const Mutation: Required<MutationResolvers> = {
  ...programResolvers.Mutation,
  ...memberResolvers.Mutation,
  ...keyResolvers.Mutation,
  ...pointResolvers.Mutation,
  ...codeResolvers.Mutation,
  ...referralResolvers.Mutation,
  ...eventResolvers.Mutation,
  ...leaderboardResolvers.Mutation,
};

const Member: Complete<MemberResolvers, MemberModel> = {
  ...memberResolvers.Member,
  ...pointResolvers.Member,
  ...codeResolvers.Member,
  ...referralResolvers.Member,
};

export const resolvers = {
  Query,
  Mutation,
  Member,
  Program: programResolvers.Program,
  ApiKey: keyResolvers.ApiKey,
  PointAccount: pointResolvers.PointAccount,
  PointEntry: pointResolvers.PointEntry,
  ReferralCode: codeResolvers.ReferralCode,
  Invitation: codeResolvers.Invitation,
  InvitationAdvocate: codeResolvers.InvitationAdvocate,
  Referral: referralResolvers.Referral,
  ReferralPerson: referralResolvers.ReferralPerson,
  Leaderboard: leaderboardResolvers.Leaderboard,
  LeaderboardSeason: leaderboardResolvers.LeaderboardSeason,
  LeaderboardRecord: leaderboardResolvers.LeaderboardRecord,
  RankedSubject: leaderboardResolvers.RankedSubject,
} satisfies Resolvers;
