import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { pathOf, rootKey } from '../../functions/features/leaderboards/ranking/tree.ts';
import type { RankRecord } from '../../functions/features/leaderboards/records/rules.ts';
import { recordItem } from '../../functions/features/leaderboards/records/store.ts';
import { addCalendarDays } from '../../functions/platform/time.ts';
import { digitName } from '../../functions/projection/count-tree.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';

// The items of a board as the projector leaves them, without the events that led there.

/** A board in one of its seasons, on a day of the program's zone. */
export type Stage = { board: Board; season: string; day: string; now: Date };

/** A record that has had its score since before the day. */
export function recordOf({ board, day }: Stage, score: number, reachedAt: number): RankRecord {
  const eve = addCalendarDays(day, -1);
  return {
    score,
    reachedAt,
    day: eve,
    scoreAtDayStart: 0,
    listed: true,
    scale: board.scale,
    backfilled: false,
    turn: 0,
  };
}

/** The item of a member's record, as the first write leaves it. */
export const itemOf = ({ board, season, now }: Stage, memberId: string, record: RankRecord): Item => ({
  ...recordItem(knownBoard(catalog, board), season, { subjectId: memberId, ownerId: memberId }, record, now),
  version: 1,
});

/** The nodes of the count tree of so many scores, each as often written as it counts records. */
export function nodesOf({ board, season, day, now }: Stage, scores: Iterable<number>): Item[] {
  const name = { programId: board.programId, boardId: board.id, season };
  const records = new Map<number, number>();
  for (const units of scores) records.set(units, (records.get(units) ?? 0) + 1);
  const nodes = new Map<string, Item>();
  for (const [units, count] of records) {
    for (const { key, digit } of pathOf(name, units)) {
      const node = nodes.get(key.PK) ?? { ...key, et: ENTITY.datedCounter, day, writes: 0 };
      const digitCount = digitName(digit);
      node[digitCount] = Number(node[digitCount] ?? 0) + count;
      node.writes = Number(node.writes) + count;
      nodes.set(key.PK, node);
    }
  }
  const root = nodes.get(rootKey(name).PK);
  if (root !== undefined) root.at = now.getTime();
  return [...nodes.values()];
}
