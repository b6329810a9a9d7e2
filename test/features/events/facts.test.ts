import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Item } from '../../../functions/table/client.ts';
import { GSI1 } from '../../../functions/table/definition.ts';
import { eventsPartition } from '../../../functions/table/keys.ts';
import { type Api, startApi } from '../../support/api.ts';

// What is kept of events and reversals so that a season can be counted from it: when a thing happened, and when that
// happened which it undoes.

let api: Api;
let partner: { apiKey: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({
    referralPolicy: { advocatePoints: 500, friendPoints: 300, holdingPeriodDays: 7 },
  });
  partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
});
afterAll(() => api.close());

const now = () => api.clock.now().toISOString();

async function record(memberId: string, externalEventId: string, settings: object = {}): Promise<void> {
  const amount = { amountMinor: 10_000, currency: 'KRW' };
  const event = { source: 'shop', externalEventId, type: 'PURCHASE', memberId, amount, ...settings };
  const { results } = await api.mutate(
    'demo',
    'recordEvents',
    { events: [event] },
    'results { status }',
    partner,
  );
  expect(results).toEqual([{ status: 'RECORDED' }]);
}
const refund = (memberId: string, externalEventId: string, refundOf: string) =>
  record(memberId, externalEventId, { type: 'REFUND', refundOf });

async function eventsOf(memberId: string): Promise<Item[]> {
  const list = { index: GSI1.name, partition: eventsPartition('demo', memberId), limit: 10 };
  return (await api.deps.table.query(list)).items;
}

test('the events of a member are listed in the order in which they happened, without others’ events', async () => {
  const { memberId } = await api.join('demo', 'buyer');
  const other = await api.join('demo', 'other');
  const daysAgo = (days: number) => new Date(api.clock.now().getTime() - days * 86_400_000).toISOString();
  await record(memberId, 'second', { occurredAt: daysAgo(1) });
  await record(memberId, 'first', { occurredAt: daysAgo(2) });
  await record(other.memberId, 'elsewhere');
  await refund(memberId, 'third', 'second');
  const events = await eventsOf(memberId);
  expect(events.map(({ externalEventId }) => externalEventId)).toEqual(['first', 'second', 'third']);
  for (const { GSI1SK, occurredAt, id } of events) expect(GSI1SK).toBe(`${occurredAt}#${id}`);
  expect(events.map(({ refunded }) => refunded)).toEqual([
    null,
    null,
    { type: 'PURCHASE', occurredAt: daysAgo(1), whole: true },
  ]);
  // The list shows a purchase as it is: what has been given back of it included.
  expect(events[1]).toMatchObject({ refundedMinor: 10_000 });
});

test('points that a refund takes back from a referral have the time of their award', async () => {
  const advocate = await api.join('demo', 'advocate');
  const friend = await api.join('demo', 'friend');
  const { referralCode } = await api.mutate(
    'demo',
    'createReferralCode',
    {},
    'referralCode { code }',
    advocate,
  );
  await api.mutate('demo', 'claimReferral', { code: referralCode.code }, 'referral { id }', friend);
  await record(friend.memberId, 'bought');
  api.clock.advance({ days: 8 });
  const givenAt = now();
  await api.tick();
  api.clock.advance({ days: 30 });
  await refund(friend.memberId, 'given back', 'bought');
  const entries = (await api.scanAll()).filter(({ et }) => et === 'POINT_ENTRY');
  const ofKind = (kind: string) => entries.filter((entry) => entry.kind === kind);
  expect(ofKind('ACTIVATE').map(({ createdAt }) => createdAt)).toEqual([givenAt, givenAt]);
  expect(ofKind('REVERSE')).toMatchObject([
    { reversesAt: givenAt, createdAt: now() },
    { reversesAt: givenAt, createdAt: now() },
  ]);
  for (const entry of entries) expect('reversesAt' in entry).toBe(entry.kind === 'REVERSE');
});
