import { type Payload, toPayload } from '../../graphql/payload.ts';
import type { Refusals } from '../../platform/generated/refusals.ts';
import { type Context, scopeOf } from './context.ts';
import type { Operation } from './operation.ts';

type Mutation<P extends object> = (
  parent: unknown,
  args: { input: unknown },
  context: Context,
) => Promise<Payload<P>>;

/**
 * The resolvers of mutations by their names. `shape` makes the payload's fields of what an operation gives. Does not
 * compile where an operation refuses with another code than the mutation's description names.
 */
export function mutations<V, P extends object, K extends keyof Refusals>(
  operations: { [M in K]: Operation<V, Refusals[M]> },
  shape: (value: V, context: Context) => P,
): { [M in K]: Mutation<P> } {
  const names = Object.keys(operations) as K[];
  const all = names.map((name): [K, Mutation<P>] => [
    name,
    async (_parent, { input }, context) =>
      toPayload(await operations[name](context.deps, scopeOf(context), input), (value) =>
        shape(value, context),
      ),
  ]);
  return Object.fromEntries(all) as { [M in K]: Mutation<P> };
}
