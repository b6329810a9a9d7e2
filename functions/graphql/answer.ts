import type { OperationTypeNode } from 'graphql';

export const MAX_ANSWER_BYTES = 5_000_000;
/** Lambda sends 6 MB, with the body as a text within JSON: its quotes count twice. */
const MAX_SENT_BYTES = 6_000_000;

/**
 * In plain JSON a well-formed request is answered with 200, as the GraphQL-over-HTTP specification asks: from
 * another status a client could not tell whether GraphQL gave the answer.
 */
export function httpStatusOf(status: number, contentType: string): number {
  return status === 400 && contentType.startsWith('application/json') ? 200 : status;
}

/** The body, or the error that takes its place when it is too large to be sent. */
export function sendable(body: string, operation: OperationTypeNode | undefined): string {
  const bytes = Buffer.byteLength(body);
  const isSmall = 2 * bytes <= MAX_SENT_BYTES;
  if (isSmall || (bytes <= MAX_ANSWER_BYTES && Buffer.byteLength(JSON.stringify(body)) <= MAX_SENT_BYTES))
    return body;
  const message =
    operation === 'mutation'
      ? 'The mutation was carried out, but its answer is larger than 5 MB. Ask for what you need of it in a query.'
      : 'The answer is larger than 5 MB. Ask for fewer fields or smaller pages.';
  return JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }], data: null });
}
