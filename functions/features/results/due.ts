import { Fault } from '../../platform/errors.ts';
import { ConditionFailed, chunk, type Item } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { BALLOT_SHARDS } from '../../table/keys.ts';
import { lookUp, lookUpOne } from '../../table/lookup.ts';
import { isHeldBack } from '../contests/changes.ts';
import { contestLookup } from '../contests/lookups.ts';
import type { Contest, Window } from '../contests/model.ts';
import { seeContest, stageCounted, stageFinalistsByVotes } from '../contests/operations.ts';
import {
  countableFrom,
  decidedSchedule,
  hasResultToCome,
  isTooLateForFinalists,
  lastLookAt,
  later,
  nextLookAt,
  type RoundNow,
} from '../contests/schedule.ts';
import { fieldOf, fieldOfContest, type InField } from '../entries/field.ts';
import type { Program } from '../programs/rules.ts';
import {
  type Known,
  releasesPending,
  statusesToFollow,
  talliedVotes,
  validBallots,
} from '../votes/counting.ts';
import { lineOf, putBallots } from './ballot-writer.ts';
import { TALLIES_DIFFER } from './lines.ts';
import type { CountedRound, Result } from './model.ts';
import { publish } from './operations.ts';
import { awarded } from './prizes.ts';
import { inOrder } from './ranks.ts';
import { differencesOf, linesOf } from './standings.ts';
import {
  getSums,
  parseRoundCount,
  putSums,
  type RoundCount,
  replaceCount,
  roundCountLookup,
  type ShardSums,
} from './store.ts';
import { addBallot, byVotes, mostFirst, NOTHING, type Sums } from './sums.ts';
import { insertResult, putLines } from './versions.ts';

// The count of a round. It adds up the ballots themselves, one partition after another, and keeps what each comes to. From those sums
// and from the entries that are in the contest at that moment follow the finalists, or the result.

const SHARDS_AT_ONCE = 2;

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
  const { rounds } = decidedSchedule(contest);
  const round = rounds[count.round - 1];
  if (!hasResultToCome(contest) || round?.voting == null) return moveTo(deps, count, null);
  const now = deps.now().toISOString();
  const from = countableFrom(round.voting);
  if (now < from) return moveTo(deps, count, from);
  const task = { contest, count: passAt(contest, count, now), round: { ...round, voting: round.voting } };
  const isFinal = count.round === rounds.length;
  // It stays due: votes that were released before it began count. The last look at finalists cannot wait.
  const mayWait = task.count.shards === 0 && (isFinal || task.count.pass === 1);
  if (mayWait && (await releasesPending(deps, contest))) return;
  const summed = await sumUp(deps, task, isOver);
  if (summed === undefined) return;
  const next = { ...task, count: summed };
  if (isFinal) await conclude(deps, next);
  else if (round.finalists?.chosenBy === 'VOTES') await choose(deps, next);
  else await settle(deps, next);
}

/**
 * All is summed anew for the last look at finalists, and where something was decided since that may change what follows: who was
 * suspended does not count, and who is back does.
 */
function passAt(contest: Contest, count: RoundCount, now: string): RoundCount {
  const last = lastLookAt(contest);
  const final = contest.rounds[1]?.voting ?? null;
  // One that comes too late changes nobody, and what was counted for the finalists stays.
  const isToCome = final !== null && !isTooLateForFinalists(final, now);
  const isLast =
    isToCome &&
    count.round < contest.rounds.length &&
    count.pass === 1 &&
    count.countedAt !== null &&
    last !== undefined &&
    last <= now;
  const pass = isLast ? 2 : count.wanted;
  return pass === count.pass
    ? count
    : { ...count, pass, wanted: pass, shards: 0, summedAt: null, countedAt: isLast ? count.countedAt : null };
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
    statuses: await statusesToFollow(deps, contest),
  };
  const all = Array.from({ length: BALLOT_SHARDS }, (_, shard) => shard);
  for (const shards of chunk(all.slice(count.shards), SHARDS_AT_ONCE)) {
    if (isOver()) return undefined;
    const summed = await Promise.all(shards.map((shard) => sumShard(deps, task, shard, known)));
    for (const [place, sums] of summed.entries()) {
      const isLast = count.shards + 1 === BALLOT_SHARDS;
      const summedAt = isLast ? deps.now().toISOString() : null;
      const after = next(count, { shards: count.shards + 1, summedAt });
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

async function sumShard(
  deps: Deps,
  { contest, round }: Task,
  shard: number,
  known: Known,
): Promise<ShardSums> {
  const sums: Sums = new Map();
  async function* lines() {
    for await (const ballot of validBallots(deps, contest, round, shard, known)) {
      addBallot(sums, ballot);
      yield lineOf(ballot);
    }
  }
  const file = await putBallots(deps, contest, lines());
  return { sums, file };
}

const LOOKED_AT = 100;

/** The best of those that are in the contest, so many and more: entries are looked at from the most votes on, until none could be better. */
async function bestOf(deps: Deps, contest: Contest, sums: Sums, count: number): Promise<InField[]> {
  const standing: InField[] = [];
  const sumOf = (number: number | undefined) => sums.get(number ?? 0) ?? NOTHING;
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
  const { sums } = await getSums(deps, sumsOf(task));
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
  seeContest(deps, contest);
  const { programId, id: contestId, finalists } = after;
  if (writes.length > 0)
    deps.log.info('Finalists chosen by votes.', { programId, contestId, finalists: finalists?.length });
}

/** The first round of a contest whose finalists an organizer chooses. */
async function settle(deps: Deps, { count }: Task): Promise<void> {
  const countedAt = count.countedAt ?? deps.now().toISOString();
  await deps.table.write(replaceCount(count, next(count, { countedAt }), null));
}

/** Makes a version of the result of the sums of the last round; a version that is there is published at its date. */
async function conclude(deps: Deps, task: Task): Promise<void> {
  const { contest, count } = task;
  if (count.countedAt === null) return countOut(deps, task);
  const { resultsAt } = decidedSchedule(contest);
  const isAlone = resultsAt === null || isHeldBack(contest);
  if (isAlone) return moveTo(deps, count, null);
  if (deps.now().toISOString() < resultsAt) return moveTo(deps, count, resultsAt);
  const published = await publish(deps, contest, count.pass, null);
  if (!published.ok) throw new Fault(published.refusal.message);
}

/** So long a count waits for tallies that say something else: the ballots decide. */
const TALLIES_MILLIS = 15 * 60_000;
const LOOK_AGAIN_MILLIS = 60_000;

async function countOut(deps: Deps, task: Task): Promise<void> {
  const { contest, count, round } = task;
  const now = deps.now().toISOString();
  const before = await roundsBefore(deps, contest);
  // The rounds before were over long ago; a count of one that is late comes first.
  if (before === undefined) return moveTo(deps, count, later(now, LOOK_AGAIN_MILLIS));
  const { sums, files } = await getSums(deps, sumsOf(task));
  const differences = differencesOf(sums, await talliedVotes(deps, contest, round));
  if (differences > 0 && now < later(count.summedAt ?? now, TALLIES_MILLIS))
    return moveTo(deps, count, later(now, LOOK_AGAIN_MILLIS));
  const named = { programId: contest.programId, contestId: contest.id, resultVersion: count.pass };
  if (differences > 0)
    deps.log.error(TALLIES_DIFFER, {
      ...named,
      differences,
    });
  // Lines are written under the version of the count, so that who is slow writes none over those that a result has.
  let present = count;
  const ranked = linesOf(contest, await fieldOfContest(deps, contest), [
    ...before.map((one) => one.sums),
    sums,
  ]);
  const lines = await awarded(deps, contest, named, ranked);
  for (const put of putLines(named, lines)) {
    const after = next(present);
    await deps.table.transact([put, replaceCount(present, after, now)]);
    present = after;
  }
  const result: Result = {
    ...named,
    ...{ countedAt: now, publishedAt: null, publishedBy: null, version: 1 },
    ...{ entries: lines.length, differences, signed: null, filedAt: null },
    rounds: [
      ...before.map(({ counted }) => counted),
      { round: round.number, attempt: round.attempt, pass: count.pass, countedAt: now, files },
    ],
  };
  const { after, writes } = stageCounted(deps, contest, count.pass);
  const { resultsAt } = decidedSchedule(after);
  const dueAt = isHeldBack(after) ? null : resultsAt;
  const over = replaceCount(present, next(present, { countedAt: now }), dueAt);
  await deps.table.transact([insertResult(result), ...writes, over]);
  seeContest(deps, contest);
  deps.log.info('Votes of a contest counted.', named);
}

/** What the rounds before the last one came to; undefined where one is not counted yet. */
async function roundsBefore(
  deps: Deps,
  contest: Contest,
): Promise<{ sums: Sums; counted: CountedRound }[] | undefined> {
  const { programId, id: contestId } = contest;
  const found: { sums: Sums; counted: CountedRound }[] = [];
  for (const { number: round, attempt } of decidedSchedule(contest).rounds.slice(0, -1)) {
    const count = await lookUpOne(deps, roundCountLookup({ programId, contestId, round }), {
      consistent: true,
    });
    if (count === undefined || count.shards < BALLOT_SHARDS || count.countedAt === null) return undefined;
    const { pass, countedAt } = count;
    const { sums, files } = await getSums(deps, { programId, contestId, round, attempt, pass });
    found.push({ sums, counted: { round, attempt, pass, countedAt, files } });
  }
  return found;
}
