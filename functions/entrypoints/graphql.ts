import { createGraphqlHandler } from '../graphql/server.ts';
import { createDeps } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

export const handler = createGraphqlHandler(createDeps(readEnv(process.env)));
