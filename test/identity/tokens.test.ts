import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import dns, { type LookupAddress } from 'node:dns';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { lookupPublic } from '../../functions/identity/jwks.ts';
import { verifyToken } from '../../functions/identity/tokens.ts';
import type { Stage, TokenSettings } from '../../functions/platform/env.ts';
import type { Log } from '../../functions/platform/log.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { makeKey, type SigningKey, sign, startJwks } from './issuer.ts';

const ISSUER = 'https://issuer.example/pool';
const AUDIENCE = 'fanfare-demo';
const START = Date.parse('2031-05-05T12:00:00.000Z');

let key: SigningKey;
let ellipticKey: SigningKey;
let strangerKey: SigningKey;
let jwks: Awaited<ReturnType<typeof startJwks>>;
let now: number;
let logged: string[];
let deps: Deps;

function makeDeps(stage: Stage = 'local'): Deps {
  const keep = (message: string, fields?: object) => void logged.push(JSON.stringify({ message, ...fields }));
  const log: Log = { info: keep, warn: keep, error: keep, with: () => log };
  const env = {
    tableName: 'unused',
    stage,
    logLevel: 'SILENT',
    dynamodbEndpoint: undefined,
    operator: undefined,
  } as const;
  return createDeps(env, { now: () => new Date(now), log });
}

beforeAll(async () => {
  [key, ellipticKey, strangerKey] = await Promise.all([
    makeKey('one'),
    makeKey('two', 'ES256'),
    makeKey('one'),
  ]);
  jwks = await startJwks();
});
afterAll(() => jwks.close());
beforeEach(() => {
  Object.assign(jwks.state, { keys: [key, ellipticKey], fetches: 0, paths: [], instead: undefined });
  now = START;
  logged = [];
  deps = makeDeps();
});

const seconds = () => Math.floor(now / 1000);
const claims = (more: object = {}) => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'user-1',
  exp: seconds() + 3600,
  ...more,
});
const verify = (token: string, jwksUri = jwks.uri, more: Partial<TokenSettings> = {}) =>
  verifyToken(deps, token, { issuer: ISSUER, audience: AUDIENCE, jwksUri, ...more });
const refused = (token: string) => expect(verify(token)).rejects;

/** The refusal's sentence; fails for anything but RequestError UNAUTHENTICATED. */
const errorOf = (token: string, jwksUri?: string) =>
  verify(token, jwksUri).then(
    () => expect.unreachable('The token was accepted.'),
    (thrown) => thrown,
  );
async function sentenceOf(token: string, jwksUri?: string): Promise<string> {
  const error = await errorOf(token, jwksUri);
  expect(error).toMatchObject({ name: 'RequestError', code: 'UNAUTHENTICATED' });
  return error.message;
}
const UNAVAILABLE = { code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 10 };

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a valid token', () => {
  test('gives issuer, subject and roles', async () => {
    const token = await sign(
      key,
      claims({ 'fanfare:roles': ['demo:OWNER'], 'cognito:groups': ['demo:JUDGE'] }),
    );
    expect(await verify(token)).toEqual({
      issuer: ISSUER,
      subject: 'user-1',
      roles: ['demo:OWNER', 'demo:JUDGE'],
    });
  });

  test('may be signed on an elliptic curve, and have several audiences', async () => {
    const token = await sign(ellipticKey, claims({ aud: ['other', AUDIENCE] }));
    expect((await verify(token)).subject).toBe('user-1');
  });

  test('of Amazon Cognito gives its audience in client_id, in access tokens only', async () => {
    const cognito = { aud: undefined, client_id: AUDIENCE };
    expect((await verify(await sign(key, claims({ ...cognito, token_use: 'access' })))).subject).toBe(
      'user-1',
    );
    expect(await sentenceOf(await sign(key, claims({ ...cognito, token_use: 'id' })))).toMatch(/another use/);
    expect(await sentenceOf(await sign(key, claims(cognito)))).toMatch(/audience/);
    const elsewhere = { aud: 'https://api.elsewhere.example', client_id: AUDIENCE, token_use: 'access' };
    expect(await sentenceOf(await sign(key, claims(elsewhere)))).toMatch(/audience/);
  });

  test.each<[string, Record<string, unknown>, object]>([
    ['Auth0', { typ: 'JWT' }, { iat: START / 1000, exp: START / 1000 + 86_400, azp: 'app', scope: 'openid' }],
    ['Auth0 by RFC 9068', { typ: 'at+jwt' }, { iat: START / 1000, client_id: 'app', jti: 'a' }],
    ['Okta', {}, { iat: START / 1000, ver: 1, cid: 'app', uid: '00u1', scp: ['openid'] }],
    [
      'Microsoft Entra',
      { typ: 'JWT', x5t: 'one' },
      { iat: START / 1000 - 300, nbf: START / 1000 - 300, ver: '2.0' },
    ],
    [
      'Amazon Cognito',
      {},
      { aud: undefined, client_id: AUDIENCE, token_use: 'access', iat: START / 1000, event_id: 'e' },
    ],
    ['Firebase', { typ: 'JWT' }, { iat: START / 1000, auth_time: START / 1000, firebase: {} }],
    ['Keycloak', { typ: 'JWT' }, { iat: START / 1000, typ: 'Bearer', azp: 'app' }],
  ])('may be one of %s', async (_issuer, header, more) => {
    expect((await verify(await sign(key, claims(more), header))).subject).toBe('user-1');
  });

  test.each([
    'JWT',
    'jwt',
    'at+jwt',
    'AT+JWT',
    'application/at+jwt',
    'Application/AT+JWT',
    'application/jwt',
  ])('may have the type %s', async (typ) =>
    expect((await verify(await sign(key, claims(), { typ }))).subject).toBe('user-1'),
  );

  test.each([['demo:OWNER'], [{ 0: 'demo:OWNER' }], [[{ role: 'demo:OWNER' }]], [null]])(
    'has no role when the role claim is not a list of texts: %j',
    async (roles) =>
      expect((await verify(await sign(key, claims({ 'fanfare:roles': roles })))).roles).toEqual([]),
  );
});

describe('a token is refused, with a sentence, when', () => {
  const CASES: [string, (token: string) => string | Promise<string>, RegExp][] = [
    ['it has expired', () => sign(key, claims({ exp: seconds() })), /expired/],
    ['it never expires', () => sign(key, claims({ exp: undefined })), /no end/],
    ['it is not valid yet', () => sign(key, claims({ nbf: seconds() + 61 })), /not valid yet/],
    ['it is for another audience', () => sign(key, claims({ aud: 'fanfare-other' })), /another audience/],
    ['its audience only begins alike', () => sign(key, claims({ aud: `${AUDIENCE}2` })), /another audience/],
    ['it is for no audience', () => sign(key, claims({ aud: undefined })), /another audience/],
    [
      'it is of another issuer',
      () => sign(key, claims({ iss: 'https://evil.example' })),
      /could not be verified/,
    ],
    ['it names no subject', () => sign(key, claims({ sub: undefined })), /no subject/],
    ['its subject is empty', () => sign(key, claims({ sub: '' })), /no subject/],
    ['another key signed it under this name', () => sign(strangerKey, claims()), /signature/],
    [
      'its payload was changed',
      (token) => replacePart(token, 1, base64(claims({ sub: 'user-2' }))),
      /signature/,
    ],
    [
      'its key has no name and there are two',
      () => sign(key, claims(), { kid: undefined }),
      /does not name its key/,
    ],
    ['its key is not published', () => sign(key, claims(), { kid: 'three' }), /does not publish/],
    ['its alg is none', (token) => replacePart(token, 0, base64({ alg: 'none', kid: 'one' })), /algorithm/],
    [
      'its alg is none and it has no signature',
      () => `${base64({ alg: 'none' })}.${base64(claims())}.`,
      /not a signed/,
    ],
    [
      'its alg is another than the key’s',
      (token) => replacePart(token, 0, base64({ alg: 'RS512', kid: 'one' })),
      /algorithm/,
    ],
    ['the public key served as an HMAC secret', hmacWithPublicKey, /algorithm/],
    [
      'it has another algorithm of an RSA key',
      (token) => replacePart(token, 0, base64({ alg: 'PS256', kid: 'one' })),
      /algorithm/,
    ],
    ['it asks for an extension', () => sign(key, claims(), { crit: ['b64'], b64: true }), /extensions/],
    ['its times are texts', () => sign(key, claims({ exp: '9999999999' as never })), /not a signed/],
    ['it has two parts', (token) => token.split('.').slice(0, 2).join('.'), /not a signed/],
    ['it is not JSON', () => 'bm90.anNvbg.c2ln', /not a signed/],
    ['it is text', () => '안녕하세요', /not a signed/],
    ['it is over 16 KB', () => sign(key, claims({ padding: 'x'.repeat(16_384) })), /16384/],
  ];
  test.each(CASES)('%s', async (_name, make, sentence) => {
    const token = await make(await sign(key, claims()));
    expect(await sentenceOf(token)).toMatch(sentence);
    for (const text of [token, 'user-1', token.split('.')[2] ?? token]) {
      if (text !== '') expect(logged.join('\n')).not.toContain(text);
    }
  });

  test.each([
    'logout+jwt',
    'LOGOUT+JWT',
    'application/logout+jwt',
    'dpop+jwt',
    'secevent+jwt',
    'token-introspection+jwt',
    'oauth-authz-req+jwt',
    'application/okta-internal-at+jwt',
    'JOSE',
    'at+jwt ',
    'application/application/jwt',
    'text/jwt',
    '',
    null,
    1,
    ['JWT'],
    { typ: 'JWT' },
  ])('its type is %j', async (typ) => {
    const token = await sign(key, claims());
    const header = base64({ alg: 'RS256', kid: 'one', typ });
    expect(await sentenceOf(replacePart(token, 0, header))).toMatch(/another use/);
    // It is its type and not the signature: with any, nobody has asked for keys.
    expect(jwks.state.fetches).toBe(0);
  });

  test.each<[string, object]>([
    [
      'a logout token without a type',
      { events: { 'http://schemas.openid.net/event/backchannel-logout': {} } },
    ],
    ['an ID token of Amazon Cognito', { token_use: 'id' }],
    ['an ID token of Amazon Cognito with a client', { token_use: 'id', client_id: AUDIENCE }],
    ['a token of a use that is yet to come', { token_use: 'refresh' }],
    ['a token of no use that can be told', { token_use: null }],
  ])('it is %s', async (_what, more) => {
    expect(await sentenceOf(await sign(key, claims(more)))).toMatch(/another use/);
  });

  test.each([
    ['RS256', () => key],
    ['ES256', () => ellipticKey],
  ])('its signature is cut short or too long (%s), without an error in the log', async (_alg, which) => {
    const [head, payload, signature = ''] = (await sign(which(), claims())).split('.');
    for (const cut of [signature.slice(0, -1), signature.slice(0, 20), 'a', signature + signature]) {
      expect(await sentenceOf([head, payload, cut].join('.'))).toMatch(/cut short or changed/);
    }
    expect(logged).toEqual([]);
  });

  test('it is past its end, though a minute of clock difference is allowed at its start', async () => {
    expect((await verify(await sign(key, claims({ nbf: seconds() + 59 })))).subject).toBe('user-1');
    const token = await sign(key, claims({ exp: seconds() + 60 }));
    now += 59_999;
    expect((await verify(token)).subject).toBe('user-1');
    now += 1;
    expect(await sentenceOf(token)).toMatch(/expired/);
  });
});

function replacePart(token: string, place: number, part: string): string {
  return token.split('.').with(place, part).join('.');
}

function hmacWithPublicKey(): string {
  const pem = createPublicKey({ key: key.published as JsonWebKey, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const signed = `${base64({ alg: 'HS256', kid: 'one' })}.${base64(claims())}`;
  return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
}

describe('the life of a token', () => {
  const DAY = 86_400;
  const lives = (more: object, maxLifetimeSeconds?: number) =>
    sign(key, claims(more)).then((token) =>
      verify(token, jwks.uri, maxLifetimeSeconds === undefined ? {} : { maxLifetimeSeconds }).then(
        () => 'is taken',
        ({ message }) => message,
      ),
    );
  const at = (seconds: number) => START / 1000 + seconds;
  const TOO_LONG =
    /^The token lives too long: at most \d+ seconds are accepted\. Have the issuer make shorter ones\.$/;

  test.each<[string, object, number?]>([
    ['a day, where nothing else is set', { iat: at(0), exp: at(DAY) }],
    ['a day that has begun', { iat: at(-DAY + 1), exp: at(1) }],
    ['as long as is set', { iat: at(0), exp: at(300) }, 300],
    ['a month, where it is set', { iat: at(-5), exp: at(-5 + 30 * DAY) }, 30 * DAY],
    ['a day, by a clock a minute ahead', { iat: at(60), exp: at(60 + DAY) }],
    ['a day from now, without a beginning', { exp: at(DAY) }],
    ['a day, by a clock a minute ahead and without a beginning', { exp: at(60 + DAY) }],
  ])('may be %s', async (_what, more, max) => expect(await lives(more, max)).toBe('is taken'));

  test.each<[string, object, number?]>([
    ['a second more than a day', { iat: at(0), exp: at(DAY + 1) }],
    ['part of a second more', { iat: at(0), exp: at(DAY + 0.5) }],
    ['longer, with only an hour left of it', { iat: at(-30 * DAY), exp: at(3_600) }],
    ['longer than is set', { iat: at(0), exp: at(301) }, 300],
    ['ten years', { iat: at(0), exp: at(3_650 * DAY) }],
    ['ten years from a beginning that is yet to come', { iat: at(3_650 * DAY), exp: at(3_651 * DAY) }],
    ['ten years, without a beginning', { exp: at(3_650 * DAY) }],
    ['without end, nearly', { iat: at(0), exp: 1e308 }],
    ['from the beginning of time', { iat: 0, exp: at(1) }],
  ])('may not be %s', async (_what, more, max) => expect(await lives(more, max)).toMatch(TOO_LONG));
});

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
    now += 10_000;
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
    now += 10_000;
    expect((await verify(await sign(rotated, claims()))).subject).toBe('user-1');
  });

  test('are refused within the hour after they were withdrawn', async () => {
    await verify(await sign(key, claims()));
    jwks.state.keys = [ellipticKey];
    now += 3_600_000;
    expect(await sentenceOf(await sign(key, claims()))).toMatch(/does not publish/);
  });

  test('are kept through an outage of the issuer, which is asked every 10 seconds at most', async () => {
    await verify(await sign(key, claims()));
    jwks.state.instead = (response) => response.writeHead(503).end();
    now += 3_600_000;
    for (let round = 0; round < 20; round += 1) await verify(await sign(key, claims()));
    // One failed try is two requests: it is tried twice.
    expect(jwks.state.fetches).toBe(3);
    expect(logged).toHaveLength(1);
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
    now += 10_000;
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
    expect(logged.join()).toContain('cannot be read');
    jwks.state.instead = undefined;
    now += 10_000;
    expect((await verify(await sign(key, claims()))).subject).toBe('user-1');
  });

  test('are not read over plain http outside a developer’s machine', async () => {
    const token = await sign(key, claims());
    for (const stage of ['dev', 'prod'] as const) {
      deps = makeDeps(stage);
      expect(await errorOf(token)).toMatchObject(UNAVAILABLE);
    }
    deps = makeDeps('local');
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
        deps = makeDeps(stage);
        const error = await errorOf(await sign(key, claims()), 'https://rebound.example/jwks.json');
        expect(error).toMatchObject(UNAVAILABLE);
        // Ours, and not that of a connection that failed.
        expect(logged.pop()).toMatch(/cannot be read.*"error":{"name":"Fault"}/);
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
    deps = makeDeps('prod');
    expect(await errorOf(await sign(key, claims()), jwksUri)).toMatchObject(UNAVAILABLE);
    expect(lookup).not.toHaveBeenCalled();
    lookup.mockRestore();
  });

  test('are fetched from the issuer’s default address when no other is named', async () => {
    const issuer = `${new URL(jwks.uri).origin}/pool`;
    const settings = { issuer, audience: AUDIENCE };
    for (const path of ['', '/']) {
      const token = await sign(key, claims({ iss: issuer + path }));
      expect((await verifyToken(deps, token, { ...settings, issuer: issuer + path })).subject).toBe('user-1');
    }
    expect(jwks.state.paths).toEqual(['/pool/.well-known/jwks.json']);
  });

  test('of two addresses are never mixed, whoever names them', async () => {
    const evil = await startJwks(strangerKey);
    const forged = await sign(strangerKey, claims());
    expect((await verify(forged, evil.uri)).subject).toBe('user-1');
    await refused(forged).toMatchObject({ code: 'UNAUTHENTICATED' });
    await evil.close();
  });
});
