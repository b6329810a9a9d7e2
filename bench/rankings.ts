import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arguments, progress, runTool, UsageError } from '../tools/terminal/cli.ts';
import { measureSize, type SizeBill } from './rankings/measure.ts';
import { drawMembers, loadRecords } from './rankings/members.ts';
import { picture } from './rankings/picture.ts';
import { numberText, table, verdicts } from './rankings/report.ts';
import { openStand } from './rankings/stand.ts';

// What an exact rank costs as a board grows, beside counting the records that are better, and what keeping it costs.

const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;
const MOST = 1_000_000;
const PICTURE = join(import.meta.dirname, '../docs/rankings.svg');

const HELP = `npm run bench:rankings [-- --records N]

Loads a board of a million records into an engine of its own and measures, on the way at 1,000, 10,000 and 100,000 records
and at the end: a rank by the count tree and by a COUNT query over the index by score, the top 10, neighbours, and what 100
events at once cost. Prints the numbers and whether each budget holds (exit status 1 when one does not), and draws
docs/rankings.svg. Read and write units are counted and the same in each run; milliseconds are this machine's.

  --records N  stop at N records, 1,000 to 1,000,000: no picture is drawn for fewer than a million

A million take about five minutes and 2 GB of disk for as long (in the directory for temporary files).`;

/** The sizes to measure at. Throws UsageError. */
function sizesOf(text: string): number[] {
  const records = Number(text.replaceAll(',', ''));
  if (!Number.isInteger(records) || records < SIZES[0] || records > MOST)
    throw new UsageError(`--records must be a number from 1,000 to 1,000,000, not '${text}'.`);
  return [...SIZES.filter((size) => size < records), records];
}

const seconds = (since: number) => `${((performance.now() - since) / 1_000).toFixed(0)} s`;

async function main({ values }: Arguments): Promise<number> {
  const started = performance.now();
  const sizes = sizesOf(String(values.records ?? MOST));
  const stand = await openStand();
  try {
    const members = drawMembers(sizes.at(-1) ?? MOST);
    const bills: SizeBill[] = [];
    for (const [place, size] of sizes.entries()) {
      const from = sizes[place - 1] ?? 0;
      const begun = performance.now();
      await loadRecords(stand, members, from, size, (written) =>
        progress(`${numberText(from + written)} of ${numberText(size)} records, ${seconds(started)}`),
      );
      const loaded = seconds(begun);
      progress(`Measuring ${numberText(size)} records, ${seconds(started)}`);
      bills.push(await measureSize(stand, members, size));
      progress('');
      console.log(
        `${numberText(size)} records: ${numberText(size - from)} loaded in ${loaded}, then measured.`,
      );
    }
    return report(bills, started);
  } finally {
    await stand.close();
  }
}

function report(bills: readonly SizeBill[], started: number): number {
  const judged = verdicts(bills);
  console.log(`\n${table(bills)}\n`);
  for (const { budget, holds } of judged) console.log(`${holds ? 'holds   ' : 'EXCEEDED'}  ${budget}`);
  const isWhole = bills.at(-1)?.size === MOST;
  if (isWhole) writeFileSync(PICTURE, picture(bills));
  console.log(`\n${isWhole ? 'docs/rankings.svg is drawn. ' : ''}It took ${seconds(started)}.`);
  return judged.every(({ holds }) => holds) ? 0 : 1;
}

await runTool(HELP, { records: { type: 'string' } }, main);
