import type { ErrorCode } from './generated/enums.ts';
/**
 * A refusal as a value. `message` says what to do, `field` is the path of the input field that it is about.
 */
export type Refusal<C extends ErrorCode = ErrorCode> = {
  code: C;
  message: string;
  field?: readonly string[] | undefined;
};

/** A value or a refusal. Nothing has been written yet. */
export type Decision<T, C extends ErrorCode> = { ok: true; value: T } | { ok: false; refusal: Refusal<C> };

export const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export function refuse<C extends ErrorCode>(
  code: C,
  message: string,
  field?: readonly string[],
): { ok: false; refusal: Refusal<C> } {
  return { ok: false, refusal: { code, message, field } };
}

/** Codes of a GraphQL error (`extensions.code`): the request itself is at fault, or we are. */
export type RequestErrorCode =
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'INTERNAL_SERVER_ERROR'
  | 'ISSUER_UNAVAILABLE'
  | 'PROGRAM_NOT_FOUND'
  | 'THROTTLED'
  | 'UNAUTHENTICATED';

/** An error whose message is a sentence of ours, without any text of a caller: the log may have it. */
export abstract class OwnError extends Error {}

/** Something is as it cannot be, or a part that we build on fails: a fault of ours. */
export class Fault extends OwnError {
  override name = 'Fault';
}

/** A request that cannot be answered. The message is for the client; anything secret belongs in the log. */
export class RequestError extends OwnError {
  readonly code: RequestErrorCode;
  constructor(code: RequestErrorCode, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }
}

/** Nothing was done, and the same request may be sent again after so many whole seconds. */
export abstract class TryAgain extends RequestError {
  readonly retryAfterSeconds: number;
  constructor(code: RequestErrorCode, message: string, retryAfterSeconds: number) {
    super(code, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class Throttled extends TryAgain {
  override name = 'Throttled';
  constructor(message: string, retryAfterSeconds: number) {
    super('THROTTLED', message, retryAfterSeconds);
  }
}

export class IssuerUnavailable extends TryAgain {
  override name = 'IssuerUnavailable';
  constructor(retryAfterSeconds: number) {
    super(
      'ISSUER_UNAVAILABLE',
      "The keys of the token's issuer cannot be read at the moment. The token may be good: keep it, and send the request again after `retryAfterSeconds`.",
      retryAfterSeconds,
    );
  }
}
