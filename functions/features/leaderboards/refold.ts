import { OwnError } from '../../platform/errors.ts';
import type { Item } from '../../table/client.ts';
import type { Edit } from '../../table/edits.ts';
import { ENTITY, programOf } from '../../table/keys.ts';
import { metricOf } from '../metrics.ts';
import type { Program } from '../programs/rules.ts';
import { bookingOf, parseRecord, rankedOf, recordEdit, recordKeyOf, seasonOfFact } from './edits.ts';
import { placeOf } from './projection.ts';
import { type Booking, emptyRecord, type Fact, type RankRecord, withBooking } from './records.ts';
import { type Board, isStreamed } from './rules.ts';
import type { Ranked } from './subject.ts';

// A board's records made again from all that they count, for the day on which the stream was lost. The tree follows by
// itself: a corrected record goes through the stream as any other.

/** A record was written since it was read for a refold: what it counts now is not what was added up. */
export class RecordMoved extends OwnError {
  override name = 'RecordMoved';
}

/** A record of a season: what was found of it, and what it has to count. */
type Place = { season: string; ranked: Ranked; bookings: Booking[]; found: RankRecord | undefined };

/** What a record has to be; the very same object when it is right. `found` is what stands there. */
export function refolded(
  found: RankRecord | undefined,
  bookings: readonly Booking[],
  listed: boolean,
  { scale, backfill }: Pick<Board, 'scale' | 'backfill'>,
): RankRecord | undefined {
  const [first] = [...bookings].sort((one, other) => (one.day < other.day ? -1 : 1));
  if (first === undefined && found === undefined) return undefined;
  const day = [found?.day ?? '', ...bookings.map((booking) => booking.day)].sort().at(-1) ?? '';
  const empty = emptyRecord(first?.day ?? day, found?.listed ?? listed, scale);
  // In any order: each says which day it belongs to. Nothing on the record's own day brings the morning up to it.
  const sum = bookings.reduce(withBooking, withBooking(empty, { amount: 0, at: EPOCH, day }));
  const made: RankRecord = {
    ...sum,
    // Whether it was listed in the morning is known to itself alone.
    morning: found?.day === day && found.morning === null ? null : sum.morning,
    backfilled: backfill !== null,
  };
  return found !== undefined && isSame(found, made) ? found : made;
}

const EPOCH = new Date(0).toISOString();

/** A record that was made after the backfill is not marked by it, and is right all the same. */
const isSame = (one: RankRecord, other: RankRecord) =>
  (Object.keys(other) as (keyof RankRecord)[]).every(
    (name) => name === 'backfilled' || one[name] === other[name],
  );

/** Gathers the records of a board and what they have to count, from items in any order. */
export function createRefold(board: Board, program: Pick<Program, 'timeZone'>) {
  const { timeZone } = program;
  const metric = metricOf(board.metric);
  const places = new Map<string, Place>();
  const members = new Set<string>();
  const facts: Fact[] = [];

  function placeFor(season: string, ranked: Ranked): Place {
    const key = `${season} ${ranked.subjectId}`;
    const place = places.get(key) ?? { season, ranked, bookings: [], found: undefined };
    places.set(key, place);
    return place;
  }

  return {
    add(item: Item): void {
      if (programOf(item) !== board.programId) return;
      if (item.et === ENTITY.member) members.add(String(item.id));
      if (metric !== undefined && item.et === metric.entity)
        facts.push(...metric.facts(item, board.subject, board.eventType));
      if (item.et === ENTITY.record && placeOf(item).boardId === board.id)
        placeFor(placeOf(item).season, rankedOf(item)).found = parseRecord(item);
    },
    /** The edits of all records that are not what they have to be, and where they are. */
    edits(now: Date): { places: string[]; edits: Edit[] } {
      const counted = facts.filter(({ bookedAt, ownerId }) =>
        // The past of whoever is gone by the time of the backfill was not counted.
        bookedAt < board.countsFrom
          ? board.backfill !== null && members.has(ownerId)
          : isStreamed(board, bookedAt),
      );
      for (const fact of counted)
        placeFor(seasonOfFact(board, fact, timeZone), fact).bookings.push(bookingOf(fact, timeZone));
      const wrong = [...places.values()].filter(
        ({ found, bookings }) => refolded(found, bookings, false, board) !== found,
      );
      return {
        places: wrong.map(({ season, ranked }) =>
          Object.values(recordKeyOf(board, season, ranked.subjectId)).join(' '),
        ),
        edits: wrong.map(({ season, ranked, bookings, found }) =>
          recordEdit(
            board,
            season,
            ranked,
            (current, listed) => {
              if (JSON.stringify(current) !== JSON.stringify(found)) throw new RecordMoved();
              return refolded(current, bookings, listed, board);
            },
            now,
          ),
        ),
      };
    },
  };
}
