import type { GraphqlHandler } from '../graphql/server.ts';
import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { createGraphqlHandler } from '../registry/application.ts';
import { PATIENCE } from '../table/patience.ts';
import { createDeps } from './deps.ts';
import { resultReader } from './result-reader.ts';

const env = readEnv(process.env);
const deps = createDeps(env, { patience: PATIENCE.graphql, ...resultReader(env) });
const answer = createGraphqlHandler(deps);

export const handler: GraphqlHandler = (event) => invoked(deps.log, () => answer(event));
