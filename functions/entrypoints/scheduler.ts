import type { Context } from 'aws-lambda';
import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { PATIENCE } from '../table/patience.ts';
import type { Tick } from '../table/schedule.ts';
import { createDeps, withRequestId } from './deps.ts';
import { createScheduler, kindOf } from './handlers/scheduler.ts';
import { resultWriter } from './result-writer.ts';

const env = readEnv(process.env);
const all = createDeps(env, { patience: PATIENCE.background, ...resultWriter(env) });

export const handler = (tick: Tick, context: Context) => {
  const deps = withRequestId(all, context.awsRequestId);
  return invoked(deps.log, async () =>
    createScheduler(deps)(() => context.getRemainingTimeInMillis(), kindOf(tick)),
  );
};
