import { TICK_KINDS } from '../functions/table/schedule.ts';

/** The Lambda functions: each is functions/entrypoints/<name>.ts. */
export const FUNCTION_NAMES = ['graphql', 'redirect', 'projector', 'scheduler'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** An AWS account has 10,000 requests a second and a burst of 5,000 in a region, for all its APIs, unless it asks for more. */
export type Throttle = { requestsPerSecond: number; burstRequests: number };

export type StageConfig = {
  name: 'dev' | 'prod';
  logLevel: 'DEBUG' | 'INFO';
  logRetentionDays: 7 | 90;
  /** Keeps the table, user pools and logs when the stack is deleted, and protects them from deletion. */
  keepsData: boolean;
  /**
   * The limits on routes: a flood of taps takes nothing from the app, and one for keys nothing from links. What is over one is
   * answered 429 before any function runs.
   */
  throttle: Record<'graphql' | 'redirect' | 'resultKeys', Throttle>;
  /** The number of the key that results are signed with. Raised, it makes a new one: docs/operations.md#a-new-key-for-results. */
  resultKey: number;
  /**
   * Capacity set aside for a function, which is also its ceiling, so a flood of taps cannot starve the app.
   * Left out in dev: a new AWS account may have too little to set any aside.
   */
  reservedConcurrency: Partial<Record<FunctionName, number>>;
  /** After a restore: used instead of the stack's own. See docs/operations.md#restore-the-table. */
  restoredTable?: { name: string; streamArn: string };
};

export const STAGES: readonly StageConfig[] = [
  {
    name: 'dev',
    logLevel: 'DEBUG',
    logRetentionDays: 7,
    keepsData: false,
    throttle: {
      graphql: { requestsPerSecond: 50, burstRequests: 100 },
      redirect: { requestsPerSecond: 50, burstRequests: 100 },
      resultKeys: { requestsPerSecond: 20, burstRequests: 40 },
    },
    resultKey: 1,
    reservedConcurrency: {},
  },
  {
    name: 'prod',
    logLevel: 'INFO',
    logRetentionDays: 90,
    keepsData: true,
    throttle: {
      // The storm of a vote: 2,780 votes a second, and what their apps read beside.
      graphql: { requestsPerSecond: 4000, burstRequests: 4000 },
      redirect: { requestsPerSecond: 1000, burstRequests: 2000 },
      resultKeys: { requestsPerSecond: 100, burstRequests: 200 },
    },
    resultKey: 1,
    reservedConcurrency: { graphql: 300, redirect: 150, projector: 50, scheduler: 2 * TICK_KINDS.length },
  },
];
