import type { Api, Credential } from '../../support/api.ts';
import { anyToken, everybody, managers, staff } from '../../support/callers.ts';
import {
  type Asked,
  type Person,
  type Scene,
  STAFF,
  type Surface,
  WORDS,
  type World,
  ZEROS,
} from '../../support/surface.ts';

const DAY = 86_400_000;
const text = (title: string) => ({ text: { title, text: 'Words of an entry.' } });

type Place = { api: Api; slug: string; owner: Credential };

/** A contest that takes entries from now on for 100 days: the same for the same key. */
export async function openContest({ api, slug, owner }: Place, idempotencyKey: string): Promise<string> {
  const run = async (name: string, input: object) =>
    (await api.mutate(slug, name, input, 'contest { id status }', owner)).contest;
  const day = (days: number) => new Date(api.clock.now().getTime() + days * DAY).toISOString();
  const { id: contestId, status } = await run('createContest', { title: 'Film us', idempotencyKey });
  if (status !== 'DRAFT') return contestId;
  await run('updateContest', {
    contestId,
    brief: 'Make a film of a minute.',
    submission: { opensAt: day(0), closesAt: day(100) },
    rounds: [{ voting: { opensAt: day(100), closesAt: day(110) } }],
    resultsAt: day(120),
    maxEntriesPerMember: 50,
  });
  await run('setContestTerms', { contestId, language: 'en', rules: 'Be kind.', rights: 'Ours to show.' });
  await run('publishContest', { contestId });
  return contestId;
}

/** The id of an entry of theirs; `to` says how far it has come. */
export async function enter(
  { api, slug, owner }: Place,
  contestId: string,
  author: Person,
  { title = 'A film', to = 'APPROVED' }: { title?: string; to?: 'DRAFT' | 'SUBMITTED' | 'APPROVED' } = {},
): Promise<string> {
  const input = { contestId, content: text(title), idempotencyKey: `${title} ${author.memberId}` };
  const { entry } = await api.mutate(slug, 'createContestEntry', input, 'entry { id }', author);
  if (to === 'DRAFT') return entry.id;
  const submission = { entryId: entry.id, termsVersion: 1, language: 'en' };
  await api.mutate(slug, 'submitContestEntry', submission, 'entry { id }', author);
  if (to === 'SUBMITTED') return entry.id;
  const decisions = [{ itemId: `mod_${entry.id}`, revision: 1, decision: 'APPROVE' }];
  const select = 'results { error { message } }';
  const { results } = await api.mutate(slug, 'decideModeration', { decisions }, select, owner);
  if (results[0].error !== null) throw new Error(results[0].error.message);
  return entry.id;
}

const CONTEST = `cst_${ZEROS}`;
const ENTRY = `ent_${ZEROS}_1`;
const ids = { entryId: { code: 'NOT_FOUND' } };
const FIELDS = 'entry { id state revision draft { title } content { title } }';
/** A mutation of an entry that is in the world under that name. */
const ofEntry = (made: string, more: object = {}) => ({
  as: 'friend' as const,
  input: (world: World) => ({ entryId: world.made[made], ...more }),
  fields: FIELDS,
  firstIs: 'PROGRAM_PAUSED',
});
const AGREED = { termsVersion: 1, language: 'en' };

const advocate = ({ advocate }: Asked) => advocate;
const entryThing = (author: 'advocate' | 'friend', to: 'SUBMITTED' | 'DRAFT') => ({
  type: 'ContestEntry',
  by: [author, ...STAFF],
  id: async (scene: Scene) => enter(scene, await contestOf(scene), scene[author], { title: to, to }),
});
/** One contest of a program, for all that is looked at in a scene. */
export const contestOf = (place: Place) => openContest(place, 'the contest of the scene');
const ofContests = {
  two: (shelf: Place) => Promise.all([1, 2].map((turn) => openContest(shelf, `lists ${turn}`))),
  one: contestOf,
};
const ofContest = (fields: string) => (asked: Asked) =>
  `{ contest(id: "${contestIn(asked)}") { ${fields} } }`;
/** The contest's id is in those of its entries. */
const contestIn = ({ ids }: Asked) => (ids['advocate’s work'] ?? '').replace(/^ent_(\w+)_\d+$/, 'cst_$1');

export const surface: Surface = {
  access: {
    Query: [[everybody, 'contestEntry']],
    Mutation: [
      [
        anyToken,
        'createContestEntry updateContestEntry submitContestEntry withdrawContestEntry reportContestEntry',
      ],
      [managers, 'disqualifyContestEntry'],
    ],
    Contest: [
      [everybody, 'entries participation'],
      [staff, 'allEntries'],
    ],
    ContestEntry: [
      [everybody, 'id contest number content author state shownAt submittedAt'],
      [`self ${staff}`, 'draft isWaiting isHidden editableUntil answerBy revision agreement history'],
    ],
    TextContent: [[everybody, 'kind title text']],
    LinkContent: [[everybody, 'kind title url text']],
    ContestEntryAuthor: [[everybody, 'memberId publicName avatarUrl']],
    ContestAgreement: [[anyToken, 'termsVersion language agreedAt country isOfAge']],
    ContestEntryChange: [[anyToken, 'action at by reason note']],
    ContestParticipation: [['self', 'id contest entries entriesLeft']],
    ContestEntryEdge: [[everybody, 'cursor node']],
    ContestEntryConnection: [[everybody, 'edges pageInfo']],
    CreateContestEntryPayload: [[anyToken, 'entry userErrors']],
    UpdateContestEntryPayload: [[anyToken, 'entry userErrors']],
    SubmitContestEntryPayload: [[anyToken, 'entry userErrors']],
    WithdrawContestEntryPayload: [[anyToken, 'entry userErrors']],
    ReportContestEntryPayload: [[anyToken, 'entry userErrors']],
    DisqualifyContestEntryPayload: [[managers, 'entry userErrors']],
  },

  roots: { contestEntry: { args: { id: ENTRY }, select: '{ id }' } },
  mutations: {
    createContestEntry: {
      least: { contestId: CONTEST, content: text('A film'), idempotencyKey: 'e' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'friend',
      input: ({ made }) => ({
        contestId: made.contestOfEntries,
        content: text('Another film'),
        idempotencyKey: 'e',
      }),
      fields: FIELDS,
      firstIs: 'PROGRAM_PAUSED',
    },
    updateContestEntry: {
      least: { entryId: ENTRY, content: text('A film') },
      ids,
      ...ofEntry('entryDraft', { content: text('A longer film') }),
      update: async ({ api, owner, member }) => {
        const place = { api, slug: 'demo', owner };
        const contestId = await openContest(place, 'updates');
        const entryId = await enter(place, contestId, member, { to: 'DRAFT' });
        return {
          target: { entryId, content: text('A film') },
          as: member,
          field: 'entry',
          select: 'draft { title }',
          // What an entry consists of is given as a whole.
          values: {},
        };
      },
    },
    submitContestEntry: { least: { entryId: ENTRY, ...AGREED }, ids, ...ofEntry('entryDraft', AGREED) },
    withdrawContestEntry: { least: { entryId: ENTRY }, ids, ...ofEntry('entryShown') },
    reportContestEntry: {
      least: { entryId: ENTRY, reason: 'STOLEN' },
      ids,
      ...ofEntry('entryOfAdvocate', { reason: 'OTHER', note: 'It is mine.' }),
      fields: 'entry { id state }',
    },
    disqualifyContestEntry: {
      least: { entryId: ENTRY, reason: 'RULES', note: 'Votes were bought.' },
      ids,
      as: 'owner',
      input: ({ made }) => ({ entryId: made.entryOfAdvocate, reason: 'RULES', note: 'Bought.' }),
      fields: FIELDS,
      firstIs: null,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    const contest = await openContest(place, 'entries');
    return {
      contestOfEntries: contest,
      entryDraft: await enter(place, contest, world.friend, { title: 'Draft', to: 'DRAFT' }),
      entryShown: await enter(place, contest, world.friend, { title: 'Shown' }),
      entryOfAdvocate: await enter(place, contest, world.advocate),
    };
  },

  lists: {
    'Contest.entries': {
      way: ['contest(id: $id)'],
      of: ofContests,
      // Contests are kept in memory.
      reads: 0,
      fill: ({ member, id, text: title, ...shelf }) => enter(shelf, id, member, { title }),
    },
    'Contest.allEntries': {
      way: ['contest(id: $id)'],
      of: {
        ...ofContests,
        two: (shelf) => Promise.all([3, 4].map((turn) => openContest(shelf, `lists ${turn}`))),
      },
      reads: 0,
      fill: ({ member, id, text: title, ...shelf }) => enter(shelf, id, member, { title, to: 'DRAFT' }),
    },
  },
  reads: {
    'Query.contestEntry': { query: ({ ids }) => `{ contestEntry(id: "${ids['advocate’s work']}") { id } }` },
    'ContestEntry.author': {
      query: ({ ids }) => `{ contestEntry(id: "${ids['advocate’s work']}") { author { publicName } } }`,
    },
    'Contest.participation': { query: ofContest('participation { id }'), who: advocate },
    'ContestParticipation.entries': {
      query: ofContest('participation { entriesLeft entries { id state draft { title } } }'),
      who: advocate,
    },
    'a page of entries with their authors': {
      query: ofContest(
        'entries { edges { node { number author { publicName avatarUrl } contest { title } } } }',
      ),
    },
    'the latest entries with their authors': {
      query: ofContest('entries(order: NEWEST) { edges { node { number author { publicName } } } }'),
    },
  },
  things: {
    'advocate’s work': entryThing('advocate', 'SUBMITTED'),
    'friend’s work': entryThing('friend', 'DRAFT'),
    'advocate’s participation': {
      type: 'ContestParticipation',
      by: ['advocate'],
      id: async (scene) => {
        const contest = await contestOf(scene);
        return `cpt_${contest.slice(4)}_${scene.advocate.memberId.slice(4)}`;
      },
    },
    'friend’s participation': {
      type: 'ContestParticipation',
      by: ['friend'],
      id: async (scene) => {
        const contest = await contestOf(scene);
        return `cpt_${contest.slice(4)}_${scene.friend.memberId.slice(4)}`;
      },
    },
  },
  bare: {
    ContestEntry: {
      of: (authorId) => [
        {
          programId: 'demo',
          contestId: CONTEST,
          number: 1,
          authorId,
          state: 'APPROVED',
          shown: null,
          draft: null,
          history: [],
        },
      ],
    },
    ContestParticipation: {
      of: (memberId) => [{ programId: 'demo', contestId: CONTEST, memberId, live: [1], fallen: [] }],
    },
  },
  choosing: {
    'Query.contestEntry(id)': 'the one of that id',
    'Contest.entries(order)': 'the same in another order; FAIR leaves out what cannot be voted on',
    'Contest.entries(seed)': 'the same in another order',
    'Contest.allEntries(state)': 'those in that state',
  },

  silent: ['entryReport', 'entryNumbers', 'participation'],
  live: async ({ api, owner, advocate, friend }) => {
    const place = { api, slug: 'demo', owner };
    const contest = await openContest(place, `${WORDS} contest`);
    const entryId = await enter(place, contest, advocate, { title: `${WORDS} film` });
    const report = { entryId, reason: 'OTHER', note: `${WORDS} stole it.` };
    await api.mutate('demo', 'reportContestEntry', report, 'entry { id }', friend);
  },
};
