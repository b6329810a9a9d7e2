import type { RequestParameters } from 'relay-runtime';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Api, type Data, startApi } from '../support/api.ts';
import { type Network, startNetwork, type Trouble } from '../support/network.ts';
import { createRelayEnvironment, NoAnswer } from './relay.ts';
import { createSession, SignedOut } from './session.ts';

// The network function of docs/apps.md for Relay, where answers get lost on their way.

let api: Api;
let network: Network;
let token: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  network = await startNetwork(api);
  ({ token } = await api.join('demo', 'ann', { displayName: 'Ann' }));
});
afterAll(async () => {
  await network.close();
  await api.close();
});
afterEach(() => {
  expect(network.troubles.splice(0)).toEqual([]);
});

/** An operation as Relay's compiler writes it. */
const parametersOf = (text: string): RequestParameters => ({
  id: null,
  cacheID: text,
  metadata: {},
  name: 'Run',
  operationKind: text.startsWith('mutation') ? 'mutation' : 'query',
  text,
});

async function run(text: string, variables: object = {}, renew = vi.fn(async () => token), stored = token) {
  network.sent.length = 0;
  const session = createSession(stored, renew);
  const environment = createRelayEnvironment({
    url: `${network.url}/demo/graphql`,
    session,
    retryDelayMillis: 1,
  });
  const sent = environment.getNetwork().execute(parametersOf(text), variables, {});
  const answer: Data = await sent.toPromise();
  return answer.data;
}
const ME = '{ me { displayName } }';
const CODE =
  'mutation ($input: CreateReferralCodeInput!) { createReferralCode(input: $input) { referralCode { code } } }';

describe('Relay’s network function', () => {
  test.each<Trouble>(['CUT_BEFORE', 'CUT_AFTER', 'CUT_WITHIN', 502, 504])(
    'retries after %s',
    async (trouble) => {
      network.troubles.push(trouble, trouble);
      expect(await run(ME)).toEqual({ me: { displayName: 'Ann' } });
      expect(network.sent.length).toBe(3);
    },
  );

  test('retries only a mutation that is safe to send again', async () => {
    network.troubles.push('CUT_AFTER');
    const input = { code: 'RELAY-7' };
    expect(await run(CODE, { input })).toEqual({ createReferralCode: { referralCode: input } });
    expect(network.sent.length).toBe(2);
    network.troubles.push('CUT_AFTER');
    await expect(run(CODE, { input: {} })).rejects.toThrow(NoAnswer);
    expect(network.sent.length).toBe(1);
  });

  test('never sends one person’s request with the next person’s token', async () => {
    const bob = await api.join('demo', 'bob', { displayName: 'Bob' });
    network.sent.length = 0;
    network.troubles.push('CUT_BEFORE');
    const release = network.hold();
    const session = createSession(token, async () => token);
    const url = `${network.url}/demo/graphql`;
    const environment = createRelayEnvironment({ url, session, retryDelayMillis: 1 });
    const answer = environment.getNetwork().execute(parametersOf(ME), {}, {}).toPromise();
    await expect.poll(() => network.sent.length).toBe(1);
    session.signIn(bob.token);
    release();
    expect(await answer).toMatchObject({ data: { me: { displayName: 'Ann' } } });
  });

  test('gives up after five attempts with an error that has the gateway’s status', async () => {
    network.troubles.push(502, 502, 502, 502, 502);
    await expect(run(ME)).rejects.toMatchObject({ name: 'NoAnswer', status: 502 });
    expect(network.sent.length).toBe(5);
  });

  test('does not retry a 413 from before the API', async () => {
    network.troubles.push(413);
    await expect(run(ME)).rejects.toMatchObject({ name: 'NoAnswer', status: 413 });
    expect(network.sent.length).toBe(1);
  });

  test('asks to sign in after one refusal, and then queries public data without a token', async () => {
    const renew = vi.fn(() => Promise.reject(new SignedOut('Sign in again.')));
    const ended = await api.token('demo', { subject: 'ann', expiresInSeconds: -60 });
    await expect(run(ME, {}, renew, ended)).rejects.toThrow(SignedOut);
    expect(network.sent.length).toBe(1);
    expect(await run('{ invitation(code: "NONE") { code } }', {}, renew, ended)).toEqual({
      invitation: null,
    });
    expect(renew).toHaveBeenCalledTimes(1);
  });
});
