import { type Standing, standingOf } from '../../../projection/count-tree.ts';
import { countsAtDayStart, countsOf } from '../../../projection/dated.ts';
import type { Item } from '../../../table/client.ts';
import { rankedUnits, unitsAtDayStart, unitsOf } from '../records/rules.ts';
import type { Among, RecordView } from '../records/views.ts';

// Where records stand: by the nodes of their season's count tree, or by the records around them.

/** Listed or not; null for a score that can have no rank. */
export const unitsOfView = ({ record }: RecordView) => unitsOf(record.score, record.scale).units;

type Nodes = readonly (Item | undefined)[];

export const standingBy = (view: RecordView, units: number, nodes: Nodes): Standing =>
  standingOf(nodes.map(countsOf), units, view.season.board.direction);

/** Other records with the same score, and the share of all, in percent, that are not better. */
export function tiesAndPercentile(
  { record }: RecordView,
  { better, same, total: listed }: Standing,
): { tiedWithCount: number; percentile: number } {
  const itself = rankedUnits(record) === null ? 0 : 1;
  const total = Math.max(listed + 1 - itself, 1);
  // https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.percentileofscore.html, kind 'weak'
  const percentile = (100 * (total - better)) / total;
  return { tiedWithCount: Math.max(same - itself, 0), percentile: Math.min(100, Math.max(0, percentile)) };
}

/** Today, or the day of the record's latest change where that is later. */
export const changeDayOf = ({ record }: RecordView, today: string): string =>
  record.day > today ? record.day : today;

/** Null for one that has no rank now or had none then. */
export const unitsThen = ({ record }: RecordView, day: string): number | null =>
  rankedUnits(record) === null ? null : unitsAtDayStart(record, day);

/** `path` is that of the units then: its nodes, and what was kept of each at the day start. */
export function rankAtDayStart(
  view: RecordView,
  units: number,
  path: readonly { node: Item | undefined; dayStart: Item | undefined }[],
  day: string,
): number {
  const counts = path.map(({ node, dayStart }) => countsAtDayStart(node, dayStart, day));
  return standingOf(counts, units, view.season.board.direction).better + 1;
}

/** What records next to each other tell of each other. `firstRank`: that of the first, where it is known. */
export function amongEachOther(views: readonly RecordView[], firstRank: number | undefined): RecordView[] {
  const [first] = views;
  if (first === undefined) return [];
  const levelWithFirst = views.filter(isLevelWith(first)).length;
  return views.map((view, index) => {
    // Those with the first one's score may begin before it; all other scores begin on this page.
    const own = views.findIndex(isLevelWith(view));
    const among: Among = {
      rank:
        firstRank === undefined
          ? { of: first, after: own === 0 ? null : own - levelWithFirst }
          : firstRank + own,
    };
    const better = views.slice(0, index).findLast((other) => !isLevelWith(view)(other));
    if (better !== undefined) among.better = better.record.score;
    // Above the first there may be others, unless it is the first of all.
    else if (firstRank === 1) among.better = null;
    return { ...view, among };
  });
}

const isLevelWith = (view: RecordView) => (other: RecordView) => view.record.score === other.record.score;

/** The rank of a record that comes so many after those level with another; null for one of those. */
export const rankAfter = (of: Standing | undefined, after: number | null): number =>
  (of?.better ?? 0) + 1 + (after === null ? 0 : (of?.same ?? 1) + after);
