import type { MemberResolvers, MutationResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { toPayload } from '../../graphql/payload.ts';
import { RequestError } from '../../platform/errors.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { join, setMemberStatus, updateMember, updateProfile } from './operations.ts';
import { publicName } from './rules.ts';
import { findMemberByExternalId, getMember, listMembers } from './store.ts';

/** `bringAccount` begins to read a member's point account. */
const Query = (
  bringAccount: (context: Context, memberId: string) => Promise<unknown>,
): Pick<Required<QueryResolvers>, 'me' | 'member' | 'members'> => ({
  // Read consistently: an app asks for it right after `join`.
  me: (_parent, _args, context) => {
    const { program, viewer } = scopeOf(context);
    return getMember(context.deps, program.id, viewer.memberId ?? '', { consistent: true });
  },
  member: (_parent, { id, externalId }, context) => {
    const { program } = scopeOf(context);
    if (id != null && externalId == null) return getMember(context.deps, program.id, id);
    if (id == null && externalId != null) {
      // The account comes along with the member: a partner asks for balances by externalId, and three trips
      // are the limit.
      const bring = (memberId: string) => void bringAccount(context, memberId).catch(() => undefined);
      return findMemberByExternalId(context.deps, program.id, externalId, bring);
    }
    throw new RequestError('BAD_USER_INPUT', 'Give either `id` or `externalId`.');
  },
  members: (_parent, page, context) => listMembers(context.deps, scopeOf(context).program.id, page),
});

const Mutation: Pick<
  Required<MutationResolvers>,
  'join' | 'updateProfile' | 'updateMember' | 'setMemberStatus'
> = {
  join: async (_parent, { input }, context) =>
    toPayload(await join(context.deps, scopeOf(context), input), (member) => ({ member })),
  updateProfile: async (_parent, { input }, context) =>
    toPayload(await updateProfile(context.deps, scopeOf(context), input), (member) => ({ member })),
  updateMember: async (_parent, { input }, context) =>
    toPayload(await updateMember(context.deps, scopeOf(context), input), (member) => ({ member })),
  setMemberStatus: async (_parent, { input }, context) =>
    toPayload(await setMemberStatus(context.deps, scopeOf(context), input), (member) => ({ member })),
};

/** This feature's part of a member; points and referrals add theirs. */
const Member: Pick<Required<MemberResolvers>, 'publicName'> = { publicName };

export const memberResolvers = { Query, Mutation, Member };
