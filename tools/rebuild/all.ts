import { setTimeout as delay } from 'node:timers/promises';
import { isBackfilling } from '../../functions/features/leaderboards/boards/rules.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { boardsBy } from '../shared/boards.ts';
import { assertNoneWait, dropQuarantine, isQuarantined } from '../shared/quarantine.ts';
import { readable } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';
import { progress } from '../terminal/cli.ts';
import { LocalError } from '../terminal/errors.ts';
import { rebuildBoard } from './board.ts';
import { rebuildCounters } from './counters.ts';
import { rebuildNotes } from './notes.ts';
import { rebuildRecords } from './records.ts';

export type WholeRebuild = { dropped: number; counters: number; boards: number; corrected: string[] };

/**
 * Makes counters, notes of what expires, leaderboards and records what the items say, in this order: a record that is
 * corrected brings its tree after it by itself, from what the tree was made before. Throws LocalError as its parts do, and
 * before anything is dropped when a leaderboard still counts its past or an item cannot be read.
 */
export async function rebuildAll(
  deps: Deps,
  { drop, dryRun }: { drop: boolean; dryRun: boolean },
): Promise<WholeRebuild> {
  const { boards, waiting } = await survey(deps);
  if (!dryRun && !drop) assertNoneWait(waiting);
  // What is dropped cannot be had back, so all that will be read is read once before.
  if (!dryRun && drop && waiting > 0) await recountAll(deps, boards, true);
  if (!dryRun && drop) await dropQuarantine(deps);
  const counted = await recountAll(deps, boards, dryRun);
  return { dropped: drop ? waiting : 0, boards: boards.length, ...counted };
}

async function recountAll(
  deps: Deps,
  boards: readonly string[],
  dryRun: boolean,
): Promise<Pick<WholeRebuild, 'counters' | 'corrected'>> {
  const { counters, corrected } = await rebuildCounters(deps, dryRun);
  const all = [...corrected, ...(await rebuildNotes(deps, dryRun))];
  for (const id of boards) all.push(...(await rebuildBoard(deps, id, dryRun)).corrected);
  for (const id of boards) all.push(...(await patiently(() => rebuildRecords(deps, id, dryRun))).corrected);
  return { counters, corrected: all };
}

async function survey(deps: Deps): Promise<{ boards: string[]; waiting: number }> {
  const boards: string[] = [];
  let waiting = 0;
  for await (const page of scanPages(deps.table)) {
    waiting += page.filter(isQuarantined).length;
    for (const board of page.flatMap((item) => readable(item, boardsBy))) {
      if (isBackfilling(board))
        throw new LocalError(
          'NOT_AT_REST',
          `Leaderboard ${board.id} is still counting the past. Wait until its backfill is done. Nothing was written.`,
        );
      boards.push(board.id);
    }
  }
  return { boards, waiting };
}

const PAUSE_MILLIS = 10_000;
const MAX_PAUSES = 30;

/** The records of one leaderboard move the projector, which the next one has to wait for. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let pauses = 0; ; pauses += 1) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof LocalError && error.code === 'NOT_AT_REST';
      if (!isBusy || pauses === MAX_PAUSES) throw error;
      progress('The projector is catching up with what was corrected.');
      await delay(PAUSE_MILLIS);
    }
  }
}
