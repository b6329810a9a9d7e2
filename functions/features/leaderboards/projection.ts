import type { DatedDelta } from '../../projection/dated.ts';
import type { Edit } from '../../projection/edits.ts';
import type { Change, Delta, Projection } from '../../projection/fold.ts';
import { UnknownHere, Unreadable } from '../../projection/unreadable.ts';
import type { Item } from '../../table/client.ts';
import { counterKey, programOf, recordsOfLane } from '../../table/keys.ts';
import { type Catalog, knownBoard } from './catalog.ts';
import { factEdit, handedOverEdits, parseRecord } from './edits.ts';
import type { Metric } from './metric.ts';
import { type Fact, type RankRecord, rankedUnits, unitsAtDawn, unrankedReason } from './records.ts';
import { type Board, isStreamed } from './rules.ts';
import { digitName, pathOf, rootKey, type TreeName } from './tree.ts';

// Two steps. What happens changes records; a changed record, when it comes through the stream in its turn, changes the
// counts of its tree.

/** What the projector knows of a program: its zone and its boards. */
export type Boards = { boards: readonly Board[]; timeZone: string };

/** The facts of a change: those of the new image that the old one did not have. */
function factsOf(metric: Metric, { before, after }: Change, board: Board): Fact[] {
  if (after === undefined) return [];
  const known = before === undefined ? 0 : metric.facts(before, board.subject, board.eventType).length;
  return metric.facts(after, board.subject, board.eventType).slice(known);
}

/** What a change of an item with facts does to the records of its program's boards. */
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

/** What was handed over for records of a program's boards. */
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

/** The board and season of a record's key. */
export function placeOf(item: Item): { boardId: string; season: string } {
  const [, boardId = '', season = ''] = item.SK.split('#');
  return { boardId, season };
}

/** The counter of a season: `ranked` records, and those `unfit` whose score its scale cannot hold. */
export const seasonCounter = (programId: string, boardId: string, season: string) =>
  counterKey(programId, `BOARD#${boardId}`, season);

function contributions(item: Item): Delta[] {
  const programId = programOf(item);
  if (programId === undefined) return [];
  const { boardId, season } = placeOf(item);
  const why = unrankedReason(parseRecord(item));
  const add =
    why === null
      ? { ranked: 1 }
      : why === 'SCORE_NOT_EXACT' || why === 'SCORE_TOO_HIGH'
        ? { unfit: 1 }
        : undefined;
  return add === undefined ? [] : [{ key: seasonCounter(programId, boardId, season), add }];
}

/** A record's counts as it moved: now, and as of the morning of its day. The root says when. */
function treeDeltas({ before, after }: Change): DatedDelta[] {
  const item = after ?? before;
  const programId = item === undefined ? undefined : programOf(item);
  if (item === undefined || programId === undefined) return [];
  const name = { programId, ...placeOf(item) };
  const [was, is] = [before, after].map((image) => (image === undefined ? undefined : parseRecord(image)));
  const day = (is ?? was)?.day ?? '';
  const now = [unitsNow(was), unitsNow(is)] as const;
  const atDawn = [unitsThen(was, day), unitsThen(is, day)] as const;
  if (now[0] === now[1] && atDawn[0] === atDawn[1]) return [];
  return [
    ...treeMove(name, day, now, 'add'),
    ...treeMove(name, day, atDawn, 'morning'),
    { key: rootKey(name), day, add: {}, morning: {}, stamps: true },
  ];
}

const unitsNow = (record: RankRecord | undefined) => (record === undefined ? null : rankedUnits(record));
const unitsThen = (record: RankRecord | undefined, day: string) =>
  record === undefined ? null : unitsAtDawn(record, day);

/** A record out of the nodes of one path and into those of another; what the two share comes to nothing when it is added up. */
function treeMove(
  name: TreeName,
  day: string,
  [from, to]: readonly [number | null, number | null],
  part: 'add' | 'morning',
): DatedDelta[] {
  const counts = (units: number | null, amount: 1 | -1) =>
    (units === null ? [] : pathOf(name, units)).map(({ key, digit }) => ({
      key,
      day,
      add: {},
      morning: {},
      [part]: { [digitName(digit)]: amount },
    }));
  return [...counts(from, -1), ...counts(to, 1)];
}

export const recordProjections: Record<'RECORD', Projection> = {
  RECORD: { contributions, dated: treeDeltas },
};
