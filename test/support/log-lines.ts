import { vi } from 'vitest';
import { createLog, type Log } from '../../functions/platform/log.ts';

/** A log as the functions have it, and the lines that it has written. */
export type LoggedLines = { log: Log; lines: string[]; restore: () => void };

/** Takes what the log writes before it reaches the terminal; everything else goes on. */
export function captureLog(level: Parameters<typeof createLog>[0] = 'INFO'): LoggedLines {
  const lines: string[] = [];
  const spies = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    return vi.spyOn(stream, 'write').mockImplementation((...args: unknown[]) => {
      const text = String(args[0]);
      if (!text.startsWith('{"level":')) return write(...args);
      lines.push(text.trimEnd());
      return true;
    });
  });
  return { log: createLog(level), lines, restore: () => spies.map((spy) => spy.mockRestore()) };
}
