import { Temporal } from 'temporal-polyfill';

// Calendar arithmetic in a program's IANA zone. Instants are ISO 8601 UTC strings with milliseconds, so
// they sort as text; days are 'YYYY-MM-DD' and months 'YYYYMM' of the program's zone.

const zoned = (instant: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

/**
 * The name as the tz database writes it ('asia/seoul' is 'Asia/Seoul'); undefined for one that it does not
 * have. Another name of the same zone stays. Offsets, and instants that have one, are no zones.
 */
export function timeZoneOf(name: string): string | undefined {
  if (name.length > 64 || !/^[A-Za-z]/.test(name)) return undefined;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId;
  } catch {
    return undefined;
  }
}

export function dayOf(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/** Not always midnight: clocks may be set forward then. */
export function startOfDay(day: string, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}

export function addCalendarDays(day: string, days: number): string {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

/** True for the text of a calendar day of the years 0000 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

/** The ISO 8601 week ('2026-W47'). Weeks begin on Monday; the first has the year's first Thursday. */
export function isoWeekOf(day: string): string {
  const { yearOfWeek, weekOfYear } = Temporal.PlainDate.from(day);
  return `${String(yearOfWeek).padStart(4, '0')}-W${String(weekOfYear).padStart(2, '0')}`;
}

export function mondayOf(week: string): string {
  // The fourth of January always lies in the first week.
  const inFirst = Temporal.PlainDate.from({ year: Number(week.slice(0, 4)), month: 1, day: 4 });
  const days = 1 - inFirst.dayOfWeek + (Number(week.slice(6)) - 1) * 7;
  return inFirst.add({ days }).toString();
}

export function monthOf(instant: Date, timeZone: string, plusMonths = 0): string {
  const month = zoned(instant, timeZone).toPlainDate().toPlainYearMonth().add({ months: plusMonths });
  return month.toString().replace('-', '');
}

/** The first instant of the month after: when points good through `month` are gone. */
export function endOfMonth(month: string, timeZone: string): Date {
  const next = Temporal.PlainYearMonth.from(`${month.slice(0, 4)}-${month.slice(4)}`).add({ months: 1 });
  return new Date(next.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds);
}

export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * 86_400_000);
}

/** Seconds since the epoch, rounded up: the form that DynamoDB's TTL reads. */
export function toEpochSeconds(instant: Date): number {
  return Math.ceil(instant.getTime() / 1000);
}
