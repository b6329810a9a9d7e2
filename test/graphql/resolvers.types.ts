import type { Member } from '../../functions/features/members/rules.ts';
import { mutations } from '../../functions/features/programs/mutations.ts';
import type { Operation } from '../../functions/features/programs/operation.ts';
import type { Referral } from '../../functions/features/referrals/rules.ts';
import type { Complete } from '../../functions/graphql/complete.ts';
import type {
  MemberResolvers,
  MutationResolvers,
  QueryResolvers,
  ReferralResolvers,
} from '../../functions/graphql/generated/types.ts';
import type { resolvers } from '../../functions/registry/api.ts';

// Read by `npm run types` and never run. A line below that did compile would be the error: a field that nobody resolves.

type Resolvers = typeof resolvers;
declare const whole: Resolvers;
declare const without: {
  Query: Omit<Resolvers['Query'], 'me'>;
  Mutation: Omit<Resolvers['Mutation'], 'join'>;
  Member: Omit<Resolvers['Member'], 'points'>;
  Referral: Omit<Resolvers['Referral'], 'advocate'>;
};

export const query: Required<QueryResolvers> = whole.Query;
// @ts-expect-error Query.me has no resolver.
export const queryWithoutMe: Required<QueryResolvers> = without.Query;

export const mutation: Required<MutationResolvers> = whole.Mutation;
// @ts-expect-error Mutation.join has no resolver.
export const mutationWithoutJoin: Required<MutationResolvers> = without.Mutation;

export const member: Complete<MemberResolvers, Member> = whole.Member;
// @ts-expect-error Member.points has no resolver, and the model has no such property.
export const memberWithoutPoints: Complete<MemberResolvers, Member> = without.Member;

export const referral: Complete<ReferralResolvers, Referral> = whole.Referral;
// @ts-expect-error Referral.advocate has no resolver, and the model has only the advocate's id.
export const referralWithoutAdvocate: Complete<ReferralResolvers, Referral> = without.Referral;

// @ts-expect-error A resolver may not answer what the schema does not say.
export const wrongType: MemberResolvers['publicName'] = () => 5;

declare const refusesOne: Operation<{ id: string }, 'PROGRAM_PAUSED'>;
declare const refusesMore: Operation<{ id: string }, 'PROGRAM_PAUSED' | 'NOT_FOUND'>;
declare const refusesLess: Operation<{ id: string }, never>;
const payload = (value: object) => ({ value });

export const asDescribed = mutations({ join: refusesOne }, payload);
// @ts-expect-error The description of `join` does not name NOT_FOUND.
export const undescribed = mutations({ join: refusesMore }, payload);
// @ts-expect-error The description of `join` names PROGRAM_PAUSED, which it never answers.
export const neverAnswered = mutations({ join: refusesLess }, payload);
// @ts-expect-error The schema has no such mutation.
export const unknownMutation = mutations({ leave: refusesOne }, payload);
