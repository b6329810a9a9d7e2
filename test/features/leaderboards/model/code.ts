import type { StreamRecord } from '../../../../functions/projection/fold.ts';
import type { Item } from '../../../../functions/table/client.ts';

// Items that this version of the code cannot read, until it is mended.

export const code = { isMended: false };

/** What the code makes of an image. */
export function read(image: Item | undefined): Item | undefined {
  if (image?.future === undefined) return image;
  const { future, ...item } = image;
  const { PK, SK, et } = image;
  return code.isMended ? (item as Item) : { PK, SK, et, counters: 'unreadable' };
}

export const readRecord = (record: StreamRecord): StreamRecord => ({
  ...record,
  before: read(record.before),
  after: read(record.after),
});
