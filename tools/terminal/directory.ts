import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { LocalError, reasonOf } from './errors.ts';
import { diskFull } from './machine-fault.ts';

/** Makes a directory and those above it, unless they are there. Throws LocalError DATA_UNWRITABLE or DISK_FULL. */
export function makeDirectory(directory: string): void {
  try {
    make(path.resolve(directory));
  } catch (error) {
    const message = `Fanfare cannot make the directory ${directory} (${reasonOf(error)}). Set DATA_DIR to one that it can write in.`;
    throw diskFull(error) ?? new LocalError('DATA_UNWRITABLE', message, { cause: error });
  }
}

// Not by Node's `recursive`, which never comes back where a directory can have no others, such as /proc.
function make(directory: string): void {
  if (existsSync(directory)) return;
  make(path.dirname(directory));
  try {
    mkdirSync(directory);
  } catch (error) {
    // Another process was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
