import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import type { Board } from '../../functions/features/leaderboards/boards/rules.ts';
import { withBooking } from '../../functions/features/leaderboards/records/rules.ts';
import { recordItem } from '../../functions/features/leaderboards/records/store.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import type { Change } from '../../functions/projection/fold.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { clickKey } from '../../functions/table/keys.ts';
import { entryOf } from '../rankings/events.ts';
import { itemOf, recordOf, type Stage } from '../rankings/items.ts';
import { drawEvent } from '../rankings/reference.ts';

// What comes through the stream: everything of one program, one code, one day and one board.

const CODE = 'ONE-CODE';

/** A new visitor of the one code on the one day. */
export function click({ id }: Program, day: string, visitor: number): Change {
  const key = clickKey(id, CODE, day, String(visitor));
  return { before: undefined, after: { ...key, et: ENTITY.click, codeKey: CODE, day, ch_qr: 1 } };
}

export const memberIdOf = (member: number) => `mem_${String(member).padStart(26, '0')}`;

/** The records of members, as they stand on a board. */
export const recordsOf = (stage: Stage, members: Iterable<number>, scores: Int32Array): Item[] =>
  [...members].map((member) =>
    itemOf(stage, memberIdOf(member), recordOf(stage, scores[member] ?? 1, stage.now.getTime() - member)),
  );

/** A member's step on a board, as a changed record; `scores` is kept. */
export function step(
  { board, season, day, now }: Stage,
  scores: Int32Array,
  images: Map<string, Item>,
  random: () => number,
): Change {
  const drawn = drawEvent(scores.length, random);
  const id = memberIdOf(drawn.member);
  const before = images.get(id) ?? recordsOf({ board, season, day, now }, [drawn.member], scores)[0];
  const record = recordOf(
    { board, season, day, now },
    scores[drawn.member] ?? 1,
    now.getTime() - drawn.member,
  );
  const changed = withBooking(record, { amount: drawn.step, at: now.toISOString(), day });
  const after = recordItem(knownBoard(catalog, board), season, { subjectId: id, ownerId: id }, changed, now);
  scores[drawn.member] = changed.score;
  images.set(id, after);
  return { before, after };
}

/** Points for a member. */
export function award(program: Program, member: number, points: number, name: string, now: Date): Change {
  return { before: undefined, after: entryOf(program, memberIdOf(member), points, name, now) };
}

/** So many boards like one, with ids of their own. */
export const boardsLike = (board: Board, count: number): Board[] =>
  Array.from({ length: count }, (_, place) => ({
    ...board,
    id: `lbd_${String(place).padStart(26, '0')}`,
    backfill: null,
  }));
