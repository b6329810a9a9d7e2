import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { type Api, type Data, startApi } from '../support/api.ts';
import { addFaults, type Faults } from '../support/faults.ts';
import type { World } from '../support/surface.ts';
import { AGAIN, OTHERS, openWorld, send } from './mutations.ts';

let api: Api;
let faults: Faults;
beforeAll(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
});
afterAll(() => api.close());

/** What an answer says apart from ids and the program. */
const said = (answer: Data) =>
  JSON.stringify(answer).replaceAll(/[a-z]{3}_[0-9a-z]{10,}(?:_\d+)?|again-\d+/g, '…');
/**
 * How many items a world has, the program that was made in it among them. Counters are left out: how many there are depends on where
 * the seconds cut the stream.
 */
const sizeOf = (items: readonly Item[], { slug }: World) =>
  items.filter(({ PK, et }) => et !== ENTITY.counter && new RegExp(`^P#${slug}(-b)?(#|$)`).test(PK)).length;

describe('a write that the SDK retries after a lost answer succeeds:', () => {
  test.each([...AGAIN, ...OTHERS])('%s', async (name, one) => {
    const [calm, lossy] = [await openWorld(api, name), await openWorld(api, name)];
    const expected = await send(api, calm, name, one);
    const lost = faults.happened.length;
    faults.plan = () => 'SENT_AGAIN';
    const answered = await send(api, lossy, name, one).finally(() => {
      faults.plan = () => undefined;
    });
    // The friend has joined already, so there is nothing to lose.
    if (name !== 'join') expect(faults.happened.length).toBeGreaterThan(lost);
    expect(said(answered)).toBe(said(expected));
    const items = await api.scanAll();
    expect(sizeOf(items, lossy)).toBe(sizeOf(items, calm));
  });

  test('the first join of a member', async () => {
    const { slug } = await openWorld(api);
    faults.plan = () => 'SENT_AGAIN';
    const newcomer = { token: await api.token(slug, { subject: 'newcomer' }) };
    const answer = await api
      .attempt(slug, 'join', { displayName: '김하늘' }, 'member { displayName }', newcomer)
      .finally(() => {
        faults.plan = () => undefined;
      });
    expect(answer).toEqual({ member: { displayName: '김하늘' }, userErrors: [] });
  });
});
