import { dayOf } from '../../../platform/time.ts';
import type { Edit } from '../../../projection/edits.ts';
import type { Change } from '../../../projection/fold.ts';
import type { Item } from '../../../table/client.ts';
import { type Catalog, type KnownBoard, knownBoard } from '../boards/catalog.ts';
import type { DerivedBoards } from '../boards/derived.ts';
import type { Board } from '../boards/rules.ts';
import { currentSeason } from '../boards/seasons.ts';
import { emptyRecord, withListing, withScore } from './rules.ts';
import { recordEdit } from './store.ts';

// Records whose score is set to what an item says, and not added up of facts.

type Moment = { timeZone: string; now: Date };

/** The scores of an item that its earlier image did not have. */
export function scoreEdits(
  catalog: Catalog,
  { scoresOf }: DerivedBoards,
  { before, after }: Change,
  moment: Moment,
): Edit[] {
  if (after === undefined) return [];
  const known = new Map(
    before === undefined ? [] : scoresOf(before).map(({ subjectId, score }) => [subjectId, score]),
  );
  const turn = turnOf(after);
  return scoresOf(after)
    .filter(({ subjectId, score }) => known.get(subjectId) !== score)
    .map(({ board, subjectId, score }) =>
      scoreEdit(knownBoard(catalog, board), subjectId, { score, turn }, moment),
    );
}

/** Which of an item's images it is: the later one has more. */
export const turnOf = (item: Item): number => Number(item.writes ?? 0);

function scoreEdit(
  known: KnownBoard,
  subjectId: string,
  { score, turn }: { score: number; turn: number },
  { timeZone, now }: Moment,
): Edit {
  const day = dayOf(now, timeZone);
  return recordEdit(
    known,
    currentSeason(known.board, { timeZone }, now),
    { subjectId, ownerId: subjectId },
    (record, listed) =>
      withScore(record ?? emptyRecord(day, listed, known.board.scale), { score, turn, at: now, day }),
    { now: () => now },
  );
}

/** What is ranked has come into lists or left them: its records on these boards follow. */
export function subjectEdits(
  catalog: Catalog,
  { ranks }: DerivedBoards,
  { before, after }: Change,
  boards: readonly Board[],
  { timeZone, now }: Moment,
): Edit[] {
  const day = dayOf(now, timeZone);
  return boards.flatMap((board) => {
    const known = knownBoard(catalog, board);
    const { owner } = known.subject;
    const item = after ?? before;
    const id = item === undefined ? '' : owner.idOf(item);
    if (!ranks(board, id) || owner.isListed(before) === owner.isListed(after)) return [];
    return recordEdit(
      known,
      currentSeason(board, { timeZone }, now),
      { subjectId: id, ownerId: id },
      (record, listed) => record && withListing(record, listed, day),
      { now: () => now, asked: 'ALWAYS' },
    );
  });
}
