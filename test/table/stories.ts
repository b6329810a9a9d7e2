import fc from 'fast-check';
import type { Projection, StreamRecord } from '../../functions/projection/fold.ts';
import type { Item } from '../../functions/table/client.ts';
import { counterKey } from '../../functions/table/keys.ts';
import type { Fault } from '../support/faults.ts';

// What can happen to some items, and to the delivery of their stream: the ground of the projector's property.

const GROUPS = 5;

/** A thing counts once, and with its weight, in each of its groups. */
export const projections = new Map<string, Projection>([
  [
    'THING',
    {
      contributions: (item) =>
        (item.groups as number[]).map((group) => ({
          key: groupCounter(String(item.run), group),
          add: { things: 1, weight: Number(item.weight) },
        })),
    },
  ],
]);

export const groupCounter = (run: string, group: number) => counterKey(run, `G${group}`, 'ALL');

type Change = {
  kind: 'PUT' | 'REMOVE' | 'EXPIRE';
  item: number;
  groups: number[];
  weight: number;
  gap: number;
};

/** Things are in two shards of the stream, by their number; what is handed over comes in a third. */
const SHARDS = 3;

/** One batch on its way: to which of two pollers, whether that one first starts again from a border, and what goes wrong. */
export type Step = {
  shard: number;
  poller: 0 | 1;
  restartAt: number | null;
  size: number;
  fault: Fault | null;
  /**
   * Whom else the stream is given to: the same batch again, read before the first was written and written after it; at the
   * same moment the other poller's next; or at the same moment the next of all shards.
   */
  beside: 'NOBODY' | 'TWIN' | 'RIVAL' | 'OTHERS';
};
export type Story = { start: bigint; changes: Change[]; steps: Step[] };

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('PUT', 'PUT', 'PUT', 'REMOVE', 'EXPIRE'),
  item: fc.nat(3),
  groups: fc.subarray(Array.from({ length: GROUPS }, (_, n) => n)),
  weight: fc.integer({ min: -3, max: 9 }),
  gap: fc.integer({ min: 1, max: 3 }),
});

const step: fc.Arbitrary<Step> = fc.record({
  shard: fc.nat(SHARDS - 1),
  poller: fc.constantFrom(0, 1),
  restartAt: fc.option(fc.nat(20), { freq: 2 }),
  size: fc.integer({ min: 1, max: 6 }),
  fault: fc.constantFrom(null, null, null, 'CRASH', 'LOST_ANSWER', 'CONFLICT', 'CAPACITY'),
  beside: fc.constantFrom('NOBODY', 'NOBODY', 'TWIN', 'RIVAL', 'OTHERS', 'OTHERS'),
});

export const story: fc.Arbitrary<Story> = fc.record({
  // Near a power of ten, where a number has more digits than the one before it.
  start: fc.constantFrom(7n, 95n, 9_007_199_254_740_990n, 99_999_999_999_999_999_995n, 49_668_508_100_000n),
  changes: fc.array(change, { minLength: 1, maxLength: 16 }),
  steps: fc.array(step, { maxLength: 14 }),
});

/** Which of the two shards of things a record is in. */
export const shardOf = ({ before, after }: StreamRecord): number =>
  Number((after ?? before)?.PK.split('#').at(-1)) % 2;

/** The stream of a story, and the items that a recount of it must count: those there are, and those that TTL removed. */
export function streamOf(
  run: string,
  { start, changes }: Story,
): { records: StreamRecord[]; counted: Item[] } {
  const items = new Map<number, Item>();
  const expired: Item[] = [];
  const records: StreamRecord[] = [];
  let sequence = start;
  for (const { kind, item, groups, weight, gap } of changes) {
    const before = items.get(item);
    if (kind !== 'PUT' && before === undefined) continue;
    const after =
      kind === 'PUT'
        ? { PK: `P#${run}#THING#${item}`, SK: 'THING', et: 'THING', run, groups, weight }
        : undefined;
    if (after === undefined) items.delete(item);
    else items.set(item, after);
    if (kind === 'EXPIRE' && before !== undefined) expired.push(before);
    sequence += BigInt(gap);
    records.push({ before, after, sequenceNumber: String(sequence), expired: kind === 'EXPIRE' });
  }
  return { records, counted: [...items.values(), ...expired] };
}

/** Every counter of a story as a plain recount has it. */
export function recountOf(counted: readonly Item[]): { things: number; weight: number }[] {
  const sums = Array.from({ length: GROUPS }, () => ({ things: 0, weight: 0 }));
  for (const { groups, weight } of counted) {
    for (const group of groups as number[]) {
      const sum = sums[group];
      if (sum === undefined) continue;
      sum.things += 1;
      sum.weight += Number(weight);
    }
  }
  return sums;
}

export const groupNumbers = Array.from({ length: GROUPS }, (_, n) => n);
