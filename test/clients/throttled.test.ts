import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PERSON } from '../../functions/identity/allowances.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { codesOf, DRIVERS, type Driver, expectNoWarnings } from '../support/drivers.ts';
import { addFaults, type Faults } from '../support/faults.ts';
import { type Network, startNetwork } from '../support/network.ts';
import { patientFetch } from './patient-fetch.ts';
import { createSession } from './session.ts';

// What the API refuses for the moment: real clients wait as long as they are told, by the clock of the test.

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

let api: Api;
let network: Network;
let faults: Faults;
let owner: Credential & { token: string };
beforeAll(async () => {
  api = await startApi({ braked: true });
  faults = addFaults(api.client, api.engine.endpoint);
  network = await startNetwork(api);
  await api.createProgram({ slug: 'demo' });
  owner = { token: await api.as('demo', 'OWNER') };
});
afterAll(async () => {
  await network.close();
  await api.close();
});

const ME = '{ me { id displayName } }';
const CREATE = `mutation ($input: CreateReferralCodeInput!) { createReferralCode(input: $input) {
  referralCode { code } userErrors { code } } }`;
const CLAIM = `mutation ($input: ClaimReferralInput!) { claimReferral(input: $input) {
  referral { id } userErrors { code } } }`;
const AWARD = `mutation ($input: AwardPointsInput!) { awardPoints(input: $input) {
  entry { id } account { id available } userErrors { code } } }`;

describe.each(Object.entries(DRIVERS))('%s', (name, createDriver) => {
  expectNoWarnings();
  const wait = vi.fn<(seconds: number) => Promise<void>>();
  let person: { token: string; memberId: string };
  beforeAll(async () => {
    person = await api.join('demo', name, { displayName: 'Eager' });
  });
  beforeEach(() => {
    wait.mockReset().mockImplementation(async (seconds) => api.clock.advance({ seconds }));
    faults.plan = () => undefined;
  });
  const sign = (token: string): Driver => {
    const session = createSession(token, async () => token);
    network.sent.length = 0;
    const url = `${network.url}/demo/graphql`;
    return createDriver({ url, session, fetch: patientFetch(wait) });
  };
  const statuses = () => network.sent.map(({ status }) => status);

  describe('for a person over the rate limit', () => {
    let driver: Driver;
    beforeEach(async () => {
      const one = async () => (await api.send('demo', '{ __typename }', {}, person)).status;
      for (let sent = 0; sent <= PERSON.atOnce; sent += 20) {
        const answers = await Promise.all(Array.from({ length: 20 }, one));
        if (answers.includes(429)) break;
      }
      driver = sign(person.token);
    });

    test('waits for the Retry-After, then shows one answer', async () => {
      expect(await driver.refresh(ME)).toMatchObject({ data: { me: { displayName: 'Eager' } } });
      expect(wait.mock.calls).toEqual([[1]]);
      expect(statuses()).toEqual([429, 200]);
    });

    test('waits with a mutation too, which has one result', async () => {
      expect((await driver.change(CREATE, { input: {} })).data.createReferralCode.userErrors).toEqual([]);
      expect(statuses()).toEqual([429, 200]);
      const codes = '{ me { referralCodes { edges { node { code } } } } }';
      const { me } = await api.ok('demo', codes, {}, person);
      expect(me.referralCodes.edges.length).toBe(1);
    });

    test('waits longer each time, and ends with one error', async () => {
      wait.mockResolvedValue();
      expect(codesOf(await driver.refresh(ME))).toEqual(['THROTTLED']);
      expect(wait.mock.calls).toEqual([[1], [2], [4]]);
      expect(statuses()).toEqual([429, 429, 429, 429]);
    });
  });

  test('waits while the table is throttled, and a retried mutation has one result', async () => {
    faults.plan = ({ operation }) => (operation === 'TransactWriteItems' ? 'THROTTLED' : undefined);
    wait.mockImplementation(async (seconds) => {
      api.clock.advance({ seconds });
      faults.plan = () => undefined;
    });
    const input = { memberId: person.memberId, points: 5, reason: 'Tea.', idempotencyKey: name };
    const { data } = await sign(owner.token).change(AWARD, { input });
    expect(data.awardPoints.account.available).toBe(5);
    expect(wait).toHaveBeenCalledTimes(1);
    expect(statuses()).toEqual([200, 200]);
  });

  test('returns a wait of minutes to the person: too many wrong codes', async () => {
    const guesser = await api.join('demo', `${name} guesses`);
    for (let wrong = 1; wrong <= 20; wrong += 1)
      await api.ok('demo', CLAIM, { input: { code: `NONE-${wrong}` } }, guesser);
    const driver = sign(guesser.token);
    expect(codesOf(await driver.change(CLAIM, { input: { code: 'TEA' } }))).toEqual(['THROTTLED']);
    expect(wait).not.toHaveBeenCalled();
    expect(statuses()).toEqual([200]);
  });
});
