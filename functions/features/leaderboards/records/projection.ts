import type { Edit } from '../../../projection/edits.ts';
import type { Change } from '../../../projection/fold.ts';
import { UnknownHere, Unreadable } from '../../../projection/unreadable.ts';
import { programOf, recordsOfLane } from '../../../table/keys.ts';
import { type Catalog, knownBoard } from '../boards/catalog.ts';
import type { Fact, Metric } from '../boards/metric.ts';
import { type Board, isStreamed } from '../boards/rules.ts';
import { factEdit, handedOverEdits } from './bookings.ts';

// What happens changes records. The changed record comes through the stream too (ranking/projection.ts).

/** The boards of a program, and those that follow from something else and are open. */
export type Boards = { boards: readonly Board[]; derived: readonly Board[]; timeZone: string };

/** The facts of a change: those of the new image that the old one did not have. */
function factsOf(metric: Metric, { before, after }: Change, board: Board): Fact[] {
  if (after === undefined) return [];
  const known = before === undefined ? 0 : metric.facts(before, board.subject, board.eventType).length;
  return metric.facts(after, board.subject, board.eventType).slice(known);
}

export function boardEdits(
  catalog: Catalog,
  change: Change,
  { boards, timeZone }: Boards,
  now: Date,
): Edit[] {
  const entity = String(change.after?.et);
  return boards.flatMap((board) => {
    const metric = catalog.metricOf(board.metric);
    if (metric === undefined)
      throw new UnknownHere(`Nothing is known of the metric ${board.metric} of board ${board.id}.`);
    if (metric.entity !== entity) return [];
    return factsOf(metric, change, board)
      .filter((fact) => isStreamed(board, fact.bookedAt))
      .map((fact) => factEdit(knownBoard(catalog, board), fact, timeZone, now));
  });
}

export function receivedEdits(
  catalog: Catalog,
  { after }: Change,
  boardsOf: (programId: string) => Boards,
  now: Date,
): Edit[] {
  const lane = after === undefined ? undefined : recordsOfLane(after.PK);
  if (after === undefined || lane === undefined) return [];
  const { boards } = boardsOf(programOf(after) ?? '');
  const board = boards.find(({ id }) => id === lane.boardId);
  if (board === undefined)
    throw new Unreadable(`Something was handed over for board ${lane.boardId}, which is not there.`);
  return handedOverEdits(knownBoard(catalog, board), lane.season, after, now);
}
