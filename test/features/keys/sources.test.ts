import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { apiKeyKey } from '../../../functions/table/keys.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';

let api: Api;
let bills: ReturnType<typeof meter>;
let shop: Credential;
let till: Credential;
let memberId: string;
let people = 0;
beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      bills = meter(client);
    },
  });
  await api.createProgram();
  shop = await keyOf(['shop'], { client: 'Shop' });
  till = await keyOf(['till', 'pos.seoul-1'], { client: '매장' });
});
beforeEach(async () => {
  people += 1;
  memberId = (await api.join('demo', `buyer-${people}`)).memberId;
});
afterAll(async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  await api.close();
});

const keyOf = async (sources: string[], more: object = {}): Promise<Credential> => ({
  apiKey: await api.apiKey('demo', ['EVENTS_WRITE'], { sources, ...more }),
});
const KRW = (amountMinor: number) => ({ amountMinor, currency: 'KRW' });
const bought = (externalEventId: string, more: object = {}) => ({
  source: 'shop',
  externalEventId: `${externalEventId} of ${memberId}`,
  type: 'PURCHASE',
  memberId,
  amount: KRW(10_000),
  ...more,
});
const refundOf = (event: { externalEventId: string }, more: object = {}) => ({
  ...bought(`refund of ${event.externalEventId}`),
  type: 'REFUND',
  refundOf: event.externalEventId,
  ...more,
});
const RESULTS = 'results { externalEventId status error { code message field } }';
const record = async (as: Credential, ...events: object[]): Promise<Data[]> =>
  (await api.mutate('demo', 'recordEvents', { events }, RESULTS, as)).results;
const codes = async (as: Credential, ...events: object[]) =>
  (await record(as, ...events)).map(({ status, error }) => error?.code ?? status);
const eventsOf = async (member = memberId) =>
  (await api.scanAll()).filter((item) => item.et === 'EVENT' && item.memberId === member);

describe('an event of a source that its API key may not send', () => {
  test('is rejected alone, with a message that names the key’s sources', async () => {
    const own = (n: number) => bought(`own ${n}`, { source: 'till' });
    const results = await record(till, own(1), bought('foreign'), own(2));
    expect(results.map(({ status }) => status)).toEqual(['RECORDED', 'REJECTED', 'RECORDED']);
    expect(results[1]).toEqual({
      externalEventId: bought('foreign').externalEventId,
      status: 'REJECTED',
      error: {
        code: 'SOURCE_NOT_ALLOWED',
        message: 'This API key may send events of these sources alone: pos.seoul-1, till.',
        field: ['events', '1', 'source'],
      },
    });
    expect((await eventsOf()).map(({ source }) => source)).toEqual(['till', 'till']);
  });

  test('is answered with its normalized id, without a read', async () => {
    const id = { externalEventId: ' 주문 1 '.normalize('NFD') };
    const { result, bill } = await bills.during(() => record(till, bought('', id), bought('', id)));
    expect(result.map(({ externalEventId }) => externalEventId)).toEqual(['주문 1', '주문 1']);
    const { bill: without } = await bills.during(() => api.send('demo', '{ program { id } }', {}, till));
    expect(bill).toEqual(without);
  });

  test('reveals nothing of events that others have recorded', async () => {
    const order = bought('order');
    expect(await codes(shop, order)).toEqual(['RECORDED']);
    const guesses = [order, { ...order, amount: KRW(1) }, bought('no such order')];
    expect(await codes(till, ...guesses)).toEqual(Array(3).fill('SOURCE_NOT_ALLOWED'));
  });

  test.each([
    ['another case', 'Till', 'INVALID_INPUT'],
    ['full width', 'ｔｉｌｌ', 'INVALID_INPUT'],
    ['blanks around it', ' till ', 'INVALID_INPUT'],
    ['a composed letter', 'tíll', 'INVALID_INPUT'],
    ['a decomposed letter', 'tíll'.normalize('NFD'), 'INVALID_INPUT'],
    ['a name that begins like an own one', 'till-2', 'SOURCE_NOT_ALLOWED'],
    ['a name that an own one begins with', 'til', 'SOURCE_NOT_ALLOWED'],
    ['a property of every object', 'constructor', 'SOURCE_NOT_ALLOWED'],
  ])('is rejected with %s too', async (_how, source, code) => {
    expect(await codes(till, bought('order', { source }))).toEqual([code]);
  });
});

describe('a purchase of another source', () => {
  test('cannot be refunded, under its own source or under the key’s', async () => {
    const order = bought('order');
    expect(await codes(shop, order)).toEqual(['RECORDED']);
    expect(await codes(till, refundOf(order))).toEqual(['SOURCE_NOT_ALLOWED']);
    expect(await codes(till, refundOf(order, { source: 'till' }))).toEqual(['PURCHASE_NOT_FOUND']);
    expect(await codes(shop, refundOf(order))).toEqual(['RECORDED']);
  });

  test('keeps its id free for every other source, also at the same moment', async () => {
    const order = bought('order');
    const theirs = { ...order, source: 'till', amount: KRW(700) };
    const both = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? codes(shop, order) : codes(till, theirs))),
    );
    const of = (first: number) =>
      both
        .filter((_, n) => n % 2 === first)
        .flat()
        .sort();
    for (const answers of [of(0), of(1)])
      expect(answers).toEqual([...Array(9).fill('DUPLICATE'), 'RECORDED']);
    expect(new Set((await eventsOf()).map(({ source, amountMinor }) => `${source} ${amountMinor}`))).toEqual(
      new Set(['shop 10000', 'till 700']),
    );
  });

  test('is shared by the clients to whom the owner gave that source', async () => {
    const warehouse = await keyOf(['shop'], { client: 'Warehouse' });
    const order = bought('order');
    expect(await codes(shop, order)).toEqual(['RECORDED']);
    expect(await codes(warehouse, order, refundOf(order))).toEqual(['DUPLICATE', 'RECORDED']);
  });
});

describe('an API key that replaces another', () => {
  test('continues the other’s events, beside it and after it was revoked', async () => {
    const owner = { token: await api.as('demo', 'OWNER') };
    const input = { name: 'POS 1', client: 'POS', scopes: ['EVENTS_WRITE'], sources: ['pos'] };
    const make = (more: object) =>
      api.mutate('demo', 'createApiKey', { ...input, ...more }, 'apiKey { id client } secret', owner);
    const [old, next] = [await make({}), await make({ name: 'POS 2', client: 'POS'.normalize('NFD') })];
    expect(next.apiKey.client).toBe(old.apiKey.client);
    const [order, other] = [bought('order', { source: 'pos' }), bought('other', { source: 'pos' })];
    const answers = await Promise.all([old, next].map(({ secret }) => codes({ apiKey: secret }, order)));
    expect(answers.flat().sort()).toEqual(['DUPLICATE', 'RECORDED']);
    await api.mutate('demo', 'revokeApiKey', { apiKeyId: old.apiKey.id }, 'apiKey { id }', owner);
    const late = await api.send(
      'demo',
      'mutation { recordEvents(input: { events: [] }) { __typename } }',
      {},
      {
        apiKey: old.secret,
      },
    );
    expect(late.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(await codes({ apiKey: next.secret }, order, other, refundOf(order, { source: 'pos' }))).toEqual([
      'DUPLICATE',
      'RECORDED',
      'RECORDED',
    ]);
  });

  test('for fewer sources is limited to those', async () => {
    const wide = await keyOf(['a', 'b'], { client: 'Agency' });
    const narrow = await keyOf(['a'], { client: 'Agency' });
    const order = bought('order', { source: 'b' });
    expect([await codes(wide, order), await codes(narrow, order)]).toEqual([
      ['RECORDED'],
      ['SOURCE_NOT_ALLOWED'],
    ]);
  });
});

test('an organizer and an owner may send events of any source', async () => {
  for (const role of ['ORGANIZER', 'OWNER']) {
    const token = { token: await api.as('demo', role) };
    const events = ['shop', 'till', 'by.hand'].map((source) => bought(role, { source }));
    expect(await codes(token, ...events)).toEqual(Array(3).fill('RECORDED'));
  }
});

test('an API key stored without client and sources may send events of any source', async () => {
  const { apiKey, secret } = await api.mutate(
    'demo',
    'createApiKey',
    { name: 'Old', scopes: ['EVENTS_WRITE'], sources: ['old'] },
    'apiKey { id } secret',
    { token: await api.as('demo', 'OWNER') },
  );
  const item = await api.deps.table.get(apiKeyKey('demo', apiKey.id.slice('key_'.length)));
  if (item === undefined) throw new Error('The key is gone.');
  const { client: _client, sources: _sources, ...before } = item;
  await api.deps.table.write({ put: before });
  expect(await codes({ apiKey: secret }, bought('order'), bought('order', { source: 'till' }))).toEqual([
    'RECORDED',
    'RECORDED',
  ]);
  const listed = await api.ok(
    'demo',
    '{ apiKeys(first: 100) { edges { node { id client sources } } } }',
    {},
    { token: await api.as('demo', 'OWNER') },
  );
  const nodes = listed.apiKeys.edges.map(({ node }: Data) => node);
  expect(nodes).toContainEqual({ id: apiKey.id, client: 'Old', sources: null });
});

describe('createApiKey', () => {
  const attempt = async (input: object) =>
    api.attempt('demo', 'createApiKey', input, 'apiKey { name client sources } secret', {
      token: await api.as('demo', 'OWNER'),
    });
  const EVENTS = { name: 'POS', scopes: ['EVENTS_WRITE'] };

  test('stores each source once, sorted, and takes the name as the client when none is given', async () => {
    const made = await attempt({
      ...EVENTS,
      name: ' 매장 POS '.normalize('NFD'),
      sources: ['shop', 'pos', 'shop'],
    });
    expect(made.apiKey).toEqual({ name: '매장 POS', client: '매장 POS', sources: ['pos', 'shop'] });
    for (const client of [null, undefined, ' 카페 '.normalize('NFD')]) {
      const { apiKey } = await attempt({ ...EVENTS, client, sources: ['pos'] });
      expect(apiKey.client).toBe(client == null ? 'POS' : '카페');
    }
    const reader = await attempt({ name: 'Reader', scopes: ['POINTS_READ'] });
    expect(reader.apiKey).toEqual({ name: 'Reader', client: 'Reader', sources: [] });
  });

  test.each<[what: string, input: object, field: string[]]>([
    ['events and no sources', EVENTS, ['sources']],
    ['events and null for sources', { ...EVENTS, sources: null }, ['sources']],
    ['events and an empty list of sources', { ...EVENTS, sources: [] }, ['sources']],
    ['sources and no events', { name: 'x', scopes: ['POINTS_READ'], sources: ['pos'] }, ['sources']],
    [
      'more than twenty sources',
      { ...EVENTS, sources: Array.from({ length: 21 }, (_, n) => `s${n}`) },
      ['sources'],
    ],
    ['a source that no event can have', { ...EVENTS, sources: ['pos', 'My Shop'] }, ['sources', '1']],
    ['a source in another form of text', { ...EVENTS, sources: ['카페'.normalize('NFD')] }, ['sources', '0']],
    ['a client that shows nothing', { ...EVENTS, sources: ['pos'], client: ' ' }, ['client']],
    ['a client of lost bytes', { ...EVENTS, sources: ['pos'], client: 'caf\uFFFD' }, ['client']],
    ['a name of lost bytes', { ...EVENTS, sources: ['pos'], name: 'caf\uFFFD' }, ['name']],
    ['a client of 81 characters', { ...EVENTS, sources: ['pos'], client: '🛒'.repeat(81) }, ['client']],
  ])('refuses %s', async (_what, input, field) => {
    const refused = await attempt(input);
    expect(refused).toMatchObject({ apiKey: null, secret: null });
    expect(refused.userErrors).toMatchObject([{ code: 'INVALID_INPUT', field }]);
  });
});
