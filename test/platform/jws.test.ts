import { generateKeyPairSync, sign } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { compactJws, kidOf, publicKeyModel, readJws, signingInput } from '../../functions/platform/jws.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKeyModel.parse(publicKey.export({ format: 'jwk' }));
const payload = Buffer.from('{"a":1}');
const signed = (input: string) =>
  sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
const input = signingInput(kidOf(jwk), payload);
const jws = compactJws(input, signed(input));

describe('a signature of a result', () => {
  test('is one that a JOSE library takes, under the thumbprint of its key', async () => {
    const verified = await compactVerify(jws, await importJWK(jwk, 'ES256'));
    expect(Buffer.from(verified.payload)).toEqual(payload);
    expect(verified.protectedHeader).toEqual({
      alg: 'ES256',
      kid: await calculateJwkThumbprint(jwk),
      typ: 'fanfare-result+jws',
    });
  });

  test('is read as it was written', () => {
    expect(readJws(jws)).toMatchObject({ kid: kidOf(jwk), payload, input });
  });

  test('is read with none of the 15 other last characters that decode to the same bytes', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const others = [...alphabet].map((last) => jws.slice(0, -1) + last).filter((other) => other !== jws);
    const bytes = (text: string) => Buffer.from(text.split('.')[2] ?? '', 'base64url').toString('hex');
    const same = others.filter((other) => bytes(other) === bytes(jws));
    expect(same).toHaveLength(15);
    expect(same.map(readJws)).toEqual(same.map(() => undefined));
  });

  const header = (text: string) =>
    `${Buffer.from(text).toString('base64url')}.${jws.split('.').slice(1).join('.')}`;
  const kid = kidOf(jwk);
  test.each([
    ['with a newline behind it', `${jws}\n`],
    ['with a space before it', ` ${jws}`],
    ['with padding', `${jws}==`],
    ['with a fourth part', `${jws}.`],
    ['with two parts', jws.slice(0, jws.lastIndexOf('.'))],
    ['with a signature of 63 bytes', compactJws(input, signed(input).subarray(1))],
    ['with a signature in DER', compactJws(input, sign('sha256', Buffer.from(input), privateKey))],
    ['in the other alphabet of base64', `${jws.slice(0, 40)}+${jws.slice(41)}`],
    ['with another algorithm', header(`{"alg":"none","kid":"${kid}","typ":"fanfare-result+jws"}`)],
    ['with another type', header(`{"alg":"ES256","kid":"${kid}","typ":"JWT"}`)],
    [
      'with more in its header',
      header(`{"alg":"ES256","crit":[],"kid":"${kid}","typ":"fanfare-result+jws"}`),
    ],
    ['with its header in another order', header(`{"kid":"${kid}","alg":"ES256","typ":"fanfare-result+jws"}`)],
    ['without a key id', header('{"alg":"ES256","typ":"fanfare-result+jws"}')],
    ['with a header that is no JSON', header('x')],
    ['that is empty', ''],
  ])('is not read %s', (_what, text) => {
    expect(readJws(text)).toBeUndefined();
  });
});
