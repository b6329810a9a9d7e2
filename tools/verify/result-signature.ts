import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';
import { RESULT_FILE, SIGNATURE_FILE } from '../../functions/features/results/file-names.ts';
import { kidOf, publicKeyModel, readJws } from '../../functions/platform/jws.ts';

/** The public keys that results are signed with, by what each is: the id that a set gives to a key is not believed. */
export type ResultKeys = ReadonlyMap<string, KeyObject>;

const keySetModel = z.object({ keys: z.array(z.unknown()) });

/** Keys of other kinds are left out. Undefined for what is no JSON Web Key Set. */
export function readKeys(text: string): ResultKeys | undefined {
  try {
    const keys = keySetModel.parse(JSON.parse(text)).keys.flatMap((key) => {
      const read = publicKeyModel.safeParse(key);
      return read.success ? [read.data] : [];
    });
    return new Map(keys.map((key) => [kidOf(key), createPublicKey({ key, format: 'jwk' })]));
  } catch {
    return undefined;
  }
}

/** What is wrong with a signature of a document, a sentence each. */
export function signatureProblems(jws: Uint8Array, document: Uint8Array, keys: ResultKeys): string[] {
  const read = readJws(Buffer.from(jws).toString('latin1'));
  if (read === undefined)
    return [`${SIGNATURE_FILE}: is no compact JWS of a result, or could be written in other characters.`];
  const key = keys.get(read.kid);
  if (key === undefined)
    return [
      `${SIGNATURE_FILE}: is signed with the key ${JSON.stringify(read.kid)}, which is not among the keys.`,
    ];
  if (!verify('sha256', Buffer.from(read.input), { key, dsaEncoding: 'ieee-p1363' }, read.signature))
    return [`${SIGNATURE_FILE}: the signature is not that of its key.`];
  return Buffer.from(document).equals(read.payload)
    ? []
    : [`${RESULT_FILE}: is not what ${SIGNATURE_FILE} signs.`];
}
