import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll } from 'vitest';

/** A directory that is gone when the test file is done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'fanfare-local-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Looks again and again until the condition holds; throws with the name of what never came. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  deadlineMillis = 10_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMillis;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for: ${what}.`);
    await delay(5);
  }
}

/** Whether the process runs; one that ended and that nobody has collected yet does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** The LocalError code that the work ends with. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return (error as { code?: string } | undefined)?.code ?? `no code: ${String(error)}`;
}
