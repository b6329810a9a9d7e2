import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../functions/platform/log.ts';
import { type StreamWindowEvent, windowOf } from '../../local/stream-event.ts';
import { startStreamPump } from '../../local/stream-pump.ts';
import { startTestEngine } from '../support/engine.ts';
import { until } from '../support/machine.ts';

async function startRecording(answer: (event: StreamWindowEvent) => unknown, windowMillis: number) {
  const engine = await startTestEngine();
  onTestFinished(() => engine.close());
  const events: StreamWindowEvent[] = [];
  const pump = await startStreamPump({
    endpoint: engine.endpoint,
    tableName: engine.tableName,
    handler: async (event) => {
      events.push(structuredClone(event));
      return answer(event);
    },
    log: createLog('SILENT'),
    idleMillis: 10,
    windowMillis,
  });
  onTestFinished(() => pump.stop());
  return { ...engine, events, pump };
}

const DAY_MILLIS = 86_400_000;

describe('a stream event', () => {
  it('has the shard, the window and the images as Lambda passes them', async () => {
    const { document, tableName, pump, events } = await startRecording(() => ({ state: {} }), DAY_MILLIS);
    const item = {
      PK: 'a',
      SK: 'b',
      text: '한국어',
      n: 1.5,
      yes: true,
      none: null,
      list: [{ deep: 'x' }],
      raw: Buffer.from('hi'),
    };
    await document.send(new PutCommand({ TableName: tableName, Item: item }));
    await document.send(
      new PutCommand({ TableName: tableName, Item: { PK: 'a', SK: 'b', tags: new Set(['one']) } }),
    );
    await document.send(new DeleteCommand({ TableName: tableName, Key: { PK: 'a', SK: 'b' } }));
    await pump.drain();
    const [event] = events;
    const records = events.flatMap((one) => one.Records);
    expect(event).toMatchObject({
      shardId: expect.stringMatching(/^shardId-/),
      eventSourceARN: expect.stringContaining(`table/${tableName}/stream/`),
      state: {},
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    });
    const keys = { PK: { S: 'a' }, SK: { S: 'b' } };
    const first = {
      ...keys,
      text: { S: '한국어' },
      n: { N: '1.5' },
      yes: { BOOL: true },
      none: { NULL: true },
      list: { L: [{ M: { deep: { S: 'x' } } }] },
      raw: { B: 'aGk=' },
    };
    const second = { ...keys, tags: { SS: ['one'] } };
    expect(
      records.map((record) => [record.eventName, record.dynamodb?.OldImage, record.dynamodb?.NewImage]),
    ).toEqual([
      ['INSERT', undefined, first],
      ['MODIFY', first, second],
      ['REMOVE', second, undefined],
    ]);
    expect(records[0]).toMatchObject({
      eventSource: 'aws:dynamodb',
      eventSourceARN: event?.eventSourceARN,
      dynamodb: {
        Keys: keys,
        SequenceNumber: expect.any(String),
        ApproximateCreationDateTime: expect.any(Number),
      },
    });
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });

  it('passes the handler’s returned state through its window, and ends the window with a final call', async () => {
    const count = (event: StreamWindowEvent) => ({
      state: { seen: Number(event.state.seen ?? 0) + event.Records.length },
    });
    const { document, tableName, pump, events } = await startRecording(count, 1_000);
    for (let n = 0; n < 3; n += 1) {
      await document.send(new PutCommand({ TableName: tableName, Item: { PK: 'a', SK: String(n) } }));
      await pump.drain();
    }
    await until('the end of the last window', () => events.at(-1)?.isFinalInvokeForWindow === true);
    const finals = events.filter((event) => event.isFinalInvokeForWindow);
    expect(finals.every((event) => event.Records.length === 0)).toBe(true);
    expect(finals.reduce((sum, event) => sum + Number(event.state.seen), 0)).toBe(3);
    const windows = new Set(events.map((event) => event.window.start));
    expect(finals).toHaveLength(windows.size);
  });
});

describe('the window of a record', () => {
  it('begins at a multiple of its length and holds the record', () => {
    const record: DynamoDBRecord = { dynamodb: { ApproximateCreationDateTime: 1_795_300_399 } };
    expect(windowOf(record, 1_000)).toEqual({ start: '2026-11-21T22:33:19Z', end: '2026-11-21T22:33:20Z' });
    expect(windowOf(record, 60_000)).toEqual({ start: '2026-11-21T22:33:00Z', end: '2026-11-21T22:34:00Z' });
  });
});
