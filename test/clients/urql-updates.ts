import { gql } from '@urql/core';
import type { Cache, UpdateResolver } from '@urql/exchange-graphcache';

type Node = { __typename: string; id: string };
/** What mutations answer, as far as it is read here. */
type Answer = {
  join?: { member?: Node | null };
  claimReferral?: { referral?: Node | null };
  createReferralCode?: { referralCode?: Node | null };
};
type Update = UpdateResolver<Answer, { input?: { memberId?: unknown } }>;

/** Updates after mutations: they show what was made where there was none before. */
export const showWhatIsNew: Record<string, Update> = {
  join({ join }, _args, cache) {
    if (join?.member) cache.link('Query', 'me', join.member);
  },

  claimReferral({ claimReferral }, _args, cache) {
    const me = cache.resolve('Query', 'me');
    if (typeof me === 'string' && claimReferral?.referral)
      cache.link(me, 'referredBy', claimReferral.referral);
  },

  createReferralCode({ createReferralCode }, { input }, cache) {
    const me = cache.resolve('Query', 'me');
    const code = createReferralCode?.referralCode;
    if (typeof me !== 'string' || !code) return;
    // An organizer may make one for another member.
    const myId = cache.resolve(me, 'id');
    if ((input?.memberId ?? myId) === myId) addToCodes(cache, me, code);
  },
};

const EDGE = gql`fragment NewEdge on ReferralCodeEdge { cursor node { id } }`;

function addToCodes(cache: Cache, me: string, code: Node): void {
  const fields = cache.inspectFields(me).filter(({ fieldName }) => fieldName === 'referralCodes');
  const pages = fields.map((field) => ({ field, page: cache.resolve(me, field.fieldKey) as string }));
  const isListed = pages.some(({ page }) =>
    (cache.resolve(page, 'edges') as string[]).some(
      (edge) => cache.resolve(cache.resolve(edge, 'node') as string, 'id') === code.id,
    ),
  );
  if (isListed) return;
  // An edge has no id of its own: this one is kept by that of its code.
  const edge = { __typename: 'ReferralCodeEdge', id: code.id, cursor: '', node: code };
  cache.writeFragment(EDGE, edge);
  for (const { field, page } of pages)
    if ((field.arguments?.after ?? null) === null)
      cache.link(page, 'edges', [
        `ReferralCodeEdge:${code.id}`,
        ...(cache.resolve(page, 'edges') as string[]),
      ]);
}
