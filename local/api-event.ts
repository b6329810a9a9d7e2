import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

// What API Gateway's HTTP API does around a Lambda function: a request becomes a payload-2.0 event, a result
// a response.

export type Route = { routeKey: string; pathParameters: Record<string, string> };

/** The event of a request to a route. `path` is decoded, as HTTP API gives it. */
export function toApiEvent(
  request: IncomingMessage,
  url: URL,
  path: string,
  route: Route,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const now = new Date();
  const method = request.method ?? 'GET';
  const sourceIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const headers = eventHeaders(request, sourceIp);
  const host = headers.host ?? '';
  const query = queryOf(url);
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: path,
    rawQueryString: url.search.slice(1),
    headers,
    ...(headers.cookie === undefined ? {} : { cookies: headers.cookie.split(/; */) }),
    ...(query === undefined ? {} : { queryStringParameters: query }),
    pathParameters: route.pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: '$default',
      time: gatewayTime(now),
      timeEpoch: now.getTime(),
    },
    ...bodyOf(body, headers['content-type'] ?? ''),
  };
}

/** Names in lower case, repeated headers joined by a comma, and what the gateway adds about the client. */
function eventHeaders(request: IncomingMessage, sourceIp: string): Record<string, string> {
  const headers = Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'cookie' ? '; ' : ','),
    ]),
  );
  const seen = headers['x-forwarded-for'];
  headers['x-forwarded-for'] = seen === undefined ? sourceIp : `${seen}, ${sourceIp}`;
  headers['x-forwarded-proto'] = 'http';
  headers['x-forwarded-port'] = String(request.socket.localPort ?? '');
  return headers;
}

function queryOf(url: URL): Record<string, string> | undefined {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const plain = pair.replaceAll('+', ' ');
      const end = plain.includes('=') ? plain.indexOf('=') : plain.length;
      return { name: decoded(plain.slice(0, end)), value: decoded(plain.slice(end + 1)) };
    });
  if (pairs.length === 0) return undefined;
  const byName = Map.groupBy(pairs, ({ name }) => name);
  return Object.fromEntries(
    [...byName].map(([name, all]) => [name, all.map(({ value }) => value).join(',')]),
  );
}

/** What stands in an address, or that as it is when its bytes are no UTF-8: a function is to see that, and refuse or pass over it. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const TEXT_TYPE = /^(text\/|application\/([\w.-]+\+)?(json|xml)\b|application\/(graphql|javascript)\b)/i;

function bodyOf(body: Buffer, contentType: string): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  // A function must see the bytes that it is to refuse.
  if (TEXT_TYPE.test(contentType) && isUtf8(body))
    return { body: body.toString('utf8'), isBase64Encoded: false };
  return { body: body.toString('base64'), isBase64Encoded: true };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As in 12/Mar/2026:19:03:58 +0000. */
function gatewayTime(at: Date): string {
  const [date = '', clock = ''] = at.toISOString().split(/[T.]/);
  const [year, , day] = date.split('-');
  return `${day}/${MONTHS[at.getUTCMonth()]}/${year}:${clock} +0000`;
}

export type ApiResponse = { status: number; headers: Record<string, string | string[]>; body: Buffer };

/** The response that a function's result stands for; a result without a status code is a JSON body. */
export function toApiResponse(result: APIGatewayProxyResultV2 | undefined): ApiResponse {
  if (result === undefined || typeof result === 'string' || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const headers: ApiResponse['headers'] = {};
  for (const [name, value] of Object.entries(result.headers ?? {}))
    headers[name.toLowerCase()] = String(value);
  if (result.cookies !== undefined) headers['set-cookie'] = result.cookies;
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8');
  if (body.length > 0) headers['content-type'] ??= 'text/plain;charset=utf-8';
  return { status: result.statusCode, headers, body };
}
