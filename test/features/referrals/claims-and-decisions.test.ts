import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Item } from '../../../functions/table/client.ts';
import { referralKey } from '../../../functions/table/keys.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { accepted, type Person, REFERRAL, refused, startCampaign } from './people.ts';

const { api, organizer, somebody, codeOf, setStatus, pointsOf, policy, claim, attribute, review, buy, tap } =
  await startCampaign();
afterAll(() => api.close());

let advocate: Person;
beforeEach(async () => {
  advocate = await somebody();
});

describe('a claim', () => {
  test('attributes the friend, counts a use of the code and may be repeated', async () => {
    const code = await codeOf(advocate);
    const friend = await somebody();
    const first = await claim({ code: code.toLowerCase() }, friend);
    expect(first).toEqual(accepted({ state: 'ATTRIBUTED', code, channel: null, advocatePoints: 0 }));
    api.clock.advance({ minutes: 1 });
    expect(await claim({ code }, friend)).toEqual(first);
    await api.drain();
    const { referralCode } = await api.ok(
      'demo',
      'query($code: String!) { referralCode(code: $code) { usageCount } }',
      { code },
      organizer,
    );
    expect(referralCode.usageCount).toBe(1);
  });

  test('keeps the terms it was made under when the policy changes', async () => {
    const friend = await somebody();
    const { referral } = await claim({ code: await codeOf(advocate) }, friend);
    await policy({ advocatePoints: 1, friendPoints: 1, windowDays: 1 });
    await buy(friend);
    const query =
      'query($id: ID!) { node(id: $id) { ... on Referral { advocatePoints friendPoints windowEndsAt } } }';
    const { node } = await api.ok('demo', query, { id: referral.id }, organizer);
    expect(node).toEqual({ advocatePoints: 500, friendPoints: 300, windowEndsAt: referral.windowEndsAt });
    await policy({});
  });

  test('ignores a click id of another code', async () => {
    const [code, other] = [await codeOf(advocate), await codeOf(advocate)];
    const clickId = await tap(other);
    expect(clickId).toMatch(/^clk_20261102_/);
    expect(await claim({ code, clickId }, await somebody())).toEqual(accepted({ channel: null }));
    expect(await claim({ code, clickId: 'clk_nonsense' }, await somebody())).toEqual(
      accepted({ channel: null }),
    );
    expect(await claim({ code: other, clickId }, await somebody())).toEqual(accepted({ channel: 'LINE' }));
  });

  test('with a later click moves the attribution to that click’s code, and counts there', async () => {
    const [code, other] = [await codeOf(advocate), await codeOf(await somebody())];
    const friend = await somebody();
    await claim({ code, clickId: await tap(code) }, friend);
    api.clock.advance({ minutes: 1 });
    const moved = await claim({ code: other, clickId: await tap(other, 'qr') }, friend);
    expect(moved).toEqual(accepted({ code: other, channel: 'QR' }));
    expect(moved.referral.history.map(({ reason }: { reason: string }) => reason)).toEqual([
      'CLAIMED',
      'MOVED',
    ]);
    await api.drain();
    const day = api.clock.now().toISOString().slice(0, 10);
    const query =
      'query($code: String!, $day: Date!) { referralCode(code: $code) { dailyStats(from: $day, to: $day) { clicks attributed } } }';
    const daily = async (one: string) =>
      (await api.ok('demo', query, { code: one, day }, organizer)).referralCode.dailyStats;
    expect(await daily(code)).toEqual([{ clicks: 1, attributed: 0 }]);
    expect(await daily(other)).toEqual([{ clicks: 1, attributed: 1 }]);
  });
});

describe('a claim is refused', () => {
  test('CODE_NOT_FOUND: the code is unknown', async () => {
    for (const code of ['no-such-code', '', '../..', '민지', 'x'.repeat(500)]) {
      expect(await claim({ code }, await somebody())).toEqual(refused('CODE_NOT_FOUND', 'code'));
    }
  });

  test('CODE_INACTIVE, CODE_NOT_STARTED, CODE_EXPIRED: the code does not work at the moment', async () => {
    const at = (minutes: number) => new Date(api.clock.now().getTime() + minutes * 60_000).toISOString();
    const code = await codeOf(advocate, { startsAt: at(10), endsAt: at(20) });
    const friend = await somebody();
    expect(await claim({ code }, friend)).toEqual(refused('CODE_NOT_STARTED', 'code'));
    api.clock.advance({ minutes: 20 });
    expect(await claim({ code }, friend)).toEqual(refused('CODE_EXPIRED', 'code'));
    await api.mutate(
      'demo',
      'updateReferralCode',
      { code, active: false },
      'referralCode { status }',
      advocate,
    );
    expect(await claim({ code }, friend)).toEqual(refused('CODE_INACTIVE', 'code'));
  });

  test('CODE_LIMIT_REACHED: all uses are taken', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    await claim({ code }, await somebody());
    expect(await claim({ code }, await somebody())).toEqual(refused('CODE_LIMIT_REACHED', 'code'));
  });

  test('MUTUAL_REFERRAL: the friend referred the advocate', async () => {
    const [one, other] = [await somebody(), await somebody()];
    expect(await claim({ code: await codeOf(one) }, other)).toMatchObject({ userErrors: [] });
    expect(await claim({ code: await codeOf(other) }, one)).toEqual(refused('MUTUAL_REFERRAL', 'code'));
  });

  test('SELF_REFERRAL: the code is the friend’s own', async () => {
    expect(await claim({ code: await codeOf(advocate) }, advocate)).toEqual(refused('SELF_REFERRAL', 'code'));
  });

  test('ALREADY_REFERRED: by another code without a later click', async () => {
    const [code, other] = [await codeOf(advocate), await codeOf(advocate)];
    const clickId = await tap(other);
    const friend = await somebody();
    api.clock.advance({ minutes: 1 });
    await claim({ code }, friend);
    expect(await claim({ code: other }, friend)).toEqual(refused('ALREADY_REFERRED'));
    expect(await claim({ code: other, clickId }, friend)).toEqual(refused('ALREADY_REFERRED'));
  });

  test('NOT_NEW_CUSTOMER: the friend has bought before, unless the program accepts existing customers', async () => {
    const code = await codeOf(advocate);
    const friend = await somebody();
    await buy(friend, 1);
    expect(await claim({ code }, friend)).toEqual(refused('NOT_NEW_CUSTOMER'));
    await policy({ newCustomersOnly: false });
    expect(await claim({ code }, friend)).toEqual(accepted({ state: 'ATTRIBUTED' }));
    await policy({});
  });

  test('ADVOCATE_UNAVAILABLE: the advocate is suspended', async () => {
    const code = await codeOf(advocate);
    const friend = await somebody();
    await setStatus(advocate, 'SUSPENDED');
    expect(await claim({ code }, friend)).toEqual(refused('ADVOCATE_UNAVAILABLE', 'code'));
    await setStatus(advocate, 'ACTIVE');
    expect(await claim({ code }, friend)).toEqual(accepted({ state: 'ATTRIBUTED' }));
  });

  test('NOT_JOINED and MEMBER_SUSPENDED: the caller may not act', async () => {
    const code = await codeOf(advocate);
    expect(await claim({ code }, { token: await api.token('demo', { subject: 'stranger' }) })).toEqual(
      refused('NOT_JOINED'),
    );
    const friend = await somebody();
    await setStatus(friend, 'SUSPENDED');
    expect(await claim({ code }, friend)).toEqual(refused('MEMBER_SUSPENDED'));
  });

  test('PROGRAM_PAUSED, or CODE_NOT_FOUND for a code of another program', async () => {
    await api.createProgram({ slug: 'resting' });
    const friend = await api.join('resting', 'friend');
    const foreign = await codeOf(advocate);
    expect(
      await api.attempt('resting', 'claimReferral', { code: foreign }, 'referral { id }', friend),
    ).toEqual(refused('CODE_NOT_FOUND', 'code'));
    await api.mutate('resting', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', {
      token: await api.as('resting', 'OWNER'),
    });
    expect(
      await api.attempt('resting', 'claimReferral', { code: foreign }, 'referral { id }', friend),
    ).toEqual(refused('PROGRAM_PAUSED'));
  });
});

describe('concurrent requests:', () => {
  test('two hundred claims of a code with seventeen uses admit exactly seventeen', async () => {
    const code = await codeOf(advocate, { usageLimit: 17 });
    const friends = await Promise.all(Array.from({ length: 200 }, somebody));
    const answers = await Promise.all(friends.map((friend) => claim({ code }, friend)));
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'ADMITTED');
    expect(codes.filter((one) => one === 'ADMITTED')).toHaveLength(17);
    expect(codes.filter((one) => one === 'CODE_LIMIT_REACHED')).toHaveLength(183);
    const { referralCode } = await api.ok(
      'demo',
      'query($code: String!) { referralCode(code: $code) { usageRemaining status } }',
      { code },
      organizer,
    );
    expect(referralCode).toEqual({ usageRemaining: 0, status: 'LIMIT_REACHED' });
  });

  test('twenty claims of one friend with twenty codes make one attribution', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(advocate)));
    const friend = await somebody();
    const answers = await Promise.all(codes.map((code) => claim({ code }, friend)));
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'ALREADY_REFERRED')).toHaveLength(19);
  });

  test('twenty identical claims use the code once and answer one referral', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    const friend = await somebody();
    const answers = await Promise.all(Array.from({ length: 20 }, () => claim({ code }, friend)));
    expect(new Set(answers.map(({ referral }) => referral?.id)).size).toBe(1);
    expect(answers.every(({ userErrors }) => userErrors.length === 0)).toBe(true);
  });

  test('of an approval and a rejection one succeeds', async () => {
    await policy({ approvalMode: 'MANUAL' });
    const friend = await somebody();
    const { referral } = await claim({ code: await codeOf(advocate) }, friend);
    await policy({});
    await buy(friend);
    const answers = await Promise.all(
      ['approveReferral', 'rejectReferral'].map((verb) => review(verb as 'approveReferral', referral.id)),
    );
    const state = (await api.ok('demo', '{ me { referredBy { state } } }', {}, friend)).me.referredBy.state;
    if (state === 'REJECTED') expect(await pointsOf(advocate)).toEqual({ available: 0, pending: 0 });
    else expect(await pointsOf(advocate)).toEqual({ available: 0, pending: 500 });
    expect(answers.some(({ userErrors }) => userErrors.length === 0)).toBe(true);
  });
});

describe('an attribution by hand', () => {
  test('is in the history with the organizer’s reason and may be repeated', async () => {
    const code = await codeOf(advocate);
    await api.mutate(
      'demo',
      'updateReferralCode',
      { code, active: false },
      'referralCode { status }',
      advocate,
    );
    const friend = await somebody();
    await buy(friend);
    const first = await attribute({ code, friendId: friend.memberId, reason: '전화로 확인 ☎️' });
    expect(first).toEqual(
      accepted({
        history: [{ state: 'ATTRIBUTED', actor: 'ORGANIZER', reason: 'MANUAL', note: '전화로 확인 ☎️' }],
      }),
    );
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(first);
  });

  test('keeps its reason apart from the history’s own, also where an earlier version mixed them', async () => {
    const code = await codeOf(advocate);
    const friend = await somebody();
    const [by, note] = [{ actor: 'ORGANIZER', reason: 'MANUAL' }, 'RETURNED'];
    expect(await attribute({ code, friendId: friend.memberId, reason: note })).toEqual(
      accepted({ history: [expect.objectContaining({ ...by, note })] }),
    );
    const { table } = api.deps;
    const item = (await table.get(referralKey('demo', friend.memberId))) as Item & { history: string[][] };
    const [step = []] = item.history;
    await table.write({ put: { ...item, history: [[...step.slice(0, 4), 'She called.']] } });
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(
      accepted({ history: [expect.objectContaining({ ...by, note: 'She called.' })] }),
    );
  });

  test('is refused ALREADY_REFERRED for a friend whom a claim referred, even by that code', async () => {
    const code = await codeOf(advocate);
    const friend = await somebody();
    await claim({ code }, friend);
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(refused('ALREADY_REFERRED'));
  });

  test('is refused with the code for each reason', async () => {
    const code = await codeOf(advocate, { usageLimit: 1 });
    const [friend, late] = [await somebody(), await somebody()];
    expect(await attribute({ code: 'no-such', friendId: friend.memberId })).toEqual(
      refused('CODE_NOT_FOUND', 'code'),
    );
    expect(await attribute({ code, friendId: 'mem_nobody' })).toEqual(
      refused('MEMBER_NOT_FOUND', 'friendId'),
    );
    expect(await attribute({ code, friendId: advocate.memberId })).toEqual(refused('SELF_REFERRAL', 'code'));
    expect(await attribute({ code, friendId: friend.memberId, reason: '' })).toEqual(
      refused('INVALID_INPUT', 'reason'),
    );
    expect(await attribute({ code, friendId: friend.memberId, reason: 'x'.repeat(101) })).toEqual(
      refused('INVALID_INPUT', 'reason'),
    );
    await setStatus(friend, 'SUSPENDED');
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(
      refused('MEMBER_SUSPENDED', 'friendId'),
    );
    await setStatus(friend, 'ACTIVE');
    await setStatus(advocate, 'SUSPENDED');
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(
      refused('ADVOCATE_UNAVAILABLE', 'code'),
    );
    await setStatus(advocate, 'ACTIVE');
    expect(await attribute({ code, friendId: friend.memberId })).toEqual(accepted({ state: 'ATTRIBUTED' }));
    expect(await attribute({ code, friendId: late.memberId })).toEqual(refused('CODE_LIMIT_REACHED', 'code'));
    expect(await attribute({ code: await codeOf(advocate), friendId: friend.memberId })).toEqual(
      refused('ALREADY_REFERRED'),
    );
  });

  test('is refused PROGRAM_PAUSED in a paused program', async () => {
    await api.createProgram({ slug: 'asleep' });
    const boss = { token: await api.as('asleep', 'OWNER') };
    await api.mutate('asleep', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', boss);
    const input = { code: 'any', friendId: 'mem_any', reason: 'Because.' };
    expect(await api.attempt('asleep', 'attributeReferral', input, 'referral { id }', boss)).toEqual(
      refused('PROGRAM_PAUSED'),
    );
  });
});

describe('the review queue of organizers', () => {
  const QUEUE =
    'query($after: String, $first: Int! = 20) { referralsAwaitingApproval(first: $first, after: $after) { edges { node { id friend { publicName member { id } } } } pageInfo { hasNextPage endCursor } } }';
  const idsOf = (list: { edges: { node: { id: string } }[] }) => list.edges.map(({ node }) => node.id);

  test('has the referrals after their holding period, oldest first, until each is decided', async () => {
    await policy({ approvalMode: 'MANUAL' });
    const friends = [await somebody(), await somebody(), await somebody()] as const;
    const ids: string[] = [];
    for (const friend of friends) {
      ids.push((await claim({ code: await codeOf(advocate) }, friend)).referral.id);
      await buy(friend);
      api.clock.advance({ minutes: 1 });
    }
    await policy({});
    await api.tick();
    expect(idsOf((await api.ok('demo', QUEUE, {}, organizer)).referralsAwaitingApproval)).toEqual([]);
    api.clock.advance({ days: 7 });
    expect(await api.tick()).toMatchObject({ failed: 0 });
    const { referralsAwaitingApproval: page } = await api.ok('demo', QUEUE, { first: 2 }, organizer);
    expect(idsOf(page)).toEqual(ids.slice(0, 2));
    expect(page.edges[0].node.friend).toMatchObject({ member: { id: friends[0].memberId } });
    const { referralsAwaitingApproval: rest } = await api.ok(
      'demo',
      QUEUE,
      { first: 2, after: page.pageInfo.endCursor },
      organizer,
    );
    expect(idsOf(rest)).toEqual(ids.slice(2));

    expect(await review('approveReferral', ids[0] ?? '')).toEqual(
      accepted({ state: 'REWARDED', needsApproval: false }),
    );
    expect(await review('approveReferral', ids[0] ?? '')).toEqual(accepted({ state: 'REWARDED' }));
    expect(await review('rejectReferral', ids[1] ?? '')).toEqual(
      accepted({ state: 'REJECTED', needsApproval: false }),
    );
    expect(await review('rejectReferral', ids[1] ?? '')).toEqual(accepted({ state: 'REJECTED' }));
    expect(idsOf((await api.ok('demo', QUEUE, {}, organizer)).referralsAwaitingApproval)).toEqual(
      ids.slice(2),
    );
    expect(await pointsOf(advocate)).toEqual({ available: 500, pending: 500 });
    expect(await pointsOf(friends[1])).toEqual({ available: 0, pending: 0 });
  });

  test('does not get a referral that was approved during its holding period', async () => {
    await policy({ approvalMode: 'MANUAL' });
    const friend = await somebody();
    const { referral } = await claim({ code: await codeOf(advocate) }, friend);
    await buy(friend);
    await policy({});
    expect(await review('approveReferral', referral.id)).toEqual(
      accepted({ state: 'PENDING', needsApproval: false }),
    );
    api.clock.advance({ days: 7 });
    await api.tick();
    expect(await pointsOf(friend)).toEqual({ available: 300, pending: 0 });
  });

  test('refuses with NOT_FOUND, INVALID_STATE and INVALID_INPUT', async () => {
    const { referral } = await claim({ code: await codeOf(advocate) }, await somebody());
    for (const id of ['', 'ref_x', `ref_${'0'.repeat(26)}`]) {
      expect(await review('approveReferral', id)).toEqual(refused('NOT_FOUND', 'referralId'));
      expect(await review('rejectReferral', id)).toEqual(refused('NOT_FOUND', 'referralId'));
    }
    expect(await review('approveReferral', referral.id)).toEqual(refused('INVALID_STATE', 'referralId'));
    await review('rejectReferral', referral.id);
    expect(await review('approveReferral', referral.id)).toEqual(refused('INVALID_STATE', 'referralId'));
    const nameless = await api.attempt(
      'demo',
      'rejectReferral',
      { referralId: referral.id, reason: ' ' },
      REFERRAL,
      organizer,
    );
    expect(nameless).toEqual(refused('INVALID_INPUT', 'reason'));
  });
});

describe('the passing of time', () => {
  test('expires a referral when its window ends; a late report of an event in the window still counts', async () => {
    await policy({ windowDays: 3 });
    const friend = await somebody();
    await claim({ code: await codeOf(advocate) }, friend);
    await policy({});
    const inWindow = new Date(api.clock.now().getTime() + 60_000).toISOString();
    api.clock.advance({ days: 3, minutes: 1 });
    await api.tick();
    expect((await api.ok('demo', '{ me { referredBy { state } } }', {}, friend)).me.referredBy.state).toBe(
      'EXPIRED',
    );
    expect((await buy(friend)).referralState).toBeNull();
    expect(await buy(friend, 5, { occurredAt: inWindow })).toMatchObject({ referralState: 'PENDING' });
  });

  test('continues while the program is paused', async () => {
    await api.createProgram({ slug: 'slow', referralPolicy: { holdingPeriodDays: 1 } });
    const [one, two] = [await api.join('slow', 'one'), await api.join('slow', 'two')];
    const boss = { token: await api.as('slow', 'OWNER') };
    await api.mutate('slow', 'createReferralCode', { code: 'slow-one' }, 'referralCode { code }', one);
    await api.mutate('slow', 'claimReferral', { code: 'slow-one' }, 'referral { id }', two);
    const event = {
      source: 'shop',
      externalEventId: '1',
      type: 'PURCHASE',
      memberId: two.memberId,
      amount: { amountMinor: 5, currency: 'KRW' },
    };
    await api.mutate('slow', 'recordEvents', { events: [event] }, 'results { status }', boss);
    await api.mutate('slow', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', boss);
    api.clock.advance({ days: 1 });
    await api.tick();
    expect((await api.ok('slow', '{ me { referredBy { state } } }', {}, two)).me.referredBy.state).toBe(
      'REWARDED',
    );
  });
});

test('a referral is visible to its two members, without the other’s account, and to no other member', async () => {
  const friend = await somebody();
  const { referral } = await claim({ code: await codeOf(advocate) }, friend);
  const query = 'query($id: ID!) { node(id: $id) { ... on Referral { friend { memberId publicName } } } }';
  const see = async (who: Person) => (await api.ok('demo', query, { id: referral.id }, who)).node;
  expect(await see(advocate)).toEqual({
    friend: { memberId: friend.memberId, publicName: expect.stringMatching(/^Person \d\.$/) },
  });
  expect(await see(friend)).not.toBeNull();
  expect(await see(await somebody())).toBeNull();
  const prying = await api.send(
    'demo',
    '{ me { referrals { edges { node { friend { member { id } } } } } } }',
    {},
    advocate,
  );
  expect(prying.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

test('the ledger is sound and every counter equals a recount after all claims and decisions', async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});
