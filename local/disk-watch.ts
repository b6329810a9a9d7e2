import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineFault } from '../tools/terminal/machine-fault.ts';

/** More than a page of the file system, so that a disk with a few bytes left counts as full. */
const PROBE_BYTES = 65_536;

/**
 * A check that tells when the directory can no longer be written, and when it can again, each once: the engine only
 * answers that a write failed, and its caller is an app.
 */
export function createDiskCheck(directory: string, tell: (sentence: string) => void): () => void {
  const file = join(directory, 'disk-check');
  let told: string | undefined;
  return () => {
    const wrong = probe(file);
    if (wrong !== undefined && told === undefined) tell(`${wrong} Until then writes fail.`);
    if (wrong === undefined && told !== undefined) tell('The disk can be written again.');
    told = wrong;
  };
}

function probe(file: string): string | undefined {
  try {
    writeFileSync(file, Buffer.alloc(PROBE_BYTES));
    return undefined;
  } catch (error) {
    // What is no fault of the machine's, such as a directory that is gone, ends the engine too, and that is told.
    return machineFault(error)?.message;
  } finally {
    removeQuietly(file);
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It could not be written either, and that is told.
  }
}
