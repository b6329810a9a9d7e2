import type { Deps } from '../functions/table/deps.ts';
import { AWS_AND_EXIT_STATUS } from './shared/help.ts';
import { handoversOnTheirWay } from './shared/on-its-way.ts';
import { openTable } from './shared/open-table.ts';
import { isQuarantined, toldOf } from './shared/quarantine.ts';
import { scanPages } from './shared/scan.ts';
import { progress, runTool } from './terminal/cli.ts';
import { type BoardReport, createRankingCheck, type RankingReport } from './verify/leaderboards.ts';

const HELP = `npm run verify:rankings

Reads the whole table and recounts every leaderboard by brute force: that each record is the sum of all that counts in it,
is listed as its member is, and stands in the index at the place of its score; that every node of the count trees and
every season's counter is what the records say, now and when the day began; and that the rank which readers are told is
the place among the records. Of a board whose past is still being counted, records that are yet to come are not missed.
Who is listed in a season that is over does not follow the member any more and is taken as it stands, as it is in every
season while the scheduler has yet to have a member's records follow.
What waits in quarantine (npm run requeue) is missing from records and nodes, and how much that is is said.
Prints what it checked; exit status 1 when anything is wrong.

Works on the local data (DATA_DIR, default .fanfare), beside a running server or without one; or on the table that
TABLE_NAME names, with the AWS credentials of the environment. Let the stream come to rest first: while it is
behind, records and nodes differ from a recount without being wrong. What one shard of the stream has handed over to another and
that one has yet to add is counted and told.

${AWS_AND_EXIT_STATUS}`;

const MAX_LINES = 50;

/** Reads every item once and checks all rankings. `onPage` is told how many items were read so far. */
export async function verifyRankings(
  deps: Deps,
  onPage: (items: number) => void = () => undefined,
): Promise<RankingReport & { items: number; waiting: number }> {
  const check = createRankingCheck(deps.now());
  let [items, waiting] = [0, 0];
  for await (const page of scanPages(deps.table)) {
    for (const item of page) check.add(item);
    items += page.length;
    waiting += page.filter(isQuarantined).length;
    onPage(items);
  }
  return { items, waiting, ...check.report() };
}

/** What was checked of a board, on one line. */
function lineOf({ programId, boardId, name, seasons, records, nodes, isBackfilling }: BoardReport): string {
  const past = isBackfilling ? '; its past is still being counted' : '';
  return `  ${programId} ${boardId} ${JSON.stringify(name)}: seasons ${seasons}, records ${records}, nodes ${nodes}${past}`;
}

async function main(): Promise<number> {
  const { deps, where, close } = await openTable();
  try {
    const { items, waiting, boards, problems, wrong } = await verifyRankings(deps, (read) =>
      progress(`${read} items read`),
    );
    progress('');
    console.log(`Checked ${where}: ${items} items, ${boards.length} leaderboards.`);
    for (const board of boards) console.log(lineOf(board));
    const onItsWay = await handoversOnTheirWay(deps);
    if (onItsWay > 0)
      console.log(`  on its way: ${onItsWay} handovers; ranks lack what the projector has yet to add`);
    if (waiting > 0) console.log(`  ${toldOf(waiting)} See npm run requeue.`);
    const shown = problems.slice(0, MAX_LINES);
    for (const problem of shown) console.error(`WRONG  ${problem}`);
    if (wrong > shown.length) console.error(`and ${wrong - shown.length} more.`);
    console.log(wrong === 0 ? 'All is well.' : `${wrong} things are wrong.`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await close();
  }
}

if (import.meta.main) await runTool(HELP, {}, main);
