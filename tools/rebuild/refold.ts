import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import type { Fact } from '../../functions/features/leaderboards/boards/metric.ts';
import { type Board, isOver, isStreamed } from '../../functions/features/leaderboards/boards/rules.ts';
import type { Ranked } from '../../functions/features/leaderboards/boards/subject.ts';
import { bookingOf, seasonOfFact } from '../../functions/features/leaderboards/records/bookings.ts';
import {
  type BookingSum,
  emptyRecord,
  type RankRecord,
  summedUp,
  withListing,
  withSum,
} from '../../functions/features/leaderboards/records/rules.ts';
import {
  boardSeasonOf,
  parseRecord,
  rankedOf,
  recordEdit,
  recordKeyOf,
} from '../../functions/features/leaderboards/records/store.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { OwnError } from '../../functions/platform/errors.ts';
import { dayOf } from '../../functions/platform/time.ts';
import type { Edit } from '../../functions/projection/edits.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';

// A board's records made again from all that they count, for the day on which the stream was lost. The tree follows by
// itself: a corrected record goes through the stream as any other.

/** A record was written since it was read for a refold: what it counts now is not what was added up. */
export class RecordMoved extends OwnError {
  override name = 'RecordMoved';
}

/** A record of a season: what was found of it, and what it has to count. */
type Place = { season: string; ranked: Ranked; sum: BookingSum | undefined; found: RankRecord | undefined };

/**
 * How a record's owner is listed, and whether a record that is there has to follow on a day: in a season that is over
 * it stays as it is.
 */
export type Listing = { listed: boolean; followsOn: string | undefined };

/** What a record has to be; the very same object when it is right. `found` is what stands there. */
function refolded(
  found: RankRecord | undefined,
  sum: BookingSum | undefined,
  { listed, followsOn }: Listing,
  { scale, backfill }: Pick<Board, 'scale' | 'backfill'>,
): RankRecord | undefined {
  if (sum === undefined && found === undefined) return undefined;
  const day = [found?.day ?? '', sum?.day ?? ''].sort().at(-1) ?? '';
  // One that was always listed: what it was when its day began is all that was booked before.
  const empty = emptyRecord(day, true, scale);
  const full = sum === undefined ? empty : withSum(empty, sum);
  const made: RankRecord = {
    ...full,
    listed: found?.listed ?? listed,
    scoreAtDayStart: wasListed(found, listed, day) ? full.scoreAtDayStart : null,
    backfilled: backfill !== null,
  };
  const right = followsOn === undefined ? made : withListing(made, listed, followsOn);
  return found !== undefined && isSame(found, right) ? found : right;
}

/** Whether a record was listed when its day began is known to itself alone; since an earlier day it was what it is. */
function wasListed(found: RankRecord | undefined, listed: boolean, day: string): boolean {
  if (found === undefined) return listed;
  return found.day === day ? found.scoreAtDayStart !== null : found.listed;
}

/** A record that was made after the backfill is not marked by it, and is right all the same. */
const isSame = (one: RankRecord, other: RankRecord) =>
  (Object.keys(other) as (keyof RankRecord)[]).every(
    (name) => name === 'backfilled' || one[name] === other[name],
  );

/** Gathers the records of a board and what they have to count, from items in any order. */
export function createRefold(board: Board, program: Pick<Program, 'timeZone'>) {
  const { timeZone } = program;
  const metric = catalog.metricOf(board.metric);
  const known = knownBoard(catalog, board);
  const { owner } = known.subject;
  const places = new Map<string, Place>();
  /** Whether each member is listed. Of one who is not here nothing is. */
  const members = new Map<string, boolean>();
  /** Members whose records will follow them by themselves. */
  const relisted = new Set<string>();
  const facts: Fact[] = [];

  function placeFor(season: string, { subjectId, ownerId }: Ranked): Place {
    const key = `${season} ${subjectId}`;
    const place = places.get(key) ?? {
      season,
      ranked: { subjectId, ownerId },
      sum: undefined,
      found: undefined,
    };
    places.set(key, place);
    return place;
  }

  /** True for a fact that its record holds, or would if it were there. */
  function counts({ bookedAt, ownerId }: Fact, { found }: Place): boolean {
    if (bookedAt >= board.countsFrom) return isStreamed(board, bookedAt);
    // The past of whoever is gone by the time of the backfill was not counted.
    return board.backfill !== null && (found?.backfilled === true || members.has(ownerId));
  }

  function listingOf({ season, ranked }: Place, now: Date): Listing {
    const stays = relisted.has(ranked.ownerId) || isOver(board, season, timeZone, now);
    const listed = members.get(ranked.ownerId) ?? owner.isListed(undefined);
    return { listed, followsOn: stays ? undefined : dayOf(now, timeZone) };
  }

  function editOf(place: Place, now: Date): Edit {
    const { season, ranked, sum, found } = place;
    const change = (current: RankRecord | undefined, listed: boolean) => {
      if (JSON.stringify(current) !== JSON.stringify(found)) throw new RecordMoved();
      return refolded(current, sum, { ...listingOf(place, now), listed }, board);
    };
    return recordEdit(known, season, ranked, change, { now: () => now, asked: 'ALWAYS' });
  }

  return {
    add(item: Item): void {
      if (programOf(item) !== board.programId) return;
      if (item.et === ENTITY.member) members.set(String(item.id), owner.isListed(item));
      if (item.et === ENTITY.relisting) relisted.add(String(item.memberId));
      if (metric !== undefined && item.et === metric.entity)
        facts.push(...metric.facts(item, board.subject, board.eventType));
      if (item.et === ENTITY.record && boardSeasonOf(item).boardId === board.id)
        placeFor(boardSeasonOf(item).season, rankedOf(item)).found = parseRecord(item);
    },
    /**
     * The edits of all records that are not what they have to be, and where they are. Call it once, when all items were
     * added.
     */
    edits(now: Date): { places: string[]; edits: Edit[] } {
      for (const fact of facts) {
        const place = placeFor(seasonOfFact(board, fact, timeZone), fact);
        if (counts(fact, place)) place.sum = summedUp(place.sum, bookingOf(fact, timeZone));
      }
      const wrong = [...places.values()].filter(
        (place) => refolded(place.found, place.sum, listingOf(place, now), board) !== place.found,
      );
      return {
        places: wrong.map(({ season, ranked }) =>
          Object.values(recordKeyOf(known, season, ranked.subjectId)).join(' '),
        ),
        edits: wrong.map((place) => editOf(place, now)),
      };
    },
  };
}
