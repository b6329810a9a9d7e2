import { afterAll, beforeAll, expect, test } from 'vitest';
import { updateReferralCode } from '../../../functions/features/codes/operations.ts';
import { recordEvents } from '../../../functions/features/events/operations.ts';
import type { Scope } from '../../../functions/features/programs/scope.ts';
import { getProgram } from '../../../functions/features/programs/store.ts';
import { claimReferral, rejectReferral } from '../../../functions/features/referrals/operations.ts';
import { ANONYMOUS } from '../../../functions/identity/viewer.ts';
import type { Deps } from '../../../functions/table/deps.ts';
import { accountKey } from '../../../functions/table/keys.ts';
import { type Api, startApi } from '../../support/api.ts';

let api: Api;
let scope: Scope;
let partner: { apiKey: string };
let count = 0;

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  const program = await getProgram(api.deps, 'demo');
  if (program === undefined) throw new Error('The program is not there.');
  scope = { program, viewer: { ...ANONYMOUS, actorId: 'mem_organizer' } };
});
afterAll(() => api.close());

/** A referral whose points are held; its holding period is over, and nobody has settled it yet. */
async function pendingReferral(): Promise<{ referralId: string; friendId: string }> {
  count += 1;
  const [advocate, friend] = [
    await api.join('demo', `advocate ${count}`),
    await api.join('demo', `friend ${count}`),
  ];
  const { referralCode } = await api.mutate(
    'demo',
    'createReferralCode',
    {},
    'referralCode { code }',
    advocate,
  );
  const { referral } = await api.mutate(
    'demo',
    'claimReferral',
    { code: referralCode.code },
    'referral { id }',
    friend,
  );
  const amount = { amountMinor: 20_000, currency: 'KRW' };
  const event = {
    source: 'shop',
    externalEventId: `${count}`,
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount,
  };
  await api.mutate('demo', 'recordEvents', { events: [event] }, 'results { status }', partner);
  api.clock.advance({ days: 7 });
  return { referralId: referral.id, friendId: friend.memberId };
}

/** The deps of a request whose first call of that kind begins only after something else has happened. */
function delayed(call: 'batchGet' | 'transact' | 'write', before: () => Promise<unknown>): Deps {
  let isFirst = true;
  const { table } = api.deps;
  const delayedCall = async (...args: unknown[]) => {
    const isRacing = isFirst;
    isFirst = false;
    if (isRacing) await before();
    return (table[call] as (...args: unknown[]) => Promise<unknown>)(...args);
  };
  return { ...api.deps, table: { ...table, [call]: delayedCall } };
}

test('a rejection of a referral that is rewarded between its two reads is decided again', async () => {
  const { referralId, friendId } = await pendingReferral();
  const rejected = await rejectReferral(
    delayed('batchGet', () => api.tick()),
    scope,
    { referralId, reason: 'Too late.' },
  );
  expect(rejected).toMatchObject({ ok: false, refusal: { code: 'INVALID_STATE' } });
  const account = await api.deps.table.get(accountKey('demo', friendId));
  expect(account).toMatchObject({ pending: 0, earned: 300 });
});

test('points that contradict the referral are an internal error, and nothing is written', async () => {
  const { referralId, friendId } = await pendingReferral();
  const key = accountKey('demo', friendId);
  await api.deps.table.write({
    update: key,
    set: 'SET #pending = :none',
    names: { '#pending': 'pending' },
    values: { ':none': 0 },
  });
  await expect(rejectReferral(api.deps, scope, { referralId, reason: 'Odd.' })).rejects.toThrow(/pending/);
  const query = 'query($id: ID!) { node(id: $id) { ... on Referral { state } } }';
  const { node } = await api.ok(
    'demo',
    query,
    { id: referralId },
    { token: await api.as('demo', 'ORGANIZER') },
  );
  expect(node).toEqual({ state: 'PENDING' });
});

/** An advocate's code and a friend who has claimed nothing and bought nothing. */
async function newcomer(settings: object = {}) {
  count += 1;
  const [advocate, friend] = [
    await api.join('demo', `advocate ${count}`),
    await api.join('demo', `friend ${count}`),
  ];
  const { referralCode } = await api.mutate(
    'demo',
    'createReferralCode',
    settings,
    'referralCode { code }',
    advocate,
  );
  const amount = { amountMinor: 20_000, currency: 'KRW' };
  const purchase = {
    source: 'shop',
    externalEventId: `${count}`,
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount,
  };
  const asFriend: Scope = {
    ...scope,
    viewer: { ...ANONYMOUS, memberId: friend.memberId, actorId: friend.memberId },
  };
  return { code: referralCode.code as string, advocate, friend, purchase, asFriend };
}

test('a claim just after a first purchase is refused although it was read before it', async () => {
  const { code, purchase, asFriend } = await newcomer();
  const deps = delayed('transact', () => recordEvents(api.deps, scope, [purchase]));
  expect(await claimReferral(deps, asFriend, { code })).toMatchObject({
    ok: false,
    refusal: { code: 'NOT_NEW_CUSTOMER' },
  });
});

test('a purchase just after a claim qualifies the referral although it was read before it', async () => {
  const { code, purchase, asFriend } = await newcomer();
  const deps = delayed('transact', () => claimReferral(api.deps, asFriend, { code }));
  const recorded = await recordEvents(deps, scope, [purchase]);
  expect(recorded).toMatchObject({ ok: true, value: [{ status: 'RECORDED', referralState: 'PENDING' }] });
});

test.each([
  ['CODE_INACTIVE', { active: false }],
  ['CODE_LIMIT_REACHED', { usageLimit: 1 }],
])(
  'a claim just after a change of its code is refused %s although it was read before it',
  async (refusal, change) => {
    const { code, advocate, asFriend } = await newcomer({ usageLimit: 9 });
    await api.mutate(
      'demo',
      'claimReferral',
      { code },
      'referral { id }',
      await api.join('demo', `first ${count}`),
    );
    const deps = delayed('transact', () =>
      api.mutate('demo', 'updateReferralCode', { code, ...change }, 'referralCode { code }', advocate),
    );
    expect(await claimReferral(deps, asFriend, { code })).toMatchObject({
      ok: false,
      refusal: { code: refusal },
    });
  },
);

test('a new limit just after a claim is refused when it is below the uses then', async () => {
  const { code, advocate, asFriend } = await newcomer({ usageLimit: 9 });
  await api.mutate(
    'demo',
    'claimReferral',
    { code },
    'referral { id }',
    await api.join('demo', `first ${count}`),
  );
  const asAdvocate: Scope = {
    ...scope,
    viewer: { ...ANONYMOUS, memberId: advocate.memberId, actorId: advocate.memberId },
  };
  const deps = delayed('write', () => claimReferral(api.deps, asFriend, { code }));
  const changed = await updateReferralCode(deps, asAdvocate, { code, usageLimit: 1 });
  expect(changed).toMatchObject({ ok: false, refusal: { code: 'INVALID_INPUT', field: ['usageLimit'] } });
});
