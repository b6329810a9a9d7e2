import { isModerator, type Viewer } from '../../identity/viewer.ts';
import { findContest } from '../contests/views.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { readEntryId } from './ids.ts';
import { type ContestEntry, isShown } from './rules.ts';
import { getContestEntry } from './store.ts';

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
