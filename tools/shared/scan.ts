import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Table } from '../../functions/table/client.ts';

/** Every item of the table, a page at a time, read consistently. For tools alone: no request may scan. */
export async function* scanPages(table: Table): AsyncGenerator<Item[]> {
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const answer = await table.document.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    yield (answer.Items ?? []) as Item[];
    ExclusiveStartKey = answer.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
