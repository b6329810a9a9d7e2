import type { Ownership, OwnersOf } from '../graphql/auth.ts';
import type { ResolversParentTypes } from '../graphql/generated/types.ts';

/** Models whose fields can be open to SELF: to whom an object belongs. */
type Owned = Pick<
  ResolversParentTypes,
  'Member' | 'PointAccount' | 'PointEntry' | 'Referral' | 'ReferralCode'
>;

const OWNERS: { [T in keyof Owned]: (object: Owned[T]) => readonly string[] } = {
  Member: (member) => [member.id],
  PointAccount: (account) => [account.memberId],
  PointEntry: (entry) => [entry.memberId],
  Referral: (referral) => [referral.advocateId, referral.friendId],
  ReferralCode: (code) => [code.memberId],
};

/** The ids of the members to whom an object of a type belongs; none for types that belong to nobody. */
export const ownersOf: OwnersOf = (typeName, object) => {
  const owners = (OWNERS as Record<string, (object: never) => readonly string[]>)[typeName];
  return owners === undefined ? [] : owners(object as never);
};

/** The types that may name SELF in their `@auth`, and to whom their objects belong. */
export const ownership: Ownership = { types: new Set(Object.keys(OWNERS)), ownersOf };
