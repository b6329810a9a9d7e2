import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { forgedToken, unsignedToken } from '../support/tokens.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  await api.createProgram({ slug: 'other' });
});
afterAll(() => api.close());

const seconds = () => Math.floor(api.clock.now().getTime() / 1000);
const claims = (more: object = {}) => ({ sub: 'u1', aud: 'fanfare-demo', exp: seconds() + 3600, ...more });
const JOIN = 'mutation { join(input: {}) { member { id } userErrors { code } } }';

describe('over HTTP, a join with a token that', () => {
  const BAD: [string, () => Promise<Credential> | Credential][] = [
    [
      'has expired',
      async () => ({ token: await api.token('demo', { subject: 'u1', claims: { exp: seconds() - 1 } }) }),
    ],
    [
      'is for another audience',
      async () => ({ token: await api.token('demo', { subject: 'u1', claims: { aud: 'web' } }) }),
    ],
    ['is another program’s', async () => ({ token: await api.token('other', { subject: 'u1' }) })],
    [
      'is of another issuer',
      async () => ({
        token: await api.token('demo', { subject: 'u1', claims: { iss: 'https://x.example' } }),
      }),
    ],
    [
      'another key signed',
      async () => ({ token: await forgedToken(claims(), api.issuer.jwks().keys[0]?.kid ?? '') }),
    ],
    ['nobody signed', () => ({ token: unsignedToken(claims()) })],
    ['is no token', () => ({ token: 'undefined' })],
    [
      'comes with a key as well',
      async () => ({ token: await api.token('demo', { subject: 'u1' }), apiKey: 'fk_x_y' }),
    ],
    ['is called Basic', () => ({ headers: { authorization: 'Basic dTpw' } })],
  ];
  test.each(BAD)(
    'a join over HTTP with a token that %s is answered 401, and nothing is written',
    async (_name, make) => {
      const before = await api.scanAll();
      const { status, body } = await api.send('demo', JOIN, {}, await make());
      expect([status, body.data]).toEqual([401, undefined]);
      expect(body.errors).toMatchObject([
        { extensions: { code: 'UNAUTHENTICATED' }, message: expect.stringMatching(/\.$/) },
      ]);
      expect(await api.scanAll()).toEqual(before);
    },
  );
});

test('an API key is accepted as x-api-key and as a bearer token', async () => {
  const key = await api.apiKey('demo', ['POINTS_READ']);
  for (const headers of [
    { 'x-api-key': key },
    { authorization: `Bearer ${key}` },
    { authorization: `bearer ${key}` },
  ]) {
    const read = await api.send('demo', '{ pointTotals { netIssued } }', {}, { headers });
    expect([read.status, read.body.errors]).toEqual([200, undefined]);
    const more = await api.send('demo', '{ members { edges { cursor } } }', {}, { headers });
    expect(more.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
});

test('after a key rotation tokens of the new and of the previous key are accepted', async () => {
  const old = await api.token('demo', { subject: 'u1' });
  expect((await api.send('demo', '{ me { id } }', {}, { token: old })).status).toBe(200);
  await api.issuer.rotate();
  // Forged tokens have had the keys asked for at this moment.
  api.clock.advance({ seconds: 10 });
  const rotated = await api.token('demo', { subject: 'u1' });
  for (const token of [rotated, old]) {
    expect((await api.send('demo', '{ me { id } }', {}, { token })).body.errors).toBeUndefined();
  }
});

test('a role in another program gives no right in this one', async () => {
  const token = await api.token('demo', {
    subject: 'u1',
    claims: { 'fanfare:roles': ['other:OWNER', 'OPERATOR'] },
  });
  for (const query of [
    '{ members { edges { cursor } } }',
    '{ programs { edges { cursor } } }',
    '{ apiKeys { edges { cursor } } }',
  ]) {
    const { body } = await api.send('demo', query, {}, { token });
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  }
});

test('a field that needs a credential is UNAUTHENTICATED without one', async () => {
  const { body } = await api.send('demo', '{ me { id } }');
  expect(body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
});

test('a person has a different id in each program, and the same one at each visit', async () => {
  const ids = [];
  for (const slug of ['demo', 'demo', 'other']) ids.push((await api.join(slug, 'person')).memberId);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
});
