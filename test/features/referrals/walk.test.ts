import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { runsOf, seedOf } from '../../support/runs.ts';

// Random walks through the API: people, a shop, organizers and time act in any order, some of them at once, and purchases are
// reported late. Whatever they do, the ledger, the referrals, the limits, the caps and the counters must agree in the end.

type Person = { token: string; memberId: string };
type Step =
  | { do: 'claim'; who: number; code: number; tapped: boolean }
  | { do: 'buy'; who: number; amountMinor: number; daysAgo: number }
  | { do: 'refund'; purchase: number; part: number }
  | { do: 'approve' | 'reject' | 'void'; who: number }
  | { do: 'suspend' | 'reinstate'; who: number }
  | { do: 'limit'; code: number; usageLimit: number | null }
  | { do: 'spend'; who: number; points: number }
  | { do: 'wait'; days: number };

const PEOPLE = 4;
const who = fc.nat({ max: PEOPLE - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('claim' as const),
    who,
    code: fc.nat({ max: PEOPLE - 1 }),
    tapped: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('buy' as const),
    who,
    amountMinor: fc.integer({ min: 0, max: 100 }),
    daysAgo: fc.constantFrom(0, 0, 1, 3, 8),
  }),
  fc.record({
    do: fc.constant('refund' as const),
    purchase: fc.nat({ max: 5 }),
    part: fc.constantFrom(0.3, 0.7, 1),
  }),
  fc.record({ do: fc.constantFrom('approve' as const, 'reject' as const, 'void' as const), who }),
  fc.record({ do: fc.constantFrom('suspend' as const, 'reinstate' as const), who }),
  fc.record({
    do: fc.constant('limit' as const),
    code: fc.nat({ max: PEOPLE - 1 }),
    usageLimit: fc.constantFrom(null, 1, 3),
  }),
  fc.record({ do: fc.constant('spend' as const), who, points: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 6 }) }),
);
/** Steps of one list are taken at once, lists one after another. */
const walk = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 5, maxLength: 14 });
const policy = fc.record({
  attributionModel: fc.constantFrom('LAST_CLICK', 'FIRST_CLICK'),
  windowDays: fc.integer({ min: 2, max: 15 }),
  holdingPeriodDays: fc.constantFrom(0, 3),
  approvalMode: fc.constantFrom('AUTOMATIC', 'MANUAL'),
  newCustomersOnly: fc.boolean(),
  minimumAmount: fc.constantFrom(null, { amountMinor: 40, currency: 'KRW' }),
  cap: fc.constantFrom(null, { maxRewards: 1, period: 'MONTH' }),
});

let api: Api;
let program = 0;
beforeAll(async () => {
  // A file keeps the engine fast over the many runs of npm run test:long.
  api = await startApi({ lasting: true });
});
afterAll(() => api.close());

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari/604.1';

async function take(slug: string, people: Person[], bought: Purchase[], one: Step): Promise<void> {
  const organizer = { token: await api.as(slug, 'ORGANIZER') };
  const person = 'who' in one ? (people[one.who] as Person) : undefined;
  if (one.do === 'wait') {
    api.clock.advance({ days: one.days });
    await api.tick();
  } else if (one.do === 'claim') {
    const code = `code-${one.code}`;
    const tapped = one.tapped
      ? await api.get(`/${slug}/r/${code}`, { headers: { 'user-agent': IPHONE } })
      : undefined;
    const clickId = new URL(tapped?.headers.get('location') ?? 'https://none').searchParams.get(
      'fanfare_click',
    );
    await api.attempt(slug, 'claimReferral', { code, clickId }, 'referral { id }', person as Person);
  } else if (one.do === 'spend') {
    const input = {
      memberId: person?.memberId,
      points: one.points,
      reason: 'Tea.',
      idempotencyKey: `${slug} ${Math.random()}`,
    };
    await api.attempt(slug, 'spendPoints', input, 'entry { id }', organizer);
  } else if (one.do === 'buy' || one.do === 'refund') {
    const daysAgo = one.do === 'buy' ? one.daysAgo : 0;
    const occurredAt = new Date(api.clock.now().getTime() - daysAgo * 86_400_000).toISOString();
    const event =
      one.do === 'buy'
        ? { ...purchase(bought, person as Person, one.amountMinor), occurredAt }
        : refund(bought, one);
    if (event === undefined) return;
    await record(slug, [event, event], organizer);
  } else if (one.do === 'suspend' || one.do === 'reinstate') {
    const status = one.do === 'suspend' ? 'SUSPENDED' : 'ACTIVE';
    const input = { memberId: person?.memberId, status, reason: 'Hm.' };
    await api.attempt(slug, 'setMemberStatus', input, 'member { id }', organizer);
  } else if (one.do === 'limit') {
    const input = { code: `code-${one.code}`, usageLimit: one.usageLimit };
    await api.attempt(slug, 'updateReferralCode', input, 'referralCode { id }', organizer);
  } else {
    const input = { referralId: person?.memberId.replace('mem_', 'ref_'), reason: 'So be it.' };
    await api.attempt(slug, `${one.do}Referral`, input, 'referral { id }', organizer);
  }
}

/** As a partner does it: a call whose time ran out (here the clock may leap a day during it) is sent again. */
async function record(slug: string, events: object[], organizer: { token: string }): Promise<void> {
  const document =
    'mutation Run($input: RecordEventsInput!) { recordEvents(input: $input) { results { status } userErrors { code } } }';
  for (let sending = 1; ; sending += 1) {
    const { body } = await api.send(slug, document, { input: { events } }, organizer);
    if (body.errors === undefined) return expect(body.data.recordEvents.userErrors).toEqual([]);
    const isThrottled = body.errors.every(({ extensions }) => extensions.code === 'THROTTLED');
    if (!isThrottled || sending === 5) throw new Error(JSON.stringify(body.errors));
  }
}

type Purchase = { externalEventId: string; memberId: string; amountMinor: number; refunds: number };
const amountOf = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });

function purchase(bought: Purchase[], { memberId }: Person, amountMinor: number) {
  const externalEventId = `order-${bought.length}`;
  bought.push({ externalEventId, memberId, amountMinor, refunds: 0 });
  return { source: 'shop', externalEventId, type: 'PURCHASE', memberId, amount: amountOf(amountMinor) };
}

function refund(bought: Purchase[], { purchase: place, part }: { purchase: number; part: number }) {
  const one = bought[place];
  if (one === undefined) return undefined;
  one.refunds += 1;
  const externalEventId = `${one.externalEventId}-refund-${one.refunds}`;
  const amount = amountOf(Math.round(one.amountMinor * part));
  return {
    source: 'shop',
    externalEventId,
    type: 'REFUND',
    memberId: one.memberId,
    refundOf: one.externalEventId,
    amount,
  };
}

test('ledger, referrals, limits, caps and counters are consistent after any random walk', {
  timeout: runsOf(180_000),
}, async () => {
  await fc.assert(
    fc.asyncProperty(policy, walk, async (referralPolicy, steps) => {
      program += 1;
      const slug = await api.createProgram({ slug: `walk-${program}`, referralPolicy });
      const people = await Promise.all(
        Array.from({ length: PEOPLE }, (_, place) => api.join(slug, `person ${place}`)),
      );
      for (const [place, person] of people.entries()) {
        await api.mutate(
          slug,
          'createReferralCode',
          { code: `code-${place}`, usageLimit: place === 0 ? 1 : null },
          'referralCode { id }',
          person,
        );
      }
      const bought: Purchase[] = [];
      for (const together of steps) await Promise.all(together.map((one) => take(slug, people, bought, one)));
      await api.drain();
      expect(problemsOf(await verify(api.deps))).toEqual([]);
    }),
    { ...seedOf(20_261_121), numRuns: runsOf(10) },
  );
});
