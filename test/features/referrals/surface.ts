import { anyToken, managers, staff } from '../../support/callers.ts';
import { KRW, NOBODY, type Person, STAFF, type Surface, type World, ZEROS } from '../../support/surface.ts';
import { CODE } from '../codes/surface.ts';

const least = { referralId: `ref_${ZEROS}`, reason: 'test' };
const ids = { referralId: { code: 'NOT_FOUND' } };
const review = (which: 'waiting' | 'unwanted' | 'rewarded', reason: string) => ({
  least,
  ids,
  as: 'owner' as const,
  input: ({ made }: World) => ({ referralId: made[which], reason }),
  fields: 'referral { id state }',
  firstIs: null,
});
const ALL_DAYS = '(from: "2026-11-01", to: "2026-11-30")';
const friendsOf = 'edges { node { friend { publicName member { displayName } } advocate { publicName } } }';

export const surface: Surface = {
  access: {
    Query: [
      [staff, 'referral'],
      [managers, 'referralsAwaitingApproval dailyReferralStats'],
    ],
    Mutation: [
      [anyToken, 'claimReferral'],
      [managers, 'attributeReferral approveReferral rejectReferral voidReferral'],
    ],
    Member: [[`self ${staff}`, 'referrals referredBy']],
    Referral: [
      [
        `self ${staff}`,
        'id state code advocate friend channel attributedAt windowEndsAt qualifiedAt heldUntil needsApproval rewardedAt advocatePoints friendPoints rewardCapReached history',
      ],
      [staff, 'advocateSuspended attributions'],
    ],
    ReferralAttribution: [[staff, 'advocate code startedAt endedAt windowEndsAt']],
    ReferralPerson: [
      [anyToken, 'memberId publicName'],
      [staff, 'member'],
    ],
    ReferralStep: [
      [anyToken, 'occurredAt state actor reason note'],
      [staff, 'actorId'],
    ],
    ReferralEdge: [[anyToken, 'cursor node']],
    ReferralConnection: [[anyToken, 'edges pageInfo']],
    DailyReferralStats: [
      [anyToken, 'day clicks uniqueClicks attributed qualified rewarded voided clicksByChannel'],
    ],
    ChannelClicks: [[anyToken, 'channel clicks']],
    ClaimReferralPayload: [[anyToken, 'referral userErrors']],
    AttributeReferralPayload: [[managers, 'referral userErrors']],
    ApproveReferralPayload: [[managers, 'referral userErrors']],
    RejectReferralPayload: [[managers, 'referral userErrors']],
    VoidReferralPayload: [[managers, 'referral userErrors']],
  },

  roots: {
    referral: { args: { id: least.referralId }, select: '{ id }' },
    dailyReferralStats: { args: { from: '2026-11-01', to: '2026-11-02' }, select: '{ day }' },
  },
  mutations: {
    claimReferral: {
      least: { code: 'NO-SUCH-CODE', clickId: 'clk_none' },
      as: 'friend',
      input: ({ code }) => ({ code }),
      fields: 'referral { id }',
      firstIs: 'PROGRAM_PAUSED',
    },
    attributeReferral: {
      least: { code: 'NO-SUCH-CODE', friendId: NOBODY, reason: 'test' },
      ids: { friendId: { code: 'MEMBER_NOT_FOUND', with: { code: 'MINE' } } },
      as: 'owner',
      input: ({ code, friend }) => ({ code, friendId: friend.memberId, reason: 'By phone.' }),
      fields: 'referral { id }',
      firstIs: 'PROGRAM_PAUSED',
    },
    approveReferral: review('waiting', 'Fine.'),
    rejectReferral: review('unwanted', 'Fraud.'),
    voidReferral: review('rewarded', 'Fraud.'),
  },
  world: async ({ slug, owner, partner, code }, api) => {
    const referred = async (who: string) => {
      const friend: Person = await api.join(slug, who);
      const { memberId } = friend;
      const { referral } = await api.mutate(slug, 'claimReferral', { code }, 'referral { id }', friend);
      const event = { source: 'shop', externalEventId: memberId, type: 'PURCHASE', memberId };
      const events = [{ ...event, amount: KRW(1_000) }];
      await api.mutate(slug, 'recordEvents', { events }, 'results { status }', partner);
      return referral.id as string;
    };
    const rewarded = await referred('third');
    const approval = { referralId: rewarded, reason: 'Fine.' };
    await api.mutate(slug, 'approveReferral', approval, 'referral { id }', owner);
    return { rewarded, waiting: await referred('first'), unwanted: await referred('second') };
  },

  lists: {
    'Member.referrals': {
      way: ['member(id: $id)'],
      fill: async ({ api, slug, owner, member, text }) => {
        const code = `FRIENDS${text}`;
        await api.mutate(slug, 'createReferralCode', { code }, '__typename', member);
        const friend = await api.join(slug, `friend of ${code}`);
        await api.mutate(slug, 'claimReferral', { code }, '__typename', friend);
        const event = { source: 'shop', externalEventId: code, type: 'PURCHASE', memberId: friend.memberId };
        const events = [{ ...event, amount: KRW(1) }];
        await api.mutate(slug, 'recordEvents', { events }, '__typename', owner);
      },
    },
    // The friends of the list above bought something.
    'Query.referralsAwaitingApproval': {},
  },
  reads: {
    'Query.referral': { query: ({ ids }) => `{ referral(id: "${ids.referral}") { id } }` },
    'Query.dailyReferralStats': { query: () => `{ dailyReferralStats${ALL_DAYS} { attributed } }` },
    'Member.referredBy': { query: ({ ids }) => `{ member(id: "${ids.friend}") { referredBy { id } } }` },
    'ReferralPerson.member': {
      query: ({ ids }) => `{ referral(id: "${ids.referral}") { friend { member { displayName } } } }`,
    },
    'ReferralPerson.publicName': {
      query: ({ ids }) => `{ referral(id: "${ids.referral}") { friend { publicName } } }`,
    },
    'a member’s whole page': {
      query:
        () => `{ me { points { available entries { edges { node { points } } } } referralCodes { edges { node { dailyStats${ALL_DAYS} { day } } } }
      referrals { edges { node { friend { publicName } } } } referredBy { advocate { publicName } } } program { name } }`,
      who: ({ friend }) => friend,
    },
    'who brought whom, of a page of members': {
      query: () => `{ members { edges { node { referrals { ${friendsOf} } } } } }`,
    },
    'the queue of an organizer': {
      query: () =>
        `{ referralsAwaitingApproval { ${friendsOf} } dailyReferralStats${ALL_DAYS} { rewarded } }`,
    },
    'a code by node': {
      query: ({ ids }) =>
        `{ node(id: "${ids.code}") { ... on ReferralCode { dailyStats${ALL_DAYS} { day } } } }`,
    },
  },

  things: {
    referral: {
      type: 'Referral',
      by: ['advocate', 'friend', ...STAFF],
      id: async ({ api, slug, friend, the }) => {
        await the('code');
        const { referral } = await api.mutate(
          slug,
          'claimReferral',
          { code: CODE },
          'referral { id }',
          friend,
        );
        return referral.id;
      },
    },
  },
  bare: {
    Referral: {
      of: (memberId) => {
        const other = `mem_${'3'.repeat(26)}`;
        return [
          { advocateId: memberId, friendId: other, history: [] },
          { advocateId: other, friendId: memberId, history: [] },
        ];
      },
    },
    ReferralPerson: { of: (memberId) => [{ memberId }] },
  },
  choosing: { 'Query.referral(id)': 'the one of that id' },

  silent: ['wrongCodes', 'referralPair'],
  live: ({ api, friend }) => {
    const wrong = 'mutation { claimReferral(input: { code: "NO-SUCH-CODE" }) { userErrors { code } } }';
    return api.send('demo', wrong, {}, friend);
  },
};
