import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideEvent,
  type Event,
  type EventFacts,
  type EventInput,
  eventInput,
} from '../../../functions/features/events/rules.ts';
import { parseInput } from '../../../functions/platform/input.ts';
import { aMember, aProgram, START } from '../referrals/samples.ts';

const member = aMember('buyer');
const PURCHASE: EventInput = {
  source: 'shop',
  externalEventId: 'order-1',
  type: 'PURCHASE',
  memberId: member.id,
  amount: { amountMinor: 10_000, currency: 'KRW' },
};
const REFUND: EventInput = { ...PURCHASE, externalEventId: 'refund-1', type: 'REFUND', refundOf: 'order-1' };

const facts = (settings: Partial<EventFacts> = {}): EventFacts => ({
  program: aProgram(),
  member,
  known: undefined,
  purchase: undefined,
  recordedBy: 'key_1',
  ...settings,
});
function recorded(input: EventInput, settings: Partial<EventFacts> = {}): Event {
  const decision = decideEvent(input, facts(settings), START);
  if (!decision.ok) throw new Error(decision.refusal.code);
  return decision.value.event;
}
const refusal = (code: string) => ({ ok: false, refusal: { code } });
const minutes = (count: number) => new Date(START.getTime() + count * 60_000);

describe('the input of an event', () => {
  test.each([
    ['source', { source: 'Shop' }],
    ['source', { source: '' }],
    ['source', { source: 'a'.repeat(41) }],
    ['externalEventId', { externalEventId: ' ' }],
    ['externalEventId', { externalEventId: 'x'.repeat(129) }],
    ['type', { type: 'purchase' }],
    ['memberId', { externalId: 'cust-1' }],
    ['memberId', { memberId: undefined }],
    ['amount', { amount: null }],
    ['amount', { amount: { amountMinor: -1, currency: 'KRW' } }],
    ['amount', { amount: { amountMinor: 0.5, currency: 'KRW' } }],
    ['refundOf', { refundOf: 'order-0' }],
    ['refundOf', { type: 'REFUND' }],
  ])('is refused at %s with %j', (field, settings) => {
    const parsed = parseInput(eventInput, { ...PURCHASE, ...settings });
    expect(parsed).toMatchObject(refusal('INVALID_INPUT'));
    expect(parsed.ok ? [] : parsed.refusal.field?.[0]).toBe(field);
  });

  test('may name its member in any script and have a custom type without an amount', () => {
    const custom = {
      source: 'pos.seoul-1',
      externalEventId: '주문-🧾-1',
      type: 'STORE_VISIT',
      externalId: '고객 1',
    };
    expect(parseInput(eventInput, custom).ok).toBe(true);
  });
});

describe('an event', () => {
  test('is recorded as it was sent, with the time of recording where none was given', () => {
    expect(recorded(PURCHASE)).toMatchObject({
      id: expect.stringMatching(/^evt_[0-9a-z]{26}$/),
      memberId: member.id,
      amountMinor: 10_000,
      occurredAt: START.toISOString(),
      recordedAt: START.toISOString(),
      recordedBy: 'key_1',
      refundedMinor: 0,
      refunded: null,
    });
  });

  test('sent again is the recorded event, however much later', () => {
    const known = recorded(PURCHASE);
    const again = decideEvent(PURCHASE, facts({ known }), minutes(60));
    expect(again).toEqual({ ok: true, value: { event: known, isNew: false, purchase: undefined } });
  });

  test.each([
    ['type', { type: 'STORE_VISIT' }],
    ['amount', { amount: { amountMinor: 10_001, currency: 'KRW' } }],
    ['currency', { amount: { amountMinor: 10_000, currency: 'USD' } }],
    ['time', { occurredAt: START }],
    ['refunded purchase', { type: 'REFUND', refundOf: 'order-9' }],
  ])('with another %s under the same id is another event', (_what, settings) => {
    expect(
      decideEvent({ ...PURCHASE, ...settings }, facts({ known: recorded(PURCHASE) }), START),
    ).toMatchObject(refusal('EVENT_CONFLICT'));
  });

  test('of another member under the same id is another event', () => {
    const other = aMember('other');
    const known = recorded(PURCHASE);
    expect(
      decideEvent({ ...PURCHASE, memberId: other.id }, facts({ known, member: other }), START),
    ).toMatchObject(refusal('EVENT_CONFLICT'));
  });

  test('sent again in the same words is a duplicate, whoever has its externalId by now', () => {
    const byExternalId = { ...PURCHASE, memberId: undefined, externalId: '고객-1' };
    const known = recorded(byExternalId);
    for (const member of [aMember('other'), undefined]) {
      expect(decideEvent(byExternalId, facts({ known, member }), START)).toMatchObject({
        ok: true,
        value: { isNew: false, event: known },
      });
    }
  });

  test('sent again with the member named in another way is a duplicate', () => {
    const known = recorded({ ...PURCHASE, memberId: undefined, externalId: '고객-1' });
    expect(decideEvent(PURCHASE, facts({ known }), START)).toMatchObject({
      ok: true,
      value: { isNew: false },
    });
  });

  test('may be five minutes ahead of our clock and no more', () => {
    expect(decideEvent({ ...PURCHASE, occurredAt: minutes(5) }, facts(), START).ok).toBe(true);
    const ahead = new Date(minutes(5).getTime() + 1);
    expect(decideEvent({ ...PURCHASE, occurredAt: ahead }, facts(), START)).toMatchObject(
      refusal('EVENT_IN_FUTURE'),
    );
  });

  const paused = aProgram({}, { status: 'PAUSED' });
  const known = recorded({ ...PURCHASE, type: 'STORE_VISIT' });
  const wrong: EventInput = {
    ...REFUND,
    amount: { amountMinor: 1, currency: 'USD' },
    occurredAt: minutes(60),
  };
  test.each([
    ['EVENT_CONFLICT', { program: paused, member: undefined, known }, wrong],
    ['PROGRAM_PAUSED', { program: paused, member: undefined }, wrong],
    ['MEMBER_NOT_FOUND', { member: undefined }, wrong],
    ['CURRENCY_MISMATCH', {}, wrong],
    ['EVENT_IN_FUTURE', {}, { ...wrong, amount: REFUND.amount }],
    ['EVENT_TOO_OLD', {}, { ...REFUND, occurredAt: new Date('1999-12-31T23:59:59.999Z') }],
    ['PURCHASE_NOT_FOUND', {}, REFUND],
    [
      'REFUND_EXCEEDS_PURCHASE',
      { purchase: recorded(PURCHASE) },
      { ...REFUND, amount: { amountMinor: 10_001, currency: 'KRW' } },
    ],
  ])('is refused %s, before later checks', (code, settings, input) => {
    expect(decideEvent(input, facts(settings), START)).toMatchObject(refusal(code));
  });
});

describe('a refund', () => {
  const purchase = recorded(PURCHASE);

  test('is added up on its purchase', () => {
    const first = decideEvent(
      { ...REFUND, amount: { amountMinor: 4_000, currency: 'KRW' } },
      facts({ purchase }),
      START,
    );
    expect(first).toMatchObject({ ok: true, value: { purchase: { id: purchase.id, refundedMinor: 4_000 } } });
    const rest = { ...purchase, refundedMinor: 4_000 };
    expect(
      decideEvent(
        { ...REFUND, amount: { amountMinor: 6_001, currency: 'KRW' } },
        facts({ purchase: rest }),
        START,
      ),
    ).toMatchObject(refusal('REFUND_EXCEEDS_PURCHASE'));
    expect(
      decideEvent(
        { ...REFUND, amount: { amountMinor: 6_000, currency: 'KRW' } },
        facts({ purchase: rest }),
        START,
      ).ok,
    ).toBe(true);
  });

  test.each([
    ['another member’s purchase', { ...purchase, memberId: aMember('other').id }],
    ['a refund', { ...purchase, type: 'REFUND' }],
    ['an event without an amount', { ...purchase, amountMinor: null }],
  ])('of %s is refused', (_what, other) => {
    expect(decideEvent(REFUND, facts({ purchase: other }), START)).toMatchObject(
      refusal('PURCHASE_NOT_FOUND'),
    );
  });

  test('of a custom event with an amount is a refund as any other', () => {
    const contract = recorded({ ...PURCHASE, type: 'SIGNED_CONTRACT' });
    expect(recorded(REFUND, { purchase: contract }).refunded).toMatchObject({ type: 'SIGNED_CONTRACT' });
  });

  test('stores what it gives back from, and when that was bought', () => {
    const bought = recorded({ ...PURCHASE, occurredAt: minutes(-60) });
    const { refunded, occurredAt } = recorded(REFUND, { purchase: bought });
    expect(refunded).toEqual({ type: 'PURCHASE', occurredAt: minutes(-60).toISOString(), whole: true });
    expect(occurredAt).toBe(START.toISOString());
  });

  /** The purchase and those of the refunds that are accepted, one after the other. */
  function refundedBy(paid: number, amounts: readonly number[]): { purchase: Event; refunds: Event[] } {
    const amount = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
    let purchase = recorded({ ...PURCHASE, amount: amount(paid) });
    const refunds = amounts.flatMap((part, place) => {
      const input = { ...REFUND, externalEventId: `refund-${place}`, amount: amount(part) };
      const decision = decideEvent(input, facts({ purchase }), START);
      if (!decision.ok) return [];
      purchase = decision.value.purchase ?? purchase;
      return [decision.value.event];
    });
    return { purchase, refunds };
  }
  const wholes = (paid: number, amounts: readonly number[]) =>
    refundedBy(paid, amounts).refunds.map(({ refunded }) => refunded?.whole);

  test('is whole when the last of the money goes back, and never for a refund of nothing', () => {
    expect(wholes(10, [4, 0, 6, 0])).toEqual([false, false, true, false]);
    expect(wholes(0, [0, 0])).toEqual([false, false]);
  });

  test('leaves its purchase counted once, or not at all when all its money is gone', () => {
    const amounts = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 }), amounts, (paid, parts) => {
        const { purchase, refunds } = refundedBy(paid, parts);
        const counted = 1 - refunds.filter(({ refunded }) => refunded?.whole).length;
        expect(counted).toBe(paid > 0 && purchase.refundedMinor === paid ? 0 : 1);
      }),
    );
  });
});
