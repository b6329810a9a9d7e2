import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Person, startCampaign } from './people.ts';

const { api, organizer, somebody, codeOf, setStatus, pointsOf, policy, claim, buy } = await startCampaign();
afterAll(() => api.close());

let advocate: Person;
beforeEach(async () => {
  advocate = await somebody();
});

describe('a purchase during a suspension', () => {
  async function referred() {
    const friend = await somebody();
    await claim({ code: await codeOf(advocate) }, friend);
    api.clock.advance({ minutes: 1 });
    return friend;
  }
  const buyAt = (friend: Person, occurredAt: string) => buy(friend, 20_000, { occurredAt });
  const earned = async () => (await pointsOf(advocate)).available;

  test('gives a suspended advocate nothing and the friend their points; pending points stay', async () => {
    await policy({ holdingPeriodDays: 0 });
    const [before, during, reported] = [await referred(), await referred(), await referred()];
    const early = api.clock.now().toISOString();
    await buyAt(before, early);
    api.clock.advance({ minutes: 1 });
    await setStatus(advocate, 'SUSPENDED');
    expect(await earned()).toBe(500);
    await buyAt(during, api.clock.now().toISOString());
    expect([await earned(), (await pointsOf(during)).available]).toEqual([500, 300]);
    await buyAt(reported, early);
    expect([await earned(), (await pointsOf(reported)).available]).toEqual([1_000, 300]);
    await setStatus(advocate, 'ACTIVE');
    expect(await earned()).toBe(1_000);
    const query = 'query($id: ID!) { member(id: $id) { referredBy { advocateSuspended advocatePoints } } }';
    const { member } = await api.ok('demo', query, { id: during.memberId }, organizer);
    expect(member.referredBy).toEqual({ advocateSuspended: true, advocatePoints: 0 });
    await api.drain();
    expect(problemsOf(await verify(api.deps))).toEqual([]);
  });

  test('of a suspended friend earns nothing; one from before, reported later, counts', async () => {
    await policy({ holdingPeriodDays: 0 });
    const friend = await referred();
    const early = api.clock.now().toISOString();
    api.clock.advance({ minutes: 1 });
    await setStatus(friend, 'SUSPENDED');
    const late = await buyAt(friend, api.clock.now().toISOString());
    expect(late).toMatchObject({ status: 'RECORDED', referralState: null });
    expect(await buyAt(friend, early)).toMatchObject({ status: 'RECORDED', referralState: 'REWARDED' });
  });
});
