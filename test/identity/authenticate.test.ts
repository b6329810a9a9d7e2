import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiKeys, createApiKey, revokeApiKey } from '../../functions/features/keys/operations.ts';
import { setTokenPolicy } from '../../functions/features/programs/operations.ts';
import { cachedProgram } from '../../functions/features/programs/store.ts';
import { authenticate, type RequestHeaders } from '../../functions/identity/authenticate.ts';
import { memberIdOf } from '../../functions/identity/member-id.ts';
import { ANONYMOUS, type Viewer } from '../../functions/identity/viewer.ts';
import { makeKey, type SigningKey, sign, startJwks } from './issuer.ts';
import { memberViewer, OPERATOR, operator, startWorld, value, type World } from './world.ts';

const ISSUER = 'https://issuer.example/pool';

let world: World;
let jwks: Awaited<ReturnType<typeof startJwks>>;
let operatorJwks: Awaited<ReturnType<typeof startJwks>>;
let key: SigningKey;
let operatorKey: SigningKey;

beforeAll(async () => {
  // Both keys have the same name: only the address that they are read from tells them apart.
  [key, operatorKey] = await Promise.all([makeKey('one'), makeKey('one')]);
  [jwks, operatorJwks] = await Promise.all([startJwks(key), startJwks(operatorKey)]);
  world = await startWorld({ ...OPERATOR, jwksUri: operatorJwks.uri });
  await Promise.all(['demo', 'other'].map((slug) => program(slug)));
});
afterAll(() => Promise.all([world.close(), jwks.close(), operatorJwks.close()]));

const program = (slug: string) =>
  world.program(slug, { tokenPolicy: { issuer: ISSUER, audience: `fanfare-${slug}`, jwksUri: jwks.uri } });

async function ask(slug: string | undefined, headers: RequestHeaders): Promise<Viewer> {
  return authenticate(world.deps, apiKeys, slug === undefined ? undefined : await program(slug), headers);
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const exp = () => world.clock.millis / 1000 + 3600;
const memberToken = (slug: string, more: object = {}) =>
  sign(key, { iss: ISSUER, aud: `fanfare-${slug}`, sub: 'u1', exp: exp(), ...more });
const operatorToken = (more: object = {}, by = operatorKey) =>
  sign(by, {
    iss: OPERATOR.issuer,
    aud: OPERATOR.audience,
    sub: 'op',
    exp: exp(),
    'fanfare:roles': ['OPERATOR'],
    ...more,
  });
async function makeApiKey(slug: string) {
  const scope = { program: await program(slug), viewer: memberViewer('mem_owner', 'OWNER') };
  const made = value(
    await createApiKey(world.deps, scope, {
      name: 'POS',
      scopes: ['EVENTS_WRITE', 'POINTS_READ'],
      sources: ['pos'],
    }),
  );
  return { ...made, scope };
}
const list = (set: ReadonlySet<string>) => [...set].sort();
const refused = (asked: Promise<Viewer>, sentence: RegExp, code = 'UNAUTHENTICATED') =>
  expect(asked).rejects.toMatchObject({
    name: 'RequestError',
    code,
    message: expect.stringMatching(sentence),
  });

describe('a caller', () => {
  test('without a credential is anonymous, with a program and without', async () => {
    expect(await ask('demo', {})).toEqual(ANONYMOUS);
    expect(await ask(undefined, {})).toEqual(ANONYMOUS);
  });

  test('with a program’s token is the member of its issuer and subject', async () => {
    const viewer = await ask('demo', bearer(await memberToken('demo')));
    expect(list(viewer.access)).toEqual(['MEMBER', 'PUBLIC']);
    expect(viewer.memberId).toBe(memberIdOf('demo', ISSUER, 'u1'));
    expect(viewer.actorId).toBe(viewer.memberId);
    expect(viewer.scopes.size).toBe(0);
  });

  test('has the token’s roles of this program, and of no other', async () => {
    const roles = [
      'demo:ORGANIZER',
      'other:OWNER',
      'demo2:OWNER',
      'OWNER',
      'demo:PARTNER',
      'demo:OPERATOR',
      'demo:SELF',
    ];
    const viewer = await ask('demo', bearer(await memberToken('demo', { 'fanfare:roles': roles })));
    expect(list(viewer.access)).toEqual(['MEMBER', 'ORGANIZER', 'PUBLIC']);
  });

  test('has the roles of the Cognito groups, with the access token of the app client', async () => {
    const cognito = {
      aud: undefined,
      client_id: 'fanfare-demo',
      token_use: 'access',
      'cognito:groups': ['demo:JUDGE'],
    };
    expect(list((await ask('demo', bearer(await memberToken('demo', cognito)))).access)).toContain('JUDGE');
  });

  test('with an API key is a partner with the key’s scopes, by either header', async () => {
    const { apiKey, secret } = await makeApiKey('demo');
    for (const headers of [{ 'x-api-key': secret }, bearer(secret), { authorization: `bearer  ${secret}` }]) {
      const viewer = await ask('demo', headers);
      expect(list(viewer.access)).toEqual(['PARTNER', 'PUBLIC']);
      expect(list(viewer.scopes)).toEqual(['EVENTS_WRITE', 'POINTS_READ']);
      expect([viewer.memberId, viewer.actorId]).toEqual([undefined, apiKey.id]);
    }
  });

  test('with the operator’s token is the operator, at every address', async () => {
    for (const slug of [undefined, 'demo']) {
      const viewer = await ask(slug, bearer(await operatorToken()));
      expect([list(viewer.access), viewer.memberId, viewer.actorId, viewer.subject]).toEqual([
        ['OPERATOR', 'PUBLIC'],
        undefined,
        'operator',
        'op',
      ]);
    }
  });
});

describe('the operator’s rights', () => {
  test('are not given to a program’s token, whatever role it claims', async () => {
    const token = await memberToken('demo', {
      'fanfare:roles': ['OPERATOR'],
      'cognito:groups': ['OPERATOR'],
    });
    expect(list((await ask('demo', bearer(token))).access)).toEqual(['MEMBER', 'PUBLIC']);
    await refused(ask(undefined, bearer(token)), /operator's issuer and audience/);
  });

  test('are not given to a token that a program’s key signed in the operator’s name', async () => {
    await refused(ask('demo', bearer(await operatorToken({}, key))), /signature/);
  });

  test('are not given without the issuer’s OPERATOR group', async () => {
    for (const roles of [undefined, [], ['demo:OPERATOR'], ['operator']]) {
      const token = await operatorToken({ 'fanfare:roles': roles });
      await refused(ask(undefined, bearer(token)), /OPERATOR/, 'FORBIDDEN');
    }
  });

  test('do not make the operator a member, or give roles in a program', async () => {
    const viewer = await ask(
      'demo',
      bearer(await operatorToken({ 'fanfare:roles': ['OPERATOR', 'demo:OWNER'] })),
    );
    expect(list(viewer.access)).toEqual(['OPERATOR', 'PUBLIC']);
  });
});

describe('a credential is refused, never ignored, when', () => {
  test('the token is another program’s', async () => {
    await refused(ask('demo', bearer(await memberToken('other'))), /another audience than this program/);
  });

  test('the token is another issuer’s', async () => {
    const token = await memberToken('demo', { iss: 'https://elsewhere.example' });
    await refused(ask('demo', bearer(token)), /not of this program's issuer/);
  });

  test('the token has expired', async () => {
    await refused(ask('demo', bearer(await memberToken('demo', { exp: exp() - 3600 }))), /expired/);
  });

  test('the key is another program’s, without a read', async () => {
    const { secret } = await makeApiKey('other');
    const demo = await program('demo');
    const asked = () =>
      refused(authenticate(world.deps, apiKeys, demo, { 'x-api-key': secret }), /no such API key/);
    expect((await world.meter.during(asked)).bill.calls).toBe(0);
  });

  test('the key was revoked', async () => {
    const { apiKey, secret, scope } = await makeApiKey('demo');
    expect((await ask('demo', { 'x-api-key': secret })).actorId).toBe(apiKey.id);
    value(await revokeApiKey(world.deps, scope, { apiKeyId: apiKey.id }));
    await refused(ask('demo', { 'x-api-key': secret }), /no such API key, or it was revoked/);
  });

  test('the key’s secret is wrong', async () => {
    const { secret } = await makeApiKey('demo');
    const wrong = secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0');
    await refused(ask('demo', { 'x-api-key': wrong }), /no such API key/);
  });

  test('a key is sent to the operator’s address', async () => {
    const { secret } = await makeApiKey('demo');
    await refused(ask(undefined, { 'x-api-key': secret }), /belongs to a program/);
  });

  test('two credentials are sent', async () => {
    const { secret } = await makeApiKey('demo');
    const token = await memberToken('demo');
    await refused(ask('demo', { ...bearer(token), 'x-api-key': secret }), /one credential/);
    await refused(ask('demo', bearer(`${token}, Bearer ${token}`)), /one token/);
    await refused(ask('demo', bearer(`${token},${token}`)), /not a signed/);
  });

  test.each<[string, RequestHeaders]>([
    ['an empty authorization header', { authorization: '' }],
    ['a scheme without a token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: 'Basic dTpw' }],
    ['a bare word', { authorization: 'secret' }],
    ['text for a token', { authorization: 'Bearer null' }],
    ['an empty key', { 'x-api-key': '' }],
    ['text for a key', { 'x-api-key': 'undefined' }],
    ['half a key', { 'x-api-key': 'fk_abc' }],
    ['half a key as a token', { authorization: 'Bearer fk_abc' }],
    ['a token for a key', { 'x-api-key': 'a.b.c' }],
    ['100 KB', { authorization: `Bearer ${'x'.repeat(100_000)}` }],
  ])('it is %s', async (_name, headers) => {
    await expect(ask('demo', headers)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

test('a rotation of keys is followed by other instances within 30 seconds, and old keys open nothing after it', async () => {
  await program('moved');
  const newKey = await makeKey('one');
  const newJwks = await startJwks(newKey);
  const other = world.instance();
  const opens = async (by: SigningKey) => {
    const claims = { iss: ISSUER, aud: 'fanfare-moved', sub: 'u1', exp: exp() };
    const asked = authenticate(
      other,
      apiKeys,
      await cachedProgram(other, 'moved'),
      bearer(await sign(by, claims)),
    );
    return asked.then(
      () => true,
      () => false,
    );
  };
  expect([await opens(key), await opens(newKey)]).toEqual([true, false]);
  const policy = {
    issuer: ISSUER,
    audience: 'fanfare-moved',
    jwksUri: newJwks.uri,
    maxLifetimeSeconds: 86_400,
  };
  value(await setTokenPolicy(world.deps, await world.scope('moved', operator), policy));
  world.clock.millis += 29_999;
  expect([await opens(key), await opens(newKey)]).toEqual([true, false]);
  world.clock.millis += 1;
  expect([await opens(key), await opens(newKey)]).toEqual([false, true]);
  await newJwks.close();
});

test('authentication by token costs no trip to the table', async () => {
  const token = await memberToken('demo');
  const demo = await program('demo');
  const { bill } = await world.meter.during(() => authenticate(world.deps, apiKeys, demo, bearer(token)));
  expect(bill.calls).toBe(0);
});
