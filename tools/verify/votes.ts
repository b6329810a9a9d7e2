import { type Contest, contestModel } from '../../functions/features/contests/model.ts';
import type { ContestEntry } from '../../functions/features/entries/model.ts';
import { isFallen } from '../../functions/features/entries/rules.ts';
import { parseContestEntry } from '../../functions/features/entries/store.ts';
import { memberModel } from '../../functions/features/members/rules.ts';
import type { Ballot } from '../../functions/features/votes/ballot.ts';
import { ballotPartition, parseBallot } from '../../functions/features/votes/store.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

export type VoteReport = { ballots: number; problems: string[] };

/**
 * Checks, over items given in any order, that no ballot has more of the entries that are still in its contest than its policy gives, that
 * each stands in the partition of its voter, and that those of suspended members are struck in every contest that runs, and no
 * others. What a note says is still to follow is not yet so.
 */
export function createVoteCheck(): { add(item: Item): void; report(): VoteReport } {
  const ballots: { ballot: Ballot; PK: string }[] = [];
  const contests = new Map<string, Contest>();
  const secrets = new Map<string, Uint8Array>();
  const fallen = new Set<string>();
  const suspended = new Set<string>();
  const inDoubt = new Set<string>();
  const problems: string[] = [];
  const placeOf = (programId: string | undefined, id: string) => `${programId}/${id}`;

  function addReadable(item: Item): void {
    const programId = programOf(item);
    if (item.et === ENTITY.ballot) ballots.push({ ballot: parseBallot(item), PK: item.PK });
    else if (item.et === ENTITY.contest) {
      const contest = contestModel.parse(item);
      contests.set(placeOf(programId, contest.id), contest);
    } else if (item.et === ENTITY.contestSecret) {
      const [, contestId = ''] = /#CONTEST#([^#]+)$/.exec(item.PK) ?? [];
      if (item.bytes instanceof Uint8Array) secrets.set(placeOf(programId, contestId), item.bytes);
    } else if (item.et === ENTITY.contestEntry) {
      const entry = parseContestEntry(item);
      if (isFallen(entry)) fallen.add(entryPlace(entry));
    } else if (item.et === ENTITY.member) {
      const { id, status } = memberModel.parse(item);
      if (status === 'SUSPENDED') suspended.add(placeOf(programId, id));
    } else if (item.et === ENTITY.memberStatus) inDoubt.add(placeOf(programId, String(item.memberId)));
  }
  const entryPlace = ({
    programId,
    contestId,
    number,
  }: Pick<ContestEntry, 'programId' | 'contestId' | 'number'>) =>
    `${placeOf(programId, contestId)}/${number}`;

  function check({ ballot, PK }: { ballot: Ballot; PK: string }): void {
    const { programId, contestId, memberId, round, attempt, period } = ballot;
    const place = `${programId}/${contestId}: the ballot ${round}/${attempt}/${period} of ${memberId}`;
    const contest = contests.get(placeOf(programId, contestId));
    const policy = contest?.rounds[round - 1]?.votes;
    if (contest === undefined || policy === undefined) {
      problems.push(`${place} is of no round of a contest.`);
      return;
    }
    const isStanding = (number: number) => !fallen.has(entryPlace({ programId, contestId, number }));
    const given = Object.entries(ballot.votes).filter(([number]) => isStanding(Number(number)));
    const used = given.reduce((sum, [, [votes]]) => sum + votes, 0);
    if (used > policy.votesPerVoter)
      problems.push(`${place} has ${used} votes, and its policy gives ${policy.votesPerVoter}.`);
    for (const [number, [votes]] of given)
      if (votes > policy.votesPerEntry)
        problems.push(
          `${place} gives entry ${number} ${votes} votes, and its policy at most ${policy.votesPerEntry}.`,
        );
    const secret = secrets.get(placeOf(programId, contestId));
    if (secret === undefined || ballotPartition(secret, ballot) !== PK)
      problems.push(`${place} does not stand in the partition of its voter.`);
    const member = placeOf(programId, memberId);
    const runs = contest.status === 'OPEN' || contest.status === 'COUNTED';
    if (runs && !inDoubt.has(member) && ballot.suspended !== suspended.has(member))
      problems.push(
        `${place} is ${ballot.suspended ? 'struck, and its voter is not suspended' : 'not struck, and its voter is suspended'}.`,
      );
  }

  return {
    add(item) {
      try {
        addReadable(item);
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      for (const one of ballots) check(one);
      return { ballots: ballots.length, problems };
    },
  };
}
