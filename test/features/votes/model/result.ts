import { expect } from 'vitest';
import { contestLookup } from '../../../../functions/features/contests/lookups.ts';
import { countRound } from '../../../../functions/features/results/due.ts';
import { linesOfResult, resultLookup } from '../../../../functions/features/results/versions.ts';
import { contestEntryKey, dueTimeOf, roundCountKey } from '../../../../functions/table/keys.ts';
import { disturbed, quietly } from './acting.ts';
import { ballotsOf, slotOf } from './ballots.ts';
import { closeOf } from './calendar.ts';
import type { Run } from './run.ts';
import { type CountStep, ENTRIES } from './story.ts';
import { truthOf } from './vote.ts';

// The result that must follow from the last round, whatever happened while it was counted.

/** Does what is due of the count of a second round. */
export async function countFinal(run: Run, step: CountStep): Promise<void> {
  if (run.contest.rounds.length < 2) return;
  const deps = run.schedulers[step.process];
  const item = await run.stage.table.get(roundCountKey(run.program.id, run.contest.id, 2));
  const isDue =
    item?.GSI2SK !== undefined && dueTimeOf(String(item.GSI2SK)).at <= run.stage.now().toISOString();
  if (deps === undefined || !isDue) return;
  const { gap } = run;
  run.gap = undefined;
  let { looks } = step;
  const work = () =>
    countRound(deps, run.program, item, () => {
      looks -= 1;
      return looks < 0;
    });
  const isOver = await disturbed(run, step.fault, work);
  if (isOver && step.isTwice) await work();
  run.gap = gap;
}

type Line = { number: number; votes: number; voters: number; held: number; struck: number };

/** So long after the last close all that is due of the count is done, when everything has come to rest. */
const COUNTED_MILLIS = 240_000;

/** When all is at rest and the last vote is over, the result is what the ballots and the entries say. */
export async function checkResult(run: Run): Promise<void> {
  const { stage, program, contest } = run;
  const [deps] = run.requests;
  const last = contest.rounds.length;
  const { key, parse } = contestLookup(program.id, contest.id);
  const now = await quietly(run, async () => parse(await stage.table.get(key)));
  const isOver = Date.parse(closeOf(run, last, '9999')) + COUNTED_MILLIS <= stage.now().getTime();
  if (now === undefined || deps === undefined || !isOver || now.status === 'PUBLISHED') return;
  expect(now.status, 'the votes are counted once all is at rest').toBe('COUNTED');
  const named = { programId: program.id, contestId: contest.id, resultVersion: now.countedVersion ?? 0 };
  const { key: resultKey, parse: parseResult } = resultLookup(named);
  const result = parseResult(await stage.table.get(resultKey));
  if (result === undefined) throw new Error('The version that was counted last is not there.');
  const lines = await quietly(run, () => linesOfResult(deps, result));
  const kept = lines
    .filter(({ state }) => state === 'STANDING')
    .map(({ number, votes, voters, held, struck, rank }) => [number, votes, voters, held, struck, rank])
    .sort();
  expect(kept, 'the result is what the ballots and the entries say').toEqual(await expected(run, last));
  run.seen.add(now.countedVersion === 1 ? 'RESULT' : 'RESULT ANEW');
}

async function expected(run: Run, last: number) {
  const { fallen } = await truthOf(run, '');
  const attempt = 1 + run.restarts.filter(({ round }) => round === last).length;
  const lines = new Map<number, Line>();
  for (let number = 1; number <= ENTRIES; number += 1) {
    const item = await run.stage.table.get(contestEntryKey(run.program.id, run.contest.id, number));
    if (item !== undefined && !fallen.has(number))
      lines.set(number, { number, votes: 0, voters: 0, held: 0, struck: 0 });
  }
  for (const ballot of ballotsOf(run)) {
    if (ballot.round !== last || ballot.attempt !== attempt) continue;
    const worth = ballot.suspended || ballot.struck ? 'struck' : ballot.state === 'HELD' ? 'held' : 'votes';
    for (const [number, votes] of Object.entries(run.given.get(slotOf(ballot)) ?? {})) {
      const line = lines.get(Number(number));
      if (line === undefined) continue;
      line[worth] += votes;
      if (worth === 'votes' && votes > 0) line.voters += 1;
    }
  }
  const all = [...lines.values()];
  const isRanked = ({ number, votes }: Line) =>
    votes > 0 && (last === 1 || run.finalists?.includes(number) === true);
  const isBetter = (one: Line, other: Line) =>
    one.votes > other.votes || (one.votes === other.votes && one.voters > other.voters);
  const ranked = all.filter(isRanked);
  return all
    .map((line) => {
      const rank = isRanked(line) ? 1 + ranked.filter((other) => isBetter(other, line)).length : null;
      return [line.number, line.votes, line.voters, line.held, line.struck, rank];
    })
    .sort();
}
