import { pathOf, type TreeName } from '../../functions/features/leaderboards/ranking/tree.ts';
import {
  type RankRecord,
  rankedUnits,
  unitsAtDayStart,
  unrankedReason,
} from '../../functions/features/leaderboards/records/rules.ts';
import { digitName, totalOf } from '../../functions/projection/count-tree.ts';
import { countsOf } from '../../functions/projection/dated.ts';
import type { Item, Key, Write } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { dayStartKey, treeNodeKey } from '../../functions/table/keys.ts';

// A season's count tree as its records make it, beside the nodes that stand in the table: for the check of rankings,
// which tells the differences, and for the rebuild, which corrects them.

type Counts = Record<string, number>;

/** The season whose tree a key stands in, and the key of its node; undefined for a key of no node or day start. */
export function treeOfKey({ PK, SK }: Key): { name: TreeName; node: Key } | undefined {
  const [, programId, boardId, season] = /^P#([^#]+)#TREE#([^#]+)#([^#]+)#/.exec(PK) ?? [];
  if (programId === undefined || boardId === undefined || season === undefined) return undefined;
  const node = { PK, SK: treeNodeKey(programId, boardId, season, 0, 0).SK };
  const isOfTree = SK === node.SK || SK === dayStartKey(node).SK;
  return isOfTree ? { name: { programId, boardId, season }, node } : undefined;
}

/** A node, or its day start, as it was read: as little of it as the checks need. A count that is no number is NaN. */
type Standing = { counts: Counts; et: unknown; day: unknown; writes: unknown; at: unknown };
/** What stands in the table of one node. */
export type NodeFound = { key: Key; node?: Standing; dayStart?: Standing };
/** What a node has to count by the records: now, and when the season's latest day began. */
export type NodeWanted = { now: Counts; atDayStart: Counts };
/** `day`: the latest day of any of the records; undefined when there are none. */
export type Recount = { day: string | undefined; nodes: ReadonlyMap<string, NodeWanted> };

/** Adds a node or a day start to what was found, by the PK of nodes. */
export function addFound(found: Map<string, NodeFound>, node: Key, item: Item): void {
  const counts = countsOf(item);
  for (const name of Object.keys(counts)) if (typeof item[name] !== 'number') counts[name] = Number.NaN;
  const standing = { counts, et: item.et, day: item.day, writes: item.writes, at: item.at };
  const before = found.get(node.PK) ?? { key: node };
  found.set(node.PK, { ...before, [item.SK === node.SK ? 'node' : 'dayStart']: standing });
}

/**
 * Counts a season's records into a tree, and as they were when its latest day began. No record is younger, so that each
 * still knows what it was then; a later day began with what is now, for nothing has changed since.
 */
export function recountTree(name: TreeName, records: Iterable<RankRecord>): Recount {
  const all = [...records];
  const day = all.reduce((latest, record) => (record.day > latest ? record.day : latest), '');
  const sums = new Map<number, { now: number; atDayStart: number }>();
  const count = (units: number | null, when: 'now' | 'atDayStart') => {
    if (units === null) return;
    const sum = sums.get(units) ?? { now: 0, atDayStart: 0 };
    sum[when] += 1;
    sums.set(units, sum);
  };
  for (const record of all) {
    count(rankedUnits(record), 'now');
    count(unitsAtDayStart(record, day), 'atDayStart');
  }
  const nodes = new Map<string, NodeWanted>();
  for (const [units, { now, atDayStart }] of sums) {
    for (const { key, digit } of pathOf(name, units)) {
      const node = nodes.get(key.PK) ?? { now: {}, atDayStart: {} };
      nodes.set(key.PK, node);
      const place = digitName(digit);
      if (now > 0) node.now[place] = (node.now[place] ?? 0) + now;
      if (atDayStart > 0) node.atDayStart[place] = (node.atDayStart[place] ?? 0) + atDayStart;
    }
  }
  return { day: all.length === 0 ? undefined : day, nodes };
}

/** Every node that was found or has to be there, each with what it has to count. */
export function* besideRecount(
  found: ReadonlyMap<string, NodeFound>,
  recount: Recount,
): Generator<{ found: NodeFound; wanted: NodeWanted }> {
  const nothing: NodeWanted = { now: {}, atDayStart: {} };
  for (const [PK, one] of found) yield { found: one, wanted: recount.nodes.get(PK) ?? nothing };
  const SK = treeNodeKey('', '', '', 0, 0).SK;
  for (const [PK, wanted] of recount.nodes) {
    if (!found.has(PK)) yield { found: { key: { PK, SK } }, wanted };
  }
}

/** What is wrong with a node, by the records: each a few words. `latestDay` is that of the recount. */
export function differencesOf(
  { node, dayStart }: NodeFound,
  wanted: NodeWanted,
  latestDay: string | undefined,
): string[] {
  if (node === undefined) {
    const [now, atDayStart] = [totalOf(wanted.now), totalOf(wanted.atDayStart)];
    if (now + atDayStart > 0)
      return [`it is not there, and ${now} records count in it (${atDayStart} when ${latestDay} began)`];
    return dayStart === undefined ? [] : ['it is not there, and its day start is'];
  }
  const counts = unlike(node.counts, wanted.now);
  const meta = wrongMeta(node, latestDay);
  if (dayStart !== undefined && dayStart.day !== node.day)
    meta.push(`its day start is of ${dayStart.day}, and it is of ${node.day}`);
  if (meta.length > 0) return [...counts, ...meta];
  const atDayStart = countsWhenDayBegan(node, dayStart, latestDay);
  // A node that was not written on that day began it as it is: what is wrong with it has been said.
  if (atDayStart === node.counts && counts.length > 0) return counts;
  return [
    ...counts,
    ...unlike(atDayStart, wanted.atDayStart).map((words) => `when ${latestDay ?? node.day} began ${words}`),
  ];
}

const unlike = (have: Counts, want: Counts): string[] =>
  [...new Set([...Object.keys(have), ...Object.keys(want)])]
    .filter((name) => (have[name] ?? 0) !== (want[name] ?? 0))
    .map((name) => `${name} is ${have[name] ?? 0} and the records say ${want[name] ?? 0}`);

/** As `countsAtDayStart` tells it to readers. */
function countsWhenDayBegan(
  node: Standing,
  dayStart: Standing | undefined,
  latestDay: string | undefined,
): Counts {
  if (latestDay !== undefined && String(node.day) < latestDay) return node.counts;
  return dayStart?.counts ?? {};
}

function wrongMeta({ et, day, writes }: Standing, latestDay: string | undefined): string[] {
  const wrong: string[] = [];
  if (et !== ENTITY.datedCounter) wrong.push(`its et is ${et}`);
  if (typeof day !== 'string') wrong.push(`its day is ${day}`);
  else if (latestDay !== undefined && day > latestDay)
    wrong.push(`its day is ${day} and the latest of a record is ${latestDay}`);
  if (!Number.isSafeInteger(writes)) wrong.push(`its writes are ${writes}`);
  return wrong;
}

/**
 * The writes that make a node and its day start what the records say. They are whole, so that whatever stood there is gone,
 * and hold only while the node's `writes` are what was read. The projector raises that number with each change of a
 * node or its day start, so nothing that it adds can be lost. A projector that has read the node before adds to it
 * afterwards only if that is still right: on the same day its additions belong to this node as to the old one, and
 * where the day is another, or it opens a new day, its own conditions fail and it reads again. That is also why a node that counts
 * nothing any more stays, empty: one that is made anew would begin to count its writes at the same numbers.
 */
export function correctionOf(
  { key, node, dayStart }: NodeFound,
  wanted: NodeWanted,
  day: string,
  at: number | undefined,
): Write[] {
  const writes = (Number.isSafeInteger(node?.writes) ? Number(node?.writes) : 0) + 1;
  const stamp = at === undefined ? {} : { at: typeof node?.at === 'number' ? node.at : at };
  const item = { ...key, et: ENTITY.datedCounter, ...wanted.now, day, writes, ...stamp };
  const main: Write = { put: item, ...unwritten(node) };
  if (dayStart === undefined && Object.keys(wanted.atDayStart).length === 0) return [main];
  return [main, { put: { ...dayStartKey(key), et: ENTITY.dayStart, ...wanted.atDayStart, day } }];
}

/** Holds while a node has not been written since it was read. */
function unwritten(node: Standing | undefined) {
  if (node === undefined) return { condition: 'attribute_not_exists(#pk)', names: { '#pk': 'PK' } };
  const names = { '#writes': 'writes' };
  if (node.writes === undefined) return { condition: 'attribute_not_exists(#writes)', names };
  return { condition: '#writes = :read', names, values: { ':read': node.writes } };
}

/** What a season's counter has to say of its records. */
export function recountSeason(records: Iterable<RankRecord>): Counts {
  const counts = { ranked: 0, unfit: 0 };
  for (const record of records) {
    const why = unrankedReason(record);
    if (why === null) counts.ranked += 1;
    else if (why === 'SCORE_NOT_EXACT' || why === 'SCORE_TOO_HIGH') counts.unfit += 1;
  }
  return counts;
}

/** The numbers of a season's counter that are not what the records say, each with what it is. */
export function counterDifferences(
  counter: Item | undefined,
  wanted: Counts,
): { name: string; have: unknown; want: number }[] {
  return [...new Set([...Object.keys(wanted), ...Object.keys(countsOf(counter))])]
    .map((name) => ({ name, have: counter?.[name], want: wanted[name] ?? 0 }))
    .filter(({ have, want }) => (have ?? 0) !== want);
}

/** The write that makes a season's counter what the records say; it holds only while what it corrects is as it was read. */
export function counterCorrection(key: Key, differences: ReturnType<typeof counterDifferences>): Write {
  const names: Record<string, string> = { '#et': 'et' };
  const values: Record<string, unknown> = { ':et': ENTITY.counter };
  const [sets, conditions]: [string[], string[]] = [[], []];
  for (const [place, { name, have, want }] of differences.entries()) {
    names[`#n${place}`] = name;
    values[`:w${place}`] = want;
    sets.push(`#n${place} = :w${place}`);
    if (have === undefined) conditions.push(`attribute_not_exists(#n${place})`);
    else {
      values[`:h${place}`] = have;
      conditions.push(`#n${place} = :h${place}`);
    }
  }
  const set = `SET #et = :et, ${sets.join(', ')}`;
  return { update: key, set, condition: conditions.join(' AND '), names, values };
}
