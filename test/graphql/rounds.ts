import { setImmediate as turn } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Turns of the event loop after which whoever had something to ask the table has asked. */
const QUIET_TURNS = 5;

/**
 * Counts how often a request waits for the table, by making it wait: calls that are asked side by side are held until
 * nobody asks any more, then all are let through, and only when all have been answered the next ones are. What is counted
 * is what depends on what, and not which of two branches happened to be slower, as a clock would have it.
 */
export function countRounds(
  client: DynamoDBClient,
): <T>(work: () => Promise<T>) => Promise<{ result: T; rounds: number }> {
  let held: (() => void)[] | undefined;
  let running = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      await new Promise<void>((go) => (held === undefined ? go() : held.push(go)));
      running += 1;
      try {
        return await next(args);
      } finally {
        running -= 1;
      }
    },
    { step: 'initialize', name: 'rounds' },
  );
  return async (work) => {
    held = [];
    let rounds = 0;
    let isDone = false;
    const answer = work().finally(() => {
      isDone = true;
    });
    while (!isDone) {
      for (let turns = 0; turns < QUIET_TURNS; turns += 1) await turn();
      if (running > 0 || held.length === 0) continue;
      rounds += 1;
      for (const go of held.splice(0)) go();
    }
    held = undefined;
    return { result: await answer, rounds };
  };
}
