import type * as z from 'zod';
import { type Decision, Fault } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import { parseInput, parseUpdate } from '../../platform/input.ts';
import type { Deps } from '../../table/deps.ts';
import type { Scope } from './scope.ts';

// An operation is what a mutation does. Its input is checked against its model before it runs, and refused with
// INVALID_INPUT; what else it refuses is in its type, which must be what the mutation's description says.

export type Operation<V, C extends ErrorCode> = {
  (deps: Deps, scope: Scope, input: unknown): Promise<Decision<V, C | 'INVALID_INPUT'>>;
  /** Not there: it makes an operation that refuses less another type than one that refuses more. */
  refuses?: (code: C) => void;
};

/** What an operation does with input that fits its model. */
type Run<S, M extends z.ZodType, D> = (deps: Deps, scope: S, input: z.output<M>) => Promise<D>;

type Decided = Decision<unknown, ErrorCode>;
type Made<D extends Decided> = Operation<ValueOf<D>, Exclude<CodeOf<D>, 'INVALID_INPUT'>>;
type ValueOf<D> = D extends { ok: true; value: infer V } ? V : never;
type CodeOf<D> = D extends { ok: false; refusal: { code: infer C extends ErrorCode } } ? C : never;

/** Somebody with a token of the program: `@auth` lets nobody else call what a member does. */
export type MemberScope = Scope & { memberId: string };

export const operation = <M extends z.ZodType, D extends Decided>(model: M, run: Run<Scope, M, D>): Made<D> =>
  checkedBy((input) => parseInput(model, input), run);

/** The same for a change of what is given: null is refused with the advice to leave the field out. */
export const change = <M extends z.ZodType, D extends Decided>(model: M, run: Run<Scope, M, D>): Made<D> =>
  checkedBy((input) => parseUpdate(model, input), run);

function checkedBy<I, D extends Decided>(
  parse: (input: unknown) => Decision<I, 'INVALID_INPUT'>,
  run: (deps: Deps, scope: Scope, input: I) => Promise<D>,
): Made<D> {
  const made = async (deps: Deps, scope: Scope, input: unknown) => {
    const parsed = parse(input);
    return parsed.ok ? run(deps, scope, parsed.value) : parsed;
  };
  return made as Made<D>;
}

/** The run of an operation that is a member's own. */
export const byMember =
  <I, D>(run: (deps: Deps, scope: MemberScope, input: I) => Promise<D>) =>
  async (deps: Deps, scope: Scope, input: I): Promise<D> =>
    run(deps, memberScope(scope), input);

/** Throws a Fault for a caller without a token of the program. */
export function memberScope(scope: Scope): MemberScope {
  const { memberId } = scope.viewer;
  if (memberId === undefined) throw new Fault('Only a token of the program can do this.');
  return { ...scope, memberId };
}
