import { ConditionFailed, chunk, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { BALLOT_SHARDS } from '../../table/keys.ts';
import { lookUp } from '../../table/lookup.ts';
import { contestLookup } from '../contests/lookups.ts';
import type { Contest, Window } from '../contests/model.ts';
import { seeFinalists, stageFinalistsByVotes } from '../contests/operations.ts';
import {
  countableFrom,
  decidedSchedule,
  lastLookAt,
  nextLookAt,
  type RoundNow,
} from '../contests/schedule.ts';
import { fieldOf, fieldOfContest, type InField } from '../entries/field.ts';
import type { Program } from '../programs/rules.ts';
import { type Known, statusesToFollow, validBallots } from '../votes/counting.ts';
import {
  getSums,
  parseRoundCount,
  putSums,
  type RoundCount,
  replaceCount,
  roundCountLookup,
} from './store.ts';
import { byVotes, createSums, inOrder, mostFirst, type Sums } from './sums.ts';

// The count of a round. It adds up the ballots themselves, one partition after another, and keeps what each comes to; the
// finalists follow from those sums and from the entries that are in the contest at that moment.

const SHARDS_AT_ONCE = 4;

/** What is done for a count at a moment. */
type Task = { contest: Contest; count: RoundCount; round: RoundNow & { voting: Window } };

/**
 * Counts a round whose vote is over. Safe to repeat and to stop at any moment: what is done of it is written under the version of the
 * count that it was done for, so that of two that count at once one goes on.
 */
export async function countRound(
  deps: Deps,
  program: Program,
  item: Item,
  isOver: () => boolean,
): Promise<void> {
  try {
    await goOn(deps, program, parseRoundCount(item), isOver);
  } catch (error) {
    // Somebody else is ahead: the item stays due if they did not come to its end.
    if (!(error instanceof ConditionFailed)) throw error;
  }
}

async function goOn(deps: Deps, program: Program, named: RoundCount, isOver: () => boolean): Promise<void> {
  const wanted = { count: roundCountLookup(named), contest: contestLookup(program.id, named.contestId) };
  const { count, contest } = await lookUp(deps, wanted, { consistent: true });
  if (count === undefined || contest === undefined) return;
  const round = decidedSchedule(contest).rounds[count.round - 1];
  if (contest.status !== 'OPEN' || round?.voting == null) return moveTo(deps, count, null);
  const now = deps.now().toISOString();
  const from = countableFrom(round.voting);
  if (now < from) return moveTo(deps, count, from);
  const task = { contest, count: passAt(contest, count, now), round: { ...round, voting: round.voting } };
  const summed = await sumUp(deps, task, isOver);
  if (summed !== undefined) await choose(deps, { ...task, count: summed });
}

/** For the last look all is summed anew: who was suspended since does not count, and who is back does. */
function passAt(contest: Contest, count: RoundCount, now: string): RoundCount {
  const last = lastLookAt(contest);
  const isLast = count.pass === 1 && count.countedAt !== null && last !== undefined && last <= now;
  return isLast ? { ...count, pass: 2, shards: 0 } : count;
}

const moveTo = async (deps: Deps, count: RoundCount, dueAt: string | null): Promise<void> =>
  deps.table.write(replaceCount(count, next(count), dueAt));

const next = (count: RoundCount, change: Partial<RoundCount> = {}): RoundCount => ({
  ...count,
  ...change,
  version: count.version + 1,
});

/** Undefined where time was over before all were summed. */
async function sumUp(deps: Deps, task: Task, isOver: () => boolean): Promise<RoundCount | undefined> {
  const { contest, round } = task;
  let { count } = task;
  if (count.shards === BALLOT_SHARDS) return count;
  const field = await fieldOfContest(deps, contest);
  const known: Known = {
    authorOf: (number) => field.get(number)?.authorId,
    isStanding: (number) => field.get(number)?.isStanding === true,
    statuses: await statusesToFollow(deps, contest.programId),
  };
  const all = Array.from({ length: BALLOT_SHARDS }, (_, shard) => shard);
  for (const shards of chunk(all.slice(count.shards), SHARDS_AT_ONCE)) {
    if (isOver()) return undefined;
    const summed = await Promise.all(shards.map((shard) => sumShard(deps, task, shard, known)));
    for (const [place, sums] of summed.entries()) {
      const after = next(count, { shards: count.shards + 1 });
      const puts = putSums(sumsOf(task), shards[place] ?? 0, sums);
      await deps.table.transact([...puts, replaceCount(count, after, countableFrom(round.voting))]);
      count = after;
    }
  }
  return count;
}

const sumsOf = ({
  contest: { programId, id: contestId },
  count: { pass },
  round: { number: round, attempt },
}: Task) => ({
  programId,
  contestId,
  round,
  attempt,
  pass,
});

async function sumShard(deps: Deps, { contest, round }: Task, shard: number, known: Known): Promise<Sums> {
  const { sums, add } = createSums();
  for await (const { memberId, votes } of validBallots(deps, contest, round, shard, known))
    add(memberId, votes);
  return sums;
}

const LOOKED_AT = 100;

/** The best of those that are in the contest, so many and more: entries are looked at from the most votes on, until none could be better. */
async function bestOf(deps: Deps, contest: Contest, sums: Sums, count: number): Promise<InField[]> {
  const standing: InField[] = [];
  const sumOf = (number: number | undefined) => sums.get(number ?? 0) ?? { votes: 0, voters: 0 };
  for (const numbers of chunk(mostFirst(sums), LOOKED_AT)) {
    const [first] = numbers;
    const last = standing[count - 1];
    if (last !== undefined && byVotes(sumOf(last.number), sumOf(first)) < 0) break;
    const field = await fieldOf(deps, contest, numbers);
    standing.push(...numbers.flatMap((number) => field.get(number) ?? []).filter((one) => one.isStanding));
  }
  return inOrder(standing, sums);
}

/** Writes the finalists that the sums and the entries say, again and again until their vote is about to open: some leave. */
async function choose(deps: Deps, task: Task): Promise<void> {
  const { contest, count, round } = task;
  const sums = await getSums(deps, sumsOf(task));
  const best = await bestOf(deps, contest, sums, round.finalists?.count ?? 0);
  const { after, writes } = stageFinalistsByVotes(
    deps,
    contest,
    best.map(({ number }) => number),
  );
  const now = deps.now().toISOString();
  const counted = next(count, { countedAt: count.countedAt ?? now });
  const dueAt = nextLookAt(contest, now) ?? null;
  await deps.table.transact([...writes, replaceCount(count, counted, dueAt)]);
  seeFinalists(deps, contest);
  const { programId, id: contestId, finalists } = after;
  if (writes.length > 0)
    deps.log.info('Finalists chosen by votes.', { programId, contestId, finalists: finalists?.length });
}
