import { staff } from '../../support/callers.ts';
import { STAFF, type Surface, ZEROS } from '../../support/surface.ts';
import { contestOf, enter, openContest } from '../entries/surface.ts';

const ITEM = `mod_ent_${ZEROS}_1`;
const RESULTS = 'results { itemId item { id claimedBy } error { code field message } }';
const of = (name: string) => ({
  least: { itemIds: [ITEM] },
  select: RESULTS,
  as: 'owner' as const,
  input: ({ made }: { made: Record<string, string> }) => ({ itemIds: [made[name]] }),
  fields: RESULTS,
  firstIs: null,
});

export const surface: Surface = {
  access: {
    Query: [[staff, 'moderationQueue']],
    Mutation: [[staff, 'claimModerationItems releaseModerationItems decideModeration']],
    ModerationItem: [
      [staff, 'id kind subject groupId causes waitingSince reportCount claimedBy claimedUntil revision'],
    ],
    ModerationItemEdge: [[staff, 'cursor node']],
    ModerationItemConnection: [[staff, 'edges pageInfo']],
    ModerationResult: [[staff, 'itemId item error']],
    ClaimModerationItemsPayload: [[staff, 'results userErrors']],
    ReleaseModerationItemsPayload: [[staff, 'results userErrors']],
    DecideModerationPayload: [[staff, 'results userErrors']],
  },

  roots: { moderationQueue: { args: { kind: 'CONTEST_ENTRY' }, select: '{ edges { cursor } }' } },
  mutations: {
    // Ten minutes later it is another claim.
    claimModerationItems: { ...of('waitingItem'), isNotRepeated: true },
    releaseModerationItems: of('claimedItem'),
    decideModeration: {
      least: { decisions: [{ itemId: ITEM, revision: 1, decision: 'APPROVE' }] },
      select: RESULTS,
      as: 'owner',
      input: ({ made }) => ({
        decisions: [
          { itemId: made.waitingItem, revision: 1, decision: 'REJECT', reason: 'RIGHTS', note: 'No.' },
        ],
      }),
      fields: RESULTS,
      firstIs: null,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    const contest = await openContest(place, 'moderation');
    const waiting = async (title: string) =>
      `mod_${await enter(place, contest, world.friend, { title, to: 'SUBMITTED' })}`;
    const claimed = await waiting('Claimed');
    const claim = { itemIds: [claimed] };
    await api.mutate(world.slug, 'claimModerationItems', claim, 'results { itemId }', world.owner);
    return { waitingItem: await waiting('Waiting'), claimedItem: claimed };
  },

  lists: {
    'Query.moderationQueue': {
      args: 'kind: CONTEST_ENTRY',
      fill: async ({ member, text: title, ...shelf }) =>
        enter(shelf, await contestOf(shelf), member, { title, to: 'SUBMITTED' }),
    },
  },
  reads: {
    'ModerationItem.subject': {
      query: () => '{ moderationQueue(kind: CONTEST_ENTRY) { edges { node { subject { id } } } } }',
    },
    'the queue as a moderator works through it': {
      query:
        () => `{ moderationQueue(kind: CONTEST_ENTRY, unclaimed: true) { edges { node { causes subject { ... on ContestEntry {
        draft { title } author { publicName } contest { title admissionChecklist } } } } } } }`,
    },
  },
  things: {
    'what waits': {
      type: 'ModerationItem',
      by: STAFF,
      id: async ({ the }) => `mod_${await the('advocate’s work')}`,
    },
  },
  bare: {
    ModerationItem: {
      of: () => [
        { programId: 'demo', kind: 'CONTEST_ENTRY', subjectId: `ent_${ZEROS}_1`, causes: [], claim: null },
      ],
    },
  },

  choosing: {
    'Query.moderationQueue(kind)': 'the things of that kind that wait',
    'Query.moderationQueue(groupId)': 'those of one contest',
    'Query.moderationQueue(cause)': 'those that wait for this cause',
    'Query.moderationQueue(unclaimed)': 'those that no other moderator has claimed',
  },
};
