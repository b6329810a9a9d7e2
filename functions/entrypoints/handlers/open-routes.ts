import type { Deps } from '../../table/deps.ts';
import { createRedirectHandler, type RedirectHandler } from './redirect.ts';
import { createResultKeysHandler } from './result-keys.ts';

/** The Lambda handler of the routes that anybody may ask without a token: links and the public keys of results. */
export function createOpenRoutes(deps: Deps): RedirectHandler {
  const follow = createRedirectHandler(deps);
  const giveKeys = createResultKeysHandler(deps);
  return (event) => (event.routeKey.endsWith('/result-keys') ? giveKeys(event) : follow(event));
}
