import type { Scope } from '../../identity/scope.ts';
import type { Deps } from '../../platform/deps.ts';
import { subjectOfBoard } from './edits.ts';
import { readRecordId, readSeasonId, recordIdOf } from './ids.ts';
import type { Board } from './rules.ts';
import { loadBoard } from './store.ts';
import {
  hasBegun,
  mayKnow,
  mayKnowRecord,
  type RecordView,
  readRecords,
  type SeasonView,
  seasonView,
} from './views.ts';

// What `node` finds of leaderboards: no more than the caller sees on the way from a board.

/** The board of that id; to members, one that they see. One trip at the most. */
export async function findBoard(deps: Deps, scope: Scope, id: string): Promise<Board | undefined> {
  const board = await loadBoard(deps, scope.program.id, id);
  return board !== undefined && mayKnow(board, scope.viewer, deps.now()) ? board : undefined;
}

/** The season of that id, when it has begun, of a board that the caller sees. One trip at the most. */
export async function findSeason(deps: Deps, scope: Scope, id: string): Promise<SeasonView | undefined> {
  const named = readSeasonId(id);
  return named === undefined ? undefined : seasonOf(deps, scope, named);
}

/** The record of that id, when the caller sees its board and itself. One trip beside the board's. */
export async function findRecord(deps: Deps, scope: Scope, id: string): Promise<RecordView | undefined> {
  const named = readRecordId(id);
  const season = named === undefined ? undefined : await seasonOf(deps, scope, named);
  if (named === undefined || season === undefined) return undefined;
  const subject = subjectOfBoard(season.board).find(season.board.programId, named.subject);
  // A code can be named as it reads too; an id has one form.
  if (subject === undefined || recordIdOf(season.board, season.key, subject) !== id) return undefined;
  const [record] = await readRecords(deps, season, [subject]);
  return record !== undefined && mayKnowRecord(record, scope.viewer) ? record : undefined;
}

async function seasonOf(
  deps: Deps,
  scope: Scope,
  { boardId, season }: { boardId: string; season: string },
): Promise<SeasonView | undefined> {
  const board = await findBoard(deps, scope, boardId);
  return board !== undefined && hasBegun(board, scope.program, season, deps.now())
    ? seasonView(board, scope.program, season)
    : undefined;
}
