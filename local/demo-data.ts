import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTokenPolicy } from '../functions/features/programs/operations.ts';
import { getProgram } from '../functions/features/programs/store.ts';
import type { Deps } from '../functions/table/deps.ts';
import { bucketDirectory } from '../tools/engine/bucket-server.ts';
import { deleteEngineFile } from '../tools/engine/file.ts';
import { engineFile, LOCAL_TABLE } from '../tools/shared/open-table.ts';
import { isUnfinished, markFinished, markUnfinished } from '../tools/shared/unfinished.ts';
import { progress } from '../tools/terminal/cli.ts';
import { LocalError } from '../tools/terminal/errors.ts';
import { MEMBERS } from './seed/days.ts';
import { OPERATOR } from './seed/program.ts';
import { createDemo, type NewDemo } from './seed/seed.ts';
import type { StreamPump } from './stream-pump.ts';

/**
 * Deletes the data when a clean start is wanted, or when making the demo program was cut short last time: nothing else
 * can be in it then. The keys stay, so that tokens and signed results stay good. Throws LocalError DATA_IN_USE or DATA_ELSEWHERE.
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
  rmSync(bucketDirectory(directory), { recursive: true, force: true });
  markFinished(directory);
}

export type DemoOptions = {
  directory: string;
  jwksUri: string;
  /** Starts the projector, with nothing in its memory. */
  startProjector: () => Promise<StreamPump>;
  stopping: AbortSignal;
  /** How many days the demo program is old; six weeks unless given. */
  days?: number;
};

const CATCH_UP_MILLIS = 300_000;

/**
 * Makes the demo program where there is none, lets it follow the port when that has changed, and resolves when the projector
 * has caught up. A projector keeps a program's boards in memory for 30 seconds, in which weeks of the demo pass: so it
 * starts when all of the demo's boards are there, and cannot miss one.
 */
export async function prepareDemo(deps: Deps, options: DemoOptions): Promise<void> {
  const { directory, jwksUri, stopping } = options;
  const program = await getProgram(deps, 'demo');
  let demo: NewDemo | undefined;
  if (program === undefined) {
    console.error(`Making the demo program, ${MEMBERS} members and six weeks: ten to twenty seconds …`);
    markUnfinished(directory);
    demo = await createDemo(deps, jwksUri, options.days);
  } else if (program.tokenPolicy.jwksUri !== jwksUri) {
    await setTokenPolicy(deps, { program, viewer: OPERATOR }, { ...program.tokenPolicy, jwksUri });
  }
  const projector = await options.startProjector();
  await demo?.live((day, days) => {
    stopping.throwIfAborted();
    progress(`Day ${day} of ${days}`);
  });
  stopping.throwIfAborted();
  progress('The projector is catching up …');
  await projector.drain(CATCH_UP_MILLIS);
  progress('');
  markFinished(directory);
}
