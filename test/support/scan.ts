import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../../functions/table/client.ts';
import { TEST_TABLE } from './engine.ts';

/** The engine asks for a signature and checks none. */
const UNSIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20260101/local/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0';

type Page = { Items: Record<string, AttributeValue>[]; LastEvaluatedKey?: unknown };

/** Every item of a test's table, or those whose partition begins so: without the SDK, which takes three times as long, for tests look at all that is stored again and again. */
export async function scanTable(endpoint: string, beginning = ''): Promise<Item[]> {
  const filter =
    beginning === ''
      ? {}
      : {
          FilterExpression: 'begins_with(PK, :beginning)',
          ExpressionAttributeValues: { ':beginning': { S: beginning } },
        };
  const items: Item[] = [];
  let ExclusiveStartKey: unknown;
  do {
    const answer = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.Scan',
        'x-amz-date': '20260101T000000Z',
        authorization: UNSIGNED,
      },
      body: JSON.stringify({ TableName: TEST_TABLE, ConsistentRead: true, ExclusiveStartKey, ...filter }),
    });
    if (!answer.ok) throw new Error(`A scan failed: ${await answer.text()}`);
    const page = (await answer.json()) as Page;
    for (const item of page.Items) items.push(unmarshall(binaries(item)) as Item);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}

/** Bytes come as base64. */
const binaries = (item: Page['Items'][0]): Page['Items'][0] =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      'B' in value ? { B: new Uint8Array(Buffer.from(String(value.B), 'base64')) } : value,
    ]),
  );
