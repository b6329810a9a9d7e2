import { isModerator, type Viewer } from '../../identity/viewer.ts';
import { RequestError } from '../../platform/errors.ts';
import type { Item, Key } from '../../table/client.ts';
import { type Connection, type PageRequest, readConnection } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { counterKey } from '../../table/keys.ts';
import type { Program } from '../programs/rules.ts';
import { type Catalog, type KnownBoard, knownBoard } from './catalog.ts';
import { parseRecord, rankedOf, recordKeyOf } from './edits.ts';
import type { RankRecord } from './records.ts';
import { type Board, isVisible } from './rules.ts';
import { isSeason, isSeasonDay, seasonOf, seasonOfDay } from './seasons.ts';
import type { Ranked } from './subject.ts';
import type { TreeName } from './tree.ts';

// A season of a board as callers see it, and the records in it.

export type SeasonView = { board: Board; key: string; timeZone: string };
/** A season whose records can be read. */
export type KnownSeason = SeasonView & KnownBoard;
/** `display` is the item that says what others see of a subject. */
export type SubjectView = KnownBoard & { ranked: Ranked; display: Item | undefined };
/** `rankHere` and `betterHere`, the next better score, are known where a record was read in its place among others. */
export type RecordView = {
  season: KnownSeason;
  ranked: Ranked;
  record: RankRecord;
  rankHere?: () => Promise<number>;
  betterHere?: number | null;
};

type Calendar = Pick<Program, 'timeZone'>;

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

/** Reads items such as nodes of count trees; the calls of one request are gathered. */
export type ReadNode = (key: Key) => Promise<Item | undefined>;

const refuse = (message: string) => new RequestError('BAD_USER_INPUT', message);

const EXAMPLES = {
  ALL_TIME: '`ALL`',
  YEAR: 'a year such as `2026`',
  MONTH: 'a month such as `2026-11`',
  WEEK: 'an ISO week such as `2026-W47`',
  DAY: 'a day such as `2026-11-21`',
};

/** The season that lasts. */
const currentOf = (board: Board, { timeZone }: Calendar, now: Date) => seasonOf(board.season, now, timeZone);

/** True for text that names a season of the board which has begun. */
export const hasBegun = (board: Board, calendar: Calendar, key: string, now: Date): boolean =>
  isSeason(board.season, key) && key <= currentOf(board, calendar, now);

/**
 * The season of a board that is asked for, or the current one. Throws RequestError BAD_USER_INPUT for one that is malformed or
 * has not begun, and when both ways to name one are used.
 */
export function viewSeason(
  board: Board,
  calendar: Calendar,
  asked: { key?: string | null | undefined; on?: string | null | undefined },
  now: Date,
): SeasonView {
  const current = currentOf(board, calendar, now);
  if (asked.key != null && asked.on != null) throw refuse('Give either `key` or `on`.');
  if (asked.on != null && !isSeasonDay(asked.on)) throw refuse('`on` must be in the years 0001 to 9999.');
  const key = asked.key ?? (asked.on == null ? current : seasonOfDay(board.season, asked.on));
  if (!isSeason(board.season, key))
    throw refuse(`\`key\` must be ${EXAMPLES[board.season]} for this leaderboard.`);
  if (!hasBegun(board, calendar, key, now))
    throw refuse(`The season ${key} has not begun; the current one is ${current}.`);
  return seasonView(board, calendar, key);
}

/** True when somebody may know of a board: whoever keeps order in the program, and members while it is visible. */
export const mayKnow = (board: Board, viewer: Viewer, now: Date): boolean =>
  isModerator(viewer) || isVisible(board, now);

/** The item by which the owner of a record is listed or not. */
export const ownerKey = ({ season: { board, subject }, ranked }: RecordView): Key =>
  subject.witness.key(board.programId, ranked.ownerId);

/** True for whoever sees what members hide from each other: the record's owner, and who keeps order. */
export const seesHidden = ({ ranked }: RecordView, viewer: Viewer): boolean =>
  ranked.ownerId === viewer.memberId || isModerator(viewer);

/**
 * True when somebody may know whose a record is. A season that is over keeps the places of those who hid since, so
 * the record cannot tell: the owner's own item is asked, in one trip.
 */
export async function mayKnowWhose(view: RecordView, viewer: Viewer, readItem: ReadNode): Promise<boolean> {
  if (seesHidden(view, viewer)) return true;
  return view.season.subject.witness.isListed(await readItem(ownerKey(view)));
}

/** True when somebody may find a record by whose it is: others only one that is listed, of somebody who is. One trip. */
export const mayFind = async (view: RecordView, viewer: Viewer, readItem: ReadNode): Promise<boolean> =>
  (view.record.listed || seesHidden(view, viewer)) && mayKnowWhose(view, viewer, readItem);

/** True while the season lasts. */
export const isCurrent = (season: SeasonView, now: Date): boolean =>
  season.key === currentOf(season.board, season, now);

export const treeOf = ({ board, key }: SeasonView): TreeName => ({
  programId: board.programId,
  boardId: board.id,
  season: key,
});

/** The seasons that have begun and have records, latest first. One trip. */
export async function listSeasons(
  deps: Deps,
  board: Board,
  calendar: Calendar,
  page: PageRequest,
): Promise<Connection<SeasonView>> {
  const { PK: partition } = counterKey(board.programId, `BOARD#${board.id}`, '');
  // What happens in the minutes before a season, by a clock that is ahead of ours, counts in it already.
  const current = currentOf(board, calendar, deps.now());
  const list = { partition, newestFirst: true, between: ['0', current] } as const;
  return readConnection(deps, list, page, (item) => seasonView(board, calendar, item.SK));
}

/** A record as it was read. */
export const viewRecord = (season: KnownSeason, item: Item): RecordView => ({
  season,
  ranked: rankedOf(item),
  record: parseRecord(item),
});

/** The records of subjects in a season, undefined where there is none: one trip. */
export async function readRecords(
  deps: Deps,
  season: KnownSeason,
  subjects: readonly (string | undefined)[],
): Promise<(RecordView | undefined)[]> {
  const known = subjects.filter((subject) => subject !== undefined);
  const items = await deps.table.batchGet(
    known.map((subjectId) => recordKeyOf(season, season.key, subjectId)),
  );
  return subjects.map((subject) => {
    const item = subject === undefined ? undefined : items[known.indexOf(subject)];
    return item === undefined ? undefined : viewRecord(season, item);
  });
}

/**
 * The same for a caller who will be held to `mayFind`: where ids tell who the owners are, they are read beside the
 * records.
 */
export function readRecordsFor(
  deps: Deps,
  season: KnownSeason,
  subjects: readonly (string | undefined)[],
  viewer: Viewer,
  readItem: ReadNode,
): Promise<(RecordView | undefined)[]> {
  const { ownerOf, witness } = season.subject;
  for (const subject of subjects) {
    const ownerId = subject === undefined ? undefined : ownerOf(subject);
    if (ownerId === undefined || ownerId === viewer.memberId || isModerator(viewer)) continue;
    void readItem(witness.key(season.board.programId, ownerId)).catch(() => undefined);
  }
  return readRecords(deps, season, subjects);
}
