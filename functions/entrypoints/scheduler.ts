import type { Context, ScheduledEvent } from 'aws-lambda';
import { createScheduler } from '../features/scheduler.ts';
import { createDeps, withRequestId } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { PATIENCE } from '../table/patience.ts';

const all = createDeps(readEnv(process.env), { patience: PATIENCE.background });

export const handler = (_event: ScheduledEvent, context: Context) => {
  const deps = withRequestId(all, context.awsRequestId);
  return invoked(deps.log, () => createScheduler(deps)(() => context.getRemainingTimeInMillis()));
};
