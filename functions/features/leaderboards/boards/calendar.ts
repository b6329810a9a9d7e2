import type { SeasonKind } from '../../../platform/generated/enums.ts';
import { addCalendarDays, dayOf, isDay, isoWeekOf, mondayOf, startOfDay } from '../../../platform/time.ts';

// Seasons of a leaderboard: stretches of the calendar in the program's zone. A season is named by its key,
// which sorts by time; nothing is written when one ends and the next begins.

/** The one season of a board of all time. */
const ALL_TIME = 'ALL';

/** Calendars that people live by have the years 1 to 9999. */
const FIRST_DAY = '0001-01-01';
const LAST_DAY = '9999-12-31';

/** What is said to lie outside the calendar counts at its ends. */
function within(day: string): string {
  if (day.startsWith('+')) return LAST_DAY;
  return day < FIRST_DAY ? FIRST_DAY : day;
}

/** True for a day that a season can be looked up by: an instant before year 0 cannot be answered. */
export const isSeasonDay = (day: string): boolean => day >= FIRST_DAY && day <= LAST_DAY;

/** Such as 'ALL', '2026', '2026-11', '2026-W47' or '2026-11-21'. */
export function seasonOfDay(kind: SeasonKind, day: string): string {
  switch (kind) {
    case 'ALL_TIME':
      return ALL_TIME;
    case 'YEAR':
      return day.slice(0, 4);
    case 'MONTH':
      return day.slice(0, 7);
    case 'WEEK':
      return isoWeekOf(day);
    case 'DAY':
      return day;
  }
}

export const seasonOf = (kind: SeasonKind, at: Date, timeZone: string): string =>
  seasonOfDay(kind, within(dayOf(at, timeZone)));

/** `next` is the first day after the season. Undefined for the one of all time, and for other text. */
export function daysOf(kind: SeasonKind, season: string): { first: string; next: string } | undefined {
  const from = (first: string, next: string) =>
    isDay(first) && isSeasonDay(first) && seasonOfDay(kind, first) === season ? { first, next } : undefined;
  if (kind === 'YEAR' && /^\d{4}$/.test(season))
    return from(`${season}-01-01`, addCalendarDays(`${season}-12-31`, 1));
  if (kind === 'MONTH' && /^\d{4}-\d{2}$/.test(season)) {
    const first = `${season}-01`;
    return isDay(first) ? from(first, `${addCalendarDays(first, 31).slice(0, 7)}-01`) : undefined;
  }
  if (kind === 'WEEK' && /^\d{4}-W\d{2}$/.test(season)) {
    const monday = mondayOf(season);
    return from(monday, addCalendarDays(monday, 7));
  }
  return kind === 'DAY' && isDay(season) ? from(season, addCalendarDays(season, 1)) : undefined;
}

export const isSeason = (kind: SeasonKind, text: string): boolean =>
  kind === 'ALL_TIME' ? text === ALL_TIME : daysOf(kind, text) !== undefined;

/** `endsAt` is the first instant after the season. Both are null for the one of all time. */
export function spanOf(
  kind: SeasonKind,
  season: string,
  timeZone: string,
): { startsAt: Date | null; endsAt: Date | null } {
  const days = daysOf(kind, season);
  if (days === undefined) return { startsAt: null, endsAt: null };
  return { startsAt: startOfDay(days.first, timeZone), endsAt: startOfDay(days.next, timeZone) };
}
