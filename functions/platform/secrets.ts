import { createHash, timingSafeEqual } from 'node:crypto';

/** SHA-256 in hex. A plain hash is enough for a random secret of 256 bits: there is no dictionary to try. */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Takes as long for a near miss as for a wild guess. */
export function isSecretOf(secretHash: string, secret: string): boolean {
  const [wanted, given] = [Buffer.from(secretHash, 'hex'), Buffer.from(hashSecret(secret), 'hex')];
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
