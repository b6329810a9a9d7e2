import type { Tenant } from '../identity/tenant.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Deps } from '../table/deps.ts';

/** What every resolver is given: one per request. */
export type RequestContext<P extends Tenant = Tenant> = {
  deps: Deps;
  /** The program that the address names; undefined at the operator's address. */
  program: P | undefined;
  viewer: Viewer;
  /** `https://host`, for links, without a slash at the end. */
  baseUrl: string;
  made: Map<unknown, unknown>;
};

/** Makes something once in a request, when it is first asked for. */
export function perRequest<C extends Pick<RequestContext, 'made'>, T>(
  make: (context: C) => T,
): (context: C) => T {
  return (context) => {
    if (!context.made.has(make)) context.made.set(make, make(context));
    return context.made.get(make) as T;
  };
}
