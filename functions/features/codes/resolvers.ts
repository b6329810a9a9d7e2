import type { Complete } from '../../graphql/complete.ts';
import { scopeOf } from '../../graphql/context.ts';
import type {
  MemberResolvers,
  MutationResolvers,
  QueryResolvers,
  ReferralCodeResolvers,
} from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import { codeSubject, readDays, usesKey } from '../referrals/days.ts';
import { createReferralCode, updateReferralCode } from './operations.ts';
import { codeIdOf, type ReferralCode as ReferralCodeModel, statusOf, usesLeft } from './rules.ts';
import { findCode, listCodes } from './store.ts';

const ReferralCode: Complete<ReferralCodeResolvers, ReferralCodeModel> = {
  id: codeIdOf,
  link: ({ programId, code }, _args, context) => `${context.baseUrl}/${programId}/r/${code}`,
  uses: async ({ programId, key }, _args, context) =>
    Number((await context.loaders.items.load(usesKey(programId, key)))?.uses ?? 0),
  usesLeft,
  status: (code, _args, context) => statusOf(code, context.deps.now()),
  daily: ({ programId, key }, span, context) => readDays(context.deps, programId, codeSubject(key), span),
};

const Member: Pick<Required<MemberResolvers>, 'referralCodes'> = {
  referralCodes: (member, page, context) => listCodes(context.deps, member.programId, member.id, page),
};

const Query: Pick<Required<QueryResolvers>, 'referralCode'> = {
  referralCode: (_parent, { code }, context) => findCode(context.deps, scopeOf(context).program.id, code),
};

const Mutation: Pick<Required<MutationResolvers>, 'createReferralCode' | 'updateReferralCode'> = {
  createReferralCode: async (_parent, { input }, context) =>
    toPayload(await createReferralCode(context.deps, scopeOf(context), input), (referralCode) => ({
      referralCode,
    })),
  updateReferralCode: async (_parent, { input }, context) =>
    toPayload(await updateReferralCode(context.deps, scopeOf(context), input), (referralCode) => ({
      referralCode,
    })),
};

export const codeResolvers = { ReferralCode, Member, Query, Mutation };
