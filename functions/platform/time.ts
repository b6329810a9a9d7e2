import { Temporal } from 'temporal-polyfill';

// Calendar arithmetic in a program's IANA zone. Instants are ISO 8601 UTC strings with milliseconds, so
// they sort as text; days are 'YYYY-MM-DD' and months 'YYYYMM' of the program's zone.

const zoned = (instant: Date, timeZone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);

/** True for a name the tz database knows ('Asia/Seoul'); offsets like '+09:00' are refused: they have no rules. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** The calendar day ('YYYY-MM-DD') that an instant falls on in a zone. */
export function dayOf(instant: Date, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/** The calendar month ('YYYYMM') that an instant falls in, plus a number of months. */
export function monthOf(instant: Date, timeZone: string, plusMonths = 0): string {
  const month = zoned(instant, timeZone).toPlainDate().toPlainYearMonth().add({ months: plusMonths });
  return month.toString().replace('-', '');
}

/** The first instant of the month after 'YYYYMM' in a zone: when points good through that month are gone. */
export function endOfMonth(month: string, timeZone: string): Date {
  const next = Temporal.PlainYearMonth.from(`${month.slice(0, 4)}-${month.slice(4)}`).add({ months: 1 });
  return new Date(next.toPlainDate({ day: 1 }).toZonedDateTime(timeZone).epochMilliseconds);
}

/** An instant plus whole days of 24 hours. */
export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * 86_400_000);
}

/** Seconds since the epoch, rounded up: the form that DynamoDB's TTL reads. */
export function toEpochSeconds(instant: Date): number {
  return Math.ceil(instant.getTime() / 1000);
}
