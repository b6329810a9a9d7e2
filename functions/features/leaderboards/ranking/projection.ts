import { digitName } from '../../../projection/count-tree.ts';
import type { DatedDelta } from '../../../projection/dated.ts';
import type { Change, Delta, Projection } from '../../../projection/fold.ts';
import type { Item } from '../../../table/client.ts';
import { programOf } from '../../../table/keys.ts';
import { type RankRecord, rankedUnits, unitsAtDayStart, unrankedReason } from '../records/rules.ts';
import { boardSeasonOf, parseRecord } from '../records/store.ts';
import { seasonCounter } from './store.ts';
import { pathOf, rootKey, type TreeName } from './tree.ts';

// A changed record, when it comes through the stream in its turn, changes the counts of its season's tree.

function contributions(item: Item): Delta[] {
  const programId = programOf(item);
  if (programId === undefined) return [];
  const { boardId, season } = boardSeasonOf(item);
  const why = unrankedReason(parseRecord(item));
  const add =
    why === null
      ? { ranked: 1 }
      : why === 'SCORE_NOT_EXACT' || why === 'SCORE_TOO_HIGH'
        ? { unfit: 1 }
        : undefined;
  return add === undefined ? [] : [{ key: seasonCounter(programId, boardId, season), add }];
}

/** What changes now, and what at the start of the record's day. The root keeps when it was written. */
function treeDeltas({ before, after }: Change): DatedDelta[] {
  const item = after ?? before;
  const programId = item === undefined ? undefined : programOf(item);
  if (item === undefined || programId === undefined) return [];
  const name = { programId, ...boardSeasonOf(item) };
  const [was, is] = [before, after].map((image) => (image === undefined ? undefined : parseRecord(image)));
  const day = (is ?? was)?.day ?? '';
  const now = [unitsNow(was), unitsNow(is)] as const;
  const atDayStart = [unitsThen(was, day), unitsThen(is, day)] as const;
  if (now[0] === now[1] && atDayStart[0] === atDayStart[1]) return [];
  return [
    ...treeMove(name, day, now, 'add'),
    ...treeMove(name, day, atDayStart, 'dayStart'),
    { key: rootKey(name), day, add: {}, dayStart: {}, stamps: true },
  ];
}

const unitsNow = (record: RankRecord | undefined) => (record === undefined ? null : rankedUnits(record));
const unitsThen = (record: RankRecord | undefined, day: string) =>
  record === undefined ? null : unitsAtDayStart(record, day);

/** Out of the nodes of one path and into those of another; what both share cancels out in the sum. */
function treeMove(
  name: TreeName,
  day: string,
  [from, to]: readonly [number | null, number | null],
  part: 'add' | 'dayStart',
): DatedDelta[] {
  const counts = (units: number | null, amount: 1 | -1) =>
    (units === null ? [] : pathOf(name, units)).map(({ key, digit }) => ({
      key,
      day,
      add: {},
      dayStart: {},
      [part]: { [digitName(digit)]: amount },
    }));
  return [...counts(from, -1), ...counts(to, 1)];
}

export const recordProjections: Record<'RECORD', Projection> = {
  RECORD: { contributions, dated: treeDeltas },
};
