import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import * as z from 'zod';

// result.jws: a compact JWS (RFC 7515) of one form. Whatever could be written in two ways is refused in all but one, so that not a
// character of it can be changed.

const SIGNATURE_BYTES = 64;
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);

/** A public key as `GET /{program}/result-keys` tells it; what else an issuer may write into one is let be. */
export const publicKeyModel = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: base64url,
  y: base64url,
});
export type PublicKey = z.infer<typeof publicKeyModel>;

/** RFC 7638: the id follows from the key, so that nobody can give it to another. */
export const kidOf = ({ kty, crv, x, y }: PublicKey): string =>
  createHash('sha256')
    .update(`${canonicalize({ kty, crv, x, y })}`)
    .digest('base64url');

const headerOf = (kid: string) => `${canonicalize({ alg: 'ES256', kid, typ: 'fanfare-result+jws' })}`;

/** What is signed, with ES256. */
export const signingInput = (kid: string, payload: Uint8Array): string =>
  `${Buffer.from(headerOf(kid)).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;

/** `signature` is r and s, 32 bytes each. */
export const compactJws = (input: string, signature: Uint8Array): string =>
  `${input}.${Buffer.from(signature).toString('base64url')}`;

export type Jws = { kid: string; payload: Uint8Array; signature: Uint8Array; input: string };

/** Undefined for whatever is not written exactly as `compactJws` does. The signature is not looked at. */
export function readJws(jws: string): Jws | undefined {
  const parts = jws.split('.').map(bytesOf);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || !payload || signature?.length !== SIGNATURE_BYTES) return undefined;
  const kid = kidIn(header);
  return kid === undefined || !Buffer.from(headerOf(kid)).equals(header)
    ? undefined
    : { kid, payload, signature, input: jws.slice(0, jws.lastIndexOf('.')) };
}

/** Undefined for padding, and where bits are left over that are not 0: they would decode to the same bytes. */
function bytesOf(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function kidIn(header: Buffer): string | undefined {
  try {
    return z.object({ kid: z.string() }).parse(JSON.parse(header.toString())).kid;
  } catch {
    return undefined;
  }
}
