import { createRedirectHandler } from '../features/redirect.ts';
import { createDeps } from '../platform/deps.ts';
import { readEnv } from '../platform/env.ts';

export const handler = createRedirectHandler(createDeps(readEnv(process.env)));
