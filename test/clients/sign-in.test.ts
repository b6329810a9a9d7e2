import { randomUUID } from 'node:crypto';
import { type ASTNode, buildSchema, parse, print } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { DEV_ISSUER } from '../../local/issuer.ts';
import { startJwks } from '../identity/issuer.ts';
import { type Api, startApi } from '../support/api.ts';
import { SDL } from '../support/app.ts';
import { codesOf, DRIVERS, type Driver, expectNoWarnings, type Shown } from '../support/drivers.ts';
import { type Network, startNetwork } from '../support/network.ts';
import { patientFetch } from './patient-fetch.ts';
import { createSession, type Session, SignedOut } from './session.ts';

// Tokens that end while an app is used.

let api: Api;
let network: Network;
let jwks: Awaited<ReturnType<typeof startJwks>>;
let isIssuerThere = true;
beforeAll(async () => {
  api = await startApi();
  network = await startNetwork(api);
  await api.createProgram({ slug: 'demo' });
  await api.join('demo', 'ann', { displayName: 'Ann' });
  jwks = await startJwks();
  jwks.state.instead = (response) =>
    isIssuerThere ? response.end(JSON.stringify(api.issuer.jwks())) : response.destroy();
});
afterAll(async () => {
  await network.close();
  await jwks.close();
  await api.close();
});

const token = (slug = 'demo') => api.token(slug, { subject: 'ann', expiresInSeconds: 60 });
const ME = '{ me { id displayName } }';
const CHANGE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  member { id locale } userErrors { code message field } } }`;

test('a session knows every field that needs no sign-in, and sends its token with all others', () => {
  const session = createSession('token', async () => 'token');
  // Everybody may ask for these, and whoever is signed in is told more.
  const forMembers = ['contest', 'contestEntry', 'contests'];
  const fields = Object.entries(buildSchema(SDL).getQueryType()?.getFields() ?? {});
  for (const [name, { astNode }] of fields) {
    const isPublic =
      print(astNode as ASTNode).includes('@auth(requires: [PUBLIC]') && !forMembers.includes(name);
    const asked = Object.keys(session.headers(parse(`{ ${name} }`)));
    expect(asked, name).toEqual(isPublic ? [] : ['authorization']);
  }
});

describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  expectNoWarnings();
  let driver: Driver;
  const renew = vi.fn<() => Promise<string>>();
  const wait = vi.fn<(seconds: number) => Promise<void>>();
  beforeEach(async () => {
    isIssuerThere = true;
    renew.mockReset().mockImplementation(() => token());
    wait.mockReset().mockResolvedValue();
    driver = await signedIn('demo');
  });
  async function signedIn(slug: string): Promise<Driver> {
    const session = createSession(await token(slug), renew);
    network.sent.length = 0;
    const url = `${network.url}/${slug}/graphql`;
    return createDriver({ url, session, fetch: patientFetch(wait), retryDelayMillis: 1 });
  }
  const statuses = () => network.sent.map(({ status }) => status).sort();

  /** Five requests at the same moment, one of them a change. */
  const five = (): Promise<Shown[]> =>
    Promise.all([
      driver.change(CHANGE, { input: { locale: 'en' } }),
      driver.refresh(ME),
      driver.refresh('{ me { id visibility } }'),
      driver.refresh('{ me { id points { id available } } }'),
      driver.refresh('{ leaderboards(first: 2) { edges { cursor node { id name } } } }'),
    ]);
  /** The token ends, by the clock of the API alone: no app can tell. */
  const end = () => api.clock.advance({ minutes: 2 });

  test('renews the token once for concurrent requests, and each is answered', async () => {
    end();
    for (const { data, error } of await five()) {
      expect(error).toBeUndefined();
      expect(data).toBeTruthy();
    }
    expect(renew).toHaveBeenCalledTimes(1);
    expect(statuses()).toEqual([200, 200, 200, 200, 200, 401, 401, 401, 401, 401]);
    expect(await driver.refresh(ME)).toMatchObject({ data: { me: { displayName: 'Ann' } } });
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test('does not renew again for a request that is refused after the renewal', async () => {
    end();
    const release = network.hold();
    const late = driver.refresh('{ me { id visibility } }');
    await expect.poll(() => network.sent.length).toBe(1);
    network.held = undefined;
    expect((await driver.refresh(ME)).error).toBeUndefined();
    release();
    expect((await late).error).toBeUndefined();
    expect(renew).toHaveBeenCalledTimes(1);
    expect(statuses()).toEqual([200, 200, 401, 401]);
  });

  test('renews again when the next token ends', async () => {
    for (const times of [1, 2, 3]) {
      end();
      expect((await driver.refresh(ME)).error).toBeUndefined();
      expect(renew).toHaveBeenCalledTimes(times);
    }
  });

  test('ends each request with one error when a new sign-in is needed', async () => {
    end();
    renew.mockRejectedValue(new SignedOut('Sign in again.'));
    for (const { error } of await five())
      expect(String(Object(error).networkError ?? error)).toBe('SignedOut: Sign in again.');
    expect(renew).toHaveBeenCalledTimes(1);
    expect(statuses()).toEqual([401, 401, 401, 401, 401]);

    const after = await driver.refresh('{ leaderboards { edges { node { id } } } }');
    expect(codesOf(after)).toEqual(['UNAUTHENTICATED']);
    expect(network.sent.at(-1)?.headers.authorization).toBeUndefined();
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test('ends each request with one error when the renewal fails, keeps the token and renews it with the next', async () => {
    end();
    renew.mockRejectedValue(new TypeError('fetch failed'));
    const both = await Promise.all([driver.refresh(ME), driver.change(CHANGE, { input: { locale: 'ko' } })]);
    for (const { error } of both)
      expect(String(Object(error).networkError ?? error)).toBe('TypeError: fetch failed');
    expect(statuses()).toEqual([401, 401]);
    expect(renew.mock.calls.length).toBeLessThanOrEqual(2);
    renew.mockClear().mockImplementation(() => token());
    expect((await driver.refresh(ME)).data.me.displayName).toBe('Ann');
    expect(renew).toHaveBeenCalledTimes(1);
  });

  test('ends with one error when the new token is refused as well', async () => {
    end();
    renew.mockImplementation(async () => api.token('other', { subject: 'ann' }));
    expect(codesOf(await driver.refresh(ME))).toEqual(['UNAUTHENTICATED']);
    expect(renew).toHaveBeenCalledTimes(1);
    expect(statuses()).toEqual([401, 401]);
  });

  describe('with an expired token stored', () => {
    const INVITATION = '{ invitation(code: "NONE") { code } }';
    beforeEach(end);

    test('is answered what needs no sign-in, during the renewal and after it fails', async () => {
      const { promise, reject } = Promise.withResolvers<string>();
      renew.mockReturnValue(promise);
      const me = driver.refresh(ME);
      await expect.poll(() => renew.mock.calls.length).toBe(1);
      const invitation = { data: { invitation: null }, error: undefined };
      expect(await driver.refresh(INVITATION)).toMatchObject(invitation);
      reject(new SignedOut('Sign in again.'));
      expect((await me).error).toBeDefined();
      expect(await driver.refresh(INVITATION)).toMatchObject(invitation);
      expect(renew).toHaveBeenCalledTimes(1);
      expect(statuses()).toEqual([200, 200, 401]);
    });

    test('renews it for a request that also needs sign-in', async () => {
      const both = `query { invitation(code: "NONE") { code } me { id displayName } }`;
      expect((await driver.refresh(both)).data).toMatchObject({
        invitation: null,
        me: { displayName: 'Ann' },
      });
      expect(statuses()).toEqual([200, 401]);
    });
  });

  describe('signed out at first', () => {
    let session: Session;
    const start = () => {
      network.sent.length = 0;
      driver = createDriver({ url: `${network.url}/demo/graphql`, session, retryDelayMillis: 1 });
    };
    beforeEach(() => {
      session = createSession(undefined, renew);
      start();
    });

    test('sends a token from sign-in to sign-out, and renews none before or after', async () => {
      expect(codesOf(await driver.refresh(ME))).toEqual(['UNAUTHENTICATED']);
      session.signIn(await token());
      expect((await driver.refresh(ME)).data.me.displayName).toBe('Ann');
      session.signOut();
      expect(codesOf(await driver.refresh(ME))).toEqual(['UNAUTHENTICATED']);
      expect(network.sent.map(({ headers }) => headers.authorization === undefined)).toEqual([
        true,
        false,
        true,
      ]);
      expect(renew).not.toHaveBeenCalled();
    });

    test('never sends one person’s request with the next one’s token, even if a renewal ends after sign-out', async () => {
      const bob = await api.join('demo', 'bob', { displayName: 'Bob' });
      const { promise, resolve } = Promise.withResolvers<string>();
      renew.mockReturnValue(promise);
      session.signIn(await token());
      end();
      const change = driver.change(CHANGE, { input: { locale: 'de' } });
      await expect.poll(() => renew.mock.calls.length).toBe(1);
      session.signOut();
      session.signIn(bob.token);
      resolve(await token());
      expect((await change).error).toBeDefined();
      expect(statuses()).toEqual([401]);
      start();
      expect((await driver.refresh(ME)).data.me.displayName).toBe('Bob');
    });

    test('never sends one person’s request with the next one’s token when no answer came', async () => {
      const ann = await token();
      session.signIn(ann);
      network.troubles.push('CUT_BEFORE');
      const release = network.hold();
      const change = driver.change(CHANGE, { input: { locale: 'de' } });
      await expect.poll(() => network.sent.length).toBe(1);
      session.signIn((await api.join('demo', 'bob')).token);
      release();
      await change;
      const sentBy = network.sent.map(({ headers }) => headers.authorization);
      expect(sentBy).toEqual([`Bearer ${ann}`, `Bearer ${ann}`]);
    });

    test('never sends one person’s request with the next one’s token when it is refused after their sign-in', async () => {
      const bob = await api.join('demo', 'bob', { displayName: 'Bob' });
      session.signIn(await token());
      end();
      const release = network.hold();
      const change = driver.change(CHANGE, { input: { locale: 'de' } });
      await expect.poll(() => network.sent.length).toBe(1);
      session.signIn(bob.token);
      release();
      expect((await change).error).toBeDefined();
      expect([statuses(), renew.mock.calls.length]).toEqual([[401], 0]);
    });
  });

  test('does not renew for a field that the person may not read, and stays signed in', async () => {
    const { error } = await driver.refresh('{ members { edges { node { id } } } }');
    expect(codesOf({ error })).toEqual(['FORBIDDEN']);
    expect((await driver.refresh(ME)).data.me.displayName).toBe('Ann');
    expect(renew).not.toHaveBeenCalled();
    expect(statuses()).toEqual([200, 200]);
  });

  test('does not renew for a 403, and does not send it again', async () => {
    driver = await signedIn('operator');
    expect(codesOf(await driver.refresh(ME))).toEqual(['FORBIDDEN']);
    expect(renew).not.toHaveBeenCalled();
    expect(statuses()).toEqual([403]);
  });

  describe('while the issuer’s keys cannot be read,', () => {
    beforeEach(async () => {
      const slug = `away-${randomUUID().slice(0, 8)}`;
      // Keys are kept by their address.
      const jwksUri = String(new URL(`/${slug}.json`, jwks.uri));
      const tokenPolicy = { issuer: DEV_ISSUER, audience: `fanfare-${slug}`, jwksUri };
      await api.createProgram({ slug, tokenPolicy });
      isIssuerThere = false;
      driver = await signedIn(slug);
    });

    test('keeps the token and waits', async () => {
      wait.mockImplementation(async (seconds) => {
        api.clock.advance({ seconds });
        isIssuerThere = true;
      });
      expect(await driver.refresh(ME)).toMatchObject({ data: { me: null } });
      expect(wait.mock.calls).toEqual([[10]]);
      expect(renew).not.toHaveBeenCalled();
      expect(statuses()).toEqual([200, 503]);
    });

    test('ends with one error after a while, and stays signed in', async () => {
      wait.mockImplementation(async (seconds) => api.clock.advance({ seconds }));
      expect(codesOf(await driver.refresh(ME))).toEqual(['ISSUER_UNAVAILABLE']);
      expect(statuses()).toEqual([503, 503]);
      isIssuerThere = true;
      api.clock.advance({ seconds: 10 });
      expect((await driver.refresh(ME)).error).toBeUndefined();
      expect(renew).not.toHaveBeenCalled();
    });
  });
});
