import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyedEntryId } from '../../../functions/features/points/entries.ts';
import { reversePointEntry } from '../../../functions/features/points/operations.ts';
import { getProgram } from '../../../functions/features/programs/store.ts';
import { ANONYMOUS } from '../../../functions/identity/viewer.ts';
import type { Item } from '../../../functions/table/client.ts';
import { apiKeyKey, entryKey } from '../../../functions/table/keys.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { value } from '../../identity/world.ts';
import type { Api, Data } from '../../support/api.ts';
import { openCounter, openTeller, type Teller, VERBS, type Verb } from './teller.ts';

// Idempotency keys of API keys are their client's own; those of people are all of the program's.

const SCOPES = ['MEMBERS_READ', 'POINTS_READ', 'POINTS_WRITE'];
const CONFLICT = { code: 'IDEMPOTENCY_CONFLICT', field: ['idempotencyKey'] };

let api: Api;
let people: Teller;
let shop: Teller;
let cafe: Teller;
const counter = openCounter();
const { newMember } = counter;
beforeAll(async () => {
  api = counter.api();
  people = counter.teller();
  shop = await tellerOf('Shop');
  cafe = await tellerOf('카페');
});
afterAll(async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});

const tellerOf = async (client: string) =>
  openTeller(api, 'demo', { apiKey: await api.apiKey('demo', SCOPES, { client }) });
const move = (memberId: string, idempotencyKey: string, points = 10) => ({
  memberId,
  points,
  reason: 'Tea.',
  idempotencyKey,
});
const ids = (answers: Data[]) => [...new Set(answers.map(({ entry }) => entry?.id))];
const codesOf = (answers: Data[]) =>
  answers.flatMap(({ userErrors }) => userErrors.map((one: Data) => one.code));

describe('an idempotency key of one client', () => {
  test.each(VERBS)(
    'may be used by another client too, with %s, at the same moment and later',
    async (verb) => {
      const member = await newMember();
      await people.award(member, 1_000);
      const input = move(member, `both-${verb}`);
      const send = (teller: Teller) => teller.attempt(verb, input);
      const tellers = Array.from({ length: 12 }, (_, n) => [shop, cafe, people][n % 3] as Teller);
      const answers = await Promise.all(tellers.map(send));
      expect(codesOf(answers)).toEqual([]);
      const of = (teller: Teller) => ids(answers.filter((_, n) => tellers[n] === teller));
      for (const teller of [shop, cafe, people]) expect(of(teller)).toHaveLength(1);
      expect(ids(answers)).toHaveLength(3);
      for (const teller of [shop, cafe, people]) expect(ids([await send(teller)])).toEqual(of(teller));
      const moved = verb === 'awardPoints' ? 30 : -30;
      expect((await people.balance(member)).available).toBe(1_000 + moved);
    },
  );

  test('causes no conflict for another client, and does for its own', async () => {
    const member = await newMember();
    await shop.attempt('awardPoints', move(member, 'conflict'));
    for (const teller of [cafe, people]) await teller.award(member, 99, { idempotencyKey: 'conflict' });
    expect(await shop.refusalOf('awardPoints', move(member, 'conflict', 11))).toEqual(CONFLICT);
    expect(await shop.refusalOf('spendPoints', move(member, 'conflict'))).toEqual(CONFLICT);
  });

  test('is the same in composed and decomposed form', async () => {
    const member = await newMember();
    const input = move(member, '가입 축하');
    const first = await shop.attempt('awardPoints', input);
    const again = { ...input, idempotencyKey: ` ${input.idempotencyKey.normalize('NFD')} ` };
    expect(await shop.attempt('awardPoints', again)).toEqual(first);
  });

  test('cannot be written so that it equals another client’s', () => {
    const names = [
      keyedEntryId('p', 'bc', 'a'),
      keyedEntryId('p', 'c', 'ab'),
      keyedEntryId('p', 'abc'),
      keyedEntryId('pa', 'c', 'b'),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

test('organizers and owners share one space of idempotency keys', async () => {
  const owner = await openTeller(api, 'demo', { token: await api.as('demo', 'OWNER') });
  const member = await newMember();
  const first = await people.attempt('awardPoints', move(member, 'people'));
  expect(await owner.attempt('awardPoints', move(member, 'people'))).toEqual(first);
});

describe('the API keys of one client', () => {
  test('share its idempotency keys, at the same moment and when one was revoked', async () => {
    const owner = { token: await api.as('demo', 'OWNER') };
    const make = async (client: string) =>
      api.mutate(
        'demo',
        'createApiKey',
        { name: client, client, scopes: SCOPES },
        'apiKey { id } secret',
        owner,
      );
    const [old, next] = [await make('순환'), await make('순환'.normalize('NFD'))];
    const tellers = await Promise.all(
      [old, next].map(({ secret }) => openTeller(api, 'demo', { apiKey: secret })),
    );
    const [before, after] = tellers as [Teller, Teller];
    const member = await newMember();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? before : after).attempt('awardPoints', move(member, 'rotation')),
      ),
    );
    expect([codesOf(answers), ids(answers).length]).toEqual([[], 1]);
    const spend = move(member, 'spent before', 3);
    const spent = await before.attempt('spendPoints', spend);
    const reversal = { entryId: spent.entry.id, reason: 'Back.', idempotencyKey: 'back' };
    const reversed = await before.attempt('reversePointEntry', reversal);
    await api.mutate('demo', 'revokeApiKey', { apiKeyId: old.apiKey.id }, 'apiKey { id }', owner);
    expect((await after.attempt('spendPoints', spend)).entry).toEqual(spent.entry);
    expect(await after.attempt('reversePointEntry', reversal)).toEqual(reversed);
    expect(await after.refusalOf('awardPoints', move(member, 'spent before', 3))).toEqual(CONFLICT);
    expect((await after.balance(member)).available).toBe(10);
  });
});

describe('a reversal', () => {
  test.each<[string, () => Teller[]]>([
    ['two clients', () => [shop, cafe]],
    ['a client and an organizer', () => [shop, people]],
  ])(
    'sent by %s in the same words at once succeeds for one, and is refused to the other',
    async (_who, tellers) => {
      const member = await newMember();
      const { entry } = await people.award(member, 100);
      const input = { entryId: entry.id, reason: 'Mistake.', idempotencyKey: `undo ${entry.id}` };
      const send = () =>
        Promise.all(
          Array.from({ length: 10 }, (_, n) => tellers()[n % 2]?.attempt('reversePointEntry', input)),
        );
      const first = await send();
      const winner = first[0].entry === null ? 1 : 0;
      for (const answers of [first, await send()]) {
        expect(codesOf(answers.filter((_, n) => n % 2 === winner))).toEqual([]);
        expect(ids(answers.filter((_, n) => n % 2 === winner))).toHaveLength(1);
        expect(codesOf(answers.filter((_, n) => n % 2 !== winner))).toEqual(
          Array(5).fill('ALREADY_REVERSED'),
        );
      }
      expect((await people.balance(member)).available).toBe(0);
    },
  );

  test.each([
    ['an organizer', undefined],
    ['a client', 'Shop'],
  ])('of %s, sent again, is found when only one of its two items is visible', async (_who, client) => {
    const member = await newMember();
    const { entry } = await people.award(member, 100);
    const program = await getProgram(api.deps, 'demo');
    if (program === undefined) throw new Error('The program is gone.');
    // The actor is no key, so that nothing but the two items can say whose the reversal is.
    const scope = { program, viewer: { ...ANONYMOUS, client, actorId: 'mem_organizer' } };
    const input = { entryId: entry.id, reason: 'Mistake.', idempotencyKey: `seen by ${client}` };
    const reverse = (missed?: number) => {
      const { table } = api.deps;
      const batchGet: typeof table.batchGet = async (...args) =>
        (await table.batchGet(...args)).map((item, place) => (place === missed ? undefined : item));
      return reversePointEntry({ ...api.deps, table: { ...table, batchGet } }, scope, input);
    };
    const first = value(await reverse());
    for (const missed of [0, 1]) {
      const { entry: known, account } = value(await reverse(missed));
      expect({ known, account }).toEqual({ known: first.entry, account: first.account });
    }
  });

  test('uses the idempotency key of its own client only', async () => {
    const member = await newMember();
    const { entry } = await shop.award(member, 100);
    await shop.reverse(entry.id, { idempotencyKey: 'undo' });
    for (const verb of VERBS) expect(await shop.refusalOf(verb, move(member, 'undo'))).toEqual(CONFLICT);
    for (const teller of [cafe, people]) await teller.award(member, 1, { idempotencyKey: 'undo' });
    expect((await people.balance(member)).available).toBe(2);
  });

  test('reverses the entry of another client: POINTS_WRITE covers all points of the program', async () => {
    const member = await newMember();
    const { entry } = await shop.award(member, 100);
    expect((await cafe.reverse(entry.id)).entry).toMatchObject({ kind: 'REVERSE', points: 100 });
  });
});

describe('a request that a client sent under an earlier version', () => {
  const find = async (is: (item: Item) => boolean) => {
    const item = (await api.scanAll()).find(is);
    if (item === undefined) throw new Error('There is no such item.');
    return item;
  };

  /** Stores an item as an earlier version did: without a client, a keyed one in the one place that all shared. */
  async function store(item: Item, idempotencyKey?: string) {
    const { client: _client, sources: _sources, ...rest } = item;
    if (item.et === 'POINT_KEY') delete rest.actorId;
    const at = idempotencyKey === undefined ? {} : entryKey('demo', keyedEntryId('demo', idempotencyKey));
    if (idempotencyKey !== undefined) await api.deps.table.write({ delete: { PK: item.PK, SK: item.SK } });
    await api.deps.table.write({ put: { ...rest, ...at } });
  }

  /** The teller of a key that was made then, and the mutations that were sent with it. */
  async function openBefore(name: string) {
    const owner = { token: await api.as('demo', 'OWNER') };
    const made = await api.mutate(
      'demo',
      'createApiKey',
      { name, scopes: SCOPES },
      'apiKey { id } secret',
      owner,
    );
    const keyItem = apiKeyKey('demo', made.apiKey.id.slice('key_'.length));
    const item = await find(({ PK }) => PK === keyItem.PK);
    await store({ ...item, name: name.normalize('NFD') });
    const teller = await openTeller(api, 'demo', { apiKey: made.secret });
    return {
      teller,
      async sent(verb: Verb, input: { idempotencyKey: string }): Promise<Data> {
        const payload = await teller.attempt(verb, input);
        expect(payload.userErrors).toEqual([]);
        const entryId = keyedEntryId('demo', input.idempotencyKey, name);
        await store(await find(({ PK }) => PK === entryKey('demo', entryId).PK), input.idempotencyKey);
        return payload;
      },
    };
  }

  test('is found by the same API key, and by a new one of that client, and not repeated', async () => {
    const old = await openBefore('옛 가게');
    const next = await tellerOf('옛 가게'.normalize('NFD'));
    const member = await newMember();
    await people.award(member, 100);
    const inputs = [...VERBS, 'reversePointEntry' as const].map(
      (verb) => [verb, move(member, `old-${verb}`)] as const,
    );
    for (const [verb, input] of inputs) {
      const undone = verb === 'reversePointEntry' ? await people.award(member, 7) : undefined;
      const given = undone
        ? { entryId: undone.entry.id, reason: 'Back.', idempotencyKey: input.idempotencyKey }
        : input;
      await old.sent(verb, given);
      const { available } = await people.balance(member);
      const again = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? old.teller : next).attempt(verb, given)),
      );
      expect([codesOf(again), ids(again).length]).toEqual([[], 1]);
      expect((await people.balance(member)).available).toBe(available);
    }
    expect(await next.refusalOf('awardPoints', move(member, 'old-awardPoints', 11))).toEqual(CONFLICT);
  });

  test('is unknown to another client, whose idempotency key of the same text is free', async () => {
    const old = await openBefore('Older shop');
    const member = await newMember();
    const first = await old.sent('awardPoints', move(member, 'older'));
    const other = await cafe.attempt('awardPoints', move(member, 'older'));
    expect(other.userErrors).toEqual([]);
    expect(other.entry.id).not.toBe(keyedEntryId('demo', 'older'));
    expect((await people.balance(member)).available).toBe(20);
    // Among people all is as it was.
    expect((await people.attempt('awardPoints', move(member, 'older'))).entry.number).toBe(
      first.entry.number,
    );
  });
});
