import { pathOf, type TreeName } from '../../functions/features/leaderboards/ranking/tree.ts';
import {
  type RankRecord,
  rankedUnits,
  unitsOf,
} from '../../functions/features/leaderboards/records/rules.ts';
import type { LeaderboardDirection } from '../../functions/platform/generated/enums.ts';
import { digitName } from '../../functions/projection/count-tree.ts';
import type { NodeFound } from '../rebuild/recount-board.ts';

/** A score whose rank by the tree is not its place among the records. */
export type WrongRank = { score: number; byTree: number; inFact: number };

/**
 * Compares the rank that each score has by the sum along its path in the tree, as it was found, with its place when all
 * records are sorted. A record that is not listed has the rank that its score would have.
 */
export function wrongRanks(
  name: TreeName,
  records: readonly RankRecord[],
  nodes: ReadonlyMap<string, NodeFound>,
  direction: LeaderboardDirection,
): WrongRank[] {
  const sorted = records
    .filter(({ score, scale }) => unitsOf(score, scale).units !== null)
    .sort((one, other) =>
      direction === 'HIGHEST_FIRST' ? other.score - one.score : one.score - other.score,
    );
  const betterByTree = pathSums(name, nodes, direction);
  const wrong: WrongRank[] = [];
  let ahead = 0;
  for (let place = 0; place < sorted.length; ) {
    const { score = 0, scale = 1 } = sorted[place] ?? {};
    const byTree = betterByTree(score / scale) + 1;
    if (byTree !== ahead + 1) wrong.push({ score, byTree, inFact: ahead + 1 });
    for (; sorted[place]?.score === score; place += 1) {
      const record = sorted[place];
      if (record !== undefined && rankedUnits(record) !== null) ahead += 1;
    }
  }
  return wrong;
}

/** How many are better than a number of units, by the nodes of its path. Asked in order, each node is added up once. */
function pathSums(
  name: TreeName,
  nodes: ReadonlyMap<string, NodeFound>,
  direction: LeaderboardDirection,
): (units: number) => number {
  const latest: { PK: string; better: number[] }[] = [];
  return (units) => {
    let better = 0;
    for (const [level, { key, digit }] of pathOf(name, units).entries()) {
      let sums = latest[level];
      if (sums?.PK !== key.PK) {
        sums = { PK: key.PK, better: betterByDigit(nodes.get(key.PK)?.node?.counts ?? {}, direction) };
        latest[level] = sums;
      }
      better += sums.better[digit] ?? 0;
    }
    return better;
  };
}

/** The names of all digits, made once: there may be a million nodes. */
const NAMES = Array.from({ length: 128 }, (_, digit) => digitName(digit));

/** For each digit of a node, how many records of the better ones it counts. */
function betterByDigit(counts: Record<string, number>, direction: LeaderboardDirection): number[] {
  const better: number[] = [];
  let sum = 0;
  for (let place = 0; place < NAMES.length; place += 1) {
    const digit = direction === 'HIGHEST_FIRST' ? NAMES.length - 1 - place : place;
    better[digit] = sum;
    sum += counts[NAMES[digit] ?? ''] ?? 0;
  }
  return better;
}
