import { AsyncLocalStorage } from 'node:async_hooks';
import { createDeps } from '../functions/entrypoints/deps.ts';
import type { GraphqlHandler } from '../functions/graphql/server.ts';
import { createGraphqlHandler } from '../functions/registry/application.ts';
import type { Deps } from '../functions/table/deps.ts';

/** The header by which a request on this machine says as of when it is answered. */
export const DEV_CLOCK_HEADER = 'x-dev-clock';

/**
 * Answers requests as of another instant, for trying out windows and votes without waiting for them: the caller's token has to be
 * good then. What is kept in memory is kept apart from that of other requests, and by that clock.
 */
export function createClockedHandler({ env, table, log, presigner }: Deps): (at: Date) => GraphqlHandler {
  const clock = new AsyncLocalStorage<Date>();
  const deps = createDeps(env, { table, log, presigner, now: () => clock.getStore() ?? new Date() });
  const handler = createGraphqlHandler(deps);
  return (at) => (event) => clock.run(at, () => handler(event));
}
