import type { Deps } from '../platform/deps.ts';
import { addDays, toEpochSeconds } from '../platform/time.ts';
import type { Write } from './client.ts';
import { readForEdits } from './edits.ts';
import { effectsOf, type Projections, type StreamRecord, unseen } from './fold.ts';
import { checkpointKey, ENTITY } from './keys.ts';
import { optimistically } from './optimistic.ts';
import { type Fold, planFolds } from './plan.ts';

/** A stream shard lives a day; its checkpoint outlives every possible redelivery. */
const CHECKPOINT_DAYS = 14;

/**
 * Applies a batch of one stream shard exactly once: what the records change is written together with the shard's
 * checkpoint, conditional on the checkpoint that was read, so a batch that comes again (whole, in part, or cut
 * otherwise) finds itself seen. Throws when the table cannot be written; the batch must then be delivered again.
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
  const edits = effects.flatMap((effect) => effect.edits);
  const counters = effects.flatMap((effect) => effect.dated.map(({ key }) => key));
  return optimistically(async (consistent) => {
    const [read, known] = await Promise.all([
      readCheckpoint(deps, shardId),
      readForEdits(deps, edits, counters, { consistent }),
    ]);
    let checkpoint = read;
    const folds = planFolds(unseen(effects, checkpoint), known, deps.now().getTime());
    for (const fold of folds) {
      await deps.table.transact([...fold.writes, checkpointWrite(deps, shardId, checkpoint, fold)]);
      checkpoint = fold.lastSequenceNumber;
    }
    return folds.length;
  });
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
    ttl: toEpochSeconds(addDays(deps.now(), CHECKPOINT_DAYS)),
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
