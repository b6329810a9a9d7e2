import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Handler } from 'aws-lambda';
import { MEDIA_TYPES, type MediaType, preferredType } from '../functions/graphql/accept.ts';
import { LIMITS } from '../functions/graphql/limits.ts';
import { RequestError, type RequestErrorCode } from '../functions/platform/errors.ts';
import type { Log } from '../functions/platform/log.ts';
import { LOOPBACK } from '../tools/engine/process.ts';
import { LocalError } from '../tools/terminal/errors.ts';
import { type ApiResponse, decoded, toApiEvent, toApiResponse } from './api-event.ts';
import { DEV_CLOCK_HEADER } from './dev-clock.ts';
import { type HostSettings, isCrossSite, isFromHere, isOurs, listenAddresses } from './hosts.ts';
import { type DevIssuer, JWKS_PATH, OPENID_CONFIGURATION_PATH } from './issuer.ts';
import { lambdaContext, noCallback } from './lambda.ts';
import { graphiqlPage, indexPage, type PageLink } from './pages.ts';
import { answerUnread, type ParseError } from './unread.ts';

type ApiHandler = Handler<APIGatewayProxyEventV2, APIGatewayProxyResultV2>;

export type HttpOptions = HostSettings & {
  /** 0 takes a free one. */
  port: number;
  handlers: { graphql: ApiHandler; redirect: ApiHandler };
  log: Log;
  /** Its keys and configuration are served under /dev-issuer. */
  issuer?: DevIssuer;
  /**
   * Tools for developers, by path, for this machine alone: POST with a JSON body; what they answer is sent as
   * JSON, a RequestError as status 400.
   */
  developerRoutes?: Readonly<Record<string, (body: unknown) => Promise<unknown>>>;
  /** Gives what answers a request of this machine that names an instant in DEV_CLOCK_HEADER, as of then. */
  graphqlAt?: (at: Date) => ApiHandler;
  /** What the page at / links to. Pages are for this machine alone: they hold an owner's token. */
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

/** The functions' own: what is larger they would refuse in the same words. */
export const BODY_LIMIT_BYTES = LIMITS.bodyBytes;
const CLOSE_DEADLINE_MILLIS = 5_000;

/**
 * Serves the API on this machine the way API Gateway does in the cloud. Throws LocalError PORT_BUSY, PORT_FORBIDDEN or
 * HOST_UNUSABLE.
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const open = new Set<Socket>();
  const busy = new Map<Socket, ServerResponse>();
  let closing = false;
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    busy.set(socket, response);
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
  };
  const onConnection = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const onClientError = (error: ParseError, socket: Socket) => {
    if (!socket.writable || busy.get(socket)?.headersSent) socket.destroy();
    else answerUnread(error, socket);
  };
  const { servers, port } = await listen(options, options.port, () =>
    http.createServer(onRequest).on('connection', onConnection).on('clientError', onClientError),
  );
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    close: async () => {
      closing = true;
      const closed = closeAll(servers);
      // One that is kept alive, or that never asked for anything, would hold the close back.
      for (const socket of open) if (!busy.has(socket)) socket.destroy();
      const force = setTimeout(() => {
        for (const server of servers) server.closeAllConnections();
      }, CLOSE_DEADLINE_MILLIS);
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

/** Throws as `startHttp` does when it could not listen there, before anything else was done in vain. */
export async function assertPortFree(settings: HostSettings, port: number): Promise<void> {
  const { servers } = await listen(settings, port, () => http.createServer());
  await closeAll(servers);
}

/** A server on each of the addresses, all with one port. */
async function listen(
  settings: HostSettings,
  wanted: number,
  createServer: () => http.Server,
): Promise<{ servers: http.Server[]; port: number }> {
  const servers: http.Server[] = [];
  let port = wanted;
  try {
    for (const address of listenAddresses(settings)) {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(port, address, resolve);
      });
      servers.push(server);
      ({ port } = server.address() as AddressInfo);
    }
    return { servers, port };
  } catch (error) {
    await closeAll(servers);
    throw cannotListen(settings, port, error);
  }
}

const closeAll = async (servers: readonly http.Server[]): Promise<void> => {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
};

function cannotListen({ host }: HostSettings, port: number, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new LocalError(
        'PORT_BUSY',
        `Port ${port} is in use. Stop what listens there, or set PORT to another one.`,
      );
    case 'EACCES':
      return new LocalError(
        'PORT_FORBIDDEN',
        `You may not listen on port ${port}. Set PORT to a number from 1024 on.`,
      );
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EINVAL':
      return new LocalError(
        'HOST_UNUSABLE',
        `This machine has no address ${host}. Set HOST to one that it has, or to 0.0.0.0 for all of them.`,
      );
    default:
      return error;
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
    method: 'GET',
    path: /^\/(?<program>[^/]+)\/graphql$/,
    routeKey: 'GET /{program}/graphql',
    handler: 'graphql',
  },
  {
    method: 'POST',
    path: /^\/(?<program>[^/]+)\/graphql$/,
    routeKey: 'POST /{program}/graphql',
    handler: 'graphql',
  },
  {
    method: 'GET',
    path: /^\/(?<program>[^/]+)\/r\/(?<code>.+)$/,
    routeKey: 'GET /{program}/r/{code+}',
    handler: 'redirect',
  },
  {
    method: 'HEAD',
    path: /^\/(?<program>[^/]+)\/r\/(?<code>.+)$/,
    routeKey: 'HEAD /{program}/r/{code+}',
    handler: 'redirect',
  },
  {
    method: 'GET',
    path: /^\/(?<program>[^/]+)\/result-keys$/,
    routeKey: 'GET /{program}/result-keys',
    handler: 'redirect',
  },
  {
    method: 'HEAD',
    path: /^\/(?<program>[^/]+)\/result-keys$/,
    routeKey: 'HEAD /{program}/result-keys',
    handler: 'redirect',
  },
];

async function respond(
  options: HttpOptions,
  baseUrl: string,
  request: IncomingMessage,
): Promise<ApiResponse> {
  const method = request.method ?? 'GET';
  if (!isOurs(request, options)) return refusal(421, 'FORBIDDEN', NOT_OURS);
  const target = parseTarget(request.url ?? '/');
  if (target === undefined) return refusal(400, 'BAD_USER_INPUT', 'The address is not valid.');
  for (const route of LAMBDA_ROUTES) {
    const match = route.path.exec(target.url.pathname);
    if (match === null) continue;
    if (method === 'OPTIONS') return { status: 204, headers: PREFLIGHT_HEADERS, body: Buffer.alloc(0) };
    const asksPage = route.handler === 'graphql' && method === 'GET' && prefersPage(request);
    if (method === route.method && !asksPage)
      return forAnySite(request, await invoke(options, request, target, route, match.groups ?? {}));
  }
  const document = method === 'GET' ? issuerDocument(options, target.path, baseUrl) : undefined;
  if (document !== undefined) return json(200, document);
  if (!isFromHere(request)) return refusal(403, 'FORBIDDEN', notFromHere(baseUrl));
  const developerRoute = method === 'POST' ? options.developerRoutes?.[target.path] : undefined;
  if (developerRoute !== undefined) return developerTool(request, developerRoute);
  const page = method === 'GET' && takesPage(request) ? await pageAt(options, target.path) : undefined;
  return page ?? json(404, { message: 'Not Found' });
}

const NOT_OURS =
  'This server is not asked under the name in the Host header. Use localhost or 127.0.0.1; HOST and ALLOWED_HOSTS let in other names (npm start -- --help).';
const notFromHere = (baseUrl: string) =>
  `From here the API at /{program}/graphql, the links GET /{program}/r/{code+} and the keys GET /{program}/result-keys are open. All else is for the machine that the server runs on, at ${baseUrl}: pages there hold an owner's token.`;

type Target = { url: URL; path: string };

function parseTarget(requestUrl: string): Target | undefined {
  try {
    // Two slashes begin a path here, and no host.
    const url = new URL(
      requestUrl.startsWith('/') ? `http://local${requestUrl}` : requestUrl,
      'http://local',
    );
    return { url, path: decoded(url.pathname) };
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
  if (body === undefined) return tooLarge(preferredType(MEDIA_TYPES, request.headers.accept));
  const pathParameters = Object.fromEntries(
    Object.entries(encodedParameters).map(([name, value]) => [name, decoded(value)]),
  );
  const event = toApiEvent(
    request,
    target.url,
    target.path,
    { routeKey: route.routeKey, pathParameters },
    body,
  );
  const requestId = event.requestContext.requestId;
  const handler = handlerFor(options, request, route);
  if (handler === undefined) return refusal(400, 'BAD_USER_INPUT', NO_INSTANT);
  try {
    const result = await handler(event, lambdaContext(route.handler, requestId), noCallback);
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

const NO_INSTANT = `${DEV_CLOCK_HEADER} must be an instant such as 2027-01-01T00:00:00.000Z.`;

/** Undefined where the request names no instant that there is. From elsewhere nobody moves the clock. */
function handlerFor(
  { handlers, graphqlAt }: HttpOptions,
  request: IncomingMessage,
  { handler }: LambdaRoute,
): ApiHandler | undefined {
  const named = request.headers[DEV_CLOCK_HEADER];
  if (named === undefined || graphqlAt === undefined || handler !== 'graphql' || !isFromHere(request))
    return handlers[handler];
  const at = new Date(String(named));
  return Number.isNaN(at.getTime()) ? undefined : graphqlAt(at);
}

async function developerTool(
  request: IncomingMessage,
  tool: (body: unknown) => Promise<unknown>,
): Promise<ApiResponse> {
  // What another site may post without asking is never JSON by its content type.
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
    return refusal(415, 'BAD_USER_INPUT', 'Send JSON, with content-type: application/json.');
  if (isCrossSite(request)) return refusal(403, 'FORBIDDEN', 'Pages of other sites may not use this tool.');
  const body = await readBody(request);
  if (body === undefined) return tooLarge();
  let given: unknown;
  try {
    given = JSON.parse(String(body));
  } catch {
    return refusal(400, 'BAD_USER_INPUT', 'The body must be JSON.');
  }
  try {
    return json(200, await tool(given));
  } catch (error) {
    if (error instanceof RequestError) return refusal(400, error.code, error.message);
    throw error;
  }
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

/** What verifies tokens; there is no secret in it. */
function issuerDocument({ issuer }: HttpOptions, path: string, baseUrl: string): object | undefined {
  if (path === JWKS_PATH) return issuer?.jwks();
  return path === OPENID_CONFIGURATION_PATH ? issuer?.openidConfiguration(baseUrl) : undefined;
}

/** A browser's navigation likes HTML best. No client of the API does: it would take the page, and the token in it, for an answer. */
const prefersPage = ({ headers: { accept } }: IncomingMessage): boolean =>
  preferredType([...MEDIA_TYPES, 'text/html'], accept) === 'text/html';
const takesPage = ({ headers: { accept } }: IncomingMessage): boolean =>
  preferredType(['text/html'], accept) !== undefined;

async function pageAt(options: HttpOptions, path: string): Promise<ApiResponse | undefined> {
  if (path === '/') return indexPage(options.links ?? []);
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

const tooLarge = (type: MediaType = 'application/json'): ApiResponse => ({
  ...refusal(413, 'BAD_USER_INPUT', `The body is larger than ${BODY_LIMIT_BYTES} bytes.`),
  headers: { 'content-type': type },
});

/** A refusal in the form of a GraphQL answer, so that every client can read it. */
function refusal(status: number, code: RequestErrorCode, message: string, requestId?: string): ApiResponse {
  const extensions = requestId === undefined ? { code } : { code, requestId };
  return json(status, { errors: [{ message, extensions }] });
}

// As the deployed gateway does (infra/api.ts), for its routes alone.
const ANY_SITE = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };
const PREFLIGHT_HEADERS = {
  ...ANY_SITE,
  'access-control-allow-methods': 'GET,POST',
  'access-control-allow-headers':
    'authorization,content-type,x-api-key,apollographql-client-name,apollographql-client-version',
  'access-control-max-age': '600',
};

/** An answer that the page which asked may read, whatever site it is of. */
const forAnySite = ({ headers: { origin } }: IncomingMessage, answered: ApiResponse): ApiResponse =>
  origin === undefined ? answered : { ...answered, headers: { ...answered.headers, ...ANY_SITE } };

function send(request: IncomingMessage, response: ServerResponse, answered: ApiResponse): void {
  response.statusCode = answered.status;
  for (const [name, value] of Object.entries(answered.headers)) response.setHeader(name, value);
  if (answered.status !== 204) response.setHeader('content-length', answered.body.length);
  response.end(request.method === 'HEAD' ? undefined : answered.body);
}
