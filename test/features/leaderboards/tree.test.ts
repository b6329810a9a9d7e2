import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathOf, rootKey } from '../../../functions/features/leaderboards/ranking/tree.ts';
import type { LeaderboardDirection } from '../../../functions/platform/generated/enums.ts';
import {
  digitName,
  LEVELS,
  MAX_UNITS,
  standingOf,
  totalOf,
} from '../../../functions/projection/count-tree.ts';
import { countsOf } from '../../../functions/projection/dated.ts';

const NAME = { programId: 'demo', boardId: 'lbd_1', season: '2026-11' };

/** The nodes of a tree that holds these numbers. */
function treeOf(all: readonly number[]): Map<string, Record<string, number>> {
  const nodes = new Map<string, Record<string, number>>();
  for (const units of all) {
    for (const { key, digit } of pathOf(NAME, units)) {
      const node = nodes.get(key.PK) ?? {};
      nodes.set(key.PK, { ...node, [digitName(digit)]: (node[digitName(digit)] ?? 0) + 1 });
    }
  }
  return nodes;
}

const standing = (all: readonly number[], units: number, direction: LeaderboardDirection) => {
  const nodes = treeOf(all);
  const counts = pathOf(NAME, units).map(({ key }) => nodes.get(key.PK) ?? {});
  return standingOf(counts, units, direction);
};
const bruteForce = (all: readonly number[], units: number, direction: LeaderboardDirection) => ({
  better: all.filter((other) => (direction === 'HIGHEST_FIRST' ? other > units : other < units)).length,
  same: all.filter((other) => other === units).length,
  total: all.length,
});

const near = fc.constantFrom(
  1,
  2,
  127,
  128,
  129,
  16_383,
  16_384,
  2_097_151,
  2_097_152,
  MAX_UNITS - 1,
  MAX_UNITS,
);
const units = fc.oneof(near, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: MAX_UNITS }));

test('a rank from one path of a tree equals that from counting all records, for present and absent scores', () => {
  fc.assert(
    fc.property(
      fc.array(units, { maxLength: 60 }),
      units,
      fc.constantFrom('HIGHEST_FIRST', 'LOWEST_FIRST'),
      (all, asked, direction) => {
        for (const one of [asked, ...all.slice(0, 10)])
          expect(standing(all, one, direction)).toEqual(bruteForce(all, one, direction));
      },
    ),
    { numRuns: 500 },
  );
});

test('a count of zero and a missing node are the same to a rank', () => {
  const counts = [{ '1': 0, '7f': 2 }, {}, {}, {}];
  expect(standingOf(counts, 2 ** 21, 'HIGHEST_FIRST')).toEqual({ better: 2, same: 0, total: 2 });
  expect(standingOf([], 5, 'LOWEST_FIRST')).toEqual({ better: 0, same: 0, total: 0 });
});

test('no count of a rank is negative while a record moves between two nodes', () => {
  const counts = [{ '0': -1 }, { '0': -1 }, { '0': -1 }, { '5': -1, '6': -1 }];
  expect(standingOf(counts, 5, 'HIGHEST_FIRST')).toEqual({ better: 0, same: 0, total: 0 });
});

describe('a path in the count tree', () => {
  test('goes from the root to one of 2,097,152 leaves, and differs for every two scores', () => {
    fc.assert(
      fc.property(units, units, (one, other) => {
        const [path, otherPath] = [pathOf(NAME, one), pathOf(NAME, other)];
        expect(path).toHaveLength(LEVELS);
        expect(path[0]?.key).toEqual(rootKey(NAME));
        expect(path.every(({ digit }) => digit >= 0 && digit < 128)).toBe(true);
        expect(path.reduce((sum, { digit }) => sum * 128 + digit, 0)).toBe(one);
        const isSame = path[3]?.key.PK === otherPath[3]?.key.PK && path[3]?.digit === otherPath[3]?.digit;
        expect(isSame).toBe(one === other);
      }),
      { numRuns: 1_000 },
    );
    expect(pathOf(NAME, MAX_UNITS).map(({ digit }) => digit)).toEqual([127, 127, 127, 127]);
    expect(pathOf(NAME, MAX_UNITS)[3]?.key.PK).toBe('P#demo#TREE#lbd_1#2026-11#3#2097151');
  });

  test('of another board, season or program shares no node', () => {
    const keys = (name: typeof NAME) => pathOf(name, 12_345).map(({ key }) => key.PK);
    const others = [{ boardId: 'lbd_2' }, { season: '2026-1' }, { season: 'ALL' }, { programId: 'other' }];
    for (const other of others)
      expect(keys(NAME).filter((key) => keys({ ...NAME, ...other }).includes(key))).toEqual([]);
  });
});

test('the attribute of each digit’s count differs from every other attribute of its node', () => {
  const names = Array.from({ length: 128 }, (_, digit) => digitName(digit));
  expect(new Set(names).size).toBe(128);
  const node = {
    ...rootKey(NAME),
    et: 'DATED_COUNTER',
    day: '2026-11-02',
    writes: 9,
    at: '2026-11-02T03:00:00.000Z',
  };
  const counts = Object.fromEntries(names.map((name) => [name, 2]));
  expect(countsOf({ ...node, ...counts })).toEqual(counts);
  expect(totalOf(countsOf({ ...node, ...counts }))).toBe(256);
});
