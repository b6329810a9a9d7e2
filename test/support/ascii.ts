import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const EXPRESSIONS = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
];

/**
 * Fails any call of the client with a character beyond ASCII in an expression: text of users must only ever travel
 * as a value. (The embedded engine would end; the real service would take it.)
 */
export function assertAsciiExpressions(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      for (const expression of expressionsOf(args.input)) {
        if (/[^\t\n\x20-\x7e]/.test(expression))
          throw new Error(`This expression is not ASCII: ${expression}`);
      }
      return next(args);
    },
    { step: 'initialize', name: 'assertAsciiExpressions' },
  );
}

function expressionsOf(input: unknown): string[] {
  if (typeof input !== 'object' || input === null || input instanceof Uint8Array) return [];
  return Object.entries(input).flatMap(([name, value]) =>
    EXPRESSIONS.includes(name) && typeof value === 'string' ? [value] : expressionsOf(value),
  );
}
