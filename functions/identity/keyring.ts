import { findJwkInJwks, type Jwk, type Jwks } from 'aws-jwt-verify/jwk';
import { OwnError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { cached } from '../table/cached.ts';
import type { Deps } from '../table/deps.ts';
import { fetchJwks } from './jwks.ts';

/** The public keys of one JWKS address, kept between requests. */
export type Keyring = {
  /**
   * The key of that name, or the only one where a token names none. `tried` is a key that did not fit: then
   * one that the issuer has published since. Throws KeysUnavailable or UnknownKey.
   */
  keyFor(kid: string | undefined, log: Log, tried?: Jwk): Promise<Jwk>;
};

/** The issuer does not answer at this moment, and the keys that are kept have none of that name. */
export class KeysUnavailable extends OwnError {}

/** The issuer publishes no key of that name, or several where the token names none. */
export class UnknownKey extends OwnError {}

const KEEP_MILLIS = 86_400_000;
const FRESH_MILLIS = 3_600_000;
/** How long an issuer is left alone when it did not answer, or does not know a key. */
export const PAUSE_MILLIS = 10_000;

/**
 * The library's own cache keeps a key for ever and asks an issuer that is down again with each request. This
 * one lets a withdrawn key go within the hour, and lives through an outage of the issuer until it is a day
 * old.
 */
export const keyringOf = (deps: Deps, jwksUri: string): Promise<Keyring> => keyrings.get(deps, jwksUri);

const keyrings = cached(
  'keyring',
  async (deps, jwksUri: string) => createKeyring(deps, jwksUri),
  KEEP_MILLIS,
);

function createKeyring(deps: Deps, jwksUri: string): Keyring {
  let kept: { jwks: Jwks; loadedAt: number } | undefined;
  let loading: Promise<void> | undefined;
  let isDown = false;
  let nextTryAt = Number.NEGATIVE_INFINITY;
  const millis = () => deps.now().getTime();

  async function load(log: Log): Promise<void> {
    try {
      kept = { jwks: await fetchJwks(jwksUri, deps.env.stage), loadedAt: millis() };
      isDown = false;
    } catch (error) {
      isDown = true;
      nextTryAt = millis() + PAUSE_MILLIS;
      log.error('The keys of a token issuer cannot be read.', { jwksUri, error });
    } finally {
      loading = undefined;
    }
  }

  return {
    async keyFor(kid, log, tried) {
      const known = kept && findKey(kept.jwks, kid);
      const isFresh = kept !== undefined && millis() - kept.loadedAt < FRESH_MILLIS;
      if (known !== undefined && known !== tried && isFresh) return known;
      if (millis() >= nextTryAt) {
        loading ??= load(log);
        await loading;
      }
      const found = kept && findKey(kept.jwks, kid);
      // Whoever makes up key names or signatures must not make us ask the issuer for each of them.
      if ((found === undefined || tried !== undefined) && millis() >= nextTryAt)
        nextTryAt = millis() + PAUSE_MILLIS;
      if (found !== undefined && found !== tried) return found;
      // A new key may be among those that cannot be read.
      throw isDown ? new KeysUnavailable() : new UnknownKey();
    },
  };
}

/**
 * https://openid.net/specs/openid-connect-core-1_0.html#Signing: a token names its key unless its issuer has
 * only one.
 */
function findKey(jwks: Jwks, kid: string | undefined): Jwk | undefined {
  if (kid !== undefined) return findJwkInJwks(jwks, kid);
  return jwks.keys.length === 1 ? jwks.keys[0] : undefined;
}
