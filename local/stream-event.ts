import type {
  AttributeValue as StreamAttributeValue,
  _Record as StreamsRecord,
} from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';

/** The times, in ISO 8601, from which and before which the records of a window were made. */
export type StreamWindow = { start: string; end: string };

/** What Lambda hands to a function whose event source mapping has a tumbling window. */
export type StreamWindowEvent = DynamoDBStreamEvent & {
  shardId: string;
  eventSourceARN: string;
  window: StreamWindow;
  /** What the handler returned for the window so far. */
  state: Record<string, unknown>;
  /** The last call for a window, here as often on AWS without any record. */
  isFinalInvokeForWindow: boolean;
  isWindowTerminatedEarly: boolean;
};

/**
 * A record of the streams API in the form that Lambda gives it: times in seconds, binary values in base64.
 */
export function toLambdaRecord(record: StreamsRecord, streamArn: string): DynamoDBRecord {
  const change = record.dynamodb;
  return {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion,
    eventSource: record.eventSource,
    awsRegion: record.awsRegion,
    eventSourceARN: streamArn,
    ...(record.userIdentity === undefined
      ? {}
      : { userIdentity: { type: record.userIdentity.Type, principalId: record.userIdentity.PrincipalId } }),
    dynamodb: {
      ApproximateCreationDateTime: (change?.ApproximateCreationDateTime?.getTime() ?? 0) / 1_000,
      Keys: toLambdaItem(change?.Keys),
      ...(change?.NewImage === undefined ? {} : { NewImage: toLambdaItem(change.NewImage) }),
      ...(change?.OldImage === undefined ? {} : { OldImage: toLambdaItem(change.OldImage) }),
      SequenceNumber: change?.SequenceNumber,
      SizeBytes: change?.SizeBytes,
      StreamViewType: change?.StreamViewType,
    },
  };
}

/** The window of this length that a record belongs to. */
export function windowOf(record: DynamoDBRecord, windowMillis: number): StreamWindow {
  const madeAt = (record.dynamodb?.ApproximateCreationDateTime ?? 0) * 1_000;
  const start = Math.floor(madeAt / windowMillis) * windowMillis;
  return { start: isoSeconds(start), end: isoSeconds(start + windowMillis) };
}

const isoSeconds = (millis: number) => new Date(millis).toISOString().replace('.000Z', 'Z');

function toLambdaItem(
  item: Record<string, StreamAttributeValue> | undefined,
): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item ?? {}).map(([name, value]) => [name, toLambdaValue(value)]));
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

function toLambdaValue(value: StreamAttributeValue): AttributeValue {
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  if (value.L !== undefined) return { L: value.L.map(toLambdaValue) };
  if (value.M !== undefined) return { M: toLambdaItem(value.M) };
  return value as AttributeValue;
}
