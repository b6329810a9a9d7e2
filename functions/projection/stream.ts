import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { Fault } from '../platform/errors.ts';
import type { Item } from '../table/client.ts';
import type { StreamRecord } from './fold.ts';

const TTL_PRINCIPAL = 'dynamodb.amazonaws.com';

type Image = Parameters<typeof unmarshall>[0];

/** A number that JavaScript does not hold stays text, which its reader refuses: it must not stop a batch. */
const wrapNumbers = (text: string): number | string => {
  const number = Number(text);
  return Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
};

export const itemOf = (image: unknown): Item | undefined =>
  image === undefined ? undefined : (unmarshall(image as Image, { wrapNumbers }) as Item);

/** Throws for a record without a sequence number: nothing could be projected once only. */
export function toStreamRecord(record: DynamoDBRecord): StreamRecord {
  const { SequenceNumber, OldImage, NewImage } = record.dynamodb ?? {};
  if (SequenceNumber === undefined) throw new Fault('A stream record has no sequence number.');
  const identity = (record as { userIdentity?: { type?: string; principalId?: string } }).userIdentity;
  return {
    before: itemOf(OldImage),
    after: itemOf(NewImage),
    sequenceNumber: SequenceNumber,
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
    expired: identity?.type === 'Service' && identity.principalId === TTL_PRINCIPAL,
    images: { ...(OldImage && { OldImage }), ...(NewImage && { NewImage }) },
  };
}
