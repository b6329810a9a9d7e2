import dns, { type LookupAddress } from 'node:dns';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { lookupPublic } from '../../functions/identity/jwks.ts';
import { verifyToken } from '../../functions/identity/tokens.ts';
import { makeKey, type SigningKey, sign, startJwks } from './issuer.ts';
import { AUDIENCE, startVerifier } from './verifier.ts';

const { key, ellipticKey, strangerKey, jwks, state, claims, verify, errorOf, sentenceOf, reset, makeDeps } =
  await startVerifier();
beforeEach(reset);
afterAll(() => jwks.close());

const UNAVAILABLE = { code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 10 };

/** What DNS answers for every name. */
function leadTo(...addresses: string[]) {
  const answer = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  type Answer = (error: null, addresses: LookupAddress[]) => void;
  const lookup = (_name: string, _options: object, callback: Answer) => callback(null, answer);
  return vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
}

const withoutName = (made: SigningKey): SigningKey => {
  const { kid: _, ...published } = made.published;
  return { ...made, published };
};
const unnamed = (by: SigningKey, more: object = {}) => sign(by, claims(more), { kid: undefined });

test('a key replaced under the same name is read again at once, at most every 10 seconds', async () => {
  jwks.state.keys = [key];
  await verify(await sign(key, claims()));
  const replaced = await makeKey(key.kid);
  jwks.state.keys = [replaced];
  const token = await sign(replaced, claims());
  expect((await verify(token)).subject).toBe('user-1');
  for (let round = 0; round < 10; round += 1)
    expect(await sentenceOf(await sign(key, claims()))).toMatch(/signature/);
  expect(jwks.state.fetches).toBe(2);
});

describe('a token that does not name its key', () => {
  test.each<[string, () => SigningKey]>([
    ['without a name', () => withoutName(key)],
    ['with a name', () => key],
    ['of an elliptic curve', () => withoutName(ellipticKey)],
  ])('is accepted when its issuer publishes one key, %s', async (_what, make) => {
    jwks.state.keys = [make()];
    expect((await verify(await unnamed(make()))).subject).toBe('user-1');
    expect((await verify(await unnamed(make()))).subject).toBe('user-1');
    expect(jwks.state.fetches).toBe(1);
  });

  test.each<[string, () => SigningKey[]]>([
    ['two keys with names', () => [key, ellipticKey]],
    ['two keys, one without a name', () => [withoutName(key), ellipticKey]],
    ['two keys without names', () => [withoutName(key), withoutName(ellipticKey)]],
    ['the same key twice', () => [key, key]],
    ['no key', () => []],
  ])('is refused when its issuer publishes %s', async (_what, keys) => {
    jwks.state.keys = keys();
    expect(await sentenceOf(await unnamed(key))).toMatch(/does not name its key/);
  });

  test('is refused when another key signed it, and does not stand for tokens that name a key', async () => {
    jwks.state.keys = [withoutName(key)];
    expect(await sentenceOf(await unnamed(strangerKey))).toMatch(/signature/);
    expect(await sentenceOf(await sign(key, claims()))).toMatch(/does not publish/);
    expect(await sentenceOf(await sign(key, claims(), { kid: '' }))).toMatch(/does not publish/);
  });

  test.each<[string, () => Promise<SigningKey>]>([
    ['one of its kind', () => makeKey('one')],
    ['one of another kind', () => makeKey('one', 'ES256')],
  ])(
    'is accepted at once when the only key is replaced by %s, with one fetch for all',
    async (_what, make) => {
      jwks.state.keys = [withoutName(key)];
      await verify(await unnamed(key));
      const replaced = await make();
      jwks.state.keys = [withoutName(replaced)];
      const token = await unnamed(replaced);
      const verified = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
      expect(verified.every(({ subject }) => subject === 'user-1')).toBe(true);
      expect(await sentenceOf(await unnamed(key))).toMatch(/signature|algorithm/);
      expect(jwks.state.fetches).toBe(2);
    },
  );

  test('has the keys fetched every 10 seconds at most, however many forged ones come', async () => {
    jwks.state.keys = [withoutName(key)];
    await verify(await unnamed(key));
    const forged = await unnamed(strangerKey);
    for (let round = 0; round < 20; round += 1) await sentenceOf(forged);
    expect(jwks.state.fetches).toBe(2);
    state.now += 10_000;
    await Promise.all(Array.from({ length: 20 }, () => sentenceOf(forged)));
    expect(jwks.state.fetches).toBe(3);
    expect((await verify(await unnamed(key))).subject).toBe('user-1');
  });

  test('is accepted while its issuer is down, and a forged one is refused', async () => {
    jwks.state.keys = [withoutName(key)];
    await verify(await unnamed(key));
    jwks.state.instead = (response) => response.writeHead(503).end();
    expect(await sentenceOf(await unnamed(strangerKey))).toMatch(/signature/);
    expect((await verify(await unnamed(key))).subject).toBe('user-1');
  });
});

describe('the issuer’s keys', () => {
  test('are fetched once for any number of concurrent requests', async () => {
    const token = await sign(key, claims());
    await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    await verify(token);
    expect(jwks.state.fetches).toBe(1);
  });

  test('are fetched again for a rotated key, whose tokens are then accepted', async () => {
    await verify(await sign(key, claims()));
    const rotated = await makeKey('three');
    jwks.state.keys = [rotated, key];
    expect((await verify(await sign(rotated, claims()))).subject).toBe('user-1');
    expect((await verify(await sign(key, claims()))).subject).toBe('user-1');
    expect(jwks.state.fetches).toBe(2);
  });

  test('are not fetched for every made-up key name, and a rotated key is accepted within 10 seconds', async () => {
    await verify(await sign(key, claims()));
    for (let name = 0; name < 30; name += 1)
      await sentenceOf(await sign(key, claims(), { kid: `made-up-${name}` }));
    expect(jwks.state.fetches).toBe(2);
    const rotated = await makeKey('three');
    jwks.state.keys = [rotated];
    await sentenceOf(await sign(rotated, claims()));
    state.now += 10_000;
    expect((await verify(await sign(rotated, claims()))).subject).toBe('user-1');
  });

  test('are refused within the hour after they were withdrawn', async () => {
    await verify(await sign(key, claims()));
    jwks.state.keys = [ellipticKey];
    state.now += 3_600_000;
    expect(await sentenceOf(await sign(key, claims()))).toMatch(/does not publish/);
  });

  test('are kept through an outage of the issuer, which is asked every 10 seconds at most', async () => {
    await verify(await sign(key, claims()));
    jwks.state.instead = (response) => response.writeHead(503).end();
    state.now += 3_600_000;
    for (let round = 0; round < 20; round += 1) await verify(await sign(key, claims()));
    // One failed try is two requests: it is tried twice.
    expect(jwks.state.fetches).toBe(3);
    expect(state.logged).toHaveLength(1);
  });

  test('that are new during an outage are not reported as unpublished', async () => {
    await verify(await sign(key, claims()));
    const rotated = await makeKey('four');
    jwks.state.keys = [rotated];
    jwks.state.instead = (response) => response.writeHead(503).end();
    for (let round = 0; round < 2; round += 1)
      expect(await errorOf(await sign(rotated, claims()))).toMatchObject(UNAVAILABLE);
    expect((await verify(await sign(key, claims()))).subject).toBe('user-1');
    jwks.state.instead = undefined;
    state.now += 10_000;
    expect((await verify(await sign(rotated, claims()))).subject).toBe('user-1');
    expect(await sentenceOf(await sign(key, claims()))).toMatch(/does not publish/);
  });

  test.each<[string, typeof jwks.state.instead]>([
    ['an error', (response) => response.writeHead(500).end()],
    ['a page', (response) => response.end('<html>')],
    ['something else', (response) => response.end('{"keys":"none"}')],
    ['another address', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['a closed line', (response) => void response.destroy()],
    ['more than anybody needs', (response) => response.end(`{"keys":[]}${' '.repeat(300_000)}`)],
  ])('that cannot be read (%s) cause no lasting refusal, and recover', async (_name, instead) => {
    jwks.state.instead = instead;
    expect(await errorOf(await sign(key, claims()))).toMatchObject(UNAVAILABLE);
    expect(state.logged.join()).toContain('cannot be read');
    jwks.state.instead = undefined;
    state.now += 10_000;
    expect((await verify(await sign(key, claims()))).subject).toBe('user-1');
  });

  test('are not read over plain http outside a developer’s machine', async () => {
    const token = await sign(key, claims());
    for (const stage of ['dev', 'prod'] as const) {
      state.deps = makeDeps(stage);
      expect(await errorOf(token)).toMatchObject(UNAVAILABLE);
    }
    state.deps = makeDeps('local');
    expect(await errorOf(token, jwks.uri.replace('127.0.0.1', '127.0.0.2'))).toMatchObject(UNAVAILABLE);
    expect(jwks.state.fetches).toBe(0);
  });

  const PRIVATE_ADDRESSES = [
    ['169.254.169.254'],
    ['10.0.0.1'],
    ['127.0.0.1'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    // One of several is enough.
    ['93.184.215.14', '192.168.0.1'],
  ];
  test.each(PRIVATE_ADDRESSES.map((addresses) => [addresses]))(
    'are not read when a public name resolves to %j',
    async (addresses) => {
      const lookup = leadTo(...addresses);
      for (const stage of ['prod', 'dev', 'local'] as const) {
        state.deps = makeDeps(stage);
        const error = await errorOf(await sign(key, claims()), 'https://rebound.example/jwks.json');
        expect(error).toMatchObject(UNAVAILABLE);
        // Ours, and not that of a connection that failed.
        expect(state.logged.pop()).toMatch(/cannot be read.*"error":{"name":"Fault"}/);
      }
      // Twice for each stage: it is tried twice.
      expect(lookup).toHaveBeenCalledTimes(6);
      lookup.mockRestore();
    },
  );

  test('are read from exactly the addresses that were checked to be public', async () => {
    const lookup = leadTo('93.184.215.14', '2606:4700::1111');
    const answer = await new Promise((resolve) =>
      lookupPublic('keys.example', { all: true }, (error, addresses) => resolve({ error, addresses })),
    );
    lookup.mockRestore();
    expect(answer).toEqual({
      error: null,
      addresses: [
        { address: '93.184.215.14', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    });
  });

  test.each([
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/jwks.json',
    'https://0x7f.1/jwks.json',
    'https://2130706433/jwks.json',
    'https://[::1]/jwks.json',
    'https://[::ffff:10.0.0.1]/jwks.json',
    'https://localhost/jwks.json',
    'https://vault.internal/jwks.json',
    'https://issuer.example./jwks.json',
  ])('of an older policy are not fetched from %s', async (jwksUri) => {
    const lookup = leadTo('93.184.215.14');
    state.deps = makeDeps('prod');
    expect(await errorOf(await sign(key, claims()), jwksUri)).toMatchObject(UNAVAILABLE);
    expect(lookup).not.toHaveBeenCalled();
    lookup.mockRestore();
  });

  test('are fetched from the issuer’s default address when no other is named', async () => {
    const issuer = `${new URL(jwks.uri).origin}/pool`;
    const settings = { issuer, audience: AUDIENCE };
    for (const path of ['', '/']) {
      const token = await sign(key, claims({ iss: issuer + path }));
      expect((await verifyToken(state.deps, token, { ...settings, issuer: issuer + path })).subject).toBe(
        'user-1',
      );
    }
    expect(jwks.state.paths).toEqual(['/pool/.well-known/jwks.json']);
  });

  test('of two addresses are never mixed, whoever names them', async () => {
    const evil = await startJwks(strangerKey);
    const forged = await sign(strangerKey, claims());
    expect((await verify(forged, evil.uri)).subject).toBe('user-1');
    await expect(verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await evil.close();
  });
});
