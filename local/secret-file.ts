import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeDirectory } from '../tools/terminal/directory.ts';
import { LocalError, reasonOf } from '../tools/terminal/errors.ts';
import { diskFull } from '../tools/terminal/machine-fault.ts';

/**
 * Makes a file that its owner alone can read, unless it is there. It is made whole or not at all, and of
 * several processes at once one makes it. Throws LocalError DATA_UNWRITABLE or DISK_FULL.
 */
export async function makeSecretFile(file: string, make: () => Promise<unknown>): Promise<void> {
  if (existsSync(file)) return;
  const content = await make();
  makeDirectory(path.dirname(file));
  try {
    const draft = writeDraft(file, content);
    try {
      // A link is never made over a file that another process made first.
      linkSync(draft, file);
    } finally {
      rmSync(draft);
    }
  } catch (error) {
    if (existsSync(file)) return;
    const message = `Fanfare cannot write ${file} (${reasonOf(error)}). Set DATA_DIR to a directory that it can write in.`;
    throw diskFull(error) ?? new LocalError('DATA_UNWRITABLE', message, { cause: error });
  }
}

/** The content as JSON, beside the file that it is for. Gives its path. */
export function writeDraft(file: string, content: unknown): string {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(content, null, 2), { mode: 0o600 });
  return draft;
}
