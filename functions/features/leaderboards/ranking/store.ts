import type { Key } from '../../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../../table/cursor.ts';
import type { Deps } from '../../../table/deps.ts';
import { counterKey } from '../../../table/keys.ts';
import type { Board } from '../boards/rules.ts';
import { type Calendar, currentSeason, type SeasonView, seasonView } from '../boards/seasons.ts';

/** The counter of a season: `ranked` records, and those `unfit` whose score its scale cannot hold. */
export const seasonCounter = (programId: string, boardId: string, season: string): Key =>
  counterKey(programId, `BOARD#${boardId}`, season);

export async function getUnrankableCount(deps: Deps, { board, key }: SeasonView): Promise<number> {
  const counter = await deps.table.get(seasonCounter(board.programId, board.id, key));
  return Number(counter?.unfit ?? 0);
}

/** The seasons that have begun and have records, latest first. */
export async function listSeasons(
  deps: Deps,
  board: Board,
  calendar: Calendar,
  page: PageRequest,
): Promise<Connection<SeasonView>> {
  const { PK: partition } = seasonCounter(board.programId, board.id, '');
  // What happens in the minutes before a season, by a clock that is ahead of ours, counts in it already.
  const current = currentSeason(board, calendar, deps.now());
  const list = { partition, newestFirst: true, between: ['0', current] } as const;
  return listConnection(deps, list, page, (item) => seasonView(board, calendar, item.SK));
}
