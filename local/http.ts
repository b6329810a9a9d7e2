import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Handler } from 'aws-lambda';
import type { RequestErrorCode } from '../functions/platform/errors.ts';
import type { Log } from '../functions/platform/log.ts';
import { type ApiResponse, toApiEvent, toApiResponse } from './api-event.ts';
import { LOOPBACK } from './engine-process.ts';
import { LocalError } from './errors.ts';
import { type DevIssuer, JWKS_PATH, OPENID_CONFIGURATION_PATH } from './issuer.ts';
import { lambdaContext, noCallback } from './lambda.ts';
import { graphiqlPage, indexPage, type PageLink } from './pages.ts';

export type ApiHandler = Handler<APIGatewayProxyEventV2, APIGatewayProxyResultV2>;

export type HttpOptions = {
  /** 0 takes a free one. */
  port: number;
  handlers: { graphql: ApiHandler; redirect: ApiHandler };
  log: Log;
  /** Its keys and configuration are served under /dev-issuer. */
  issuer?: DevIssuer;
  /**
   * Tools for developers, by path: POST with a JSON body; what they answer is sent as JSON, undefined as
   * status 400.
   */
  developerRoutes?: Readonly<Record<string, (body: unknown) => Promise<unknown>>>;
  /** What the page at / links to. */
  links?: readonly PageLink[];
  /** What GraphiQL's header editor begins with for a program, undefined for none such; a place for a token unless given. */
  graphiqlHeaders?: (program: string) => Promise<Record<string, string> | undefined>;
};

export type HttpServer = {
  /** As in http://127.0.0.1:4000, without a slash at the end. */
  url: string;
  port: number;
  /**
   * Takes no new request, lets those in progress end (5 s at most), and resolves when every connection is
   * closed.
   */
  close(): Promise<void>;
};

export const BODY_LIMIT_BYTES = 1_048_576;
const CLOSE_DEADLINE_MILLIS = 5_000;

/** Serves the API on this machine the way API Gateway does in the cloud. Throws LocalError PORT_BUSY. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const open = new Set<Socket>();
  const busy = new Set<Socket>();
  let closing = false;
  const server = http.createServer((request, response) => {
    const { socket } = request;
    busy.add(socket);
    response.once('close', () => {
      busy.delete(socket);
      if (closing) socket.destroySoon();
    });
    answer(options, request)
      .then((answered) => send(request, response, answered))
      .catch((error: unknown) => {
        options.log.error('A response could not be sent.', { error });
        // A header that cannot be sent, say. Whoever asked must not wait for ever.
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      });
  });
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    close: async () => {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // One that is kept alive, or that never asked for anything, would hold the close back.
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
      const force = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MILLIS);
      await closed;
      clearTimeout(force);
    },
  };
}

async function answer(options: HttpOptions, request: IncomingMessage): Promise<ApiResponse> {
  try {
    return await respond(options, `http://${LOOPBACK}:${request.socket.localPort}`, request);
  } catch (error) {
    // A client that went away before it had sent everything is no fault of ours.
    if (!request.socket.destroyed) options.log.error('The local HTTP front failed.', { error });
    return refusal(500, 'INTERNAL_SERVER_ERROR', 'Internal error.');
  }
}

/** Throws LocalError PORT_BUSY when something listens there already, before anything else was done in vain. */
export async function assertPortFree(port: number): Promise<void> {
  const server = http.createServer();
  await listen(server, port);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

async function listen(server: http.Server, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, LOOPBACK, resolve);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new LocalError(
      'PORT_BUSY',
      `Port ${port} is in use. Stop what listens there, or set PORT to another one.`,
    );
  }
}

type LambdaRoute = {
  method: string;
  path: RegExp;
  routeKey: string;
  handler: keyof HttpOptions['handlers'];
};

const LAMBDA_ROUTES: readonly LambdaRoute[] = [
  {
    method: 'POST',
    path: /^\/(?<program>[^/]+)\/graphql$/,
    routeKey: 'POST /{program}/graphql',
    handler: 'graphql',
  },
  {
    method: 'GET',
    path: /^\/(?<program>[^/]+)\/r\/(?<code>[^/]+)$/,
    routeKey: 'GET /{program}/r/{code}',
    handler: 'redirect',
  },
  {
    method: 'HEAD',
    path: /^\/(?<program>[^/]+)\/r\/(?<code>[^/]+)$/,
    routeKey: 'HEAD /{program}/r/{code}',
    handler: 'redirect',
  },
];

async function respond(
  options: HttpOptions,
  baseUrl: string,
  request: IncomingMessage,
): Promise<ApiResponse> {
  const method = request.method ?? 'GET';
  if (method === 'OPTIONS') return { status: 204, headers: {}, body: Buffer.alloc(0) };
  const target = parseTarget(request.url ?? '/');
  if (target === undefined) return refusal(400, 'BAD_USER_INPUT', 'The address is not valid.');
  for (const route of LAMBDA_ROUTES) {
    const match = route.method === method ? route.path.exec(target.url.pathname) : null;
    if (match !== null) return invoke(options, request, target, route, match.groups ?? {});
  }
  const developerRoute = method === 'POST' ? options.developerRoutes?.[target.path] : undefined;
  if (developerRoute !== undefined) return developerTool(request, developerRoute);
  const page = method === 'GET' ? await pageAt(options, target.path, baseUrl) : undefined;
  return page ?? json(404, { message: 'Not Found' });
}

type Target = { url: URL; path: string };

function parseTarget(requestUrl: string): Target | undefined {
  try {
    const url = new URL(requestUrl, 'http://local');
    return { url, path: decodeURIComponent(url.pathname) };
  } catch {
    return undefined;
  }
}

async function invoke(
  options: HttpOptions,
  request: IncomingMessage,
  target: Target,
  route: LambdaRoute,
  encodedParameters: Record<string, string>,
): Promise<ApiResponse> {
  const body = await readBody(request);
  if (body === undefined) return tooLarge();
  const pathParameters = Object.fromEntries(
    Object.entries(encodedParameters).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
  const event = toApiEvent(
    request,
    target.url,
    target.path,
    { routeKey: route.routeKey, pathParameters },
    body,
  );
  const requestId = event.requestContext.requestId;
  try {
    const result = await options.handlers[route.handler](
      event,
      lambdaContext(route.handler, requestId),
      noCallback,
    );
    return toApiResponse(result ?? undefined);
  } catch (error) {
    options.log.error(`The ${route.handler} function failed.`, { requestId, error });
    return refusal(
      500,
      'INTERNAL_SERVER_ERROR',
      'Internal error. Quote the request id when you report it.',
      requestId,
    );
  }
}

async function developerTool(
  request: IncomingMessage,
  tool: (body: unknown) => Promise<unknown>,
): Promise<ApiResponse> {
  const body = await readBody(request);
  if (body === undefined) return tooLarge();
  let given: unknown;
  try {
    given = JSON.parse(String(body));
  } catch {
    return refusal(400, 'BAD_USER_INPUT', 'The body must be JSON.');
  }
  const answer = await tool(given);
  return answer === undefined
    ? refusal(400, 'BAD_USER_INPUT', 'The body does not fit this tool.')
    : json(200, answer);
}

/**
 * Undefined when it is over the limit; the rest is then read and dropped, so that the client can read the
 * answer.
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes <= BODY_LIMIT_BYTES) parts.push(part);
  }
  return bytes > BODY_LIMIT_BYTES ? undefined : Buffer.concat(parts);
}

const GRAPHIQL_PATH = /^\/(?<program>[a-z][a-z0-9-]*)\/graphql$/;
const TOKEN_PLACE = { authorization: 'Bearer <a token, see npm run token>' };

async function pageAt(options: HttpOptions, path: string, baseUrl: string): Promise<ApiResponse | undefined> {
  if (path === '/') return indexPage(options.links ?? []);
  if (options.issuer !== undefined && path === JWKS_PATH) return json(200, options.issuer.jwks());
  if (options.issuer !== undefined && path === OPENID_CONFIGURATION_PATH) {
    return json(200, options.issuer.openidConfiguration(baseUrl));
  }
  const program = GRAPHIQL_PATH.exec(path)?.groups?.program;
  if (program === undefined) return undefined;
  if (options.graphiqlHeaders === undefined) return graphiqlPage(program, TOKEN_PLACE);
  const headers = await options.graphiqlHeaders(program);
  return headers === undefined ? undefined : graphiqlPage(program, headers);
}

function json(status: number, value: unknown): ApiResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

const tooLarge = () =>
  refusal(413, 'BAD_USER_INPUT', `The request body is larger than ${BODY_LIMIT_BYTES} bytes.`);

/** A refusal in the form of a GraphQL answer, so that every client can read it. */
function refusal(status: number, code: RequestErrorCode, message: string, requestId?: string): ApiResponse {
  const extensions = requestId === undefined ? { code } : { code, requestId };
  return json(status, { errors: [{ message, extensions }] });
}

const CORS_HEADERS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET,HEAD,POST,OPTIONS',
  'access-control-allow-headers': 'authorization,content-type,x-api-key',
  'access-control-expose-headers': 'retry-after',
  'access-control-max-age': '600',
};

function send(request: IncomingMessage, response: ServerResponse, answered: ApiResponse): void {
  response.statusCode = answered.status;
  for (const [name, value] of Object.entries(answered.headers)) response.setHeader(name, value);
  if (request.headers.origin !== undefined) {
    for (const [name, value] of Object.entries(CORS_HEADERS)) response.setHeader(name, value);
  }
  if (answered.status !== 204) response.setHeader('content-length', answered.body.length);
  response.end(request.method === 'HEAD' ? undefined : answered.body);
}
