import { DEV_ISSUER } from '../../local/issuer.ts';
import type { Api, Credential, Data } from '../support/api.ts';

// Every mutation, as it may be sent, and a world to send it in.

type Person = { token: string; memberId: string };
export type World = {
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

let worlds = 0;

export const KRW = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
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

/** A program with all that the mutations need. Its name is `again-` and a number. */
export async function openWorld(api: Api): Promise<World> {
  worlds += 1;
  const slug = `again-${worlds}`;
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

export type Case = {
  as: keyof World;
  input: (world: World, api: Api) => object;
  fields: string;
  /** What a first sending is refused with when all that can come has come; null where nothing stands in its way. */
  firstIs: string | null;
  at?: 'operator';
};
const member = 'member { id displayName visibility }';
const moved = 'entry { id points }';
const referral = 'referral { id state }';

/** Every mutation that answers the same when it is sent again. */
export const AGAIN: Record<string, Case> = {
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
    input: ({ slug }, api) => ({
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
export const OTHERS = ['createApiKey', 'recordEvents'];

/** Sends a mutation in a world: its payload, refused or not. */
export const send = (api: Api, world: World, name: string, { as, at, input, fields }: Case): Promise<Data> =>
  api.attempt(at ?? world.slug, name, input(world, api), fields, world[as] as Credential);
