import { isId } from '../../platform/ids.ts';
import type { Deps } from '../../table/deps.ts';
import { sealSecret } from '../../table/secrets.ts';
import type { Scope } from '../programs/scope.ts';
import type { Catalog } from './boards/catalog.ts';
import { namelessIdOf, readRecordId, readSeasonId, recordIdOf, unsealSubject } from './boards/ids.ts';
import { type Board, mayKnow } from './boards/rules.ts';
import { hasBegun, type KnownSeason, knownSeason, type SeasonView, seasonView } from './boards/seasons.ts';
import { cachedBoard } from './boards/store.ts';
import { type GetItem, getRecordsFor, mayFind, mayKnowWhose } from './records/operations.ts';
import type { RecordView } from './records/views.ts';

// What `node` finds of leaderboards: no more than the caller sees on the way from a board.

export async function findBoard(
  deps: Deps,
  { derived }: Catalog,
  scope: Scope,
  id: string,
): Promise<Board | undefined> {
  const board = isId('leaderboard', id)
    ? await cachedBoard(deps, scope.program.id, id)
    : await firstFound(derived.map(({ find }) => find(deps, scope, id)));
  return board !== undefined && mayKnow(board, scope.viewer, deps.now()) ? board : undefined;
}

const firstFound = async <T>(all: readonly Promise<T | undefined>[]): Promise<T | undefined> =>
  (await Promise.all(all)).find((one) => one !== undefined);

export async function findSeason(
  deps: Deps,
  catalog: Catalog,
  scope: Scope,
  id: string,
): Promise<SeasonView | undefined> {
  const named = readSeasonId(id);
  return named === undefined ? undefined : seasonOf(deps, catalog, scope, named);
}

/**
 * Only by the id that the caller knows it by: the one that says whose it is for those who may know that, the
 * nameless one for all others.
 */
export async function findRecord(
  deps: Deps,
  catalog: Catalog,
  scope: Scope,
  id: string,
  getItem: GetItem,
): Promise<RecordView | undefined> {
  const named = readRecordId(id);
  const found = named === undefined ? undefined : await seasonOf(deps, catalog, scope, named);
  if (named === undefined || found === undefined) return undefined;
  const season = knownSeason(catalog, found);
  const subject = await subjectOf(deps, season, id, named);
  if (subject === undefined) return undefined;
  const { viewer } = scope;
  const [record] = await getRecordsFor(deps, season, [subject], viewer, getItem);
  if (record === undefined) return undefined;
  const isThere =
    named.sealed === undefined
      ? await mayFind(record, viewer, getItem)
      : record.record.listed && !(await mayKnowWhose(record, viewer, getItem));
  return isThere ? record : undefined;
}

/** Undefined also for an id that is written otherwise than we write it. */
async function subjectOf(
  deps: Deps,
  season: KnownSeason,
  id: string,
  named: { subject?: string; sealed?: string },
): Promise<string | undefined> {
  const { board, key } = season;
  if (named.sealed !== undefined) {
    const secret = await sealSecret(deps);
    const subject = unsealSubject(secret, board, key, named.sealed);
    return subject !== undefined && namelessIdOf(secret, board, key, subject) === id ? subject : undefined;
  }
  const subject = season.subject.find(board.programId, named.subject ?? '');
  // A code can be named as it reads too; an id has one form.
  return subject !== undefined && recordIdOf(season, key, subject) === id ? subject : undefined;
}

async function seasonOf(
  deps: Deps,
  catalog: Catalog,
  scope: Scope,
  { boardId, season }: { boardId: string; season: string },
): Promise<SeasonView | undefined> {
  const board = await findBoard(deps, catalog, scope, boardId);
  return board !== undefined && hasBegun(board, scope.program, season, deps.now())
    ? seasonView(board, scope.program, season)
    : undefined;
}
