import * as z from 'zod';
import { addDays, toEpochSeconds } from '../platform/time.ts';
import type { Write } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { ENTITY } from '../table/entities.ts';
import { checkpointKey } from '../table/keys.ts';
import { KEPT_DAYS } from './handover.ts';

// How far a shard of the stream has been projected, and how often the record after that could not be.

export type Failing = z.infer<typeof failingModel>;
const failingModel = z.object({
  sequenceNumber: z.string(),
  tries: z.int().min(1),
  since: z.string(),
});

/** `sequenceNumber` is undefined while nothing of the shard has been written. */
export type Checkpoint = { sequenceNumber: string | undefined; failing: Failing | undefined };

const checkpointModel = z.object({
  // Text: the number has more digits than a JavaScript number holds.
  sequenceNumber: z.string().optional(),
  failing: failingModel.optional(),
});

export async function getCheckpoint(deps: Deps, shardId: string): Promise<Checkpoint> {
  const item = await deps.table.get(checkpointKey(shardId), { consistent: true });
  const { sequenceNumber, failing } = checkpointModel.parse(item ?? {});
  return { sequenceNumber, failing };
}

/** Holds only while the shard is projected as far as was read. */
export function replaceCheckpoint(deps: Deps, shardId: string, before: Checkpoint, after: Checkpoint): Write {
  const { sequenceNumber, failing } = after;
  const item = {
    ...checkpointKey(shardId),
    et: ENTITY.checkpoint,
    ...(sequenceNumber === undefined ? {} : { sequenceNumber }),
    ...(failing === undefined ? {} : { failing }),
    ttl: toEpochSeconds(addDays(deps.now(), KEPT_DAYS)),
  };
  const names = { '#sequenceNumber': 'sequenceNumber' };
  if (before.sequenceNumber === undefined)
    return { put: item, condition: 'attribute_not_exists(#sequenceNumber)', names };
  return {
    put: item,
    condition: '#sequenceNumber = :before',
    names,
    values: { ':before': before.sequenceNumber },
  };
}

const LEAST_TRIES = 5;
const LEAST_MILLIS = 120_000;

export function addTry(known: Failing | undefined, sequenceNumber: string, now: Date): Failing {
  if (known?.sequenceNumber !== sequenceNumber) return { sequenceNumber, tries: 1, since: now.toISOString() };
  return { ...known, tries: known.tries + 1 };
}

/** True when a record was tried often and long enough for a deployment or a slow read to have mended it. */
export const isGivenUp = ({ tries, since }: Failing, now: Date): boolean =>
  tries >= LEAST_TRIES && now.getTime() - Date.parse(since) >= LEAST_MILLIS;
