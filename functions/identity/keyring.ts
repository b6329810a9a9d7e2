import { assertIsJwks, findJwkInJwks, type Jwks, type JwkWithKid } from 'aws-jwt-verify/jwk';
import { isIssuerAddress } from '../features/programs/rules.ts';
import type { Deps } from '../platform/deps.ts';
import { Fault, OwnError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';

/** The public keys of one JWKS address, kept between requests. */
export type Keyring = {
  /** The key of that name; `log` is told when the issuer has to be asked and does not answer. */
  keyFor(kid: string, log: Log): Promise<JwkWithKid>;
};

/** The issuer's keys cannot be read at this moment, and none are kept. */
export class KeysUnavailable extends OwnError {}

/** The issuer publishes no key of that name. */
export class UnknownKey extends OwnError {}

const KEEP_MILLIS = 86_400_000;
const FRESH_MILLIS = 3_600_000;
const PAUSE_MILLIS = 10_000;
const TIMEOUT_MILLIS = 3_000;
const MAX_BYTES = 262_144;

/**
 * The keyring of a JWKS address. The library's own cache keeps a key for ever and asks an issuer that is down again
 * with each request; this one lets a withdrawn key go within the hour, lives through an outage of the issuer for up
 * to a day, and tells the time by `deps.now`.
 */
export function keyringOf(deps: Deps, jwksUri: string): Promise<Keyring> {
  return deps.cache.through(`keyring:${jwksUri}`, KEEP_MILLIS, async () => createKeyring(deps, jwksUri));
}

function createKeyring(deps: Deps, jwksUri: string): Keyring {
  let kept: { jwks: Jwks; loadedAt: number } | undefined;
  let loading: Promise<void> | undefined;
  let nextTryAt = Number.NEGATIVE_INFINITY;
  const millis = () => deps.now().getTime();

  async function load(log: Log): Promise<void> {
    try {
      kept = { jwks: await fetchJwks(deps, jwksUri), loadedAt: millis() };
    } catch (error) {
      nextTryAt = millis() + PAUSE_MILLIS;
      log.warn('The keys of a token issuer cannot be read.', { jwksUri, error });
    } finally {
      loading = undefined;
    }
  }

  return {
    async keyFor(kid, log) {
      const known = kept && findJwkInJwks(kept.jwks, kid);
      const isFresh = kept !== undefined && millis() - kept.loadedAt < FRESH_MILLIS;
      if (known !== undefined && isFresh) return known;
      if (millis() >= nextTryAt) {
        loading ??= load(log);
        await loading;
      }
      if (kept === undefined) throw new KeysUnavailable();
      const found = findJwkInJwks(kept.jwks, kid);
      if (found !== undefined) return found;
      // Whoever makes up key names must not make us ask the issuer for each of them.
      if (millis() >= nextTryAt) nextTryAt = millis() + PAUSE_MILLIS;
      throw new UnknownKey();
    },
  };
}

/** Reads a JWKS, trying twice: a first connection from a frozen process is often a dead one. */
async function fetchJwks(deps: Deps, jwksUri: string): Promise<Jwks> {
  if (!isIssuerAddress(jwksUri, deps.env.stage))
    throw new Fault('This address is not allowed in this stage.');
  const body = await fetchText(jwksUri).catch(() => fetchText(jwksUri));
  const jwks = JSON.parse(body);
  assertIsJwks(jwks);
  return jwks;
}

// Not the library's fetcher: it speaks https only, which a developer's own issuer does not, and reads answers of any size.
async function fetchText(address: string): Promise<string> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok || response.body === null) throw new Fault(`The answer is ${response.status}.`);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.byteLength;
    if (bytes > MAX_BYTES) throw new Fault(`The answer is over ${MAX_BYTES} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
