import type { Context } from 'aws-lambda';
import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { PATIENCE } from '../table/patience.ts';
import { createDeps, withDeadline, withRequestId } from './deps.ts';
import { createProjector, type WindowEvent } from './handlers/projector.ts';

const all = createDeps(readEnv(process.env), { patience: PATIENCE.background });

export const handler = (event: WindowEvent, context: Context) => {
  const deps = withDeadline(withRequestId(all, context.awsRequestId), () =>
    context.getRemainingTimeInMillis(),
  );
  return invoked(deps.log, () => createProjector(deps)(event));
};
