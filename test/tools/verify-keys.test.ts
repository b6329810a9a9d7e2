import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventIdOf } from '../../functions/features/events/rules.ts';
import { keyedEntryId } from '../../functions/features/points/entries.ts';
import type { Item } from '../../functions/table/client.ts';
import { apiKeyKey, entryKey, eventKey } from '../../functions/table/keys.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { type Api, startApi } from '../support/api.ts';

type Key = { apiKey: { id: string }; secret: string };

let api: Api;
let shop: Key;
let cafe: Key;
let old: Key;
let memberId: string;
let reversal: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  memberId = (await api.join('demo', 'buyer')).memberId;
  [shop, cafe, old] = [
    await make('Shop', ['shop']),
    await make('카페', ['cafe']),
    await make('Old', ['old']),
  ];
  await award(shop, 'gift');
  await award(cafe, 'gift');
  const { entry } = await award(old, 'gift');
  const input = { entryId: entry.id, reason: 'Back.', idempotencyKey: 'back' };
  reversal = (await run(shop, 'reversePointEntry', input, 'entry { id }')).entry.id;
  for (const [key, source] of [
    [shop, 'shop'],
    [cafe, 'cafe'],
    [old, 'old'],
  ] as const) {
    const amount = { amountMinor: 10_000, currency: 'KRW' };
    const order = { source, externalEventId: 'order', type: 'PURCHASE', memberId, amount };
    const half = { ...amount, amountMinor: 4_000 };
    const refund = { ...order, externalEventId: 'back', type: 'REFUND', refundOf: 'order', amount: half };
    await run(key, 'recordEvents', { events: [order, refund] }, 'results { status }');
  }
  const { client: _client, sources: _sources, ...before } = await read(keyItemOf(old));
  await api.deps.table.write({ put: before });
  await api.drain();
});
afterAll(() => api.close());

const make = async (name: string, sources: string[]): Promise<Key> =>
  api.mutate(
    'demo',
    'createApiKey',
    { name, scopes: ['EVENTS_WRITE', 'POINTS_WRITE'], sources },
    'apiKey { id } secret',
    { token: await api.as('demo', 'OWNER') },
  );
const run = (key: Key, name: string, input: object, fields: string) =>
  api.mutate('demo', name, input, fields, { apiKey: key.secret });
const award = (key: Key, idempotencyKey: string) =>
  run(key, 'awardPoints', { memberId, points: 5, reason: 'Tea.', idempotencyKey }, 'entry { id }');
const keyItemOf = ({ apiKey }: Key) => apiKeyKey('demo', apiKey.id.slice('key_'.length));
const entryOf = (client: string) => entryKey('demo', keyedEntryId('demo', 'gift', client));
const eventOf = (source: string, id: string) => eventKey('demo', eventIdOf('demo', source, id));
const note = entryKey('demo', keyedEntryId('demo', 'back', 'Shop'));

async function read(key: { PK: string; SK: string }): Promise<Item> {
  const item = await api.deps.table.get(key, { consistent: true });
  if (item === undefined) throw new Error(`There is no ${key.PK} ${key.SK}.`);
  return item;
}

/** What is found while an item is other than it was written, or elsewhere; `undefined` removes it. */
async function problemsWith(key: { PK: string; SK: string }, change: object | undefined): Promise<string> {
  const { table } = api.deps;
  const item = await read(key);
  const damaged: Item | undefined = change && { ...item, ...change };
  await table.write({ delete: key });
  if (damaged !== undefined) await table.write({ put: damaged });
  const found = problemsOf(await verify(api.deps));
  if (damaged !== undefined) await table.write({ delete: { PK: damaged.PK, SK: damaged.SK } });
  await table.write({ put: item });
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  return found.join('\n');
}

test('keys that kept to their sources and their clients’ idempotency keys have nothing wrong', async () => {
  const found = await verify(api.deps);
  expect(problemsOf(found)).toEqual([]);
  expect([found.keys.keys, found.events.events]).toEqual([3, 6]);
});

describe('of idempotency keys it is reported', () => {
  test('that an entry stands at another client’s name', async () => {
    const taken = entryKey('demo', keyedEntryId('demo', 'taken', 'Shop'));
    expect(await problemsWith(entryOf('카페'), taken)).toContain(
      `${taken.PK} ENTRY: made with demo/${cafe.apiKey.id}, and not named by an idempotency key of its client.`,
    );
  });

  test('that an entry of a client stands where those of people do', async () => {
    const shared = entryKey('demo', keyedEntryId('demo', 'gift'));
    expect(await problemsWith(entryOf('Shop'), shared)).toContain(
      'not named by an idempotency key of its client',
    );
  });

  test('that an entry says another maker than it is named by, or one that is not there', async () => {
    expect(await problemsWith(entryOf('Shop'), { actorId: cafe.apiKey.id })).toContain(
      'not named by an idempotency key of its client',
    );
    expect(await problemsWith(entryOf('Shop'), { actorId: `key_${'0'.repeat(26)}` })).toContain(
      'which is no API key',
    );
  });

  test('that a key says another client than what it made', async () => {
    expect(await problemsWith(keyItemOf(shop), { client: 'Shop 2' })).toContain(
      'not named by an idempotency key of its client',
    );
  });

  test('that a reversal has no note, and a note no reversal', async () => {
    expect(await problemsWith(note, undefined)).toContain('whose idempotency key is not noted as used');
    const { inputHash } = await read(note);
    expect(await problemsWith(note, { inputHash: `${inputHash}x` })).toContain(
      'used for a reversal that is not there',
    );
  });

  test('that a note stands at another client’s name, or says another maker than the reversal', async () => {
    const taken = entryKey('demo', keyedEntryId('demo', 'back', '카페'));
    expect(await problemsWith(note, taken)).toContain('not named by an idempotency key of its client');
    expect(await problemsWith(entryKey('demo', reversal), { actorId: cafe.apiKey.id })).toContain(
      `used by ${shop.apiKey.id}, and`,
    );
  });
});

describe('of events it is reported', () => {
  test('that one is of a source that its key may not send', async () => {
    expect(await problemsWith(eventOf('shop', 'order'), { recordedBy: cafe.apiKey.id })).toContain(
      `recorded with demo/${cafe.apiKey.id}, which may not send events of shop.`,
    );
  });

  test('that one has the id of another source', async () => {
    expect(await problemsWith(eventOf('shop', 'order'), { source: 'cafe' })).toContain(
      'not the id of an event of cafe',
    );
  });

  test('that a refund is of another source’s purchase', async () => {
    const refundOf = eventIdOf('demo', 'shop', 'order');
    const found = await problemsWith(eventOf('cafe', 'back'), { refundOf });
    expect(found).toMatch(/refunded by (shop and cafe|cafe and shop)/);
    expect(found).toContain('4000 were refunded, and its refunds say 8000');
    const alone = await problemsWith(eventOf('shop', 'back'), {
      refundOf: eventIdOf('demo', 'cafe', 'order'),
    });
    expect(alone).toContain('4000 were refunded, and its refunds say 0');
  });

  test('that a purchase says less or more than its refunds', async () => {
    expect(await problemsWith(eventOf('shop', 'order'), { refundedMinor: 0 })).toContain(
      '0 were refunded, and its refunds say 4000',
    );
    expect(await problemsWith(eventOf('shop', 'back'), undefined)).toContain(
      '4000 were refunded, and its refunds say 0',
    );
  });
});

test('a key of an earlier version may have used any names and sources', async () => {
  const found = await verify(api.deps);
  expect(found.keys.problems).toEqual([]);
  const shared = entryKey('demo', keyedEntryId('demo', 'gift'));
  expect(await problemsWith(entryOf('Old'), shared)).toBe('');
});
