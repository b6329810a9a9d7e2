import type { ApiKeys } from '../identity/authenticate.ts';
import type { Tenant } from '../identity/tenant.ts';
import type { Deps } from '../table/deps.ts';
import type { Ownership } from './auth.ts';

/** What the server is given to serve: it knows no feature by itself. */
export type Application<P extends Tenant> = {
  resolvers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  ownership: Ownership;
  apiKeys: ApiKeys;
  /** The program of that slug, from memory when it was read in the last 30 seconds. */
  cachedProgram: (deps: Deps, slug: string) => Promise<P | undefined>;
  /** How long a program's lists are that are short whatever page is asked for, by their fields: what they cost follows from it. */
  listLengths: Readonly<Record<string, (deps: Deps, programId: string) => Promise<number>>>;
};
