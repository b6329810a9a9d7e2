import { Logger } from '@aws-lambda-powertools/logger';

/** Structured lines. Put ids and codes in `fields`; never a name, an address, an e-mail or a token. */
export type Log = {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
  /** A log whose every line also carries these fields. */
  with(fields: Record<string, unknown>): Log;
};

/** A log that writes JSON lines at or above the level. */
export function createLog(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'SILENT'): Log {
  return wrap(new Logger({ serviceName: 'fanfare', logLevel: level }));
}

function wrap(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, fields = {}) => logger.error(message, fields),
    with: (fields) => wrap(logger.createChild({ persistentKeys: fields })),
  };
}
