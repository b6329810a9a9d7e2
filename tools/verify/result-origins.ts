import canonicalize from 'canonicalize';
import type { Contest } from '../../functions/features/contests/model.ts';
import { decidedSchedule, type RoundNow } from '../../functions/features/contests/schedule.ts';
import { fieldOfContest } from '../../functions/features/entries/field.ts';
import { memberLookup } from '../../functions/features/members/lookups.ts';
import { type BallotLine, readBallots } from '../../functions/features/results/ballot-files.ts';
import { lineOf } from '../../functions/features/results/ballot-writer.ts';
import { ballotFileName } from '../../functions/features/results/file-names.ts';
import type { Result } from '../../functions/features/results/model.ts';
import type { VoterStatus } from '../../functions/features/votes/ballot.ts';
import { type Known, validBallots } from '../../functions/features/votes/counting.ts';
import { getBallotSecrets } from '../../functions/features/votes/store.ts';
import { votersNow } from '../../functions/features/votes/voters.ts';
import { chunk } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { BALLOT_SHARDS } from '../../functions/table/keys.ts';
import { lookUpAll } from '../../functions/table/lookup.ts';
import type { ResultFiles } from './result-ballots.ts';

// Whether the ballots in the table are those of the files. That can be told while the secret of the contest stands: afterwards nothing
// leads from one to the other. What is said names receipts, and never whose they are.

export type Origins = {
  /** How many ballots of the table were compared. */
  ballots: number;
  /** How many count otherwise than in the files because of what their voters became since the count. */
  explained: number;
  problems: string[];
};

type Task = { deps: Deps; contest: Contest; result: Result; round: RoundNow; files: ResultFiles };

/**
 * Compares the last round of a version that was counted, and not corrected. Undefined where the secret of the contest is gone. Files that
 * are wrong by themselves are left out: `isWrong` tells which. In memory are the ballots of one partition.
 */
export async function compareBallots(
  deps: Deps,
  contest: Contest,
  result: Result,
  { files, isWrong }: { files: ResultFiles; isWrong: (name: string) => boolean },
): Promise<Origins | undefined> {
  const [secret] = await getBallotSecrets(deps, [contest]);
  const round = decidedSchedule(contest).rounds.at(-1);
  if (secret === undefined || round === undefined) return undefined;
  const task = { deps, contest, result, round, files };
  const field = await fieldOfContest(deps, contest);
  const known = {
    authorOf: (number: number) => field.get(number)?.authorId,
    isStanding: (number: number) => field.get(number)?.isStanding === true,
  };
  const found: Origins = { ballots: 0, explained: 0, problems: [] };
  for (let shard = 0; shard < BALLOT_SHARDS; shard += 1) {
    if (isWrong(ballotFileName(round.number, shard))) continue;
    const { ballots, explained, problems } = await compareShard(task, shard, known);
    found.ballots += ballots;
    found.explained += explained;
    found.problems.push(...problems);
  }
  return found;
}

/** A ballot whose state is another in the table than in its file. */
type Moved = { receipt: string; memberId: string; file: BallotLine['state']; table: BallotLine['state'] };

async function compareShard(task: Task, shard: number, known: Omit<Known, 'statuses'>): Promise<Origins> {
  const as = (statuses: Known['statuses']) => compareLines(task, shard, { ...known, statuses });
  const { ballots, ...first } = await as(new Map());
  if (first.moved.length === 0) return { ballots, explained: 0, problems: first.problems };
  // A count takes voters as they are; their ballots may never come to say it.
  const { moved, problems } = await as(await statusesOf(task, first.moved));
  const unexplained = await changedBefore(task, moved);
  const name = ballotFileName(task.round.number, shard);
  return {
    ballots,
    explained: moved.length - unexplained.length,
    problems: [
      ...problems,
      ...unexplained.map(
        ({ receipt, file, table }) => `${name}: the ballot ${receipt} is ${file}, and in the table ${table}.`,
      ),
    ],
  };
}

async function compareLines(
  { deps, contest, round, files }: Task,
  shard: number,
  known: Known,
): Promise<{ ballots: number; moved: Moved[]; problems: string[] }> {
  const name = ballotFileName(round.number, shard);
  const table = new Map<string, { memberId: string; state: BallotLine['state']; votes: string }>();
  for await (const ballot of validBallots(deps, contest, round, shard, known)) {
    const { ballot: receipt, state, votes } = lineOf(ballot);
    table.set(receipt, { memberId: ballot.memberId, state, votes: `${canonicalize(votes)}` });
  }
  const ballots = table.size;
  const problems: string[] = [];
  const moved: Moved[] = [];
  for await (const lines of readBallots(name, files.open(name)))
    for (const { ballot: receipt, state, votes } of lines) {
      const there = table.get(receipt);
      table.delete(receipt);
      if (there === undefined) problems.push(`${name}: the ballot ${receipt} is not in the table.`);
      else if (there.votes !== canonicalize(votes))
        problems.push(
          `${name}: the ballot ${receipt} has the votes ${canonicalize(votes)}, and in the table ${there.votes}.`,
        );
      else if (there.state !== state)
        moved.push({ receipt, memberId: there.memberId, file: state, table: there.state });
    }
  for (const receipt of table.keys())
    problems.push(`${name}: lacks the ballot ${receipt}, which is in the table.`);
  return { ballots, moved, problems };
}

const MEMBERS_AT_ONCE = 100;

async function statusesOf(
  { deps, contest }: Task,
  moved: readonly Moved[],
): Promise<ReadonlyMap<string, VoterStatus>> {
  const statuses = new Map<string, VoterStatus>();
  for (const some of chunk(moved, MEMBERS_AT_ONCE)) {
    const ids = some.map(({ memberId }) => memberId);
    for (const [place, status] of (await votersNow(deps, contest, ids)).entries())
      statuses.set(ids[place] ?? '', status);
  }
  return statuses;
}

/** Those of voters who are what they were when the votes were counted. */
async function changedBefore({ deps, contest, result }: Task, moved: readonly Moved[]): Promise<Moved[]> {
  const unexplained: Moved[] = [];
  for (const some of chunk(moved, MEMBERS_AT_ONCE)) {
    const lookups = some.map(({ memberId }) => memberLookup(contest.programId, memberId));
    const members = await lookUpAll(deps, lookups, { consistent: true });
    for (const [place, one] of some.entries()) {
      const isOfStatus = one.file === 'STRUCK' || one.table === 'STRUCK';
      const since = members[place]?.statusChangedAt ?? '';
      if (!isOfStatus || since <= result.countedAt) unexplained.push(one);
    }
  }
  return unexplained;
}
