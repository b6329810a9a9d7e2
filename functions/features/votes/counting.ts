import type { BallotState } from '../../platform/generated/enums.ts';
import type { Deps } from '../../table/deps.ts';
import { waitingOf } from '../../table/due.ts';
import { ENTITY } from '../../table/entities.ts';
import { ballotsPartition } from '../../table/keys.ts';
import { pagesOf } from '../../table/pages.ts';
import type { Contest } from '../contests/model.ts';
import type { RoundNow } from '../contests/schedule.ts';
import { type EntryVotes, stateIn, type VoterStatus, validVotes } from './ballot.ts';
import type { VoteDecision } from './decisions/rules.ts';
import { parseDecision } from './decisions/store.ts';
import { ballotSecret, getTallies, parseBallot, parseStatusNote, receiptOf } from './store.ts';
import { votersNow } from './voters.ts';

// What a count reads of the ballots of a round.

/** What has to be known to say what of a ballot counts. */
export type Known = {
  /** The author of an entry, and whether it is still in the contest. */
  authorOf: (number: number) => string | undefined;
  isStanding: (number: number) => boolean;
  /** Of those whose ballots may not say it yet. */
  statuses: ReadonlyMap<string, VoterStatus>;
};
/**
 * A ballot as a count takes it: `receipt` tells it from every other, and `votes` are those that are valid. Whose it is goes into no file.
 */
export type ValidBallot = { receipt: string; memberId: string; state: BallotState; votes: EntryVotes[] };

const PAGE = 2_000;

/**
 * The ballots that stand in one of a contest's partitions, of the attempt that the round is in. Of one with more votes than its voter
 * had, which is logged, none is valid.
 */
export async function* validBallots(
  deps: Deps,
  { programId, id }: Contest,
  round: RoundNow,
  shard: number,
  { authorOf, isStanding, statuses }: Known,
): AsyncGenerator<ValidBallot> {
  const partition = ballotsPartition(programId, id, shard);
  const secret = await ballotSecret(deps, { programId, contestId: id }, { consistent: true });
  for await (const items of pagesOf(deps, { partition, limit: PAGE, consistent: true }))
    for (const item of items) {
      const ballot = parseBallot(item);
      const { memberId, attempt } = ballot;
      if (ballot.round !== round.number || attempt !== round.attempt) continue;
      const isOwn = (number: number) => authorOf(number) === memberId;
      const votes = validVotes(ballot, round, { isOwn, isStanding });
      if (votes === undefined) {
        const place = { programId, contestId: id, round: round.number, attempt };
        deps.log.error('A ballot holds more votes than its policy gives: none of it counts.', place);
      }
      yield {
        receipt: receiptOf(secret, ballot),
        memberId,
        state: stateIn({ ...ballot, ...statuses.get(memberId) }),
        votes: votes ?? [],
      };
    }
}

/**
 * Of those whose ballots may not say it yet: whether they are suspended, or struck in this contest. What waits stands from the change
 * until all ballots say it.
 */
export async function statusesToFollow(
  deps: Deps,
  contest: Contest,
): Promise<ReadonlyMap<string, VoterStatus>> {
  const { programId } = contest;
  const [notes, decisions] = await Promise.all([
    waitingOf(deps, ENTITY.memberStatus, programId),
    decisionsOf(deps, contest),
  ]);
  const named = notes.map((item) => parseStatusNote(item).memberId);
  const memberIds = [...new Set([...named, ...decisions.flatMap((decision) => decision.memberIds)])];
  const statuses = await votersNow(deps, contest, memberIds);
  return new Map(
    statuses.flatMap((status, place): [string, VoterStatus][] => {
      const memberId = memberIds[place];
      return memberId === undefined ? [] : [[memberId, status]];
    }),
  );
}

const decisionsOf = async (deps: Deps, { programId, id }: Contest): Promise<VoteDecision[]> =>
  (await waitingOf(deps, ENTITY.voteDecision, programId))
    .map(parseDecision)
    .filter(({ contestId }) => contestId === id);

/** Whether votes of the contest are to be released that are not yet. What was decided within a moment may not show. */
export const releasesPending = async (deps: Deps, contest: Contest): Promise<boolean> =>
  (await decisionsOf(deps, contest)).some(({ kind }) => kind === 'RELEASE');
/** What the tallies say that entries were given in the round's present attempt, by their numbers: a moment behind the ballots. */
export function talliedVotes(
  deps: Deps,
  { programId, id: contestId, voteCounts }: Contest,
  { number: round, attempt }: RoundNow,
): Promise<ReadonlyMap<number, number>> {
  return getTallies(deps, { programId, contestId, round, attempt, isLive: voteCounts === 'LIVE' });
}
