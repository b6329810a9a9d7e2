import { OwnError } from '../../functions/platform/errors.ts';

export type LocalErrorCode =
  | 'ANSWER_UNEXPECTED'
  | 'DATA_CORRUPT'
  | 'DATA_ELSEWHERE'
  | 'DATA_IN_USE'
  | 'DATA_MISSING'
  | 'DATA_UNWRITABLE'
  | 'DEMO_UNFINISHED'
  | 'DISK_FULL'
  | 'ENDPOINT_UNREACHABLE'
  | 'ENGINE_LOST'
  | 'ENGINE_MISSING'
  | 'ENGINE_NOT_STARTED'
  | 'ENGINE_VERSION'
  | 'FILE_UNWRITABLE'
  | 'HOST_UNUSABLE'
  | 'NOT_AT_REST'
  | 'PORT_BUSY'
  | 'PORT_FORBIDDEN'
  | 'QUARANTINED'
  | 'SERVER_MISSING'
  | 'TABLE_DIFFERS'
  | 'TABLE_REFUSED';

/**
 * Something about this machine keeps Fanfare from running here. The message is whole sentences, for the
 * person at the terminal.
 */
export class LocalError extends OwnError {
  readonly code: LocalErrorCode;
  constructor(code: LocalErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LocalError';
    this.code = code;
  }
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
