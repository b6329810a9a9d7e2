import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings } from '../support/drivers.ts';
import { sampleOf } from '../support/samples.ts';
import { createSession } from './session.ts';

// What a screen that is open shows after a mutation, without another tap.

let api: Api;
let owner: Credential;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  owner = { token: await api.as('demo', 'OWNER') };
  const advocate = await api.join('demo', 'advocate', { displayName: 'Advocate' });
  await api.mutate('demo', 'createReferralCode', { code: 'TEA-7' }, 'referralCode { id }', advocate);
});
afterAll(() => api.close());

const REFERRED = '{ me { id displayName referredBy { id code state attributedAt } } }';
const CODES = `query ($after: String) { me { id referralCodes(first: 2, after: $after) {
  edges { cursor node { id code link } } pageInfo { hasNextPage endCursor } } } }`;
const MAKE = `mutation ($input: CreateReferralCodeInput!) { createReferralCode(input: $input) {
  referralCode { id code link } userErrors { code message field } } }`;

let people = 0;
describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  expectNoWarnings();
  let driver: Driver;
  let token: string;
  beforeEach(async () => {
    people += 1;
    token = await api.token('demo', { subject: `person-${people}` });
    const session = createSession(token, async () => token);
    driver = createDriver({ url: `${api.url}/demo/graphql`, session });
  });
  const join = () => driver.change(sampleOf('Join'), { input: { displayName: 'Friend' } });
  const opened = async (document: string, isReady: (data: Data) => boolean) => {
    const screen = driver.open(document);
    await expect.poll(() => screen.latest().data !== undefined && isReady(screen.latest().data)).toBe(true);
    return screen;
  };

  test('shows the new member after join on a screen that showed no member', async () => {
    const screen = await opened(sampleOf('Home'), ({ me }) => me === null);
    expect((await join()).data.join.userErrors).toEqual([]);
    await expect
      .poll(() => screen.latest().data?.me)
      .toMatchObject({ displayName: 'Friend', points: { available: 0, pending: 0 } });
    screen.close();
  });

  test('shows the referrer after claimReferral on a screen that showed none', async () => {
    await join();
    const screen = await opened(REFERRED, ({ me }) => me?.referredBy === null);
    await driver.change(sampleOf('Claim'), { input: { code: 'TEA-7' } });
    await expect.poll(() => screen.latest().data?.me.referredBy).toMatchObject({ code: 'TEA-7' });
    expect(screen.latest().data.me.referredBy.attributedAt).toEqual(expect.any(String));
    screen.close();
  });

  test('shows no referrer after a refused claim', async () => {
    await join();
    const screen = await opened(REFERRED, ({ me }) => me?.referredBy === null);
    const { data } = await driver.change(sampleOf('Claim'), { input: { code: 'NONE' } });
    expect(data.claimReferral.userErrors).toMatchObject([{ code: 'CODE_NOT_FOUND' }]);
    expect(screen.latest().data.me).toMatchObject({ displayName: 'Friend', referredBy: null });
    screen.close();
  });

  test('shows a new code once and first in the list, however often it was sent, before the other pages', async () => {
    await join();
    const screen = await opened(CODES, ({ me }) => me?.referralCodes.edges.length === 0);
    const shown = () => screen.latest().data?.me.referralCodes.edges.map(({ node }: Data) => node.code);
    const codes: string[] = [];
    for (const name of ['ONE', 'TWO', 'THREE']) {
      const code = `${name}-${people}`;
      api.clock.advance({ seconds: 1 });
      for (const _time of ['first', 'again']) await driver.change(MAKE, { input: { code } });
      codes.unshift(code);
      await expect.poll(shown).toEqual(codes);
    }
    await driver.refresh(CODES);
    await expect.poll(shown).toEqual(codes.slice(0, 2));
    const { endCursor } = screen.latest().data.me.referralCodes.pageInfo;
    await driver.more(CODES, { after: endCursor });
    await driver.change(MAKE, { input: { code: `FOUR-${people}` } });
    const whole = [`FOUR-${people}`, ...codes];
    const { data } = await driver.ask(CODES);
    expect(data.me.referralCodes.edges.map(({ node }: Data) => node.code)).toEqual(whole);
    screen.close();
  });

  test('leaves an organizer’s own list as it is when the code is another member’s', async () => {
    const { memberId } = await api.join('demo', `other-${people}`);
    const session = createSession(`${owner.token}`, async () => `${owner.token}`);
    driver = createDriver({ url: `${api.url}/demo/graphql`, session });
    await join();
    const screen = await opened(CODES, ({ me }) => me !== null);
    const made = await driver.change(MAKE, { input: { code: `ITS-${people}`, memberId } });
    expect(made.data.createReferralCode.userErrors).toEqual([]);
    expect(screen.latest().data.me.referralCodes.edges).toEqual([]);
    screen.close();
  });
});
