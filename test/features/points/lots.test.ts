import { afterAll, beforeAll, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openTeller, type Teller } from './teller.ts';

// No stream is read here, so every write that is measured is the request's own.

const MONTHS = 36;
/** As many points in each lot as can be spent at once, so that the amounts are as long as they get. */
const LOT = 27_000_000;
const LONGEST_REASON = '🍵'.repeat(100);

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
    await teller.award(member, LOT + month);
  }
});
afterAll(() => api.close());

test('a spend over three years of lots takes the first to expire first, and is reversed lot by lot', async () => {
  const bill = meter(api.client);
  const before = await teller.balance(member);
  expect(before.availableByExpiry).toHaveLength(MONTHS);
  const last = before.availableByExpiry[MONTHS - 1];
  const spent = await bill.during(() =>
    teller.spend(member, before.available - 5, { reason: LONGEST_REASON }),
  );
  expect(spent.bill.writeUnits).toBeLessThanOrEqual(5);
  expect(spent.result.account.availableByExpiry).toEqual([{ points: 5, expiresAt: last.expiresAt }]);
  const { id, createdAt } = spent.result.entry;
  api.clock.advance({ seconds: 1 });
  const reversed = await bill.during(() => teller.reverse(id, { reason: LONGEST_REASON }));
  // Two more than a spend: the note that its idempotency key is used up.
  expect(reversed.bill.writeUnits).toBeLessThanOrEqual(7);
  expect(reversed.result.account).toEqual(before);
  const [item] = (await api.scanAll()).filter(({ reverses }) => reverses === id);
  expect(item).toMatchObject({ kind: 'REVERSE', reversesAt: createdAt });
});

test('a spend of slightly more than the first lot leaves the rest of the second', async () => {
  const before = await teller.balance(member);
  const { account } = await teller.spend(member, LOT + 1);
  expect(account.availableByExpiry).toHaveLength(MONTHS - 1);
  expect(account.availableByExpiry[0]).toEqual({
    points: LOT,
    expiresAt: before.availableByExpiry[1].expiresAt,
  });
});
