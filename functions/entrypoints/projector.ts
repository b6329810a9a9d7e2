import type { Context } from 'aws-lambda';
import { createProjector, type WindowEvent } from '../features/projector.ts';
import { createDeps, withRequestId } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

const deps = createDeps(readEnv(process.env));

export const handler = (event: WindowEvent, { awsRequestId }: Context) =>
  createProjector(withRequestId(deps, awsRequestId))(event);
