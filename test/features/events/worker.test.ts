import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';

// The worker's loop of docs/api.md, as it stands there.

type RecordAll = (
  url: string,
  apiKey: string,
  events: object[],
  wait: (seconds: number) => Promise<unknown>,
) => Promise<{ event: object; reason: unknown }[]>;

let api: Api;
let recordAll: RecordAll;
let apiKey: string;
let memberId: string;
/** What happens before each transaction. */
let before: () => void = () => undefined;
beforeAll(async () => {
  api = await startApi({ client: watch });
  await api.createProgram();
  apiKey = await api.apiKey('demo', ['EVENTS_WRITE']);
  ({ memberId } = await api.join('demo', 'buyer'));
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  const [, sample = ''] = /^## Events$[\s\S]*?```ts\n([\s\S]*?)```/m.exec(page) ?? [];
  const script = `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(sample))}`;
  ({ recordAll } = await import(/* @vite-ignore */ script));
});
afterAll(() => api.close());
afterEach(() => {
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

test('the documented worker records each good event of a mixed batch once, and parks each bad one once', async () => {
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
  const parked = await run(events);
  expect((await recorded('mixed')).sort()).toEqual(idsOf(good));
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
  const parked = await run([...good, bad ?? {}], async (seconds) => {
    waited.push(seconds);
    api.clock.advance({ seconds });
  });
  expect(parked).toEqual([{ event: bad, reason: 'malformed' }]);
  expect(waited).toEqual([1, 2, 4]);
  expect((await recorded('slow')).sort()).toEqual(idsOf(good));
});

test('the documented worker run again after it broke off records nothing twice', async () => {
  const good = purchases('broken', 12);
  before = () => api.clock.advance({ seconds: 1 });
  const dies = run([...good, ...malformed('broken-bad')], () => Promise.reject(new Error('killed')));
  await expect(dies).rejects.toThrow('killed');
  expect((await recorded('broken')).length).toBeLessThan(good.length);
  before = () => undefined;
  expect(await run([...good, ...malformed('broken-bad')])).toHaveLength(5);
  expect((await recorded('broken')).sort()).toEqual(idsOf(good));
});

test('the documented worker throws what no waiting mends', async () => {
  const run = recordAll(
    `${api.url}/demo/graphql`,
    'fk_none_none',
    [purchase('refused-1')],
    async () => undefined,
  );
  await expect(run).rejects.toThrow('UNAUTHENTICATED');
});
