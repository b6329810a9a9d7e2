import { isUtf8 } from 'node:buffer';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from '../platform/errors.ts';
import { HttpError } from './errors.ts';
import { LIMITS } from './limits.ts';

const refuse = (sentence: string) => new RequestError('BAD_USER_INPUT', sentence);

const tooLarge = () => new HttpError(413, `The body is larger than ${LIMITS.bodyBytes} bytes.`);

/** Throws RequestError BAD_USER_INPUT for what is no request of GraphQL. */
export function parseRequest(event: APIGatewayProxyEventV2): unknown {
  const { rawQueryString = '', requestContext } = event;
  // A decoder replaces bytes that it cannot read, and two texts become one.
  if (!isUtf8Query(rawQueryString)) throw refuse(NO_UTF8);
  const isGet = requestContext.http.method === 'GET';
  const request = isGet ? parseQueryString(rawQueryString) : parseBody(event);
  const asked = requestOf(request, isGet ? QUERY_STRING_EXAMPLE : EXAMPLE);
  // An empty name is none: GraphQL-over-HTTP has it so for GET, and says nothing of it for POST.
  return asked.operationName === '' ? { ...asked, operationName: null } : asked;
}

const QUERY_STRING_EXAMPLE = '`?query=…&variables={…}`, percent-encoded';

/** In the form of a body: null for what is left out. */
function parseQueryString(rawQueryString: string): unknown {
  const parameters = new URLSearchParams(rawQueryString);
  const textOf = (name: string) => {
    const [text = null, ...more] = parameters.getAll(name);
    if (more.length > 0) throw refuse(`\`${name}\` stands more than once in the address. Send it once.`);
    return text;
  };
  const jsonOf = (name: string): unknown => {
    const text = textOf(name);
    try {
      return text === null ? null : JSON.parse(text);
    } catch {
      throw refuse(`\`${name}\` in the address must be JSON, percent-encoded, or left out.`);
    }
  };
  return {
    query: textOf('query'),
    operationName: textOf('operationName'),
    variables: jsonOf('variables'),
    extensions: jsonOf('extensions'),
  };
}

/** Throws RequestError BAD_USER_INPUT for a body that is no JSON. */
export function parseBody({ headers, ...event }: APIGatewayProxyEventV2): unknown {
  assertPlain(headers['content-encoding'] ?? '');
  assertJson(headers['content-type'] ?? '');
  const text = textOf(event);
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    throw refuse(`The body must be JSON: ${EXAMPLE}.`);
  }
}

const EXAMPLE = '{"query": "…", "variables": {…}}';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Throws for JSON that is no request. The library would too, in words that do not say what to send. */
function requestOf(body: unknown, example: string): Record<string, unknown> {
  if (Array.isArray(body)) throw refuse(`Send one operation in a request, not a list of them: ${example}.`);
  if (!isObject(body)) throw refuse(`The body must be a JSON object: ${example}.`);
  const { query, operationName, variables, extensions } = body;
  if (query != null && typeof query !== 'string') throw refuse('`query` must be the text of a query.');
  if (operationName != null && typeof operationName !== 'string')
    throw refuse('`operationName` must be a text, or left out.');
  if (variables != null && !isObject(variables))
    throw refuse('`variables` must be a JSON object, not a text of one or a list, or left out.');
  if (extensions != null && !isObject(extensions))
    throw refuse('`extensions` must be a JSON object, or left out.');
  // Clients that send a hash first wait for the library's own words.
  if (isObject(extensions) && extensions.persistedQuery) return body;
  if (query == null || query.trim() === '') throw refuse(`\`query\` is missing or empty. Send ${example}.`);
  return body;
}

const NO_UTF8 = 'The request has bytes that are no UTF-8. Send it in UTF-8.';

/** Throws for a body in a coding. The answer names those that are taken, as RFC 9110 15.5.16 asks. */
function assertPlain(contentEncoding: string): void {
  const codings = contentEncoding.split(',').map((coding) => coding.trim().toLowerCase());
  if (codings.every((coding) => coding === '' || coding === 'identity')) return;
  throw new HttpError(415, 'Send the body uncompressed, without `content-encoding`.', {
    'accept-encoding': 'identity',
  });
}

/** A browser sends a form or a text to another site without asking; JSON it does not. */
function assertJson(contentType: string): void {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  // A comma stands between the values of a header that came twice.
  if (type !== 'application/json' || contentType.includes(','))
    throw refuse('Send a POST with `content-type: application/json`.');
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=').map((part) => part.trim());
    if (name === 'charset' && !UTF8_NAMES.has(value))
      throw refuse('The content-type names another charset than UTF-8. Send the body in UTF-8.');
  }
}

const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', '"utf-8"', '"utf8"']);

function textOf({
  body = '',
  isBase64Encoded,
}: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>): string {
  if (!isBase64Encoded) {
    if (Buffer.byteLength(body) > LIMITS.bodyBytes) throw tooLarge();
    if (!body.isWellFormed()) throw refuse(NO_UTF8);
    return body;
  }
  if (body.length > BASE64_CHARACTERS) throw tooLarge();
  const bytes = Buffer.from(body, 'base64');
  // The decoder skips what is no base64: what it has read must be what was there.
  if (bytes.toString('base64') !== body) throw refuse('The body is no base64.');
  if (bytes.length > LIMITS.bodyBytes) throw tooLarge();
  if (!isUtf8(bytes)) throw refuse(NO_UTF8);
  return bytes.toString();
}

const BASE64_CHARACTERS = Math.ceil(LIMITS.bodyBytes / 3) * 4;

/** True for a query whose percent signs stand for UTF-8, or for themselves. */
function isUtf8Query(rawQuery: string): boolean {
  try {
    decodeURIComponent(rawQuery.replaceAll(/%(?![0-9a-f]{2})/gi, '%25'));
    return true;
  } catch {
    return false;
  }
}
