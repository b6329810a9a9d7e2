import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSigner, type PublicJwk, type Signer } from '../../functions/platform/signer.ts';
import { openResultKey } from '../../local/result-key.ts';
import { codeOf, temporaryDirectory } from '../support/machine.ts';

const directory = temporaryDirectory();
const PAYLOAD = Buffer.from('{"format":"fanfare-result/1","title":"달빛 🍵"}');

// KMS as far as a key of results goes.
type Asked = {
  target: string;
  KeyId: string;
  Message?: string;
  MessageType?: string;
  SigningAlgorithm?: string;
};
const kms = {
  pair: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  asked: [] as Asked[],
  /** Signs instead of the key. */
  signature: undefined as (() => Buffer) | undefined,
  failures: 0,
};
const server = http.createServer(async (request, response) => {
  const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
  const target = String(request.headers['x-amz-target']);
  kms.asked.push({ target, ...body });
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (kms.failures > 0) {
    kms.failures -= 1;
    response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException' }));
  } else if (target.endsWith('GetPublicKey')) {
    const der = kms.pair.publicKey.export({ format: 'der', type: 'spki' });
    response.end(JSON.stringify({ PublicKey: der.toString('base64') }));
  } else {
    response.end(JSON.stringify({ Signature: signatureOf(body.Message).toString('base64') }));
  }
});

/** What KMS answers for a hash. Node signs no hash but only a text, so the text that has it is looked up. */
const texts = new Map<string, Buffer>();
function signatureOf(message: string): Buffer {
  if (kms.signature !== undefined) return kms.signature();
  const text = texts.get(message);
  if (text === undefined) throw new Error('Nobody said what has this hash.');
  return sign('sha256', text, kms.pair.privateKey);
}

let client: KMSClient;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new KMSClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
});
beforeEach(() => {
  texts.clear();
  Object.assign(kms, { asked: [], signature: undefined, failures: 0 });
});
afterAll(() => {
  client.destroy();
  server.close();
});

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/one';
const fileSigner = async (name: string) =>
  createSigner({ file: await openResultKey(path.join(directory, name)) });

/** A signer of KMS, and what it will be asked to sign is known to the stand-in beforehand. */
async function kmsSigner(payload: Uint8Array = PAYLOAD): Promise<Signer> {
  const signer = createSigner({ arn: ARN }, client);
  const { kid } = await signer.publicKey();
  const header = JSON.stringify({ alg: 'ES256', kid, typ: 'fanfare-result+jws' });
  const text = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
  texts.set(createHash('sha256').update(text).digest('base64'), Buffer.from(text));
  return signer;
}

const SIGNERS: [string, () => Promise<Signer>][] = [
  ['a file', () => fileSigner('kinds')],
  ['KMS', kmsSigner],
];

const keyOf = (jwk: PublicJwk): KeyObject => createPublicKey({ key: { ...jwk }, format: 'jwk' });

describe.each(SIGNERS)('a result that is signed by %s', (_kind, open) => {
  test('verifies with jose, and the payload comes back to the byte', async () => {
    const signer = await open();
    const jwk = await signer.publicKey();
    const { payload, protectedHeader } = await compactVerify(
      await signer.sign(PAYLOAD),
      await importJWK({ ...jwk }, 'ES256'),
    );
    expect(Buffer.compare(payload, PAYLOAD)).toBe(0);
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: jwk.kid, typ: 'fanfare-result+jws' });
  });

  test('verifies with Node alone, as r and s of 32 bytes each in strict base64url', async () => {
    const signer = await open();
    const parts = (await signer.sign(PAYLOAD)).split('.');
    const [header = '', payload = '', signature = ''] = parts;
    const { kid } = await signer.publicKey();
    expect(Buffer.from(header, 'base64url').toString()).toBe(
      `{"alg":"ES256","kid":"${kid}","typ":"fanfare-result+jws"}`,
    );
    const bytes = Buffer.from(signature, 'base64url');
    expect(bytes.length).toBe(64);
    for (const part of parts) expect(Buffer.from(part, 'base64url').toString('base64url')).toBe(part);
    const text = Buffer.from(`${header}.${payload}`);
    const key = { key: keyOf(await signer.publicKey()), dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', text, key, bytes)).toBe(true);
    expect(verify('sha256', Buffer.concat([text, text]), key, bytes)).toBe(false);
  });

  test('verifies by no other key', async () => {
    const other = await (await fileSigner('other')).publicKey();
    const signed = await (await open()).sign(PAYLOAD);
    await expect(compactVerify(signed, await importJWK({ ...other }, 'ES256'))).rejects.toThrow(/signature/);
  });

  test('names its key by the thumbprint of RFC 7638, and the key has no private part', async () => {
    const jwk = await (await open()).publicKey();
    expect(jwk.kid).toBe(await calculateJwkThumbprint({ ...jwk }));
    expect(jwk).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: expect.stringMatching(/^[\w-]{43}$/),
      y: expect.stringMatching(/^[\w-]{43}$/),
      alg: 'ES256',
      use: 'sig',
      kid: jwk.kid,
    });
  });
});

describe('a key in KMS', () => {
  test('is asked for its public part once, and to sign a hash, since a result is over 4 KB', async () => {
    const large = Buffer.alloc(100_000, 'a');
    const signer = await kmsSigner(large);
    await Promise.all([signer.sign(large), signer.sign(large)]);
    const [first, ...signatures] = kms.asked;
    expect(first).toEqual({ target: 'TrentService.GetPublicKey', KeyId: ARN });
    expect(signatures).toHaveLength(2);
    for (const { target, Message = '', ...rest } of signatures) {
      expect(target).toBe('TrentService.Sign');
      expect(Buffer.from(Message, 'base64').length).toBe(32);
      expect(rest).toEqual({ KeyId: ARN, MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' });
    }
  });

  test('signs rightly whatever the length of the two numbers', async () => {
    const signer = await kmsSigner();
    const key = await importJWK({ ...(await signer.publicKey()) }, 'ES256');
    const lengths = new Set<number>();
    const text = [...texts.values()].at(-1) ?? Buffer.from('');
    // One number of two has a zero before it, and one of 256 is shorter.
    for (let round = 0; round < 10_000 && lengths.size < 4; round += 1) {
      const der = sign('sha256', text, kms.pair.privateKey);
      if (lengths.has(der.length)) continue;
      lengths.add(der.length);
      kms.signature = () => der;
      await compactVerify(await signer.sign(PAYLOAD), key);
    }
    expect(lengths.size).toBe(4);
  });

  test.each([
    [
      'is of another key',
      () => sign('sha256', PAYLOAD, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
    ],
    ['is cut short', () => sign('sha256', PAYLOAD, kms.pair.privateKey).subarray(0, 40)],
    ['is empty', () => Buffer.alloc(0)],
  ])('gives no result a signature that %s', async (_what, signature) => {
    const signer = await kmsSigner();
    kms.signature = signature;
    await expect(signer.sign(PAYLOAD)).rejects.toThrow('does not fit its own key');
  });

  test('that could not be read once is asked again', async () => {
    kms.failures = 1;
    const signer = createSigner({ arn: ARN }, client);
    await expect(signer.publicKey()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect((await signer.publicKey()).kty).toBe('EC');
  });

  test('of another curve is refused', async () => {
    const { pair } = kms;
    kms.pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    await expect(createSigner({ arn: ARN }, client).publicKey()).rejects.toThrow('P-256');
    kms.pair = pair;
  });
});

describe('the key file of results', () => {
  test('is made once when several processes start at once, for its owner alone, and nothing else is left', async () => {
    const place = path.join(directory, 'raced');
    const files = await Promise.all([1, 2, 3, 4].map(() => openResultKey(place)));
    const kids = await Promise.all(files.map(async (file) => (await createSigner({ file }).publicKey()).kid));
    expect(new Set(kids).size).toBe(1);
    expect(readdirSync(place)).toEqual(['result-key.json']);
    expect(statSync(files[0] ?? '').mode & 0o777).toBe(0o600);
  });

  test('is kept for the next start', async () => {
    const [before, after] = [await fileSigner('kept'), await fileSigner('kept')];
    expect(await after.publicKey()).toEqual(await before.publicKey());
  });

  const BROKEN: [string, (jwk: Record<string, string>) => string][] = [
    ['is cut short', (jwk) => JSON.stringify(jwk).slice(0, 40)],
    ['is empty', () => ''],
    ['is no key', () => '[]'],
    ['has the public part alone', ({ d: _, ...jwk }) => JSON.stringify(jwk)],
    [
      'is of another curve',
      () =>
        JSON.stringify(
          generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'jwk' }),
        ),
    ],
  ];
  test.each(BROKEN)('that %s is told with what to do', async (_what, change) => {
    const place = path.join(directory, `broken-${BROKEN.findIndex(([what]) => what === _what)}`);
    const file = await openResultKey(place);
    const jwk = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, change(jwk));
    expect(await codeOf(openResultKey(place))).toBe('DATA_CORRUPT');
    await expect(openResultKey(place)).rejects.toThrow(file);
    await expect(openResultKey(place)).rejects.toThrow(/delete it/);
    // No part of the key goes into a sentence that is shown and logged.
    await expect(openResultKey(place)).rejects.not.toThrow(jwk.d);
    await expect(createSigner({ file }).sign(PAYLOAD)).rejects.toMatchObject({ name: 'Fault' });
  });

  test('whose parts do not belong together signs nothing', async () => {
    const place = path.join(directory, 'mixed');
    const file = await openResultKey(place);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), d: other.d }));
    await expect(createSigner({ file }).sign(PAYLOAD)).rejects.toMatchObject({ name: 'Fault' });
  });

  test('that cannot be made is told', async () => {
    const file = path.join(directory, 'a-file');
    writeFileSync(file, '');
    expect(await codeOf(openResultKey(path.join(file, 'keys')))).toBe('DATA_UNWRITABLE');
  });
});
