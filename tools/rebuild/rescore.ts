import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import type { DerivedBoards } from '../../functions/features/leaderboards/boards/derived.ts';
import { type Board, isClosed } from '../../functions/features/leaderboards/boards/rules.ts';
import { currentSeason } from '../../functions/features/leaderboards/boards/seasons.ts';
import {
  emptyRecord,
  type RankRecord,
  withListing,
  withScore,
} from '../../functions/features/leaderboards/records/rules.ts';
import { turnOf } from '../../functions/features/leaderboards/records/scores.ts';
import {
  boardSeasonOf,
  parseRecord,
  rankedOf,
  recordEdit,
  recordKeyOf,
} from '../../functions/features/leaderboards/records/store.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { dayOf } from '../../functions/platform/time.ts';
import type { Edit } from '../../functions/projection/edits.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { RecordMoved } from './refold.ts';

// The records of a board that follows from something else made again from the scores that it says.

type Wanted = { score: number; turn: number };

/** Gathers the records of a board and their scores, from items in any order. */
export function createRescore(
  board: Board,
  { heldBy, scoresOf, ranked, ranks }: DerivedBoards,
  { timeZone }: Pick<Program, 'timeZone'>,
) {
  const known = knownBoard(catalog, board);
  const { owner } = known.subject;
  const found = new Map<string, RankRecord>();
  const wanted = new Map<string, Wanted>();
  const listed = new Map<string, boolean>();

  /** What a record has to be; the very same object when it is right. */
  function rescored(
    record: RankRecord | undefined,
    subjectId: string,
    isListed: boolean,
    now: Date,
  ): RankRecord | undefined {
    const { score, turn } = wanted.get(subjectId) ?? { score: 0, turn: 0 };
    if (record === undefined && score === 0) return undefined;
    const day = dayOf(now, timeZone);
    const present = record ?? emptyRecord(day, isListed, board.scale);
    const scored =
      present.score === score
        ? present
        : withScore({ ...present, turn: 0 }, { score, turn: Math.max(turn, 1), at: now, day });
    return isClosed(board, now) ? scored : withListing(scored, isListed, day);
  }

  return {
    add(item: Item): void {
      if (item.et === heldBy)
        for (const { board: other, subjectId, score } of scoresOf(item))
          if (other.id === board.id && other.programId === board.programId)
            wanted.set(subjectId, { score, turn: turnOf(item) });
      if (item.et === ranked && ranks(board, owner.idOf(item)))
        listed.set(owner.idOf(item), owner.isListed(item));
      if (item.et === ENTITY.record && boardSeasonOf(item).boardId === board.id)
        found.set(rankedOf(item).subjectId, parseRecord(item));
    },
    edits(now: Date): { places: string[]; edits: Edit[] } {
      const season = currentSeason(board, { timeZone }, now);
      const isWrong = (subjectId: string) => {
        const record = found.get(subjectId);
        return rescored(record, subjectId, listed.get(subjectId) ?? false, now) !== record;
      };
      const wrong = [...new Set([...found.keys(), ...wanted.keys()])].filter(isWrong);
      return {
        places: wrong.map((subjectId) => Object.values(recordKeyOf(known, season, subjectId)).join(' ')),
        edits: wrong.map((subjectId) =>
          recordEdit(
            known,
            season,
            { subjectId, ownerId: subjectId },
            (current, isListed) => {
              if (JSON.stringify(current) !== JSON.stringify(found.get(subjectId))) throw new RecordMoved();
              return rescored(current, subjectId, isListed, now);
            },
            { now: () => now, asked: 'ALWAYS' },
          ),
        ),
      };
    },
  };
}
