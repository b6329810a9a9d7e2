import * as z from 'zod';
import { addDays, toEpochSeconds } from '../platform/time.ts';
import { type Item, type Key, keyText, TRANSACTION_LIMIT } from '../table/client.ts';
import { ENTITY } from '../table/entities.ts';
import { handoverKey, startOfLane } from '../table/keys.ts';
import { type Amounts, isNothing } from './amounts.ts';
import type { DatedDelta } from './dated.ts';
import type { Edit } from './edits.ts';
import type { Delta } from './fold.ts';

// What a batch adds to items that other shards of the stream also write is handed over to the shard that sees
// the items' lane. The item is written over with each batch, and each of its images is to be added once: it
// never says what was before.

export type Additions = {
  deltas: readonly Delta[];
  dated: readonly DatedDelta[];
  /** Portable ones only, where they are handed over. */
  edits: readonly Edit[];
};

/**
 * Of a checkpoint or a handover: longer than any delivery can come late, for the stream keeps a record for a
 * day.
 */
export const KEPT_DAYS = 14;

/** Writes of one handover in its receiver's transaction, beside the checkpoint: whole pairs. */
export const HANDOVER_LIMIT = TRANSACTION_LIMIT - 2;

/**
 * The most writes that its receiver needs: a dated counter may have its day start written too, and an item
 * its owner checked.
 */
export const receiverWrites = ({ deltas, dated, edits }: Additions): number =>
  deltas.length + 2 * dated.length + 2 * new Set(edits.map(({ key }) => keyText(key))).size;

/** What one shard of the stream hands over, up to and with a record. */
export function handoverItem(
  lane: string,
  source: { shardId: string; sequenceNumber: string; nowMillis: number },
  { deltas, dated, edits }: Additions,
): Item {
  const start = startOfLane(lane).length;
  const nameOf = (key: Key) => keyText(key).slice(start);
  const days: Record<string, Record<string, object>> = {};
  for (const { key, day, add, dayStart, stamps, at } of dated) {
    const ofDay = days[day] ?? {};
    days[day] = ofDay;
    // An item is paid for by its size.
    ofDay[nameOf(key)] = {
      ...(isNothing(add) ? {} : { add }),
      // The stored name is older.
      ...(isNothing(dayStart) ? {} : { morning: dayStart }),
      ...(stamps === true ? { at: at ?? source.nowMillis } : {}),
    };
  }
  return {
    ...handoverKey(lane, source.shardId),
    et: ENTITY.handover,
    // Also what tells it from the one before: a put that changes nothing does not come through the stream.
    sequenceNumber: source.sequenceNumber,
    ...(deltas.length === 0
      ? {}
      : { counters: Object.fromEntries(deltas.map(({ key, add }) => [nameOf(key), add])) }),
    ...(dated.length === 0 ? {} : { days }),
    ...(edits.length === 0 ? {} : { edits: joinEdits(edits) }),
    ttl: toEpochSeconds(addDays(new Date(source.nowMillis), KEPT_DAYS)),
  };
}

function joinEdits(edits: readonly Edit[]): Record<string, object> {
  const all: Record<string, object> = {};
  for (const { portable } of edits) {
    if (portable === undefined) continue;
    const { name, what, join } = portable;
    const known = all[name];
    all[name] = known === undefined ? what : join(known, what);
  }
  return all;
}

const amounts = z.record(z.string(), z.number());
const handoverModel = z.object({
  counters: z.record(z.string(), amounts).default({}),
  days: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({ add: amounts.default({}), morning: amounts.default({}), at: z.int().optional() }),
      ),
    )
    .default({}),
});

/** Without its edits. Throws for an item that cannot be read. */
export function additionsOf(item: Item): Pick<Additions, 'deltas' | 'dated'> {
  const { counters, days } = handoverModel.parse(item);
  const start = startOfLane(item.PK);
  const keyOf = (name: string): Key => {
    const end = name.lastIndexOf('\n');
    return { PK: start + name.slice(0, end), SK: name.slice(end + 1) };
  };
  return {
    deltas: Object.entries(counters).map(([name, add]: [string, Amounts]) => ({ key: keyOf(name), add })),
    dated: Object.entries(days).flatMap(([day, ofDay]) =>
      Object.entries(ofDay).map(([name, { add, morning: dayStart, at }]) => ({
        key: keyOf(name),
        day,
        add,
        dayStart,
        ...(at === undefined ? {} : { stamps: true, at }),
      })),
    ),
  };
}
