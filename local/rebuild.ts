import { counting } from '../functions/features/projections.ts';
import type { Deps } from '../functions/platform/deps.ts';
import { chunk } from '../functions/table/client.ts';
import { counterWrite } from '../functions/table/fold.ts';
import { ENTITY } from '../functions/table/keys.ts';
import { createRecount } from '../functions/table/recount.ts';
import { scanPages } from '../functions/table/scan.ts';
import { type Arguments, progress, runTool, UsageError } from './cli.ts';
import { LocalError } from './errors.ts';
import { assertNothingOnItsWay } from './on-its-way.ts';
import { openTable } from './open-table.ts';
import { rebuildBoard } from './rebuild-board.ts';
import { rebuildRecords } from './rebuild-records.ts';

const HELP = `npm run rebuild -- counters [--dry-run]
npm run rebuild -- board <id> [--dry-run]
npm run rebuild -- records <id> [--dry-run]

counters: recounts every projected counter from the items that it counts and corrects those that differ. Clicks of more
than a month ago may be forgotten: what was counted of them stays as it is.

board: recounts one leaderboard's count trees and season counters from its records and corrects those that differ, in
place: the board can be read meanwhile. The records themselves stay as they are; npm run verify:rankings checks them.

records: counts one leaderboard's records again from all that they count, for when the projector has lost a part of the
stream. In seasons that run they are listed as their members are; in those that are over, and while the scheduler has yet to
have a member's records follow, that stays as it is. Ranks and counters follow by themselves when the projector has caught up
with what was corrected.

The stream must be at rest: pause the programs and let the projector catch up first (docs/operations.md, "Rebuild a
projection"). The command reads the table twice and refuses, having written nothing, when anything changed in between, or when
one shard of the stream has handed over to another what that one has yet to add.

  --dry-run  print what differs and write nothing

Works on the local data (DATA_DIR) or on the table that TABLE_NAME names.`;

const CORRECTIONS_PER_TRANSACTION = 50;

async function recount(deps: Deps, now: Date) {
  const counts = createRecount(counting, now);
  const checkpoints: string[] = [];
  let items = 0;
  for await (const page of scanPages(deps.table)) {
    for (const item of page) {
      counts.add(item);
      if (item.et === ENTITY.checkpoint) checkpoints.push(`${item.PK} ${String(item.sequenceNumber)}`);
    }
    items += page.length;
    progress(`${items} items read`);
  }
  progress('');
  const report = counts.report();
  const [unreadable] = report.unreadable;
  if (unreadable !== undefined) {
    throw new LocalError(
      'DATA_CORRUPT',
      `An item cannot be read, so nothing can be recounted and nothing was written. It is ${unreadable}`,
    );
  }
  return { ...report, state: JSON.stringify([checkpoints.sort(), report.discrepancies, items]) };
}

/**
 * Corrects the counters that differ from a recount, each by what it lacks, so that a correction and a late projection add
 * up. Returns what was corrected. Throws LocalError NOT_AT_REST when the table changed meanwhile, DATA_CORRUPT when an
 * item cannot be read.
 */
export async function rebuildCounters(
  deps: Deps,
  dryRun: boolean,
): Promise<{ counters: number; corrected: string[] }> {
  const now = deps.now();
  const first = await recount(deps, now);
  const corrected = first.discrepancies.map(
    ({ PK, SK, name, counted, recounted }) => `${PK} ${SK}: ${name} ${counted} -> ${recounted}`,
  );
  if (dryRun || corrected.length === 0) return { counters: first.counters, corrected };
  await assertNothingOnItsWay(deps);
  const second = await recount(deps, now);
  if (first.state !== second.state) {
    throw new LocalError(
      'NOT_AT_REST',
      'The table changed while it was read. Nothing was written. Pause the programs, let the projector catch up and run this again.',
    );
  }
  for (const part of chunk(first.corrections, CORRECTIONS_PER_TRANSACTION)) {
    await deps.table.transact(part.map(counterWrite));
  }
  return { counters: first.counters, corrected };
}

type Rebuild = (deps: Deps, where: string, id: string, dryRun: boolean) => Promise<Told>;
/** A line for each difference, and a sentence that sums up. */
type Told = { lines: string[]; sum: string };

const verb = (dryRun: boolean) => (dryRun ? 'differ' : 'were corrected');
const named = (id: string, name: string, where: string) =>
  `Leaderboard ${id} ${JSON.stringify(name)} of ${where}`;

/** What can be rebuilt of a leaderboard. */
const OF_A_BOARD: ReadonlyMap<string, Rebuild> = new Map(
  Object.entries<Rebuild>({
    board: async (deps, where, id, dryRun) => {
      const { name, records, nodes, corrected } = await rebuildBoard(deps, id, dryRun);
      const counted = `recounted: records ${records}, nodes ${nodes}`;
      const sum = `${named(id, name, where)} ${counted}; ${corrected.length} nodes and counters ${verb(dryRun)}.`;
      return { lines: corrected, sum };
    },
    records: async (deps, where, id, dryRun) => {
      const { name, corrected } = await rebuildRecords(deps, id, dryRun);
      const sum = `${named(id, name, where)} counted again; ${corrected.length} records ${verb(dryRun)}.`;
      return { lines: corrected, sum };
    },
  }),
);

async function counters(deps: Deps, where: string, dryRun: boolean): Promise<Told> {
  const { counters, corrected } = await rebuildCounters(deps, dryRun);
  const sum = `${counters} counters of ${where} recounted; ${corrected.length} numbers ${verb(dryRun)}.`;
  return { lines: corrected, sum };
}

async function main({ values, positionals }: Arguments): Promise<number> {
  const [what = '', id, ...rest] = positionals;
  const ofBoard = OF_A_BOARD.get(what);
  const isSaid = what === 'counters' ? id === undefined : ofBoard !== undefined && id !== undefined;
  if (!isSaid || rest.length > 0) {
    throw new UsageError('Say what to rebuild: counters, or board or records with the id of a leaderboard.');
  }
  const { deps, where, close } = await openTable();
  const dryRun = values['dry-run'] === true;
  try {
    const { lines, sum } = await (ofBoard?.(deps, where, id ?? '', dryRun) ?? counters(deps, where, dryRun));
    for (const line of lines) console.log(line);
    console.log(sum);
    return 0;
  } finally {
    await close();
  }
}

if (import.meta.main)
  await runTool(HELP, { 'dry-run': { type: 'boolean' } }, main, { allowPositionals: true });
