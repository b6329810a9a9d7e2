import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  isPerson,
  opensPage,
  recordClick,
  TELLING_HEADERS,
  type Visit,
} from '../../features/clicks/operations.ts';
import { isPreviewer, previewPage } from '../../features/clicks/preview.ts';
import { channelOf, landingAddress } from '../../features/clicks/rules.ts';
import { handedOnBy, invitationStatus, isAvailable } from '../../features/codes/invitation.ts';
import { linkOf } from '../../features/codes/rules.ts';
import { cachedCode } from '../../features/codes/store.ts';
import { displayOf } from '../../features/members/rules.ts';
import { cachedMemberStatus, getMember } from '../../features/members/store.ts';
import type { Program } from '../../features/programs/rules.ts';
import { cachedProgram } from '../../features/programs/store.ts';
import { linkedWord } from '../../platform/characters.ts';
import { baseUrlOf } from '../../platform/env.ts';
import { OwnError } from '../../platform/errors.ts';
import type { Deps } from '../../table/deps.ts';

export type RedirectHandler = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
type Follow = Visit & { slug: string; code: string; baseUrl: string; requestId: string };

const NOT_KEPT = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex' };
/** Previewers and people are answered differently: for a cache that keeps an answer all the same. */
const BY_READER = { ...NOT_KEPT, vary: TELLING_HEADERS.join(', ') };

const say = (statusCode: number, body: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { ...NOT_KEPT, 'content-type': 'text/plain; charset=utf-8' },
  body: `${body}\n`,
});
const NO_PROGRAM = say(404, 'There is nothing here. Please check the link.');
const FAULT = say(503, 'This link cannot be opened at the moment. Please try again in a minute.');

/** A fan lands within two seconds: half a second for the network, the rest for these two reads. */
const PROGRAM_WITHIN_MILLIS = 700;
const CODE_WITHIN_MILLIS = 800;

class TooLate extends OwnError {
  override name = 'TooLate';
}

/** Throws TooLate when the work takes longer. The work itself goes on, and may still be done. */
async function within<T>(millis: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new TooLate(`The table took longer than ${Math.round(millis)} ms.`)),
      millis,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The Lambda handler of `GET /{program}/r/{code+}?ch=…`. Whatever the code and whatever goes wrong, a fan of
 * a known program lands on its page; code and click go along only where they can come to an attribution
 * (`handedOnBy`). A previewer is given a page about the invitation; where there is none, it lands as a fan
 * does.
 */
export function createRedirectHandler(deps: Deps): RedirectHandler {
  // Programs as they were last read: for as long as the table does not answer, their links go on landing.
  const lastKnown = new Map<string, Program>();
  return async (event) => {
    const follow = toFollow(deps, event);
    let program: Program | undefined;
    try {
      program = await within(PROGRAM_WITHIN_MILLIS, cachedProgram(deps, follow.slug));
      if (program === undefined) return NO_PROGRAM;
      lastKnown.set(program.id, program);
    } catch (error) {
      logFault(deps, 'A program could not be read for a link.', follow, error);
      program = lastKnown.get(follow.slug);
    }
    if (program === undefined) return FAULT;
    const page = isPreviewer(follow.userAgent) ? await preview(deps, program, follow) : undefined;
    if (page !== undefined) return show(page, follow.method);
    return land(await destination(deps, program, follow));
  };
}

const show = (page: string, method: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 200,
  headers: {
    ...BY_READER,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
  },
  body: method === 'HEAD' ? '' : page,
});

const land = (location: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode: 302,
  headers: { ...BY_READER, location },
  body: '',
});

function toFollow(
  { env }: Deps,
  {
    headers,
    pathParameters,
    queryStringParameters,
    requestContext: { domainName, http, requestId },
  }: APIGatewayProxyEventV2,
): Follow {
  return {
    slug: pathParameters?.program ?? '',
    code: linkedWord(pathParameters?.code ?? '') ?? '',
    method: http.method,
    address: http.sourceIp,
    userAgent: http.userAgent,
    opensPage: opensPage(headers),
    channel: queryStringParameters?.ch,
    baseUrl: baseUrlOf(env.stage, domainName),
    requestId,
  };
}

/** The page that shows a code's link; undefined when a claim of it would not be admitted. */
async function preview(deps: Deps, program: Program, follow: Follow): Promise<string | undefined> {
  const read = async () => {
    const referralCode = await cachedCode(deps, program.id, follow.code);
    return (
      referralCode && { referralCode, advocate: await getMember(deps, program.id, referralCode.memberId) }
    );
  };
  try {
    const found = await within(CODE_WITHIN_MILLIS, read());
    if (found === undefined) return undefined;
    const { referralCode, advocate } = found;
    if (invitationStatus({ program, referralCode }, advocate, deps.now()) !== 'CLAIMABLE') return undefined;
    const channel = channelOf(follow.channel);
    // A feed sends people to the address that it knows the link by.
    const query = channel === 'OTHER' ? '' : `?ch=${channel.toLowerCase()}`;
    return previewPage({
      program,
      advocate: displayOf(advocate, program),
      link: `${linkOf(follow.baseUrl, referralCode)}${query}`,
      landing: landingAddress(program.landingUrl, referralCode.code, undefined),
    });
  } catch (error) {
    logFault(deps, 'A link could not be shown.', follow, error);
    return undefined;
  }
}

/** While the advocate cannot be read, the code goes along but no click is counted: the claim decides. */
async function destination(deps: Deps, program: Program, follow: Follow): Promise<string> {
  let displayed: string | undefined;
  const count = async () => {
    const code = await cachedCode(deps, program.id, follow.code);
    const handedOn = code === undefined ? 'NOTHING' : handedOnBy(code, deps.now());
    if (code === undefined || handedOn === 'NOTHING') return undefined;
    displayed = code.code;
    if (!isAvailable(await cachedMemberStatus(deps, program.id, code.memberId))) {
      displayed = undefined;
      return undefined;
    }
    const counts = handedOn === 'CODE_AND_CLICK' && isPerson(follow);
    return counts ? recordClick(deps, program, code, follow) : undefined;
  };
  try {
    const clickId = await within(CODE_WITHIN_MILLIS, count());
    return landingAddress(program.landingUrl, displayed, clickId);
  } catch (error) {
    logFault(deps, 'A click was not counted.', follow, error);
    return landingAddress(program.landingUrl, displayed, undefined);
  }
}

function logFault(deps: Deps, message: string, { slug, requestId }: Follow, error: unknown): void {
  deps.log.error(message, { program: slug, requestId, error });
}
