import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** One call to the table: what it cost and when it ran, in ticks of the meter's own clock. */
export type Call = {
  operation: string;
  readUnits: number;
  writeUnits: number;
  started: number;
  ended: number;
};

export type Bill = { readUnits: number; writeUnits: number; calls: number; trips: number };

type Capacity = {
  CapacityUnits?: number;
  ReadCapacityUnits?: number;
  WriteCapacityUnits?: number;
  Table?: Part;
  GlobalSecondaryIndexes?: Record<string, Part>;
};
type Part = { CapacityUnits?: number; ReadCapacityUnits?: number; WriteCapacityUnits?: number };

/**
 * Counts what the client's calls cost: the service's own ReturnConsumedCapacity, and the length of the longest chain of
 * calls of which each began after the one before had ended. Calls side by side are one trip. `inStep`: they end together, as if each
 * took as long as the others, so that the chain does not depend on which of them the machine ended first.
 */
export function meter(
  client: DynamoDBClient,
  { inStep = false }: { inStep?: boolean } = {},
): {
  during<T>(work: () => Promise<T>): Promise<{ result: T; bill: Bill; calls: Call[] }>;
} {
  const land = inStep ? landTogether() : { begin: () => undefined, end: async () => undefined };
  let tick = 0;
  let calls: Call[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input as object, { ReturnConsumedCapacity: 'INDEXES' });
      tick += 1;
      const started = tick;
      land.begin();
      try {
        const answer = await next(args);
        await land.end();
        record(
          context.commandName ?? '?',
          started,
          (answer.output as { ConsumedCapacity?: Capacity | Capacity[] }).ConsumedCapacity,
        );
        return answer;
      } catch (error) {
        await land.end();
        record(`${context.commandName ?? '?'} (failed)`, started, undefined);
        throw error;
      }
    },
    { step: 'initialize', name: 'meter' },
  );
  function record(operation: string, started: number, consumed: Capacity | Capacity[] | undefined): void {
    tick += 1;
    const isRead = /^(Get|BatchGet|Query|Scan)/.test(operation);
    const units = (consumed === undefined ? [] : [consumed].flat()).reduce((sum, one) => sum + total(one), 0);
    calls.push({
      operation,
      readUnits: isRead ? units : 0,
      writeUnits: isRead ? 0 : units,
      started,
      ended: tick,
    });
  }
  return {
    async during(work) {
      calls = [];
      const result = await work();
      return { result, bill: billOf(calls), calls };
    },
  };
}

/** Calls that are under way at once wait for one another at their end. */
function landTogether(): { begin(): void; end(): Promise<void> } {
  let flying = 0;
  let landed: (() => void)[] = [];
  return {
    begin: () => {
      flying += 1;
    },
    end: () =>
      new Promise((go) => {
        landed.push(go);
        if (landed.length < flying) return;
        const all = landed;
        [flying, landed] = [0, []];
        for (const one of all) one();
      }),
  };
}

/** Table and indexes added up from their own entries, so that nothing rests on how the total is reported. */
function total(consumed: Capacity): number {
  const units = (part: Part | undefined) =>
    part?.CapacityUnits ?? (part?.ReadCapacityUnits ?? 0) + (part?.WriteCapacityUnits ?? 0);
  const indexes = Object.values(consumed.GlobalSecondaryIndexes ?? {}).reduce(
    (sum, part) => sum + units(part),
    0,
  );
  return consumed.Table === undefined ? units(consumed) : units(consumed.Table) + indexes;
}

function billOf(calls: readonly Call[]): Bill {
  const depth: number[] = [];
  for (const [place, call] of calls.entries()) {
    const before = calls
      .slice(0, place)
      .map((other, at) => (other.ended < call.started ? (depth[at] ?? 0) : 0));
    depth.push(1 + Math.max(0, ...before));
  }
  return {
    readUnits: calls.reduce((sum, call) => sum + call.readUnits, 0),
    writeUnits: calls.reduce((sum, call) => sum + call.writeUnits, 0),
    calls: calls.length,
    trips: Math.max(0, ...depth),
  };
}
