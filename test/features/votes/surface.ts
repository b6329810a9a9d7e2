import type { Api, Credential } from '../../support/api.ts';
import { anyToken, everybody, managers } from '../../support/callers.ts';
import {
  type Asked,
  NOBODY,
  type Person,
  type Shelf,
  type Surface,
  WORDS,
  ZEROS,
} from '../../support/surface.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

type Place = { api: Api; slug: string; owner: Credential };
/** A contest with its one entry. */
type Vote = { contestId: string; entryId: string };

/** The vote of a contest is open from now on for 100 days, also to staff, with a ballot for each day: the same for the same key. */
export async function openVote(
  { api, slug, owner }: Place,
  idempotencyKey: string,
  author: Person,
  settings: object = {},
): Promise<Vote> {
  const run = (name: string, input: object, select: string, who: Credential) =>
    api.mutate(slug, name, input, select, who);
  const at = (millis: number) => new Date(api.clock.now().getTime() + millis).toISOString();
  const draft = { title: 'Film us', idempotencyKey };
  const { contest } = await run('createContest', draft, 'contest { id status }', owner);
  const contestId = contest.id;
  if (contest.status === 'DRAFT') {
    const window = { opensAt: at(0), closesAt: at(100 * DAY) };
    await run(
      'updateContest',
      {
        contestId,
        brief: 'Make a film of a minute.',
        submission: window,
        rounds: [{ voting: window, votes: { per: 'DAY' } }],
        resultsAt: at(120 * DAY),
        voters: { staffMayTakePart: true },
        ...settings,
      },
      'contest { id }',
      owner,
    );
    const terms = { contestId, language: 'en', rules: 'Be kind.', rights: 'Ours to show.' };
    await run('setContestTerms', terms, 'contest { id }', owner);
    await run('publishContest', { contestId }, 'contest { id }', owner);
  }
  const content = { text: { title: 'A film', text: 'Words of an entry.' } };
  const begun = { contestId, content, idempotencyKey };
  const { entry } = await run('createContestEntry', begun, 'entry { id state }', author);
  const entryId = entry.id;
  if (entry.state === 'DRAFT') {
    const agreed = { entryId, termsVersion: 1, language: 'en' };
    await run('submitContestEntry', agreed, 'entry { id }', author);
    const decisions = [{ itemId: `mod_${entryId}`, revision: 1, decision: 'APPROVE' }];
    await run('decideModeration', { decisions }, 'results { itemId }', owner);
  }
  return { contestId, entryId };
}

type FinalSettings = {
  key?: string;
  chosenBy?: 'ORGANIZER' | 'VOTES';
  /** What happens while the first vote is open. */
  before?: (vote: Vote) => Promise<unknown>;
};
/** A contest whose first vote is over, with one entry; its final opens in 50 days. */
export async function openFinal(
  place: Place,
  api: Api,
  author: Person,
  { key = 'finals', chosenBy = 'ORGANIZER', before }: FinalSettings = {},
): Promise<Vote> {
  const at = (millis: number) => new Date(api.clock.now().getTime() + millis).toISOString();
  const window = { opensAt: at(0), closesAt: at(2 * MINUTE) };
  const final = { opensAt: at(50 * DAY), closesAt: at(60 * DAY) };
  const finalists = { count: 1, chosenBy };
  const rounds = [{ voting: window, finalists }, { voting: final }];
  const vote = await openVote(place, key, author, { submission: window, rounds });
  await before?.(vote);
  api.clock.advance({ minutes: 2 });
  return vote;
}

/** The same, with its one entry in the final. */
export async function finalIn(place: Place, api: Api, author: Person): Promise<Vote> {
  const vote = await openFinal(place, api, author);
  const chosen = { contestId: vote.contestId, entryIds: [vote.entryId] };
  await api.mutate(place.slug, 'selectFinalists', chosen, 'contest { id }', place.owner);
  return vote;
}

/** A contest in which the stranger's ballot is held, and struck besides. */
export async function uncountedIn(place: Place, author: Person, stranger: Person): Promise<Vote> {
  const vote = await openVote(place, 'uncounted', author, HOLDS);
  await give(place, vote, stranger);
  await strikeIn(place, vote.contestId, stranger, 'Bots.');
  return vote;
}

export const give = ({ api, slug }: Place, { entryId }: Vote, who: Credential) =>
  api.mutate(slug, 'vote', { entryId, votes: 1 }, 'ballot { id }', who);

/** A contest of a shelf that its first member has entered, in which the owner may vote. */
async function voteOn(shelf: Shelf, key: string, settings: object = {}): Promise<string> {
  const [author] = shelf.members;
  if (author === undefined) throw new Error('A shelf has members.');
  await shelf.api.mutate(shelf.slug, 'join', {}, 'member { id }', shelf.owner);
  return (await openVote(shelf, key, author, settings)).contestId;
}

const HOLDS = { holdsNewMembersDays: 3_650 };
const strikeIn = ({ api, slug, owner }: Place, contestId: string, { memberId }: Person, reason: string) =>
  api.mutate(slug, 'strikeVotes', { contestId, memberIds: [memberId], reason }, 'contest { id }', owner);

const CONTEST = `cst_${ZEROS}`;
const ENTRY = `ent_${ZEROS}_1`;
const advocate = ({ advocate }: Asked) => advocate;
/** The vote of a scene, on an entry of the advocate’s. */
const voteIn = (place: Place & { advocate: Person }) =>
  openVote(place, 'the vote of the scene', place.advocate);
const contestIn = ({ ids }: Asked) => (ids.counts ?? '').replace(/^cnt_([^_]+)_.*$/, 'cst_$1');
const ofContest = (fields: string) => (asked: Asked) =>
  `{ contest(id: "${contestIn(asked)}") { ${fields} } }`;
const ofUncounted =
  (fields: string) =>
  ({ ids }: Asked) =>
    `{ contest(id: "${ids['contest with votes that do not count']}") { ${fields} } }`;
const ballotThing = (voter: 'friend' | 'stranger') => ({
  type: 'Ballot',
  by: [voter],
  id: async (scene: Place & { advocate: Person; friend: Person; stranger: Person }) =>
    (await give(scene, await voteIn(scene), scene[voter])).ballot.id,
});

const BALLOT = {
  programId: 'demo',
  contestId: CONTEST,
  round: 1,
  attempt: 1,
  period: 'ALL',
  votes: { 1: [1, 0] },
  state: 'COUNTED',
  suspended: false,
  struck: false,
  isLive: false,
  version: 1,
};
const RULES = {
  id: CONTEST,
  programId: 'demo',
  timeZone: 'UTC',
  changes: [],
  submission: null,
  resultsAt: null,
  rounds: [{ voting: null, votes: { votesPerVoter: 1, per: 'ROUND', votesPerEntry: 1, canBeChanged: true } }],
};

export const surface: Surface = {
  access: {
    Mutation: [
      [anyToken, 'vote'],
      [managers, 'selectFinalists strikeVotes restoreVotes releaseVotes'],
    ],
    Contest: [
      [everybody, 'finalists'],
      [managers, 'strikes heldBallots'],
      [`${anyToken} MEMBERS_READ`, 'leaderboard'],
    ],
    Leaderboard: [[`${anyToken} MEMBERS_READ`, 'vote']],
    LeaderboardVote: [[`${anyToken} MEMBERS_READ`, 'contest round attempt']],
    ContestEntry: [[everybody, 'counts']],
    ContestParticipation: [['self', 'ballot ballots']],
    Ballot: [['self', 'id contest round attempt day state votes votesLeft resetsAt receipt version']],
    BallotVote: [[anyToken, 'entryId entry votes votedAt']],
    EntryCounts: [[everybody, 'id round attempt votes']],
    BallotEdge: [[anyToken, 'cursor node']],
    BallotConnection: [[anyToken, 'edges pageInfo']],
    VotePayload: [[anyToken, 'ballot userErrors']],
    SelectFinalistsPayload: [[managers, 'contest userErrors']],
    StrikeVotesPayload: [[managers, 'contest userErrors']],
    RestoreVotesPayload: [[managers, 'contest userErrors']],
    ReleaseVotesPayload: [[managers, 'contest userErrors']],
    VoteStrike: [[managers, 'memberId member reason at by']],
    VoteStrikeEdge: [[managers, 'cursor node']],
    VoteStrikeConnection: [[managers, 'edges pageInfo']],
    HeldBallot: [[managers, 'ballotId memberId member joined round attempt day votes heldAt']],
    HeldBallotEdge: [[managers, 'cursor node']],
    HeldBallotConnection: [[managers, 'edges pageInfo']],
  },

  mutations: {
    vote: {
      least: { entryId: ENTRY, votes: 1 },
      ids: { entryId: { code: 'NOT_FOUND' } },
      as: 'friend',
      input: ({ made }) => ({ entryId: made.votedOn, votes: 1 }),
      fields: 'ballot { version votes { entryId votes } }',
      firstIs: 'PROGRAM_PAUSED',
    },
    selectFinalists: {
      least: { contestId: CONTEST, entryIds: [ENTRY] },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.withFinal, entryIds: [made.finalist] }),
      fields: 'contest { id finalists { number } }',
      firstIs: null,
    },
    strikeVotes: {
      least: { contestId: CONTEST, memberIds: [NOBODY], reason: 'test' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made, friend }) => ({ contestId: made.votes, memberIds: [friend.memberId], reason: 'Bots.' }),
      fields: 'contest { id strikes { edges { node { memberId reason } } } }',
      firstIs: null,
    },
    restoreVotes: {
      least: { contestId: CONTEST, memberIds: [NOBODY], reason: 'test' },
      ids: { contestId: { code: 'NOT_FOUND' } },
      as: 'owner',
      input: ({ made, advocate }) => ({
        contestId: made.votes,
        memberIds: [advocate.memberId],
        reason: 'Ours.',
      }),
      fields: 'contest { id strikes { edges { node { memberId } } } }',
      firstIs: null,
    },
    releaseVotes: {
      least: { contestId: CONTEST, entryId: ENTRY },
      ids: {
        contestId: { code: 'NOT_FOUND', with: { entryId: null, all: true } },
        entryId: { code: 'NOT_FOUND', with: { contestId: CONTEST.replace(/0$/, '1') } },
      },
      as: 'owner',
      input: ({ made }) => ({ contestId: made.holding, ballotIds: [made.held] }),
      fields: 'contest { id heldBallots { edges { node { ballotId votes } } } }',
      firstIs: null,
    },
  },
  world: async (world, api) => {
    const place = { ...world, api };
    const votes = { votes: { per: 'ROUND' } };
    const at = (millis: number) => new Date(api.clock.now().getTime() + millis).toISOString();
    const long = { opensAt: at(0), closesAt: at(100 * DAY) };
    const one = await openVote(place, 'votes', world.advocate, { rounds: [{ voting: long, ...votes }] });
    // What hides voters is made by whoever votes first.
    const first = await api.join(world.slug, 'first-voter');
    await give(place, one, first);
    await strikeIn(place, one.contestId, world.advocate, 'A mistake.');
    const holding = await openVote(place, 'held votes', world.advocate, HOLDS);
    const held = (await give(place, holding, first)).ballot.id;
    const two = await openFinal(place, api, world.advocate);
    const withHeld = { holding: holding.contestId, held };
    return {
      ...withHeld,
      votes: one.contestId,
      votedOn: one.entryId,
      withFinal: two.contestId,
      finalist: two.entryId,
    };
  },

  lists: {
    'ContestParticipation.ballots': {
      way: ['contest(id: $id)', 'participation'],
      of: {
        two: (shelf) => Promise.all(['ballots 1', 'ballots 2'].map((key) => voteOn(shelf, key))),
        one: (shelf) => voteOn(shelf, 'ballots'),
      },
      // Contests and what hides their voters are kept in memory.
      reads: 1,
      // A day has one ballot: those that ask are the owner, and they come on days of their own.
      fill: async ({ id, ...shelf }) => {
        const entryId = id.replace(/^cst_(\w+)$/, 'ent_$1_1');
        await give(shelf, { contestId: id, entryId }, shelf.owner);
      },
    },
    'Contest.strikes': {
      way: ['contest(id: $id)'],
      of: {
        two: (shelf) => Promise.all(['strikes 1', 'strikes 2'].map((key) => voteOn(shelf, key))),
        one: (shelf) => voteOn(shelf, 'strikes'),
      },
      reads: 0,
      node: 'memberId',
      fill: async ({ id, text, ...shelf }) =>
        strikeIn(shelf, id, await shelf.api.join(shelf.slug, `struck ${text}`), text),
    },
    'Contest.heldBallots': {
      way: ['contest(id: $id)'],
      of: {
        two: (shelf) => Promise.all(['held 1', 'held 2'].map((key) => voteOn(shelf, key, HOLDS))),
        one: (shelf) => voteOn(shelf, 'held', HOLDS),
      },
      reads: 0,
      node: 'ballotId',
      fill: async ({ id, ...shelf }) => {
        const entryId = id.replace(/^cst_(\w+)$/, 'ent_$1_1');
        await give(shelf, { contestId: id, entryId }, shelf.owner);
      },
    },
  },
  reads: {
    'Contest.finalists': {
      query: ({ ids }) => `{ contest(id: "${ids['contest with a final']}") { finalists { id } } }`,
    },
    'ContestEntry.counts': {
      query: (asked) => `{ contestEntry(id: "${entryIn(asked)}") { counts { votes } } }`,
    },
    'ContestParticipation.ballot': {
      query: ofContest('participation { ballot { id votesLeft resetsAt receipt } }'),
      who: ({ friend }) => friend,
    },
    'BallotVote.entry': {
      query: ({ ids }) =>
        `{ node(id: "${ids['friend’s ballot']}") { ... on Ballot { votes { votes entry { number } } } } }`,
      who: ({ friend }) => friend,
    },
    'VoteStrike.member': {
      query: ofUncounted('strikes { edges { node { reason member { displayName } } } }'),
    },
    'HeldBallot.member': {
      query: ofUncounted('heldBallots { edges { node { votes member { displayName } } } }'),
    },
    'a ballot before the first vote': {
      query: ofContest('participation { ballot { id version votes { votes } } }'),
      who: advocate,
    },
    'a ballot by its id': {
      query: ({ ids }) => `{ node(id: "${ids['friend’s ballot']}") { ... on Ballot { votesLeft receipt } } }`,
      who: ({ friend }) => friend,
    },
    'Contest.entries in the order of votes': {
      query: ofContest('entries(order: TOP) { edges { node { number } } }'),
      who: ({ owner }) => owner,
    },
    'a page of entries with what they were given': {
      query: ofContest('entries { edges { node { number counts { votes } } } }'),
    },
  },

  things: {
    'friend’s ballot': ballotThing('friend'),
    'stranger’s ballot': ballotThing('stranger'),
    counts: {
      type: 'EntryCounts',
      by: ['ORGANIZER', 'OWNER'],
      id: async (scene) => {
        const { entryId } = await voteIn(scene);
        return `${entryId.replace(/^ent/, 'cnt')}_1_1`;
      },
    },
  },
  bare: {
    Ballot: { of: (memberId) => [{ contest: RULES, ballot: { ...BALLOT, memberId } }] },
    LeaderboardVote: { of: () => [{ contestId: CONTEST, round: 1, attempt: 1 }] },
    BallotVote: { of: () => [{ contestId: CONTEST, number: 1, votes: 1, votedAt: '2026-11-01' }] },
    VoteStrike: { of: (memberId) => [{ memberId, reason: 'Bots.', at: '2026-11-01', by: memberId }] },
    HeldBallot: { of: (memberId) => [{ ...BALLOT, memberId, joined: '2026-11-01', heldAt: '2026-11-01' }] },
    EntryCounts: {
      of: () => [{ programId: 'demo', contestId: CONTEST, number: 1, round: 1, attempt: 1, votes: 1 }],
    },
  },

  choosing: {
    'Contest.leaderboard(round)': 'the one of that round: each attempt has a leaderboard of its own',
  },

  silent: ['contestSecret', 'contestSalt', 'contestEnd', 'memberStatus', 'voteDecision', 'tally'],
  live: async ({ api, owner, advocate, friend }) => {
    const place = { api, slug: 'demo', owner };
    await give(place, await openVote(place, `${WORDS} vote`, advocate), friend);
    const live = await openVote(place, `${WORDS} live vote`, advocate, { voteCounts: 'LIVE' });
    await give(place, live, friend);
    const held = await openVote(place, `${WORDS} held vote`, advocate, HOLDS);
    await give(place, held, friend);
    await strikeIn(place, held.contestId, friend, WORDS);
    const off = await openVote(place, `${WORDS} vote that ends`, advocate);
    await api.mutate(
      'demo',
      'cancelContest',
      { contestId: off.contestId, reason: WORDS },
      'contest { id }',
      owner,
    );
  },
};

const entryIn = ({ ids }: Asked) => (ids.counts ?? '').replace(/^cnt_([^_]+)_(\d+)_.*$/, 'ent_$1_$2');
