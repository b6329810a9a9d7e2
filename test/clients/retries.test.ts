import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings, type Shown } from '../support/drivers.ts';
import { type Network, startNetwork, type Trouble } from '../support/network.ts';
import { createSession } from './session.ts';

// What gets lost on the way: real clients send it again, and it has one result.

let api: Api;
let network: Network;
let owner: Credential & { token: string };
beforeAll(async () => {
  api = await startApi();
  network = await startNetwork(api);
  await api.createProgram({ slug: 'demo', referralPolicy: { newCustomersOnly: false } });
  owner = { token: await api.as('demo', 'OWNER') };
  const advocate = await api.join('demo', 'advocate');
  await api.mutate('demo', 'createReferralCode', { code: 'TEA' }, 'referralCode { id }', advocate);
});
afterAll(async () => {
  await network.close();
  await api.close();
});

let people = 0;
const newPerson = () => {
  people += 1;
  return `person-${people}`;
};
type Task = { document: string; token: string; input: object };
const mutation = (name: string, fields: string) => {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  return `mutation ($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { code message field } } }`;
};
async function awardPoints(): Promise<Task> {
  const { memberId } = await api.join('demo', newPerson());
  const input = { memberId, points: 5, reason: 'Tea.', idempotencyKey: `award ${memberId}` };
  return { document: mutation('awardPoints', 'entry { id } account { id available }'), ...owner, input };
}
/** Of each mutation one that was never sent before. */
const TASKS: Record<string, () => Promise<Task>> = {
  awardPoints,
  spendPoints: async () => {
    const { memberId } = await api.join('demo', newPerson());
    const input = { memberId, points: 5, reason: 'Tea.', idempotencyKey: `award ${memberId}` };
    await api.mutate('demo', 'awardPoints', { ...input, points: 8 }, '__typename', owner);
    const spend = { ...input, idempotencyKey: `spend ${memberId}` };
    return {
      document: mutation('spendPoints', 'entry { id } account { id available }'),
      ...owner,
      input: spend,
    };
  },
  recordEvents: async () => {
    const { memberId } = await api.join('demo', newPerson());
    const amount = { amountMinor: 1_000, currency: 'KRW' };
    const events = [{ source: 'shop', externalEventId: memberId, type: 'PURCHASE', memberId, amount }];
    return {
      document: mutation('recordEvents', 'results { status error { code } }'),
      ...owner,
      input: { events },
    };
  },
  claimReferral: async () => {
    const { token } = await api.join('demo', newPerson());
    return { document: mutation('claimReferral', 'referral { id state }'), token, input: { code: 'TEA' } };
  },
  createReferralCode: async () => {
    const { token, memberId } = await api.join('demo', newPerson());
    const input = { code: memberId.slice(-8), label: 'Mine' };
    return { document: mutation('createReferralCode', 'referralCode { id code }'), token, input };
  },
  join: async () => {
    const token = await api.token('demo', { subject: newPerson() });
    const input = { displayName: 'New' };
    return { document: mutation('join', 'member { id displayName }'), token, input };
  },
};

/** How many items of each type the table has. */
async function counted(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { et } of await api.scanAll()) counts[String(et)] = (counts[String(et)] ?? 0) + 1;
  return counts;
}
/** What some work adds to the table. */
async function added(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counted();
  await work();
  const after = await counted();
  return Object.fromEntries(
    Object.entries(after)
      .map(([type, count]): [string, number] => [type, count - (before[type] ?? 0)])
      .filter(([, more]) => more !== 0),
  );
}

/** Of what a mutation made; events have none. */
const idOf = ({ member, entry, referral, referralCode }: Data): string | undefined =>
  (member ?? entry ?? referral ?? referralCode)?.id;
const ME = '{ me { id displayName } }';

describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  expectNoWarnings();
  const sign = (token: string): Driver => {
    const session = createSession(token, async () => token);
    network.sent.length = 0;
    const url = `${network.url}/demo/graphql`;
    return createDriver({ url, session, retryDelayMillis: 1 });
  };
  const statuses = () => network.sent.map(({ status }) => status);
  afterEach(() => {
    expect(network.troubles.splice(0)).toEqual([]);
  });

  const CUTS: Trouble[][] = [
    ['CUT_BEFORE'],
    ['CUT_AFTER'],
    ['CUT_WITHIN'],
    ['CUT_AFTER', 504, 'CUT_WITHIN', 504],
  ];
  const titled = (cases: Trouble[][]) =>
    cases.map((troubles): [string, Trouble[]] => [troubles.join(', '), troubles]);

  test.each(titled([...CUTS, [429], [500], [502], [503], [504]]))(
    'shows one answer to a query after %s',
    async (_troubles, troubles) => {
      const { token } = await api.join('demo', newPerson(), { displayName: 'Ann' });
      const driver = sign(token);
      network.troubles.push(...troubles);
      const { data, error } = await driver.refresh(ME);
      expect([data?.me.displayName, error]).toEqual(['Ann', undefined]);
      expect(network.sent.length).toBe(troubles.length + 1);
    },
  );

  describe.each(Object.entries(TASKS))('%s', (name, prepare) => {
    let undisturbed: Record<string, number>;
    beforeAll(async () => {
      const { document, token, input } = await prepare();
      undisturbed = await added(() => sign(token).change(document, { input }));
      expect(undisturbed).not.toEqual({});
    });

    test.each(titled([...CUTS, [504]]))('has one result after %s', async (_troubles, troubles) => {
      const { document, token, input } = await prepare();
      const driver = sign(token);
      let shown: Shown = {};
      const disturbed = await added(async () => {
        network.troubles.push(...troubles);
        shown = await driver.change(document, { input });
      });
      expect(disturbed).toEqual(undisturbed);
      expect([shown.error, shown.data?.[name].userErrors]).toEqual([undefined, []]);
      expect(network.sent.length).toBe(troubles.length + 1);
      const again = await api.ok('demo', document, { input }, { token });
      expect(idOf(again[name])).toBe(idOf(shown.data?.[name]));
    });
  });

  test.each([
    ['createApiKey', 'secret', () => ({ name: newPerson(), scopes: ['POINTS_READ'] })],
    ['createReferralCode', 'referralCode { code }', () => ({ label: 'Mine' })],
    ['createReferralCode', 'referralCode { code }', () => ({ code: null })],
  ])('sends %s only once, because each makes something new', async (name, fields, input) => {
    await api.attempt('demo', 'join', {}, '__typename', owner);
    const driver = sign(owner.token);
    network.troubles.push('CUT_AFTER');
    const { error } = await driver.change(mutation(name, fields), { input: input() });
    expect(error).toBeDefined();
    expect(network.sent.length).toBe(1);
  });

  test('gives up after five attempts, with one error', async () => {
    const driver = sign(owner.token);
    network.troubles.push(...Array<Trouble>(5).fill('CUT_BEFORE'));
    const { data, error } = await driver.refresh('{ program { id } }');
    expect([data, error === undefined]).toEqual([undefined, false]);
    expect(network.sent.length).toBe(5);
  });

  test.each([404, 413, 414])('does not retry a %i from before the API', async (status) => {
    const driver = sign(owner.token);
    network.troubles.push(status);
    expect((await driver.refresh('{ program { id } }')).error).toBeDefined();
    expect(statuses()).toEqual([status]);
  });
});
