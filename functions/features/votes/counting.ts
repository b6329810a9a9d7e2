import type { Deps } from '../../table/deps.ts';
import { waitingOf } from '../../table/due.ts';
import { ENTITY } from '../../table/entities.ts';
import { ballotsPartition } from '../../table/keys.ts';
import { lookUpAll } from '../../table/lookup.ts';
import { pagesOf } from '../../table/pages.ts';
import type { Contest } from '../contests/model.ts';
import type { RoundNow } from '../contests/schedule.ts';
import { memberLookup } from '../members/lookups.ts';
import { validVotes } from './ballot.ts';
import { parseBallot, parseStatusNote } from './store.ts';

// What a count reads of the ballots of a round.

/** What has to be known to say what of a ballot counts. */
export type Known = {
  /** The author of an entry, and whether it is still in the contest. */
  authorOf: (number: number) => string | undefined;
  isStanding: (number: number) => boolean;
  /** Of those whose ballots do not say it yet: whether they are suspended. */
  statuses: ReadonlyMap<string, boolean>;
};
type Valid = { memberId: string; votes: [number: number, votes: number][] };

const PAGE = 2_000;

/**
 * What counts of the ballots that stand in one of a contest's partitions, of the attempt that the round is in; those of one voter come
 * one after the other. A ballot with more votes than its voter had is logged, and does not count.
 */
export async function* validBallots(
  deps: Deps,
  { programId, id }: Contest,
  round: RoundNow,
  shard: number,
  { authorOf, isStanding, statuses }: Known,
): AsyncGenerator<Valid> {
  const partition = ballotsPartition(programId, id, shard);
  for await (const items of pagesOf(deps, { partition, limit: PAGE, consistent: true }))
    for (const item of items) {
      const ballot = parseBallot(item);
      const { memberId, attempt } = ballot;
      if (ballot.round !== round.number || attempt !== round.attempt) continue;
      const suspended = statuses.get(memberId) ?? ballot.suspended;
      const isOwn = (number: number) => authorOf(number) === memberId;
      const votes = validVotes({ ...ballot, suspended }, round, { isOwn, isStanding });
      if (votes !== undefined) yield { memberId, votes };
      else {
        const place = { programId, contestId: id, round: round.number, attempt };
        deps.log.error('A ballot holds more votes than its policy gives: none of it counts.', place);
      }
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
