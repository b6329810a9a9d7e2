import { anyToken, managers, pointKeys, staff } from '../../support/callers.ts';
import { NOBODY, type Scene, STAFF, type Surface, WORDS, type World, ZEROS } from '../../support/surface.ts';

const least = { memberId: NOBODY, points: 1, reason: 'test', idempotencyKey: 'test' };
const moved = 'entry { id points }';
const movement = (idempotencyKey: string) => ({
  least,
  ids: { memberId: { code: 'MEMBER_NOT_FOUND' } },
  as: 'partner' as const,
  input: ({ friend }: World) => ({ memberId: friend.memberId, points: 5, reason: 'Tea.', idempotencyKey }),
  fields: moved,
  firstIs: 'PROGRAM_PAUSED',
});

const entryOf = async ({ api, slug, owner, ...people }: Scene, who: 'advocate' | 'friend') => {
  const award = { memberId: people[who].memberId, points: 10, reason: 'test', idempotencyKey: who };
  return (await api.mutate(slug, 'awardPoints', award, 'entry { id }', owner)).entry.id;
};
const accountOf = async ({ api, slug, ...people }: Scene, who: 'advocate' | 'stranger') =>
  (await api.ok(slug, '{ me { points { id } } }', {}, people[who])).me.points.id;

export const surface: Surface = {
  access: {
    Query: [[`${managers} POINTS_READ`, 'pointTotals']],
    Mutation: [[`${managers} POINTS_WRITE`, 'awardPoints deductPoints spendPoints reversePointEntry']],
    Member: [[`self ${staff} ${pointKeys}`, 'points']],
    PointAccount: [
      [
        `self ${staff} ${pointKeys}`,
        'id available pending debt lifetimeEarned lifetimeSpent lifetimeExpired availableByExpiry entries',
      ],
    ],
    PointsByExpiry: [[`${anyToken} ${pointKeys}`, 'points expiresAt']],
    PointEntry: [
      [
        `self ${staff} ${pointKeys}`,
        'id number kind points availableChange pendingChange debtChange cause reason relatedEntryId createdAt',
      ],
    ],
    PointCause: [[`${anyToken} ${pointKeys}`, 'kind causeId']],
    PointEntryEdge: [[`${anyToken} ${pointKeys}`, 'cursor node']],
    PointEntryConnection: [[`${anyToken} ${pointKeys}`, 'edges pageInfo']],
    PointTotals: [[`${managers} POINTS_READ`, 'netIssued spent expired pending debt outstanding']],
    AwardPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
    DeductPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
    SpendPointsPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
    ReversePointEntryPayload: [[`${managers} POINTS_WRITE`, 'entry account userErrors']],
  },

  mutations: {
    awardPoints: movement('award'),
    deductPoints: movement('deduct'),
    spendPoints: movement('spend'),
    reversePointEntry: {
      least: { entryId: `pte_${ZEROS}`, reason: 'test', idempotencyKey: 'test' },
      ids: { entryId: { code: 'NOT_FOUND' } },
      as: 'partner',
      input: ({ made }) => ({ entryId: made.entry, reason: 'Mistake.', idempotencyKey: 'reverse' }),
      fields: moved,
      firstIs: 'PROGRAM_PAUSED',
    },
  },
  world: async ({ slug, owner, friend }, api) => {
    const award = { memberId: friend.memberId, points: 100, reason: 'Tea.', idempotencyKey: 'first' };
    return { entry: (await api.mutate(slug, 'awardPoints', award, 'entry { id }', owner)).entry.id };
  },

  lists: {
    'PointAccount.entries': {
      way: ['member(id: $id)', 'points'],
      fill: ({ api, slug, owner, member, text }) => {
        const award = { memberId: member.memberId, points: 1, reason: 'test', idempotencyKey: text };
        return api.mutate(slug, 'awardPoints', award, '__typename', owner);
      },
    },
  },
  reads: {
    'Query.pointTotals': { query: () => '{ pointTotals { netIssued } }' },
    'Member.points': { query: ({ ids }) => `{ member(id: "${ids.advocate}") { points { available } } }` },
    'balances of a page of members': {
      query: () =>
        '{ members(first: 100) { edges { node { points { available availableByExpiry { points } } } } } }',
    },
    'a balance by externalId': {
      query: () =>
        '{ member(externalId: "customer-1") { points { available entries { edges { node { id } } } } } }',
    },
    'a member by node': {
      query: ({ ids }) =>
        `{ node(id: "${ids.advocate}") { ... on Member { points { entries { edges { node { id } } } } } } }`,
    },
    'an account by node': {
      query: ({ ids }) =>
        `{ node(id: "${ids['advocate’s account']}") { ... on PointAccount { available availableByExpiry { points } entries { edges { node { id } } } } } }`,
    },
  },

  things: {
    'advocate’s account': {
      type: 'PointAccount',
      by: ['advocate', ...STAFF],
      id: (scene) => accountOf(scene, 'advocate'),
    },
    // Nothing was ever written to it.
    'stranger’s account': {
      type: 'PointAccount',
      by: ['stranger', ...STAFF],
      id: (scene) => accountOf(scene, 'stranger'),
    },
    'advocate’s entry': {
      type: 'PointEntry',
      by: ['advocate', ...STAFF],
      id: (scene) => entryOf(scene, 'advocate'),
    },
    'friend’s entry': {
      type: 'PointEntry',
      by: ['friend', ...STAFF],
      id: (scene) => entryOf(scene, 'friend'),
    },
  },
  bare: {
    PointAccount: { of: (memberId) => [{ memberId, liveLots: [] }] },
    PointEntry: { of: (memberId) => [{ memberId }] },
  },

  live: async ({ api, owner, friend }) => {
    const reason = `${WORDS} said so`;
    const award = { memberId: friend.memberId, points: 40, reason, idempotencyKey: `${WORDS}-award` };
    const { entry } = await api.mutate('demo', 'awardPoints', award, 'entry { id }', owner);
    const undo = { entryId: entry.id, reason, idempotencyKey: `${WORDS}-undo` };
    await api.mutate('demo', 'reversePointEntry', undo, 'entry { id }', owner);
  },
};
