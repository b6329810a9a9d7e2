import type { Deps } from '../platform/deps.ts';
import { addDays, toEpochSeconds } from '../platform/time.ts';
import { ConditionFailed, Conflict, type Key, keyOf, type Write } from './client.ts';
import { readForEdits } from './edits.ts';
import {
  type Effect,
  effectsOf,
  handing,
  keysOf,
  type Projections,
  type StreamRecord,
  unseen,
} from './fold.ts';
import { KEPT_DAYS } from './handover.ts';
import { checkpointKey, ENTITY, kindOfLane, laneOf } from './keys.ts';
import { Contended } from './optimistic.ts';
import { type Fold, planFolds } from './plan.ts';
import { backoffMillis, sleep } from './retry.ts';

/**
 * Applies a batch of one stream shard exactly once: what the records change is written together with the shard's
 * checkpoint, conditional on the checkpoint that was read, so a batch that comes again (whole, in part, or cut
 * otherwise) finds itself seen. What it adds to items at which another writer was met goes through their lane. Throws when
 * the table cannot be written; the batch must then be delivered again.
 * Gives the number of transactions written. A batch of records without effect writes nothing: a checkpoint for it
 * would come back through the stream and be checkpointed for ever.
 */
export async function project(
  deps: Deps,
  projections: Projections,
  shardId: string,
  records: readonly StreamRecord[],
): Promise<number> {
  const effects = effectsOf(projections, records);
  if (effects.length === 0) return 0;
  let conflicts = 0;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const found = await applied(deps, shardId, effects, attempt > 1);
      if (found.kind === 'APPLIED') return found.transactions;
      conflicts += 1;
      if (!found.isElsewhere) await waitForRivals(deps, attempt);
    }
  } finally {
    // A metric is made of this line: other writers were met, and it is no fault.
    if (conflicts > 0) deps.log.info('Met other writers.', { shardId, conflicts });
  }
}

/** `isElsewhere`: what met another writer goes through its lane when it is tried again. */
type Outcome = { kind: 'APPLIED'; transactions: number } | { kind: 'MET'; isElsewhere: boolean };

/** Reads, plans and writes once; what another writer kept it from is not written, and all before that is. */
async function applied(
  deps: Deps,
  shardId: string,
  effects: readonly Effect[],
  consistent: boolean,
): Promise<Outcome> {
  const lanes = hotLanes(deps, effects);
  const laneFor = handing(effects, lanes);
  const isWritten = ({ key }: { key: Key }) => laneFor(key) === undefined;
  const edits = effects.flatMap((effect) => effect.edits);
  const dated = effects.flatMap((effect) => effect.dated).filter(isWritten);
  const [read, known] = await Promise.all([
    readCheckpoint(deps, shardId),
    readForEdits(
      deps,
      edits.filter((edit) => edit.portable === undefined || isWritten(edit)),
      dated.map(({ key }) => key),
      { consistent },
    ),
  ]);
  let checkpoint = read;
  const source = { shardId, lanes };
  const folds = planFolds(unseen(effects, checkpoint), known, deps.now().getTime(), source);
  for (const fold of folds) {
    const writes = [...fold.writes, checkpointWrite(deps, shardId, checkpoint, fold)];
    try {
      await deps.table.transact(writes, { onConflict: 'TELL' });
    } catch (error) {
      if (error instanceof Conflict)
        return { kind: 'MET', isElsewhere: noteRivals(deps, error.places, writes) };
      if (!(error instanceof ConditionFailed)) throw error;
      // What was read may only have been stale; or somebody else has the same batch, and what it adds is being added.
      const isTold = consistent && !error.failed.includes(fold.writes.length);
      return { kind: 'MET', isElsewhere: isTold && noteRivals(deps, error.failed, writes) };
    }
    checkpoint = fold.lastSequenceNumber;
  }
  return { kind: 'APPLIED', transactions: folds.length };
}

/** The kinds of lanes of what is added that other writers were met at. */
function hotLanes({ heat }: Deps, effects: readonly Effect[]): Set<string> {
  const lanes = effects.flatMap(keysOf).flatMap((key) => laneOf(key) ?? []);
  return new Set([...new Set(lanes.map(kindOfLane))].filter(heat.isHot));
}

/** Notes at which lanes another writer was met. True when any of them is news: it will not be met there again. */
function noteRivals(deps: Deps, places: readonly number[], writes: readonly Write[]): boolean {
  const lanes = places.flatMap((place) => {
    const write = writes[place];
    return (write && laneOf(keyOf(write))) ?? [];
  });
  return [...new Set(lanes.map(kindOfLane))].map(deps.heat.met).some((isNews) => isNews);
}

/** Enough to answer, and for the table's own time-outs. */
const RESERVE_MILLIS = 5_000;
/** More than fit any invocation's time. */
const MAX_ROUNDS = 1_000;

/** Throws Contended when the invocation has no time left for that. */
async function waitForRivals({ remainingMillis }: Deps, attempt: number): Promise<void> {
  const millis = backoffMillis(attempt);
  if (attempt === MAX_ROUNDS || remainingMillis() < millis + RESERVE_MILLIS) throw new Contended();
  await sleep(millis);
}

async function readCheckpoint(deps: Deps, shardId: string): Promise<string | undefined> {
  const item = await deps.table.get(checkpointKey(shardId), { consistent: true });
  return item === undefined ? undefined : String(item.sequenceNumber);
}

function checkpointWrite(deps: Deps, shardId: string, before: string | undefined, fold: Fold): Write {
  const item = {
    ...checkpointKey(shardId),
    et: ENTITY.checkpoint,
    // Text: the number has more digits than a JavaScript number holds.
    sequenceNumber: fold.lastSequenceNumber,
    ttl: toEpochSeconds(addDays(deps.now(), KEPT_DAYS)),
  };
  if (before === undefined)
    return { put: item, condition: 'attribute_not_exists(#pk)', names: { '#pk': 'PK' } };
  return {
    put: item,
    condition: '#sequenceNumber = :before',
    names: { '#sequenceNumber': 'sequenceNumber' },
    values: { ':before': before },
  };
}
