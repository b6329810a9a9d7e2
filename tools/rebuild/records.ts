import { type Board, isBackfilling } from '../../functions/features/leaderboards/boards/rules.ts';
import { type Edit, makeEdits } from '../../functions/projection/edits.ts';
import { chunk } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { boardsBy, derivedOf } from '../shared/boards.ts';
import { assertNothingOnItsWay } from '../shared/on-its-way.ts';
import { assertNoneWait, isQuarantined } from '../shared/quarantine.ts';
import { readable, readableProgram } from '../shared/readable.ts';
import { scanPages } from '../shared/scan.ts';
import { progress } from '../terminal/cli.ts';
import { LocalError } from '../terminal/errors.ts';
import { createRefold, RecordMoved } from './refold.ts';
import { createRescore } from './rescore.ts';

const EDITS_A_LINE = 500;

/**
 * Makes a board's records what their facts come to; the projector then brings ranks and counts after them. Gives the keys of
 * the records that differed. Throws LocalError DATA_MISSING when there is no such board, QUARANTINED while records of the
 * stream wait, DATA_CORRUPT when an item cannot be read, NOT_AT_REST when the table changed meanwhile or the board is still being
 * backfilled.
 */
export async function rebuildRecords(
  deps: Deps,
  boardId: string,
  dryRun: boolean,
): Promise<{ name: string; corrected: string[] }> {
  const board = await findBoard(deps, boardId);
  if (isBackfilling(board)) {
    throw new LocalError(
      'NOT_AT_REST',
      'This leaderboard is still counting the past. Wait until its backfill is done.',
    );
  }
  const first = await survey(deps, board);
  if (!dryRun) assertNoneWait(first.waiting);
  if (dryRun || first.edits.length === 0) return { name: board.name, corrected: first.places };
  await assertNothingOnItsWay(deps);
  if ((await survey(deps, board)).state !== first.state) {
    throw notAtRest('Nothing was written.');
  }
  let done = 0;
  for (const part of chunk(first.edits, EDITS_A_LINE)) {
    await makeEdits(deps, part).catch((error: unknown) => {
      throw error instanceof RecordMoved
        ? notAtRest(`${done} records were corrected, and each of those is right.`)
        : error;
    });
    done += part.length;
    progress(`${done} of ${first.edits.length} records corrected`);
  }
  progress('');
  return { name: board.name, corrected: first.places };
}

const notAtRest = (written: string) =>
  new LocalError(
    'NOT_AT_REST',
    `The table changed while it was read. ${written} Pause the programs, let the projector catch up and run this again.`,
  );

async function findBoard(deps: Deps, boardId: string): Promise<Board> {
  for await (const page of scanPages(deps.table)) {
    const boards = page.flatMap((item) => readable(item, boardsBy));
    const board = boards.find(({ id }) => id === boardId);
    if (board !== undefined) return board;
  }
  throw new LocalError('DATA_MISSING', `The table has no leaderboard ${boardId}.`);
}

/** What is wrong with the records. `state` is another as soon as a record or what counts was written, or the projector went on. */
async function survey(
  deps: Deps,
  board: Board,
): Promise<{ places: string[]; edits: Edit[]; state: string; waiting: number }> {
  const program = await readableProgram(deps, board.programId);
  if (program === undefined)
    throw new LocalError('DATA_MISSING', `The program ${board.programId} is not there.`);
  const derived = derivedOf(board);
  const refold =
    derived === undefined ? createRefold(board, program) : createRescore(board, derived, program);
  const checkpoints: string[] = [];
  let [items, waiting] = [0, 0];
  for await (const page of scanPages(deps.table)) {
    for (const item of page) {
      readable(item, refold.add);
      if (item.et === ENTITY.checkpoint) checkpoints.push(`${item.PK} ${String(item.sequenceNumber)}`);
    }
    items += page.length;
    waiting += page.filter(isQuarantined).length;
    progress(`${items} items read`);
  }
  progress('');
  const { places, edits } = refold.edits(deps.now());
  const state = JSON.stringify([items, checkpoints.sort(), places.toSorted()]);
  return { places, edits, state, waiting };
}
