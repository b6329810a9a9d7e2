import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { buildSchema, graphql } from 'graphql';

// The least that can answer the same question: graphql-js without a server, and the same SDK.

const client = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    endpoint: process.env.DYNAMODB_ENDPOINT ?? '',
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }),
);
const schema = buildSchema('type Query { program: Program } type Program { name: String! }');

export async function handler(event: { pathParameters: { program: string }; body: string }) {
  const key = { PK: `P#${event.pathParameters.program}`, SK: 'PROGRAM' };
  const { Item } = await client.send(new GetCommand({ TableName: process.env.TABLE_NAME ?? '', Key: key }));
  const result = await graphql({
    schema,
    source: JSON.parse(event.body).query,
    rootValue: { program: Item },
  });
  return { statusCode: result.errors === undefined ? 200 : 500, body: JSON.stringify(result) };
}
