import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings, type Screen } from '../support/drivers.ts';
import { type Network, startNetwork } from '../support/network.ts';
import { createSession } from './session.ts';

// A change that real clients show before it is answered.

let api: Api;
let network: Network;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  network = await startNetwork(api);
});
afterAll(async () => {
  await network.close();
  await api.close();
});

const ME = '{ me { id displayName avatarUrl visibility } }';
const CHANGE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  member { id displayName } userErrors { code message field } } }`;
const ATTEMPTS = 5;

describe.each(Object.entries(DRIVERS))('an optimistic rename in %s', (name, createDriver) => {
  expectNoWarnings();
  let driver: Driver;
  let screen: Screen;
  let memberId: string;
  let people = 0;
  beforeEach(async () => {
    people += 1;
    const joined = await api.join('demo', `${name} ${people}`, { displayName: 'Before' });
    memberId = joined.memberId;
    const session = createSession(joined.token, async () => joined.token);
    driver = createDriver({ url: `${network.url}/demo/graphql`, session, retryDelayMillis: 1 });
    screen = driver.open(ME);
    await expect.poll(shown).toBe('Before');
    network.sent.length = 0;
    return () => screen.close();
  });
  const shown = (): string | undefined => screen.latest().data?.me.displayName;
  const atTheApi = async (): Promise<string> => {
    const { member } = await api.ok(
      'demo',
      'query ($id: ID) { member(id: $id) { displayName } }',
      { id: memberId },
      { token: await api.as('demo', 'OWNER') },
    );
    return member.displayName;
  };
  const rename = (displayName: string, more: object = {}) =>
    driver.change(
      CHANGE,
      { input: { displayName, ...more } },
      {
        updateProfile: {
          __typename: 'UpdateProfilePayload',
          userErrors: [],
          member: { __typename: 'Member', id: memberId, displayName },
        },
      },
    );

  test('is shown at once, and then replaced by the answer', async () => {
    const release = network.hold();
    const answer = rename('  After ');
    await expect.poll(shown).toBe('  After ');
    expect(network.sent.every(({ status }) => status === undefined)).toBe(true);
    expect(await atTheApi()).toBe('Before');
    release();
    expect((await answer).data.updateProfile.userErrors).toEqual([]);
    await expect.poll(shown).toBe('After');
    expect(await atTheApi()).toBe('After');
  });

  test('waits for the answer when the member’s id is not known yet', async () => {
    const { token } = await api.join('demo', `${name} unknown ${people}`);
    const session = createSession(token, async () => token);
    driver = createDriver({ url: `${network.url}/demo/graphql`, session });
    const { data } = await driver.change(CHANGE, { input: { displayName: 'After' } });
    expect(data.updateProfile).toMatchObject({ member: { displayName: 'After' }, userErrors: [] });
    expect((await driver.ask(ME)).data.me.displayName).toBe('After');
  });

  test('is undone after a userError', async () => {
    const release = network.hold();
    const tooLong = 'A'.repeat(81);
    const answer = rename(tooLong);
    await expect.poll(shown).toBe(tooLong);
    release();
    expect((await answer).data.updateProfile).toMatchObject({
      member: null,
      userErrors: [{ code: 'INVALID_INPUT', field: ['displayName'] }],
    });
    await expect.poll(shown).toBe('Before');
  });

  test('is undone when the request is refused', async () => {
    const release = network.hold();
    const answer = rename('After', { avatarUrl: 'nonsense' });
    await expect.poll(shown).toBe('After');
    release();
    expect(await answer).toMatchObject({ error: { message: expect.stringContaining('avatarUrl') } });
    await expect.poll(shown).toBe('Before');
    expect(network.sent.map(({ status }) => status)).toEqual([400]);
  });

  test('is undone when the network fails', async () => {
    network.troubles.push(...Array(ATTEMPTS).fill('CUT_BEFORE'));
    const release = network.hold();
    const answer = rename('After');
    await expect.poll(shown).toBe('After');
    release();
    expect((await answer).error).toBeDefined();
    await expect.poll(shown).toBe('Before');
    expect(network.sent.length).toBe(ATTEMPTS);
    expect(await atTheApi()).toBe('Before');
  });

  test('is kept when the first answer was lost and the second arrived', async () => {
    network.troubles.push('CUT_AFTER');
    const answer = rename('After');
    await expect.poll(shown).toBe('After');
    expect((await answer).data.updateProfile).toMatchObject({ userErrors: [] });
    await expect.poll(shown).toBe('After');
    expect(network.sent.length).toBe(2);
    expect(await atTheApi()).toBe('After');
  });
});
