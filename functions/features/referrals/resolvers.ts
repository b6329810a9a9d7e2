import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  MemberResolvers,
  QueryResolvers,
  ReferralCodeResolvers,
  ReferralPersonResolvers,
  ReferralResolvers,
} from '../../graphql/generated/types.ts';
import { itemsOf } from '../../graphql/items.ts';
import { membersOf } from '../members/loaders.ts';
import { publicName } from '../members/rules.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { attributionsOf } from './attributions.ts';
import { referralsOf } from './loaders.ts';
import {
  approveReferral,
  attributeReferral,
  claimReferral,
  rejectReferral,
  voidReferral,
} from './operations.ts';
import { type ReferralPerson as PersonModel, type Referral as ReferralModel, referralIdOf } from './rules.ts';
import {
  getDaysOfCode,
  getDaysOfProgram,
  getReferralByNodeId,
  listReferrals,
  listReferralsAwaitingApproval,
  usesKey,
} from './store.ts';

const Referral: Complete<ReferralResolvers, ReferralModel> = {
  id: ({ friendId }) => referralIdOf(friendId),
  advocate: ({ advocateId }) => ({ memberId: advocateId }),
  friend: ({ friendId }) => ({ memberId: friendId }),
  heldUntil: ({ holdUntil }) => holdUntil,
  rewardCapReached: ({ capReached }) => capReached,
  history: ({ history }) => history.map(({ at, ...step }) => ({ ...step, occurredAt: at })),
  attributions: (referral) => {
    const all = attributionsOf(referral);
    return all.map(({ advocateId, code, attributedAt, windowEndsAt }, index) => ({
      advocate: { memberId: advocateId },
      code,
      startedAt: attributedAt,
      endedAt: all[index + 1]?.attributedAt ?? null,
      windowEndsAt,
    }));
  },
};

const ReferralPerson: Complete<ReferralPersonResolvers, PersonModel> = {
  publicName: async ({ memberId }, _args, context) => {
    const member = await membersOf(context).load(memberId);
    return member === undefined ? null : publicName(member);
  },
  member: ({ memberId }, _args, context) => membersOf(context).load(memberId),
};

const Member: Pick<Required<MemberResolvers>, 'referrals' | 'referredBy'> = {
  referrals: (member, page, context) => listReferrals(context.deps, member.programId, member.id, page),
  referredBy: (member, _args, context) => referralsOf(context).load(member.id),
};

/** This feature's part of a code. */
const ReferralCode: Pick<Required<ReferralCodeResolvers>, 'usageCount' | 'dailyStats'> = {
  usageCount: async ({ programId, key }, _args, context) =>
    Number((await itemsOf(context).load(usesKey(programId, key)))?.uses ?? 0),
  dailyStats: ({ programId, key }, span, context) => getDaysOfCode(context.deps, programId, key, span),
};

const Query: Pick<
  Required<QueryResolvers>,
  'referral' | 'referralsAwaitingApproval' | 'dailyReferralStats'
> = {
  referral: (_parent, { id }, context) => getReferralByNodeId(context.deps, scopeOf(context), id),
  referralsAwaitingApproval: (_parent, page, context) =>
    listReferralsAwaitingApproval(context.deps, scopeOf(context).program.id, page),
  dailyReferralStats: (_parent, span, context) =>
    getDaysOfProgram(context.deps, scopeOf(context).program.id, span),
};

const Mutation = mutations(
  { claimReferral, attributeReferral, approveReferral, rejectReferral, voidReferral },
  (referral) => ({ referral }),
);

export const referralApi = {
  resolvers: { Referral, ReferralPerson, ReferralCode, Member, Query, Mutation },
  nodes: {
    Referral: {
      kind: 'referral',
      fetch: (id, context) => getReferralByNodeId(context.deps, scopeOf(context), id),
    },
  },
  owners: { Referral: (referral: ReferralModel) => [referral.advocateId, referral.friendId] },
} satisfies FeatureApi<Context>;
