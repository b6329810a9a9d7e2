import { type ApolloCache, gql, type Reference, type StoreObject } from '@apollo/client';

type Node = StoreObject & { id: string };
type Codes = { edges: { node: Reference }[] };
/** What mutations answer, as far as it is read here. */
type Answer = {
  join?: { member?: Node | null };
  claimReferral?: { referral?: Node | null };
  createReferralCode?: { referralCode?: Node | null };
};

/** An `update` for mutations: shows what was made where there was none before. */
export function showWhatIsNew(
  cache: ApolloCache,
  { data }: { data?: unknown },
  { variables }: { variables?: { input?: { memberId?: unknown } } },
): void {
  const { join, claimReferral, createReferralCode } = (data ?? {}) as Answer;
  const member = join?.member;
  if (member) cache.modify({ fields: { me: (none, { toReference }) => toReference(member) ?? none } });

  const { me } = cache.readQuery<{ me: Node | null }>({ query: gql`query { me { id } }` }) ?? {};
  const myId = me ? cache.identify(me) : undefined;
  if (myId === undefined) return;

  const referral = claimReferral?.referral;
  if (referral)
    cache.modify({
      id: myId,
      fields: { referredBy: (none, { toReference }) => toReference(referral) ?? none },
    });

  const code = createReferralCode?.referralCode;
  // An organizer may make one for another member.
  if (code && (variables?.input?.memberId ?? me?.id) === me?.id)
    cache.modify({
      id: myId,
      fields: {
        referralCodes(list, { toReference, readField }) {
          const { edges } = list as Codes;
          const node = toReference(code);
          if (!node || edges.some((edge) => readField('id', edge.node) === code.id)) return list;
          return { ...list, edges: [{ __typename: 'ReferralCodeEdge', cursor: '', node }, ...edges] };
        },
      },
    });
}
