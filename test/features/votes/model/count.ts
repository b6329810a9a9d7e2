import { expect } from 'vitest';
import { contestLookup } from '../../../../functions/features/contests/lookups.ts';
import { countRound } from '../../../../functions/features/results/due.ts';
import { getSums, parseRoundCount, type RoundCount } from '../../../../functions/features/results/store.ts';
import { parseBallot } from '../../../../functions/features/votes/store.ts';
import type { Item } from '../../../../functions/table/client.ts';
import { ENTITY } from '../../../../functions/table/entities.ts';
import { dueTimeOf, roundCountKey } from '../../../../functions/table/keys.ts';
import { disturbed, quietly } from './acting.ts';
import { slotOf } from './ballots.ts';
import { closeOf } from './calendar.ts';
import type { Run } from './run.ts';
import type { CountStep } from './story.ts';
import { truthOf } from './vote.ts';

// The count of the first round, and the finalists that must follow from it.

/** So many go on. */
export const GO_ON = 2;
const SHARDS = 64;
const NONE = { votes: 0, voters: 0, held: 0, struck: 0 };

const itemNow = ({ stage, program, contest }: Run) =>
  stage.table.get(roundCountKey(program.id, contest.id, 1));
const finalistsNow = async ({ stage, program, contest }: Run) => {
  const { key, parse } = contestLookup(program.id, contest.id);
  return parse(await stage.table.get(key))?.finalists ?? null;
};

/** Does what is due of the count. Nothing else happens meanwhile, and much between two parts of it. */
export async function count(run: Run, step: CountStep): Promise<void> {
  const deps = run.schedulers[step.process];
  const item = await itemNow(run);
  if (deps === undefined || !isDue(run, item)) return;
  const { gap } = run;
  run.gap = undefined;
  let { looks } = step;
  const work = () =>
    countRound(deps, run.program, item, () => {
      looks -= 1;
      return looks < 0;
    });
  const isOver = await checked(run, () => disturbed(run, step.fault, work));
  if (isOver && step.isTwice) await checked(run, work);
  run.gap = gap;
}

/** Does a part of a count, and looks at what it has come to. */
async function checked<T>(run: Run, work: () => Promise<T>): Promise<T> {
  const countNow = () => quietly(run, async () => parseRoundCount((await itemNow(run)) as Item));
  const before = await countNow();
  const known = await finalistsNow(run);
  const answer = await work();
  const after = await countNow();
  await enterSums(run, before, after);
  const present = await quietly(run, () => finalistsNow(run));
  setFinalists(run, present);
  if (after.shards < SHARDS || after.countedAt === null) {
    expect(present, 'finalists are chosen when all is counted').toEqual(known);
    if (after.shards > before.shards) run.seen.add('PARTLY COUNTED');
    return answer;
  }
  await checkSums(run, after);
  const final = run.contest.rounds[1]?.voting?.opensAt ?? '';
  const isSettled = known !== null && Date.parse(final) - 60_000 <= run.stage.now().getTime();
  const isByVotes = run.told.isByVotes && run.contest.rounds.length > 1;
  const isChosen = isByVotes && after.version > before.version;
  if (isChosen && !isSettled)
    expect(present, 'the finalists are those with most votes').toEqual(await best(run));
  else expect(present, 'finalists that are settled stay').toEqual(known);
  run.seen.add(after.pass === 1 ? 'COUNTED' : 'COUNTED ANEW');
  return answer;
}

export function setFinalists(run: Run, finalists: number[] | null): void {
  if (JSON.stringify(run.finalists) === JSON.stringify(finalists)) return;
  run.finalists = finalists;
  run.finalistsAt = run.stage.now().toISOString();
}

function isDue({ stage }: Run, item: Item | undefined): item is Item {
  return item?.GSI2SK !== undefined && dueTimeOf(String(item.GSI2SK)).at <= stage.now().toISOString();
}

const attemptOf = ({ restarts }: Run) => 1 + restarts.filter(({ round }) => round === 1).length;

/** Enters what stood in the partitions that were counted this time. */
async function enterSums(run: Run, before: RoundCount, after: RoundCount): Promise<void> {
  const attempt = attemptOf(run);
  const isNew = after.pass > before.pass;
  if (isNew) run.counted.clear();
  const from = isNew ? 0 : before.shards;
  for (const item of run.stage.all()) {
    if (item.et !== ENTITY.ballot) continue;
    const shard = Number(item.PK.split('#').at(-1));
    if (shard < from || shard >= after.shards) continue;
    const ballot = parseBallot(item);
    const { isSuspended, isStruck } = await truthOf(run, ballot.memberId);
    const isHeld = ballot.state === 'HELD';
    const worth = isSuspended || isStruck ? 'struck' : isHeld ? 'held' : 'votes';
    if (worth !== 'votes') run.seen.add(isHeld ? 'HELD NOT COUNTED' : 'NOT COUNTED');
    if (ballot.round !== 1 || ballot.attempt !== attempt) continue;
    for (const [number, votes] of Object.entries(run.given.get(slotOf(ballot)) ?? {})) {
      const sum = run.counted.get(Number(number)) ?? NONE;
      const voters = sum.voters + (worth === 'votes' ? 1 : 0);
      run.counted.set(Number(number), { ...sum, voters, [worth]: sum[worth] + votes });
    }
  }
}

/** What stands in all partitions' sums is what their ballots said when each was counted. */
async function checkSums(run: Run, { pass }: RoundCount): Promise<void> {
  const [deps] = run.schedulers;
  if (deps === undefined) return;
  const { programId, id: contestId } = run.contest;
  const of = { programId, contestId, round: 1, attempt: attemptOf(run), pass };
  const { sums } = await quietly(run, () => getSums(deps, of));
  const lines = (all: ReadonlyMap<number, typeof NONE>) =>
    [...all].map(([number, { votes, voters, held, struck }]) => [number, votes, voters, held, struck]).sort();
  expect(lines(sums), 'the sums are what the ballots say').toEqual(lines(run.counted));
}

async function best(run: Run): Promise<number[]> {
  const { fallen } = await truthOf(run, '');
  const left = [...run.counted].filter(([number, { votes }]) => votes > 0 && !fallen.has(number));
  left.sort(
    ([number, one], [other, two]) => two.votes - one.votes || two.voters - one.voters || number - other,
  );
  return left
    .slice(0, GO_ON)
    .map(([number]) => number)
    .sort((one, other) => one - other);
}

/** When all is at rest, a first vote that is over has been counted. */
export function checkCounted(run: Run): void {
  if (!run.told.isByVotes || run.contest.rounds.length < 2) return;
  const isOver = Date.parse(closeOf(run, 1, '9999')) + 60_000 <= run.stage.now().getTime();
  expect(run.finalists !== null, 'finalists are known when the first vote is over').toBe(isOver);
}
