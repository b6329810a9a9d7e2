import type { Scope } from '../../identity/scope.ts';
import { isModerator, type Viewer } from '../../identity/viewer.ts';
import type { Deps } from '../../platform/deps.ts';
import { RequestError } from '../../platform/errors.ts';
import { dayOf } from '../../platform/time.ts';
import type { Item, Key } from '../../table/client.ts';
import {
  type Connection,
  checkFirst,
  open,
  type PageRequest,
  readConnection,
  sign,
} from '../../table/cursor.ts';
import { countsAtDawn, countsOf } from '../../table/dated.ts';
import { GSI1 } from '../../table/definition.ts';
import { counterKey, morningKey, standingsPartition } from '../../table/keys.ts';
import { cursorSecret } from '../../table/secrets.ts';
import type { Program } from '../programs/rules.ts';
import { parseRecord, rankedOf, recordKeyOf } from './edits.ts';
import { type RankRecord, rankedUnits, standingSort, unitsAtDawn, unitsOf } from './records.ts';
import { type Board, isVisible } from './rules.ts';
import { isSeason, seasonOf, seasonOfDay, spanOf } from './seasons.ts';
import { loadBoard } from './store.ts';
import type { Ranked } from './subject.ts';
import { pathOf, type Standing, standingOf, type TreeName } from './tree.ts';

// A board as callers see it, in one season.

export type BoardView = Board & { seasonKey: string; timeZone: string };
export type SeasonView = { key: string; startsAt: string | null; endsAt: string | null; isCurrent: boolean };
export type SubjectView = { board: BoardView; ranked: Ranked };
/** `rankHere` is known where a record was read in its place among others. */
export type RecordView = {
  board: BoardView;
  ranked: Ranked;
  record: RankRecord;
  rankHere?: () => Promise<number>;
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

/** The seasons that have records, latest first. One trip. */
export async function listSeasons(
  deps: Deps,
  board: BoardView,
  page: PageRequest,
): Promise<Connection<SeasonView>> {
  const { PK: partition } = counterKey(board.programId, `BOARD#${board.id}`, '');
  const seasons = await readConnection(deps, { partition, newestFirst: true }, page, (item) => item.SK);
  const edges = seasons.edges.map(({ cursor, node }) => ({
    cursor,
    node: viewSeason(board, node, deps.now()),
  }));
  return { ...seasons, edges };
}

const viewRecord = (board: BoardView, item: Item): RecordView => ({
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

const unitsOfView = ({ record }: RecordView) => unitsOf(record.score, record.scale).units;

/** Where a record stands, by the one path of its score; undefined when its score is none that can be ranked. One trip. */
export async function standing(view: RecordView, readNode: ReadNode): Promise<Standing | undefined> {
  const units = unitsOfView(view);
  if (units === null) return undefined;
  const nodes = await Promise.all(pathOf(treeOf(view.board), units).map(({ key }) => readNode(key)));
  return standingOf(nodes.map(countsOf), units, view.board.direction);
}

/** The rank of a record: 1 plus those that are better. */
export async function rankOf(view: RecordView, readNode: ReadNode): Promise<number | null> {
  if (view.rankHere !== undefined) return view.rankHere();
  const found = await standing(view, readNode);
  return found === undefined ? null : found.better + 1;
}

/** Other records with the same score, and the share of all, in percent, that are not better. */
export async function companyOf(
  view: RecordView,
  readNode: ReadNode,
): Promise<{ tiedWith: number; percentile: number } | null> {
  const found = await standing(view, readNode);
  if (found === undefined) return null;
  const itself = rankedUnits(view.record) === null ? 0 : 1;
  const total = Math.max(found.total + 1 - itself, 1);
  // https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.percentileofscore.html, kind 'weak'
  const percentile = (100 * (total - found.better)) / total;
  return { tiedWith: Math.max(found.same - itself, 0), percentile: Math.min(100, Math.max(0, percentile)) };
}

/** The ranks gained since the day began; null for a record that had none then. One trip. */
export async function movementOf(view: RecordView, readNode: ReadNode, now: Date): Promise<number | null> {
  const today = dayOf(now, view.board.timeZone);
  const day = view.record.day > today ? view.record.day : today;
  const units = rankedUnits(view.record) === null ? null : unitsAtDawn(view.record, day);
  if (units === null) return null;
  const [rank, atDawn] = await Promise.all([
    rankOf(view, readNode),
    Promise.all(
      pathOf(treeOf(view.board), units).map(async ({ key }) => {
        const [node, morning] = await Promise.all([readNode(key), readNode(morningKey(key))]);
        return countsAtDawn(node, morning, day);
      }),
    ),
  ]);
  return standingOf(atDawn, units, view.board.direction).better + 1 - (rank ?? 0);
}

/** A sort key after every other. */
const END = '~';
const shardsOf = (board: BoardView) =>
  Array.from({ length: board.shards }, (_, shard) =>
    standingsPartition(board.programId, board.id, board.seasonKey, shard),
  );

/** The records of a stretch of the ranking, from all shards: in display order, or the last ones of it, last first. One trip. */
async function readStretch(
  deps: Deps,
  board: BoardView,
  stretch: { from: string; to: string; limit: number; lastFirst?: boolean },
): Promise<Item[]> {
  const pages = await Promise.all(
    shardsOf(board).map((partition) =>
      deps.table.query({
        index: GSI1.name,
        partition,
        between: [stretch.from, stretch.to],
        limit: stretch.limit,
        newestFirst: stretch.lastFirst ?? false,
      }),
    ),
  );
  // A record on its way from one place to another can be met in both: the better of the two is as good.
  const unique = new Map(pages.flatMap(({ items }) => items).map((item) => [`${item.PK}\n${item.SK}`, item]));
  const order = stretch.lastFirst ? -1 : 1;
  return [...unique.values()]
    .sort((one, other) => (String(one.GSI1SK) < String(other.GSI1SK) ? -order : order))
    .slice(0, stretch.limit);
}

/**
 * Records that follow one another, with their ranks. The first one's is given, or read along its path when it is asked for;
 * each next score's is that many further on as there were equals.
 */
function inPlaces(
  views: readonly RecordView[],
  firstRank: number | undefined,
  readNode: ReadNode,
): RecordView[] {
  const [first] = views;
  if (first === undefined) return [];
  let found: Promise<{ rank: number; same: number }> | undefined;
  const start = () => {
    found ??=
      firstRank !== undefined
        ? Promise.resolve({ rank: firstRank, same: views.filter(isLevelWith(first)).length })
        : standing(first, readNode).then((at) => ({ rank: (at?.better ?? 0) + 1, same: at?.same ?? 1 }));
    return found;
  };
  return views.map((view) => ({
    ...view,
    rankHere: async () => {
      const { rank, same } = await start();
      if (isLevelWith(first)(view)) return rank;
      // Those level with the first may begin before it; all other scores begin on this page.
      const own = views.findIndex(isLevelWith(view));
      return rank + same + own - views.filter(isLevelWith(first)).length;
    },
  }));
}

const isLevelWith = (one: RecordView) => (other: RecordView) => one.record.score === other.record.score;

/** A page of the records, best first. One trip. */
export async function readTop(
  deps: Deps,
  board: BoardView,
  page: PageRequest,
  readNode: ReadNode,
): Promise<Connection<RecordView>> {
  checkFirst(page);
  const list = { index: GSI1.name, partition: `${board.id}#${board.seasonKey}#${board.programId}` };
  const secret = cursorSecret(deps);
  const [last] = page.after == null ? [] : open(await secret, list, page.after);
  // A space sorts before all that a place has in it: what follows the last one, and not that one itself.
  const stretch = { from: last === undefined ? '0' : `${last} `, to: END, limit: page.first + 1 };
  const [items, key] = await Promise.all([readStretch(deps, board, stretch), secret]);
  const shown = items.slice(0, page.first);
  const viewed = shown.map((item) => viewRecord(board, item));
  const views = inPlaces(viewed, last === undefined ? 1 : undefined, readNode);
  const edges = views.map((node, place) => ({
    node,
    cursor: sign(key, list, [String(shown[place]?.GSI1SK)]),
  }));
  return {
    edges,
    pageInfo: { hasNextPage: items.length > page.first, endCursor: edges.at(-1)?.cursor ?? null },
  };
}

export const MAX_AROUND = 25;

/** A record among those next to it. Two trips. */
export async function readAround(
  deps: Deps,
  view: RecordView,
  { above, below }: { above: number; below: number },
  readNode: ReadNode,
): Promise<RecordView[]> {
  const { board, record, ranked } = view;
  const units = rankedUnits(record);
  if (units === null) return [];
  const here = standingSort(units, board.direction, record.reachedAt, ranked.subjectId);
  const none = Promise.resolve([]);
  const [better, worse] = await Promise.all([
    above === 0 ? none : readStretch(deps, board, { from: '0', to: here, limit: above + 1, lastFirst: true }),
    below === 0 ? none : readStretch(deps, board, { from: here, to: END, limit: below + 1 }),
  ]);
  const others = (items: readonly Item[], count: number) =>
    items
      .filter((item) => item.GSI1SK !== here)
      .slice(0, count)
      .map((item) => viewRecord(board, item));
  return inPlaces([...others(better, above).reverse(), view, ...others(worse, below)], undefined, readNode);
}

/** What a record lacks to the score of the next better one; null for the first, and for one without a rank. One trip. */
export async function gapAbove(deps: Deps, view: RecordView): Promise<number | null> {
  const units = unitsOfView(view);
  if (units === null) return null;
  const { board, record } = view;
  // What sorts before all records with this score.
  const [to = ''] = standingSort(units, board.direction, 0, '').split('#');
  const [next] = await readStretch(deps, board, { from: '0', to, limit: 1, lastFirst: true });
  return next === undefined ? null : Math.abs(parseRecord(next).score - record.score);
}
