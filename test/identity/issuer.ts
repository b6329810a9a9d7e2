import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export type SigningKey = { kid: string; alg: string; privateKey: CryptoKey; published: JWK };

export async function makeKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A token with exactly these claims, signed with that key. */
export function sign(
  key: SigningKey,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** A JWKS address whose answers a test decides: which keys it publishes, or that it fails. */
export async function startJwks(...keys: SigningKey[]) {
  const state = {
    keys,
    fetches: 0,
    paths: [] as (string | undefined)[],
    /** Answers instead of the keys, when set. */
    instead: undefined as ((response: ServerResponse) => void) | undefined,
  };
  const server = createServer((request, response) => {
    state.fetches += 1;
    state.paths.push(request.url);
    if (state.instead !== undefined) return state.instead(response);
    response.end(JSON.stringify({ keys: state.keys.map(({ published }) => published) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    state,
    uri: `http://127.0.0.1:${port}/jwks.json`,
    close: () => new Promise<unknown>((resolve) => server.close(resolve)),
  };
}
