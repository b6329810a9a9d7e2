import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirectory } from '../terminal/directory.ts';
import { LocalError } from '../terminal/errors.ts';

/** There from before the demo program is made until it can be read whole, and afterwards when that was cut short. */
const markIn = (directory: string) => join(directory, 'demo-is-unfinished');

export const isUnfinished = (directory: string): boolean => existsSync(markIn(directory));

export function markUnfinished(directory: string): void {
  makeDirectory(directory);
  writeFileSync(markIn(directory), '');
}

export const markFinished = (directory: string): void => rmSync(markIn(directory), { force: true });

/** What a tool says that would read half of the demo program. It holds for a start that was killed, too. */
export const demoUnfinished = (directory: string): LocalError =>
  new LocalError(
    'DEMO_UNFINISHED',
    `The demo program in ${directory} is still being made. Wait until npm start says that Fanfare is running, and try again. ` +
      'If npm start does not run, start it: it makes the program anew.',
  );
