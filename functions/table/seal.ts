import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

// Text that only we can read. The same text under the same name is sealed alike each time, so that it can be
// an id.

const TAG_BYTES = 16;
/** Sealed texts are filled up to a multiple of this, so that the length tells little. */
const BLOCK_BYTES = 32;

/** The tag is also what the text is encrypted from, as in RFC 5297: no nonce has to be kept or drawn. */
const tagOf = (secret: string, name: string, bytes: Buffer) =>
  createHmac('sha256', secret)
    .update(`${Buffer.byteLength(name)}:`)
    .update(name)
    .update(bytes)
    .digest()
    .subarray(0, TAG_BYTES);

const keyOf = (secret: string) => createHmac('sha256', secret).update('seal').digest();

/** Seals text that has no U+0000 under a name, which is not kept in it. */
export function seal(secret: string, name: string, text: string): Buffer {
  const written = Buffer.from(text);
  const bytes = Buffer.concat([written], Math.ceil(written.length / BLOCK_BYTES) * BLOCK_BYTES);
  const tag = tagOf(secret, name, bytes);
  const cipher = createCipheriv('aes-256-ctr', keyOf(secret), tag);
  return Buffer.concat([tag, cipher.update(bytes), cipher.final()]);
}

/** The text that was sealed under that name; undefined for any other bytes. */
export function unseal(secret: string, name: string, sealed: Buffer): string | undefined {
  const tag = sealed.subarray(0, TAG_BYTES);
  if (tag.length < TAG_BYTES) return undefined;
  const decipher = createDecipheriv('aes-256-ctr', keyOf(secret), tag);
  const bytes = Buffer.concat([decipher.update(sealed.subarray(TAG_BYTES)), decipher.final()]);
  if (!timingSafeEqual(tag, tagOf(secret, name, bytes))) return undefined;
  const end = bytes.indexOf(0);
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end);
}
