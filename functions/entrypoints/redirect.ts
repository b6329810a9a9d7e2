import { readEnv } from '../platform/env.ts';
import { invoked } from '../platform/invocation.ts';
import { PATIENCE } from '../table/patience.ts';
import { createDeps } from './deps.ts';
import { createOpenRoutes } from './handlers/open-routes.ts';
import type { RedirectHandler } from './handlers/redirect.ts';

const deps = createDeps(readEnv(process.env), { patience: PATIENCE.redirect });
const answer = createOpenRoutes(deps);

export const handler: RedirectHandler = (event) => invoked(deps.log, () => answer(event));
