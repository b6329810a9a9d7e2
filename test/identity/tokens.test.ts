import { createHmac, createPublicKey, type JsonWebKey } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { sign } from './issuer.ts';
import { AUDIENCE, ISSUER, START, startVerifier } from './verifier.ts';

const { key, ellipticKey, strangerKey, jwks, state, seconds, claims, verify, sentenceOf, reset } =
  await startVerifier();
beforeEach(reset);
afterAll(() => jwks.close());

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a valid token', () => {
  test('gives issuer, subject, roles and what the issuer has verified', async () => {
    const token = await sign(
      key,
      claims({
        'fanfare:roles': ['demo:OWNER'],
        'cognito:groups': ['demo:JUDGE'],
        email_verified: true,
        phone_number_verified: 'false',
      }),
    );
    expect(await verify(token)).toEqual({
      issuer: ISSUER,
      subject: 'user-1',
      roles: ['demo:OWNER', 'demo:JUDGE'],
      verified: new Set(['EMAIL_VERIFIED']),
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
      if (text !== '') expect(state.logged.join('\n')).not.toContain(text);
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
    expect(state.logged).toEqual([]);
  });

  test('it is past its end, though a minute of clock difference is allowed at its start', async () => {
    expect((await verify(await sign(key, claims({ nbf: seconds() + 59 })))).subject).toBe('user-1');
    const token = await sign(key, claims({ exp: seconds() + 60 }));
    state.now += 59_999;
    expect((await verify(token)).subject).toBe('user-1');
    state.now += 1;
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
