import type { Program } from '../features/programs/rules.ts';
import type { Scope } from '../identity/scope.ts';
import type { Viewer } from '../identity/viewer.ts';
import { RequestError } from '../platform/errors.ts';
import type { Deps } from '../table/deps.ts';
import type { Loaders } from './loaders.ts';

/** What every resolver is given: one per request. */
export type Context = {
  deps: Deps;
  /** The program that the address names; undefined at the operator's address. */
  program: Program | undefined;
  viewer: Viewer;
  loaders: Loaders;
  /** `https://host`, without a slash at the end: where links are made for. */
  baseUrl: string;
};

/** The scope of a request to a program. Throws RequestError PROGRAM_NOT_FOUND at the operator's address. */
export function scopeOf(context: Context): Scope {
  if (context.program === undefined) {
    throw new RequestError(
      'PROGRAM_NOT_FOUND',
      'This field belongs to a program. Send the request to /{program}/graphql.',
    );
  }
  return { program: context.program, viewer: context.viewer };
}
