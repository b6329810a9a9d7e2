import { type Item, type Key, keyText, type Write } from '../table/client.ts';
import { ENTITY } from '../table/entities.ts';
import { kindOfLane, laneOf, tallyOf } from '../table/keys.ts';
import { update } from '../table/writes.ts';
import { type Amounts, addTo, isNothing, withoutZeros } from './amounts.ts';
import { addUpDated, type DatedDelta } from './dated.ts';
import type { Edit } from './edits.ts';
import { additionsOf } from './handover.ts';
import { UnknownHere } from './unreadable.ts';

// Stream records into what they change. A projection is a pure function of one item, so a counter is the sum
// of its items' contributions: a record changes it by contributions(new) − contributions(old), and a recount
// is the same function over a scan.

export type Delta = { key: Key; add: Amounts };

export type Projection = {
  /** What the item adds to counters as it is. */
  contributions?: (item: Item) => Delta[];
  /** Items that must exist because of a change. Putting one twice is harmless. */
  puts?: (change: Change) => Item[];
  /**
   * Changes of items that depend on what the items are. Each is applied once only. A record may come out of
   * quarantine after later ones: so what sets a value reads what is there and never goes back.
   */
  edits?: (change: Change) => Edit[];
  /** Additions to counters that know their day start. */
  dated?: (change: Change) => DatedDelta[];
  /**
   * For items that TTL removes, which takes nothing from counters: the names in a day's counter that they
   * alone count in, and how many days an item is there for at the least. Older days cannot be recounted.
   */
  forgets?: { names: readonly string[]; afterDays: number };
};
export type Projections = ReadonlyMap<string, Projection>;
export type Change = { before: Item | undefined; after: Item | undefined };

/** As they came, in DynamoDB's own form. */
export type Images = Partial<Record<'OldImage' | 'NewImage', unknown>>;

/** `expired`: DynamoDB's TTL removed the item. */
export type StreamRecord = Change & { sequenceNumber: string; expired: boolean; images?: Images };

export type Effect = {
  sequenceNumber: string;
  deltas: Delta[];
  puts: Item[];
  edits: Edit[];
  dated: DatedDelta[];
  /** True when it came through a lane. */
  isReceived?: boolean;
  kept?: Kept;
};

/** Changes nothing and moves the checkpoint. */
export const noEffect = (sequenceNumber: string): Effect => ({
  sequenceNumber,
  deltas: [],
  puts: [],
  edits: [],
  dated: [],
});

/** Writes of the quarantine beside what a record changes, and their size: images may be large. */
export type Kept = { writes: Write[]; bytes: number };

/** Sequence numbers are integers of up to 40 digits: never compare them as text. */
export function unseen<T extends { sequenceNumber: string }>(
  all: readonly T[],
  checkpoint: string | undefined,
): T[] {
  if (checkpoint === undefined) return [...all];
  const seen = BigInt(checkpoint);
  return all.filter(({ sequenceNumber }) => BigInt(sequenceNumber) > seen);
}

function deltasOf(projections: Projections, change: Change): Delta[] {
  const taken = change.before === undefined ? [] : contributionsOf(projections, change.before);
  const given = change.after === undefined ? [] : contributionsOf(projections, change.after);
  return [...taken.map(negated), ...given];
}

export function contributionsOf(projections: Projections, item: Item): Delta[] {
  return projections.get(String(item.et))?.contributions?.(item) ?? [];
}

const negated = (delta: Delta): Delta => ({
  key: delta.key,
  add: Object.fromEntries(Object.entries(delta.add).map(([name, amount]) => [name, 0 - amount])),
});

/** By item. Amounts that come to zero, and items left without any, drop out. */
export function addUp(deltas: Iterable<Delta>): Map<string, Delta> {
  const sums = new Map<string, Delta>();
  for (const { key, add } of deltas) {
    const text = keyText(key);
    const sum = sums.get(text);
    if (sum === undefined) sums.set(text, { key, add: { ...add } });
    else addTo(sum.add, add);
  }
  for (const [text, { key, add }] of sums) {
    const left = withoutZeros(add);
    if (isNothing(left)) sums.delete(text);
    else sums.set(text, { key, add: left });
  }
  return sums;
}

/**
 * In the records' order, without those that change nothing. Records that only together come to nothing stay:
 * another delivery may be cut between them, and must find the checkpoint past what was written.
 */
export function effectsOf(projections: Projections, records: readonly StreamRecord[]): Effect[] {
  return records.flatMap((record) => effectOf(projections, record) ?? []);
}

/** Undefined for a record that changes nothing. Throws for one that cannot be read. */
export function effectOf(projections: Projections, record: StreamRecord): Effect | undefined {
  const entity = entityOf(record);
  const projection = projections.get(entity);
  if (entity === ENTITY.handover) return receive(record, projection);
  if (record.expired || projection === undefined) return undefined;
  const effect: Effect = {
    sequenceNumber: record.sequenceNumber,
    deltas: [...addUp(deltasOf(projections, record)).values()],
    puts: projection.puts?.(record) ?? [],
    edits: projection.edits?.(record) ?? [],
    dated: addUpDated(projection.dated?.(record) ?? []),
  };
  const { deltas, puts, edits, dated } = effect;
  return deltas.length + puts.length + edits.length + dated.length === 0 ? undefined : effect;
}

export const entityOf = ({ before, after }: Change): string => String((after ?? before)?.et);

/** Each image that is put is to be added, and none is ever taken away. */
function receive(record: StreamRecord, projection: Projection | undefined): Effect | undefined {
  const { sequenceNumber, after } = record;
  if (after === undefined) return undefined;
  const { deltas, dated } = additionsOf(after);
  const edits = projection?.edits?.(record) ?? [];
  if (edits.length < Object.keys(after.edits ?? {}).length)
    throw new UnknownHere('Something was handed over of which nothing is known.');
  return { sequenceNumber, deltas: [...deltas], puts: [], edits, dated: [...dated], isReceived: true };
}

/**
 * Gives the lane, of those given, through which an item is handed over; undefined for one that is written
 * directly. Whoever receives from a lane is its writer, also of what it adds itself: so nothing is handed on.
 */
export function handing(
  effects: readonly Effect[],
  lanes: ReadonlySet<string>,
): (key: Key) => string | undefined {
  const received = effects.filter(({ isReceived }) => isReceived === true);
  const own = new Set(received.flatMap(keysOf).map(laneOf));
  return (key) => {
    const lane = laneOf(key);
    return lane !== undefined && lanes.has(kindOfLane(lane)) && !own.has(lane) ? lane : undefined;
  };
}

export const keysOf = ({ deltas, dated, edits }: Effect): Key[] =>
  [...deltas, ...dated, ...edits].map(({ key }) => key);

/** What follows from a live tally has to know which of its images is the later one: so it counts its writes. */
export function counterWrite({ key, add }: Delta): Write {
  const tally = tallyOf(key);
  if (tally === undefined) return update(key, { set: { et: ENTITY.counter }, add });
  return tally.isLive
    ? update(key, { set: { et: ENTITY.liveTally }, add: { ...add, writes: 1 } })
    : update(key, { set: { et: ENTITY.tally }, add });
}
