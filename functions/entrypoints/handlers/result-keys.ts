import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { cachedProgram } from '../../features/programs/store.ts';
import { cachedResultKeys } from '../../features/results/keys/store.ts';
import type { RequestErrorCode } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** A new key is published long before a result that it has signed. */
const KEPT_SECONDS = 300;

/**
 * The Lambda handler of `GET /{program}/result-keys`: a JWKS (RFC 7517) of all keys that ever signed a result. They are the
 * deployment's; the program stands in the address so that whoever has a result has one address for all that is about it.
 */
export function createResultKeysHandler(deps: Deps): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  return async ({ pathParameters, requestContext: { http, requestId } }) => {
    const answered = await answer(deps, pathParameters?.program ?? '', requestId);
    return http.method === 'HEAD' ? { ...answered, body: '' } : answered;
  };
}

async function answer(deps: Deps, slug: string, requestId: string): Promise<Answer> {
  try {
    if ((await cachedProgram(deps, slug)) === undefined)
      return refused(
        404,
        'PROGRAM_NOT_FOUND',
        'There is no such program. The address is /{program}/result-keys.',
      );
    return json(200, `public, max-age=${KEPT_SECONDS}`, { keys: await cachedResultKeys(deps) });
  } catch (error) {
    deps.log.error('The keys of results could not be read.', { program: slug, requestId, error });
    return refused(503, 'INTERNAL_SERVER_ERROR', 'The keys cannot be read at the moment. Please try again.');
  }
}

/** In the form of a GraphQL answer, as the API next to it refuses. */
const refused = (statusCode: number, code: RequestErrorCode, message: string): Answer =>
  json(statusCode, 'no-store', { errors: [{ message, extensions: { code } }] });

const json = (statusCode: number, keeping: string, value: object): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': keeping },
  body: JSON.stringify(value),
});
