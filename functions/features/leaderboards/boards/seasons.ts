import { RequestError } from '../../../platform/errors.ts';
import type { Program } from '../../programs/rules.ts';
import { isSeason, isSeasonDay, seasonOf, seasonOfDay } from './calendar.ts';
import { type Catalog, type KnownBoard, knownBoard } from './catalog.ts';
import type { Board } from './rules.ts';

// A season of a board as callers see it.

export type SeasonView = { board: Board; key: string; timeZone: string };
/** A season whose records can be read. */
export type KnownSeason = SeasonView & KnownBoard;

export type Calendar = Pick<Program, 'timeZone'>;

export const seasonView = (board: Board, { timeZone }: Calendar, key: string): SeasonView => ({
  board,
  key,
  timeZone,
});

/** Throws UnknownHere for a kind of subject that this version does not know. */
export const knownSeason = (catalog: Pick<Catalog, 'subjectOf'>, season: SeasonView): KnownSeason => ({
  ...season,
  ...knownBoard(catalog, season.board),
});

const refuse = (message: string) => new RequestError('BAD_USER_INPUT', message);

const EXAMPLES = {
  ALL_TIME: '`ALL`',
  YEAR: 'a year such as `2026`',
  MONTH: 'a month such as `2026-11`',
  WEEK: 'an ISO week such as `2026-W47`',
  DAY: 'a day such as `2026-11-21`',
};

export const currentSeason = (board: Board, { timeZone }: Calendar, now: Date): string =>
  seasonOf(board.seasonKind, now, timeZone);

export const hasBegun = (board: Board, calendar: Calendar, key: string, now: Date): boolean =>
  isSeason(board.seasonKind, key) && key <= currentSeason(board, calendar, now);

export const isCurrent = (season: SeasonView, now: Date): boolean =>
  season.key === currentSeason(season.board, season, now);

/**
 * The season that is asked for, or the current one. Throws RequestError BAD_USER_INPUT for one that is
 * malformed or has not begun, and when both ways to name one are used.
 */
export function viewSeason(
  board: Board,
  calendar: Calendar,
  asked: { key?: string | null | undefined; on?: string | null | undefined },
  now: Date,
): SeasonView {
  const current = currentSeason(board, calendar, now);
  if (asked.key != null && asked.on != null) throw refuse('Give either `key` or `on`.');
  if (asked.on != null && !isSeasonDay(asked.on)) throw refuse('`on` must be in the years 0001 to 9999.');
  const key = asked.key ?? (asked.on == null ? current : seasonOfDay(board.seasonKind, asked.on));
  if (!isSeason(board.seasonKind, key))
    throw refuse(`\`key\` must be ${EXAMPLES[board.seasonKind]} for this leaderboard.`);
  if (!hasBegun(board, calendar, key, now))
    throw refuse(`The season ${key} has not begun; the current one is ${current}.`);
  return seasonView(board, calendar, key);
}
