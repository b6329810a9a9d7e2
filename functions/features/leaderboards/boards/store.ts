import { isId } from '../../../platform/ids.ts';
import { cached } from '../../../table/cached.ts';
import type { Item, Write } from '../../../table/client.ts';
import { type Connection, type PageRequest, pageOf } from '../../../table/cursor.ts';
import type { Deps } from '../../../table/deps.ts';
import { ENTITY } from '../../../table/entities.ts';
import { boardCountKey, boardKey, boardsPartition, dueIndex } from '../../../table/keys.ts';
import { lookUpOne, lookup } from '../../../table/lookup.ts';
import { increment, insert, replace, update } from '../../../table/writes.ts';
import { type Board, boardModel, isBackfilling, MAX_BOARDS, MAX_OPEN_BOARDS } from './rules.ts';

/** The kind of its seasons is stored as `season`: the name is older than ours. */
export const parseBoard = (item: Item): Board => boardModel.parse({ ...item, seasonKind: item.season });

/** As every request and the projector see them: from memory when read in the last 30 seconds. */
export const cachedBoards = (deps: Deps, programId: string): Promise<Board[]> => boards.get(deps, programId);

async function getBoards(deps: Deps, programId: string): Promise<Board[]> {
  const { items } = await deps.table.query({
    partition: boardsPartition(programId),
    limit: MAX_BOARDS,
    consistent: true,
  });
  return items.map(parseBoard);
}

const boards = cached('boards', getBoards);

/** Lets this process see a change at once; others follow within 30 seconds. */
export const forgetBoards = boards.forget;

/** From memory; read again when it is not known there. */
export async function cachedBoard(
  deps: Deps,
  programId: string,
  boardId: string,
): Promise<Board | undefined> {
  const known = (await cachedBoards(deps, programId)).find(({ id }) => id === boardId);
  return known ?? getBoard(deps, programId, boardId);
}

export async function getBoard(deps: Deps, programId: string, boardId: string): Promise<Board | undefined> {
  if (!isId('leaderboard', boardId)) return undefined;
  return lookUpOne(deps, lookup(boardKey(programId, boardId), parseBoard), { consistent: true });
}

/** A page of these boards, earliest made first. */
export function listBoards(
  deps: Deps,
  programId: string,
  boards: readonly Board[],
  page: PageRequest,
): Promise<Connection<Board>> {
  const sortKeyOf = ({ createdAt, name, id }: Board) => `${createdAt} ${name} ${id}`;
  const sorted = boards.toSorted((left, right) => (sortKeyOf(left) < sortKeyOf(right) ? -1 : 1));
  return pageOf(deps, boardsPartition(programId), sorted, page, sortKeyOf);
}

function toItem(board: Board): Item {
  const key = boardKey(board.programId, board.id);
  const due = isBackfilling(board) ? dueIndex(key, board.backfill.startsAt, ENTITY.leaderboard) : {};
  const { seasonKind, ...rest } = board;
  return { ...key, ...due, et: ENTITY.leaderboard, ...rest, season: seasonKind };
}

export const insertBoard = (board: Board): Write => insert(toItem(board));

export const replaceBoard = (before: Board, after: Board): Write => replace(toItem(after), before.version);

/** Fails at a limit. `made` may be several only where there were none. */
export const addToBoardCount = (programId: string, made: number): Write =>
  increment(
    boardCountKey(programId),
    { open: { by: made, limit: MAX_OPEN_BOARDS }, total: { by: made, limit: MAX_BOARDS } },
    { et: ENTITY.boardCount },
  );

export const takeFromBoardCount = (programId: string): Write =>
  update(boardCountKey(programId), { add: { open: -1 } });
