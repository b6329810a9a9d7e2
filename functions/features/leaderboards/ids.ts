import { ID_PREFIX } from '../../platform/ids.ts';
import { subjectOfBoard } from './edits.ts';
import type { Board } from './rules.ts';

// The ids of seasons and records, by which caches of callers tell them apart. They say all that is needed to fetch what they
// name, so nothing is stored for them: `lbs_<board>_<season>` and `rec_<board>_<season>_<id of the subject>`.

/** A board's id without its prefix: unique in the deployment. */
const bare = ({ id }: Pick<Board, 'id'>) => id.slice(ID_PREFIX.leaderboard.length + 1);

export const seasonIdOf = (board: Board, season: string): string =>
  `${ID_PREFIX.leaderboardSeason}_${bare(board)}_${season}`;

/** `subjectId` is the one that records are stored by. */
export const recordIdOf = (board: Board, season: string, subjectId: string): string =>
  `${ID_PREFIX.rankedRecord}_${bare(board)}_${season}_${subjectOfBoard(board).idOf(board.programId, subjectId)}`;

const boardIdOf = (bareId: string) => `${ID_PREFIX.leaderboard}_${bareId}`;

/** What a season's id names, or undefined for other text. Whether there is such a board and season is not looked at. */
export function readSeasonId(id: string): { boardId: string; season: string } | undefined {
  const [prefix, board, season, ...more] = id.split('_');
  const isOne = prefix === ID_PREFIX.leaderboardSeason && more.length === 0;
  return isOne && board !== undefined && season !== undefined
    ? { boardId: boardIdOf(board), season }
    : undefined;
}

/** What a record's id names, or undefined for other text. `subject` is the id by which callers name it. */
export function readRecordId(id: string): { boardId: string; season: string; subject: string } | undefined {
  const [prefix, board, season, ...subject] = id.split('_');
  const isOne = prefix === ID_PREFIX.rankedRecord && subject.length > 0;
  return isOne && board !== undefined && season !== undefined
    ? { boardId: boardIdOf(board), season, subject: subject.join('_') }
    : undefined;
}
