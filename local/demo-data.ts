import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateProgram } from '../functions/features/programs/operations.ts';
import { readProgram } from '../functions/features/programs/store.ts';
import type { Deps } from '../functions/platform/deps.ts';
import { progress } from './cli.ts';
import { deleteEngineFile } from './engine-file.ts';
import { LocalError } from './errors.ts';
import { engineFile, LOCAL_TABLE } from './open-table.ts';
import { MEMBERS } from './seed/days.ts';
import { OPERATOR } from './seed/program.ts';
import { seedDemo } from './seed/seed.ts';

/** There while the demo program is being made, and afterwards when that was cut short. */
const unfinishedMark = (directory: string) => join(directory, 'demo-is-unfinished');

export const isUnfinished = (directory: string): boolean => existsSync(unfinishedMark(directory));

/**
 * Deletes the data when a clean start is wanted, or when making the demo program was cut short last time: nothing else
 * can be in it then. The issuer's keys stay, so that tokens stay good. Throws LocalError DATA_IN_USE or DATA_ELSEWHERE.
 */
export async function clearData(directory: string, reset: boolean): Promise<void> {
  if (!reset && !isUnfinished(directory)) return;
  if ((process.env.DYNAMODB_ENDPOINT ?? '') !== '') {
    const why = reset
      ? '--reset deletes what is in DATA_DIR'
      : 'Making the demo program was cut short last time';
    throw new LocalError(
      'DATA_ELSEWHERE',
      `${why}, but DYNAMODB_ENDPOINT keeps the data elsewhere. Delete its table "${LOCAL_TABLE}" and ${directory}, or unset the variable.`,
    );
  }
  if (!reset) console.error('Making the demo program was cut short last time; it is made anew.');
  await deleteEngineFile(engineFile(directory));
  for (const name of ['partner-key', 'running.json']) rmSync(join(directory, name), { force: true });
  rmSync(unfinishedMark(directory), { force: true });
}

/** Makes the demo program where there is none, and lets it follow the port when that has changed. */
export async function prepareDemo(
  deps: Deps,
  directory: string,
  jwksUri: string,
  stopping: AbortSignal,
): Promise<void> {
  const program = await readProgram(deps, 'demo');
  if (program === undefined) {
    console.error(`Making the demo program, ${MEMBERS} members and six weeks: ten to twenty seconds …`);
    mkdirSync(directory, { recursive: true });
    writeFileSync(unfinishedMark(directory), '');
    await seedDemo(deps, jwksUri, (day, days) => {
      stopping.throwIfAborted();
      progress(`Day ${day} of ${days}`);
    });
    progress('');
    rmSync(unfinishedMark(directory));
  } else if (program.tokenPolicy.jwksUri !== jwksUri) {
    const { issuer, audience } = program.tokenPolicy;
    await updateProgram(deps, { program, viewer: OPERATOR }, { tokenPolicy: { issuer, audience, jwksUri } });
  }
}
