import type { BallotState } from '../../platform/generated/enums.ts';
import type { Deps } from '../../table/deps.ts';
import { waitingOf } from '../../table/due.ts';
import { ENTITY } from '../../table/entities.ts';
import { ballotsPartition } from '../../table/keys.ts';
import { lookUpAll } from '../../table/lookup.ts';
import { pagesOf } from '../../table/pages.ts';
import type { Contest } from '../contests/model.ts';
import type { RoundNow } from '../contests/schedule.ts';
import { memberLookup } from '../members/lookups.ts';
import { type EntryVotes, stateIn, validVotes } from './ballot.ts';
import { ballotSecret, getTallies, parseBallot, parseStatusNote, receiptOf } from './store.ts';

// What a count reads of the ballots of a round.

/** What has to be known to say what of a ballot counts. */
export type Known = {
  /** The author of an entry, and whether it is still in the contest. */
  authorOf: (number: number) => string | undefined;
  isStanding: (number: number) => boolean;
  /** Of those whose ballots do not say it yet: whether they are suspended. */
  statuses: ReadonlyMap<string, boolean>;
};
/** A ballot as a count takes it: `receipt` tells it from every other, and `votes` are those that are valid. */
export type ValidBallot = { receipt: string; state: BallotState; votes: EntryVotes[] };

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
      const suspended = statuses.get(memberId) ?? ballot.suspended;
      const isOwn = (number: number) => authorOf(number) === memberId;
      const votes = validVotes(ballot, round, { isOwn, isStanding });
      if (votes === undefined) {
        const place = { programId, contestId: id, round: round.number, attempt };
        deps.log.error('A ballot holds more votes than its policy gives: none of it counts.', place);
      }
      yield {
        receipt: receiptOf(secret, ballot),
        state: stateIn({ ...ballot, suspended }),
        votes: votes ?? [],
      };
    }
}

/**
 * Who is suspended of those whose ballots do not say so yet, or still do: true for the suspended, false for those who are back. A note
 * stands from the change of a status until all ballots say it.
 */
export async function statusesToFollow(deps: Deps, programId: string): Promise<ReadonlyMap<string, boolean>> {
  const notes = await waitingOf(deps, ENTITY.memberStatus, programId);
  const memberIds = [...new Set(notes.map((item) => parseStatusNote(item).memberId))];
  const lookups = memberIds.map((memberId) => memberLookup(programId, memberId));
  const members = await lookUpAll(deps, lookups, { consistent: true });
  return new Map(memberIds.map((memberId, place) => [memberId, members[place]?.status === 'SUSPENDED']));
}

/** What the tallies say that entries were given in the round's present attempt, by their numbers: a moment behind the ballots. */
export function talliedVotes(
  deps: Deps,
  { programId, id: contestId, voteCounts }: Contest,
  { number: round, attempt }: RoundNow,
): Promise<ReadonlyMap<number, number>> {
  return getTallies(deps, { programId, contestId, round, attempt, isLive: voteCounts === 'LIVE' });
}
