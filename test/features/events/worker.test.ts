import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EventRefusalCode } from '../../../functions/features/events/rules.ts';
import { type Api, startApi } from '../../support/api.ts';

// The worker's loop of docs/api.md, as it stands there, and the table of refusals that it goes by.

type RecordAll = (
  url: string,
  apiKey: string,
  events: object[],
  wait: (seconds: number) => Promise<unknown>,
) => Promise<Record<'parked' | 'waiting', { event: object; reason: unknown }[]>>;

let api: Api;
let recordAll: RecordAll;
let apiKey: string;
let memberId: string;
let owner: { token: string };
let page: string;
/** What happens before each transaction. */
let before: () => void = () => undefined;
beforeAll(async () => {
  api = await startApi({ client: watch });
  await api.createProgram();
  apiKey = await api.apiKey('demo', ['EVENTS_WRITE']);
  ({ memberId } = await api.join('demo', 'buyer'));
  owner = { token: await api.as('demo', 'OWNER') };
  page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  const [, sample = ''] = /^## Events$[\s\S]*?```ts\n([\s\S]*?)```/m.exec(page) ?? [];
  const script = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(sample))}`;
  ({ recordAll } = await import(/* @vite-ignore */ script));
});
afterAll(() => api.close());
afterEach(() => {
  vi.restoreAllMocks();
  before = () => undefined;
});

function watch(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName?.startsWith('TransactWrite')) before();
        return next(args);
      },
    { step: 'initialize' },
  );
}

const amount = { amountMinor: 10_000, currency: 'KRW' };
const purchase = (externalEventId: string, more: object = {}) => ({
  source: 'shop',
  externalEventId,
  type: 'PURCHASE',
  memberId,
  amount,
  ...more,
});
const purchases = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => purchase(`${prefix}-${index}`));
const malformed = (externalEventId: string) => [
  purchase(externalEventId, { source: 5 }),
  purchase(externalEventId, { amount: 10_000 }),
  purchase(externalEventId, { type: null }),
  purchase(externalEventId, { currency: 'KRW' }),
  { source: 'shop' },
];
/** The ids of the events in the table that begin so, each as often as it is there. */
async function recorded(prefix: string): Promise<string[]> {
  const events = (await api.scanAll()).filter(({ et }) => et === 'EVENT');
  return events.map((event) => String(event.externalEventId)).filter((id) => id.startsWith(`${prefix}-`));
}
const idsOf = (events: { externalEventId: string }[]) => events.map((event) => event.externalEventId).sort();
const run = (events: object[], wait: (seconds: number) => Promise<unknown> = async () => undefined) =>
  recordAll(`${api.url}/demo/graphql`, apiKey, events, wait);

test('the documented worker records each valid event of a mixed batch once, and sets each bad one aside once', async () => {
  const good = purchases('mixed', 230);
  const bad = malformed('mixed-bad');
  const refused = [
    purchase('mixed-currency', { amount: { ...amount, currency: 'USD' } }),
    purchase('mixed-instant', { occurredAt: '2026-11-25' }),
  ];
  // Bad ones at both ends of a batch, beside each other and in the last batch.
  const events: object[] = [bad[0], bad[1], ...good.slice(0, 97), bad[2], ...good.slice(97), ...refused]
    .concat(bad.slice(3))
    .filter((event) => event !== undefined);
  const { parked, waiting } = await run(events);
  expect((await recorded('mixed')).sort()).toEqual(idsOf(good));
  expect(waiting).toEqual([]);
  expect(parked).toHaveLength(bad.length + refused.length);
  expect(parked.filter(({ reason }) => reason === 'malformed').map(({ event }) => event)).toEqual(bad);
  expect(parked.filter(({ reason }) => reason !== 'malformed')).toMatchObject([
    { event: refused[0], reason: { code: 'CURRENCY_MISMATCH' } },
    { event: refused[1], reason: { code: 'INVALID_INPUT' } },
  ]);
});

test('the documented worker waits when it is THROTTLED, and records each event once', async () => {
  const good = purchases('slow', 20);
  const [bad] = malformed('slow-bad');
  // A call takes on no event after five seconds.
  before = () => api.clock.advance({ seconds: 1 });
  const waited: number[] = [];
  const answer = await run([...good, bad ?? {}], async (seconds) => {
    waited.push(seconds);
    api.clock.advance({ seconds });
  });
  expect(answer).toEqual({ parked: [{ event: bad, reason: 'malformed' }], waiting: [] });
  expect(waited).toEqual([1, 2, 4]);
  expect((await recorded('slow')).sort()).toEqual(idsOf(good));
});

test('the documented worker waits when the gateway throttles without a GraphQL body', async () => {
  const busy = Response.json({ message: 'Too Many Requests' }, { status: 429 });
  vi.spyOn(globalThis, 'fetch').mockResolvedValueOnce(busy);
  const waited: number[] = [];
  const answer = await run(purchases('busy', 2), async (seconds) => waited.push(seconds));
  expect([answer, waited]).toEqual([{ parked: [], waiting: [] }, [1]]);
  expect(await recorded('busy')).toHaveLength(2);
});

test('the documented worker records nothing twice when it is run again after an interruption', async () => {
  const good = purchases('broken', 12);
  before = () => api.clock.advance({ seconds: 1 });
  const dies = run([...good, ...malformed('broken-bad')], () => Promise.reject(new Error('killed')));
  await expect(dies).rejects.toThrow('killed');
  expect((await recorded('broken')).length).toBeLessThan(good.length);
  before = () => undefined;
  expect((await run([...good, ...malformed('broken-bad')])).parked).toHaveLength(5);
  expect((await recorded('broken')).sort()).toEqual(idsOf(good));
});

test('the documented worker halves a call that is too large, and sets aside an event that is too large alone', async () => {
  const good = purchases('large', 40);
  // Blanks around an id are no part of it: these are good.
  const long = good.map((event, index) =>
    index % 8 === 3 ? { ...event, externalEventId: event.externalEventId + ' '.repeat(400_000) } : event,
  );
  const [first, last] = ['first', 'last'].map((name) =>
    purchase(`large-${name}`, { refundOf: 'x'.repeat(1_048_576) }),
  );
  const { parked, waiting } = await run([first ?? {}, ...long, last ?? {}]);
  expect(parked.map(({ event, reason }) => [event === first || event === last, reason])).toEqual([
    [true, 'too large'],
    [true, 'too large'],
  ]);
  expect(waiting).toEqual([]);
  expect((await recorded('large')).sort()).toEqual(idsOf(good));
});

const setStatus = (status: string) =>
  api.mutate('demo', 'setProgramStatus', { status }, 'program { status }', owner);
const inMinutes = (minutes: number) => new Date(api.clock.now().getTime() + minutes * 60_000).toISOString();
const refund = (externalEventId: string, refundOf: string, more: object = {}) =>
  purchase(externalEventId, { type: 'REFUND', refundOf, ...more });

test('the documented worker retries temporary refusals after all others, later each time, in order', async () => {
  const soon = purchase('order-soon', { occurredAt: inMinutes(7) });
  const events = [
    refund('order-refund', 'order-bought'),
    soon,
    refund('order-refund-soon', 'order-soon'),
    purchase('order-new', { memberId: null, externalId: 'order-new' }),
    purchase('order-bought'),
    ...purchases('order', 3),
  ];
  const waited: number[] = [];
  const before: string[][] = [];
  const answer = await run(events, async (seconds) => {
    waited.push(seconds);
    before.push((await recorded('order')).sort());
    if (waited.length === 1) api.clock.advance({ minutes: 2 });
    if (waited.length === 2) await setStatus('PAUSED');
    if (waited.length === 3) {
      await setStatus('ACTIVE');
      const late = await api.join('demo', 'late');
      const input = { memberId: late.memberId, externalId: 'order-new' };
      await api.mutate('demo', 'updateMember', input, 'member { id }', owner);
    }
  });
  expect(answer).toEqual({ parked: [], waiting: [] });
  expect(waited).toEqual([1, 2, 4]);
  expect(before[0]).toEqual(idsOf([purchase('order-bought'), ...purchases('order', 3)]));
  expect(before[1]).toEqual([...(before[0] ?? []), 'order-refund', 'order-soon', 'order-refund-soon'].sort());
  expect((await recorded('order')).sort()).toEqual(idsOf(events as { externalEventId: string }[]));
});

test('the documented worker returns what still waits after four minutes, and has recorded the others', async () => {
  const stuck = [
    refund('stuck-refund', 'stuck-nothing'),
    purchase('stuck-nobody', { memberId: null, externalId: 'stuck-nobody' }),
  ];
  const good = purchases('stuck', 150);
  const waited: number[] = [];
  const { parked, waiting } = await run([...stuck, ...good], async (seconds) => waited.push(seconds));
  expect([parked, waiting.map(({ event }) => event)]).toEqual([[], stuck]);
  expect(waiting).toMatchObject([
    { reason: { code: 'PURCHASE_NOT_FOUND' } },
    { reason: { code: 'MEMBER_NOT_FOUND' } },
  ]);
  expect(waited).toEqual([1, 2, 4, 8, 16, 32, 64, 128]);
  expect((await recorded('stuck')).sort()).toEqual(idsOf(good));
});

describe('each rejection code of an event', () => {
  /** A refusal in the table: its code, and by which id of the member where that decides. */
  type Row =
    | Exclude<EventRefusalCode, 'MEMBER_NOT_FOUND'>
    | `MEMBER_NOT_FOUND by ${'externalId' | 'memberId'}`;
  type Provoked = { event: () => object; pass?: () => Promise<unknown> };
  const nothing = `mem_${'0'.repeat(26)}`;
  /** In the order of the table: what is refused so, and what it waits for where it passes. */
  const PROVOKED: Record<Row, Provoked> = {
    INVALID_INPUT: { event: () => purchase('each-invalid', { amount: null }) },
    SOURCE_NOT_ALLOWED: { event: () => purchase('each-source', { source: 'others' }) },
    EVENT_CONFLICT: { event: () => purchase('each-known', { type: 'VISIT' }) },
    PROGRAM_PAUSED: { event: () => purchase('each-paused'), pass: () => setStatus('ACTIVE') },
    'MEMBER_NOT_FOUND by externalId': {
      event: () => purchase('each-new', { memberId: null, externalId: 'each-new' }),
      pass: () =>
        api.mutate('demo', 'updateMember', { memberId, externalId: 'each-new' }, 'member { id }', owner),
    },
    'MEMBER_NOT_FOUND by memberId': { event: () => purchase('each-nobody', { memberId: nothing }) },
    CURRENCY_MISMATCH: { event: () => purchase('each-currency', { amount: { ...amount, currency: 'USD' } }) },
    EVENT_IN_FUTURE: {
      event: () => purchase('each-future', { occurredAt: '2030-01-01T00:00:00Z' }),
      pass: async () => api.clock.advance({ days: 5 * 366 }),
    },
    EVENT_TOO_OLD: { event: () => purchase('each-old', { occurredAt: '1999-12-31T23:59:59Z' }) },
    PURCHASE_NOT_FOUND: {
      event: () => refund('each-refund', 'each-bought'),
      pass: () => run([purchase('each-bought')]),
    },
    REFUND_EXCEEDS_PURCHASE: {
      event: () => refund('each-more', 'each-known', { amount: { ...amount, amountMinor: 10_001 } }),
    },
  };
  const rows = Object.entries(PROVOKED) as [Row, Provoked][];

  test('is in the table of docs/api.md, in the schema’s order, as final or as temporary', async () => {
    const table = [...page.matchAll(/^\| `([A-Z_]+)`(?:, (by) `(\w+)`)? \| (final|passes) \|/gm)];
    const documented = table.map(([, code, ...by]) => [[code, ...by.slice(0, 2)].join(' ').trim(), by[2]]);
    expect(documented).toEqual(rows.map(([row, { pass }]) => [row, pass === undefined ? 'final' : 'passes']));
    const { __type } = await api.ok(
      'demo',
      '{ __type(name: "Mutation") { fields { name description } } }',
      {},
      owner,
    );
    const { description } = __type.fields.find(({ name }: { name: string }) => name === 'recordEvents');
    const [, listed = ''] = /in this order: ([A-Z_,\s]+)\./.exec(description) ?? [];
    expect(listed.split(/,\s+/)).toEqual([...new Set(rows.map(([row]) => row.split(' ')[0]))]);
  });

  test('is final or temporary as the table says: a temporary one is recorded later', async () => {
    const codesOf = (refused: { reason: unknown }[]) =>
      refused.map(({ reason }) => (reason as { code: string }).code).sort();
    const codes = (passes: boolean) =>
      rows
        .filter(([row, { pass }]) => row !== 'PROGRAM_PAUSED' && passes === (pass !== undefined))
        .map(([row]) => row.split(' ')[0])
        .sort();
    await run([purchase('each-known')]);
    await setStatus('PAUSED');
    const { parked, waiting } = await run([PROVOKED.PROGRAM_PAUSED.event()]);
    expect([parked, codesOf(waiting)]).toEqual([[], ['PROGRAM_PAUSED']]);
    await setStatus('ACTIVE');
    const events = rows.map(([, { event }]) => event());
    const before = await run(events);
    expect([codesOf(before.parked), codesOf(before.waiting)]).toEqual([codes(false), codes(true)]);
    for (const [, { pass }] of rows) await pass?.();
    const after = await run(events);
    expect([codesOf(after.parked), after.waiting]).toEqual([codes(false), []]);
    const ids = ['known', 'bought', 'paused', 'new', 'future', 'refund'].map((name) => `each-${name}`);
    expect((await recorded('each')).sort()).toEqual(ids.sort());
  });
});

test('the documented worker throws errors that no waiting can solve', async () => {
  const run = recordAll(
    `${api.url}/demo/graphql`,
    'fk_none_none',
    [purchase('refused-1')],
    async () => undefined,
  );
  await expect(run).rejects.toThrow('UNAUTHENTICATED');
});
