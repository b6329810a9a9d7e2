import { chunk, type Item, TRANSACTION_LIMIT } from '../../functions/table/client.ts';

// Writing a million items at the engine's own pace. A hundred go in one transaction, of which the engine waits for the disk
// once, where a BatchWriteItem waits for it with each item. The request is made by hand: the SDK takes
// longer to write an item down than the engine takes to store it. The engine checks no signature.

const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.TransactWriteItems',
  'x-amz-date': '20261102T030000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20261102/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
};

/** Puts items that hold text, numbers and booleans alone, over what is there. Throws what the engine refuses. */
export async function putInBulk(endpoint: string, tableName: string, items: readonly Item[]): Promise<void> {
  for (const part of chunk(items, TRANSACTION_LIMIT)) {
    const puts = part.map((item) => `{"Put":{"TableName":"${tableName}","Item":${attributesOf(item)}}}`);
    const body = `{"TransactItems":[${puts.join(',')}]}`;
    const answer = await fetch(endpoint, { method: 'POST', headers: HEADERS, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The engine refused to write: ${text}`);
  }
}

function attributesOf(item: Item): string {
  const attributes = Object.entries(item).map(([name, value]) => {
    if (typeof value === 'string') return `"${name}":{"S":${JSON.stringify(value)}}`;
    if (typeof value === 'number') return `"${name}":{"N":"${value}"}`;
    if (typeof value === 'boolean') return `"${name}":{"BOOL":${value}}`;
    throw new Error(`${name} is neither text nor a number nor a boolean.`);
  });
  return `{${attributes.join(',')}}`;
}
