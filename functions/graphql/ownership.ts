import type { ResolversParentTypes } from './generated/types.ts';

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

/** The types that may name SELF in their `@auth`. */
export const OWNED_TYPES: ReadonlySet<string> = new Set(Object.keys(OWNERS));

/** The ids of the members to whom an object of a type belongs; none for types that belong to nobody. */
export function ownersOf(typeName: string, object: unknown): readonly string[] {
  const owners = (OWNERS as Record<string, (object: never) => readonly string[]>)[typeName];
  return owners === undefined ? [] : owners(object as never);
}
