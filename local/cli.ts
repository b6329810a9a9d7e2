import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { LocalError } from './errors.ts';

type Values = { [name: string]: string | boolean | (string | boolean)[] | undefined };
export type Arguments = { values: Values; positionals: string[] };

/** A wrong way to call a tool; the message says the right one. */
export class UsageError extends Error {}

/**
 * Runs a terminal tool: `--help` prints the help; a LocalError, a UsageError or an unknown option is one sentence on
 * standard error and exit status 1 (2 for usage). Any other error is a fault of ours and keeps its stack. `main` gives the exit status.
 */
export async function runTool(
  help: string,
  options: ParseArgsOptionsConfig,
  main: (given: Arguments) => Promise<number>,
): Promise<void> {
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) {
      console.log(help);
      return;
    }
    process.exitCode = await main({ values, positionals });
  } catch (error) {
    if (error instanceof LocalError) {
      console.error(error.message);
      process.exitCode = 1;
    } else if (
      error instanceof UsageError ||
      (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true
    ) {
      console.error(`${sentenceOf(error as Error)}\n\n${help}`);
      process.exitCode = 2;
    } else {
      throw error;
    }
  }
}

/** Node's own text about a wrong option goes on with advice that fits few tools: its first sentence is enough. */
const sentenceOf = ({ message }: Error) =>
  message.replace(/\. To specify a positional argument[\s\S]*$/, '.');

/** The port and directory of the local server. */
export function localSettings(env: Record<string, string | undefined> = process.env): {
  port: number;
  directory: string;
} {
  // Set to nothing is the same as not set.
  const port = Number(env.PORT || 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`PORT must be a number from 1 to 65535, not '${env.PORT}'.`);
  return { port, directory: env.DATA_DIR || '.fanfare' };
}

/** The line that one piece of work is at: rewritten in place in a terminal, silent elsewhere. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
