// Stands in for functions/table/retry.ts where a test drives what is tried again:
// vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

export const backoffMillis = () => 0;
/** Lets everything else that is ready go first. */
export const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
