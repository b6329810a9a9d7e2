import { accept, type Decision, refuse } from '../../../platform/errors.ts';
import type { ErrorCode } from '../../../platform/generated/enums.ts';
import { ConditionFailed, type Write } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import { optimistically } from '../../../table/optimistic.ts';
import { change, operation } from '../../programs/operation.ts';
import type { Program } from '../../programs/rules.ts';
import type { Scope } from '../../programs/scope.ts';
import type { Catalog } from './catalog.ts';
import {
  type Board,
  boardHash,
  checkBoard,
  closeBoard,
  closeBoardInput,
  createBoard,
  createBoardInput,
  defaultBoards,
  MAX_BOARDS,
  MAX_OPEN_BOARDS,
  updateBoard,
  updateBoardInput,
} from './rules.ts';
import {
  addToBoardCount,
  forgetBoards,
  getBoard,
  insertBoard,
  replaceBoard,
  takeFromBoardCount,
} from './store.ts';

/** For the transaction that makes the program. */
export function defaultBoardWrites(program: Pick<Program, 'id' | 'createdAt'>, by: string): Write[] {
  const boards = defaultBoards(program, by);
  return [...boards.map(insertBoard), addToBoardCount(program.id, boards.length)];
}

/**
 * The board counts what happens from its cut-over on, a minute from now; the past is added by the scheduler.
 * The same key with the same input answers the board that is there.
 */
export const createLeaderboard = ({ metricOf }: Pick<Catalog, 'metricOf'>) =>
  operation(createBoardInput, async (deps, scope, input) => {
    const metric = metricOf(input.metric);
    if (metric === undefined)
      return refuse(
        'INVALID_INPUT',
        `Nobody makes a leaderboard of ${input.metric}: it is there with what it follows from, as a contest whose counts are LIVE.`,
        ['metric'],
      );
    const checked = checkBoard(input, metric);
    if (!checked.ok) return checked;
    const { program, viewer } = scope;
    const board = createBoard(program, input, viewer.actorId, deps.now());
    try {
      await deps.table.transact([insertBoard(board), addToBoardCount(program.id, 1)]);
    } catch (error) {
      if (!(error instanceof ConditionFailed)) throw error;
      const known = await getBoard(deps, program.id, board.id);
      if (known === undefined) {
        const limits = `${MAX_OPEN_BOARDS} open leaderboards and ${MAX_BOARDS} in all`;
        return refuse('TOO_MANY_LEADERBOARDS', `A program has at most ${limits}. Close one that is over.`);
      }
      if (known.inputHash === boardHash(input)) return accept(known);
      return refuse(
        'IDEMPOTENCY_CONFLICT',
        'This idempotency key was used before with other input. Use a new key for a new leaderboard.',
        ['idempotencyKey'],
      );
    }
    forgetBoards(deps, program.id);
    deps.log.info('Leaderboard created.', { programId: program.id, boardId: board.id, by: viewer.actorId });
    return accept(board);
  });

export const updateLeaderboard = change(updateBoardInput, async (deps, scope, { leaderboardId, ...patch }) =>
  changeBoard(deps, scope, leaderboardId, 'Leaderboard changed.', (board) =>
    updateBoard(board, patch, deps.now()),
  ),
);

/** Its records stay as they are from the cut-over on, a minute from now. */
export const closeLeaderboard = operation(closeBoardInput, async (deps, scope, { leaderboardId }) => {
  const close = (board: Board) => accept(closeBoard(board, deps.now()));
  return changeBoard(deps, scope, leaderboardId, 'Leaderboard closed.', close, [
    takeFromBoardCount(scope.program.id),
  ]);
});

function changeBoard<C extends ErrorCode = never>(
  deps: Deps,
  { program, viewer }: Scope,
  boardId: string,
  message: string,
  decide: (board: Board) => Decision<Board, C>,
  besides: readonly Write[] = [],
): Promise<Decision<Board, C | 'NOT_FOUND'>> {
  return optimistically(async () => {
    const before = await getBoard(deps, program.id, boardId);
    if (before === undefined)
      return refuse(
        'NOT_FOUND',
        'This program has no such leaderboard to change. One of a contest follows from the contest.',
        ['leaderboardId'],
      );
    const decided = decide(before);
    if (!decided.ok || decided.value === before) return decided;
    await deps.table.transact([replaceBoard(before, decided.value), ...besides]);
    forgetBoards(deps, program.id);
    deps.log.info(message, { programId: program.id, boardId, by: viewer.actorId });
    return decided;
  });
}
