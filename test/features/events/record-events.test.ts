import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { openShop, RESULTS, type Result } from './shop.ts';

/** What the test wants to see or do around each transaction. */
let around: (transact: () => Promise<unknown>) => Promise<unknown> = (transact) => transact();
function watch(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!context.commandName?.startsWith('TransactWrite')) return next(args);
      return (await around(() => next(args))) as Awaited<ReturnType<typeof next>>;
    },
    { step: 'initialize' },
  );
}

const {
  api,
  organizer,
  partner,
  people,
  meet,
  somebody,
  order,
  refundOf,
  send,
  record,
  one,
  refer,
  pointsOf,
} = await openShop({ client: watch });
beforeEach(meet);
afterAll(() => api.close());

const rejected = (code: string, field: string) => ({
  status: 'REJECTED',
  error: { code, field: ['events', '0', ...field.split('.').filter(Boolean)] },
});

describe('the events of one call', () => {
  afterEach(() => {
    around = (transact) => transact();
  });

  test('for forty friends of one advocate never conflict at the advocate’s account', async () => {
    const friends = await Promise.all(Array.from({ length: 40 }, somebody));
    for (const friend of friends) await refer({}, friend);
    let cancelled = 0;
    around = (transact) =>
      transact().catch((error) => {
        cancelled += 1;
        throw error;
      });
    const results = await record(...friends.map(({ memberId }) => order({ memberId })));
    expect(results.filter(({ referralState }) => referralState === 'PENDING')).toHaveLength(40);
    expect(cancelled).toBe(0);
    expect(await pointsOf(people.advocate)).toMatchObject({ pending: 40 * 500 });
  });

  test('that take too long are answered THROTTLED, and are each recorded once when sent again', async () => {
    around = (transact) => {
      api.clock.advance({ seconds: 1 });
      return transact();
    };
    const events = Array.from({ length: 10 }, () => order());
    const call = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { ${RESULTS} } }`;
    const { body } = await api.send('demo', call, { input: { events } }, partner);
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'THROTTLED', retryAfterSeconds: 1 });
    const again = (await record(...events)).map(({ status }) => status);
    expect(again).toEqual([...Array(6).fill('DUPLICATE'), ...Array(4).fill('RECORDED')]);
  });

  test.each([-3_600_000, 3_600_000])(
    'keep their time limit when the clock is changed meanwhile: by %i ms',
    async (by) => {
      const before = api.clock.now();
      around = (transact) => {
        api.clock.set(new Date(before.getTime() + by));
        return transact();
      };
      const occurredAt = '2026-11-01T00:00:00.000Z';
      const events = Array.from({ length: 10 }, () => order({ occurredAt }));
      const results = await record(...events).finally(() => api.clock.set(before));
      expect(results.map(({ status }) => status)).toEqual(Array(10).fill('RECORDED'));
    },
  );

  test('are not begun after five seconds, even when the clock is set back meanwhile', async () => {
    const before = api.clock.now();
    around = (transact) => {
      api.clock.advance({ seconds: 1 });
      api.clock.set(before);
      return transact();
    };
    const call = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { ${RESULTS} } }`;
    const events = Array.from({ length: 10 }, () => order({ occurredAt: '2026-11-01T00:00:00.000Z' }));
    const { body } = await api.send('demo', call, { input: { events } }, partner);
    expect(body.errors?.[0]?.extensions.code).toBe('THROTTLED');
  });
});

describe('an event', () => {
  test('is recorded once, however often it is sent', async () => {
    const event = order();
    expect(await one(event)).toEqual({
      externalEventId: event.externalEventId,
      status: 'RECORDED',
      referralId: null,
      referralState: null,
      error: null,
    });
    api.clock.advance({ days: 1 });
    expect(await one(event)).toMatchObject({ status: 'DUPLICATE', error: null });
    expect(await one({ ...event, source: 'other-shop' })).toMatchObject({ status: 'RECORDED' });
  });

  test('is recorded once when it is sent twenty times at the same moment', async () => {
    await refer({ holdingPeriodDays: 0 });
    const event = order();
    const answers = await Promise.all(Array.from({ length: 20 }, () => one(event)));
    expect(answers.filter(({ status }) => status === 'RECORDED')).toHaveLength(1);
    expect(
      answers.filter(({ status, referralState }) => status === 'DUPLICATE' && referralState === 'REWARDED'),
    ).toHaveLength(19);
    expect(await pointsOf(people.advocate)).toEqual({ available: 500, pending: 0, debt: 0 });
  });

  test('is recorded once when it occurs twice in one call', async () => {
    const event = order();
    expect((await record(event, event)).map(({ status }) => status)).toEqual(['RECORDED', 'DUPLICATE']);
  });

  test('names its member by externalId', async () => {
    await api.mutate(
      'demo',
      'updateMember',
      { memberId: people.buyer.memberId, externalId: '고객-7 🍵' },
      'member { id }',
      organizer,
    );
    const id = await refer();
    const event = order({ memberId: null, externalId: '고객-7 🍵' });
    expect(await one(event)).toMatchObject({ status: 'RECORDED', referralId: id, referralState: 'PENDING' });
    expect(await one({ ...event, externalId: null, memberId: people.buyer.memberId })).toMatchObject({
      status: 'DUPLICATE',
      referralId: id,
    });
  });

  test('may come from an organizer, and is judged by itself in its call', async () => {
    const { results, userErrors } = await send(
      [order(), order({ memberId: 'mem_nobody' }), order({ type: 'STORE_VISIT', amount: null })],
      organizer,
    );
    expect(results.map(({ status }: Result) => status)).toEqual(['RECORDED', 'REJECTED', 'RECORDED']);
    expect(results[1].error).toMatchObject({ code: 'MEMBER_NOT_FOUND', field: ['events', '1', 'memberId'] });
    expect(userErrors).toEqual([]);
  });

  test('is recorded in the order of the list for its member', async () => {
    await refer();
    const bought = order();
    const results = await record(bought, refundOf(bought), order());
    expect(results.map(({ status, referralState }) => [status, referralState])).toEqual([
      ['RECORDED', 'PENDING'],
      ['RECORDED', 'VOIDED'],
      ['RECORDED', null],
    ]);
  });

  test('is one of up to a hundred in a call, for any members', async () => {
    const members = await Promise.all(Array.from({ length: 20 }, somebody));
    const events = Array.from({ length: 100 }, (_, place) =>
      order({ memberId: members[place % 20]?.memberId }),
    );
    const results = await record(...events);
    expect(results.map(({ externalEventId }) => externalEventId)).toEqual(
      events.map(({ externalEventId }) => externalEventId),
    );
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['RECORDED']));
    const tooMany = await send([...events, order()]);
    expect(tooMany).toMatchObject({
      results: [],
      userErrors: [{ code: 'INVALID_INPUT', field: ['events'] }],
    });
    expect((await send([])).userErrors).toMatchObject([{ code: 'INVALID_INPUT', field: ['events'] }]);
  });
});

describe('an event is rejected', () => {
  test.each([
    ['source', { source: 'My Shop' }],
    ['externalEventId', { externalEventId: ' ' }],
    ['type', { type: 'purchase' }],
    ['memberId', { externalId: 'both' }],
    ['amount', { amount: null }],
    ['amount.amountMinor', { amount: { amountMinor: -1, currency: 'KRW' } }],
    ['refundOf', { refundOf: 'order-1' }],
  ])('INVALID_INPUT at %s with %j', async (field, settings) => {
    expect(await one(order(settings))).toMatchObject(rejected('INVALID_INPUT', field));
  });

  test('MEMBER_NOT_FOUND: for an unknown member or externalId', async () => {
    expect(await one(order({ memberId: `mem_${'0'.repeat(26)}` }))).toMatchObject(
      rejected('MEMBER_NOT_FOUND', 'memberId'),
    );
    expect(await one(order({ memberId: null, externalId: 'nobody' }))).toMatchObject(
      rejected('MEMBER_NOT_FOUND', 'externalId'),
    );
  });

  test('EVENT_CONFLICT: under a known id with other content, which is named', async () => {
    const event = order();
    await one(event);
    const amount = { amountMinor: 1, currency: 'KRW' };
    const others: [object, string][] = [
      [{ amount }, 'amount'],
      [{ amount: { ...(event.amount as object), currency: 'USD' } }, 'amount'],
      [{ type: 'VISIT' }, 'type'],
      [{ memberId: (await somebody()).memberId, amount }, 'amount, member'],
      [{ occurredAt: '2026-11-01T00:00:00.000Z' }, 'occurredAt'],
    ];
    for (const [other, names] of others) {
      const result = await one({ ...event, ...other });
      expect(result).toMatchObject(rejected('EVENT_CONFLICT', 'externalEventId'));
      expect(result.error?.message).toContain(`Not the same: ${names}.`);
    }
  });

  test('CURRENCY_MISMATCH and EVENT_IN_FUTURE: and may be corrected under the same id', async () => {
    const event = order();
    const in6Minutes = new Date(api.clock.now().getTime() + 6 * 60_000).toISOString();
    expect(await one({ ...event, amount: { amountMinor: 1, currency: 'USD' } })).toMatchObject(
      rejected('CURRENCY_MISMATCH', 'amount.currency'),
    );
    expect(await one({ ...event, occurredAt: in6Minutes })).toMatchObject(
      rejected('EVENT_IN_FUTURE', 'occurredAt'),
    );
    expect(await one(event)).toMatchObject({ status: 'RECORDED' });
  });

  test('PURCHASE_NOT_FOUND and REFUND_EXCEEDS_PURCHASE: as a refund', async () => {
    const bought = order();
    expect(await one(refundOf(bought))).toMatchObject(rejected('PURCHASE_NOT_FOUND', 'refundOf'));
    await one(bought);
    expect(await one(refundOf(bought, 1, { source: 'other-shop' }))).toMatchObject(
      rejected('PURCHASE_NOT_FOUND', 'refundOf'),
    );
    expect(await one(refundOf(bought, 1, { memberId: people.advocate.memberId }))).toMatchObject(
      rejected('PURCHASE_NOT_FOUND', 'refundOf'),
    );
    expect(await one(refundOf(bought, 10_001))).toMatchObject(
      rejected('REFUND_EXCEEDS_PURCHASE', 'amount.amountMinor'),
    );
    expect(await one(refundOf(bought, 9_000))).toMatchObject({ status: 'RECORDED' });
    expect(await one(refundOf(bought, 1_001))).toMatchObject(
      rejected('REFUND_EXCEEDS_PURCHASE', 'amount.amountMinor'),
    );
  });

  const NO_INSTANT = [
    '2026-11-25',
    '2016-12-31T23:59:60Z',
    '2026-02-30T00:00:00Z',
    '2026-11-25T09:00:00',
    '0000-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '',
    1_795_597_200_000,
    true,
    {},
    [],
  ];
  const NO_AMOUNT = [1.5, '100', -1, 1_000_000_000_001, 2 ** 53, true, {}, []];
  const NO_CURRENCY = ['ZZZ', 'krw', '', ' KRW', 'XXX', 'XAU', 410, true, {}, []];
  const money = (amount: object) => ({ amount: { amountMinor: 10_000, currency: 'KRW', ...amount } });
  test.each([
    ...NO_INSTANT.map((occurredAt) => ['occurredAt', { occurredAt }] as const),
    ...NO_AMOUNT.map((amountMinor) => ['amount.amountMinor', money({ amountMinor })] as const),
    ...NO_CURRENCY.map((currency) => ['amount.currency', money({ currency })] as const),
  ])('INVALID_INPUT: at %s with %j, alone in its call', async (field, settings) => {
    const wrong = order(settings);
    const [before, there, after] = await record(order(), wrong, order());
    expect([before?.status, after?.status]).toEqual(['RECORDED', 'RECORDED']);
    const path = ['events', '1', ...field.split('.')];
    expect(there).toMatchObject({ status: 'REJECTED', error: { code: 'INVALID_INPUT', field: path } });
    expect(await one({ ...wrong, ...money({}), occurredAt: null })).toMatchObject({ status: 'RECORDED' });
  });

  test('but a call with anything that is no event is refused whole, and the error says where', async () => {
    const call = `mutation ($input: RecordEventsInput!) { recordEvents(input: $input) { ${RESULTS} } }`;
    const before = await api.scanAll();
    for (const [wrong, place] of [
      [{ source: 5 }, 'events[1].source'],
      [{ type: null }, 'events[1].type'],
      [{ amount: 10_000 }, 'events[1].amount'],
      [{ amount: { amountMinor: 10_000 } }, 'events[1].amount'],
      [{ currency: 'KRW' }, 'events[1]'],
    ] as const) {
      const { status, body } = await api.send(
        'demo',
        call,
        { input: { events: [order(), order(wrong)] } },
        partner,
      );
      expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
      expect(body.errors?.[0]?.message).toContain(`"input.${place}"`);
    }
    const literal = `mutation { recordEvents(input: { events: [{ source: "s", externalEventId: "1", type: "VISIT", occurredAt: "2026-11-25" }] }) { ${RESULTS} } }`;
    expect((await api.send('demo', literal, {}, partner)).status).toBe(400);
    const parted = (type: string, fields: string) =>
      `mutation ($v: ${type}) { recordEvents(input: { events: [{ source: "s", externalEventId: "1", type: "VISIT", ${fields} }] }) { ${RESULTS} } }`;
    for (const [call, v] of [
      [parted('DateTime', 'occurredAt: $v'), '2026-11-25'],
      [parted('SafeInt!', 'amount: { amountMinor: $v, currency: "KRW" }'), 1.5],
      [parted('CurrencyCode!', 'amount: { amountMinor: 1, currency: $v }'), 'ZZZ'],
      [parted('MoneyInput', 'amount: $v'), { amountMinor: '1', currency: 'KRW' }],
    ] as const) {
      const { status, body } = await api.send('demo', call, { v }, partner);
      expect([call, status, body.errors?.[0]?.extensions.code]).toEqual([call, 400, 'BAD_USER_INPUT']);
    }
    expect(await api.scanAll()).toEqual(before);
  });

  test('INVALID_INPUT: alone in its call, in whichever variable the event is passed', async () => {
    const wrong = order({ occurredAt: '2026-11-25' });
    for (const [type, input, value] of [
      ['RecordEventsInput!', '$v', { events: [wrong] }],
      ['[EventInput!]!', '{ events: $v }', [wrong]],
      ['EventInput!', '{ events: [$v] }', wrong],
    ] as const) {
      const call = `mutation ($v: ${type}) { recordEvents(input: ${input}) { ${RESULTS} } }`;
      const { recordEvents } = await api.ok('demo', call, { v: value }, partner);
      expect(recordEvents.results).toMatchObject([
        { status: 'REJECTED', error: { code: 'INVALID_INPUT', field: ['events', '0', 'occurredAt'] } },
      ]);
    }
  });

  test('EVENT_TOO_OLD: before the year 2000, alone in its call', async () => {
    const times = [
      '0000-01-01T00:00:00Z',
      '1970-01-01T00:00:00Z',
      '1999-12-31T23:59:59.999Z',
      '2000-01-01T08:59:59+09:00',
    ];
    const results = await record(...times.map((occurredAt) => order({ occurredAt })), order());
    for (const [place] of times.entries()) {
      const field = ['events', String(place), 'occurredAt'];
      expect(results[place]).toMatchObject({ status: 'REJECTED', error: { code: 'EVENT_TOO_OLD', field } });
    }
    expect(results.at(-1)).toMatchObject({ status: 'RECORDED' });
    expect(await one(order({ occurredAt: '2000-01-01T00:00:00Z' }))).toMatchObject({ status: 'RECORDED' });
  });

  test('PROGRAM_PAUSED: while its program is paused', async () => {
    await api.createProgram({ slug: 'resting' });
    const member = await api.join('resting', 'member');
    const boss = { token: await api.as('resting', 'OWNER') };
    await api.mutate('resting', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', boss);
    const { results } = await send([order({ memberId: member.memberId })], boss, 'resting');
    expect(results[0]).toMatchObject(rejected('PROGRAM_PAUSED', ''));
  });
});

test('the ledger is sound and every counter equals a recount after all events', async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});
