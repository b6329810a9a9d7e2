import { countsOf } from '../../projection/dated.ts';
import type { Item, Key } from '../../table/client.ts';
import { treeNodeKey } from '../../table/keys.ts';
import type { Direction } from './rules.ts';

// The count tree of a season. Scores are numbers of 28 bits, read as four digits of seven bits. A node stands for the
// scores that begin with the same digits, and counts for each next digit how many records have it. The records that are
// better than a score are then the sum of the better digits along its one path, however many records there are.

export const LEVELS = 4;
const DIGIT_BITS = 7;
const FAN_OUT = 2 ** DIGIT_BITS;
/** The largest number that a tree can hold. */
export const MAX_UNITS = 2 ** (LEVELS * DIGIT_BITS) - 1;

/** Names one season of one board. */
export type TreeName = { programId: string; boardId: string; season: string };

/** Where a number of units is counted: the node of each level, and the digit in it. From the root to the leaf. */
export function pathOf(name: TreeName, units: number): { key: Key; digit: number }[] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const below = 2 ** (DIGIT_BITS * (LEVELS - 1 - level));
    const prefix = Math.floor(units / below / FAN_OUT);
    return {
      key: treeNodeKey(name.programId, name.boardId, name.season, level, prefix),
      digit: Math.floor(units / below) % FAN_OUT,
    };
  });
}

export const rootKey = (name: TreeName): Key => treeNodeKey(name.programId, name.boardId, name.season, 0, 0);

/** The name of a digit's count in its node: short, so that a node stays below one write unit. */
export const digitName = (digit: number) => digit.toString(16);

/** Where a number of units stands among the records of a tree. */
export type Standing = {
  /** Records that are better. */
  better: number;
  /** Records that have just as many. */
  same: number;
  /** Records in all. */
  total: number;
};

/** The standing of a number of units, given the counts of the nodes of its path from the root to the leaf. */
export function standingOf(
  counts: readonly Record<string, number>[],
  units: number,
  direction: Direction,
): Standing {
  const digits = pathOf({ programId: '', boardId: '', season: '' }, units).map(({ digit }) => digit);
  let better = 0;
  for (const [level, digit] of digits.entries()) {
    for (const [name, count] of Object.entries(counts[level] ?? {})) {
      const other = Number.parseInt(name, 16);
      if (direction === 'HIGHEST_FIRST' ? other > digit : other < digit) better += count;
    }
  }
  // While the stream is on its way a record may have left a node that it has not come to yet.
  return {
    better: Math.max(0, better),
    same: Math.max(0, counts[LEVELS - 1]?.[digitName(digits[LEVELS - 1] ?? 0)] ?? 0),
    total: Math.max(0, totalOf(counts[0] ?? {})),
  };
}

/** How many records a root counts. */
export const totalOf = (root: Record<string, number>): number =>
  Object.values(root).reduce((sum, count) => sum + count, 0);

/** How many records a season has, by its root as it was read. */
export const sizeOf = (root: Item | undefined): number => Math.max(0, totalOf(countsOf(root)));
