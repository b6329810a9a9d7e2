import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  InvitationAdvocateResolvers,
  InvitationResolvers,
  MemberResolvers,
  QueryResolvers,
  ReferralCodeResolvers,
} from '../../graphql/generated/types.ts';
import { membersOf } from '../members/loaders.ts';
import { displayOf } from '../members/rules.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { type Invitation as InvitationModel, invitationStatus } from './invitation.ts';
import { createReferralCode, updateReferralCode } from './operations.ts';
import {
  codeIdOf,
  codeStatusOf,
  linkOf,
  type ReferralCode as ReferralCodeModel,
  usageRemaining,
} from './rules.ts';
import { cachedCode, findCode, getCodeByNodeId, listCodes } from './store.ts';

/** This feature's part of a code; referrals add theirs. */
const ReferralCode: Omit<Complete<ReferralCodeResolvers, ReferralCodeModel>, 'usageCount' | 'dailyStats'> = {
  id: codeIdOf,
  link: (code, _args, context) => linkOf(context.baseUrl, code),
  usageRemaining,
  status: (code, _args, context) => codeStatusOf(code, context.deps.now()),
};

const Invitation: Complete<InvitationResolvers, InvitationModel> = {
  code: ({ referralCode }) => referralCode.code,
  status: async (invitation, _args, context) => {
    const advocate = await membersOf(context).load(invitation.referralCode.memberId);
    return invitationStatus(invitation, advocate, context.deps.now());
  },
  startsAt: ({ referralCode }) => referralCode.startsAt,
  endsAt: ({ referralCode }) => referralCode.endsAt,
  programName: ({ program }) => program.name,
  advocate: (invitation) => invitation,
  advocatePoints: ({ program }) => program.referralPolicy.advocatePoints,
  friendPoints: ({ program }) => program.referralPolicy.friendPoints,
  pointName: ({ program }) => program.pointPolicy.pointName,
};

const InvitationAdvocate: Complete<InvitationAdvocateResolvers, InvitationModel> = {
  publicName: async ({ program, referralCode }, _args, context) =>
    displayOf(await membersOf(context).load(referralCode.memberId), program).publicName,
  avatarUrl: async ({ program, referralCode }, _args, context) =>
    displayOf(await membersOf(context).load(referralCode.memberId), program).avatarUrl,
};

const Member: Pick<Required<MemberResolvers>, 'referralCodes'> = {
  referralCodes: (member, page, context) => listCodes(context.deps, member.programId, member.id, page),
};

const Query: Pick<Required<QueryResolvers>, 'invitation' | 'referralCode'> = {
  invitation: async (_parent, { code }, context) => {
    const { program } = scopeOf(context);
    const referralCode = await cachedCode(context.deps, program.id, code);
    return referralCode === undefined ? null : { program, referralCode };
  },
  referralCode: (_parent, { code }, context) => findCode(context.deps, scopeOf(context).program.id, code),
};

const Mutation = mutations({ createReferralCode, updateReferralCode }, (referralCode) => ({ referralCode }));

export const codeApi = {
  resolvers: { ReferralCode, Invitation, InvitationAdvocate, Member, Query, Mutation },
  nodes: {
    ReferralCode: {
      kind: 'referralCode',
      hasOwnForm: true,
      fetch: (id, context) => getCodeByNodeId(context.deps, scopeOf(context), id),
    },
  },
  owners: { ReferralCode: (code: ReferralCodeModel) => [code.memberId] },
} satisfies FeatureApi<Context>;
