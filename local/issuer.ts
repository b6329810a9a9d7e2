import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { LocalError, reasonOf } from '../tools/terminal/errors.ts';
import { machineFault } from '../tools/terminal/machine-fault.ts';
import { makeSecretFile, writeDraft } from './secret-file.ts';

/**
 * The `iss` of development tokens. A name and not an address, so that member ids do not change with the port.
 */
export const DEV_ISSUER = 'https://dev-issuer.fanfare.invalid';
/** The claim that holds roles, as in `demo:ORGANIZER`. */
const ROLES_CLAIM = 'fanfare:roles';
export const JWKS_PATH = '/dev-issuer/.well-known/jwks.json';
export const OPENID_CONFIGURATION_PATH = '/dev-issuer/.well-known/openid-configuration';

type TokenRequest = {
  subject: string;
  audience: string;
  roles?: readonly string[];
  expiresInSeconds?: number;
  /** When it is issued; the present unless given. */
  now?: Date;
  /**
   * Further claims; they win over the standard ones, so a test can make a token that is wrong in one place.
   */
  claims?: Record<string, unknown>;
};

/** An OpenID Connect issuer as far as verifying its tokens goes. It signs whatever it is asked to. */
export type DevIssuer = {
  issueToken(request: TokenRequest): Promise<string>;
  /**
   * Signs with a new key from now on. The last two keys before it stay published, so their tokens stay good.
   */
  rotate(): Promise<void>;
  /**
   * The public keys, newest first, as the JWKS address serves them. Read anew each time: another process may
   * have rotated.
   */
  jwks(): { keys: JWK[] };
  openidConfiguration(baseUrl: string): Record<string, unknown>;
};

/** Its signatures are a quarter of RS256's, and these tokens are pasted by hand. */
const ALGORITHM = 'ES256';
const KEYS_KEPT = 3;
const DEFAULT_LIFETIME_SECONDS = 3_600;

const keyFile = (directory: string) => path.join(directory, 'issuer-keys.json');

/** True when an issuer has been opened in this directory before. */
export const hasKeys = (directory: string): boolean => existsSync(keyFile(directory));

/**
 * Opens the issuer whose keys are in this directory, and makes the first key if there is none. Safe to open
 * in several processes at once. Throws LocalError DATA_UNWRITABLE, DISK_FULL or DATA_CORRUPT.
 */
export async function openIssuer(directory: string): Promise<DevIssuer> {
  const file = keyFile(directory);
  await makeSecretFile(file, async () => ({ keys: [await newKey()] }));
  readKeys(file);
  return {
    issueToken: (request) => sign(readKeys(file), request),
    rotate: async () => replaceKeys(file, [await newKey(), ...readKeys(file)].slice(0, KEYS_KEPT)),
    jwks: () => ({ keys: readKeys(file).map(publicPart) }),
    openidConfiguration: (baseUrl) => ({
      issuer: DEV_ISSUER,
      jwks_uri: `${baseUrl}${JWKS_PATH}`,
      id_token_signing_alg_values_supported: [ALGORITHM],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
    }),
  };
}

async function sign(keys: JWK[], request: TokenRequest): Promise<string> {
  const key = keys[0] as JWK & { kid: string };
  const issuedAt = Math.floor((request.now ?? new Date()).getTime() / 1_000);
  const claims = {
    iss: DEV_ISSUER,
    sub: request.subject,
    aud: request.audience,
    iat: issuedAt,
    exp: issuedAt + (request.expiresInSeconds ?? DEFAULT_LIFETIME_SECONDS),
    ...(request.roles === undefined ? {} : { [ROLES_CLAIM]: request.roles }),
    ...request.claims,
  };
  const header = { alg: ALGORITHM, kid: key.kid, typ: 'JWT' };
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(key, ALGORITHM));
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID().slice(0, 8), alg: ALGORITHM, use: 'sig' };
}

function publicPart({ kty, crv, x, y, kid, alg, use }: JWK): JWK {
  return { kty, crv, x, y, kid, alg, use } as JWK;
}

function readKeys(file: string): JWK[] {
  try {
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: JWK[] };
    if (keys.length === 0 || keys.some(({ alg, kid, d }) => alg !== ALGORITHM || !kid || !d))
      throw new Error(`it must hold ${ALGORITHM} keys`);
    return keys;
  } catch (error) {
    const message = `The development issuer's key file ${file} cannot be read (${reasonOf(error)}). Delete it: tokens made so far end.`;
    throw machineFault(error) ?? new LocalError('DATA_CORRUPT', message, { cause: error });
  }
}

function replaceKeys(file: string, keys: JWK[]): void {
  renameSync(writeDraft(file, { keys }), file);
}
