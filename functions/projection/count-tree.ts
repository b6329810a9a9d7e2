import type { LeaderboardDirection } from '../platform/generated/enums.ts';

// A count tree. Numbers of 28 bits are read as four digits of seven bits. A node stands for the numbers that
// begin with the same digits, and counts for each next digit how many there are. The numbers that are better
// than one are then the sum of the better digits along its one path, however many numbers there are.

export const LEVELS = 4;
const DIGIT_BITS = 7;
const FAN_OUT = 2 ** DIGIT_BITS;
/** The largest number that a tree can hold. */
export const MAX_UNITS = 2 ** (LEVELS * DIGIT_BITS) - 1;

/** Where a number is counted, from the root to the leaf: `prefix` names the node, `digit` the count in it. */
export function digitsOf(units: number): { level: number; prefix: number; digit: number }[] {
  return Array.from({ length: LEVELS }, (_, level) => {
    const below = 2 ** (DIGIT_BITS * (LEVELS - 1 - level));
    const upToHere = Math.floor(units / below);
    return { level, prefix: Math.floor(upToHere / FAN_OUT), digit: upToHere % FAN_OUT };
  });
}

/** The name of a digit's count in its node: short, so that a node stays below one write unit. */
export const digitName = (digit: number) => digit.toString(16);

export type Standing = {
  better: number;
  same: number;
  total: number;
};

/** `counts` are those of the nodes of the number's path, from the root to the leaf. */
export function standingOf(
  counts: readonly Record<string, number>[],
  units: number,
  direction: LeaderboardDirection,
): Standing {
  const digits = digitsOf(units);
  let better = 0;
  for (const { level, digit } of digits) {
    for (const [name, count] of Object.entries(counts[level] ?? {})) {
      const counted = Number.parseInt(name, 16);
      if (direction === 'HIGHEST_FIRST' ? counted > digit : counted < digit) better += count;
    }
  }
  // While the stream is on its way, a number may have left a node before it was counted there.
  return {
    better: Math.max(0, better),
    same: Math.max(0, counts[LEVELS - 1]?.[digitName(digits[LEVELS - 1]?.digit ?? 0)] ?? 0),
    total: Math.max(0, totalOf(counts[0] ?? {})),
  };
}

export const totalOf = (root: Record<string, number>): number =>
  Object.values(root).reduce((sum, count) => sum + count, 0);
