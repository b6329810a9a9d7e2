import type { RequestContext } from '../../graphql/context.ts';
import { RequestError } from '../../platform/errors.ts';
import type { Program } from './rules.ts';
import type { Scope } from './scope.ts';

export type Context = RequestContext<Program>;

/** Throws RequestError PROGRAM_NOT_FOUND at the operator's address. */
export function scopeOf(context: Pick<Context, 'program' | 'viewer'>): Scope {
  if (context.program === undefined) {
    throw new RequestError(
      'PROGRAM_NOT_FOUND',
      'This field belongs to a program. Send the request to /{program}/graphql.',
    );
  }
  return { program: context.program, viewer: context.viewer };
}
