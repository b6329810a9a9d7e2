import type { Complete } from '../../graphql/complete.ts';
import type { FeatureApi } from '../../graphql/features.ts';
import type {
  BallotResolvers,
  BallotVoteResolvers,
  ContestEntryResolvers,
  ContestParticipationResolvers,
  ContestResolvers,
  EntryCountsResolvers,
  HeldBallotResolvers,
  LeaderboardResolvers,
  LeaderboardVoteResolvers,
  VoteStrikeResolvers,
} from '../../graphql/generated/types.ts';
import { itemsOf } from '../../graphql/items.ts';
import { isModerator, type Viewer } from '../../identity/viewer.ts';
import type { Contest as ContestModel } from '../contests/model.ts';
import { mayKnowCounts } from '../contests/rules.ts';
import { latestRound, scheduleAt } from '../contests/schedule.ts';
import { contestOf, findContest } from '../contests/views.ts';
import { entryIdOf } from '../entries/ids.ts';
import { contestEntriesOf } from '../entries/loaders.ts';
import type { ContestEntry as ContestEntryModel } from '../entries/model.ts';
import type { Participation } from '../entries/participation.ts';
import { isFallen, isShown } from '../entries/rules.ts';
import { entriesNow, mayReadEntry, rosterOf } from '../entries/views.ts';
import { membersOf } from '../members/loaders.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { mutations } from '../programs/mutations.ts';
import {
  type Ballot as BallotModel,
  type BallotView,
  type BallotVote as BallotVoteModel,
  ballotIdOf,
  dayOfPeriod,
  readBallotId,
  resetsAt,
  slotAt,
  stateOf,
  votesLeft,
  votesOf,
} from './ballot.ts';
import { type AttemptOf, readVoteBoardId, voteBoardOf } from './boards.ts';
import {
  countsIdOf,
  type EntryCounts as EntryCountsModel,
  readCountsId,
  tallyKey,
  votesIn,
} from './counts.ts';
import { releaseVotes, restoreVotes, strikeVotes } from './decisions/operations.ts';
import type { VoteStrike as VoteStrikeModel } from './decisions/rules.ts';
import { listHeld, listStrikes } from './decisions/store.ts';
import { selectFinalists, vote } from './operations.ts';
import { ballotSecret, getBallot, listBallots, receiptOf } from './store.ts';

/** So long after it was given a vote counts as used, whether or not the roster has its entry already. */
const ADMITTED_MILLIS = 90_000;

const roundOf = ({ contest, ballot }: BallotView, context: Context) =>
  scheduleAt(contest, context.deps.now().toISOString()).rounds[ballot.round - 1];

const Ballot: Complete<BallotResolvers, BallotView> = {
  id: ({ ballot }) => ballotIdOf(ballot),
  round: ({ ballot }) => ballot.round,
  attempt: ({ ballot }) => ballot.attempt,
  day: ({ ballot }) => dayOfPeriod(ballot.period),
  state: (view, _args, { deps }) => stateOf(view, deps.now()),
  votes: ({ ballot }) => votesOf(ballot),
  votesLeft: async (view, _args, context) => {
    const { contest, ballot } = view;
    const { standing } = await rosterOf(context.deps, contest);
    const since = context.deps.now().getTime() - ADMITTED_MILLIS;
    const policy = roundOf(view, context)?.votes;
    return policy === undefined
      ? 0
      : votesLeft(
          policy,
          ballot,
          (number) => standing.has(number) || (ballot.votes[number]?.[1] ?? 0) >= since,
        );
  },
  resetsAt: (view, _args, context) => {
    const round = roundOf(view, context);
    return round === undefined ? null : resetsAt(view.contest, round, view.ballot.period);
  },
  receipt: async ({ ballot }, _args, { deps }) =>
    ballot.version === 0 ? null : receiptOf(await ballotSecret(deps, ballot, { consistent: true }), ballot),
  version: ({ ballot }) => ballot.version,
};

const BallotVote: Complete<BallotVoteResolvers, BallotVoteModel> = {
  entryId: entryIdOf,
  entry: async (named, _args, context) => {
    const entry = await contestEntriesOf(context).load(named);
    return entry !== undefined && mayReadEntry(entry, context.viewer) ? entry : null;
  },
};

const EntryCounts: Complete<EntryCountsResolvers, EntryCountsModel> = { id: countsIdOf };

async function countsOf(
  context: Context,
  { voteCounts }: ContestModel,
  named: Omit<EntryCountsModel, 'votes'>,
): Promise<EntryCountsModel> {
  const key = tallyKey({ ...named, isLive: voteCounts === 'LIVE' }, named.number);
  return { ...named, votes: votesIn(await itemsOf(context).load(key), named.number) };
}

/** Whether an entry has counts that the caller may know: while it is in the contest, and in the round. */
const isCounted = (
  contest: ContestModel,
  { number, state }: Pick<ContestEntryModel, 'number' | 'state'>,
  round: number,
  viewer: Viewer,
): boolean =>
  mayKnowCounts(contest, viewer) &&
  state === 'APPROVED' &&
  (round === 1 || contest.finalists?.includes(number) === true);

const ContestEntry: Pick<Required<ContestEntryResolvers>, 'counts'> = {
  counts: async ({ programId, contestId, number, state }, _args, context) => {
    const contest = await contestOf(context.deps, programId, contestId);
    const round = latestRound(contest, context.deps.now());
    if (round === undefined || !isCounted(contest, { number, state }, round.number, context.viewer))
      return null;
    return countsOf(context, contest, {
      programId,
      contestId,
      number,
      round: round.number,
      attempt: round.attempt,
    });
  },
};

const ContestParticipation: Pick<Required<ContestParticipationResolvers>, 'ballot' | 'ballots'> = {
  ballot: async ({ programId, contestId, memberId }, _args, { deps }) => {
    const contest = await contestOf(deps, programId, contestId);
    const slot = slotAt(contest, memberId, deps.now());
    return slot === undefined ? null : { contest, ballot: await getBallot(deps, slot, { consistent: true }) };
  },
  ballots: async (participation: Participation, page, { deps }) => {
    const contest = await contestOf(deps, participation.programId, participation.contestId);
    const { edges, ...rest } = await listBallots(deps, participation, page);
    return { ...rest, edges: edges.map(({ cursor, node }) => ({ cursor, node: { contest, ballot: node } })) };
  },
};

const VoteStrike: Complete<VoteStrikeResolvers, VoteStrikeModel> = {
  member: async ({ memberId }, _args, context) => (await membersOf(context).load(memberId)) ?? null,
};

/** What was given to whom is for the voter alone. */
const HeldBallot: Complete<HeldBallotResolvers, BallotModel> = {
  ballotId: ballotIdOf,
  member: async ({ memberId }, _args, context) => (await membersOf(context).load(memberId)) ?? null,
  day: ({ period }) => dayOfPeriod(period),
  votes: ({ votes }) => Object.values(votes).reduce((sum, [count]) => sum + count, 0),
  heldAt: ({ heldAt }) => heldAt ?? '',
};

const Contest: Pick<Required<ContestResolvers>, 'finalists' | 'leaderboard' | 'strikes' | 'heldBallots'> = {
  strikes: (contest, page, { deps }) => listStrikes(deps, contest, page),
  heldBallots: (contest, page, { deps }) => listHeld(deps, contest, page),
  leaderboard: (contest, { round }, { deps }) => {
    const now = deps.now();
    const number = round ?? latestRound(contest, now)?.number;
    return (number === undefined ? undefined : voteBoardOf(contest, number, now)) ?? null;
  },
  finalists: async (contest, _args, { deps, viewer }) => {
    if (contest.finalists === null) return null;
    const entries = await entriesNow(deps, contest, contest.finalists);
    // One that reports have hidden keeps its place, which is for those to know who decide about it.
    return entries.filter((entry) => isShown(entry) || (isModerator(viewer) && !isFallen(entry)));
  },
};

const Leaderboard: Pick<Required<LeaderboardResolvers>, 'vote'> = {
  vote: ({ id }) => readVoteBoardId(id) ?? null,
};

const LeaderboardVote: Complete<LeaderboardVoteResolvers, AttemptOf> = {
  contest: ({ contestId }, _args, context) => contestOf(context.deps, scopeOf(context).program.id, contestId),
};

/** Whether the vote of that attempt of that round has opened. */
function hasBeen(
  contest: ContestModel,
  { round, attempt }: { round: number; attempt: number },
  { deps }: Context,
): boolean {
  const at = deps.now().toISOString();
  const now = scheduleAt(contest, at).rounds[round - 1];
  return now?.voting != null && now.voting.opensAt <= at && attempt <= now.attempt;
}

const Mutation = {
  ...mutations({ vote }, (ballot) => ({ ballot })),
  ...mutations({ selectFinalists, strikeVotes, restoreVotes, releaseVotes }, (contest) => ({ contest })),
};

export const voteApi = {
  resolvers: {
    ...{ Ballot, BallotVote, EntryCounts, ContestEntry, ContestParticipation, Contest },
    ...{ Leaderboard, LeaderboardVote, VoteStrike, HeldBallot, Mutation },
  },
  nodes: {
    Ballot: {
      kind: 'ballot',
      hasOwnForm: true,
      fetch: async (id, context): Promise<BallotView | undefined> => {
        const named = readBallotId(id);
        const scope = scopeOf(context);
        const contest = named && (await findContest(context.deps, scope, named.contestId));
        if (named === undefined || contest === undefined || named.memberId !== context.viewer.memberId)
          return undefined;
        if (!hasBeen(contest, named, context)) return undefined;
        const slot = { programId: scope.program.id, ...named };
        return { contest, ballot: await getBallot(context.deps, slot, { consistent: true }) };
      },
    },
    EntryCounts: {
      kind: 'entryCounts',
      hasOwnForm: true,
      fetch: async (id, context) => {
        const named = readCountsId(id);
        const scope = scopeOf(context);
        const contest = named && (await findContest(context.deps, scope, named.contestId));
        if (named === undefined || contest === undefined || !hasBeen(contest, named, context))
          return undefined;
        const { viewer } = context;
        const [entry, counts] = await Promise.all([
          contestEntriesOf(context).load(named),
          countsOf(context, contest, { programId: scope.program.id, ...named }),
        ]);
        const isKnown = entry !== undefined && mayReadEntry(entry, viewer);
        return isKnown && isCounted(contest, entry, named.round, viewer) ? counts : undefined;
      },
    },
  },
  owners: {
    Ballot: ({ ballot }: BallotView) => [ballot.memberId],
  },
} satisfies FeatureApi<Context>;
