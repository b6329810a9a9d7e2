import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

type Consumed = { GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }> };

/** Counts what of the calls' cost the indexes are; the meter of the tests counts all of it and asks for this detail. */
export function indexMeter(client: DynamoDBClient): {
  during(work: () => Promise<unknown>): Promise<number>;
} {
  let units = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { ConsumedCapacity } = answer.output as { ConsumedCapacity?: Consumed | Consumed[] };
      for (const { GlobalSecondaryIndexes } of [ConsumedCapacity ?? []].flat()) {
        for (const index of Object.values(GlobalSecondaryIndexes ?? {})) units += index.CapacityUnits ?? 0;
      }
      return answer;
    },
    { step: 'initialize', name: 'indexMeter', priority: 'low' },
  );
  return {
    async during(work) {
      units = 0;
      await work();
      return units;
    },
  };
}
