import { WRITE_UNIT_BYTES } from '../../tools/shared/item-size.ts';
import type { SizeBill } from './measure.ts';

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
export const numberText = (value: number) => NUMBER.format(value);

const ROWS: [name: string, value: (bill: SizeBill) => number][] = [
  ['exact rank, read units', ({ rank }) => rank.readUnits],
  ['  trips', ({ rank }) => rank.trips],
  ['  milliseconds (median)', ({ rank }) => rank.millis],
  ['COUNT of the index, read units', ({ count }) => count.readUnits],
  ['  calls, one after another', ({ count }) => count.calls],
  ['  milliseconds', ({ count }) => count.millis],
  ['COUNT costs so many times more', timesMore],
  ['top 10, read units', ({ top }) => top.readUnits],
  ['  trips', ({ top }) => top.trips],
  ['around, 5 and 5, read units', ({ around }) => around.readUnits],
  ['  trips', ({ around }) => around.trips],
  ['an event: tree and checkpoint, WU', ({ perEvent }) => perEvent.tree],
  ['  record and checkpoint, WU', ({ perEvent }) => perEvent.record],
  ['  index by score, WU', ({ perEvent }) => perEvent.index],
  ['  in all, WU', ({ perEvent }) => perEvent.tree + perEvent.record + perEvent.index],
  ['nodes of the tree', ({ nodes }) => nodes],
  ['  the largest, bytes', ({ largestNodeBytes }) => largestNodeBytes],
];

function timesMore({ count, rank }: SizeBill): number {
  return count.readUnits / rank.readUnits;
}

/** One row for each thing measured, one column for each size. */
export function table(bills: readonly SizeBill[]): string {
  const line = (name: string, values: readonly number[]) =>
    name.padEnd(36) + values.map((value) => numberText(value).padStart(12)).join('');
  const sizes = bills.map(({ size }) => size);
  return [line('records', sizes), ...ROWS.map(([name, value]) => line(name, bills.map(value)))].join('\n');
}

export type Verdict = { budget: string; holds: boolean };

/** What the budgets of the reference distribution are stated for. */
const REFERENCE = 1_000_000;

/** Each budget, and whether it holds; those of the million are left out where it was not measured. */
export function verdicts(bills: readonly SizeBill[]): Verdict[] {
  const always = (budget: string, holds: (bill: SizeBill) => boolean) => ({
    budget,
    holds: bills.every(holds),
  });
  const all = [
    always(
      'an exact rank: at most 2.5 read units and 2 trips',
      ({ rank }) => rank.readUnits <= 2.5 && rank.trips <= 2,
    ),
    always('  the same at every size', ({ rank }) => rank.readUnits === bills[0]?.rank.readUnits),
    always('top 10: at most 0.5 read units and 1 trip', ({ top }) => top.readUnits <= 0.5 && top.trips === 1),
    always('nodes: at most 1,024 bytes', ({ largestNodeBytes }) => largestNodeBytes <= WRITE_UNIT_BYTES),
  ];
  const reference = bills.find(({ size }) => size === REFERENCE);
  if (reference === undefined) return all;
  return [
    ...all,
    {
      budget: 'at 1,000,000 records: tree and checkpoint at most 0.8 write units an event',
      holds: reference.perEvent.tree <= 0.8,
    },
    {
      budget: 'at 1,000,000 records: at least 1,000 times fewer read units than a COUNT',
      holds: timesMore(reference) >= 1_000,
    },
  ];
}
