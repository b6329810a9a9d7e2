import { isModerator, type Viewer } from '../../identity/viewer.ts';
import type { Deps } from '../../table/deps.ts';
import type { Contest } from '../contests/model.ts';
import { findContest } from '../contests/views.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { EntryStates } from './counts.ts';
import { readEntryId } from './ids.ts';
import type { ContestEntry } from './model.ts';
import type { Roster } from './roster.ts';
import { isShown } from './rules.ts';
import { cachedRoster, getContestEntries, getContestEntry, getEntryStates } from './store.ts';

/** Its author and those who keep order see an entry in every state, others while it shows. */
export const mayReadEntry = (entry: ContestEntry, viewer: Viewer): boolean =>
  isShown(entry) || entry.authorId === viewer.memberId || isModerator(viewer);

/** Undefined where there is none, and for one that the caller may not see. */
export async function findEntry(context: Context, id: string): Promise<ContestEntry | undefined> {
  const named = readEntryId(id);
  const scope = scopeOf(context);
  const contest = named && (await findContest(context.deps, scope, named.contestId));
  if (named === undefined || contest === undefined) return undefined;
  // Consistently: an author asks for an entry right after a change of it.
  const entry = await getContestEntry(context.deps, scope.program.id, named, { consistent: true });
  return entry !== undefined && mayReadEntry(entry, context.viewer) ? entry : undefined;
}

/** Which entries of a contest can be voted on: from memory, up to a minute behind. */
export const rosterOf = (deps: Deps, { programId, id }: Contest): Promise<Roster> =>
  cachedRoster(deps, programId, id);

/** How many entries of a contest are in each state, and were handed in on each day: seconds behind. */
export const entryStatesOf = (deps: Deps, { programId, id }: Contest): Promise<EntryStates> =>
  getEntryStates(deps, programId, id);

/** Entries of a contest by their numbers, as they are at this moment; those that are not there are left out. */
export async function entriesNow(
  deps: Deps,
  { programId, id }: Contest,
  numbers: readonly number[],
): Promise<ContestEntry[]> {
  const found = await getContestEntries(deps, programId, id, numbers, { consistent: true });
  return found.flatMap((entry) => entry ?? []);
}
