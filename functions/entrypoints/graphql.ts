import type { GraphqlHandler } from '../graphql/server.ts';
import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { createGraphqlHandler } from '../registry/application.ts';
import { PATIENCE } from '../table/patience.ts';
import { createDeps } from './deps.ts';

const deps = createDeps(readEnv(process.env), { patience: PATIENCE.graphql });
const answer = createGraphqlHandler(deps);

export const handler: GraphqlHandler = (event) => invoked(deps.log, () => answer(event));
