import { createHash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Change } from '../../../../functions/projection/fold.ts';
import type { Item } from '../../../../functions/table/client.ts';

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
  const spoilt = new Map<string, Spoilt>();
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

  function append(change: Change, isExpiry = false): void {
    const hash = hashOf((change.after ?? change.before)?.PK ?? '');
    const shard = shards.find(({ from, to, isClosed }) => !isClosed && hash >= from && hash < to);
    sequence += 1n;
    shard?.records.push(toRecord(asWritten(change, isExpiry), String(sequence), isExpiry));
  }

  /** A change with the images of its item as they were written. */
  function asWritten({ before, after }: Change, isExpiry: boolean): Change {
    const known = spoilt.get(textOf(after ?? before));
    if (known === undefined) return { before, after };
    const images = { before: before && known.image, after: after && imageBy(known, after) };
    if (!isExpiry) Object.assign(known, { image: images.after, item: after, count: known.count + 1 });
    return images;
  }

  return {
    append,
    /** From now on the images of an item cannot be read: it is written over so, unless each image is for itself. */
    spoil(item: Item, how: Spoilt['how'], isForItself: boolean): void {
      if (spoilt.has(textOf(item))) return;
      spoilt.set(textOf(item), { how, image: item, item, count: 0 });
      if (!isForItself) append({ before: item, after: item });
    },
    /** Items that were written wrong are corrected. */
    correct(): void {
      for (const [text, { how, image, item }] of spoilt) {
        if (how === 'CODE') continue;
        spoilt.delete(text);
        if (image !== undefined && item !== undefined) append({ before: image, after: item });
      }
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

/** DATA: it was written wrong; CODE: the projector does not understand it. With its latest image and what it is. */
type Spoilt = { how: 'CODE' | 'DATA'; image: Item | undefined; item: Item | undefined; count: number };

const textOf = (item: Item | undefined) => `${item?.PK}\n${item?.SK}`;
function imageBy({ how, count }: Spoilt, item: Item): Item {
  const { PK, SK, et } = item;
  return how === 'CODE' ? { ...item, future: count } : { PK, SK, et, wrong: count };
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
