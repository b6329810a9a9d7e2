import { Fault } from '../../platform/errors.ts';
// Lots as short text, so that an entry which drew on three years of lots stays below 1 KB, one write unit.
//
// A sign and runs of neighbouring months: '-202611:dw,a,,5;999912:1' takes 500, 10, 0 and 5 from November
// 2026 to February 2027 and 1 from the points that never expire. Amounts are in base 36.

/** Points by month ('YYYYMM'). Within one entry all have one sign. */
export type Lots = Record<string, number>;

/** A gap longer than this is cheaper as a new run than as empty months. */
const LONGEST_GAP_MONTHS = 6;

const ordinal = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(4)) - 1;
const monthOfOrdinal = (n: number) =>
  `${String(Math.floor(n / 12)).padStart(4, '0')}${String((n % 12) + 1).padStart(2, '0')}`;

export function packLots(lots: Lots): string {
  const months = Object.keys(lots)
    .filter((month) => lots[month] !== 0)
    .sort();
  if (months.length === 0) return '';
  const negative = months.some((month) => (lots[month] ?? 0) < 0);
  if (negative && months.some((month) => (lots[month] ?? 0) > 0))
    throw new Fault('The lots of one entry have one sign.');
  let packed = negative ? '-' : '+';
  let last = Number.NEGATIVE_INFINITY;
  for (const month of months) {
    const here = ordinal(month);
    const amount = Math.abs(lots[month] ?? 0).toString(36);
    if (here - last > LONGEST_GAP_MONTHS) packed += `${packed.length > 1 ? ';' : ''}${month}:${amount}`;
    else packed += `${','.repeat(here - last)}${amount}`;
    last = here;
  }
  return packed;
}

export function unpackLots(packed: string): Lots {
  if (packed === '') return {};
  const sign = packed.startsWith('-') ? -1 : 1;
  const lots: Lots = {};
  for (const run of packed.slice(1).split(';')) {
    const [start = '', amounts = ''] = run.split(':');
    for (const [index, amount] of amounts.split(',').entries()) {
      if (amount !== '') lots[monthOfOrdinal(ordinal(start) + index)] = sign * Number.parseInt(amount, 36);
    }
  }
  return lots;
}
