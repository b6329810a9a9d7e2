import type { Viewer } from '../../identity/viewer.ts';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import type { ErrorCode } from '../../platform/generated/enums.ts';
import type { Refusals } from '../../platform/generated/refusals.ts';
import { parseInput } from '../../platform/input.ts';
import { ConditionFailed, type Write } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import { change, operation } from './operation.ts';
import {
  checkTerms,
  checkTokenPolicy,
  createProgramInput,
  decideCreateProgram,
  decideUpdateProgram,
  isMadeFrom,
  type Program,
  setProgramStatusInput,
  setTokenPolicyInput,
  updateProgramInput,
} from './rules.ts';
import type { Scope } from './scope.ts';
import { forgetProgram, getProgram, insertProgram, replaceProgram } from './store.ts';

/** What a program begins with beside itself, for the transaction that makes it. */
export type Beginning = (program: Program, by: string) => Write[];

/** The same input sent again answers the program that is there. */
export async function createProgram(
  deps: Deps,
  viewer: Viewer,
  input: unknown,
  beginning: Beginning,
): Promise<Decision<Program, Refusals['createProgram'] | 'INVALID_INPUT'>> {
  const parsed = parseInput(createProgramInput, input);
  if (!parsed.ok) return parsed;
  const terms = checkTerms(parsed.value);
  if (!terms.ok) return terms;
  const tokens = checkTokenPolicy(parsed.value.tokenPolicy, deps.env, ['tokenPolicy']);
  if (!tokens.ok) return tokens;
  const program = decideCreateProgram(parsed.value, deps.now());
  try {
    await deps.table.transact([insertProgram(program), ...beginning(program, viewer.actorId)]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const existing = await getProgram(deps, program.slug);
    if (existing !== undefined && isMadeFrom(existing, parsed.value)) return accept(existing);
    return refuse('SLUG_TAKEN', 'Another program has this slug. Choose another one.', ['slug']);
  }
  const { id: programId, tokenPolicy } = program;
  deps.log.info('Program created.', { programId, ...whoOf(viewer), tokenPolicy });
  return accept(program);
}

export const updateProgram = change(updateProgramInput, async (deps, scope, patch) =>
  replaceDecided(deps, scope, 'Program settings changed.', (before, now) => {
    const after = decideUpdateProgram(before, patch, now);
    const checked = checkTerms(after);
    return checked.ok ? accept(after) : checked;
  }),
);

/** Whoever holds the issuer's keys can be any member, so the log tells the policy before and after. */
export const setTokenPolicy = operation(setTokenPolicyInput, async (deps, scope, tokenPolicy) => {
  const checked = checkTokenPolicy(tokenPolicy, deps.env, []);
  if (!checked.ok) return checked;
  return replaceDecided(
    deps,
    scope,
    'Token policy changed.',
    (before, now) => accept(decideUpdateProgram(before, { tokenPolicy }, now)),
    (before, after) => ({ before: before.tokenPolicy, after: after.tokenPolicy }),
  );
});

export const setProgramStatus = operation(setProgramStatusInput, async (deps, scope, { status }) =>
  replaceDecided(deps, scope, `Program is ${status}.`, (before, now) =>
    accept(decideUpdateProgram(before, { status }, now)),
  ),
);

function replaceDecided<C extends ErrorCode = never>(
  deps: Deps,
  scope: Scope,
  message: string,
  decide: (before: Program, now: Date) => Decision<Program, C>,
  detail: (before: Program, after: Program) => object = () => ({}),
): Promise<Decision<Program, C>> {
  return optimistically(async () => {
    const before = await getProgram(deps, scope.program.id);
    if (before === undefined) throw new Fault(`Program ${scope.program.id} is gone.`);
    const decision = decide(before, deps.now());
    if (!decision.ok || decision.value === before) return decision;
    await deps.table.write(replaceProgram(before, decision.value));
    forgetProgram(deps, before.id);
    const change = detail(before, decision.value);
    deps.log.info(message, { programId: before.id, ...whoOf(scope.viewer), ...change });
    return decision;
  });
}

/** Every operator is the actor `operator`: only the subject tells which. */
const whoOf = ({ actorId, subject }: Viewer) => ({ by: actorId, subject });
