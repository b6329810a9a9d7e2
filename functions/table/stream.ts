import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { Fault } from '../platform/errors.ts';
import type { Item } from './client.ts';
import type { StreamRecord } from './fold.ts';

const TTL_PRINCIPAL = 'dynamodb.amazonaws.com';

type Image = Parameters<typeof unmarshall>[0];
const toItem = (image: unknown): Item | undefined =>
  image === undefined ? undefined : (unmarshall(image as Image) as Item);

/** A Lambda stream record in our terms. Throws when it has no sequence number: nothing could be projected once only. */
export function toStreamRecord(record: DynamoDBRecord): StreamRecord {
  const sequenceNumber = record.dynamodb?.SequenceNumber;
  if (sequenceNumber === undefined) throw new Fault('A stream record has no sequence number.');
  const identity = (record as { userIdentity?: { type?: string; principalId?: string } }).userIdentity;
  return {
    before: toItem(record.dynamodb?.OldImage),
    after: toItem(record.dynamodb?.NewImage),
    sequenceNumber,
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
    expired: identity?.type === 'Service' && identity.principalId === TTL_PRINCIPAL,
  };
}
