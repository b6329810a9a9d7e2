import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { RequestError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { Contended } from '../table/optimistic.ts';

/** Codes that Apollo gives to a request that it refuses itself; their messages are meant for the client. */
const CLIENT_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
]);

/** Faults of the table that pass by themselves. */
const PASSING = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TransactionCanceledException',
  'TransactionConflictException',
]);

/** Errors that were masked, with what they were: for the log, and for the request id that the client gets. */
const faults = new WeakMap<object, unknown>();

/** What a client is told of an error: its code, and its message when that is meant for it. Anything else is masked. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const { message, locations, path } = formatted;
  const place = { ...(locations === undefined ? {} : { locations }), ...(path === undefined ? {} : { path }) };
  if (cause instanceof RequestError) return { message: cause.message, ...place, extensions: { code: cause.code } };
  if (isPassing(cause)) {
    const busy = 'Too many requests for the same thing at this moment. Nothing was written; send the request again.';
    return { message: busy, ...place, extensions: { code: 'THROTTLED' } };
  }
  const code = String(formatted.extensions?.code ?? '');
  if (cause instanceof GraphQLError && CLIENT_CODES.has(code)) return { message, ...place, extensions: { code } };
  const masked = {
    message: 'Something went wrong on our side. Quote the request id when you ask about it.',
    ...place,
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  };
  faults.set(masked, cause);
  return masked;
}

const isPassing = (cause: unknown) => cause instanceof Contended || (cause instanceof Error && PASSING.has(cause.name));

/** Logs a masked error under the request id and hands the id to the client; other errors pass as they are. */
export function reportFault(error: GraphQLFormattedError, log: Log, requestId: string): GraphQLFormattedError {
  if (!faults.has(error)) return error;
  const cause = faults.get(error);
  log.error('A request failed.', { error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  return { ...error, extensions: { ...error.extensions, requestId } };
}
