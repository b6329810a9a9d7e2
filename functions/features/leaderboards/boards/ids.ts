import { ID_PREFIX } from '../../../platform/ids.ts';
import { seal, unseal } from '../../../table/seal.ts';
import type { KnownBoard } from './catalog.ts';
import type { Board } from './rules.ts';

// The ids of seasons and records, by which caches of callers tell them apart. They say all that is needed to
// fetch what they name, so nothing is stored for them: `lbs_<board>_<season>` and `rec_<board>_<season>_<id
// of the subject>`. For a caller who may not know whose a record is, its id is `rec_<board>_<season>_<what
// only we can read>`: under the id that it had before, an app would still show the name that it has kept.

/** A board's id without its prefix: unique in the deployment. */
const bare = ({ id }: Pick<Board, 'id'>) => id.slice(ID_PREFIX.leaderboard.length + 1);

export const seasonIdOf = (board: Board, season: string): string =>
  `${ID_PREFIX.leaderboardSeason}_${bare(board)}_${season}`;

const recordPrefixOf = (board: Board, season: string) =>
  `${ID_PREFIX.rankedRecord}_${bare(board)}_${season}_`;

/** `subjectId` is the one that records are stored by. */
export const recordIdOf = ({ board, subject }: KnownBoard, season: string, subjectId: string): string =>
  `${recordPrefixOf(board, season)}${subject.idOf(board.programId, subjectId)}`;

/** For a caller who may not know whose it is. `secret` is the deployment's. */
export const namelessIdOf = (secret: string, board: Board, season: string, subjectId: string): string =>
  `${recordPrefixOf(board, season)}${seal(secret, recordPrefixOf(board, season), subjectId).toString('hex')}`;

/** `sealed` as `readRecordId` gives it. Undefined for text that we did not seal for that place. */
export const unsealSubject = (
  secret: string,
  board: Board,
  season: string,
  sealed: string,
): string | undefined => unseal(secret, recordPrefixOf(board, season), Buffer.from(sealed, 'hex'));

const boardIdOf = (bareId: string) => `${ID_PREFIX.leaderboard}_${bareId}`;

/** Undefined for text that is no such id. Whether there is such a board and season is not looked at. */
export function readSeasonId(id: string): { boardId: string; season: string } | undefined {
  const [prefix, board, season, ...more] = id.split('_');
  const isOne = prefix === ID_PREFIX.leaderboardSeason && more.length === 0;
  return isOne && board !== undefined && season !== undefined
    ? { boardId: boardIdOf(board), season }
    : undefined;
}

/** Either `subject`, the id by which callers name it, or `sealed`. Undefined for other text. */
export function readRecordId(
  id: string,
): { boardId: string; season: string; subject?: string; sealed?: string } | undefined {
  const [prefix, board, season, ...rest] = id.split('_');
  const isOne = prefix === ID_PREFIX.rankedRecord && rest.length > 0;
  if (!isOne || board === undefined || season === undefined) return undefined;
  const [sealed = ''] = rest;
  const who =
    rest.length > 1 ? { subject: rest.join('_') } : /^[0-9a-f]+$/.test(sealed) ? { sealed } : undefined;
  return who && { boardId: boardIdOf(board), season, ...who };
}
