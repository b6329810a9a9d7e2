import type { Deps } from '../functions/table/deps.ts';
import { rebuildAll } from './rebuild/all.ts';
import { rebuildBoard } from './rebuild/board.ts';
import { rebuildCounters } from './rebuild/counters.ts';
import { rebuildRecords } from './rebuild/records.ts';
import { AWS_AND_EXIT_STATUS } from './shared/help.ts';
import { openTable } from './shared/open-table.ts';
import { type Arguments, runTool, UsageError } from './terminal/cli.ts';

const HELP = `npm run rebuild -- counters [--dry-run]
npm run rebuild -- board <id> [--dry-run]
npm run rebuild -- records <id> [--dry-run]
npm run rebuild -- all [--drop] [--dry-run]

counters: recounts every projected counter from the items that it counts and corrects those that differ. Clicks of more
than a month ago may be forgotten: what was counted of them stays as it is.

board: recounts one leaderboard's count trees and season counters from its records and corrects those that differ, in
place: the board can be read meanwhile. The records themselves stay as they are; npm run verify:rankings checks them.

records: counts one leaderboard's records again from all that they count, for when the projector has lost a part of the
stream. In seasons that run they are listed as their members are; in those that are over, and while the scheduler has yet to
have a member's records follow, that stays as it is. Ranks and counters follow by themselves when the projector has caught up
with what was corrected.

all: counters, then the notes of points that are to expire, then every leaderboard, then the records of every leaderboard.

The stream must be at rest: pause the programs and let the projector catch up first (docs/operations.md, "Rebuild a
projection"). The command reads the table twice and refuses, having written nothing, when anything changed in between, or when
one shard of the stream has handed over to another what that one has yet to add. It refuses as well while records of the stream
wait in quarantine (npm run requeue): it counts what they change, and a requeue would count that again.

  --dry-run  print what differs and write nothing
  --drop     with all: drop what waits in quarantine first. Everything is then counted from the items, and nothing can
             be requeued any more. When the command does not come to its end, run it again until it does

Works on the local data (DATA_DIR) or on the table that TABLE_NAME names.

${AWS_AND_EXIT_STATUS}`;

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

async function all(deps: Deps, where: string, dryRun: boolean, drop: boolean): Promise<Told> {
  const { dropped, counters, boards, corrected } = await rebuildAll(deps, { drop, dryRun });
  const gone = drop ? `${dropped} records in quarantine ${dryRun ? 'would be' : 'were'} dropped. ` : '';
  const sum = `${gone}${counters} counters and ${boards} leaderboards of ${where} counted again; ${corrected.length} things ${verb(dryRun)}.`;
  return { lines: corrected, sum };
}

async function main({ values, positionals }: Arguments): Promise<number> {
  const [what = '', id, ...rest] = positionals;
  const ofBoard = OF_A_BOARD.get(what);
  const isWhole = what === 'counters' || what === 'all';
  const isSaid = isWhole ? id === undefined : ofBoard !== undefined && id !== undefined;
  if (!isSaid || rest.length > 0) {
    throw new UsageError(
      'Say what to rebuild: counters, or board or records with the id of a leaderboard, or all.',
    );
  }
  const [dryRun, drop] = [values['dry-run'] === true, values.drop === true];
  if (drop && what !== 'all')
    throw new UsageError('What is dropped is missing everywhere: --drop goes with all.');
  const { deps, where, close } = await openTable();
  try {
    const told = what === 'all' ? all(deps, where, dryRun, drop) : ofBoard?.(deps, where, id ?? '', dryRun);
    const { lines, sum } = await (told ?? counters(deps, where, dryRun));
    for (const line of lines) console.log(line);
    console.log(sum);
    return 0;
  } finally {
    await close();
  }
}

if (import.meta.main) {
  const options = { 'dry-run': { type: 'boolean' }, drop: { type: 'boolean' } } as const;
  await runTool(HELP, options, main, { allowPositionals: true });
}
