import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwks } from 'aws-jwt-verify/jwk';
import { describe, expect, it } from 'vitest';
import { DEV_ISSUER, type DevIssuer, openIssuer } from '../../local/issuer.ts';
import { codeOf, temporaryDirectory } from '../support/machine.ts';
import { forgedToken, unsignedToken } from '../support/tokens.ts';

const directory = temporaryDirectory();
const AUDIENCE = 'fanfare-demo';
const REQUEST = { subject: 'minji', audience: AUDIENCE };

/** Verifies as the deployed functions do, against the keys of this moment. */
function verify(issuer: DevIssuer, token: string): Promise<unknown> {
  const verifier = JwtVerifier.create({
    issuer: DEV_ISSUER,
    audience: AUDIENCE,
    jwksUri: 'https://unused.invalid/jwks.json',
  });
  verifier.cacheJwks(issuer.jwks() as unknown as Jwks);
  return verifier.verify(token);
}

describe('the development issuer', () => {
  it('makes tokens with the requested claims that verify against its JWKS', async () => {
    const issuer = await openIssuer(path.join(directory, 'makes'));
    const now = new Date();
    const roles = ['demo:ORGANIZER'];
    const token = await issuer.issueToken({
      ...REQUEST,
      roles,
      expiresInSeconds: 60,
      now,
      claims: { name: '민지' },
    });
    const issuedAt = Math.floor(now.getTime() / 1_000);
    expect(await verify(issuer, token)).toEqual({
      iss: DEV_ISSUER,
      sub: 'minji',
      aud: AUDIENCE,
      iat: issuedAt,
      exp: issuedAt + 60,
      'fanfare:roles': roles,
      name: '민지',
    });
  });

  it('publishes no private part of a key', async () => {
    const issuer = await openIssuer(path.join(directory, 'public'));
    expect(issuer.jwks().keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
    ]);
  });

  it('keeps its keys for the next start, readable by their owner alone', async () => {
    const place = path.join(directory, 'kept');
    const token = await (await openIssuer(place)).issueToken(REQUEST);
    await expect(verify(await openIssuer(place), token)).resolves.toMatchObject({ sub: 'minji' });
    expect(statSync(path.join(place, 'issuer-keys.json')).mode & 0o777).toBe(0o600);
  });

  it('makes one first key when several processes start at once', async () => {
    const place = path.join(directory, 'raced');
    const issuers = await Promise.all([1, 2, 3].map(() => openIssuer(place)));
    expect(new Set(issuers.map((issuer) => issuer.jwks().keys[0]?.kid)).size).toBe(1);
    for (const issuer of issuers) await verify(issuers[0] as DevIssuer, await issuer.issueToken(REQUEST));
  });

  it('signs with a new key after a rotation, publishes it at once, and retires a key after the third', async () => {
    const place = path.join(directory, 'rotated');
    const issuer = await openIssuer(place);
    const server = await openIssuer(place);
    const old = await issuer.issueToken(REQUEST);
    await issuer.rotate();
    const fresh = await issuer.issueToken(REQUEST);
    expect(server.jwks().keys).toHaveLength(2);
    await Promise.all([verify(server, old), verify(server, fresh)]);
    await issuer.rotate();
    await verify(server, old);
    await issuer.rotate();
    expect(server.jwks().keys).toHaveLength(3);
    await expect(verify(server, old)).rejects.toThrow();
    await verify(server, fresh);
  });

  it('says which file to delete when its key file cannot be read', async () => {
    const place = path.join(directory, 'damaged');
    await openIssuer(place);
    const file = path.join(place, 'issuer-keys.json');
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, 40));
    await expect(openIssuer(place)).rejects.toThrow(file);
    expect(await codeOf(openIssuer(place))).toBe('DATA_CORRUPT');
  });

  it('says so when its directory cannot be made', async () => {
    const file = path.join(directory, 'a-file');
    writeFileSync(file, '');
    expect(await codeOf(openIssuer(path.join(file, 'keys')))).toBe('DATA_UNWRITABLE');
  });
});

describe('a wrong token of the development issuer', () => {
  it('is refused: expired, for another audience, unsigned, or signed by another key', async () => {
    const issuer = await openIssuer(path.join(directory, 'wrong'));
    const claims = { sub: 'minji', aud: AUDIENCE, exp: Math.floor(Date.now() / 1_000) + 60 };
    const wrong = [
      await issuer.issueToken({ ...REQUEST, expiresInSeconds: -1 }),
      await issuer.issueToken({ ...REQUEST, audience: 'fanfare-other' }),
      await issuer.issueToken({ ...REQUEST, claims: { iss: 'https://other.invalid' } }),
      unsignedToken(claims),
      await forgedToken(claims, issuer.jwks().keys[0]?.kid ?? ''),
    ];
    for (const token of wrong) await expect(verify(issuer, token)).rejects.toThrow();
  });
});
