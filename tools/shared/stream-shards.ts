import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type _Record as StreamsRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { createDynamoClient } from '../../functions/table/client.ts';

/** One shard of a stream, read from its start or from a position onwards. */
export type ShardReader = {
  shardId: string;
  /** Up to `limit` records that come next; the same ones again until `accept`. */
  read(limit: number): Promise<StreamsRecord[]>;
  /** Moves on past everything that the last `read` gave. */
  accept(): void;
  /** True when the shard was closed and all of it was read: its children may follow. */
  isFinished(): boolean;
};

export type StreamSource = {
  streamArn: string;
  /**
   * The shards that may be read now: those whose parent is finished or gone. New ones appear only when one
   * finishes.
   */
  openShards(): Promise<ShardReader[]>;
  /** Every shard that there is. */
  allShards(): Promise<ShardReader[]>;
  close(): void;
};

/** A client of a local engine's streams, or of the service's with the credentials of the environment. */
function createStreamsClient(endpoint: string | undefined): DynamoDBStreamsClient {
  if (endpoint === undefined) return new DynamoDBStreamsClient({});
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new DynamoDBStreamsClient({ endpoint, region: 'local', credentials, maxAttempts: 1 });
}

/** The shards of a table's stream; undefined when it has none. */
export async function shardIdsOf(
  table: DynamoDBClient,
  TableName: string,
  endpoint: string | undefined,
): Promise<string[] | undefined> {
  const { Table } = await table.send(new DescribeTableCommand({ TableName }));
  if (Table?.LatestStreamArn === undefined) return undefined;
  const client = createStreamsClient(endpoint);
  try {
    return (await listShards(client, Table.LatestStreamArn)).map(({ shardId }) => shardId);
  } finally {
    client.destroy();
  }
}

/** Finds the table's stream. Throws when the table or its stream does not exist. */
export async function openStream(
  endpoint: string | undefined,
  tableName: string,
  startAfter: Readonly<Record<string, string>>,
): Promise<StreamSource> {
  const streamArn = await streamArnOf(endpoint, tableName);
  const client = createStreamsClient(endpoint);
  const readers = new Map<string, ShardReader>();
  const finishedCount = () => [...readers.values()].filter((reader) => reader.isFinished()).length;
  let shards: ShardPlace[] = [];
  let finishedWhenListed = -1;
  return {
    streamArn,
    close: () => client.destroy(),
    allShards: async () =>
      (await listShards(client, streamArn)).map(({ shardId }) =>
        createReader(client, streamArn, shardId, startAfter[shardId]),
      ),
    openShards: async () => {
      if (finishedWhenListed !== finishedCount()) {
        shards = await listShards(client, streamArn);
        finishedWhenListed = finishedCount();
      }
      for (const { shardId } of shards) {
        if (!readers.has(shardId))
          readers.set(shardId, createReader(client, streamArn, shardId, startAfter[shardId]));
      }
      const listed = new Set(shards.map((shard) => shard.shardId));
      const isOver = (parent: string | undefined) =>
        parent === undefined || !listed.has(parent) || readers.get(parent)?.isFinished() === true;
      const open = shards
        .filter((shard) => isOver(shard.parentShardId))
        .map((shard) => readers.get(shard.shardId));
      return open.filter((reader): reader is ShardReader => reader !== undefined && !reader.isFinished());
    },
  };
}

async function streamArnOf(endpoint: string | undefined, tableName: string): Promise<string> {
  const client = createDynamoClient(endpoint);
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (Table?.LatestStreamArn === undefined) throw new Error(`The table ${tableName} has no stream.`);
    return Table.LatestStreamArn;
  } finally {
    client.destroy();
  }
}

type ShardPlace = { shardId: string; parentShardId: string | undefined };

async function listShards(client: DynamoDBStreamsClient, streamArn: string): Promise<ShardPlace[]> {
  const shards: ShardPlace[] = [];
  let last: string | undefined;
  do {
    const start = last === undefined ? {} : { ExclusiveStartShardId: last };
    const answer = await client.send(new DescribeStreamCommand({ StreamArn: streamArn, ...start }));
    for (const shard of answer.StreamDescription?.Shards ?? []) {
      if (shard.ShardId !== undefined)
        shards.push({ shardId: shard.ShardId, parentShardId: shard.ParentShardId });
    }
    last = answer.StreamDescription?.LastEvaluatedShardId;
  } while (last !== undefined);
  return shards;
}

function createReader(
  client: DynamoDBStreamsClient,
  streamArn: string,
  shardId: string,
  startAfter: string | undefined,
): ShardReader {
  let position = startAfter;
  let iterator: string | undefined;
  let next: { iterator: string | undefined; position: string | undefined } | undefined;
  let finished = false;

  async function iteratorAtPosition(): Promise<string | undefined> {
    const place =
      position === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' as const }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' as const, SequenceNumber: position };
    const answer = await client.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...place }),
    );
    return answer.ShardIterator;
  }

  return {
    shardId,
    isFinished: () => finished,
    read: async (limit) => {
      try {
        iterator ??= await iteratorAtPosition();
        const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
        const records = answer.Records ?? [];
        next = {
          iterator: answer.NextShardIterator,
          position: records.at(-1)?.dynamodb?.SequenceNumber ?? position,
        };
        return records;
      } catch (error) {
        iterator = undefined;
        // What came after the position is gone from the service: all that is left comes again.
        if (error instanceof Error && error.name === 'TrimmedDataAccessException') position = undefined;
        throw error;
      }
    },
    accept: () => {
      if (next === undefined) return;
      ({ iterator, position } = next);
      finished = iterator === undefined;
    },
  };
}
