import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createLog } from '../../functions/platform/log.ts';
import { startStreamPump } from '../../local/stream-pump.ts';

// The engine never splits a shard, and DynamoDB does: a stand-in for its streams API, with shards that were
// closed.

type FakeShard = { id: string; parent?: string; closed: boolean; records: number[] };
type Answers = Record<string, (input: Record<string, string & number>) => unknown>;

/** Answers for these shards, listed in this order, two to a page. Iterators are "<shard>/<place>". */
function answersFor(shards: readonly FakeShard[]): Answers {
  const listed = shards.map((shard) => ({ ShardId: shard.id, ParentShardId: shard.parent }));
  return {
    DescribeTable: () => ({ Table: { TableName: 'split', LatestStreamArn: 'arn:split' } }),
    DescribeStream: ({ ExclusiveStartShardId: after }) => {
      const start = after === undefined ? 0 : listed.findIndex((shard) => shard.ShardId === after) + 1;
      const page = listed.slice(start, start + 2);
      const more = start + 2 < listed.length ? { LastEvaluatedShardId: page.at(-1)?.ShardId } : {};
      return { StreamDescription: { StreamArn: 'arn:split', Shards: page, ...more } };
    },
    GetShardIterator: ({ ShardId, SequenceNumber }) => {
      const records = shards.find((shard) => shard.id === ShardId)?.records ?? [];
      return {
        ShardIterator: `${ShardId}/${records.filter((number) => number <= Number(SequenceNumber ?? 0)).length}`,
      };
    },
    GetRecords: ({ ShardIterator, Limit }) => {
      const [id, place] = String(ShardIterator).split('/');
      const shard = shards.find((one) => one.id === id);
      const next = Number(place) + Number(Limit);
      const Records = (shard?.records ?? []).slice(Number(place), next).map((number) => ({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: 1_700_000_000, Keys: {} },
      }));
      const ended = shard?.closed === true && next >= shard.records.length;
      return ended ? { Records } : { Records, NextShardIterator: `${id}/${Number(place) + Records.length}` };
    },
  };
}

async function startFake(answers: Answers): Promise<string> {
  const server = http.createServer(async (request, response) => {
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const answer = answers[action]?.(JSON.parse(await text(request)));
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('a shard of the stream is read to its end before its children, in whatever order they are listed', async () => {
  const shards: FakeShard[] = [
    { id: 'shard-grandchild', parent: 'shard-left', closed: false, records: [30, 31] },
    { id: 'shard-left', parent: 'shard-root', closed: true, records: [20, 22, 24] },
    { id: 'shard-right', parent: 'shard-root', closed: false, records: [21, 23] },
    { id: 'shard-root', parent: 'shard-trimmed-long-ago', closed: true, records: [1, 2, 3, 4, 5] },
  ];
  const seen: { shardId: string; number: number }[] = [];
  const pump = await startStreamPump({
    endpoint: await startFake(answersFor(shards)),
    tableName: 'split',
    handler: async ({ shardId, Records }) => {
      for (const record of Records) seen.push({ shardId, number: Number(record.dynamodb?.SequenceNumber) });
    },
    log: createLog('SILENT'),
    batchSize: 2,
  });
  onTestFinished(() => pump.stop());
  await pump.drain();
  for (const shard of shards) {
    expect(seen.filter(({ shardId }) => shardId === shard.id).map(({ number }) => number)).toEqual(
      shard.records,
    );
  }
  const lastOf = (id: string) => seen.findLastIndex(({ shardId }) => shardId === id);
  const firstOf = (id: string) => seen.findIndex(({ shardId }) => shardId === id);
  expect(lastOf('shard-root')).toBeLessThan(Math.min(firstOf('shard-left'), firstOf('shard-right')));
  expect(lastOf('shard-left')).toBeLessThan(firstOf('shard-grandchild'));
});
