import { digitsOf, totalOf } from '../../../projection/count-tree.ts';
import { countsOf } from '../../../projection/dated.ts';
import type { Item, Key } from '../../../table/client.ts';
import { treeNodeKey } from '../../../table/keys.ts';
import type { SeasonView } from '../boards/seasons.ts';

// The count tree of a season: the units of its ranked records.

export type TreeName = { programId: string; boardId: string; season: string };

export const treeOf = ({ board, key }: SeasonView): TreeName => ({
  programId: board.programId,
  boardId: board.id,
  season: key,
});

const nodeKey = ({ programId, boardId, season }: TreeName, level: number, prefix: number): Key =>
  treeNodeKey(programId, boardId, season, level, prefix);

/** From the root to the leaf: the node of each level, and the digit in it. */
export const pathOf = (name: TreeName, units: number): { key: Key; digit: number }[] =>
  digitsOf(units).map(({ level, prefix, digit }) => ({ key: nodeKey(name, level, prefix), digit }));

export const sizeOf = (root: Item | undefined): number => Math.max(0, totalOf(countsOf(root)));

export const rootKey = (name: TreeName): Key => nodeKey(name, 0, 0);
