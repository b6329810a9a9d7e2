/**
 * How long one call of the table may take, and how often it is sent. What is tried again is sent as it was.
 * The time to connect is also the time to wait for one of the client's fifty sockets.
 */
export type Patience = { connectMillis: number; requestMillis: number; attempts: number };

/**
 * The table answers in a few milliseconds, and a transaction of a hundred writes in less than a second: what
 * takes longer will not come, and waiting for it would use up the time of the function (infra/stack.ts),
 * which is then ended without a word.
 */
export const PATIENCE = {
  /** Of twenty seconds: a call takes five at most, and the caller is told to send again. */
  graphql: { connectMillis: 500, requestMillis: 1_500, attempts: 3 },
  /** Of five seconds: a fan waits for a page. */
  redirect: { connectMillis: 250, requestMillis: 400, attempts: 2 },
  /**
   * Hundreds of requests at once wait for a socket, which the SDK counts as connecting; and a developer's
   * machine may be busy.
   */
  local: { connectMillis: 30_000, requestMillis: 30_000, attempts: 5 },
  /** Of a minute: nobody waits for it, and what is not done is done by the next invocation. */
  background: { connectMillis: 1_000, requestMillis: 4_000, attempts: 3 },
} as const satisfies Record<string, Patience>;
