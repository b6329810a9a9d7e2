import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { Fault, OwnError } from '../platform/errors.ts';
import { GSI1, GSI2, type IndexName, PARTITION_KEY, SORT_KEY } from './definition.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { backoffMillis, sleep } from './retry.ts';

export type Key = { PK: string; SK: string };
export type Item = Record<string, unknown> & Key;

/** A condition or an update: ASCII constants with `#names` and `:values`; user text is only ever a value. */
type Expression = {
  names?: Record<string, string>;
  values?: Record<string, unknown>;
  condition?: string;
};
export type Write =
  | ({ put: Item } & Expression)
  | ({ update: Key; set: string } & Expression)
  | ({ delete: Key } & Expression)
  | ({ check: Key; condition: string } & Expression);

export type QueryInput = {
  index?: IndexName;
  partition: string;
  /** Sort keys that start with this; or between two (inclusive). */
  prefix?: string;
  between?: readonly [string, string];
  limit: number;
  newestFirst?: boolean;
  /** Where the last page ended: its last item's keys. */
  after?: Record<string, string> | undefined;
  consistent?: boolean;
};
export type Page = { items: Item[]; last: Record<string, string> | undefined };

/** `failed`: the indexes of the writes whose conditions do not hold. */
export class ConditionFailed extends OwnError {
  readonly failed: readonly number[];
  constructor(failed: readonly number[]) {
    super(`The condition of write ${failed.join(', ')} does not hold.`);
    this.name = 'ConditionFailed';
    this.failed = failed;
  }
}

/**
 * A transaction met other writers at the writes of `indexes` and was not carried out. Thrown only where
 * asked.
 */
export class Conflict extends OwnError {
  readonly indexes: readonly number[];
  constructor(indexes: readonly number[]) {
    super(`Another writer is at the item of write ${indexes.join(', ')}.`);
    this.name = 'Conflict';
    this.indexes = indexes;
  }
}

/**
 * RETRY: a conflict with other writers is tried again. TELL: it is thrown, for a caller who has another way.
 */
export type OnConflict = 'RETRY' | 'TELL';

/** The table as the features see it: chunks and retries are inside. */
export type Table = ReturnType<typeof createTable>;

export type TableConfig = {
  tableName: string;
  dynamodbEndpoint?: string | undefined;
  patience?: Patience | undefined;
  /** Another client, for tests that count or disturb calls. */
  client?: DynamoDBClient;
};

const BATCH_GET_LIMIT = 100;
export const TRANSACTION_LIMIT = 100;
const MAX_ATTEMPTS = 8;

/** Throws TimeoutError where the service does not answer within its time. */
export function createDynamoClient(
  endpoint: string | undefined,
  patience: Patience = endpoint === undefined ? PATIENCE.graphql : PATIENCE.local,
): DynamoDBClient {
  const { connectMillis, requestMillis, attempts } = patience;
  const limits = { connectionTimeout: connectMillis, requestTimeout: requestMillis };
  const config = { maxAttempts: attempts, requestHandler: { ...limits, throwOnRequestTimeout: true } };
  // A local engine checks no signature, but the SDK will not send without one.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client =
    endpoint === undefined
      ? new DynamoDBClient(config)
      : new DynamoDBClient({ ...config, endpoint, region: 'local', credentials });
  // It copies each answer for a log that nobody keeps: a tenth of the time that a read takes here.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** Nothing is sent until the first call. */
export function createTable(config: TableConfig) {
  const TableName = config.tableName;
  const client = config.client ?? createDynamoClient(config.dynamodbEndpoint, config.patience);
  const document = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });

  /** Eventually consistent unless asked otherwise. */
  async function get(key: Key, options: { consistent?: boolean } = {}): Promise<Item | undefined> {
    const ConsistentRead = options.consistent ?? false;
    const answer = await document.send(new GetCommand({ TableName, Key: key, ConsistentRead }));
    return answer.Item as Item | undefined;
  }

  /** Items in the order of the keys, undefined where there is none. Consistent as `get`. */
  async function batchGet(
    keys: readonly Key[],
    options: { consistent?: boolean } = {},
  ): Promise<(Item | undefined)[]> {
    const unique = [...new Map(keys.map((key) => [keyText(key), { PK: key.PK, SK: key.SK }])).values()];
    const chunks = chunk(unique, BATCH_GET_LIMIT);
    const found = (
      await Promise.all(chunks.map((part) => readChunk(part, options.consistent ?? false)))
    ).flat();
    const byKey = new Map(found.map((item) => [keyText(item), item]));
    return keys.map((key) => byKey.get(keyText(key)));
  }

  async function readChunk(keys: Key[], ConsistentRead: boolean): Promise<Item[]> {
    const found: Item[] = [];
    let wanted: Key[] = keys;
    for (let attempt = 0; wanted.length > 0; attempt += 1) {
      if (attempt === MAX_ATTEMPTS)
        throw new Fault(`${wanted.length} items stayed unread after ${attempt} attempts.`);
      if (attempt > 0) await sleep(backoffMillis(attempt));
      const RequestItems = { [TableName]: { Keys: wanted, ConsistentRead } };
      const answer = await document.send(new BatchGetCommand({ RequestItems }));
      found.push(...((answer.Responses?.[TableName] ?? []) as Item[]));
      wanted = (answer.UnprocessedKeys?.[TableName]?.Keys ?? []) as Key[];
    }
    return found;
  }

  /** One page of a partition, in sort key order. `last` is undefined when nothing can follow. */
  async function query(input: QueryInput): Promise<Page> {
    const answer = await document.send(new QueryCommand({ TableName, ...toQuery(input) }));
    return {
      items: (answer.Items ?? []) as Item[],
      last: answer.LastEvaluatedKey as Record<string, string> | undefined,
    };
  }

  /**
   * Tried again when it meets a transaction. Throws ConditionFailed when its condition does not hold. A put
   * that was sent again, because the first answer was lost, and meets itself was carried out. Of an update
   * that cannot be told: whoever decides by its condition reads again, and what only adds needs one that
   * knows a repetition.
   */
  async function write(single: Write): Promise<void> {
    const command = toCommand(single, TableName) as PutCommand;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await document.send(command);
        return;
      } catch (error) {
        const name = error instanceof Error ? error.name : '';
        if (name === 'ConditionalCheckFailedException') {
          if ('put' in single && wasSentAgain(error) && (await isThere(single.put))) return;
          throw new ConditionFailed([0]);
        }
        if (name !== 'TransactionConflictException' || attempt === MAX_ATTEMPTS) throw error;
        await sleep(backoffMillis(attempt));
      }
    }
  }

  /**
   * Adds one to a number of an item, which is made with what `set` says where there is none, and gives the sum: no two calls
   * are given the same. A call whose answer was lost uses a number up.
   */
  async function count(key: Key, name: string, set: Readonly<Record<string, unknown>>): Promise<number> {
    const sets = Object.entries(set);
    const answer = await document.send(
      new UpdateCommand({
        TableName,
        Key: key,
        UpdateExpression: `SET ${sets.map((_, index) => `#s${index} = :s${index}`).join(', ')} ADD #count :one`,
        ExpressionAttributeNames: {
          '#count': name,
          ...Object.fromEntries(sets.map(([attribute], index) => [`#s${index}`, attribute])),
        },
        ExpressionAttributeValues: {
          ':one': 1,
          ...Object.fromEntries(sets.map(([, value], index) => [`:s${index}`, value])),
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Number(answer.Attributes?.[name]);
  }

  const isThere = async (item: Item) =>
    isDeepStrictEqual(await get({ PK: item.PK, SK: item.SK }, { consistent: true }), item);

  /**
   * All writes or none. What the SDK sends again has the token of the first, by which the service knows it.
   * Conflicts with other transactions and throttling are tried again. Throws ConditionFailed, naming the
   * writes whose condition does not hold; Conflict at once where conflicts are to be told.
   */
  async function transact(
    writes: readonly Write[],
    { onConflict = 'RETRY' }: { onConflict?: OnConflict } = {},
  ): Promise<void> {
    if (writes.length > TRANSACTION_LIMIT)
      throw new Fault(`A transaction of ${writes.length} writes is over the limit.`);
    const TransactItems = writes.map((each) => toTransactItem(each, TableName));
    for (let attempt = 1; ; attempt += 1) {
      try {
        await document.send(new TransactWriteCommand({ TransactItems }));
        return;
      } catch (error) {
        const failed = indexesOf(error, 'ConditionalCheckFailed');
        if (failed.length > 0) throw new ConditionFailed(failed);
        const met = indexesOf(error, CONFLICT);
        if (onConflict === 'TELL' && met.length > 0 && isPassing(error) && !isForLoad(error))
          throw new Conflict(met);
        if (!isPassing(error) || attempt === MAX_ATTEMPTS) throw error;
        await sleep(backoffMillis(attempt));
      }
    }
  }

  return { name: TableName, client, document, get, batchGet, query, write, count, transact };
}

function toQuery(input: QueryInput): Omit<QueryCommandInput, 'TableName'> {
  const index = [GSI1, GSI2].find(({ name }) => name === input.index);
  const names: Record<string, string> = { '#pk': index?.partitionKey ?? PARTITION_KEY };
  const values: Record<string, unknown> = { ':pk': input.partition };
  let condition = '#pk = :pk';
  if (input.prefix !== undefined || input.between !== undefined) names['#sk'] = index?.sortKey ?? SORT_KEY;
  if (input.prefix !== undefined) {
    condition += ' AND begins_with(#sk, :prefix)';
    values[':prefix'] = input.prefix;
  } else if (input.between !== undefined) {
    condition += ' AND #sk BETWEEN :from AND :to';
    [values[':from'], values[':to']] = input.between;
  }
  return {
    ...(index === undefined ? {} : { IndexName: index.name }),
    KeyConditionExpression: condition,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    Limit: input.limit,
    ScanIndexForward: !(input.newestFirst ?? false),
    ConsistentRead: input.consistent ?? false,
    ...(input.after === undefined ? {} : { ExclusiveStartKey: input.after }),
  };
}

function expressionOf({ condition, names, values }: Expression) {
  return {
    ...(condition === undefined ? {} : { ConditionExpression: condition }),
    ...(names === undefined ? {} : { ExpressionAttributeNames: names }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
  };
}

function toCommand(write: Write, TableName: string) {
  const shared = { TableName, ...expressionOf(write) };
  if ('put' in write) return new PutCommand({ ...shared, Item: write.put });
  if ('update' in write)
    return new UpdateCommand({ ...shared, Key: write.update, UpdateExpression: write.set });
  if ('delete' in write) return new DeleteCommand({ ...shared, Key: write.delete });
  throw new Fault('A condition check alone is a read: use get.');
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

function toTransactItem(write: Write, TableName: string): TransactItem {
  const shared = { TableName, ...expressionOf(write) };
  if ('put' in write) return { Put: { ...shared, Item: write.put } };
  if ('update' in write) return { Update: { ...shared, Key: write.update, UpdateExpression: write.set } };
  if ('delete' in write) return { Delete: { ...shared, Key: write.delete } };
  return { ConditionCheck: { ...shared, Key: write.check, ConditionExpression: write.condition } };
}

/** True where an attempt before this answer had none, and may have been carried out. */
const wasSentAgain = (error: unknown) =>
  (error as { $metadata?: { attempts?: number } }).$metadata?.attempts !== 1;

/** The indexes of a cancelled transaction's writes that have one of these reasons. */
function indexesOf(error: unknown, ...codes: string[]): number[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  const reasons = error.CancellationReasons ?? [];
  return reasons.flatMap(({ Code = 'None' }, index) => (codes.includes(Code) ? [index] : []));
}

const CONFLICT = 'TransactionConflict';
const LOAD = ['ThrottlingError', 'ProvisionedThroughputExceeded'];
const PASSING = new Set(['None', CONFLICT, ...LOAD]);
const isForLoad = (error: unknown) => indexesOf(error, ...LOAD).length > 0;

/** True for a cancellation that asking again can cure. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const reasons = error.CancellationReasons ?? [];
  return reasons.length > 0 && reasons.every((reason) => PASSING.has(reason.Code ?? 'None'));
}

export function keyOf(write: Write): Key {
  if ('put' in write) return write.put;
  if ('update' in write) return write.update;
  return 'delete' in write ? write.delete : write.check;
}

/** A key as one text, to tell items apart by. */
export const keyText = (key: Key): string => `${key.PK}\n${key.SK}`;

export function chunk<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < all.length; start += size) parts.push(all.slice(start, start + size));
  return parts;
}
