import { ensureResultKey } from '../../../functions/features/results/keys/store.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import type { Api } from '../../support/api.ts';
import { everybody, managers } from '../../support/callers.ts';
import {
  type Mutation,
  type Person,
  type Scene,
  type Shelf,
  STAFF,
  type Surface,
  WORDS,
  ZEROS,
} from '../../support/surface.ts';
import { give, openFinal, openVote } from '../votes/surface.ts';

type Place = Parameters<typeof openVote>[0];
const MINUTE = 60_000;
const CONTEST = `cst_${ZEROS}`;
const ENTRY = `ent_${ZEROS}_1`;
const CUP = { fromRank: 1, toRank: 1, kind: 'MANUAL', title: 'A cup' };
const PRIZES = [CUP, { ...CUP, title: 'A tea set' }, { ...CUP, kind: 'POINTS', points: 10, title: 'Points' }];

/** A contest with one vote, which is open for two minutes, and an entry of this author in it. */
function openShort(place: Place, api: Api, author: Person, key: string) {
  const at = (millis: number) => new Date(api.clock.now().getTime() + millis).toISOString();
  const window = { opensAt: at(0), closesAt: at(2 * MINUTE) };
  const resultsAt = at(1_440 * MINUTE);
  const settings = { submission: window, rounds: [{ voting: window }], resultsAt, prizes: PRIZES };
  return openVote(place, key, author, settings);
}

/** The same, counted. */
async function countedIn(
  place: Place,
  api: Api,
  author: Person,
  key: string,
  voter?: Person,
): Promise<string> {
  const vote = await openShort(place, api, author, key);
  const query = 'query ($id: ID!) { contest(id: $id) { phase } }';
  const { body } = await api.send(place.slug, query, { id: vote.contestId });
  if (body.data.contest.phase !== 'VOTING') return vote.contestId;
  if (voter !== undefined) await give(place, vote, voter);
  await api.drain();
  api.clock.advance({ minutes: 3 });
  await api.tick(ENTITY.roundCount);
  return vote.contestId;
}

/** Published, with two entries. */
async function pairIn(shelf: Shelf, key: string): Promise<string> {
  const [author] = shelf.members;
  if (author === undefined) throw new Error('A shelf has members.');
  const other = await shelf.api.join(shelf.slug, 'second-author');
  await openShort(shelf, shelf.api, author, key);
  await openShort(shelf, shelf.api, other, key);
  return publishedIn(shelf, shelf.api, author, key);
}

/** The same, with its result published. */
async function publishedIn(
  ...[place, api, author, key, voter]: Parameters<typeof countedIn>
): Promise<string> {
  const contestId = await countedIn(place, api, author, key, voter);
  await api.mutate(place.slug, 'publishResult', { contestId, version: 1 }, 'result { id }', place.owner);
  return contestId;
}

const resultIn = (scene: Scene) =>
  publishedIn(scene, scene.api, scene.advocate, 'the result of the scene', scene.friend);
const resultOf = (contestId: string) => contestId.replace(/^cst_(.*)$/, 'res_$1_1');
const contestOf = (id = '') => id.replace(/^res_([^_]+)_.*$/, 'cst_$1');
const entryOf = (contestId = '') => contestId.replace(/^cst_(.*)$/, 'ent_$1_1');

const LINE = {
  ...{ contestId: CONTEST, number: 1, state: 'STANDING', rank: 1, votes: 1, voters: 1, held: 0, struck: 0 },
  awards: [],
};
const RESULT = {
  ...{ programId: 'demo', contestId: CONTEST, resultVersion: 1, countedAt: '2026-11-01', publishedAt: null },
  ...{ publishedBy: null, entries: 0, differences: 0, version: 1 },
};

const marking = (prize: number): Mutation => ({
  least: { entryId: ENTRY, prize: 0 },
  ids: { entryId: { code: 'NOT_FOUND' } },
  as: 'owner',
  input: ({ made }) => ({ entryId: made.won, prize, note: 'Called.' }),
  fields: 'award { state offered { note } handedOver { note } }',
  firstIs: null,
});

export const surface: Surface = {
  access: {
    Mutation: [[managers, 'publishResult offerPrize handOverPrize']],
    Contest: [
      [everybody, 'result'],
      [managers, 'countedResult'],
    ],
    ContestEntry: [[everybody, 'result']],
    ContestResult: [
      [everybody, 'id contest version countedAt publishedAt entries files'],
      [managers, 'differences'],
    ],
    ResultFile: [[everybody, 'name url sha256']],
    ResultEntry: [[everybody, 'entryId entry number state rank votes voters held struck awards']],
    ResultAward: [
      [everybody, 'index prize state'],
      [managers, 'offered handedOver'],
    ],
    PrizeMark: [[managers, 'at note']],
    ResultEntryEdge: [[everybody, 'cursor node']],
    ResultEntryConnection: [[everybody, 'edges pageInfo']],
    PublishResultPayload: [[managers, 'result userErrors']],
    OfferPrizePayload: [[managers, 'award userErrors']],
    HandOverPrizePayload: [[managers, 'award userErrors']],
  },
  mutations: {
    publishResult: {
      least: { contestId: CONTEST, version: 1 },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.counted, version: 1 }),
      fields: 'result { version publishedAt }',
      firstIs: null,
    },
    offerPrize: marking(0),
    handOverPrize: marking(1),
  },
  world: async (world, api) => {
    const place = { ...world, api };
    const voter = await api.join(world.slug, 'voter-of-results');
    return {
      counted: await countedIn(place, api, world.advocate, 'counted'),
      won: entryOf(await publishedIn(place, api, world.advocate, 'won', voter)),
    };
  },
  lists: {
    'ContestResult.entries': {
      way: ['contest(id: $id)', 'result'],
      of: {
        two: async (shelf) => [await pairIn(shelf, 'result 1'), await pairIn(shelf, 'result 2')],
        one: (shelf) => pairIn(shelf, 'result 1'),
      },
      node: 'number',
      reads: 0,
    },
  },
  reads: {
    'Contest.countedResult': {
      query: ({ ids }) =>
        `{ contest(id: "${contestOf(ids['counted result'])}") { countedResult { version } } }`,
    },
    'ResultEntry.entry': {
      query: (asked) =>
        `{ contest(id: "${contestOf(asked.ids.result)}") { result { entries { edges { node { rank entry { number } } } } } } }`,
    },
    'ResultEntry.awards': {
      query: ({ ids }) =>
        `{ contest(id: "${contestOf(ids.result)}") { result { entries { edges { node { awards { state prize { title } } } } } } } }`,
    },
    'a result by its id': {
      query: ({ ids }) => `{ node(id: "${ids.result}") { ... on ContestResult { version publishedAt } } }`,
    },
  },
  things: {
    result: {
      type: 'ContestResult',
      by: ['advocate', 'friend', 'stranger', 'JUDGE', 'OPERATOR', ...STAFF],
      id: async (scene) => resultOf(await resultIn(scene)),
    },
    'counted result': {
      type: 'ContestResult',
      by: ['ORGANIZER', 'OWNER'],
      id: async (scene) =>
        resultOf(await countedIn(scene, scene.api, scene.advocate, 'counted in the scene')),
    },
  },
  bare: {
    ContestResult: { of: () => [{ contest: { id: CONTEST }, result: RESULT }] },
    ResultEntry: { of: () => [LINE] },
  },
  silent: [
    'roundCount',
    'ballotSums',
    'contestResult',
    'resultLines',
    'resultKey',
    'prizePayment',
    'contestPrize',
  ],
  live: async ({ api, owner, advocate, friend }) => {
    const place = { api, slug: 'demo', owner };
    await openFinal(place, api, advocate, {
      key: `${WORDS} counted`,
      chosenBy: 'VOTES',
      before: (vote) => give(place, vote, friend),
    });
    api.clock.advance({ minutes: 1 });
    await api.tick(ENTITY.roundCount);
    const contestId = await publishedIn(place, api, advocate, `${WORDS} published`, friend);
    const offer = { entryId: entryOf(contestId), prize: 0, note: WORDS };
    await api.mutate('demo', 'offerPrize', offer, 'award { state }', owner);
    await ensureResultKey(api.deps);
  },
};
