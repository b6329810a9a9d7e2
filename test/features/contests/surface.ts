import { everybody, managers, staff } from '../../support/callers.ts';
import {
  type Scene,
  type Seer,
  type Shelf,
  STAFF,
  type Story,
  type Surface,
  WORDS,
  ZEROS,
} from '../../support/surface.ts';
import { finalIn, uncountedIn } from '../votes/surface.ts';
import { day, FILLED, published, TEXTS } from './samples.ts';

const CONTEST = `cst_${ZEROS}`;
const everyone: Seer[] = ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF, 'OPERATOR'];

type Place = Pick<Shelf, 'api' | 'slug' | 'owner'>;
const change = ({ api, slug, owner }: Place, name: string, input: object) =>
  api.mutate(slug, name, input, 'contest { id }', owner);

async function draftOf(place: Place, idempotencyKey: string): Promise<string> {
  return (await change(place, 'createContest', { title: 'Tea', idempotencyKey })).contest.id;
}
async function readyContest(place: Place, key: string, more: object = {}): Promise<string> {
  const contestId = await draftOf(place, key);
  await change(place, 'updateContest', { contestId, ...FILLED, ...more });
  await change(place, 'setContestTerms', { contestId, language: 'ko', ...TEXTS });
  return contestId;
}
/** A contest that is published, of two rounds, whose first vote is still to come. */
async function publishedContest(place: Place, key: string, more: object = {}): Promise<string> {
  const contestId = await readyContest(place, key, more);
  await change(place, 'publishContest', { contestId });
  return contestId;
}
/** Dates around this moment: entries and the first vote are open. */
function openNow({ api }: Place) {
  const at = (days: number) => new Date(api.clock.now().getTime() + days * 86_400_000).toISOString();
  const window = { opensAt: at(-1), closesAt: at(7) };
  return { submission: window, rounds: [{ voting: window }], resultsAt: at(9) };
}

const votes = { votesPerVoter: 1, per: 'ROUND', votesPerEntry: 1, canBeChanged: true };
const round = { voting: { opensAt: day(5), closesAt: day(12) }, scoring: 'VOTES', votes, finalists: null };
const cup = { fromRank: 1, toRank: 3, kind: 'MANUAL', points: null, title: 'Cup' };
const PEOPLE = { memberForDays: [3, 0], minimumPoints: [5, 0], staffMayTakePart: [true, false] };
const under = (name: string, values: Record<string, unknown[]>) =>
  Object.fromEntries(Object.entries(values).map(([field, all]) => [`${name}.${field}`, all]));
const claim = { verifiedClaim: ['EMAIL_VERIFIED', 'PHONE_NUMBER_VERIFIED', null] };
const ELIGIBILITY = 'memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart';

export const surface: Surface = {
  access: {
    Query: [
      [everybody, 'contest contests'],
      [managers, 'contestDrafts'],
    ],
    Mutation: [
      [
        managers,
        'createContest updateContest setContestTerms publishContest cancelContest extendContest holdContestResult restartContestRound',
      ],
    ],
    Contest: [
      [
        everybody,
        'id title brief heroImageUrl tags access status phase nextPhase acceptsEntries openRound timeZone submission rounds resultsAt voteCounts ties entryKinds linkHosts maxEntriesPerMember maxTextLength entrants voters holdsNewMembersDays prizes languages terms changes admission publishedAt',
      ],
      [staff, 'admissionChecklist reportsThatHide'],
      [managers, 'problems createdAt'],
    ],
    ContestWindow: [[everybody, 'opensAt closesAt']],
    ContestPhaseChange: [[everybody, 'phase at']],
    ContestRound: [[everybody, 'number voting attempt scoring votes finalists']],
    VotePolicy: [[everybody, 'votesPerVoter per votesPerEntry canBeChanged']],
    FinalistPolicy: [[everybody, 'count chosenBy']],
    ContestEligibility: [[everybody, ELIGIBILITY]],
    ContestPrize: [[everybody, 'fromRank toRank kind points title']],
    ContestTerms: [[everybody, 'version language rules rights']],
    ContestChange: [[everybody, 'kind date from to round reason decidedAt holdsFrom']],
    ContestProblem: [[managers, 'field message']],
    ContestEdge: [[everybody, 'cursor node']],
    ContestConnection: [[everybody, 'edges pageInfo']],
    CreateContestPayload: [[managers, 'contest userErrors']],
    UpdateContestPayload: [[managers, 'contest userErrors']],
    SetContestTermsPayload: [[managers, 'contest userErrors']],
    PublishContestPayload: [[managers, 'contest userErrors']],
    CancelContestPayload: [[managers, 'contest userErrors']],
    ExtendContestPayload: [[managers, 'contest userErrors']],
    HoldContestResultPayload: [[managers, 'contest userErrors']],
    RestartContestRoundPayload: [[managers, 'contest userErrors']],
  },

  roots: {
    contest: { args: { id: CONTEST }, select: '{ id phase rounds { number } }' },
  },
  mutations: {
    createContest: {
      least: { title: 'Roots', idempotencyKey: 'roots' },
      as: 'owner',
      input: () => ({ title: 'New', idempotencyKey: 'new' }),
      fields: 'contest { id title }',
      firstIs: null,
    },
    updateContest: {
      least: {
        contestId: CONTEST,
        title: 'Roots',
        heroImageUrl: null,
        submission: FILLED.submission,
        rounds: [{ ...round, finalists: { count: 4, chosenBy: 'ORGANIZER' } }, round],
        resultsAt: FILLED.resultsAt,
        entrants: { countries: ['KR'], verifiedClaim: null },
        voters: { minimumPoints: 5 },
        prizes: [cup],
      },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.draft, brief: 'Newer', entrants: { minimumAge: 14 } }),
      fields: 'contest { id brief }',
      firstIs: null,
      update: async ({ api, owner }) => ({
        target: { contestId: await draftOf({ api, slug: 'demo', owner }, 'updated') },
        as: owner,
        field: 'contest',
        select: `id title brief heroImageUrl tags access status timeZone submission { opensAt closesAt }
          rounds { voting { opensAt closesAt } scoring votes { votesPerVoter per votesPerEntry canBeChanged } finalists { count chosenBy } }
          resultsAt voteCounts ties entryKinds linkHosts maxEntriesPerMember maxTextLength entrants { ${ELIGIBILITY} } voters { ${ELIGIBILITY} } holdsNewMembersDays
          prizes { fromRank toRank kind points title } admission admissionChecklist reportsThatHide languages`,
        values: {
          title: ['찻잎 🎉', 'Tea leaves', 'م شاي'],
          brief: ['차를 보여 주세요.', 'Show us your tea.'],
          heroImageUrl: ['https://cdn.example.com/a.png', 'https://cdn.example.com/b.png', null],
          tags: [['tea'], [], ['찻잎', '🍵']],
          access: ['MEMBERS', 'PUBLIC'],
          timeZone: ['Europe/Paris', 'Asia/Seoul'],
          submission: [FILLED.submission, { opensAt: day(2), closesAt: day(3) }, null],
          rounds: [[round], [{ ...round, finalists: { count: 5, chosenBy: 'ORGANIZER' } }, round]],
          resultsAt: [day(20), day(21), null],
          voteCounts: ['LIVE', 'HIDDEN'],
          ties: [['EARLIEST'], [], ['EARLIEST', 'VOTERS']],
          entryKinds: [['LINK'], ['TEXT', 'LINK']],
          linkHosts: [['youtube.com'], ['*.example.com', 'youtube.com'], []],
          maxEntriesPerMember: [3, 100],
          maxTextLength: [1, 10_000],
          ...under('entrants', {
            ...PEOPLE,
            ...claim,
            countries: [['KR'], ['FR', 'KR'], null],
            minimumAge: [14, 18, null],
          }),
          ...under('voters', { ...PEOPLE, ...claim }),
          holdsNewMembersDays: [3, 3_650, 0],
          prizes: [
            [cup],
            [
              { ...cup, toRank: 1, kind: 'POINTS', points: 100 },
              { ...cup, fromRank: 2 },
            ],
            [],
          ],
          admission: ['AFTER_SHOWING', 'BEFORE_SHOWING'],
          admissionChecklist: [['No faces'], [], ['얼굴 없음', 'No faces']],
          reportsThatHide: [1, 1_000],
        },
      }),
    },
    setContestTerms: {
      least: { contestId: CONTEST, language: 'ko', ...TEXTS },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.draft, language: 'en', ...TEXTS }),
      fields: 'contest { id languages }',
      firstIs: null,
    },
    publishContest: {
      least: { contestId: CONTEST },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.ready }),
      fields: 'contest { id status publishedAt }',
      firstIs: null,
    },
    cancelContest: {
      least: { contestId: CONTEST, reason: 'test' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.published, reason: 'No tea.' }),
      fields: 'contest { id status }',
      firstIs: null,
    },
    extendContest: {
      least: {
        contestId: CONTEST,
        submissionClosesAt: day(12),
        rounds: [{ round: 1, votingClosesAt: day(12) }],
        resultsAt: day(20),
        reason: 'test',
      },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.published, resultsAt: day(40), reason: 'Rain.' }),
      fields: 'contest { id changes { kind to } }',
      firstIs: null,
    },
    holdContestResult: {
      least: { contestId: CONTEST, reason: 'test' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.open, reason: 'A complaint.' }),
      fields: 'contest { id changes { kind } }',
      firstIs: null,
    },
    restartContestRound: {
      least: { contestId: CONTEST, round: 1, attempt: 1, reason: 'test' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.open, round: 1, attempt: 1, reason: 'Bots.' }),
      fields: 'contest { id changes { kind round } }',
      firstIs: null,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    return {
      draft: await draftOf(place, 'draft'),
      ready: await readyContest(place, 'ready'),
      published: await publishedContest(place, 'published', openNow(place)),
      open: await publishedContest(place, 'open', openNow(place)),
    };
  },

  lists: {
    'Query.contests': { fill: (shelf) => publishedContest(shelf, shelf.text, openNow(shelf)) },
    'Query.contestDrafts': { fill: (shelf) => draftOf(shelf, shelf.text) },
  },
  reads: {
    'Contest.terms': {
      query: () => '{ contests(first: 1) { edges { node { terms(language: "en") { rules rights } } } } }',
    },
    'a page of contests with their terms': {
      query: () => '{ contests(first: 5) { edges { node { title terms { rules } rounds { attempt } } } } }',
    },
  },

  things: {
    contest: {
      type: 'Contest',
      by: everyone,
      id: (scene: Scene) => publishedContest(scene, 'scene', openNow(scene)),
    },
    'contest with a final': {
      type: 'Contest',
      by: everyone,
      id: async (scene) => (await finalIn(scene, scene.api, scene.advocate)).contestId,
    },
    'contest with votes that do not count': {
      type: 'Contest',
      by: everyone,
      id: async (scene) => (await uncountedIn(scene, scene.advocate, scene.stranger)).contestId,
    },
    'draft of a contest': { type: 'Contest', by: STAFF, id: (scene) => draftOf(scene, 'scene draft') },
  },
  bare: { Contest: { of: () => [{ ...published(), finalists: [1], publishedVersion: 1 }] } },
  choosing: { 'Query.contest(id)': 'the one of that id' },
  silent: ['contest', 'contestTerms', 'contestCount'],

  live: async ({ api, owner }: Story) => {
    const place = { api, slug: 'demo', owner };
    const title = `${WORDS} tea`;
    const { contest } = await change(place, 'createContest', { title, idempotencyKey: `${WORDS}-contest` });
    const contestId = contest.id;
    await change(place, 'updateContest', {
      contestId,
      ...openNow(place),
      brief: `${WORDS} leaves`,
      tags: [WORDS],
    });
    await change(place, 'setContestTerms', {
      contestId,
      language: 'ko',
      rules: `${WORDS} rules`,
      rights: WORDS,
    });
    await change(place, 'publishContest', { contestId });
    await change(place, 'cancelContest', { contestId, reason: `${WORDS} said so` });
    await draftOf(place, 'live draft');
  },
};
