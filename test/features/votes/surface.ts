import { anyToken, everybody, managers } from '../../support/callers.ts';
import { type Asked, type Scene, type Surface, ZEROS } from '../../support/surface.ts';
import { contestOf, enter, openContest } from '../entries/surface.ts';

const ENTRY = `ent_${ZEROS}_1`;
const CONTEST = `cst_${ZEROS}`;

const advocate = ({ advocate }: Asked) => advocate;
const contestIn = ({ ids }: Asked) => (ids['advocate’s work'] ?? '').replace(/^ent_(\w+)_\d+$/, 'cst_$1');
const ofContest = (fields: string) => (asked: Asked) =>
  `{ contest(id: "${contestIn(asked)}") { ${fields} } }`;

/** The id of a ballot says all; none is stored before the first vote. */
const ballotOf = (who: 'advocate' | 'friend') => async (scene: Scene) => {
  const contest = await contestOf(scene);
  return `bal_${contest.slice(4)}_${scene[who].memberId.slice(4)}_1_1_ALL`;
};

export const surface: Surface = {
  access: {
    Mutation: [
      [anyToken, 'vote'],
      [managers, 'selectFinalists'],
    ],
    Contest: [[everybody, 'finalists']],
    ContestEntry: [[everybody, 'counts']],
    ContestParticipation: [['self', 'ballot ballots']],
    Ballot: [['self', 'id contest round attempt day state votes votesLeft resetsAt receipt version']],
    BallotVote: [[anyToken, 'entryId entry votes votedAt']],
    BallotEdge: [[anyToken, 'cursor node']],
    BallotConnection: [[anyToken, 'edges pageInfo']],
    EntryCounts: [[everybody, 'id round attempt votes']],
    VotePayload: [[anyToken, 'ballot userErrors']],
    SelectFinalistsPayload: [[managers, 'contest userErrors']],
  },

  mutations: {
    vote: {
      least: { entryId: ENTRY, votes: 1 },
      ids: { entryId: { code: 'NOT_FOUND' } },
      as: 'friend',
      // The vote of a world has not opened; that nothing is left is what stands.
      input: ({ made }) => ({ entryId: made.entryToVoteFor, votes: 0 }),
      fields: 'ballot { id votes { entryId votes } version }',
      firstIs: 'PROGRAM_PAUSED',
    },
    selectFinalists: {
      least: { contestId: CONTEST, entryIds: [ENTRY] },
      ids: { contestId: { code: 'NOT_FOUND' }, entryIds: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.contestToVoteIn, entryIds: [made.entryToVoteFor] }),
      fields: 'contest { id finalists { id } }',
      firstIs: null,
      // The contest of a world has one round.
      isNotRepeated: true,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    const contest = await openContest(place, 'votes');
    return {
      contestToVoteIn: contest,
      entryToVoteFor: await enter(place, contest, world.advocate, { title: 'To vote for' }),
    };
  },

  lists: {},
  reads: {
    'ContestParticipation.ballot': {
      query: ofContest('participation { ballot { votesLeft receipt votes { votes entry { number } } } }'),
      who: advocate,
    },
    'ContestEntry.counts': {
      query: ofContest('entries { edges { node { counts { votes } } } }'),
    },
    'Contest.finalists': { query: ofContest('finalists { number author { publicName } }') },
  },
  things: {
    'advocate’s ballot': { type: 'Ballot', by: ['advocate'], id: ballotOf('advocate') },
    'friend’s ballot': { type: 'Ballot', by: ['friend'], id: ballotOf('friend') },
    'counts of a work': {
      type: 'EntryCounts',
      by: ['ORGANIZER', 'OWNER'],
      id: async (scene) => `cnt_${(await contestOf(scene)).slice(4)}_1_1_1`,
    },
  },
  bare: {
    Ballot: {
      of: (memberId) => [
        {
          contest: { id: CONTEST, programId: 'demo' },
          ballot: {
            programId: 'demo',
            contestId: CONTEST,
            memberId,
            round: 1,
            attempt: 1,
            period: 'ALL',
            votes: {},
            version: 0,
          },
        },
      ],
    },
  },
  choosing: {},
  silent: ['contestSecret', 'contestSalt', 'memberStatus'],
};
