import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from '../platform/errors.ts';
import { LIMITS } from './limits.ts';

/** A browser sends a form or a text to another site without asking; JSON it does not. */
const MEDIA_TYPE = /^application\/json *(;|$)/i;

const refuse = (sentence: string) => new RequestError('BAD_USER_INPUT', sentence);

/** The JSON in the body of a request. Throws RequestError BAD_USER_INPUT for anything else. */
export function parseBody({ headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): unknown {
  if (!MEDIA_TYPE.test(headers['content-type'] ?? ''))
    throw refuse('Send a POST with `content-type: application/json`.');
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LIMITS.bodyBytes) throw refuse(`The body is larger than ${LIMITS.bodyBytes} bytes.`);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    throw refuse('The body must be JSON: {"query": "…", "variables": {…}}.');
  }
}
