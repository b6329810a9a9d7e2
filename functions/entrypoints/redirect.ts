import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { PATIENCE } from '../table/patience.ts';
import { createDeps } from './deps.ts';
import { createRedirectHandler, type RedirectHandler } from './handlers/redirect.ts';

const deps = createDeps(readEnv(process.env), { patience: PATIENCE.redirect });
const follow = createRedirectHandler(deps);

export const handler: RedirectHandler = (event) => invoked(deps.log, () => follow(event));
