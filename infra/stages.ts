import { TICK_KINDS } from '../functions/table/schedule.ts';

/** The Lambda functions: each is functions/entrypoints/<name>.ts. */
export const FUNCTION_NAMES = ['graphql', 'redirect', 'projector', 'scheduler'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

export type StageConfig = {
  name: 'dev' | 'prod';
  logLevel: 'DEBUG' | 'INFO';
  logRetentionDays: 7 | 90;
  /** Keeps the table, user pools and logs when the stack is deleted, and protects them from deletion. */
  keepsData: boolean;
  /** The limit on the whole API. What is over it is answered 429 before any function runs. */
  throttle: { requestsPerSecond: number; burstRequests: number };
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
    throttle: { requestsPerSecond: 50, burstRequests: 100 },
    reservedConcurrency: {},
  },
  {
    name: 'prod',
    logLevel: 'INFO',
    logRetentionDays: 90,
    keepsData: true,
    throttle: { requestsPerSecond: 1000, burstRequests: 2000 },
    reservedConcurrency: { graphql: 300, redirect: 150, projector: 50, scheduler: 2 * TICK_KINDS.length },
  },
];
