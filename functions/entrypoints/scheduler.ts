import type { Context, ScheduledEvent } from 'aws-lambda';
import { createScheduler } from '../features/scheduler.ts';
import { createDeps } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

const run = createScheduler(createDeps(readEnv(process.env)));

export const handler = (_event: ScheduledEvent, context: Context) =>
  run(() => context.getRemainingTimeInMillis());
