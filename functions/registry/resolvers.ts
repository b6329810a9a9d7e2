import { codeResolvers } from '../features/codes/resolvers.ts';
import type { ReferralCode as ReferralCodeModel } from '../features/codes/rules.ts';
import { eventResolvers } from '../features/events/resolvers.ts';
import { keyResolvers } from '../features/keys/resolvers.ts';
import { defaultBoardWrites } from '../features/leaderboards/boards/operations.ts';
import { leaderboardResolvers as leaderboardResolversOf } from '../features/leaderboards/resolvers.ts';
import { memberResolvers } from '../features/members/resolvers.ts';
import type { Member as MemberModel } from '../features/members/rules.ts';
import { accountsOf } from '../features/points/loaders.ts';
import { pointResolvers } from '../features/points/resolvers.ts';
import { programResolvers } from '../features/programs/resolvers.ts';
import { referralResolvers } from '../features/referrals/resolvers.ts';
import type { Complete } from '../graphql/complete.ts';
import type {
  MemberResolvers,
  MutationResolvers,
  QueryResolvers,
  ReferralCodeResolvers,
  Resolvers,
} from '../graphql/generated/types.ts';
import { catalog } from './catalog.ts';
import { node } from './nodes.ts';

const leaderboardResolvers = leaderboardResolversOf(catalog);

// `Required` and `Complete` make a field that no feature resolves a compile error.
const Query: Required<QueryResolvers> = {
  node,
  ...programResolvers.Query,
  ...memberResolvers.Query((context, memberId) => accountsOf(context).load(memberId)),
  ...keyResolvers.Query,
  ...pointResolvers.Query,
  ...codeResolvers.Query,
  ...referralResolvers.Query,
  ...leaderboardResolvers.Query,
};

const Mutation: Required<MutationResolvers> = {
  ...programResolvers.Mutation(defaultBoardWrites),
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

const ReferralCode: Complete<ReferralCodeResolvers, ReferralCodeModel> = {
  ...codeResolvers.ReferralCode,
  ...referralResolvers.ReferralCode,
};

export const resolvers = {
  Query,
  Mutation,
  Member,
  Program: programResolvers.Program,
  ApiKey: keyResolvers.ApiKey,
  PointAccount: pointResolvers.PointAccount,
  PointEntry: pointResolvers.PointEntry,
  ReferralCode,
  Invitation: codeResolvers.Invitation,
  InvitationAdvocate: codeResolvers.InvitationAdvocate,
  Referral: referralResolvers.Referral,
  ReferralPerson: referralResolvers.ReferralPerson,
  Leaderboard: leaderboardResolvers.Leaderboard,
  LeaderboardSeason: leaderboardResolvers.LeaderboardSeason,
  LeaderboardRecord: leaderboardResolvers.LeaderboardRecord,
  RankedSubject: leaderboardResolvers.RankedSubject,
} satisfies Resolvers;
