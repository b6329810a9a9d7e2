import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordClick } from '../../../functions/features/clicks/operations.ts';
import type { ReferralCode } from '../../../functions/features/codes/rules.ts';
import { insertCode } from '../../../functions/features/codes/store.ts';
import { recordEvents } from '../../../functions/features/events/operations.ts';
import { setMemberStatus } from '../../../functions/features/members/operations.ts';
import { insertMember } from '../../../functions/features/members/store.ts';
import { accountLookup } from '../../../functions/features/points/lookups.ts';
import { activePoints } from '../../../functions/features/points/rules.ts';
import type { Program } from '../../../functions/features/programs/rules.ts';
import type { Scope } from '../../../functions/features/programs/scope.ts';
import { settleReferral } from '../../../functions/features/referrals/due.ts';
import { referralLookup } from '../../../functions/features/referrals/lookups.ts';
import { claimReferral } from '../../../functions/features/referrals/operations.ts';
import { ANONYMOUS } from '../../../functions/identity/viewer.ts';
import type { Deps } from '../../../functions/table/deps.ts';
import { referralKey } from '../../../functions/table/keys.ts';
import { lookUp, lookUpAll } from '../../../functions/table/lookup.ts';
import { scanPages } from '../../../tools/shared/scan.ts';
import { createReferralCheck } from '../../../tools/verify/referrals.ts';
import { type Api, startApi } from '../../support/api.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import {
  ADVOCATES,
  type Deed,
  type History,
  type Outcome,
  outcomeOf,
  outcomesOf,
  type Purchase,
  programAt,
  refundOf,
} from './history.ts';
import { aCode, aMember, aProgram } from './samples.ts';

// Every order in which a partner reports the purchases of a friend gives everybody the same points, by the real
// operations over the real engine. What may depend on the order is which of several purchases qualifies: the first reported.

/** A third of a minute; `npm run test:long` tells ten times as many. */
const HISTORIES = 200;
const DAYS = 12;
const LAST_MINUTE = DAYS * 24 * 60;
/** All windows and holding periods are over by then. */
const END = LAST_MINUTE + 60 * 24 * 60;

const code = fc.nat({ max: ADVOCATES - 1 });
const policy = (points: number) =>
  fc.record({
    attributionModel: fc.constantFrom('LAST_CLICK' as const, 'LAST_CLICK' as const, 'FIRST_CLICK' as const),
    windowDays: fc.integer({ min: 2, max: 9 }),
    minimumAmount: fc.constantFrom(null, { amountMinor: 40, currency: 'KRW' }),
    holdingPeriodDays: fc.constantFrom(0, 3),
    advocatePoints: fc.constant(points),
    friendPoints: fc.constant(points + 1),
  });
const at = fc.integer({ min: 3_000, max: (LAST_MINUTE * 2) / 3 });
/** A claim with the click of a tap some minutes before, or without one. */
const claim = fc
  .record({ code, at, tappedBefore: fc.option(fc.integer({ min: 1, max: 2_900 })) })
  .map(({ code, at, tappedBefore }): Deed[] => [
    ...(tappedBefore === null ? [] : [{ do: 'tap', code, at: at - tappedBefore } as const]),
    { do: 'claim', code, tapped: tappedBefore !== null, at },
  ]);
const other: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ do: fc.constant('suspend' as const), who: fc.oneof(code, fc.constant('FRIEND' as const)), at }),
  fc.record({ do: fc.constant('settle' as const), at }),
  fc.record({ do: fc.constant('settle' as const), at }),
);
/** A purchase some time after one of the claims, seldom before it. */
const purchase = fc.record({
  claim: fc.nat({ max: 3 }),
  after: fc.oneof(fc.integer({ min: -900, max: -10 }), fc.integer({ min: 0, max: 3_000 })),
  type: fc.constantFrom('PURCHASE' as const, 'PURCHASE' as const, 'PURCHASE' as const, 'VISIT' as const),
  amountMinor: fc.integer({ min: 20, max: 120 }),
  refunded: fc.constantFrom(null, null, null, 0.3, 0.7, 1),
});
const history: fc.Arbitrary<History> = fc
  .record({
    policies: fc.tuple(policy(500), policy(70)),
    newCustomersOnly: fc.constantFrom(true, false, false),
    changedAt: fc.integer({ min: 0, max: LAST_MINUTE }),
    claims: fc.array(claim, { minLength: 1, maxLength: 4 }),
    others: fc.array(other, { maxLength: 2 }),
    purchases: fc.array(purchase, { minLength: 1, maxLength: 3 }),
  })
  .map(({ policies, newCustomersOnly, changedAt, claims, others, purchases: bought }) => {
    const told = policies.map((terms) => aProgram({ ...terms, newCustomersOnly }).referralPolicy);
    const deeds = [...claims.flat(), ...others].toSorted((one, other) => one.at - other.at);
    const purchases = bought.map(({ claim, after, ...rest }): Purchase => {
      const claimedAt = claims[claim % claims.length]?.at(-1)?.at ?? 0;
      return { ...rest, at: Math.max(1, claimedAt + after) };
    });
    return { policies: told as History['policies'], changedAt, deeds, purchases };
  });
/** How late each purchase is reported: by so many hundredths of the time that is left to the end. */
const lateness = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 3, maxLength: 3 });

let api: Api;
let program: Program;
let world = 0;
beforeAll(async () => {
  api = await startApi({ lasting: true });
  program = aProgram();
});
afterAll(() => api.close());

const START = Date.parse('2026-11-02T00:00:00.000Z');
const minute = (at: number) => new Date(START + at * 60_000);

/** The people of a history, and what they do at a minute. */
async function people(told: History) {
  world += 1;
  const advocates = Array.from({ length: ADVOCATES }, (_, n) => aMember(`advocate ${n} of ${world}`));
  const friend = aMember(`friend of ${world}`);
  const limits = [5, null, 1];
  const codes: ReferralCode[] = advocates.map(({ id }, n) => {
    const key = `C${n}W${world}`;
    return aCode(key, { memberId: id, usageLimit: limits[n] ?? null });
  });
  await api.deps.table.transact([...[...advocates, friend].map(insertMember), ...codes.map(insertCode)]);
  const depsAt = (at: number): Deps => ({ ...api.deps, now: () => minute(at) });
  const scopeAt = (at: number, viewer: Partial<Scope['viewer']>): Scope => ({
    program: programAt(program, told, at),
    viewer: { ...ANONYMOUS, ...viewer },
  });
  const shop = (at: number) => scopeAt(at, { actorId: 'key_shop' });
  const latest = new Map<number, string>();

  async function act(one: Deed): Promise<void> {
    const deps = depsAt(one.at);
    if (one.do === 'settle') return settle(one.at);
    if (one.do === 'tap') {
      const visit = {
        address: '192.0.2.1',
        userAgent: friend.id,
        channel: 'line',
      };
      const tapped = codes[one.code] as ReferralCode;
      latest.set(one.code, await recordClick(deps, programAt(program, told, one.at), tapped, visit));
    } else if (one.do === 'claim') {
      const scope = scopeAt(one.at, { memberId: friend.id, actorId: friend.id });
      const clickId = one.tapped ? latest.get(one.code) : undefined;
      await claimReferral(deps, scope, { code: codes[one.code]?.code, clickId });
    } else {
      const who = one.who === 'FRIEND' ? friend : advocates[one.who];
      const change = { memberId: who?.id, status: 'SUSPENDED', reason: 'Spam.' };
      await setMemberStatus(deps, scopeAt(one.at, { actorId: 'mem_organizer' }), change);
    }
  }
  async function settle(at: number): Promise<void> {
    const item = await api.deps.table.get(referralKey(program.id, friend.id), { consistent: true });
    if (item !== undefined) await settleReferral(depsAt(at), programAt(program, told, at), item);
  }
  async function report(event: object, at: number): Promise<void> {
    const events = [{ source: 'shop', memberId: friend.id, externalEventId: '', ...event }];
    const recorded = await recordEvents(depsAt(at), shop(at), events);
    expect(recorded).toMatchObject({ ok: true, value: [{ status: 'RECORDED' }] });
  }
  const money = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
  const buy = (place: number, at: number) => {
    const { type, amountMinor, at: occurred } = told.purchases[place] as Purchase;
    const externalEventId = `${world} ${place}`;
    return report({ externalEventId, type, amount: money(amountMinor), occurredAt: minute(occurred) }, at);
  };
  const refund = (place: number, at: number) => {
    const refundable = told.purchases[place] as Purchase;
    const event = {
      externalEventId: `${world} ${place} back`,
      type: 'REFUND',
      refundOf: `${world} ${place}`,
    };
    return report({ ...event, amount: money(refundOf(refundable)), occurredAt: minute(at) }, at);
  };
  const ids = [...advocates, friend].map(({ id }) => id);
  async function end(): Promise<{ outcome: Outcome; reasons: string[] }> {
    await settle(END);
    const accounts = ids.map((id) => accountLookup(program.id, id));
    const have = (await lookUpAll(api.deps, accounts, { consistent: true })).map((account) => {
      expect(account).toMatchObject({ pending: 0, owed: 0 });
      return activePoints(account, '202701');
    });
    const wanted = { referral: referralLookup(program.id, friend.id) };
    const { referral } = await lookUp(api.deps, wanted, { consistent: true });
    const reasons = referral?.history.map(({ reason }) => reason) ?? [];
    return { outcome: { advocates: have.slice(0, ADVOCATES), friend: have[ADVOCATES] ?? 0 }, reasons };
  }
  return { act, buy, refund, end };
}

type Report = { at: number; do: 'buy' | 'refund'; place: number };
const isRefunded = ({ refunded, type }: Purchase) => refunded !== null && type === 'PURCHASE';

/** When what is reported: everything in its time, or so late. */
function reportsOf({ purchases }: History, late: readonly number[] = []): Report[] {
  return purchases.flatMap((one, place): Report[] => {
    const at = one.at + Math.floor(((late[place] ?? 0) / 100) * (LAST_MINUTE + 1_000 - one.at));
    const bought: Report = { at, do: 'buy', place };
    return isRefunded(one) ? [bought, { at: at + 1 + place, do: 'refund', place }] : [bought];
  });
}

/** What everybody has in the end, and what became of the referral. */
async function tell(
  told: History,
  reports: readonly Report[],
): Promise<{ outcome: Outcome; reasons: string[] }> {
  const { act, buy, refund, end } = await people(told);
  const steps: (Deed | Report)[] = [...told.deeds, ...reports].toSorted((one, other) => one.at - other.at);
  for (const step of steps) {
    if (!('place' in step)) await act(step);
    else if (step.do === 'buy') await buy(step.place, step.at);
    else await refund(step.place, step.at);
  }
  return end();
}

const orderOf = (reports: readonly Report[]) =>
  reports
    .filter((one) => one.do === 'buy')
    .toSorted((one, other) => one.at - other.at)
    .map(({ place }) => place);

test('everyone gets the same points in every order of reports', { timeout: runsOf(600_000) }, async () => {
  const seen = { rewarded: 0, moved: 0, returned: 0, ended: 0 };
  await fc.assert(
    fc.asyncProperty(history, lateness, async (told, late) => {
      const inTime = reportsOf(told);
      const lately = reportsOf(told, late);
      const first = await tell(told, inTime);
      expect(first.outcome).toEqual(outcomeOf(told, orderOf(inTime)));
      const second = await tell(told, lately);
      expect(second.outcome).toEqual(outcomeOf(told, orderOf(lately)));
      if (outcomesOf(told).size < 2) expect(second.outcome).toEqual(first.outcome);
      seen.rewarded += first.outcome.friend > 0 ? 1 : 0;
      seen.moved += second.reasons.includes('MOVED') ? 1 : 0;
      seen.returned += second.reasons.includes('RETURNED') ? 1 : 0;
      seen.ended += second.reasons.includes('BOUGHT_BEFORE') ? 1 : 0;
    }),
    { numRuns: runsOf(HISTORIES), ...seedOf(2) },
  );
  // Enough of the histories say something.
  const enough = runsOf(HISTORIES) / 25;
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(enough);
  const check = createReferralCheck();
  for await (const items of scanPages(api.deps.table)) for (const item of items) check.add(item);
  expect(check.report().problems).toEqual([]);
});
