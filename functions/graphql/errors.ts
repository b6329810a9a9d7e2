import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError, isValueNode, Kind, TokenKind } from 'graphql';
import { RequestError, type RequestErrorCode, TryAgain } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { shortened } from '../platform/text.ts';
import { isPassing as isPassingCancellation } from '../table/client.ts';
import { Contended } from '../table/optimistic.ts';
import { MAX_TOKENS } from './limits.ts';

/** Every `extensions.code` that a client can meet; the schema's description of ErrorCode lists the same. */
export type GraphqlErrorCode =
  | RequestErrorCode
  | 'GRAPHQL_PARSE_FAILED'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'OPERATION_RESOLUTION_FAILURE'
  | 'PERSISTED_QUERY_NOT_SUPPORTED';

/** Apollo's codes for requests that it refuses itself, and ours. Their messages are meant for the client. */
const CLIENT_CODES: ReadonlyMap<unknown, GraphqlErrorCode> = new Map([
  ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_PARSE_FAILED'],
  ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
  ['OPERATION_RESOLUTION_FAILURE', 'OPERATION_RESOLUTION_FAILURE'],
  ['BAD_USER_INPUT', 'BAD_USER_INPUT'],
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  // Clients that send a hash first know the code or the message, and send the query itself next.
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'PERSISTED_QUERY_NOT_SUPPORTED'],
]);

/** What the library says when it stops looking for errors. */
export const MORE_ERRORS = 'Too many validation errors, error limit reached. Validation aborted.';

/** What the library says without a reason, and what a caller can do about it. */
const CLEARER: ReadonlyMap<string, string> = new Map([
  [
    'Validation aborted.',
    'A selection asks for the same fields so many times that they cannot be compared. Ask for each field once in a selection.',
  ],
  [
    MORE_ERRORS,
    'There are more errors than these hundred. Correct them, and send the document again to see the others.',
  ],
  [
    `Syntax Error: Document contains more that ${MAX_TOKENS} tokens. Parsing aborted.`,
    `The document has more than ${MAX_TOKENS} words and signs, \`__typename\` among them. Ask in several requests, and send long values as variables.`,
  ],
]);

/** Faults of the table that pass by themselves. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionConflictException',
]);

/** A request at fault whose status says more than its code does. */
export class HttpError extends RequestError {
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, sentence: string, headers: Record<string, string> = {}) {
    super('BAD_USER_INPUT', sentence);
    this.status = status;
    this.headers = headers;
  }
}

/** A document that asks for more than a request may. */
export const tooMuch = (
  message: string,
  code: GraphqlErrorCode = 'GRAPHQL_VALIDATION_FAILED',
): GraphQLError => new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** GET is for what changes nothing: a browser, a proxy or a crawler may send it ahead, or again. */
export const mutationByGet = (): GraphQLError =>
  new GraphQLError('Nothing was done: a mutation cannot be sent by GET. Send it by POST, with a JSON body.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 405 } },
  });

/** Faults of ours with what was thrown: for the log, and so that the client is given the request id. */
const faults = new WeakMap<object, unknown>();

/** An error repeats at most so many characters of a request, those of its path among them. */
export const MAX_ERROR_TEXT = 500;
/** A longer path, which only made-up aliases have, is left out: half of one would name another field. */
const MAX_PATH_TEXT = 250;

/** The code of an error, and its message where that is meant for the client; anything else is masked. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { message, locations, path } = formatted;
  const pathText = (path ?? []).join('').length;
  const isPathShown = path !== undefined && pathText <= MAX_PATH_TEXT;
  const tell = (code: GraphqlErrorCode, sentence: string, more: object = {}) => ({
    message: shortened(sentence, MAX_ERROR_TEXT - (isPathShown ? pathText : 0)).toWellFormed(),
    ...(locations === undefined ? {} : { locations }),
    ...(isPathShown ? { path } : {}),
    extensions: { code, ...more },
  });
  if (cause instanceof TryAgain)
    return tell(cause.code, cause.message, { retryAfterSeconds: cause.retryAfterSeconds });
  if (cause instanceof RequestError) return tell(cause.code, cause.message);
  if (isPassing(cause)) return tell('THROTTLED', BUSY, { retryAfterSeconds: BUSY_SECONDS });
  if (isSilence(cause)) {
    const told = tell('THROTTLED', BUSY, { retryAfterSeconds: BUSY_SECONDS });
    faults.set(told, cause);
    return told;
  }
  const code = cause instanceof GraphQLError ? CLIENT_CODES.get(formatted.extensions?.code) : undefined;
  if (code !== undefined) {
    const { eventIndexes } = formatted.extensions ?? {};
    const more = eventIndexes === undefined ? {} : { eventIndexes };
    return tell(code, `${inputNamed(error)}${CLEARER.get(message) ?? message}`, more);
  }
  const masked = tell('INTERNAL_SERVER_ERROR', MASK);
  faults.set(masked, cause);
  return masked;
}

/** Names the input that has a bad value in the document; empty for any other error. */
function inputNamed(error: unknown): string {
  const node = error instanceof GraphQLError && error.path === undefined ? error.nodes?.[0] : undefined;
  if (node === undefined || !isValueNode(node) || node.kind === Kind.VARIABLE) return '';
  let before = node.loc?.startToken.prev;
  while (before?.kind === TokenKind.BRACKET_L) before = before.prev;
  return before?.kind === TokenKind.COLON ? `In \`${before.prev?.value}\`: ` : '';
}

const BUSY =
  'Too many requests at this moment. Send the same request again: what it has done is not done twice.';
/** The least that can be said: as a rule the table is busy for less. */
const BUSY_SECONDS = 1;
const MASK = 'Something went wrong on our side. Quote the request id when you ask about it.';

const isPassing = (cause: unknown) =>
  cause instanceof Contended ||
  isPassingCancellation(cause) ||
  (cause instanceof Error && PASSING.has(cause.name));

/** The table did not answer in time: whether it did what it was asked is not known. */
const isSilence = (cause: unknown) => cause instanceof Error && cause.name === 'TimeoutError';

/** Logs a fault under the request id and hands the id to the client; other errors pass as they are. */
export function reportFault(
  error: GraphQLFormattedError,
  log: Log,
  requestId: string,
): GraphQLFormattedError {
  if (!faults.has(error)) return error;
  const cause = faults.get(error);
  log.error('A request failed.', { error: cause });
  return { ...error, extensions: { ...error.extensions, requestId } };
}
