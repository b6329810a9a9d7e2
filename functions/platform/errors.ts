/**
 * Codes of a refusal that the business foresees. A mutation answers them in `userErrors`; the schema's enum
 * `ErrorCode` lists the same names, and the type checker holds the two together.
 */
export type RefusalCode =
  | 'ADVOCATE_UNAVAILABLE'
  | 'ALREADY_REFERRED'
  | 'CODE_EXPIRED'
  | 'CODE_INACTIVE'
  | 'CODE_LIMIT_REACHED'
  | 'CODE_NOT_FOUND'
  | 'CODE_NOT_STARTED'
  | 'CODE_RESERVED'
  | 'CODE_TAKEN'
  | 'CURRENCY_MISMATCH'
  | 'EVENT_CONFLICT'
  | 'EVENT_IN_FUTURE'
  | 'EVENT_TOO_OLD'
  | 'EXTERNAL_ID_TAKEN'
  | 'IDEMPOTENCY_CONFLICT'
  | 'INSUFFICIENT_POINTS'
  | 'INVALID_INPUT'
  | 'INVALID_STATE'
  | 'MEMBER_NOT_FOUND'
  | 'MEMBER_SUSPENDED'
  | 'MUTUAL_REFERRAL'
  | 'NOT_FOUND'
  | 'NOT_JOINED'
  | 'NOT_NEW_CUSTOMER'
  | 'ALREADY_REVERSED'
  | 'PROGRAM_PAUSED'
  | 'PURCHASE_NOT_FOUND'
  | 'REFUND_EXCEEDS_PURCHASE'
  | 'SELF_REFERRAL'
  | 'SLUG_TAKEN'
  | 'SOURCE_NOT_ALLOWED'
  | 'TOO_MANY_CODES'
  | 'TOO_MANY_LEADERBOARDS'
  | 'TOO_MANY_VISIBILITY_CHANGES';

/**
 * A refusal as a value: what was refused, a sentence that says what to do, and the input field it is about.
 */
export type Refusal<C extends RefusalCode = RefusalCode> = {
  code: C;
  message: string;
  field?: readonly string[] | undefined;
};

/** What a decision gives: a value or a refusal. Never both, and nothing has been written yet. */
export type Decision<T, C extends RefusalCode = RefusalCode> =
  | { ok: true; value: T }
  | { ok: false; refusal: Refusal<C> };

export const accept = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export function refuse<C extends RefusalCode>(
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

/**
 * Not at this moment: nothing was done, and the same request may be sent again after so many whole seconds.
 */
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

/** Whether a token is good cannot be told at this moment: its issuer does not answer. */
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
