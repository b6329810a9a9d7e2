import { createHash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Item } from '../../../../functions/table/client.ts';
import type { Change } from '../../../../functions/table/fold.ts';

// The table's stream: changes in the order in which they happened, in the shards that their partitions fall into.

export type Shard = {
  id: string;
  records: DynamoDBRecord[];
  /** Up to where batches were accepted, and every border between two that was accepted. */
  done: number;
  borders: Set<number>;
  /** The partitions whose hash lies in here are its own; the shard that it was a part of is to be read first. */
  from: number;
  to: number;
  parent: Shard | undefined;
  isClosed: boolean;
};
export type Stream = ReturnType<typeof createStream>;

const SPACE = 2 ** 32;
const hashOf = (partition: string) => createHash('sha256').update(partition).digest().readUInt32BE(0);

const isRead = ({ done, records }: Shard) => done === records.length;
/** A part may be read only when all was read of what it is a part of. */
const isReadable = ({ parent }: Shard): boolean =>
  parent === undefined || (isRead(parent) && isReadable(parent));

export function createStream(run: string, count: number, start: bigint) {
  let sequence = start;
  const shards: Shard[] = [];
  const open = (from: number, to: number, parent?: Shard) =>
    shards.push({
      id: `${run}-shard-${shards.length}`,
      records: [],
      done: 0,
      borders: new Set([0]),
      from,
      to,
      parent,
      isClosed: false,
    });
  for (let place = 0; place < count; place += 1) {
    open(Math.floor((SPACE * place) / count), Math.floor((SPACE * (place + 1)) / count));
  }

  return {
    append({ before, after }: Change, isExpiry = false): void {
      const hash = hashOf((after ?? before)?.PK ?? '');
      const shard = shards.find(({ from, to, isClosed }) => !isClosed && hash >= from && hash < to);
      sequence += 1n;
      shard?.records.push(toRecord({ before, after }, String(sequence), isExpiry));
    },
    /** Closes a shard and opens two for what will come. */
    split(place: number): void {
      const whole = shards.filter(({ isClosed }) => !isClosed);
      const shard = whole[place % whole.length];
      if (shard === undefined) return;
      const middle = Math.floor((shard.from + shard.to) / 2);
      shard.isClosed = true;
      open(shard.from, middle, shard);
      open(middle, shard.to, shard);
    },
    readable: () => shards.filter(isReadable),
    /** Those that have something new. */
    waiting: () => shards.filter((shard) => isReadable(shard) && !isRead(shard)),
    accept(shard: Shard, border: number): void {
      shard.done = Math.max(shard.done, border);
      shard.borders.add(border);
    },
  };
}

const imageOf = (item: Item) =>
  marshall(item, { removeUndefinedValues: true }) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];

function toRecord({ before, after }: Change, SequenceNumber: string, isExpiry: boolean): DynamoDBRecord {
  return {
    ...(isExpiry ? { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } } : {}),
    dynamodb: {
      SequenceNumber,
      ...(before === undefined ? {} : { OldImage: imageOf(before) }),
      ...(after === undefined ? {} : { NewImage: imageOf(after) }),
    },
  };
}
