import { expect, test } from 'vitest';
import type { Line } from '../../../functions/features/results/model.ts';
import { parseLines, putLines } from '../../../functions/features/results/versions.ts';
import type { Item } from '../../../functions/table/client.ts';
import { sizeOfItem } from '../../../tools/shared/item-size.ts';

const named = { programId: 'demo', contestId: `cst_${'0'.repeat(26)}`, resultVersion: 9_999 };

/** Of an item, by the table. */
const MOST_BYTES = 400 * 1_024;

/** The longest that lines can be, in a contest of as many entries that all share the first rank. */
function linesOf(entries: number, awards: number): Line[] {
  return Array.from({ length: entries }, (_, place) => ({
    number: 100_000 + place,
    authorId: `mem_${'z'.repeat(26)}`,
    submittedAt: '2026-11-27T09:00:00.000Z',
    state: 'DISQUALIFIED',
    rank: 10_000,
    votes: 1_000_000_000,
    voters: 10_000_000,
    held: 1_000_000,
    struck: 1_000_000,
    awards: Array.from({ length: awards }, (__, prize) => ({ prize, state: 'WAITING', since: 9_999 })),
  }));
}
const itemsOf = (lines: Line[]): Item[] =>
  putLines(named, lines).map((write) => {
    if (!('put' in write)) throw new Error('Lines are put.');
    return write.put;
  });

test.each([
  [10_000, 0],
  [10_000, 3],
  [5_000, 50],
])(
  'lines of a result fit their items and come back as they were: %i with %i awards each',
  (entries, awards) => {
    const lines = linesOf(entries, awards);
    const items = itemsOf(lines);
    expect(items.flatMap(parseLines)).toEqual(lines);
    for (const item of items) expect(sizeOfItem(item)).toBeLessThan(MOST_BYTES);
    expect(items.map(({ SK }) => SK)).toEqual(items.map(({ SK }) => SK).toSorted());
  },
);
