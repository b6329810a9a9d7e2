import { Fault } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';
import type { Scope } from '../programs/scope.ts';
import type { Contest } from './model.ts';
import { mayRead } from './rules.ts';
import { cachedContest, cachedOpenContests, getContest } from './store.ts';

// Contests as other features ask for them: from memory where they were read in the last 30 seconds. A change of dates holds a
// minute after it was decided, so that everybody knows it by then.

/** Undefined where there is none, and for a contest that the caller may not read. */
export async function findContest(
  deps: Deps,
  { program, viewer }: Scope,
  contestId: string,
): Promise<Contest | undefined> {
  const contest = await cachedContest(deps, program.id, contestId);
  return contest !== undefined && mayRead(contest, viewer) ? contest : undefined;
}

/** As it is at this moment, whoever may read it. */
export const contestNow = (deps: Deps, programId: string, contestId: string): Promise<Contest | undefined> =>
  getContest(deps, programId, contestId);

/** The contest that something of ours belongs to. */
export async function contestOf(deps: Deps, programId: string, contestId: string): Promise<Contest> {
  const contest = await cachedContest(deps, programId, contestId);
  if (contest === undefined) throw new Fault('Something belongs to a contest that is not there.');
  return contest;
}

/** The contests of a program whose result is still to come. */
export const openContestsOf = (deps: Deps, programId: string): Promise<Contest[]> =>
  cachedOpenContests(deps, programId);
