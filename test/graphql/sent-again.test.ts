import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../functions/graphql/schema.ts';
import type { Item } from '../../functions/table/client.ts';
import { DEV_ISSUER } from '../../local/issuer.ts';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { addFaults, type Faults } from '../support/faults.ts';

// Whatever has come over a program, its members and its codes since: what was done is answered, and what was not is refused.

type Person = { token: string; memberId: string };
type World = {
  slug: string;
  operator: Credential;
  owner: Credential;
  partner: Credential;
  /** A member with codes, and one who can be referred. */
  advocate: Person;
  friend: Person;
  /** Ids of what is there: a code, two referrals that wait for approval and one that is rewarded, an entry, a key, a board. */
  code: string;
  waiting: string;
  unwanted: string;
  rewarded: string;
  entry: string;
  key: string;
  board: string;
};

let api: Api;
let faults: Faults;
let programs = 0;
beforeAll(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
});
afterAll(() => api.close());

const KRW = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
const move = (world: World, idempotencyKey: string) => ({
  memberId: world.friend.memberId,
  points: 5,
  reason: 'Tea.',
  idempotencyKey,
});
const programInput = (slug: string) => ({
  slug,
  name: 'Again',
  timeZone: 'Asia/Seoul',
  locale: 'ko-KR',
  currency: 'KRW',
  landingUrl: 'https://shop.example.com/',
  pointPolicy: { pointName: 'leaves', expiryMonths: 12 },
  referralPolicy: { advocatePoints: 500, friendPoints: 300, approvalMode: 'MANUAL' as const },
  tokenPolicy: { issuer: 'http://127.0.0.1:4000', audience: `fanfare-${slug}` },
});

async function open(): Promise<World> {
  programs += 1;
  const slug = `again-${programs}`;
  await api.createProgram({ slug, referralPolicy: { approvalMode: 'MANUAL', holdingPeriodDays: 0 } });
  const owner = { token: await api.as(slug, 'OWNER') };
  const partner = { apiKey: await api.apiKey(slug, ['EVENTS_WRITE', 'POINTS_WRITE', 'MEMBERS_WRITE']) };
  const people = await Promise.all(
    ['advocate', 'friend', 'first', 'second', 'third'].map((who) => api.join(slug, who)),
  );
  const [advocate, friend, first, second, third] = people as [Person, Person, Person, Person, Person];
  const run = (name: string, input: object, fields: string, as: Credential = owner): Promise<Data> =>
    api.mutate(slug, name, input, fields, as);
  const { code } = (await run('createReferralCode', { code: 'Moon-Tea' }, 'referralCode { code }', advocate))
    .referralCode;
  const referred = async ({ memberId, ...who }: Person) => {
    const { referral } = await run('claimReferral', { code }, 'referral { id }', who);
    const bought = {
      source: 'shop',
      externalEventId: memberId,
      type: 'PURCHASE',
      memberId,
      amount: KRW(1_000),
    };
    await run('recordEvents', { events: [bought] }, 'results { status }', partner);
    return referral.id as string;
  };
  const rewarded = await referred(third);
  await run('approveReferral', { referralId: rewarded, reason: 'Fine.' }, 'referral { id }');
  const award = { memberId: friend.memberId, points: 100, reason: 'Tea.', idempotencyKey: 'first' };
  return {
    slug,
    operator: { token: await api.operator() },
    owner,
    partner,
    advocate,
    friend,
    code,
    waiting: await referred(first),
    unwanted: await referred(second),
    rewarded,
    entry: (await run('awardPoints', award, 'entry { id }')).entry.id,
    key: (await run('createApiKey', { name: 'old', scopes: ['POINTS_READ'] }, 'apiKey { id }')).apiKey.id,
    board: (
      await run(
        'createLeaderboard',
        { name: 'Old', metric: 'POINTS_EARNED', idempotencyKey: 'old' },
        'leaderboard { id }',
      )
    ).leaderboard.id,
  };
}

type Case = {
  as: keyof World;
  input: (world: World) => object;
  fields: string;
  /** What a first sending is refused with when all that can come has come; null where nothing stands in its way. */
  firstIs: string | null;
  at?: 'operator';
};
const member = 'member { id displayName visibility }';
const moved = 'entry { id points }';
const referral = 'referral { id state }';

const AGAIN: Record<string, Case> = {
  createProgram: {
    as: 'operator',
    at: 'operator',
    input: ({ slug }) => programInput(`${slug}-b`),
    fields: 'program { slug }',
    firstIs: null,
  },
  updateProgram: { as: 'owner', input: () => ({ name: 'New' }), fields: 'program { name }', firstIs: null },
  setTokenPolicy: {
    as: 'operator',
    input: ({ slug }) => ({
      issuer: DEV_ISSUER,
      audience: `fanfare-${slug}`,
      jwksUri: `${api.jwksUri}?again`,
      maxLifetimeSeconds: 2_592_000,
    }),
    fields: 'program { tokenPolicy { audience jwksUri } }',
    firstIs: null,
  },
  setProgramStatus: {
    as: 'owner',
    input: () => ({ status: 'PAUSED' }),
    fields: 'program { status }',
    firstIs: null,
  },
  join: { as: 'friend', input: () => ({ displayName: 'Again' }), fields: 'member { id }', firstIs: null },
  updateProfile: {
    as: 'friend',
    input: () => ({ displayName: 'Kim', visibility: 'FULL' }),
    fields: member,
    firstIs: 'PROGRAM_PAUSED',
  },
  updateMember: {
    as: 'partner',
    input: ({ friend }) => ({ memberId: friend.memberId, externalId: 'customer-1' }),
    fields: 'member { id externalId }',
    firstIs: 'PROGRAM_PAUSED',
  },
  setMemberStatus: {
    as: 'owner',
    input: ({ advocate }) => ({ memberId: advocate.memberId, status: 'SUSPENDED', reason: 'Fraud?' }),
    fields: 'member { id status }',
    firstIs: null,
  },
  revokeApiKey: {
    as: 'owner',
    input: ({ key }) => ({ apiKeyId: key }),
    fields: 'apiKey { id revokedAt }',
    firstIs: null,
  },
  awardPoints: {
    as: 'partner',
    input: (world) => move(world, 'award'),
    fields: moved,
    firstIs: 'PROGRAM_PAUSED',
  },
  deductPoints: {
    as: 'partner',
    input: (world) => move(world, 'deduct'),
    fields: moved,
    firstIs: 'PROGRAM_PAUSED',
  },
  spendPoints: {
    as: 'partner',
    input: (world) => move(world, 'spend'),
    fields: moved,
    firstIs: 'PROGRAM_PAUSED',
  },
  reversePointEntry: {
    as: 'partner',
    input: ({ entry }) => ({ entryId: entry, reason: 'Mistake.', idempotencyKey: 'reverse' }),
    fields: moved,
    firstIs: 'PROGRAM_PAUSED',
  },
  createReferralCode: {
    as: 'friend',
    input: () => ({ code: 'Sun-Tea', usageLimit: 1 }),
    fields: 'referralCode { id code }',
    firstIs: 'PROGRAM_PAUSED',
  },
  updateReferralCode: {
    as: 'advocate',
    input: ({ code }) => ({ code, label: 'Moon', endsAt: '2026-11-03T00:00:00.000Z' }),
    fields: 'referralCode { id label }',
    firstIs: 'PROGRAM_PAUSED',
  },
  claimReferral: {
    as: 'friend',
    input: ({ code }) => ({ code }),
    fields: 'referral { id }',
    firstIs: 'PROGRAM_PAUSED',
  },
  attributeReferral: {
    as: 'owner',
    input: ({ code, friend }) => ({ code, friendId: friend.memberId, reason: 'By phone.' }),
    fields: 'referral { id }',
    firstIs: 'PROGRAM_PAUSED',
  },
  approveReferral: {
    as: 'owner',
    input: ({ waiting }) => ({ referralId: waiting, reason: 'Fine.' }),
    fields: referral,
    firstIs: null,
  },
  rejectReferral: {
    as: 'owner',
    input: ({ unwanted }) => ({ referralId: unwanted, reason: 'Fraud.' }),
    fields: referral,
    firstIs: null,
  },
  voidReferral: {
    as: 'owner',
    input: ({ rewarded }) => ({ referralId: rewarded, reason: 'Fraud.' }),
    fields: referral,
    firstIs: null,
  },
  createLeaderboard: {
    as: 'owner',
    input: () => ({ name: 'New', metric: 'POINTS_EARNED', idempotencyKey: 'new' }),
    fields: 'leaderboard { id name }',
    firstIs: null,
  },
  updateLeaderboard: {
    as: 'owner',
    input: ({ board }) => ({ leaderboardId: board, name: 'Newer', visibleFrom: null }),
    fields: 'leaderboard { id name }',
    firstIs: null,
  },
  closeLeaderboard: {
    as: 'owner',
    input: ({ board }) => ({ leaderboardId: board }),
    fields: 'leaderboard { id closesAt }',
    firstIs: null,
  },
};
/** It makes something new each time, as does `createReferralCode` without a code. `recordEvents` has its own tests below. */
const OTHERS = ['createApiKey', 'recordEvents'];

const send = (world: World, name: string, { as, at, input, fields }: Case): Promise<Data> =>
  api.attempt(at ?? world.slug, name, input(world), fields, world[as] as Credential);

/** All that may stand in the way of something new: a paused program, a suspended member, a code that is off, over and used up. */
async function close(world: World): Promise<void> {
  const { slug, owner, friend, code } = world;
  const run = (name: string, input: object, fields: string) => api.mutate(slug, name, input, fields, owner);
  const everOver = { active: false, endsAt: '2026-11-03T00:00:00.000Z', label: 'Moon', usageLimit: 3 };
  await run('updateReferralCode', { code, ...everOver }, 'referralCode { id }');
  await run(
    'setMemberStatus',
    { memberId: friend.memberId, status: 'SUSPENDED', reason: 'Fraud?' },
    'member { id }',
  );
  await run('setProgramStatus', { status: 'PAUSED' }, 'program { status }');
  api.clock.advance({ days: 2 });
}

test('every mutation is in the table, but those that make something new each time', () => {
  const names = Object.keys(createSchema().getMutationType()?.getFields() ?? {});
  expect([...Object.keys(AGAIN), ...OTHERS].toSorted()).toEqual(names.toSorted());
});

/** A key notes when it was used. */
const isOfRequest = ({ et }: Item) => et !== 'API_KEY';

describe('what was done is answered again when the program is paused, the member suspended and the code over:', () => {
  test.each(Object.entries(AGAIN))('%s', async (name, one) => {
    const world = await open();
    const first = await send(world, name, one);
    expect(first.userErrors).toEqual([]);
    await close(world);
    const before = await api.scanAll();
    const again = await send(world, name, one);
    expect(again.userErrors).toEqual([]);
    expect(again).toEqual(first);
    expect((await api.scanAll()).filter(isOfRequest)).toEqual(before.filter(isOfRequest));
  });
});

/** What an answer says apart from ids and the program, and how many items were made for it. */
async function made(work: () => Promise<Data>): Promise<[string, number]> {
  const before = (await api.scanAll()).length;
  const answer = JSON.stringify(await work()).replaceAll(/[a-z]{3}_[0-9a-z]{10,}|again-\d+/g, '…');
  return [answer, (await api.scanAll()).length - before];
}

describe('a write whose first answer is lost, and that the SDK sends again, is no refusal:', () => {
  const others: [string, Case][] = [
    [
      'createApiKey',
      {
        as: 'owner',
        input: () => ({ name: 'new', scopes: ['POINTS_READ'] }),
        fields: 'apiKey { name }',
        firstIs: null,
      },
    ],
    [
      'recordEvents',
      {
        as: 'partner',
        input: ({ friend: { memberId } }) => ({
          events: [
            { source: 'shop', externalEventId: 'lost', type: 'PURCHASE', memberId, amount: KRW(1_000) },
          ],
        }),
        fields: 'results { status error { code } }',
        firstIs: null,
      },
    ],
  ];

  test.each([...Object.entries(AGAIN), ...others])('%s', async (name, one) => {
    const [calm, lossy] = [await open(), await open()];
    const expected = await made(() => send(calm, name, one));
    const lost = faults.happened.length;
    faults.plan = () => 'SENT_AGAIN';
    const answered = await made(() => send(lossy, name, one)).finally(() => {
      faults.plan = () => undefined;
    });
    // The friend has joined already, so there is nothing to lose.
    if (name !== 'join') expect(faults.happened.length).toBeGreaterThan(lost);
    expect(answered).toEqual(expected);
  });

  test('the first join', async () => {
    const { slug } = await open();
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

describe('what was not done is refused while the program is paused:', () => {
  const refused = Object.entries(AGAIN).filter(([, { firstIs }]) => firstIs !== null);
  test.each(refused)('%s', async (name, one) => {
    const world = await open();
    await api.mutate(world.slug, 'setProgramStatus', { status: 'PAUSED' }, 'program { slug }', world.owner);
    const before = await api.scanAll();
    expect((await send(world, name, one)).userErrors[0]?.code).toBe(one.firstIs);
    expect((await api.scanAll()).filter(isOfRequest)).toEqual(before.filter(isOfRequest));
  });
});

describe('an event', () => {
  const RESULTS = 'results { status referralState error { code field } }';
  const record = async ({ slug, partner }: World, ...events: object[]): Promise<Data> =>
    (await api.attempt(slug, 'recordEvents', { events }, RESULTS, partner)).results;
  const order = (world: World, settings: object = {}) => ({
    source: 'shop',
    externalEventId: 'order-1',
    type: 'PURCHASE',
    memberId: world.friend.memberId,
    amount: KRW(1_000),
    ...settings,
  });

  test('that was recorded answers DUPLICATE, or EVENT_CONFLICT, when the program is paused and its member suspended', async () => {
    const world = await open();
    const bought = order(world);
    const refund = order(world, { externalEventId: 'refund-1', type: 'REFUND', refundOf: 'order-1' });
    expect((await record(world, bought, refund)).map(({ status }: Data) => status)).toEqual(
      Array(2).fill('RECORDED'),
    );
    await close(world);
    const results = await record(
      world,
      bought,
      refund,
      { ...bought, amount: KRW(2) },
      { ...refund, type: 'PURCHASE', refundOf: null },
      order(world, { externalEventId: 'order-2' }),
    );
    expect(results.map(({ status, error }: Data) => [status, error?.code])).toEqual([
      ['DUPLICATE', undefined],
      ['DUPLICATE', undefined],
      ['REJECTED', 'EVENT_CONFLICT'],
      ['REJECTED', 'EVENT_CONFLICT'],
      ['REJECTED', 'PROGRAM_PAUSED'],
    ]);
  });

  test('that was recorded as its program was paused answers DUPLICATE, one that was not is PROGRAM_PAUSED', async () => {
    const world = await open();
    const events = Array.from({ length: 20 }, (_, n) => order(world, { externalEventId: `late-${n}` }));
    const [results] = await Promise.all([
      Promise.all(events.map(async (event) => (await record(world, event))[0].status)),
      api.mutate(world.slug, 'setProgramStatus', { status: 'PAUSED' }, 'program { slug }', world.owner),
    ]);
    const again = await record(world, ...events);
    expect(again.map(({ status }: Data) => status)).toEqual(
      results.map((status) => (status === 'RECORDED' ? 'DUPLICATE' : 'REJECTED')),
    );
  });
});
