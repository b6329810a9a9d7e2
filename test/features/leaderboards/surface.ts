import { knownBoard } from '../../../functions/features/leaderboards/boards/catalog.ts';
import {
  type Board,
  boardIdOf,
  defaultBoards,
} from '../../../functions/features/leaderboards/boards/rules.ts';
import { knownSeason } from '../../../functions/features/leaderboards/boards/seasons.ts';
import { emptyRecord, withBooking } from '../../../functions/features/leaderboards/records/rules.ts';
import { catalog } from '../../../functions/registry/catalog.ts';
import { anyToken, managers } from '../../support/callers.ts';
import {
  type Asked,
  type List,
  NOBODY,
  type Read,
  type Scene,
  type Shelf,
  STAFF,
  type Surface,
  ZEROS,
} from '../../support/surface.ts';
import { CODE } from '../codes/surface.ts';

const readers = `${anyToken} MEMBERS_READ`;

/** Boards that every program has. */
const MONTH = boardIdOf('demo', 'default POINTS_EARNED MONTH');
const ALL_TIME = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');

const ALL_OF_A_RECORD =
  'score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason subject { kind subjectId publicName avatarUrl }';
const board = (fields: string) => `{ leaderboard(id: "${ALL_TIME}") { ${fields} } }`;
const season = (fields: string) => board(`season { ${fields} }`);
/** Of a code others see the record only when it is known whose the code is. */
const codes = ({ ids }: Asked, fields: string) =>
  `{ leaderboard(id: "${ids['board of codes']}") { season { ${fields} } } }`;
const friend = ({ friend }: Asked) => friend;
const stranger = ({ stranger }: Asked) => stranger;
const aroundStranger = ({ stranger }: Asked, fields: string, more = '') =>
  `around(subjectId: "${stranger.memberId}"${more}) { ${fields} }`;

/** A board of points that counts from two minutes later on. */
async function boardOfPoints({ api, slug, owner }: Shelf, seasonKind: string, turn: number): Promise<string> {
  const idempotencyKey = `${seasonKind} ${turn}`;
  const input = { name: 'Points', metric: 'POINTS_EARNED', seasonKind, idempotencyKey };
  return (await api.mutate(slug, 'createLeaderboard', input, 'leaderboard { id }', owner)).leaderboard.id;
}
const ofBoards = (seasonKind: string): Pick<List, 'of' | 'fill' | 'reads'> => ({
  of: {
    two: (shelf) => Promise.all([1, 2].map((turn) => boardOfPoints(shelf, seasonKind, turn))),
    one: () => ALL_TIME,
  },
  // Boards are kept in memory.
  reads: 0,
  fill: ({ api, slug, owner, member, text }) => {
    const award = { memberId: member.memberId, points: 1, reason: 'test', idempotencyKey: text };
    return api.mutate(slug, 'awardPoints', award, '__typename', owner);
  },
});

async function seasonOf({ api, slug, the, ...people }: Scene, who: 'advocate' | 'friend') {
  await the(`${who}’s entry`);
  await api.drain();
  const query = 'query($id: ID!) { leaderboard(id: $id) { season { id me { id } } } }';
  return (await api.ok(slug, query, { id: MONTH }, people[who])).leaderboard.season;
}

/** Fields of a member's own record, each by itself. */
const ofOwnRecord = ['rankChange', 'percentile', 'rank', 'tiedWithCount', 'scoreToNextRank', 'subject'].map(
  (field): [string, Read] => [
    `LeaderboardRecord.${field}`,
    {
      query: () => season(`me { ${field === 'subject' ? 'subject { publicName avatarUrl }' : field} }`),
      who: stranger,
    },
  ],
);

const [BOARD] = defaultBoards({ id: 'demo', createdAt: '2026-11-02T03:00:00.000Z' }, 'operator') as [Board];
const SEASON = { board: BOARD, key: 'ALL', timeZone: 'Asia/Seoul' };
const BOOKING = { amount: 5, at: '2026-11-01T03:00:00.000Z', day: '2026-11-01' };
const RECORD = withBooking(emptyRecord('2026-11-01', true, 1), BOOKING);

export const surface: Surface = {
  access: {
    Query: [[readers, 'leaderboard leaderboards']],
    Mutation: [[managers, 'createLeaderboard updateLeaderboard closeLeaderboard']],
    Leaderboard: [
      [
        readers,
        'id name subject metric eventType direction seasonKind scoreStep visibleFrom visibleUntil closesAt season seasons',
      ],
      [managers, 'shards backfill createdAt'],
    ],
    LeaderboardBackfill: [[managers, 'state startsAt finishedAt membersDone joinedThrough']],
    LeaderboardEdge: [[readers, 'cursor node']],
    LeaderboardConnection: [[readers, 'edges pageInfo']],
    LeaderboardSeason: [
      [
        readers,
        'id leaderboard key startsAt endsAt isCurrent updatedAt totalCount top me record records around',
      ],
      [managers, 'unrankableCount'],
    ],
    LeaderboardSeasonEdge: [[readers, 'cursor node']],
    LeaderboardSeasonConnection: [[readers, 'edges pageInfo']],
    LeaderboardRecord: [
      [
        readers,
        'id season subject score rank tiedWithCount percentile lastScoredAt rankChange scoreToNextRank unrankedReason',
      ],
    ],
    RankedSubject: [[readers, 'kind subjectId publicName avatarUrl']],
    LeaderboardRecordEdge: [[readers, 'cursor node']],
    LeaderboardRecordConnection: [[readers, 'edges pageInfo']],
    CreateLeaderboardPayload: [[managers, 'leaderboard userErrors']],
    UpdateLeaderboardPayload: [[managers, 'leaderboard userErrors']],
    CloseLeaderboardPayload: [[managers, 'leaderboard userErrors']],
  },

  roots: {
    leaderboard: { args: { id: MONTH }, select: '{ id season { top { edges { cursor } } } }' },
  },
  mutations: {
    createLeaderboard: {
      least: {
        name: 'Roots',
        metric: 'EVENT_COUNT',
        eventType: 'PURCHASE',
        idempotencyKey: 'roots',
        visibleFrom: null,
        visibleUntil: null,
      },
      as: 'owner',
      input: () => ({ name: 'New', metric: 'POINTS_EARNED', idempotencyKey: 'new' }),
      fields: 'leaderboard { id name }',
      firstIs: null,
    },
    updateLeaderboard: {
      least: { leaderboardId: `lbd_${ZEROS}`, name: 'Roots', visibleFrom: null },
      ids: { leaderboardId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ leaderboardId: made.board, name: 'Newer', visibleFrom: null }),
      fields: 'leaderboard { id name }',
      firstIs: null,
      update: async ({ api, owner }) => {
        const made = { name: 'Board', metric: 'POINTS_EARNED', idempotencyKey: 'board' };
        const { leaderboard } = await api.mutate(
          'demo',
          'createLeaderboard',
          made,
          'leaderboard { id }',
          owner,
        );
        return {
          target: { leaderboardId: leaderboard.id },
          as: owner,
          field: 'leaderboard',
          select: 'id name shards visibleFrom visibleUntil scoreStep direction seasonKind',
          values: {
            name: ['찻잎 🎉', 'Tea leaves', 'م شاي'],
            shards: (present: number) => [Math.min(present + 1, 64), present],
            visibleFrom: ['2026-11-01T00:00:00.000Z', '2026-11-02T00:00:00.000Z', null],
            visibleUntil: ['2027-11-01T00:00:00.000Z', '2027-11-02T00:00:00.000Z', null],
          },
        };
      },
    },
    closeLeaderboard: {
      least: { leaderboardId: `lbd_${ZEROS}` },
      ids: { leaderboardId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ leaderboardId: made.board }),
      fields: 'leaderboard { id closesAt }',
      firstIs: null,
    },
  },
  world: async ({ slug, owner }, api) => {
    const input = { name: 'Old', metric: 'POINTS_EARNED', idempotencyKey: 'old' };
    const { leaderboard } = await api.mutate(slug, 'createLeaderboard', input, 'leaderboard { id }', owner);
    return { board: leaderboard.id };
  },

  lists: {
    // Every program has some.
    'Query.leaderboards': {},
    'Leaderboard.seasons': {
      way: ['leaderboard(id: $id)'],
      node: 'key startsAt isCurrent',
      ...ofBoards('DAY'),
    },
    'LeaderboardSeason.top': {
      way: ['leaderboard(id: $id)', 'season'],
      node: 'score',
      ...ofBoards('ALL_TIME'),
    },
  },
  reads: {
    'LeaderboardSeason.around': {
      query: (asked) => season(aroundStranger(asked, 'score', ', above: 1, below: 1')),
    },
    'LeaderboardSeason.updatedAt': { query: () => season('updatedAt') },
    'LeaderboardSeason.me': { query: () => season('me { score }'), who: friend },
    'LeaderboardSeason.record': {
      query: (asked) => codes(asked, `record(subjectId: "${CODE}") { score }`),
      who: friend,
    },
    'LeaderboardSeason.records': {
      query: (asked) => codes(asked, `records(subjectIds: ["${CODE}", "NOTHING"]) { score }`),
      who: friend,
    },
    'LeaderboardSeason.totalCount': { query: () => season('totalCount') },
    'LeaderboardSeason.unrankableCount': { query: () => season('unrankableCount') },
    ...Object.fromEntries(ofOwnRecord),
    // Whose it is has to be known, unless it is the caller's own.
    'LeaderboardRecord.id': { query: () => season('top { edges { node { id } } }'), who: stranger },
    'the ids and names of neighbours, for a member': {
      query: (asked) => season(aroundStranger(asked, 'id rank subject { subjectId publicName }')),
      who: friend,
    },
    'a member’s rank with all that is said of it': {
      query: () => season(`updatedAt totalCount me { ${ALL_OF_A_RECORD} }`),
      who: stranger,
    },
    'neighbours with all that is said of them': {
      query: (asked) => season(aroundStranger(asked, ALL_OF_A_RECORD)),
    },
    'the next page of a ranking': {
      query: ({ ids }) =>
        season(`top(first: 5, after: "${ids.cursor}") { edges { node { ${ALL_OF_A_RECORD} } } }`),
    },
    'a hundred records with names and ranks': {
      query: (asked) => {
        const all = [CODE, ...Array.from({ length: 99 }, (_, n) => `NOTHING-${n}`)];
        const wanted = 'id rank rankChange subject { publicName }';
        return codes(asked, `records(subjectIds: ${JSON.stringify(all)}) { ${wanted} }`);
      },
      who: friend,
    },
    'the first of every board': {
      query:
        () => `{ leaderboards { edges { node { season { totalCount updatedAt top(first: 3) { edges { node { rank rankChange
      subject { publicName avatarUrl } } } } } } } } }`,
    },
    // Each by itself: what one of them has read, another would not read again.
    'a code in a ranking': {
      query: (asked) => codes(asked, `record(subjectId: "${asked.ids.code}") { id ${ALL_OF_A_RECORD} }`),
      who: friend,
    },
    'a code among its neighbours': {
      query: (asked) => codes(asked, `around(subjectId: "${CODE}") { id ${ALL_OF_A_RECORD} }`),
      who: friend,
    },
    'the latest seasons with names and ranks': {
      query: () =>
        board(
          `seasons { edges { node { unrankableCount top(first: 3) { edges { node { ${ALL_OF_A_RECORD} } } } } } }`,
        ),
    },
    'a season by node': {
      query: ({ ids }) =>
        `{ node(id: "${ids['season of all time']}") { ... on LeaderboardSeason { top { edges { node { ${ALL_OF_A_RECORD} } } } } } }`,
    },
    'the neighbours in a season by node': {
      query: (asked) =>
        `{ node(id: "${asked.ids['season of all time']}") { ... on Node { ... on LeaderboardSeason { ${aroundStranger(asked, ALL_OF_A_RECORD)} } } } }`,
    },
    'a board by node': {
      query: () =>
        `query { node(id: "${ALL_TIME}") { ...B } } fragment B on Leaderboard { season { me { rank } } seasons { edges { node { totalCount } } } }`,
      who: stranger,
    },
    'a record by node': {
      query: ({ ids }) =>
        `{ node(id: "${ids['record of the code']}") { ... on LeaderboardRecord { id ${ALL_OF_A_RECORD} season { key leaderboard { name } } } } }`,
      who: friend,
    },
  },
  defaults: {
    'LeaderboardSeason.around': `{ leaderboard(id: "${ALL_TIME}") { season { around(subjectId: "${NOBODY}", $x) { score } } } }`,
    CreateLeaderboardInput:
      'createLeaderboard(input: { name: "x", metric: POINTS_EARNED, idempotencyKey: "x", $x }) { userErrors { code } }',
  },

  things: {
    board: {
      type: 'Leaderboard',
      by: ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF],
      id: () => MONTH,
    },
    season: {
      type: 'LeaderboardSeason',
      by: ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF],
      id: async (scene) => (await seasonOf(scene, 'advocate')).id,
    },
    // Both are hidden.
    'advocate’s record': {
      type: 'LeaderboardRecord',
      by: ['advocate', ...STAFF],
      id: async (scene) => (await seasonOf(scene, 'advocate')).me.id,
    },
    'friend’s record': {
      type: 'LeaderboardRecord',
      by: ['friend', ...STAFF],
      id: async (scene) => (await seasonOf(scene, 'friend')).me.id,
    },
  },
  bare: {
    Leaderboard: { of: () => [BOARD] },
    LeaderboardSeason: { of: () => [SEASON] },
    LeaderboardRecord: {
      of: (memberId) => [
        {
          season: knownSeason(catalog, SEASON),
          ranked: { subjectId: memberId, ownerId: memberId },
          record: RECORD,
        },
      ],
      isAskedByStranger: true,
    },
    RankedSubject: {
      of: (memberId) => [
        {
          ...knownBoard(catalog, BOARD),
          ranked: { subjectId: memberId, ownerId: memberId },
          display: undefined,
        },
      ],
    },
  },
  choosing: {
    'Query.leaderboard(id)': 'the one of that id',
    'Leaderboard.season(key)': 'the one of that key: seasons have ids of their own',
    'Leaderboard.season(on)': 'the one that the day lies in',
    'LeaderboardSeason.record(subjectId)':
      'the one of that subject in this season: records have ids of their own',
    'LeaderboardSeason.records(subjectIds)': 'those of these subjects',
    'LeaderboardSeason.around(subjectId)': 'that of the subject, and its neighbours',
    'LeaderboardSeason.around(above)': 'how many neighbours before it',
    'LeaderboardSeason.around(below)': 'how many neighbours after it',
  },
};
