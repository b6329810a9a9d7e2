import { type Item, type Key, keyText, type Write } from '../table/client.ts';
import { ENTITY } from '../table/entities.ts';
import { dayStartKey } from '../table/keys.ts';
import { update } from '../table/writes.ts';
import { type Amounts, addTo, isNothing, plus, withoutZeros } from './amounts.ts';

// Counters that also know what they were when their latest day began. Adding is commutative, so shards of the
// stream do not wait for each other; only the first addition of a day copies the counter as it was. Every
// addition says of which day it is, and one that comes late is added to that copy, the day start, as well: so
// the day start is the sum of all that belongs before it, whatever the order of arrival.

export type DatedDelta = {
  key: Key;
  /** The day ('YYYY-MM-DD') that the change belongs to. */
  day: string;
  add: Amounts;
  /** The part of `add` that belongs before the day. */
  dayStart: Amounts;
  /** True for a counter that says when it was last written, even if nothing is added to it. */
  stamps?: boolean;
  /** When that was, in milliseconds since 1970, if it is not now. */
  at?: number;
};

const META: ReadonlySet<string> = new Set(['PK', 'SK', 'et', 'day', 'writes', 'at']);

export function countsOf(item: Item | undefined): Amounts {
  const counts = Object.entries(item ?? {}).filter(([name]) => !META.has(name));
  return Object.fromEntries(counts.map(([name, count]) => [name, Number(count)]));
}

/** What belongs to the earlier day lies before the start of the later. */
function addDated(sum: DatedDelta, other: DatedDelta): void {
  if (other.day > sum.day) {
    sum.day = other.day;
    sum.dayStart = { ...sum.add };
  }
  addStamp(sum, other);
  addTo(sum.dayStart, other.day < sum.day ? other.add : other.dayStart);
  addTo(sum.add, other.add);
}

/**
 * A counter of two deltas was written at the later of their times; no time is now, which is later than any.
 */
function addStamp(sum: DatedDelta, { stamps, at }: DatedDelta): void {
  if (stamps !== true) return;
  const latest =
    sum.stamps !== true ? at : at === undefined || sum.at === undefined ? undefined : Math.max(at, sum.at);
  sum.stamps = true;
  if (latest === undefined) delete sum.at;
  else sum.at = latest;
}

/** By counter. What comes to nothing drops out, unless the counter says when it was written. */
export function addUpDated(deltas: Iterable<DatedDelta>): DatedDelta[] {
  const sums = new Map<string, DatedDelta>();
  for (const delta of deltas) {
    const text = keyText(delta.key);
    const sum = sums.get(text);
    if (sum === undefined)
      sums.set(text, { ...delta, add: { ...delta.add }, dayStart: { ...delta.dayStart } });
    else addDated(sum, delta);
  }
  return [...sums.values()]
    .map((delta) => ({ ...delta, add: withoutZeros(delta.add), dayStart: withoutZeros(delta.dayStart) }))
    .filter(({ add, dayStart, stamps }) => stamps === true || !isNothing(add) || !isNothing(dayStart));
}

/**
 * The writes of a delta to a counter that was read as `before`, and the counter after it. They hold only
 * while the counter's day is the one that was read; the first of a day holds only while nothing was added
 * since.
 */
export function datedWrites(
  delta: DatedDelta,
  before: Item | undefined,
  nowMillis: number,
): { writes: Write[]; after: Item } {
  const { key, add } = delta;
  const known = before === undefined ? undefined : String(before.day);
  const isNewDay = known === undefined || known < delta.day;
  const day = isNewDay ? delta.day : known;
  const late = isNewDay || known === delta.day ? delta.dayStart : add;
  const writes = Number(before?.writes ?? 0);
  const at = delta.stamps === true ? stampAfter(delta.at, before, nowMillis) : undefined;
  // A number: as text it would take a full node past one write unit.
  const stamped = at === undefined ? {} : { at };
  const counts = plus(countsOf(before), add);
  const after: Item = { ...before, ...key, ...counts, day, writes: writes + 1, ...stamped };
  const main = update(
    key,
    { set: { et: ENTITY.datedCounter, day, ...stamped }, add: { ...add, writes: 1 } },
    known === undefined ? { missing: ['day'] } : { equal: isNewDay ? { writes } : { day } },
  );
  if (known !== undefined && isNewDay) {
    const dayStart = plus(countsOf(before), late);
    return { writes: [main, { put: { ...dayStartKey(key), et: ENTITY.dayStart, ...dayStart, day } }], after };
  }
  if (isNothing(late)) return { writes: [main], after };
  return {
    writes: [main, update(dayStartKey(key), { set: { et: ENTITY.dayStart, day }, add: late })],
    after,
  };
}

/** What comes late does not set the time back. */
function stampAfter(at: number | undefined, before: Item | undefined, nowMillis: number): number {
  return at === undefined ? nowMillis : Math.max(at, Number(before?.at ?? 0));
}

/** What a counter was when a day began, of the counter and its day start as they were read. */
export function countsAtDayStart(
  counter: Item | undefined,
  dayStart: Item | undefined,
  day: string,
): Amounts {
  if (counter === undefined || String(counter.day) < day) return countsOf(counter);
  if (dayStart === undefined) return {};
  // One was read before the day's first write and one after: only that write has changed it since.
  return dayStart.day === counter.day ? countsOf(dayStart) : countsOf(counter);
}
