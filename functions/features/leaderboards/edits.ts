import * as z from 'zod';
import { dayOf } from '../../platform/time.ts';
import type { Edit } from '../../projection/edits.ts';
import { Unreadable } from '../../projection/unreadable.ts';
import type { Item } from '../../table/client.ts';
import { ENTITY, recordKey, standingsPartition } from '../../table/keys.ts';
import type { KnownBoard } from './catalog.ts';
import {
  type Booking,
  emptyRecord,
  type Fact,
  type RankRecord,
  rankedUnits,
  recordModel,
  shardOf,
  standingSort,
  withBooking,
} from './records.ts';
import type { Board } from './rules.ts';
import { seasonOf } from './seasons.ts';
import type { Ranked } from './subject.ts';

// Changes of record items, for the projector, the backfill and the listing of members.

export const parseRecord = (item: Item): RankRecord => recordModel.parse(item);

export const recordKeyOf = ({ board, subject }: KnownBoard, season: string, subjectId: string) =>
  recordKey(subject.partition(board.programId, subjectId), board.id, season);

/** Who the record of an item is of. Only a subject that is not its own owner has the owner written down. */
export function rankedOf(item: Item): Ranked {
  const subjectId = item.PK.slice(item.PK.lastIndexOf('#') + 1);
  return { subjectId, ownerId: String(item.owner ?? subjectId) };
}

/** The item of a record. What is not ranked stands in no index, and so in no list. */
export function recordItem(
  known: KnownBoard,
  season: string,
  { subjectId, ownerId }: Ranked,
  record: RankRecord,
  now: Date,
): Item {
  const { scale, backfilled, ...rest } = record;
  const { board } = known;
  const key = recordKeyOf(known, season, subjectId);
  const units = rankedUnits(record);
  const index = units !== null && {
    GSI1PK: standingsPartition(board.programId, board.id, season, shardOf(board, subjectId, now)),
    GSI1SK: standingSort(units, board.direction, record.reachedAt, subjectId),
  };
  // Small, because a record is copied whole into the index: what is as usual is left out.
  return {
    ...key,
    ...index,
    et: ENTITY.record,
    ...rest,
    ...(ownerId === subjectId ? {} : { owner: ownerId }),
    ...(scale === 1 ? {} : { scale }),
    ...(backfilled ? { backfilled } : {}),
  };
}

/** A change of one record; it is made, listed as its owner is at that moment, where there is none yet. */
export function recordEdit(
  known: KnownBoard,
  season: string,
  ranked: Ranked,
  change: (record: RankRecord | undefined, listed: boolean) => RankRecord | undefined,
  now: Date,
): Edit {
  const { programId } = known.board;
  const { witness } = known.subject;
  return {
    key: recordKeyOf(known, season, ranked.subjectId),
    witness: { key: witness.key(programId, ranked.ownerId), asked: 'NEW' },
    apply: (before, witnessed) => {
      const record = before === undefined ? undefined : parseRecord(before);
      const changed = change(record, witness.isListed(witnessed));
      return changed === undefined ? undefined : recordItem(known, season, ranked, changed, now);
    },
  };
}

export const seasonOfFact = (board: Board, fact: Fact, timeZone: string): string =>
  seasonOf(board.season, new Date(fact.at), timeZone);

export const bookingOf = ({ amount, at, bookedAt }: Fact, timeZone: string): Booking => ({
  amount,
  at,
  day: dayOf(new Date(bookedAt), timeZone),
});

/** The edit that adds a fact to its record. */
export function factEdit(known: KnownBoard, fact: Fact, timeZone: string, now: Date): Edit {
  const { subjectId, ownerId } = fact;
  const booking = bookingOf(fact, timeZone);
  const what: Bookings = {
    days: { [booking.day]: [booking.amount, Date.parse(booking.at)] },
    ...(ownerId === subjectId ? {} : { owner: ownerId }),
  };
  return {
    ...bookingsEdit(known, seasonOfFact(known.board, fact, timeZone), { subjectId, ownerId }, [booking], now),
    portable: { name: subjectId, what, join: joinBookings },
  };
}

/** The edit that adds bookings to a record. */
function bookingsEdit(
  known: KnownBoard,
  season: string,
  ranked: Ranked,
  bookings: readonly [Booking, ...Booking[]],
  now: Date,
): Edit {
  const change = (record: RankRecord | undefined, listed: boolean) =>
    bookings.reduce<RankRecord>(
      withBooking,
      record ?? emptyRecord(bookings[0].day, listed, known.board.scale),
    );
  return recordEdit(known, season, ranked, change, now);
}

/** What is booked for a record on each day, and when the latest of it happened: as much as has to be handed over. */
const bookingsModel = z.object({
  days: z.record(z.string(), z.tuple([z.int(), z.int()])),
  /** Only of a subject that is not its own owner. */
  owner: z.string().optional(),
});
type Bookings = z.infer<typeof bookingsModel>;

/** Two of one record: of a day, all that was booked, and the latest that happened. */
function joinBookings(one: object, other: object): Bookings {
  const joined = { ...(one as Bookings), days: { ...(one as Bookings).days } };
  for (const [day, [amount, at]] of Object.entries((other as Bookings).days)) {
    const [sum, latest] = joined.days[day] ?? [0, 0];
    joined.days[day] = [sum + amount, Math.max(latest, at)];
  }
  return joined;
}

/** The edits that were handed over for a season of a board. Throws for what cannot be read. */
export function handedOverEdits(known: KnownBoard, season: string, item: Item, now: Date): Edit[] {
  const edits = z.record(z.string(), bookingsModel).parse(item.edits ?? {});
  return Object.entries(edits).map(([subjectId, { days, owner }]) => {
    const [first, ...others] = Object.entries(days)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([day, [amount, at]]): Booking => ({ day, amount, at: new Date(at).toISOString() }));
    if (first === undefined) throw new Unreadable(`Nothing was handed over for ${subjectId}.`);
    return bookingsEdit(known, season, { subjectId, ownerId: owner ?? subjectId }, [first, ...others], now);
  });
}
