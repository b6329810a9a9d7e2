import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import type { LogLevel } from './env.ts';
import { OwnError } from './errors.ts';
import { beginning } from './text.ts';

/**
 * Structured lines. Put ids and codes in `fields`; never a name, an address, an e-mail or a token. What was
 * thrown goes in as it is, as `error`: its message is written only when it is one of our own.
 */
export type Log = {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  with(fields: Record<string, unknown>): Log;
};

export function createLog(level: LogLevel): Log {
  return wrap(new Logger({ serviceName: 'fanfare', logLevel: level, logFormatter: new LineFormatter() }));
}

function wrap(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
    with: (fields) => wrap(logger.createChild({ persistentKeys: fields })),
  };
}

/** No line is longer. */
const MAX_LINE_BYTES = 4_096;
const MAX_NAME_CHARACTERS = 60;
const LEFT_OUT = { shortened: true };

class LineFormatter extends LogFormatter {
  /** The library's form of a line, cut to its length: the fields that come last give way. */
  formatAttributes(line: UnformattedAttributes, fields: LogAttributes): LogItem {
    const first = {
      level: line.logLevel,
      message: line.message,
      timestamp: this.formatTimestamp(line.timestamp),
      service: line.serviceName,
      sampling_rate: line.sampleRateValue,
      xray_trace_id: line.xRayTraceId,
    };
    return new LogItem({ attributes: fitted({ ...first, ...fields }) });
  }
}

function fitted(fields: LogAttributes): LogAttributes {
  const whole: LogAttributes = {};
  // Two for the braces.
  let left = MAX_LINE_BYTES - bytesOf(LEFT_OUT) - 2;
  let isShortened = false;
  for (const [name, given] of Object.entries(fields)) {
    if (given === undefined) continue;
    // Whatever was thrown: a text or an object may hold anything.
    const value = name === 'error' ? describeThrown(given) : loggable(given);
    const room = left - bytesOf(name) - 2;
    const shown = name.length > MAX_NAME_CHARACTERS ? undefined : fittedValue(value, room);
    isShortened ||= shown !== value;
    if (shown === undefined) continue;
    whole[name] = shown;
    left = room - bytesOf(shown);
  }
  return isShortened ? { ...whole, ...LEFT_OUT } : whole;
}

/** The value, or the beginning of its text where there is less room, or undefined where there is none. */
function fittedValue(value: unknown, room: number): unknown {
  if (bytesOf(value) <= room) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  let part = beginning(text, Math.max(0, room));
  while (part !== '' && bytesOf(part) > room) part = beginning(part, part.length >> 1);
  return part === '' ? undefined : part;
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** Errors in it are described; what has no JSON (a function, a cycle) is named by its type. */
function loggable(value: unknown): unknown {
  try {
    const json = JSON.stringify(value, function (this: Record<string, unknown>, name, part) {
      // What stands there itself: an error's own `toJSON` would tell its message.
      const given = this[name];
      if (given instanceof Error) return describeError(given);
      return typeof given === 'bigint' ? String(given) : part;
    });
    return json === undefined ? typeof value : JSON.parse(json);
  } catch {
    return typeof value;
  }
}

const MAX_CAUSES = 2;
const MAX_FRAMES = 10;
const FRAMES_OF_CAUSE = 4;
const MAX_STACK_CHARACTERS = 8_192;
const MAX_FRAME_CHARACTERS = 200;
const FRAME = /^ {4}at .*(?::\d+:\d+|<anonymous>|\(index \d+)\)?$/;
/** A system error's code, such as ECONNREFUSED. */
const ERROR_CODE = /^[A-Z][A-Z0-9_]{1,59}$/;

const describeThrown = (thrown: unknown) =>
  thrown instanceof Error ? describeError(thrown) : { name: typeof thrown };

/**
 * What the log may have of an error: its name and where it came from. Its message only when the error is one
 * of our own: others quote what they were given, a person's name and address among it.
 */
function describeError(error: Error, depth = 0): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const { code } = error as { code?: unknown };
  return {
    name: typeof name === 'string' ? beginning(name, MAX_NAME_CHARACTERS) : 'Error',
    ...(error instanceof OwnError ? { message } : {}),
    ...(typeof code === 'string' && ERROR_CODE.test(code) ? { code } : {}),
    frames: framesOf(stack, message).slice(0, depth === 0 ? MAX_FRAMES : FRAMES_OF_CAUSE),
    ...(cause instanceof Error && depth < MAX_CAUSES ? { cause: describeError(cause, depth + 1) } : {}),
  };
}

/**
 * The frames follow the message, which may have lines that look like frames. So the message is cut off where
 * it can be found; where it was changed since, only the last lines can be frames.
 */
function framesOf(stack: unknown, message: unknown): string[] {
  if (typeof stack !== 'string') return [];
  const start = typeof message === 'string' && message !== '' ? stack.indexOf(message) : -1;
  const rest = start === -1 ? stack : stack.slice(start + String(message).length);
  const lines = rest.slice(-MAX_STACK_CHARACTERS).split('\n').slice(-MAX_FRAMES);
  const firstOther = lines.findLastIndex((line) => !FRAME.test(line));
  return lines.slice(firstOther + 1).map((line) => beginning(line.trim(), MAX_FRAME_CHARACTERS));
}
