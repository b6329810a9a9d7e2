import { Fault } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';
import type { Contest } from '../contests/model.ts';
import { decidedSchedule } from '../contests/schedule.ts';
import { entryIdOf } from '../entries/ids.ts';
import type { Program } from '../programs/rules.ts';
import { RESULT_FORMAT, type ResultDocument, type ResultRound } from './document.ts';
import { ballotFileName } from './file-names.ts';
import type { CountedRound, Line, Result } from './model.ts';
import { getSums } from './store.ts';
import { linesOfResult } from './versions.ts';

/** What result.json says of a version that is published. Nothing that it is made of changes any more. */
export async function documentOf(
  deps: Deps,
  program: Program,
  contest: Contest,
  result: Result & { publishedAt: string },
): Promise<ResultDocument> {
  const lines = await linesOfResult(deps, result);
  const rounds: ResultRound[] = [];
  for (const counted of result.rounds) rounds.push(await roundOf(deps, contest, counted));
  return {
    format: RESULT_FORMAT,
    program: program.slug,
    contest: { id: contest.id, title: contest.title },
    version: result.resultVersion,
    previous: null,
    reason: null,
    times: { countedAt: result.countedAt, publishedAt: result.publishedAt },
    policy: {
      ties: contest.ties,
      holdsNewMembersDays: contest.holdsNewMembersDays,
      prizes: contest.prizes,
    },
    rounds,
    entries: lines
      .toSorted((left, right) => left.number - right.number)
      .map((line) => entryOf(contest, line)),
  };
}

async function roundOf(
  deps: Deps,
  contest: Contest,
  { round, attempt, pass, countedAt, files }: CountedRound,
): Promise<ResultRound> {
  const now = decidedSchedule(contest).rounds[round - 1];
  if (now?.voting == null) throw new Fault('A round without a vote was counted.');
  const { voting, scoring, votes, finalists } = now;
  const of = { programId: contest.programId, contestId: contest.id, round, attempt, pass };
  const { sums } = await getSums(deps, of);
  return {
    ...{ round, attempt, countedAt, scoring, votes },
    ...voting,
    finalists: finalists && { ...finalists, numbers: contest.finalists ?? [] },
    entries: [...sums]
      .map(([number, sum]) => ({ number, ...sum }))
      .sort((left, right) => left.number - right.number),
    files: files.map((file, shard) => ({ name: ballotFileName(round, shard), ...file })),
  };
}

const entryOf = (
  { id: contestId }: Contest,
  { number, state, submittedAt, votes, voters, rank, awards }: Line,
): ResultDocument['entries'][number] => ({
  id: entryIdOf({ contestId, number }),
  ...{ number, state, submittedAt, votes, voters, rank },
  prizes: awards.map(({ prize, state }) => ({ prize, state })),
});
