import { beforeAll, describe, expect, test } from 'vitest';
import type { Api } from '../../support/api.ts';
import { openCounter, openTeller, type Teller, VERBS, type Verb } from './teller.ts';

let api: Api;
let teller: Teller;
const counter = openCounter();
const { newMember } = counter;
beforeAll(() => {
  api = counter.api();
  teller = counter.teller();
});

describe('points', () => {
  test('can be awarded, spent and deducted, each step answering its entry and the account after it', async () => {
    const member = await newMember();
    const at = api.clock.now().toISOString();
    const lot = (points: number) => ({ points, expiresAt: '2027-11-30T15:00:00.000Z' });
    const account = {
      available: 100,
      pending: 0,
      debt: 0,
      lifetimeEarned: 100,
      lifetimeSpent: 0,
      lifetimeExpired: 0,
      availableByExpiry: [lot(100)],
    };
    const entry = {
      pendingChange: 0,
      debtChange: 0,
      cause: { kind: 'MANUAL', causeId: null },
      reason: 'Tea.',
      relatedEntryId: null,
      createdAt: at,
    };

    const awarded = await teller.award(member, 100);
    expect(awarded.entry).toMatchObject({
      ...entry,
      number: 1,
      kind: 'EARN',
      points: 100,
      availableChange: 100,
    });
    expect(awarded.account).toEqual(account);
    const spent = await teller.spend(member, 30);
    expect(spent.entry).toMatchObject({
      ...entry,
      number: 2,
      kind: 'SPEND',
      points: 30,
      availableChange: -30,
    });
    expect(spent.account).toEqual({
      ...account,
      available: 70,
      lifetimeSpent: 30,
      availableByExpiry: [lot(70)],
    });
    const deducted = await teller.deduct(member, 20);
    expect(deducted.entry).toMatchObject({
      ...entry,
      number: 3,
      kind: 'DEDUCT',
      points: 20,
      availableChange: -20,
    });
    const reversed = await teller.reverse(spent.entry.id);
    expect(reversed.entry).toMatchObject({
      ...entry,
      number: 4,
      kind: 'REVERSE',
      points: 30,
      availableChange: 30,
      relatedEntryId: spent.entry.id,
    });
    expect(reversed.account).toEqual({ ...account, available: 80, availableByExpiry: [lot(80)] });
    expect(await teller.balance(member)).toEqual(reversed.account);
  });

  test('have one id for each member, by every way to the account, before and after the first entry', async () => {
    const owner = { token: await api.as('demo', 'OWNER') };
    const [member, another] = [await newMember(), await newMember()];
    const shown = '__typename id available entries(first: 1) { edges { node { number } } }';
    const ofMember = async (id: string) =>
      (await api.ok('demo', `query($id: ID!) { member(id: $id) { points { ${shown} } } }`, { id }, owner))
        .member.points;
    const byId = async (id: string, slug = 'demo') =>
      (
        await api.ok(
          slug,
          `query($id: ID!) { node(id: $id) { ... on PointAccount { ${shown} } } }`,
          { id },
          { token: await api.as(slug, 'OWNER') },
        )
      ).node;
    const empty = await ofMember(member);
    expect(empty).toMatchObject({ __typename: 'PointAccount', available: 0, entries: { edges: [] } });
    expect(await byId(empty.id)).toEqual(empty);

    const award = { memberId: member, points: 7, reason: 'Tea.', idempotencyKey: 'first of an account' };
    const { account } = await api.mutate('demo', 'awardPoints', award, `account { ${shown} }`, owner);
    expect(account).toMatchObject({
      id: empty.id,
      available: 7,
      entries: { edges: [{ node: { number: 1 } }] },
    });
    expect(await byId(empty.id)).toEqual(account);
    expect(await ofMember(member)).toEqual(account);
    api.clock.advance({ days: 500 });
    expect(await byId(empty.id)).toEqual({ ...account, available: 0 });

    expect((await ofMember(another)).id).not.toBe(empty.id);
    expect(await byId(empty.id, 'other')).toBeNull();
    expect(await byId(`pta_${'0'.repeat(26)}`)).toBeNull();
  });

  test('of a member without entries are zero', async () => {
    const nothing = {
      available: 0,
      pending: 0,
      debt: 0,
      lifetimeEarned: 0,
      lifetimeSpent: 0,
      lifetimeExpired: 0,
      availableByExpiry: [],
    };
    expect(await teller.balance(await newMember())).toEqual(nothing);
  });

  test('can be moved by an API key with the POINTS_WRITE scope', async () => {
    const member = await newMember();
    const partner = { apiKey: await api.apiKey('demo', ['POINTS_WRITE']) };
    const input = { memberId: member, points: 5, reason: 'Survey.', idempotencyKey: 'partner-1' };
    await api.mutate('demo', 'awardPoints', input, 'entry { id }', partner);
    expect((await teller.balance(member)).available).toBe(5);
    const reader = { apiKey: await api.apiKey('demo', ['POINTS_READ']) };
    const document =
      'mutation($input: AwardPointsInput!) { awardPoints(input: $input) { userErrors { code } } }';
    const { body } = await api.send(
      'demo',
      document,
      { input: { ...input, idempotencyKey: 'partner-2' } },
      reader,
    );
    expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await teller.balance(member)).available).toBe(5);
  });

  test('of a suspended member can be awarded and deducted, and not spent', async () => {
    const member = await newMember();
    await teller.award(member, 50);
    const status = { memberId: member, status: 'SUSPENDED', reason: 'Spam.' };
    await api.mutate('demo', 'setMemberStatus', status, 'member { id }', teller.credential);
    expect(await teller.refusalOf('spendPoints', { memberId: member, points: 1 })).toEqual({
      code: 'MEMBER_SUSPENDED',
      field: ['memberId'],
    });
    await teller.award(member, 5);
    expect((await teller.deduct(member, 15)).account.available).toBe(40);
  });
});

describe('a movement of points is refused without a write', () => {
  test.each(VERBS)('MEMBER_NOT_FOUND: %s for nobody, or for a member of another program', async (verb) => {
    const stranger = await newMember('other');
    for (const memberId of [`mem_${'0'.repeat(26)}`, stranger]) {
      expect(await teller.refusalOf(verb, { memberId, points: 5 })).toEqual({
        code: 'MEMBER_NOT_FOUND',
        field: ['memberId'],
      });
    }
  });

  test.each<[Verb]>([['spendPoints'], ['deductPoints']])(
    'INSUFFICIENT_POINTS: %s of more than the available points',
    async (verb) => {
      const member = await newMember();
      expect(await teller.refusalOf(verb, { memberId: member, points: 1 })).toEqual({
        code: 'INSUFFICIENT_POINTS',
        field: ['points'],
      });
      await teller.award(member, 10);
      expect(await teller.refusalOf(verb, { memberId: member, points: 11 })).toEqual({
        code: 'INSUFFICIENT_POINTS',
        field: ['points'],
      });
      await teller.attempt(verb, {
        memberId: member,
        points: 10,
        reason: 'All.',
        idempotencyKey: `all-${verb}`,
      });
      expect((await teller.balance(member)).available).toBe(0);
    },
  );

  test('PROGRAM_PAUSED: for new requests, while earlier ones are answered again', async () => {
    await api.createProgram({ slug: 'paused' });
    const resting = await openTeller(api, 'paused');
    const member = await newMember('paused');
    const input = { memberId: member, points: 9, reason: 'Tea.', idempotencyKey: 'before' };
    const first = await resting.award(member, 9, input);
    const spent = await resting.spend(member, 4);
    const undone = { entryId: spent.entry.id, reason: 'No.', idempotencyKey: 'undone' };
    const reversed = await resting.attempt('reversePointEntry', undone);
    await resting.setStatus('PAUSED');
    for (const verb of VERBS) {
      expect(await resting.refusalOf(verb, { memberId: member, points: 1 })).toEqual({
        code: 'PROGRAM_PAUSED',
        field: null,
      });
    }
    expect((await resting.refusalOf('reversePointEntry', { entryId: first.entry.id })).code).toBe(
      'PROGRAM_PAUSED',
    );
    expect((await resting.attempt('awardPoints', input)).entry).toEqual(first.entry);
    expect(await resting.attempt('reversePointEntry', undone)).toEqual(reversed);
    await resting.setStatus('ACTIVE');
    expect((await resting.spend(member, 9)).account.available).toBe(0);
  });

  test.each([
    ['reason', { reason: '' }],
    ['reason', { reason: ' \n\t ' }],
    ['reason', { reason: 'x'.repeat(101) }],
    ['reason', { reason: '🍵'.repeat(101) }],
    ['reason', { reason: 'a\u0000b' }],
    ['reason', { reason: 'a\u001b[31mb' }],
    ['idempotencyKey', { idempotencyKey: '' }],
    ['idempotencyKey', { idempotencyKey: 'k'.repeat(129) }],
  ])('INVALID_INPUT: %s in %j', async (field, wrong) => {
    const memberId = `mem_${'0'.repeat(26)}`;
    for (const verb of VERBS) {
      expect(await teller.refusalOf(verb, { memberId, points: 5, ...wrong })).toEqual({
        code: 'INVALID_INPUT',
        field: [field],
      });
    }
  });
});

describe('the point entries of a member', () => {
  test('are listed newest first, a page at a time, without a gap or a double', async () => {
    const member = await newMember();
    for (let n = 1; n <= 7; n += 1) await teller.award(member, n);
    const numbers: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { edges, pageInfo } = await teller.entries(member, { first: 3, after });
      numbers.push(...edges.map(({ node }: { node: { number: number } }) => node.number));
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(numbers).toEqual([7, 6, 5, 4, 3, 2, 1]);
    expect((await teller.entries(member, { first: 7 })).pageInfo.hasNextPage).toBe(false);
    expect((await teller.entries(member, { first: 100 })).edges).toHaveLength(7);
  });

  test('refuse a cursor of another member, list or program', async () => {
    const abroad = await openTeller(api, 'other');
    const [mine, theirs, foreign] = [await newMember(), await newMember(), await newMember('other')];
    for (const id of [mine, theirs]) await teller.award(id, 1);
    await abroad.award(foreign, 1);
    const members = await api.ok('demo', '{ members(first: 1) { edges { cursor } } }', {}, teller.credential);
    const cursors = [
      (await teller.entries(theirs)).edges[0].cursor,
      (await abroad.entries(foreign)).edges[0].cursor,
      members.members.edges[0].cursor,
      'garbage',
    ];
    const query =
      'query($id: ID!, $after: String) { member(id: $id) { points { entries(after: $after) { edges { node { id } } } } } }';
    for (const after of cursors) {
      const { body } = await api.send('demo', query, { id: mine, after }, teller.credential);
      expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('are each found by id, only in their own program', async () => {
    const member = await newMember();
    const { entry } = await teller.award(member, 3);
    const abroad = await openTeller(api, 'other');
    const node = async (by: Teller, id: string) =>
      (
        await api.ok(
          by.slug,
          'query($id: ID!) { node(id: $id) { ... on PointEntry { points } } }',
          { id },
          by.credential,
        )
      ).node;
    expect(await node(teller, entry.id)).toEqual({ points: 3 });
    expect(await node(abroad, entry.id)).toBeNull();
  });
});
