import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GraphQLError, type OperationTypeNode } from 'graphql';
import { countRequest } from '../identity/allowances.ts';
import { authenticate } from '../identity/authenticate.ts';
import type { Tenant } from '../identity/tenant.ts';
import { baseUrlOf } from '../platform/env.ts';
import { Fault, RequestError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import type { Deps } from '../table/deps.ts';
import { type MediaType, mediaTypeFor } from './accept.ts';
import { httpStatusOf, sendable } from './answer.ts';
import type { Application } from './application.ts';
import { mayRead, rootRequirement } from './auth.ts';
import { nameEvents } from './bad-events.ts';
import { parseRequest } from './body.ts';
import type { RequestContext } from './context.ts';
import { assertCost } from './cost.ts';
import { assertText } from './document.ts';
import { formatError, type GraphqlErrorCode, HttpError, mutationByGet, reportFault } from './errors.ts';
import { limitRule, MAX_TOKENS } from './limits.ts';
import { buildSchema } from './schema.ts';
import { assertTrips } from './trips.ts';
import { assertVariables } from './variables.ts';

/** The address of the deployment's operator; no program can have this slug. */
export const OPERATOR_SLUG = 'operator';

type ServerContext = RequestContext & {
  requestId: string;
  isGet: boolean;
  /** Filled in once they are known: Apollo Server's copy of the context shares this object with ours. */
  asked: { operation?: OperationTypeNode; cost?: number };
};

export type GraphqlHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** The Lambda handler of GET and POST `/{program}/graphql`. The schema is built once, here. */
export function createServerHandler<P extends Tenant>(
  deps: Deps,
  application: Application<P>,
): GraphqlHandler {
  const server = createServer(deps, application);
  const started = server.start();
  return async (event) => {
    const { requestId } = event.requestContext;
    const log = deps.log.with({ requestId });
    await started;
    let type: MediaType = 'application/json';
    try {
      // Before anything is read: a request that cannot be answered costs nothing.
      type = mediaTypeFor(event.headers.accept);
      const request = parseRequest(event);
      assertText(request);
      return await answer(
        server,
        event,
        type,
        request,
        await createContext({ ...deps, log }, application, event),
      );
    } catch (error) {
      return failure(error, type, log, requestId);
    }
  };
}

function createServer<P extends Tenant>(
  deps: Deps,
  application: Application<P>,
): ApolloServer<ServerContext> {
  const schema = buildSchema(application, undefined, deps.env.stage);
  const counted = new Map(
    Object.entries(application.listLengths).map(([coordinate, count]) => [
      coordinate,
      { count, need: rootRequirement(schema, coordinate) },
    ]),
  );
  // What the schema has instead of a misspelt name would give it away where introspection is off.
  const hideSuggestions = deps.env.stage === 'prod';
  return new ApolloServer<ServerContext>({
    schema,
    introspection: !hideSuggestions,
    validationOptions: { hideSuggestions },
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    // Credentials are in headers that no other site's page can have a browser add (docs/decisions.md).
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    logger: quietLogger(deps.log),
    parseOptions: { maxTokens: MAX_TOKENS },
    validationRules: [limitRule],
    plugins: [
      ApolloServerPluginLandingPageDisabled(),
      {
        async requestDidStart() {
          return {
            async validationDidStart({ document, request }) {
              return async (errors = []) => nameEvents(schema, document, errors, request.variables ?? {});
            },
            async didResolveOperation({ document, operation, request, response, contextValue }) {
              if (operation === undefined) return;
              if (contextValue.isGet && operation.operation !== 'query') {
                response.http.headers.set('allow', 'POST');
                throw mutationByGet();
              }
              contextValue.asked.operation = operation.operation;
              const variables = request.variables ?? {};
              assertVariables(schema, document, operation, variables, { hideSuggestions });
              const { deps, program, viewer } = contextValue;
              const countItems = (coordinate: string) => {
                const list = counted.get(coordinate);
                if (list === undefined) return undefined;
                // Who may not list them is refused without a read.
                const mayList = list.need !== undefined && mayRead(viewer, list.need, () => []);
                return program !== undefined && mayList ? list.count(deps, program.id) : Promise.resolve(0);
              };
              const asked = { schema, document, operation, variables };
              contextValue.asked.cost = await assertCost(asked, countItems);
              assertTrips(schema, document, operation);
            },
            async willSendResponse({ response: { body }, contextValue: { deps, requestId, asked } }) {
              if (body.kind !== 'single') return;
              if (asked.cost !== undefined) body.singleResult.extensions = { cost: asked.cost };
              if (body.singleResult.errors === undefined) return;
              body.singleResult.errors = body.singleResult.errors.map((error) =>
                reportFault(error, deps.log, requestId),
              );
            },
          };
        },
        async unexpectedErrorProcessingRequest({ requestContext, error }) {
          requestContext.contextValue.deps.log.error('A request failed.', { error });
        },
      },
    ],
    formatError,
  });
}

/** Apollo Server logs an error by its message, which is not for the log: the plugin above logs it. */
function quietLogger(log: Log): ApolloServer['logger'] {
  const nothing = () => undefined;
  return { debug: nothing, info: nothing, warn: (message) => log.warn(String(message)), error: nothing };
}

/** `deps` are the request's own: their log carries its id. */
async function createContext<P extends Tenant>(
  deps: Deps,
  { cachedProgram, apiKeys }: Application<P>,
  event: APIGatewayProxyEventV2,
): Promise<ServerContext> {
  const slug = event.pathParameters?.program ?? '';
  const program = slug === OPERATOR_SLUG ? undefined : await cachedProgram(deps, slug);
  if (program === undefined && slug !== OPERATOR_SLUG) {
    throw new RequestError(
      'PROGRAM_NOT_FOUND',
      'There is no such program. The address is /{program}/graphql.',
    );
  }
  const viewer = await authenticate(deps, apiKeys, program, event.headers);
  countRequest(deps, slug, viewer);
  const { domainName, requestId, http } = event.requestContext;
  return {
    deps,
    program,
    viewer: { ...viewer, origin: { address: http.sourceIp, userAgent: http.userAgent } },
    baseUrl: baseUrlOf(deps.env.stage, domainName),
    requestId,
    isGet: http.method === 'GET',
    made: new Map(),
    asked: {},
  };
}

async function answer(
  server: ApolloServer<ServerContext>,
  event: APIGatewayProxyEventV2,
  type: MediaType,
  request: unknown,
  context: ServerContext,
): Promise<APIGatewayProxyStructuredResultV2> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(event.headers))
    if (value !== undefined) headers.set(name, value);
  // It was checked already, and a long one is expensive for the library to read.
  headers.set('content-type', 'application/json');
  // Chosen by our reader alone, so that an answer of GraphQL's and a refusal before it come in one type.
  headers.set('accept', type);
  const response = await server.executeHTTPGraphQLRequest({
    // Also for a GET: what the library carries out is what was checked above.
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: request },
    context: async () => context,
  });
  if (response.body.kind !== 'complete')
    throw new Fault('An incremental answer cannot be sent by this front.');
  return {
    statusCode: httpStatusOf(response.status ?? 200, response.headers.get('content-type') ?? ''),
    headers: { ...Object.fromEntries(response.headers), 'cache-control': 'no-store' },
    body: sendable(response.body.string, context.asked.operation),
  };
}

const STATUS: Record<GraphqlErrorCode, number> = {
  BAD_USER_INPUT: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  PERSISTED_QUERY_NOT_SUPPORTED: 200,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  PROGRAM_NOT_FOUND: 404,
  THROTTLED: 429,
  INTERNAL_SERVER_ERROR: 500,
  ISSUER_UNAVAILABLE: 503,
};

type FailureExtensions = { code: GraphqlErrorCode; retryAfterSeconds?: number };

/** A request that was refused before GraphQL saw it, answered in GraphQL's own form. */
function failure(
  error: unknown,
  type: MediaType,
  log: Log,
  requestId: string,
): APIGatewayProxyStructuredResultV2 {
  const cause = error instanceof Error ? error : new Error(String(error));
  const wrapped =
    cause instanceof GraphQLError ? cause : new GraphQLError('', { originalError: cause, path: [] });
  const formatted = reportFault(formatError(wrapped.toJSON(), wrapped), log, requestId);
  const { code, retryAfterSeconds } = formatted.extensions as FailureExtensions;
  const contentType = `${type}; charset=utf-8`;
  const status = cause instanceof HttpError ? cause.status : STATUS[code];
  return {
    // A request of GraphQL that asks for too much (tooMuch) is refused as by GraphQL.
    statusCode: cause instanceof GraphQLError ? httpStatusOf(status, contentType) : status,
    headers: {
      ...(cause instanceof HttpError ? cause.headers : {}),
      'content-type': contentType,
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({ errors: [{ message: formatted.message, extensions: formatted.extensions }] }),
  };
}
