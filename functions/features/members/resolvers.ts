import type { FeatureApi } from '../../graphql/features.ts';
import type { MemberResolvers, QueryResolvers } from '../../graphql/generated/types.ts';
import { RequestError } from '../../platform/errors.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import { memberScope } from '../programs/operation.ts';
import { join, setMemberStatus, updateMember, updateProfile } from './operations.ts';
import { type Member as MemberModel, publicName } from './rules.ts';
import { findMemberByExternalId, getMember, listMembers } from './store.ts';

/** Begins to read a member's point account. */
type BringAccount = (context: Context, memberId: string) => Promise<unknown>;

const Query = (bringAccount: BringAccount): Pick<Required<QueryResolvers>, 'me' | 'member' | 'members'> => ({
  // Read consistently: an app asks for it right after `join`.
  me: (_parent, _args, context) => {
    const { program, memberId } = memberScope(scopeOf(context));
    return getMember(context.deps, program.id, memberId, { consistent: true });
  },
  member: (_parent, { id, externalId }, context) => {
    const { program } = scopeOf(context);
    if (id != null && externalId == null) return getMember(context.deps, program.id, id);
    if (id == null && externalId != null) {
      // Read beside the member: asking for a balance by externalId must stay within the limit on trips.
      const bring = (memberId: string) => void bringAccount(context, memberId).catch(() => undefined);
      return findMemberByExternalId(context.deps, program.id, externalId, bring);
    }
    throw new RequestError('BAD_USER_INPUT', 'Give either `id` or `externalId`.');
  },
  members: (_parent, page, context) => listMembers(context.deps, scopeOf(context).program.id, page),
});

const Mutation = mutations({ join, updateProfile, updateMember, setMemberStatus }, (member) => ({ member }));

/** This feature's part of a member; points and referrals add theirs. */
const Member: Pick<Required<MemberResolvers>, 'publicName'> = { publicName };

export const memberApi = (bringAccount: BringAccount) =>
  ({
    resolvers: { Query: Query(bringAccount), Mutation, Member },
    nodes: {
      Member: {
        kind: 'member',
        fetch: (id, context) => getMember(context.deps, scopeOf(context).program.id, id),
      },
    },
    owners: { Member: (member: MemberModel) => [member.id] },
  }) satisfies FeatureApi<Context>;
