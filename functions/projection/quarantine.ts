import { isDeepStrictEqual } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Log } from '../platform/log.ts';
import { addDays, toEpochSeconds } from '../platform/time.ts';
import type { Item, Write } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { ENTITY } from '../table/entities.ts';
import { programOf, QUARANTINE_LIST, quarantineKey, quarantinePartKey } from '../table/keys.ts';
import { pagesOf } from '../table/pages.ts';
import { update } from '../table/writes.ts';
import { type Change, entityOf, type Images, type Kept, type StreamRecord } from './fold.ts';
import { LINES } from './lines.ts';
import { itemOf } from './stream.ts';

// Stream records that could not be mapped, each with both its images, until somebody has mended what kept
// them from it. What they change is in no counter and on no board meanwhile.

/** Long enough to notice and to mend; images hold personal data, which is not kept for ever. */
export const QUARANTINE_DAYS = 90;

/** An item holds 400 KB and a record up to twice that: the rest goes into items of their own. */
const PART_BYTES = 300_000;

const model = z.object({
  PK: z.string(),
  SK: z.string(),
  of: z.object({ PK: z.string(), SK: z.string() }),
  entity: z.string(),
  programId: z.string().nullable(),
  shardId: z.string(),
  sequenceNumber: z.string(),
  quarantinedAt: z.string(),
  tries: z.int().min(0),
  reason: z.string(),
  /** How many more items hold its images. */
  parts: z.int().min(0),
  images: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** When it was last marked to be applied; null while it waits for that. */
  markedAt: z.string().nullable(),
  ttl: z.int(),
});
export type Quarantined = z.infer<typeof model>;

export const parseQuarantined = (item: Item): Quarantined => model.parse(item);

export type Reason = { reason: string; tries: number };

export function insertQuarantined(record: StreamRecord, shardId: string, why: Reason, now: Date): Kept {
  const { before, after, sequenceNumber } = record;
  const of = { PK: String((after ?? before)?.PK), SK: String((after ?? before)?.SK) };
  const packed = gzipSync(JSON.stringify(imagesOf(record)));
  const [images = packed, ...more] = inParts(packed);
  const key = quarantineKey(of, sequenceNumber);
  const ttl = toEpochSeconds(addDays(now, QUARANTINE_DAYS));
  const head: Quarantined = {
    ...key,
    of,
    entity: entityOf(record),
    programId: programOf(of) ?? null,
    shardId,
    sequenceNumber,
    quarantinedAt: now.toISOString(),
    ...why,
    parts: more.length,
    images,
    markedAt: null,
    ttl,
  };
  const parts = more.map((part, index) => ({
    ...quarantinePartKey(key, index + 1),
    et: ENTITY.quarantinePart,
    images: part,
    ttl,
  }));
  return { writes: [headItem(head), ...parts].map((put) => ({ put })), bytes: packed.length };
}

const headItem = (head: Quarantined): Item => ({
  ...head,
  et: ENTITY.quarantine,
  GSI2PK: QUARANTINE_LIST,
  GSI2SK: `${head.quarantinedAt}#${head.sequenceNumber}`,
});

function inParts(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += PART_BYTES)
    parts.push(bytes.subarray(start, start + PART_BYTES));
  return parts;
}

/** The images as the stream gave them: what cannot be read is kept as it is, to the byte. */
function imagesOf({ images, before, after }: StreamRecord): Images {
  if (images !== undefined) return images;
  const inForm = (item: Item) => marshall(item, { removeUndefinedValues: true });
  return {
    ...(before === undefined ? {} : { OldImage: inForm(before) }),
    ...(after === undefined ? {} : { NewImage: inForm(after) }),
  };
}

export type Waiting = { head: Quarantined; images: Images };

const PAGE = 100;
/** So many items of one partition are looked at together. */
const MAX_WAITING = 400;

/** The records of one item in quarantine, from one of them on, in their order. Read consistently. */
export async function getWaiting(deps: Deps, from: { PK: string; SK: string }): Promise<Waiting[]> {
  const items: Item[] = [];
  const list = { partition: from.PK, between: [from.SK, END] as const, limit: PAGE, consistent: true };
  for await (const page of pagesOf(deps, list)) {
    items.push(...page);
    if (items.length >= MAX_WAITING) break;
  }
  const heads = items.filter(({ et }) => et === ENTITY.quarantine).map(parseQuarantined);
  const whole = heads.map((head) => ({ head, parts: partsOf(head, items) }));
  // The last may have parts that were not read.
  return whole
    .filter(({ head, parts }) => parts.length === head.parts)
    .map(({ head, parts }) => ({ head, images: unpacked([head.images, ...parts]) }));
}

/** A sort key after every other. */
const END = '~';

const partsOf = (head: Quarantined, items: readonly Item[]): Uint8Array[] =>
  items
    .filter(({ SK, et }) => et === ENTITY.quarantinePart && SK.startsWith(`${head.SK}#`))
    .map(({ images }) => images as Uint8Array);

const unpacked = (parts: readonly Uint8Array[]): Images =>
  JSON.parse(gunzipSync(Buffer.concat(parts)).toString('utf8')) as Images;

/** True where the second begins with what the first ended with: nothing of the item lies between them. */
export const isFollowedBy = (record: Waiting, next: Waiting): boolean =>
  record.images.NewImage !== undefined && isDeepStrictEqual(record.images.NewImage, next.images.OldImage);

/** As one change: from what the item was before the first to what it was after the last. */
export function joinRecords(run: readonly Waiting[]): Change {
  const [first, last] = [run[0], run.at(-1)];
  return { before: itemOf(first?.images.OldImage), after: itemOf(last?.images.NewImage) };
}

/** They hold only while the record is there. */
export function deleteQuarantined({ head }: Waiting): Write[] {
  const { PK, SK, parts, quarantinedAt } = head;
  return [
    {
      delete: { PK, SK },
      condition: '#quarantinedAt = :at',
      names: { '#quarantinedAt': 'quarantinedAt' },
      values: { ':at': quarantinedAt },
    },
    ...Array.from({ length: parts }, (_, index) => ({ delete: quarantinePartKey({ PK, SK }, index + 1) })),
  ];
}

/** Leaves a record where it is, with the reason why it could not be applied this time. */
export const sendBack = ({ head }: Waiting, reason: string): Kept => ({
  writes: [
    {
      put: headItem({ ...head, reason, tries: head.tries + 1, markedAt: null }),
      condition: '#markedAt = :at',
      names: { '#markedAt': 'markedAt' },
      values: { ':at': head.markedAt },
    },
  ],
  bytes: head.images.length,
});

/** Marks a record to be applied when the mark comes through the stream. */
export const setMarked = ({ PK, SK, quarantinedAt }: Quarantined, now: Date): Write =>
  update({ PK, SK }, { set: { markedAt: now.toISOString() } }, { equal: { quarantinedAt } });

/** True for a stream record by which something in quarantine was marked. */
export const isMark = ({ after }: Change): boolean =>
  after?.et === ENTITY.quarantine && typeof after.markedAt === 'string';

/**
 * What to log of a stream record by which something came into quarantine, was left there, or was removed when
 * its time was over. Logged when that comes through the stream: at least once, even when its writer died
 * right after.
 */
export function newsOf({ before, after, expired }: StreamRecord): ((log: Log) => void) | undefined {
  const item = after ?? before;
  if (item?.et !== ENTITY.quarantine || typeof after?.markedAt === 'string') return undefined;
  if (after === undefined && !expired) return undefined;
  const { shardId, sequenceNumber, entity, programId, reason } = item;
  const line = after === undefined ? LINES.forgotten : LINES.quarantined;
  return (log) => log.error(line, { shardId, sequenceNumber, entity, programId, reason });
}
