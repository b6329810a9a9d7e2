import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { EnvError, LOG_LEVELS, type LogLevel } from '../../functions/platform/env.ts';
import { machineFault } from './machine-fault.ts';

type Values = { [name: string]: string | boolean | (string | boolean)[] | undefined };
export type Arguments = { values: Values; positionals: string[] };

/** A wrong way to call a tool; the message says the right one. */
export class UsageError extends Error {}

/**
 * Runs a terminal tool: `--help` prints the help; what is wrong with the machine, with the environment or with how it was
 * called is a sentence on standard error and exit status 1 (2 for the last two, with the help). Any other error is a fault
 * of ours and keeps its stack. `main` gives the exit status. Words that are no options are refused where none are allowed.
 */
export async function runTool(
  help: string,
  options: ParseArgsOptionsConfig,
  main: (given: Arguments) => Promise<number>,
  { allowPositionals = false } = {},
): Promise<void> {
  const output = watchOutput();
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals,
    });
    if (values.help === true) {
      console.log(help);
      return;
    }
    assertNpmKeptNone(options, values);
    const status = await main({ values, positionals });
    process.exitCode = output.isLost() ? 1 : status;
  } catch (error) {
    const fault = machineFault(error);
    if (isUsage(error)) {
      console.error(`${sentenceOf(error)}\n\n${help}`);
      process.exitCode = 2;
    } else if (fault !== undefined) {
      console.error(fault.message);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}

const isUsage = (error: unknown): error is Error =>
  error instanceof UsageError ||
  error instanceof EnvError ||
  (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;

/**
 * npm keeps an option for itself when the two hyphens are forgotten, and says so in the environment: what was asked to be a dry
 * run would be a real one.
 */
function assertNpmKeptNone(options: ParseArgsOptionsConfig, values: Values): void {
  const { npm_lifecycle_event: script, ...env } = process.env;
  if (script === undefined) return;
  const kept = Object.keys(options).find(
    (name) => values[name] === undefined && env[`npm_config_${name.replaceAll('-', '_')}`] === 'true',
  );
  if (kept === undefined) return;
  const command = script === 'start' ? 'npm start' : `npm run ${script}`;
  throw new UsageError(
    `Write the two hyphens before what is the tool's, as in ${command} -- --${kept}: without them npm keeps --${kept} for itself.`,
  );
}

/** Node drops in silence what cannot be printed: a full disk must not look like success. A reader may go away, as head does. */
function watchOutput(): { isLost: () => boolean } {
  let lost = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    process.exitCode = 1;
    console.error(`What is printed is lost. ${machineFault(error)?.message ?? error.message}`);
  });
  return { isLost: () => lost };
}

/** Node's own text about what is wrong may go on with advice that fits few tools, and need not end: its first sentence is enough. */
const sentenceOf = ({ message }: Error) =>
  message
    .replace(/\. (To specify a positional argument|This command does not take)[\s\S]*$/, '')
    .replace(/\.?$/, '.');

/** What the environment says about the local server. Throws UsageError. */
export function localSettings(env: Record<string, string | undefined> = process.env): {
  port: number;
  directory: string;
  /** Undefined when it is not set. */
  logLevel: LogLevel | undefined;
} {
  // Set to nothing is the same as not set.
  const port = Number(env.PORT || 4000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new UsageError(`PORT must be a number from 1 to 65535, not '${env.PORT}'.`);
  const logLevel = LOG_LEVELS.find((level) => level === env.LOG_LEVEL);
  if (env.LOG_LEVEL && logLevel === undefined)
    throw new UsageError(`LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}, not '${env.LOG_LEVEL}'.`);
  return { port, directory: env.DATA_DIR || '.fanfare', logLevel };
}

/** The line that one piece of work is at: rewritten in place in a terminal, silent elsewhere. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
