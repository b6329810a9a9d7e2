import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GSI1, GSI2 } from '../../functions/table/definition.ts';
import { ensureTable, tableInput } from '../../local/create-table.ts';
import { startTestEngine, type TestEngine } from '../support/engine.ts';

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

describe('the local table', () => {
  it('has the keys, indexes, billing and stream of the deployed one', async () => {
    await ensureTable(engine.client, 'made');
    const { Table } = await engine.client.send(new DescribeTableCommand({ TableName: 'made' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
    });
    const indexes = Table?.GlobalSecondaryIndexes?.map((index) => [
      index.IndexName,
      index.KeySchema?.map((key) => key.AttributeName),
      index.Projection?.ProjectionType,
    ]);
    expect(indexes).toEqual(
      [GSI1, GSI2].map((index) => [index.name, [index.partitionKey, index.sortKey], index.projection]),
    );
  });

  it('is made once when several ask for it at once', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => ensureTable(engine.client, 'raced')));
    expect(outcomes.sort()).toEqual(['CREATED', 'EXISTED', 'EXISTED']);
    expect(await ensureTable(engine.client, 'raced')).toBe('EXISTED');
  });

  it('is refused when a table of that name has another shape', async () => {
    const input = tableInput('older');
    const indexes = input.GlobalSecondaryIndexes?.slice(0, 1);
    const used = ['PK', 'SK', GSI1.partitionKey, GSI1.sortKey];
    const AttributeDefinitions = input.AttributeDefinitions?.filter((one) =>
      used.includes(one.AttributeName ?? ''),
    );
    await engine.client.send(
      new CreateTableCommand({ ...input, AttributeDefinitions, GlobalSecondaryIndexes: indexes }),
    );
    await expect(ensureTable(engine.client, 'older')).rejects.toMatchObject({
      code: 'TABLE_DIFFERS',
      message: expect.stringContaining('another version of Fanfare'),
    });
  });

  it('is announced before it is made, and only then', async () => {
    const told: string[] = [];
    for (const name of ['told', 'told', 'other'])
      await ensureTable(engine.client, name, () => void told.push(name));
    expect(told).toEqual(['told', 'other']);
  });
});
