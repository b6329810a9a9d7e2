import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { linkedWord } from '../platform/characters.ts';
import type { Deps } from '../platform/deps.ts';
import { isPerson, purposeOf, recordClick, type Visit } from './clicks/operations.ts';
import { landingAddress } from './clicks/rules.ts';
import { statusOf } from './codes/rules.ts';
import { findCodeCached } from './codes/store.ts';
import type { Program } from './programs/rules.ts';
import { loadProgram } from './programs/store.ts';

export type RedirectHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
type Follow = Visit & { slug: string; code: string; requestId: string };

const NOT_KEPT = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };

const say = (statusCode: number, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { ...NOT_KEPT, 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
});
const NO_PROGRAM = say(404, 'There is nothing here. Please check the link.');
const FAULT = say(503, 'This link cannot be opened at the moment. Please try again in a minute.');

/**
 * The Lambda handler of `GET /{program}/r/{code+}?ch=…`. Whatever the code, and whatever goes wrong, a fan of a known
 * program lands on its page; the code and the click go along only where they can lead to an attribution.
 */
export function createRedirectHandler(deps: Deps): RedirectHandler {
  // Programs as they were last read: for as long as the table does not answer, their links go on landing.
  const lastKnown = new Map<string, Program>();
  return async (event) => {
    const follow = toFollow(event);
    let program: Program | undefined;
    try {
      program = await loadProgram(deps, follow.slug);
      if (program === undefined) return NO_PROGRAM;
      lastKnown.set(program.id, program);
    } catch (error) {
      logFault(deps, 'A program could not be read for a link.', follow, error);
      program = lastKnown.get(follow.slug);
    }
    return program === undefined ? FAULT : land(await destination(deps, program, follow));
  };
}

const land = (location: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 302,
  headers: { ...NOT_KEPT, location },
  body: '',
});

function toFollow({
  headers,
  pathParameters,
  queryStringParameters,
  requestContext: { http, requestId },
}: APIGatewayProxyEventV2): Follow {
  return {
    slug: pathParameters?.program ?? '',
    code: linkedWord(pathParameters?.code ?? '') ?? '',
    method: http.method,
    address: http.sourceIp,
    userAgent: http.userAgent,
    purpose: purposeOf(headers),
    channel: queryStringParameters?.ch,
    requestId,
  };
}

async function destination(deps: Deps, program: Program, follow: Follow): Promise<string> {
  let displayed: string | undefined;
  try {
    const code = await findCodeCached(deps, program.id, follow.code);
    if (code === undefined || statusOf(code, deps.now()) !== 'CLAIMABLE')
      return landingAddress(program.landingUrl, undefined, undefined);
    displayed = code.code;
    const clickId = isPerson(follow) ? await recordClick(deps, program, code, follow) : undefined;
    return landingAddress(program.landingUrl, displayed, clickId);
  } catch (error) {
    logFault(deps, 'A click was not counted.', follow, error);
    return landingAddress(program.landingUrl, displayed, undefined);
  }
}

function logFault(deps: Deps, message: string, { slug, requestId }: Follow, error: unknown): void {
  deps.log.error(message, { program: slug, requestId, error });
}
