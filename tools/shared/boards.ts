import type { DerivedBoards } from '../../functions/features/leaderboards/boards/derived.ts';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { parseBoard } from '../../functions/features/leaderboards/boards/store.ts';
import { DERIVED } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';

/** The leaderboards that are there by an item: the one that it is, or those that follow from it. Throws for one that cannot be read. */
export function boardsBy(item: Item): Board[] {
  if (item.et === ENTITY.leaderboard) return [parseBoard(item)];
  return DERIVED.filter(({ source }) => source === item.et).flatMap(({ boardsOf }) => boardsOf(item));
}

/** What a board follows from; undefined for one that somebody made. */
export const derivedOf = ({ metric }: Pick<Board, 'metric'>): DerivedBoards | undefined =>
  DERIVED.find((derived) => derived.metric === metric);
