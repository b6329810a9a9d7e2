import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { ResultKeySource } from './env.ts';
import { Fault } from './errors.ts';
import { compactJws, kidOf, signingInput } from './jws.ts';

// Node has all that a signature needs, and has it already; a package for JWS would bring 15 KB and no KMS.

/** A public key of results, as a JWKS has it. `kid` is the thumbprint of RFC 7638. */
export type PublicJwk = {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  alg: 'ES256';
  use: 'sig';
  kid: string;
};

/** Signs results by one key. */
export type Signer = {
  publicKey(): Promise<PublicJwk>;
  /** A compact JWS of the bytes, as docs/results.md says. */
  sign(payload: Uint8Array): Promise<string>;
};

/** What holds the private key. `sign` gives r and s of the text's SHA-256, one after the other. */
type Holder = { publicKey: KeyObject; sign(text: Buffer): Promise<Buffer> };

/** Nothing is read or asked before the first call. What fails is tried again at the next one. */
export function createSigner(source: ResultKeySource, client?: KMSClient): Signer {
  let opened: Promise<Holder> | undefined;
  const open = () => {
    opened ??= ('arn' in source ? inKms(source.arn, client) : inFile(source.file)).catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    publicKey: async () => publicJwk((await open()).publicKey),
    sign: async (payload) => {
      const holder = await open();
      const text = signingInput(publicJwk(holder.publicKey).kid, payload);
      const signature = await holder.sign(Buffer.from(text));
      // It is kept for ever, and a result that is signed wrongly is a result that was forged.
      if (!verify('sha256', Buffer.from(text), joined(holder.publicKey), signature))
        throw new Fault('The signature of a result does not fit its own key.');
      return compactJws(text, signature);
    },
  };
}

/** The form of a signature that JWS wants. */
const joined = (key: KeyObject) => ({ key, dsaEncoding: 'ieee-p1363' as const });

function publicJwk(key: KeyObject): PublicJwk {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const named = { kty: 'EC', crv: 'P-256', x, y } as const;
  return { ...named, alg: 'ES256', use: 'sig', kid: kidOf(named) };
}

function assertP256(key: KeyObject): void {
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Fault('The key of results is not one of the curve P-256.');
}

async function inFile(file: string): Promise<Holder> {
  const key = await readKey(file);
  assertP256(key);
  return {
    publicKey: createPublicKey(key),
    sign: async (text) => sign('sha256', text, joined(key)),
  };
}

async function readKey(file: string): Promise<KeyObject> {
  try {
    return createPrivateKey({ key: JSON.parse(await readFile(file, 'utf8')), format: 'jwk' });
  } catch (error) {
    throw new Fault('The key file of results cannot be read, or holds no private key.', { cause: error });
  }
}

async function inKms(KeyId: string, client = createKmsClient()): Promise<Holder> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId }));
  if (PublicKey === undefined) throw new Fault('KMS answers no public key of results.');
  const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  assertP256(publicKey);
  return {
    publicKey,
    sign: async (text) => {
      // KMS takes 4 KB at most: it is given the hash.
      const Message = createHash('sha256').update(text).digest();
      const asked = { KeyId, Message, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' } as const;
      const { Signature } = await client.send(new SignCommand(asked));
      return rAndS(Buffer.from(Signature ?? []));
    },
  };
}

/** Of ten seconds that the scheduler keeps in reserve. */
function createKmsClient(): KMSClient {
  const limits = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
  const client = new KMSClient({ maxAttempts: 3, requestHandler: limits });
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

const NUMBER_BYTES = 32;

/**
 * The two numbers of a signature as KMS writes it: SEQUENCE { INTEGER r, INTEGER s } of X.690, all lengths
 * below 128. An integer there has no leading zeros but one where it would be negative.
 */
function rAndS(der: Buffer): Buffer {
  const numbers = [];
  for (let at = 2; at < der.length; ) {
    const length = der[at + 1] ?? 0;
    const digits = der.subarray(at + 2, at + 2 + length);
    const number = digits.subarray(Math.max(0, digits.length - NUMBER_BYTES));
    numbers.push(Buffer.alloc(NUMBER_BYTES - number.length), number);
    at += 2 + length;
  }
  return Buffer.concat(numbers);
}
