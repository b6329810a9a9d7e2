import { exportJWK, generateKeyPair, importJWK, SignJWT, UnsecuredJWT } from 'jose';
import { DEV_ISSUER } from '../../local/issuer.ts';

/** Claims as the development issuer would make them. */
export type Claims = { sub: string; aud: string; exp: number } & Record<string, unknown>;

/** A token of no algorithm and no signature, which must never be accepted. */
export function unsignedToken(claims: Claims): string {
  return new UnsecuredJWT({ iss: DEV_ISSUER, ...claims }).encode();
}

/** A token signed by a key that no issuer published, under the key id of one that was. */
export async function forgedToken(claims: Claims, kid: string): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = await importJWK(await exportJWK(privateKey), 'ES256');
  return new SignJWT({ iss: DEV_ISSUER, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
    .sign(key);
}
