import { RequestError } from '../../platform/errors.ts';
import { type Item, keyText } from '../../table/client.ts';
import {
  type Connection,
  firstOf,
  fromCursor,
  type PageRequest,
  toConnection,
  toCursor,
} from '../../table/cursor.ts';
import { GSI1 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { standingsPartition } from '../../table/keys.ts';
import { sealSecret } from '../../table/secrets.ts';
import { parseRecord } from './edits.ts';
import { standing, unitsOfView } from './ranks.ts';
import { rankedUnits, standingSort } from './records.ts';
import { type KnownSeason, type ReadNode, type RecordView, viewRecord } from './views.ts';

// Records in the order of their ranks, by the index by score: every shard is read, and what they hold is merged.

/**
 * What the index may still be asked in one request: a board's number of shards is its own, and a query could name many boards
 * and records. Scores that were looked for once are kept.
 */
export type IndexReads = { left: number; betterScores: Map<string, Promise<number | null>> };

/** Records that one request may read of the index by score, over all shards. */
const MAX_INDEX_RECORDS = 8_192;
/** A shard's answer of a few records costs as much as one of so many: half a unit is 4 KB. */
const LEAST_RECORDS = 16;
export const newIndexReads = (): IndexReads => ({ left: MAX_INDEX_RECORDS, betterScores: new Map() });

/** A sort key after every other. */
const END = '~';
const shardsOf = ({ board, key }: KnownSeason) =>
  Array.from({ length: board.shards }, (_, shard) =>
    standingsPartition(board.programId, board.id, key, shard),
  );

/** The records of a stretch of the ranking, from all shards: in display order, or the last ones of it, last first. One trip. */
async function readStretch(
  deps: Deps,
  reads: IndexReads,
  season: KnownSeason,
  stretch: { from: string; to: string; limit: number; lastFirst?: boolean },
): Promise<Item[]> {
  reads.left -= season.board.shards * Math.max(stretch.limit, LEAST_RECORDS);
  if (reads.left < 0) {
    throw new RequestError(
      'BAD_USER_INPUT',
      `The query reads more than ${MAX_INDEX_RECORDS} records of leaderboards: every shard of a board is read for as many as are asked for. Ask for fewer or shorter lists, and for \`scoreToNextRank\` of fewer records.`,
    );
  }
  const pages = await Promise.all(
    shardsOf(season).map((partition) =>
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
  const unique = new Map(pages.flatMap(({ items }) => items).map((item) => [keyText(item), item]));
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
  // Above the first there may be others, unless it is the first of all.
  const aboveFirst = firstRank === 1 ? { betterHere: null } : {};
  return views.map((view, place) => ({
    ...view,
    ...betterOf(views.slice(0, place), view, aboveFirst),
    rankHere: async () => {
      const { rank, same } = await start();
      if (isLevelWith(first)(view)) return rank;
      // Those level with the first may begin before it; all other scores begin on this page.
      const own = views.findIndex(isLevelWith(view));
      return rank + same + own - views.filter(isLevelWith(first)).length;
    },
  }));
}

function betterOf(
  before: readonly RecordView[],
  view: RecordView,
  otherwise: Pick<RecordView, 'betterHere'>,
) {
  const better = before.findLast((other) => !isLevelWith(view)(other));
  return better === undefined ? otherwise : { betterHere: better.record.score };
}

const isLevelWith = (one: RecordView) => (other: RecordView) => one.record.score === other.record.score;

/** A page of the records, best first. One trip. */
export async function readTop(
  deps: Deps,
  season: KnownSeason,
  page: PageRequest,
  readNode: ReadNode,
  reads: IndexReads,
): Promise<Connection<RecordView>> {
  const first = firstOf(page);
  const { board, key: seasonKey } = season;
  const list = { index: GSI1.name, partition: `${board.id}#${seasonKey}#${board.programId}` };
  const secret = sealSecret(deps);
  const [last] = page.after == null ? [] : fromCursor(await secret, list, page.after);
  // A space sorts before all that a place has in it: what follows the last one, and not that one itself.
  const stretch = { from: last === undefined ? '0' : `${last} `, to: END, limit: first + 1 };
  const [items, key] = await Promise.all([readStretch(deps, reads, season, stretch), secret]);
  const shown = items.slice(0, first);
  const viewed = shown.map((item) => viewRecord(season, item));
  const views = inPlaces(viewed, last === undefined ? 1 : undefined, readNode);
  const edges = views.map((node, place) => ({
    node,
    cursor: toCursor(key, list, [String(shown[place]?.GSI1SK)]),
  }));
  return toConnection(edges, page, items.length > first);
}

/** A record among those next to it. Two trips. */
export async function readAround(
  deps: Deps,
  view: RecordView,
  { above, below }: { above: number; below: number },
  readNode: ReadNode,
  reads: IndexReads,
): Promise<RecordView[]> {
  const { season, record, ranked } = view;
  const units = rankedUnits(record);
  if (units === null) return [];
  const here = standingSort(units, season.board.direction, record.reachedAt, ranked.subjectId);
  const none = Promise.resolve([]);
  const [better, worse] = await Promise.all([
    above === 0
      ? none
      : readStretch(deps, reads, season, { from: '0', to: here, limit: above + 1, lastFirst: true }),
    below === 0 ? none : readStretch(deps, reads, season, { from: here, to: END, limit: below + 1 }),
  ]);
  const others = (items: readonly Item[], count: number) =>
    items
      .filter((item) => item.GSI1SK !== here)
      .slice(0, count)
      .map((item) => viewRecord(season, item));
  return inPlaces([...others(better, above).reverse(), view, ...others(worse, below)], undefined, readNode);
}

/**
 * What a record lacks to the score of the next better one; null for the first, and for one without a rank. One trip, and none
 * where the next better one was read as well.
 */
export async function gapAbove(deps: Deps, view: RecordView, reads: IndexReads): Promise<number | null> {
  const units = unitsOfView(view);
  if (units === null) return null;
  const better =
    view.betterHere === undefined ? await betterScore(deps, view.season, units, reads) : view.betterHere;
  return better === null ? null : Math.abs(better - view.record.score);
}

/** The score of the record next above a number of units, or null. Equals ask once. */
function betterScore(
  deps: Deps,
  season: KnownSeason,
  units: number,
  reads: IndexReads,
): Promise<number | null> {
  const name = `${season.board.id} ${season.key} ${units}`;
  const known = reads.betterScores.get(name);
  if (known !== undefined) return known;
  // What sorts before all records with this score.
  const [to = ''] = standingSort(units, season.board.direction, 0, '').split('#');
  const found = readStretch(deps, reads, season, { from: '0', to, limit: 1, lastFirst: true }).then(
    ([next]) => (next === undefined ? null : parseRecord(next).score),
  );
  reads.betterScores.set(name, found);
  return found;
}
