import * as z from 'zod';
import { dayOf } from '../../../platform/time.ts';
import type { Edit } from '../../../projection/edits.ts';
import { Unreadable } from '../../../projection/unreadable.ts';
import type { Item } from '../../../table/client.ts';
import { seasonOf } from '../boards/calendar.ts';
import type { KnownBoard } from '../boards/catalog.ts';
import type { Fact } from '../boards/metric.ts';
import type { Board } from '../boards/rules.ts';
import type { Ranked } from '../boards/subject.ts';
import {
  type Booking,
  type BookingSum,
  emptyRecord,
  type RankRecord,
  summedUp,
  withBooking,
  withSum,
} from './rules.ts';
import { recordEdit } from './store.ts';

// Facts as bookings of records, and the edits that add them: one by one, handed over, or a past at once.

export const seasonOfFact = (board: Board, fact: Fact, timeZone: string): string =>
  seasonOf(board.seasonKind, new Date(fact.at), timeZone);

export const bookingOf = ({ amount, at, bookedAt }: Fact, timeZone: string): Booking => ({
  amount,
  at,
  day: dayOf(new Date(bookedAt), timeZone),
});

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
  return recordEdit(known, season, ranked, change, { now: () => now });
}

/** As much as must be handed over: what was booked on each day, and when the latest of it happened. */
const bookingsModel = z.object({
  days: z.record(z.string(), z.tuple([z.int(), z.int()])),
  /** Only of a subject that is not its own owner. */
  owner: z.string().optional(),
});
type Bookings = z.infer<typeof bookingsModel>;

function joinBookings(left: object, right: object): Bookings {
  const joined = { ...(left as Bookings), days: { ...(left as Bookings).days } };
  for (const [day, [amount, at]] of Object.entries((right as Bookings).days)) {
    const [sum, latest] = joined.days[day] ?? [0, 0];
    joined.days[day] = [sum + amount, Math.max(latest, at)];
  }
  return joined;
}

/** Throws for what cannot be read. */
export function handedOverEdits(known: KnownBoard, season: string, item: Item, now: Date): Edit[] {
  const edits = z.record(z.string(), bookingsModel).parse(item.edits ?? {});
  return Object.entries(edits).map(([subjectId, { days, owner }]) => {
    const [first, ...others] = Object.entries(days)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([day, [amount, at]]): Booking => ({ day, amount, at: new Date(at).toISOString() }));
    if (first === undefined) throw new Unreadable(`Nothing was handed over for ${subjectId}.`);
    return bookingsEdit(known, season, { subjectId, ownerId: owner ?? subjectId }, [first, ...others], now);
  });
}

/**
 * A board's past before its cut-over, as a sum for each record: a member's history may be longer than a
 * process can hold.
 */
export function createPast(known: KnownBoard, timeZone: string) {
  const { board } = known;
  const records = new Map<string, { season: string; ranked: Ranked; sum: BookingSum }>();
  return {
    add(fact: Fact): void {
      if (fact.bookedAt >= board.countsFrom) return;
      const season = seasonOfFact(board, fact, timeZone);
      const key = `${season} ${fact.subjectId}`;
      const counted = records.get(key);
      const ranked = counted?.ranked ?? { subjectId: fact.subjectId, ownerId: fact.ownerId };
      records.set(key, { season, ranked, sum: summedUp(counted?.sum, bookingOf(fact, timeZone)) });
    },
    /** Each is applied once only: it marks its record. */
    edits: (now: Date): Edit[] =>
      [...records.values()].map(({ season, ranked, sum }) => {
        const change = (record: RankRecord | undefined, listed: boolean) =>
          record?.backfilled === true
            ? undefined
            : { ...withSum(record ?? emptyRecord(sum.day, listed, board.scale), sum), backfilled: true };
        return recordEdit(known, season, ranked, change, { now: () => now });
      }),
  };
}
