import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, PARTITION_KEY, SORT_KEY, STREAM_VIEW_TYPE } from '../functions/table/definition.ts';
import { LocalError } from '../tools/terminal/errors.ts';

const keySchema = (partitionKey: string, sortKey: string) => [
  { AttributeName: partitionKey, KeyType: 'HASH' as const },
  { AttributeName: sortKey, KeyType: 'RANGE' as const },
];

/**
 * The table as the CDK app makes it, from the same constants. TTL is left out: the engine removes nothing by
 * itself.
 */
export function tableInput(tableName: string): CreateTableCommandInput {
  const keys = [PARTITION_KEY, SORT_KEY, ...INDEXES.flatMap((index) => [index.partitionKey, index.sortKey])];
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    GlobalSecondaryIndexes: INDEXES.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index.partitionKey, index.sortKey),
      Projection: { ProjectionType: index.projection },
    })),
    StreamSpecification: { StreamEnabled: true, StreamViewType: STREAM_VIEW_TYPE },
  };
}

/**
 * Makes the table unless it is there. Safe to repeat and to race. Throws LocalError TABLE_DIFFERS when a
 * table of that name has other keys, indexes or stream: data of an older Fanfare, or one that was not made whole: the
 * engine makes it in several steps.
 */
export async function ensureTable(
  client: DynamoDBClient,
  tableName: string,
  beforeMaking: () => void = () => undefined,
): Promise<'CREATED' | 'EXISTED'> {
  const input = tableInput(tableName);
  const wasThere = await isThere(client, tableName);
  if (!wasThere) beforeMaking();
  const outcome = await create(client, input);
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 }, { TableName: tableName });
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  if (shapeOf(Table ?? {}) !== shapeOf(input)) {
    throw new LocalError(
      'TABLE_DIFFERS',
      wasThere
        ? `The table ${tableName} was made by another version of Fanfare. Start with --reset to begin anew.`
        : `The table ${tableName} could not be made whole, as when the disk is full. Free some space on it and start with --reset to begin anew.`,
    );
  }
  return outcome;
}

const isThere = (client: DynamoDBClient, TableName: string): Promise<boolean> =>
  client.send(new DescribeTableCommand({ TableName })).then(
    () => true,
    (error: Error) => {
      if (error.name === 'ResourceNotFoundException') return false;
      throw error;
    },
  );

async function create(
  client: DynamoDBClient,
  input: CreateTableCommandInput,
): Promise<'CREATED' | 'EXISTED'> {
  try {
    await client.send(new CreateTableCommand(input));
    return 'CREATED';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return 'EXISTED';
    throw error;
  }
}

/** What must agree, as text. */
function shapeOf(table: TableDescription | CreateTableCommandInput): string {
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => [
    index.IndexName,
    index.KeySchema?.map((key) => key.AttributeName),
    index.Projection?.ProjectionType,
  ]);
  return JSON.stringify([
    table.KeySchema?.map((key) => key.AttributeName),
    indexes.sort((one, other) => String(one[0]).localeCompare(String(other[0]))),
    table.StreamSpecification?.StreamViewType,
  ]);
}
