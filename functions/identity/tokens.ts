import {
  JwtBaseError,
  JwtInvalidSignatureAlgorithmError,
  JwtInvalidSignatureError,
} from 'aws-jwt-verify/error';
import type { Jwk, JwkWithKid } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';
import { verifyJwt } from 'aws-jwt-verify/jwt-verifier';
import { MAX_TOKEN_LIFETIME_SECONDS, type TokenSettings } from '../platform/env.ts';
import { IssuerUnavailable, RequestError } from '../platform/errors.ts';
import { VERIFIED_CLAIMS, type VerifiedClaim } from '../platform/generated/enums.ts';
import { isReadable } from '../platform/input.ts';
import type { Deps } from '../table/deps.ts';
import { type Keyring, KeysUnavailable, keyringOf, PAUSE_MILLIS, UnknownKey } from './keyring.ts';

export type Claims = {
  issuer: string;
  subject: string;
  roles: readonly string[];
  /** What the issuer has verified. https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims */
  verified: ReadonlySet<VerifiedClaim>;
};

const MAX_TOKEN_LENGTH = 16_384;
/** How far an issuer's clock may be ahead of ours. A token's end gets no such grace: its issuer chose it. */
const CLOCK_SKEW_SECONDS = 60;

const unauthenticated = (sentence: string) => new RequestError('UNAUTHENTICATED', sentence);

/** What a token says of its origin, NOT verified: only for choosing the settings to verify it with. */
export function peek(token: string): { issuer: string | undefined; audiences: readonly string[] } {
  const { payload } = decompose(token);
  return { issuer: payload.iss, audiences: audiencesOf(payload) };
}

/**
 * Throws RequestError UNAUTHENTICATED for a token that is not good, with a sentence that never holds any of
 * it; IssuerUnavailable while that cannot be told.
 */
export async function verifyToken(deps: Deps, token: string, settings: TokenSettings): Promise<Claims> {
  const { header, payload: unverified } = decompose(token);
  if (header.crit !== undefined)
    throw unauthenticated('The token asks for extensions that are not supported.');
  assertUse(header, unverified);
  const jwksUri = settings.jwksUri ?? `${settings.issuer.replace(/\/$/, '')}/.well-known/jwks.json`;
  const keyring = await keyringOf(deps, jwksUri);
  const payload = await verifySignature(deps, token, settings.issuer, keyring, header.kid).catch((error) => {
    if (error instanceof KeysUnavailable) throw new IssuerUnavailable(PAUSE_MILLIS / 1_000);
    throw unauthenticated(reasonOf(error, header, deps));
  });
  if (!audiencesOf(payload).includes(settings.audience))
    throw unauthenticated('The token is for another audience.');
  assertNow(payload, deps.now());
  assertLifetime(payload, settings.maxLifetimeSeconds ?? MAX_TOKEN_LIFETIME_SECONDS, deps.now());
  if (payload.sub === undefined || payload.sub === '') throw unauthenticated('The token names no subject.');
  if (!isReadable(payload.sub)) throw unauthenticated('The subject of the token is not UTF-8.');
  return {
    issuer: settings.issuer,
    subject: payload.sub,
    roles: rolesOf(payload),
    verified: verifiedOf(payload),
  };
}

/** Only what is said to be true is: some issuers send the text "true". */
function verifiedOf(payload: JwtPayload): ReadonlySet<VerifiedClaim> {
  const isVerified = (claim: VerifiedClaim) => ['true', true].includes(payload[claim.toLowerCase()] as never);
  return new Set(VERIFIED_CLAIMS.filter(isVerified));
}

function decompose(token: string) {
  if (token.length > MAX_TOKEN_LENGTH)
    throw unauthenticated(`The token is over ${MAX_TOKEN_LENGTH} characters.`);
  try {
    return decomposeUnverifiedJwt(token);
  } catch {
    throw unauthenticated('The bearer token is not a signed JSON Web Token.');
  }
}

/**
 * The `typ` of a token to call an API with. Media types are the same in any case, and `application/` may be
 * left out: https://www.rfc-editor.org/rfc/rfc7515#section-4.1.9
 */
const TYPE = /^(?:application\/)?(?:at\+)?jwt$/i;

/**
 * Refuses what an issuer signs for another use with the same keys: logout tokens, security events, proofs of
 * possession. Most issuers type none of their access tokens, so a type may be missing, but an unknown one
 * says that it is something else. https://www.rfc-editor.org/rfc/rfc8725#section-3.11,
 * https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
function assertUse({ typ: type }: JwtHeader, { events, token_use: use }: JwtPayload): void {
  if (type !== undefined && (typeof type !== 'string' || !TYPE.test(type)))
    throw unauthenticated('The token was made for another use: its `typ` is neither JWT nor at+jwt.');
  // Logout tokens of older issuers have no type of their own.
  if (events !== undefined) throw unauthenticated('The token was made for another use: it tells of events.');
  // Amazon Cognito's: other issuers' ID tokens are told apart by their audience, and some issue nothing else.
  if (use !== undefined && use !== 'access')
    throw unauthenticated('The token was made for another use: send the access token.');
}

/** Throws the library's errors, KeysUnavailable or UnknownKey. */
async function verifySignature(
  deps: Deps,
  token: string,
  issuer: string,
  keyring: Keyring,
  kid: string | undefined,
): Promise<JwtPayload> {
  // The library knows the system's time only, and one audience claim: so `assertNow` checks the times, and
  // `verifyToken` the audience.
  const options = { issuer, audience: null, graceSeconds: Number.POSITIVE_INFINITY };
  // It is given the key, and asks for no name.
  const verifyBy = (key: Jwk) => verifyJwt(token, '', options, async () => key as JwkWithKid);
  const key = await keyring.keyFor(kid, deps.log);
  try {
    return await verifyBy(key);
  } catch (error) {
    if (kid !== undefined && !(error instanceof JwtInvalidSignatureError)) throw error;
    // The key may have been replaced: the only one, which a token need not name, or one by another of the
    // same name.
    const newer = await keyring.keyFor(kid, deps.log, key).catch(() => undefined);
    if (newer === undefined) throw error;
    return verifyBy(newer);
  }
}

/**
 * Amazon Cognito's access tokens have no `aud`: the app client in `client_id` stands for it. A token that has
 * an `aud` was made for that audience alone, whoever asked for it.
 */
function audiencesOf({ aud, client_id: client, token_use: use }: JwtPayload): string[] {
  if (aud !== undefined) return [aud].flat();
  return use === 'access' && typeof client === 'string' ? [client] : [];
}

function assertNow(payload: JwtPayload, now: Date): void {
  const seconds = now.getTime() / 1000;
  if (payload.exp === undefined)
    throw unauthenticated('The token has no end. Ask the issuer for one with `exp`.');
  if (payload.exp <= seconds) throw unauthenticated('The token has expired. Get a new one from the issuer.');
  if (payload.nbf !== undefined && payload.nbf > seconds + CLOCK_SKEW_SECONDS) {
    throw unauthenticated('The token is not valid yet.');
  }
}

/**
 * A token that leaks is good until its end, so its life is bounded: from `iat`, or from now where that is
 * missing or still to come.
 */
function assertLifetime({ exp, iat }: JwtPayload, maxSeconds: number, now: Date): void {
  const latestStart = now.getTime() / 1000 + CLOCK_SKEW_SECONDS;
  const start = Math.min(iat ?? latestStart, latestStart);
  if (exp !== undefined && exp - start <= maxSeconds) return;
  throw unauthenticated(
    `The token lives too long: at most ${maxSeconds} seconds are accepted. Have the issuer make shorter ones.`,
  );
}

/** The role claims, ours and Amazon Cognito's groups; anything but a list of texts counts for nothing. */
function rolesOf(payload: JwtPayload): string[] {
  const claims = [payload['fanfare:roles'], payload['cognito:groups']];
  return claims
    .flatMap((claim) => (Array.isArray(claim) ? claim : []))
    .filter((role) => typeof role === 'string');
}

/** A signature of the wrong length makes the runtime fail; it is not told as one that does not fit. */
const isCut = (error: unknown) => (error as { code?: unknown }).code === 'ERR_CRYPTO_OPERATION_FAILED';

function reasonOf(error: unknown, { kid }: JwtHeader, deps: Deps): string {
  if (error instanceof UnknownKey && kid === undefined)
    return 'The token does not name its key (`kid`), and its issuer does not publish exactly one.';
  if (error instanceof UnknownKey) return 'The token is signed with a key that its issuer does not publish.';
  if (error instanceof JwtInvalidSignatureError || isCut(error))
    return "The token's signature is not its issuer's: the token was cut short or changed, or another key signed it.";
  if (error instanceof JwtInvalidSignatureAlgorithmError) {
    return 'The token is signed with an algorithm that is not accepted: use RS256, ES256, EdDSA or a longer kind of these.';
  }
  // A key that the runtime cannot use, say.
  if (!(error instanceof JwtBaseError)) deps.log.warn('A token could not be verified.', { error });
  return 'The token could not be verified.';
}
