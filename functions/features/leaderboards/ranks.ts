import { dayOf } from '../../platform/time.ts';
import { countsAtDawn, countsOf } from '../../projection/dated.ts';
import { morningKey } from '../../table/keys.ts';
import { rankedUnits, unitsAtDawn, unitsOf } from './records.ts';
import { pathOf, type Standing, standingOf } from './tree.ts';
import { type ReadNode, type RecordView, treeOf } from './views.ts';

// Where a record stands, by its season's count tree: four nodes, however many records there are.

/** The units that a record's score is, listed or not; null for one that can have no rank. */
export const unitsOfView = ({ record }: RecordView) => unitsOf(record.score, record.scale).units;

/** Where a record stands, by the one path of its score; undefined when its score is none that can be ranked. One trip. */
export async function standing(view: RecordView, readNode: ReadNode): Promise<Standing | undefined> {
  const units = unitsOfView(view);
  if (units === null) return undefined;
  const nodes = await Promise.all(pathOf(treeOf(view.season), units).map(({ key }) => readNode(key)));
  return standingOf(nodes.map(countsOf), units, view.season.board.direction);
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
): Promise<{ tiedWithCount: number; percentile: number } | null> {
  const found = await standing(view, readNode);
  if (found === undefined) return null;
  const itself = rankedUnits(view.record) === null ? 0 : 1;
  const total = Math.max(found.total + 1 - itself, 1);
  // https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.percentileofscore.html, kind 'weak'
  const percentile = (100 * (total - found.better)) / total;
  return {
    tiedWithCount: Math.max(found.same - itself, 0),
    percentile: Math.min(100, Math.max(0, percentile)),
  };
}

/** The ranks gained since the day began; null for a record that had none then. One trip. */
export async function rankChangeOf(view: RecordView, readNode: ReadNode, now: Date): Promise<number | null> {
  const today = dayOf(now, view.season.timeZone);
  const day = view.record.day > today ? view.record.day : today;
  const units = rankedUnits(view.record) === null ? null : unitsAtDawn(view.record, day);
  if (units === null) return null;
  const [rank, atDawn] = await Promise.all([
    rankOf(view, readNode),
    Promise.all(
      pathOf(treeOf(view.season), units).map(async ({ key }) => {
        const [node, morning] = await Promise.all([readNode(key), readNode(morningKey(key))]);
        return countsAtDawn(node, morning, day);
      }),
    ),
  ]);
  return standingOf(atDawn, units, view.season.board.direction).better + 1 - (rank ?? 0);
}
