import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { chunk, type Item, type Key } from '../../functions/table/client.ts';
import { INDEXES } from '../../functions/table/definition.ts';

// biome-ignore lint/suspicious/noExplicitAny: the inputs and outputs of all reads.
type Loose = any;

/** What each item was before its latest write: what a read may still be answered that did not ask for consistency. */
export type Past = {
  /** To be called before a write, with the items that it changes; what it gives, once the write was applied. */
  remember(tableName: string, keys: readonly Key[]): Promise<() => void>;
  /** The answer of a read as it would have been a moment ago; for a batch, by the place of a key, of some items alone. */
  stale(operation: string, input: Loose, output: Loose, isStale?: (place: number) => boolean): Loose;
};

const textOf = ({ PK, SK }: Key) => `${PK}\n${SK}`;

/** `client` must not be the disturbed one. */
export function createPast(client: DynamoDBClient): Past {
  const document = DynamoDBDocumentClient.from(client);
  const before = new Map<string, Item | undefined>();

  /** An item as it was, given as it is. */
  const was = (key: Key, is: Item | undefined) => (before.has(textOf(key)) ? before.get(textOf(key)) : is);

  function staleQuery(input: Loose, output: Loose): Loose {
    const index = INDEXES.find((one) => one.name === input.IndexName);
    const [partition, sort] = index === undefined ? ['PK', 'SK'] : [index.partitionKey, index.sortKey];
    const { ':pk': pk, ':prefix': prefix = '', ':from': from, ':to': to } = input.ExpressionAttributeValues;
    const placeOf = (item: Loose) => [item[sort], item.PK, item.SK].join('\n');
    const direction = input.ScanIndexForward === false ? -1 : 1;
    const compare = (one: Loose, other: Loose) => direction * (placeOf(one) < placeOf(other) ? -1 : 1);
    const isAsked = (item: Loose) =>
      item[partition] === pk &&
      String(item[sort]).startsWith(prefix) &&
      (from === undefined || (item[sort] >= from && item[sort] <= to)) &&
      (input.ExclusiveStartKey === undefined || compare(item, input.ExclusiveStartKey) > 0) &&
      (output.LastEvaluatedKey === undefined || compare(item, output.LastEvaluatedKey) < 0);
    const unchanged = output.Items.filter((item: Item) => !before.has(textOf(item)));
    const gone = [...before.values()].filter((item) => item !== undefined && isAsked(item));
    const all = [...unchanged, ...gone].sort(compare);
    const Items = all.slice(0, input.Limit);
    const end = Items.at(-1);
    const more =
      end === undefined
        ? {}
        : Object.fromEntries(['PK', 'SK', partition, sort].map((name) => [name, end[name]]));
    return {
      ...output,
      Items,
      Count: Items.length,
      ...(all.length > Items.length && { LastEvaluatedKey: more }),
    };
  }

  return {
    async remember(tableName, keys) {
      const images = new Map<string, Item | undefined>();
      for (const part of chunk(keys, 100)) {
        const Keys = part.map(({ PK, SK }) => ({ PK, SK }));
        const request = { RequestItems: { [tableName]: { Keys, ConsistentRead: true } } };
        const { Responses } = await document.send(new BatchGetCommand(request));
        const found = new Map(
          (Responses?.[tableName] ?? []).map((item) => [textOf(item as Item), item as Item]),
        );
        for (const key of Keys) images.set(textOf(key), found.get(textOf(key)));
      }
      return () => {
        for (const [text, image] of images) before.set(text, image);
      };
    },
    stale(operation, input, output, isStale = () => true) {
      if (operation === 'Query') return staleQuery(input, output);
      if (operation === 'GetItem') return { ...output, Item: was(input.Key, output.Item) };
      const [tableName, { Keys }] = Object.entries(input.RequestItems)[0] as [string, { Keys: Key[] }];
      const found: Item[] = output.Responses[tableName];
      const is = (key: Key) => found.find((item) => textOf(item) === textOf(key));
      const seen = (key: Key, place: number) => (isStale(place) ? was(key, is(key)) : is(key));
      const Responses = { [tableName]: Keys.flatMap((key, place) => seen(key, place) ?? []) };
      return { ...output, Responses };
    },
  };
}
