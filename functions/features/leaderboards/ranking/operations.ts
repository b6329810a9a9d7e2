import { RequestError } from '../../../platform/errors.ts';
import { dayOf } from '../../../platform/time.ts';
import type { Standing } from '../../../projection/count-tree.ts';
import { type Item, keyText } from '../../../table/client.ts';
import {
  type Connection,
  firstOf,
  fromCursor,
  type PageRequest,
  toConnection,
  toCursor,
} from '../../../table/cursor.ts';
import { GSI1 } from '../../../table/definition.ts';
import type { Deps } from '../../../table/deps.ts';
import { dayStartKey } from '../../../table/keys.ts';
import { sealSecret } from '../../../table/secrets.ts';
import type { KnownSeason, SeasonView } from '../boards/seasons.ts';
import type { GetItem } from '../records/operations.ts';
import { rankedUnits, scoreSort } from '../records/rules.ts';
import { END, parseRecord, placeOf, queryByScore, type Stretch, scoreSortOf } from '../records/store.ts';
import { type RecordView, viewRecord } from '../records/views.ts';
import {
  amongEachOther,
  changeDayOf,
  rankAfter,
  rankAtDayStart,
  standingBy,
  tiesAndPercentile,
  unitsOfView,
  unitsThen,
} from './ranks.ts';
import { pathOf, rootKey, sizeOf, treeOf } from './tree.ts';

// Ranks come from the four nodes of a path, however many records there are. Records in the order of their
// ranks come from the index by score: every shard is read, and what they hold is merged.

/** Undefined when its score cannot be ranked. */
async function standing(view: RecordView, getItem: GetItem): Promise<Standing | undefined> {
  const units = unitsOfView(view);
  if (units === null) return undefined;
  const nodes = await Promise.all(pathOf(treeOf(view.season), units).map(({ key }) => getItem(key)));
  return standingBy(view, units, nodes);
}

/** 1 plus the number of better ones. */
export async function rankOf(view: RecordView, getItem: GetItem): Promise<number | null> {
  const rank = view.among?.rank;
  if (typeof rank === 'number') return rank;
  if (rank !== undefined) return rankAfter(await standing(rank.of, getItem), rank.after);
  const found = await standing(view, getItem);
  return found === undefined ? null : found.better + 1;
}

export async function tiesAndPercentileOf(
  view: RecordView,
  getItem: GetItem,
): Promise<{ tiedWithCount: number; percentile: number } | null> {
  const found = await standing(view, getItem);
  return found === undefined ? null : tiesAndPercentile(view, found);
}

/** Ranks gained since the day began; null for a record that had none then. */
export async function rankChangeOf(view: RecordView, getItem: GetItem, now: Date): Promise<number | null> {
  const day = changeDayOf(view, dayOf(now, view.season.timeZone));
  const units = unitsThen(view, day);
  if (units === null) return null;
  const [rank, path] = await Promise.all([
    rankOf(view, getItem),
    Promise.all(
      pathOf(treeOf(view.season), units).map(async ({ key }) => {
        const [node, dayStart] = await Promise.all([getItem(key), getItem(dayStartKey(key))]);
        return { node, dayStart };
      }),
    ),
  ]);
  return rankAtDayStart(view, units, path, day) - (rank ?? 0);
}

/** `updatedAt` is when the latest change of a ranked score was counted. */
export async function totalsOf(
  season: SeasonView,
  getItem: GetItem,
): Promise<{ count: number; updatedAt: string | null }> {
  const root = await getItem(rootKey(treeOf(season)));
  const updatedAt = root?.at === undefined ? null : new Date(Number(root.at)).toISOString();
  return { count: sizeOf(root), updatedAt };
}

/**
 * What the index may still be asked in one request: a board may have many shards, and a query could name many
 * boards and records. Scores that were looked for once are kept.
 */
export type IndexReads = { left: number; betterScores: Map<string, Promise<number | null>> };

/** Records that one request may read of the index by score, over all shards. */
const MAX_INDEX_RECORDS = 8_192;
/** A shard's answer of a few records costs as much as one of so many: half a unit is 4 KB. */
const LEAST_RECORDS = 16;
export const newIndexReads = (): IndexReads => ({ left: MAX_INDEX_RECORDS, betterScores: new Map() });

/** From all shards: in display order, or the last ones, last first. */
async function getStretch(
  deps: Deps,
  reads: IndexReads,
  season: KnownSeason,
  stretch: Stretch,
): Promise<Item[]> {
  reads.left -= season.board.shards * Math.max(stretch.limit, LEAST_RECORDS);
  if (reads.left < 0) {
    throw new RequestError(
      'BAD_USER_INPUT',
      `The query reads more than ${MAX_INDEX_RECORDS} records of leaderboards: every shard of a board is read for as many as are asked for. Ask for fewer or shorter lists, and for \`scoreToNextRank\` of fewer records.`,
    );
  }
  const items = await queryByScore(deps, season, stretch);
  // A record whose score changes meanwhile can be met at both: either of the two is as good.
  const unique = new Map(items.map((item) => [keyText(item), item]));
  const order = stretch.lastFirst ? -1 : 1;
  return [...unique.values()]
    .sort((left, right) => (scoreSortOf(left) < scoreSortOf(right) ? -order : order))
    .slice(0, stretch.limit);
}

export async function listTop(
  deps: Deps,
  season: KnownSeason,
  page: PageRequest,
  reads: IndexReads,
): Promise<Connection<RecordView>> {
  const first = firstOf(page);
  const { board, key: seasonKey } = season;
  const list = { index: GSI1.name, partition: `${board.id}#${seasonKey}#${board.programId}` };
  const secret = sealSecret(deps);
  const [last] = page.after == null ? [] : fromCursor(await secret, list, page.after);
  // A space sorts before all that a sort key has in it: what follows the last one, and not that one itself.
  const stretch = { from: last === undefined ? '0' : `${last} `, to: END, limit: first + 1 };
  const [items, key] = await Promise.all([getStretch(deps, reads, season, stretch), secret]);
  const shown = items.slice(0, first);
  const viewed = shown.map((item) => viewRecord(season, item));
  const views = amongEachOther(viewed, last === undefined ? 1 : undefined);
  const edges = shown.flatMap((item, index) => {
    const node = views[index];
    return node === undefined ? [] : [{ node, cursor: toCursor(key, list, [scoreSortOf(item)]) }];
  });
  return toConnection(edges, page, items.length > first);
}

export async function listAround(
  deps: Deps,
  view: RecordView,
  { above, below }: { above: number; below: number },
  reads: IndexReads,
): Promise<RecordView[]> {
  const { season, record, ranked } = view;
  const units = rankedUnits(record);
  if (units === null) return [];
  const here = placeOf(season, ranked.subjectId, record, units);
  const none = Promise.resolve([]);
  const [better, worse] = await Promise.all([
    above === 0
      ? none
      : getStretch(deps, reads, season, { from: '0', to: here, limit: above + 1, lastFirst: true }),
    below === 0 ? none : getStretch(deps, reads, season, { from: here, to: END, limit: below + 1 }),
  ]);
  const others = (items: readonly Item[], count: number) =>
    items
      .filter((item) => scoreSortOf(item) !== here)
      .slice(0, count)
      .map((item) => viewRecord(season, item));
  return amongEachOther([...others(better, above).reverse(), view, ...others(worse, below)], undefined);
}

/** What a record lacks to the next better score; null for the first, and for one without a rank. */
export async function gapAbove(deps: Deps, view: RecordView, reads: IndexReads): Promise<number | null> {
  const units = unitsOfView(view);
  if (units === null) return null;
  const known = view.among?.better;
  const better = known === undefined ? await betterScore(deps, view.season, units, reads) : known;
  return better === null ? null : Math.abs(better - view.record.score);
}

/** Null when there is none. Records with the same score share one read. */
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
  const [to = ''] = scoreSort(units, season.board.direction, 0, '').split('#');
  const found = getStretch(deps, reads, season, { from: '0', to, limit: 1, lastFirst: true }).then(
    ([next]) => (next === undefined ? null : parseRecord(next).score),
  );
  reads.betterScores.set(name, found);
  return found;
}
