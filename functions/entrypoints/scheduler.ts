import type { Context, ScheduledEvent } from 'aws-lambda';
import { createScheduler } from '../features/scheduler.ts';
import { createDeps, withRequestId } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

const deps = createDeps(readEnv(process.env));

export const handler = (_event: ScheduledEvent, context: Context) =>
  createScheduler(withRequestId(deps, context.awsRequestId))(() => context.getRemainingTimeInMillis());
