import type { Scope } from '../../identity/scope.ts';
import type { Viewer } from '../../identity/viewer.ts';
import type { Deps } from '../../platform/deps.ts';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import { parseInput, parseUpdate } from '../../platform/input.ts';
import { ConditionFailed } from '../../table/client.ts';
import { optimistically } from '../../table/optimistic.ts';
import { defaultBoardWrites } from '../leaderboards/operations.ts';
import {
  changedProgram,
  checkSettings,
  createdProgram,
  createProgramInput,
  isMadeFrom,
  type Program,
  setProgramStatusInput,
  updateProgramInput,
} from './rules.ts';
import { forgetProgram, insertProgram, readProgram, replaceProgram } from './store.ts';

/** Creates a program with its first leaderboards; the same input again answers the program that is there. One trip, two when the slug is taken. */
export async function createProgram(deps: Deps, viewer: Viewer, input: unknown): Promise<Decision<Program>> {
  const parsed = parseInput(createProgramInput, input);
  if (!parsed.ok) return parsed;
  const checked = checkSettings(parsed.value, deps.env);
  if (!checked.ok) return checked;
  const program = createdProgram(parsed.value, deps.now());
  try {
    await deps.table.transact([insertProgram(program), ...defaultBoardWrites(program, viewer.actorId)]);
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    const existing = await readProgram(deps, program.slug);
    if (existing !== undefined && isMadeFrom(existing, parsed.value)) return accept(existing);
    return refuse('SLUG_TAKEN', 'Another program has this slug. Choose another one.', ['slug']);
  }
  deps.log.info('Program created.', { programId: program.id, by: viewer.actorId });
  return accept(program);
}

/** Changes the settings of the program in scope. Two trips. */
export async function updateProgram(deps: Deps, scope: Scope, input: unknown): Promise<Decision<Program>> {
  const parsed = parseUpdate(updateProgramInput, input);
  if (!parsed.ok) return parsed;
  return changeProgram(deps, scope, 'Program settings changed.', (before, now) => {
    const after = changedProgram(before, parsed.value, now);
    const checked = checkSettings(after, deps.env);
    return checked.ok ? accept(after) : checked;
  });
}

/** Pauses the program in scope or lets it go on. Two trips. */
export async function setProgramStatus(deps: Deps, scope: Scope, input: unknown): Promise<Decision<Program>> {
  const parsed = parseInput(setProgramStatusInput, input);
  if (!parsed.ok) return parsed;
  const { status } = parsed.value;
  return changeProgram(deps, scope, `Program is ${status}.`, (before, now) =>
    accept(changedProgram(before, { status }, now)),
  );
}

function changeProgram(
  deps: Deps,
  scope: Scope,
  message: string,
  decide: (before: Program, now: Date) => Decision<Program>,
): Promise<Decision<Program>> {
  return optimistically(async () => {
    const before = await readProgram(deps, scope.program.id);
    if (before === undefined) throw new Fault(`Program ${scope.program.id} is gone.`);
    const decision = decide(before, deps.now());
    if (!decision.ok || decision.value === before) return decision;
    await deps.table.write(replaceProgram(before, decision.value));
    forgetProgram(deps, before.id);
    deps.log.info(message, { programId: before.id, by: scope.viewer.actorId });
    return decision;
  });
}
