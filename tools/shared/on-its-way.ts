import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { checkpointKey } from '../../functions/table/keys.ts';
import { LocalError } from '../terminal/errors.ts';
import { openStream, type ShardReader, shardIdsOf } from './stream-shards.ts';

// What one shard of the stream handed over to another and that one has not added yet. The items of a lane cannot tell, for they
// stay when they were received; the stream after each shard's checkpoint can.

/** The most that one read of a shard gives. */
const PAGE = 1_000;
/** The service may answer with nothing before a shard's end. An open shard has no end: so often means that nothing follows. */
const EMPTY_READS = 5;

/** How many handovers are on their way. None where the table has no stream: then nothing can come any more. */
export async function handoversOnTheirWay(deps: Deps): Promise<number> {
  const { name, client } = deps.table;
  const shardIds = await shardIdsOf(client, name, deps.env.dynamodbEndpoint);
  if (shardIds === undefined) return 0;
  const checkpoints = await deps.table.batchGet(shardIds.map(checkpointKey), { consistent: true });
  const startAfter = Object.fromEntries(
    shardIds.flatMap((shardId, place) => {
      const sequenceNumber = checkpoints[place]?.sequenceNumber;
      return sequenceNumber === undefined ? [] : [[shardId, String(sequenceNumber)]];
    }),
  );
  const source = await openStream(deps.env.dynamodbEndpoint, name, startAfter);
  try {
    const shards = await source.allShards();
    const counts = await Promise.all(shards.map(handoversIn));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    source.close();
  }
}

async function handoversIn(shard: ShardReader): Promise<number> {
  let found = 0;
  for (let empty = 0; empty < EMPTY_READS && !shard.isFinished(); ) {
    const records = await shard.read(PAGE);
    found += records.filter(({ dynamodb }) => dynamodb?.NewImage?.et?.S === ENTITY.handover).length;
    empty = records.length === 0 ? empty + 1 : 0;
    shard.accept();
  }
  return found;
}

/** Throws LocalError NOT_AT_REST while anything is on its way: a rebuild would count it, and then it would be added as well. */
export async function assertNothingOnItsWay(deps: Deps): Promise<void> {
  const count = await handoversOnTheirWay(deps);
  if (count === 0) return;
  throw new LocalError(
    'NOT_AT_REST',
    `The projector has yet to add what was handed over ${count} times. Nothing was written. Let it catch up and run this again.`,
  );
}
