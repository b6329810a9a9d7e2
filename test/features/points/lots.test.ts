import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { meter } from '../../support/meter.ts';
import { openTeller, type Teller } from './teller.ts';

// No stream is read here, so every write that is measured is the request's own.

const MONTHS = 36;

let api: Api;
let teller: Teller;
let member: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ pointPolicy: { expiryMonths: MONTHS } });
  teller = await openTeller(api, 'demo');
  member = (await api.join('demo', 'member')).memberId;
  for (let month = 0; month < MONTHS; month += 1) {
    api.clock.set(new Date(Date.UTC(2026, 10 + month, 3)));
    await teller.award(member, 1_000_000 + month);
  }
});
afterAll(() => api.close());

test('a spend over three years of lots takes the first to expire first, in five write units, and is undone lot by lot', async () => {
  const bill = meter(api.client);
  const before = await teller.balance(member);
  expect(before.lots).toHaveLength(MONTHS);
  const last = before.lots[MONTHS - 1];
  const spent = await bill.during(() =>
    teller.spend(member, before.active - 5, { reason: '🍵'.repeat(100) }),
  );
  expect(spent.bill.writeUnits).toBeLessThanOrEqual(5);
  expect(spent.result.account.lots).toEqual([{ points: 5, expiresAt: last.expiresAt }]);
  expect((await teller.reverse(spent.result.entry.id)).account).toEqual(before);
});

test('a spend of a little more than the first lot leaves the rest of the second', async () => {
  const before = await teller.balance(member);
  const { account } = await teller.spend(member, 1_000_001);
  expect(account.lots).toHaveLength(MONTHS - 1);
  expect(account.lots[0]).toEqual({ points: 1_000_000, expiresAt: before.lots[1].expiresAt });
});
