import { type Item, type Key, TRANSACTION_LIMIT, type Write } from './client.ts';
import { ENTITY } from './keys.ts';

// Stream records into writes. A projection is a pure function of one item, so a counter is the sum of its
// items' contributions: a record changes it by contributions(new) − contributions(old), and a recount is the
// same function over a scan.

/** Amounts to add to one counter item. */
export type Delta = { key: Key; add: Record<string, number> };

/** What the projections of a feature take from an item. */
export type Projection = {
  /** The counters that the item counts in, while it is as it is. */
  contributions?: (item: Item) => Delta[];
  /** Items that must exist because of a change from one image to the next. Putting one twice is harmless. */
  puts?: (change: Change, zoneOf: ZoneOf) => Item[];
  /**
   * For items that TTL removes: the numbers of a day's counter that they alone count in, and how many days an item is
   * there for at the least. A removal does not take from a counter, so older days cannot be recounted.
   */
  forgets?: { names: readonly string[]; afterDays: number };
};
export type Change = { before: Item | undefined; after: Item | undefined };
/** The time zone of a program. */
export type ZoneOf = (programId: string) => string;

/** A stream record, translated. `expired`: DynamoDB's TTL removed the item. */
export type StreamRecord = Change & { sequenceNumber: string; expired: boolean };

export type Fold = { deltas: Map<string, Delta>; puts: Map<string, Item>; lastSequenceNumber: string };

/** One write is the checkpoint. */
export const FOLD_LIMIT = TRANSACTION_LIMIT - 1;

const keyText = (key: Key) => `${key.PK}\n${key.SK}`;

/** The records that a checkpoint has not seen. Sequence numbers are integers of up to 40 digits: never compare them as text. */
export function unseen(records: readonly StreamRecord[], checkpoint: string | undefined): StreamRecord[] {
  if (checkpoint === undefined) return [...records];
  const seen = BigInt(checkpoint);
  return records.filter((record) => BigInt(record.sequenceNumber) > seen);
}

/** What one record changes, empty for those that change nothing. */
export function deltasOf(projections: ReadonlyMap<string, Projection>, change: Change): Delta[] {
  const taken = change.before === undefined ? [] : contributionsOf(projections, change.before);
  const given = change.after === undefined ? [] : contributionsOf(projections, change.after);
  return [...taken.map(negated), ...given];
}

export function contributionsOf(projections: ReadonlyMap<string, Projection>, item: Item): Delta[] {
  return projections.get(String(item.et))?.contributions?.(item) ?? [];
}

const negated = (delta: Delta): Delta => ({
  key: delta.key,
  add: Object.fromEntries(Object.entries(delta.add).map(([name, amount]) => [name, 0 - amount])),
});

/** Adds deltas up by item; amounts that come to zero, and items left without any, drop out. */
export function addUp(deltas: Iterable<Delta>): Map<string, Delta> {
  const sums = new Map<string, Delta>();
  for (const { key, add } of deltas) {
    const sum = sums.get(keyText(key)) ?? { key, add: {} };
    for (const [name, amount] of Object.entries(add)) sum.add[name] = (sum.add[name] ?? 0) + amount;
    sums.set(keyText(key), sum);
  }
  for (const [text, sum] of sums) {
    const moved = Object.entries(sum.add).filter(([, amount]) => amount !== 0);
    if (moved.length === 0) sums.delete(text);
    else sums.set(text, { key: sum.key, add: Object.fromEntries(moved) });
  }
  return sums;
}

/**
 * Folds records, in their order, into as few transactions as their items allow: each fold holds the longest run of
 * records that touches at most 99 items. No-op changes, TTL removals and items without a projection cost nothing. Records
 * that only together come to zero are a fold all the same, without deltas: whoever was given some of them alone has
 * written those, and must find the checkpoint past them or not at all.
 */
export function foldRecords(
  projections: ReadonlyMap<string, Projection>,
  records: readonly StreamRecord[],
  zoneOf: ZoneOf,
): Fold[] {
  const folds: Fold[] = [];
  let run: { touched: Set<string>; deltas: Delta[]; puts: Map<string, Item>; last: string } | undefined;
  const close = () => {
    if (run === undefined) return;
    folds.push({ deltas: addUp(run.deltas), puts: run.puts, lastSequenceNumber: run.last });
    run = undefined;
  };
  for (const record of records) {
    if (record.expired) continue;
    const deltas = [...addUp(deltasOf(projections, record)).values()];
    const puts = putsOf(projections, record, zoneOf);
    if (deltas.length === 0 && puts.length === 0) continue;
    const touched = [...deltas.map((delta) => keyText(delta.key)), ...puts.map(keyText)];
    if (run !== undefined && new Set([...run.touched, ...touched]).size > FOLD_LIMIT) close();
    run ??= { touched: new Set(), deltas: [], puts: new Map(), last: record.sequenceNumber };
    for (const text of touched) run.touched.add(text);
    run.deltas.push(...deltas);
    for (const item of puts) run.puts.set(keyText(item), item);
    run.last = record.sequenceNumber;
  }
  close();
  return folds;
}

function putsOf(projections: ReadonlyMap<string, Projection>, change: Change, zoneOf: ZoneOf): Item[] {
  const item = change.after ?? change.before;
  return projections.get(String(item?.et))?.puts?.(change, zoneOf) ?? [];
}

/** A counter's update. Names come from our own constants and travel as expression names all the same. */
export function counterWrite(delta: Delta): Write {
  const names: Record<string, string> = { '#et': 'et' };
  const values: Record<string, unknown> = { ':et': ENTITY.counter };
  const adds = Object.entries(delta.add).map(([name, amount], place) => {
    names[`#n${place}`] = name;
    values[`:n${place}`] = amount;
    return `#n${place} :n${place}`;
  });
  return { update: delta.key, set: `SET #et = :et ADD ${adds.join(', ')}`, names, values };
}
