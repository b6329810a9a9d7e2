import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Write } from '../../../functions/table/client.ts';
import { DEV_ISSUER } from '../../../local/issuer.ts';
import { makeKey, type SigningKey, sign, startJwks } from '../../identity/issuer.ts';
import { type Api, type Credential, startApi } from '../../support/api.ts';
import { captureLog, type LoggedLines } from '../../support/log-lines.ts';

// Where a program's tokens come from. Whoever decides it can be any member and have any role.

let api: Api;
let operator: Credential;
let logged: LoggedLines;
let ownKey: SigningKey;
let ownJwks: Awaited<ReturnType<typeof startJwks>>;
beforeAll(async () => {
  api = await startApi();
  operator = { token: await api.operator() };
  ownKey = await makeKey('own');
  ownJwks = await startJwks(ownKey);
  logged = captureLog();
  api.deps.log = logged.log;
});
afterAll(async () => {
  logged.restore();
  await Promise.all([api.close(), ownJwks.close()]);
});

let slug: string;
let programs = 0;
beforeEach(async () => {
  programs += 1;
  slug = await api.createProgram({ slug: `tokens-${programs}` });
  logged.lines.splice(0);
});

const owner = async () => ({ token: await api.as(slug, 'OWNER') });
const POLICY = 'tokenPolicy { issuer audience jwksUri maxLifetimeSeconds }';
const current = (more: object = {}) => ({
  issuer: DEV_ISSUER,
  audience: `fanfare-${slug}`,
  jwksUri: api.jwksUri,
  maxLifetimeSeconds: 2_592_000,
  ...more,
});
const set = (policy: object, who = operator) =>
  api.attempt(slug, 'setTokenPolicy', policy, `program { slug updatedAt ${POLICY} }`, who);
const stored = async () =>
  (await api.ok(slug, `{ program { updatedAt ${POLICY} } }`, {}, operator)).program.tokenPolicy;
const changes = () =>
  logged.lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'Token policy changed.');
const statusOf = async (token: string) =>
  (await api.send(slug, '{ program { slug } }', {}, { token })).status;
const seconds = () => api.clock.now().getTime() / 1_000;
const ownToken = (more: object = {}) =>
  sign(ownKey, {
    iss: DEV_ISSUER,
    aud: `fanfare-${slug}`,
    sub: 'anybody',
    iat: seconds(),
    exp: seconds() + 3_600,
    ...more,
  });

describe('the token policy of a program', () => {
  test.each(['OWNER', 'ORGANIZER', 'MODERATOR', 'JUDGE', 'member', 'key'])(
    'cannot be set by anyone but the operator: %s',
    async (who) => {
      const credential: Credential =
        who === 'key'
          ? { apiKey: await api.apiKey(slug, ['MEMBERS_WRITE', 'POINTS_WRITE', 'EVENTS_WRITE']) }
          : { token: who === 'member' ? (await api.join(slug, 'm')).token : await api.as(slug, who) };
      const document =
        'mutation ($input: SetTokenPolicyInput!) { setTokenPolicy(input: $input) { userErrors { code } } }';
      const input = current({ jwksUri: ownJwks.uri });
      const { body } = await api.send(slug, document, { input }, credential);
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
      expect(await stored()).toEqual(current());
      expect(await statusOf(await ownToken())).toBe(401);
      expect(changes()).toEqual([]);
    },
  );

  test('cannot be changed by updateProgram, not even by owner or operator', async () => {
    const document =
      'mutation ($input: UpdateProgramInput!) { updateProgram(input: $input) { userErrors { code } } }';
    const { maxLifetimeSeconds: _, ...tokenPolicy } = current({ jwksUri: ownJwks.uri });
    for (const who of [await owner(), operator]) {
      const { status, body } = await api.send(slug, document, { input: { tokenPolicy } }, who);
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
    expect(await stored()).toEqual(current());
  });

  test('cannot be changed at the operator’s address', async () => {
    const document =
      'mutation ($input: SetTokenPolicyInput!) { setTokenPolicy(input: $input) { userErrors { code } } }';
    const { body } = await api.send('operator', document, { input: current() }, operator);
    expect(body.errors?.[0]?.extensions.code).toBe('PROGRAM_NOT_FOUND');
  });
});

describe('the operator who changes a token policy', () => {
  test('replaces the keys, and tokens of the old ones are refused from then on', async () => {
    const before = await owner();
    expect([await statusOf(before.token), await statusOf(await ownToken())]).toEqual([200, 401]);
    const { program, userErrors } = await set(current({ jwksUri: ownJwks.uri }));
    expect([userErrors, program.tokenPolicy]).toEqual([[], current({ jwksUri: ownJwks.uri })]);
    expect([await statusOf(before.token), await statusOf(await ownToken())]).toEqual([401, 200]);
  });

  test('moves a program to another issuer, where everyone is a new member', async () => {
    const known = await api.join(slug, 'anybody');
    await set(current({ issuer: 'https://other.example/pool', jwksUri: ownJwks.uri }));
    expect(await statusOf(known.token)).toBe(401);
    const token = await ownToken({ iss: 'https://other.example/pool' });
    const { member } = await api.mutate(slug, 'join', {}, 'member { id }', { token });
    expect(member.id).not.toBe(known.memberId);
  });

  test('is logged in one line: which operator, which program, old and new policy', async () => {
    const after = current({ jwksUri: ownJwks.uri, maxLifetimeSeconds: 3_600 });
    await set(after);
    expect(changes()).toEqual([
      expect.objectContaining({
        level: 'INFO',
        programId: slug,
        by: 'operator',
        subject: 'operator',
        before: current(),
        after,
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      }),
    ]);
    const colleague = await api.token('operator', { subject: 'colleague', roles: ['OPERATOR'] });
    await set(current(), { token: colleague });
    expect(changes()[1]).toMatchObject({ subject: 'colleague', before: after, after: current() });
    expect(logged.lines.join()).not.toContain(colleague);
  });

  test('is logged with the old policy also when both policies have maximum length', async () => {
    const long = (letter: string) => {
      const padded = (start: string, length: number) => start + letter.repeat(length - start.length);
      return current({
        issuer: padded('https://issuer.example/', 512),
        audience: letter.repeat(255),
        jwksUri: padded('https://issuer.example/', 2_048),
      });
    };
    expect((await set(long('a'))).userErrors).toEqual([]);
    logged.lines.splice(0);
    expect((await set(long('b'))).userErrors).toEqual([]);
    expect(changes()).toMatchObject([{ subject: 'operator', before: long('a'), shortened: true }]);
  });

  test('and repeats the same change is answered without a write', async () => {
    const policy = current({ maxLifetimeSeconds: 3_600 });
    const first = await set(policy);
    const before = await api.scanAll();
    api.clock.advance({ minutes: 1 });
    expect(await set(policy)).toEqual(first);
    expect(await api.scanAll()).toEqual(before);
    expect(changes()).toHaveLength(1);
  });

  test('at the same moment as another is logged with the policy before it', async () => {
    const policies = Array.from({ length: 6 }, (_, n) => current({ maxLifetimeSeconds: 60 + n }));
    const payloads = await Promise.all(policies.map((policy) => set(policy)));
    expect(payloads.map(({ program }) => program.tokenPolicy)).toEqual(policies);
    const lines = changes().map(({ before, after }) => [before, after]);
    const last = await stored();
    // A chain from the first policy to the last, whatever the order of the lines.
    const chain = [current()];
    while (chain.length <= lines.length) {
      const [, next] = lines.find(([from]) => JSON.stringify(from) === JSON.stringify(chain.at(-1))) ?? [];
      chain.push(next);
    }
    expect([lines.length, chain.at(-1)]).toEqual([6, last]);
    expect(new Set(chain.map((policy) => policy?.maxLifetimeSeconds)).size).toBe(7);
  });

  test('may do so while the program is paused, and during an owner’s change', async () => {
    await api.mutate(slug, 'setProgramStatus', { status: 'PAUSED' }, 'program { slug }', operator);
    const who = await owner();
    const [payload] = await Promise.all([
      set(current({ jwksUri: `${api.jwksUri}?v=2` })),
      api.mutate(slug, 'updateProgram', { name: 'New' }, 'program { slug }', who),
    ]);
    expect(payload.userErrors).toEqual([]);
    const { program } = await api.ok(slug, `{ program { name status ${POLICY} } }`, {}, operator);
    expect(program).toEqual({
      name: 'New',
      status: 'PAUSED',
      tokenPolicy: current({ jwksUri: `${api.jwksUri}?v=2` }),
    });
  });

  test('gives the whole policy: absent keys mean the default address, and a lifetime is required', async () => {
    const { jwksUri: _, ...usual } = current();
    expect((await set(usual)).program.tokenPolicy.jwksUri).toBeNull();
    const { maxLifetimeSeconds: __, ...open } = current();
    const document =
      'mutation ($input: SetTokenPolicyInput!) { setTokenPolicy(input: $input) { userErrors { code } } }';
    const { body } = await api.send(slug, document, { input: open }, operator);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a policy is refused, and nothing changes, with', () => {
  test.each<[string, object]>([
    ['issuer', { issuer: 'http://issuer.example' }],
    ['issuer', { issuer: 'https://10.0.0.1' }],
    ['issuer', { issuer: 'https://issuer.internal/pool' }],
    ['issuer', { issuer: 'https://issuer.example?x=1' }],
    ['issuer', { issuer: 'https://한국.example' }],
    ['issuer', { issuer: '' }],
    ['audience', { audience: '' }],
    ['audience', { audience: 'a'.repeat(256) }],
    ['jwksUri', { jwksUri: '' }],
    ['jwksUri', { jwksUri: 'http://keys.example/jwks.json' }],
    ['jwksUri', { jwksUri: 'http://169.254.169.254/latest/meta-data' }],
    ['jwksUri', { jwksUri: 'https://169.254.169.254/latest/meta-data' }],
    ['jwksUri', { jwksUri: 'https://0xa9.0xfe.0xa9.0xfe/' }],
    ['jwksUri', { jwksUri: 'https://2852039166/' }],
    ['jwksUri', { jwksUri: 'https://0250.0376.0251.0376/' }],
    ['jwksUri', { jwksUri: 'https://[fd00:ec2::254]/' }],
    ['jwksUri', { jwksUri: 'https://[::ffff:169.254.169.254]/' }],
    ['jwksUri', { jwksUri: 'https://8.8.8.8/jwks.json' }],
    ['jwksUri', { jwksUri: 'https://metadata.google.internal/' }],
    ['jwksUri', { jwksUri: 'https://printer.local/' }],
    ['jwksUri', { jwksUri: 'https://metadata/' }],
    ['jwksUri', { jwksUri: 'https://keys.example./jwks.json' }],
    ['jwksUri', { jwksUri: 'https://me:secret@keys.example/' }],
    ['jwksUri', { jwksUri: 'https://@keys.example/' }],
    ['jwksUri', { jwksUri: 'https://keys.example\\@10.0.0.1/' }],
    ['jwksUri', { jwksUri: 'https:///keys.example/' }],
    ['jwksUri', { jwksUri: 'file:///etc/passwd' }],
    ['jwksUri', { jwksUri: `https://keys.example/${'a'.repeat(2_048)}` }],
    ['maxLifetimeSeconds', { maxLifetimeSeconds: 59 }],
    ['maxLifetimeSeconds', { maxLifetimeSeconds: 0 }],
    ['maxLifetimeSeconds', { maxLifetimeSeconds: -1 }],
    ['maxLifetimeSeconds', { maxLifetimeSeconds: 2_592_001 }],
    ['audience', { audience: 'fanfare-operator' }],
  ])('a wrong %s: %j', async (field, more) => {
    const { program, userErrors } = await set(current(more));
    expect([program, userErrors]).toEqual([
      null,
      [{ code: 'INVALID_INPUT', field: [field], message: expect.stringMatching(/\.$/) }],
    ]);
    expect([await stored(), changes()]).toEqual([current(), []]);
  });
});

describe('the longest lifetime of tokens', () => {
  test('applies from the moment that it is set', async () => {
    const hour = await api.token(slug, { subject: 'm', expiresInSeconds: 3_600 });
    const longer = await api.token(slug, { subject: 'm', expiresInSeconds: 3_601 });
    await set(current({ maxLifetimeSeconds: 3_600 }));
    expect([await statusOf(hour), await statusOf(longer)]).toEqual([200, 401]);
    const { body } = await api.send(slug, '{ program { slug } }', {}, { token: longer });
    expect(body.errors?.[0]?.message).toContain('at most 3600 seconds');
  });

  test('is a day for a program created without one, and for the operator', async () => {
    const tokenPolicy = { issuer: DEV_ISSUER, audience: `fanfare-${slug}-b`, jwksUri: api.jwksUri };
    slug = await api.createProgram({ slug: `${slug}-b`, tokenPolicy });
    expect((await stored()).maxLifetimeSeconds).toBe(86_400);
    const lives = (expiresInSeconds: number) => api.token(slug, { subject: 'm', expiresInSeconds });
    expect([await statusOf(await lives(86_400)), await statusOf(await lives(86_401))]).toEqual([200, 401]);
    const operators = { subject: 'o', roles: ['OPERATOR'], expiresInSeconds: 86_401 };
    expect(await statusOf(await api.token('operator', operators))).toBe(401);
    // The same request in other words.
    await api.createProgram({ slug, tokenPolicy: { ...tokenPolicy, maxLifetimeSeconds: 86_400 } });
  });
});

test('a program stored without a lifetime has a day, and its private key address neither opens it nor blocks its owner', async () => {
  const row = (await api.scanAll()).find(({ et, slug: own }) => et === 'PROGRAM' && own === slug);
  const tokenPolicy = {
    issuer: DEV_ISSUER,
    audience: `fanfare-${slug}`,
    jwksUri: 'https://10.0.0.1/jwks.json',
  };
  await api.deps.table.write({ put: { ...row, tokenPolicy } } as Write);
  api.clock.advance({ seconds: 30 });
  expect(await stored()).toEqual({ ...tokenPolicy, maxLifetimeSeconds: 86_400 });
  expect(await statusOf((await owner()).token)).toBe(503);
  const { program } = await api.mutate(slug, 'updateProgram', { name: 'New' }, 'program { name }', operator);
  expect(program.name).toBe('New');
  await set(current());
  expect(await statusOf((await owner()).token)).toBe(200);
});
