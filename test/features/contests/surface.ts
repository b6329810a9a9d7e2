import type { Api, Credential } from '../../support/api.ts';
import { everybody, managers, staff } from '../../support/callers.ts';
import { STAFF, type Surface, WORDS, type World, ZEROS } from '../../support/surface.ts';
import { contestOf, openContest } from '../entries/surface.ts';

const CONTEST = `cst_${ZEROS}`;
const DAY = 86_400_000;
const ids = { contestId: { code: 'NOT_FOUND' } };
const FIELDS = 'contest { id status changes { kind reason } }';

async function draft(
  { api, slug, owner }: { api: Api; slug: string; owner: Credential },
  key: string,
): Promise<string> {
  const input = { title: 'A draft', idempotencyKey: key };
  return (await api.mutate(slug, 'createContest', input, 'contest { id }', owner)).contest.id;
}

/** A mutation of a contest that is in the world under that name. */
const of = (made: string, more: object = {}) => ({
  least: { contestId: CONTEST, ...more },
  ids,
  as: 'owner' as const,
  input: (world: World) => ({ contestId: world.made[made], ...more }),
  fields: FIELDS,
  firstIs: null,
});

const window = (from: string, to: string) => ({ opensAt: from, closesAt: to });
const SUMMER = window('2027-06-01T00:00:00.000Z', '2027-07-01T00:00:00.000Z');
const AUTUMN = window('2027-09-01T00:00:00.000Z', '2027-10-01T00:00:00.000Z');
const VOTES = { votesPerVoter: 3, per: 'DAY', votesPerEntry: 2, canBeChanged: false };
const NOTHING_ASKED = {
  memberForDays: 0,
  minimumPoints: 0,
  countries: null,
  minimumAge: null,
  verifiedClaim: null,
  staffMayTakePart: false,
};

export const surface: Surface = {
  access: {
    Query: [
      [everybody, 'contest contests'],
      [managers, 'contestDrafts'],
    ],
    Mutation: [
      [
        managers,
        'createContest updateContest setContestTerms publishContest cancelContest extendContest restartContestRound',
      ],
    ],
    Contest: [
      [everybody, 'id title brief heroImageUrl tags access status phase nextPhase acceptsEntries openRound'],
      [everybody, 'timeZone submission rounds resultsAt voteCounts entryKinds linkHosts maxEntriesPerMember'],
      [everybody, 'maxTextLength entrants voters prizes languages terms changes admission publishedAt'],
      [staff, 'admissionChecklist reportsThatHide'],
      [managers, 'problems createdAt'],
    ],
    ContestWindow: [[everybody, 'opensAt closesAt']],
    ContestPhaseChange: [[everybody, 'phase at']],
    ContestRound: [[everybody, 'number voting attempt scoring votes finalists']],
    VotePolicy: [[everybody, 'votesPerVoter per votesPerEntry canBeChanged']],
    FinalistPolicy: [[everybody, 'count chosenBy']],
    ContestEligibility: [
      [everybody, 'memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart'],
    ],
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
    RestartContestRoundPayload: [[managers, 'contest userErrors']],
  },

  roots: { contest: { args: { id: CONTEST }, select: '{ id }' } },
  mutations: {
    createContest: {
      least: { title: 'Roots', idempotencyKey: 'roots of contests' },
      as: 'owner',
      input: () => ({ title: 'New', idempotencyKey: 'new contest' }),
      fields: FIELDS,
      firstIs: null,
    },
    updateContest: {
      ...of('draftOfContest', { title: 'Newer', heroImageUrl: null, submission: null, resultsAt: null }),
      update: async ({ api, owner }) => ({
        target: { contestId: await draft({ api, slug: 'demo', owner }, 'updates of a draft') },
        as: owner,
        field: 'contest',
        select: `title brief heroImageUrl tags access timeZone submission { opensAt closesAt }
          rounds { voting { opensAt closesAt } scoring votes { votesPerVoter per votesPerEntry canBeChanged } finalists { count chosenBy } }
          resultsAt voteCounts entryKinds linkHosts maxEntriesPerMember maxTextLength
          entrants { memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart }
          voters { memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart }
          prizes { fromRank toRank kind points title } admission admissionChecklist reportsThatHide`,
        values: {
          title: ['Tea films', '차 영화 🎬', 'أفلام'],
          brief: ['Show us tea.', '차를 보여 주세요.'],
          heroImageUrl: ['https://shop.example.com/a.png', 'https://shop.example.com/b.png', null],
          tags: [['tea'], ['차', 'film'], []],
          access: ['MEMBERS', 'PUBLIC'],
          timeZone: ['Asia/Seoul', 'America/Sao_Paulo'],
          submission: [SUMMER, AUTUMN, null],
          rounds: [
            [{ voting: SUMMER, scoring: 'VOTES', votes: VOTES, finalists: null }],
            [
              {
                voting: SUMMER,
                scoring: 'VOTES',
                votes: VOTES,
                finalists: { count: 5, chosenBy: 'ORGANIZER' },
              },
              { voting: AUTUMN, scoring: 'VOTES', votes: { ...VOTES, per: 'ROUND' }, finalists: null },
            ],
          ],
          resultsAt: ['2027-11-01T00:00:00.000Z', '2027-12-01T00:00:00.000Z', null],
          voteCounts: ['LIVE', 'HIDDEN'],
          entryKinds: [['TEXT', 'LINK'], ['LINK']],
          linkHosts: [['films.example.com'], ['*.example.com'], []],
          maxEntriesPerMember: [3, 100],
          maxTextLength: [500, 10_000],
          entrants: [
            { ...NOTHING_ASKED, countries: ['KR'], minimumAge: 14 },
            { ...NOTHING_ASKED, memberForDays: 30, verifiedClaim: 'EMAIL_VERIFIED' },
          ],
          voters: [
            { ...NOTHING_ASKED, minimumPoints: 100 },
            { ...NOTHING_ASKED, staffMayTakePart: true },
          ],
          prizes: [
            [{ fromRank: 1, toRank: 3, kind: 'POINTS', points: 500, title: '500 leaves' }],
            [{ fromRank: 1, toRank: 1, kind: 'MANUAL', points: null, title: 'A teapot' }],
            [],
          ],
          admission: ['AFTER_SHOWING', 'BEFORE_SHOWING'],
          admissionChecklist: [['It is tea'], ['Nobody is hurt', 'It is tea'], []],
          reportsThatHide: [2, 1_000],
        },
      }),
    },
    setContestTerms: of('draftOfContest', { language: 'en', rules: 'Be kind.', rights: 'Ours.' }),
    // It is published already: answered as it is.
    publishContest: of('openContest'),
    cancelContest: of('openContest', { reason: 'It rains.' }),
    extendContest: of('openContest', { resultsAt: '2027-12-01T00:00:00.000Z', reason: 'It rains.' }),
    restartContestRound: {
      ...of('openContest', { round: 1, attempt: 1, reason: 'It rains.' }),
      // No vote is open in a world: refused alike each time.
      isNotRepeated: true,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    return {
      draftOfContest: await draft(place, 'draft of a world'),
      openContest: await openContest(place, 'contest of a world'),
    };
  },

  lists: {
    'Query.contests': {
      fill: ({ text, ...shelf }) => openContest(shelf, text),
    },
    'Query.contestDrafts': {
      fill: ({ text, ...shelf }) => draft(shelf, text),
    },
  },
  reads: {
    'Contest.terms': {
      query: () => '{ contests(first: 1) { edges { node { terms(language: "ko") { rules rights } } } } }',
    },
  },
  defaults: {
    VotePolicyInput: `updateContest(input: { contestId: "${CONTEST}", rounds: [{ votes: { $x } }] }) { userErrors { code } }`,
    FinalistPolicyInput: `updateContest(input: { contestId: "${CONTEST}", rounds: [{ finalists: { count: 1, $x } }] }) { userErrors { code } }`,
    ContestRoundInput: `updateContest(input: { contestId: "${CONTEST}", rounds: [{ $x }] }) { userErrors { code } }`,
    ContestEligibilityInput: `updateContest(input: { contestId: "${CONTEST}", voters: { $x } }) { userErrors { code } }`,
  },
  things: {
    contest: {
      type: 'Contest',
      by: ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF],
      id: contestOf,
    },
  },
  bare: {
    Contest: {
      of: () => [
        {
          id: CONTEST,
          programId: 'demo',
          status: 'DRAFT',
          terms: [],
          changes: [],
          rounds: [],
          submission: null,
          resultsAt: null,
        },
      ],
    },
    ContestRound: { of: () => [{ number: 1, attempt: 1 }] },
  },
  choosing: {
    'Query.contest(id)': 'the one of that id',
    'Contest.terms(language)': 'the text in the nearest language: it has no id',
  },

  silent: ['contest', 'contestTerms', 'contestCount'],
  live: async ({ api, owner }) => {
    const run = (name: string, input: object) => api.mutate('demo', name, input, 'contest { id }', owner);
    const contestId = await draft({ api, slug: 'demo', owner }, `${WORDS} draft`);
    const start = api.clock.now().getTime();
    const day = (days: number) => new Date(start + days * DAY).toISOString();
    await run('updateContest', {
      contestId,
      title: `${WORDS} title`,
      brief: `${WORDS} brief`,
      submission: { opensAt: day(1), closesAt: day(2) },
    });
    const words = { rules: `${WORDS} rules`, rights: `${WORDS} rights` };
    await run('setContestTerms', { contestId, language: 'en', ...words });
  },
};
