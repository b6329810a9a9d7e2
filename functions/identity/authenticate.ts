import type { TokenSettings } from '../platform/env.ts';
import { RequestError } from '../platform/errors.ts';
import type { ApiKeyScope, CallerRole } from '../platform/generated/enums.ts';
import type { Deps } from '../table/deps.ts';
import { memberIdOf } from './member-id.ts';
import type { Tenant } from './tenant.ts';
import { type Claims, peek, verifyToken } from './tokens.ts';
import { ANONYMOUS, type Viewer } from './viewer.ts';

/** The headers of a request, names in lower case. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

export type ApiKeys = {
  /** The parts of a key as sent, or undefined for anything that was never a key. */
  parse: (text: string) => { keyId: string; secret: string } | undefined;
  /** Undefined for a key that is unknown, of another program, wrong or revoked alike. */
  use: (
    deps: Deps,
    programId: string,
    given: { keyId: string; secret: string },
  ) => Promise<
    (Pick<Viewer, 'sources'> & { id: string; client: string; scopes: readonly ApiKeyScope[] }) | undefined
  >;
};

type Credential = { kind: 'NONE' } | { kind: 'KEY' | 'TOKEN'; text: string };

const unauthenticated = (sentence: string) => new RequestError('UNAUTHENTICATED', sentence);

/**
 * `program` is the one that the address names; undefined at the operator's address. No credential is
 * ANONYMOUS. Throws RequestError: UNAUTHENTICATED for a bad credential or for two, FORBIDDEN for an
 * operator's token without the role; IssuerUnavailable while a token cannot be checked.
 */
export async function authenticate(
  deps: Deps,
  keys: ApiKeys,
  program: Tenant | undefined,
  headers: RequestHeaders,
): Promise<Viewer> {
  const credential = credentialOf(headers);
  if (credential.kind === 'NONE') return ANONYMOUS;
  if (credential.kind === 'KEY') return partner(deps, keys, program, credential.text);
  return bearer(deps, program, credential.text);
}

function credentialOf(headers: RequestHeaders): Credential {
  const { authorization, 'x-api-key': apiKey } = headers;
  if (authorization === undefined)
    return apiKey === undefined ? { kind: 'NONE' } : { kind: 'KEY', text: apiKey.trim() };
  if (apiKey !== undefined)
    throw unauthenticated('Send one credential: `authorization` or `x-api-key`, not both.');
  const text = /^Bearer +(\S+)$/i.exec(authorization.trim())?.[1];
  if (text === undefined) throw unauthenticated('The authorization header must be `Bearer` and one token.');
  return { kind: text.startsWith('fk_') ? 'KEY' : 'TOKEN', text };
}

async function partner(
  deps: Deps,
  keys: ApiKeys,
  program: Tenant | undefined,
  text: string,
): Promise<Viewer> {
  if (program === undefined)
    throw unauthenticated('An API key belongs to a program. Send the request to /{program}/graphql.');
  const given = keys.parse(text);
  if (given === undefined) throw unauthenticated('The API key must have the form fk_<keyId>_<secret>.');
  const key = await keys.use(deps, program.id, given);
  if (key === undefined) throw unauthenticated('This program has no such API key, or it was revoked.');
  return {
    access: new Set<CallerRole>(['PUBLIC', 'PARTNER']),
    scopes: new Set<ApiKeyScope>(key.scopes),
    client: key.client,
    sources: key.sources,
    memberId: undefined,
    verified: ANONYMOUS.verified,
    actorId: key.id,
  };
}

/** Chooses the settings by what the token says of its origin, then verifies it with those and no others. */
async function bearer(deps: Deps, program: Tenant | undefined, token: string): Promise<Viewer> {
  const { issuer, audiences } = peek(token);
  const isFor = (settings: TokenSettings) =>
    settings.issuer === issuer && audiences.includes(settings.audience);
  const { operator } = deps.env;
  if (operator !== undefined && isFor(operator)) return operatorOf(await verifyToken(deps, token, operator));
  if (program === undefined)
    throw unauthenticated("The token is not of the deployment operator's issuer and audience.");
  const settings = { ...program.tokenPolicy, jwksUri: program.tokenPolicy.jwksUri ?? undefined };
  if (isFor(settings)) return memberOf(program, await verifyToken(deps, token, settings));
  if (settings.issuer !== issuer) throw unauthenticated("The token is not of this program's issuer.");
  throw unauthenticated(
    'The token is for another audience than this program. A token opens only the program it was made for.',
  );
}

function operatorOf(claims: Claims): Viewer {
  if (!claims.roles.includes('OPERATOR'))
    throw new RequestError('FORBIDDEN', 'The token does not carry the role OPERATOR.');
  return {
    ...ANONYMOUS,
    access: new Set<CallerRole>(['PUBLIC', 'OPERATOR']),
    actorId: 'operator',
    subject: claims.subject,
  };
}

const PROGRAM_ROLES = ['OWNER', 'ORGANIZER', 'MODERATOR', 'JUDGE'] as const;

/** A role counts only with this program's slug before it: an issuer may serve several programs. */
function memberOf(program: Tenant, claims: Claims): Viewer {
  const roles = PROGRAM_ROLES.filter((role) => claims.roles.includes(`${program.id}:${role}`));
  const memberId = memberIdOf(program.id, claims.issuer, claims.subject);
  return {
    ...ANONYMOUS,
    access: new Set<CallerRole>(['PUBLIC', 'MEMBER', ...roles]),
    memberId,
    verified: claims.verified,
    actorId: memberId,
  };
}
