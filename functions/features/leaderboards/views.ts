import type { Scope } from '../../identity/scope.ts';
import { isModerator, type Viewer } from '../../identity/viewer.ts';
import type { Deps } from '../../platform/deps.ts';
import { RequestError } from '../../platform/errors.ts';
import type { Item, Key } from '../../table/client.ts';
import { type Connection, type PageRequest, readConnection } from '../../table/cursor.ts';
import { counterKey } from '../../table/keys.ts';
import type { Program } from '../programs/rules.ts';
import { parseRecord, rankedOf, recordKeyOf } from './edits.ts';
import type { RankRecord } from './records.ts';
import { type Board, isVisible } from './rules.ts';
import { isSeason, isSeasonDay, seasonOf, seasonOfDay, spanOf } from './seasons.ts';
import { loadBoard } from './store.ts';
import type { Ranked } from './subject.ts';
import type { TreeName } from './tree.ts';

// A board as callers see it, in one season.

export type BoardView = Board & { seasonKey: string; timeZone: string };
export type SeasonView = { key: string; startsAt: string | null; endsAt: string | null; isCurrent: boolean };
export type SubjectView = { board: BoardView; ranked: Ranked };
/** `rankHere` and `betterHere`, the next better score, are known where a record was read in its place among others. */
export type RecordView = {
  board: BoardView;
  ranked: Ranked;
  record: RankRecord;
  rankHere?: () => Promise<number>;
  betterHere?: number | null;
};

/** Reads nodes of count trees; the calls of one request are gathered. */
export type ReadNode = (key: Key) => Promise<Item | undefined>;

const refuse = (message: string) => new RequestError('BAD_USER_INPUT', message);

const EXAMPLES = {
  ALL_TIME: '`ALL`',
  YEAR: 'a year such as `2026`',
  MONTH: 'a month such as `2026-11`',
  WEEK: 'an ISO week such as `2026-W47`',
  DAY: 'a day such as `2026-11-21`',
};

/**
 * The board in the season that is asked for, or in the current one. Throws RequestError BAD_USER_INPUT for a season that
 * is malformed or has not begun, and when both ways to name one are used.
 */
export function viewBoard(
  board: Board,
  program: Pick<Program, 'timeZone'>,
  asked: { season?: string | null | undefined; on?: string | null | undefined },
  now: Date,
): BoardView {
  const { timeZone } = program;
  const current = seasonOf(board.season, now, timeZone);
  if (asked.season != null && asked.on != null) throw refuse('Give either `season` or `on`.');
  if (asked.on != null && !isSeasonDay(asked.on)) throw refuse('`on` must be in the years 0001 to 9999.');
  const season = asked.season ?? (asked.on == null ? current : seasonOfDay(board.season, asked.on));
  if (!isSeason(board.season, season))
    throw refuse(`\`season\` must be ${EXAMPLES[board.season]} for this leaderboard.`);
  if (season > current) throw refuse(`The season ${season} has not begun; the current one is ${current}.`);
  return { ...board, seasonKey: season, timeZone };
}

/** The board of that id in its current season, for `node`; to members, one that they see. One trip at the most. */
export async function nodeOf(deps: Deps, scope: Scope, id: string): Promise<BoardView | undefined> {
  const board = await loadBoard(deps, scope.program.id, id);
  if (board === undefined || !mayKnow(board, scope.viewer, deps.now())) return undefined;
  return viewBoard(board, scope.program, {}, deps.now());
}

/** True when somebody may know of a board: whoever keeps order in the program, and members while it is visible. */
export const mayKnow = (board: Board, viewer: Viewer, now: Date): boolean =>
  isModerator(viewer) || isVisible(board, now);

export function viewSeason(board: BoardView, key: string, now: Date): SeasonView {
  const { startsAt, endsAt } = spanOf(board.season, key, board.timeZone);
  return {
    key,
    startsAt: startsAt?.toISOString() ?? null,
    endsAt: endsAt?.toISOString() ?? null,
    isCurrent: key === seasonOf(board.season, now, board.timeZone),
  };
}

export const treeOf = (board: BoardView): TreeName => ({
  programId: board.programId,
  boardId: board.id,
  season: board.seasonKey,
});

/** The seasons that have begun and have records, latest first. One trip. */
export async function listSeasons(
  deps: Deps,
  board: BoardView,
  page: PageRequest,
): Promise<Connection<SeasonView>> {
  const { PK: partition } = counterKey(board.programId, `BOARD#${board.id}`, '');
  // What happens in the minutes before a season, by a clock that is ahead of ours, counts in it already.
  const current = seasonOf(board.season, deps.now(), board.timeZone);
  const list = { partition, newestFirst: true, between: ['0', current] } as const;
  const seasons = await readConnection(deps, list, page, (item) => item.SK);
  const edges = seasons.edges.map(({ cursor, node }) => ({
    cursor,
    node: viewSeason(board, node, deps.now()),
  }));
  return { ...seasons, edges };
}

/** A record as it was read. */
export const viewRecord = (board: BoardView, item: Item): RecordView => ({
  board,
  ranked: rankedOf(item),
  record: parseRecord(item),
});

/** The records of subjects in this season, undefined where there is none: one trip. */
export async function readRecords(
  deps: Deps,
  board: BoardView,
  subjects: readonly (string | undefined)[],
): Promise<(RecordView | undefined)[]> {
  const known = subjects.filter((subject) => subject !== undefined);
  const items = await deps.table.batchGet(
    known.map((subjectId) => recordKeyOf(board, board.seasonKey, subjectId)),
  );
  return subjects.map((subject) => {
    const item = subject === undefined ? undefined : items[known.indexOf(subject)];
    return item === undefined ? undefined : viewRecord(board, item);
  });
}
