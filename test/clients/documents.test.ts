import { gql } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { parse, visit } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../support/api.ts';
import { DRIVERS, type Driver, expectNoWarnings, type Shown } from '../support/drivers.ts';
import { type Network, startNetwork } from '../support/network.ts';
import { createApolloClient, hasCode as hasApolloCode } from './apollo.ts';
import { createSession } from './session.ts';
import { createUrqlClient, hasCode as hasUrqlCode } from './urql.ts';

// What real clients make of a document and its variables, and of an answer that is only a part of one.

let api: Api;
let network: Network;
let ann: { token: string; memberId: string };
let bob: { token: string; memberId: string };
let board: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  network = await startNetwork(api);
  ann = await api.join('demo', 'ann', { displayName: 'Ann', avatarUrl: 'https://example.com/ann.png' });
  bob = await api.join('demo', 'bob');
  const owner = { token: await api.as('demo', 'OWNER') };
  for (let number = 1; number <= 25; number += 1) {
    const input = { memberId: ann.memberId, points: 1, reason: 'Tea.', idempotencyKey: `award ${number}` };
    await api.mutate('demo', 'awardPoints', input, '__typename', owner);
  }
  await api.drain();
  const boards = await api.ok('demo', '{ leaderboards { edges { node { id seasonKind } } } }', {}, ann);
  board = boards.leaderboards.edges.find(({ node }: Data) => node.seasonKind === 'MONTH').node.id;
});
afterAll(async () => {
  await network.close();
  await api.close();
});
beforeEach(() => {
  network.sent.length = 0;
});
const settings = () => ({
  url: `${network.url}/demo/graphql`,
  session: createSession(ann.token, async () => ann.token),
});
const last = () => network.sent.at(-1);
const ME = '{ me { id displayName } }';
const CHANGE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  member { id displayName avatarUrl locale visibility } userErrors { code message field } } }`;
const PROFILE = '{ me { id displayName avatarUrl locale visibility } }';

describe.each(Object.entries(DRIVERS))('%s', (_name, createDriver) => {
  expectNoWarnings();
  let driver: Driver;
  beforeEach(() => {
    driver = createDriver(settings());
  });
  const messageOf = ({ error }: Shown) => String(Object(error).message);

  test('asks for `__typename` in every selection but the outermost, at no cost', async () => {
    const document = `{ me { id points { id entries(first: 2) { edges { cursor node { id number } } pageInfo { endCursor } } } } }`;
    expect((await driver.refresh(document)).error).toBeUndefined();
    const selections: boolean[] = [];
    visit(parse(last()?.query ?? ''), {
      SelectionSet: ({ selections: fields }, _key, parent) => {
        const isOutermost = parent !== undefined && 'kind' in parent && parent.kind === 'OperationDefinition';
        const names = fields.map((field) => field.kind === 'Field' && field.name.value);
        if (!isOutermost) selections.push(names.includes('__typename'));
      },
    });
    expect(selections).toEqual(Array(6).fill(true));
    const [asked, plain] = [
      await api.send('demo', last()?.query ?? '', {}, ann),
      await api.send('demo', document, {}, ann),
    ];
    expect(asked.cost).toBe(plain.cost);
  });

  test('leaves out an undefined variable, so its default applies', async () => {
    const document = `query ($first: Int, $after: String) { me { id points { id
      entries(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`;
    const { data, error } = await driver.refresh(document, { first: undefined, after: undefined });
    expect([error, last()?.variables]).toEqual([undefined, {}]);
    expect(data.me.points.entries.edges.length).toBe(20);
  });

  describe('sending null for an unset variable', () => {
    test.each([
      ['query ($first: Int, $after: String)', { first: null, after: null }],
      ['query ($first: Int = 7, $after: String = null)', { first: null, after: null }],
    ])('gets the first page of the default size: %s', async (operation, variables) => {
      const document = `${operation} { me { id points { id
        entries(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`;
      const { data, error } = await driver.refresh(document, variables);
      expect([error, last()?.variables]).toEqual([undefined, variables]);
      expect(data.me.points.entries.edges.length).toBe(20);
    });

    test('gets the current season, and the default number of neighbours', async () => {
      const document = `query ($board: ID!, $key: String, $on: Date, $who: ID!, $above: Int, $below: Int) {
        leaderboard(id: $board) { id season(key: $key, on: $on) { id isCurrent
          around(subjectId: $who, above: $above, below: $below) { id rank } } } }`;
      const unset = { key: null, on: null, above: null, below: null };
      const { data, error } = await driver.refresh(document, { board, who: ann.memberId, ...unset });
      expect(error).toBeUndefined();
      expect(data.leaderboard.season).toMatchObject({ isCurrent: true, around: [{ rank: 1 }] });
    });

    test('is told which variable, where a default does not allow null', async () => {
      const document =
        'mutation ($input: JoinInput!) { join(input: $input) { member { id } userErrors { code } } }';
      const answer = await driver.change(document, { input: { displayName: 'Ann', visibility: null } });
      expect(messageOf(answer)).toContain('"input.visibility"');
      expect(last()?.status).toBe(400);
      const alone = `mutation ($visibility: MemberVisibility = FULL) {
        join(input: { visibility: $visibility }) { member { id } userErrors { code } } }`;
      expect(messageOf(await driver.change(alone, { visibility: null }))).toContain('$visibility');
      expect(last()?.status).toBe(400);
    });

    test('can join, claim and make a code with nulls for everything optional', async () => {
      const join =
        'mutation ($input: JoinInput!) { join(input: $input) { member { id } userErrors { code } } }';
      const joined = await driver.change(join, {
        input: { displayName: null, avatarUrl: null, locale: null },
      });
      expect(joined.data.join).toMatchObject({ member: { id: ann.memberId }, userErrors: [] });
      const code = `mutation ($input: CreateReferralCodeInput!) { createReferralCode(input: $input) {
        referralCode { id code label startsAt endsAt usageLimit } userErrors { code message field } } }`;
      const input = {
        code: null,
        label: null,
        startsAt: null,
        endsAt: null,
        usageLimit: null,
        memberId: null,
      };
      const made = await driver.change(code, { input });
      expect(made.data.createReferralCode).toMatchObject({ referralCode: { label: null }, userErrors: [] });
      const claim = `mutation ($input: ClaimReferralInput!) { claimReferral(input: $input) {
        referral { id } userErrors { code } } }`;
      const claimed = await driver.change(claim, {
        input: { code: made.data.createReferralCode.referralCode.code, clickId: null },
      });
      expect(claimed.data.claimReferral.userErrors).toMatchObject([{ code: 'SELF_REFERRAL' }]);
    });

    test('does not change a profile whose other fields it sends as null, and is told to leave them out', async () => {
      const before = (await driver.refresh(PROFILE)).data;
      const input = { displayName: 'Anna', avatarUrl: null, locale: null, visibility: null };
      const { data } = await driver.change(CHANGE, { input });
      expect(data.updateProfile.member).toBeNull();
      const fields = data.updateProfile.userErrors.map(({ code, field }: Data) => [code, ...field]);
      expect(fields).toEqual(expect.arrayContaining([['INVALID_INPUT', 'locale']]));
      expect((await driver.refresh(PROFILE)).data).toEqual(before);
    });
  });

  test('can put what it has read into an input', async () => {
    const { data } = await driver.refresh(PROFILE);
    const { id: _id, ...input } = data.me;
    const answer = await driver.change(CHANGE, { input: { ...input, locale: 'en' } });
    expect(answer.data.updateProfile).toMatchObject({ member: { locale: 'en' }, userErrors: [] });
  });
});

describe('urql', () => {
  test('without settings sends short queries by GET, long ones and mutations by POST, and gets the same answers', async () => {
    const client = new Client({
      url: settings().url,
      fetchOptions: { headers: { authorization: `Bearer ${ann.token}` } },
      exchanges: [fetchExchange],
    });
    const long = `query ($id: ID) { me { id displayName } member(id: $id) { id } }`;
    const short = await client.query(ME, {}).toPromise();
    expect([last()?.method, last()?.headers['content-type'], last()?.status]).toEqual([
      'GET',
      undefined,
      200,
    ]);
    const posted = await client.query(ME, {}, { preferGetMethod: false }).toPromise();
    expect([last()?.method, posted.data]).toEqual(['POST', short.data]);
    await client.query(long, { id: 'x'.repeat(3_000) }).toPromise();
    expect([last()?.method, last()?.status]).toEqual(['POST', 200]);
    const input = { displayName: 'Ann' };
    const { data } = await client.mutation(CHANGE, { input }).toPromise();
    expect([last()?.method, data.updateProfile.userErrors]).toEqual(['POST', []]);
  });

  test('by GET and with a cache renews a token, and pages a list with nulls in its address', async () => {
    api.clock.advance({ minutes: 1 });
    const session = createSession('nonsense', async () => ann.token);
    const client = createUrqlClient({ ...settings(), session, preferGetMethod: 'within-url-limit' });
    const document = `query ($after: String) { me { id points { id entries(first: 15, after: $after) {
      edges { cursor node { id number } } pageInfo { hasNextPage endCursor } } } } }`;
    const first = await client.query(document, { after: null }).toPromise();
    const after = first.data.me.points.entries.pageInfo.endCursor;
    const whole = await client.query(document, { after }).toPromise();
    expect(whole.data.me.points.entries.edges.length).toBe(25);
    expect(network.sent.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'GET 401',
      'GET 200',
      'GET 200',
    ]);
    expect(network.sent[0]?.variables).toEqual({ after: null });
  });
});

describe('a partial answer with one refused field', () => {
  const PARTIAL = 'query ($id: ID) { me { id displayName } member(id: $id) { id displayName } }';
  const partial = { me: { displayName: 'Ann' }, member: null };
  const variables = () => ({ id: bob.memberId });

  test.each(['none', 'all', 'ignore'] as const)(
    'is handled by Apollo Client as its errorPolicy %s says',
    async (errorPolicy) => {
      const client = createApolloClient(settings());
      const answer = client.query({ query: gql(PARTIAL), variables: variables(), errorPolicy });
      if (errorPolicy === 'none') {
        const error = await answer.catch((thrown: unknown) => thrown);
        expect(hasApolloCode(error, 'FORBIDDEN')).toBe(true);
        return;
      }
      const { data, error } = await answer;
      expect(data).toMatchObject(partial);
      expect(hasApolloCode(error, 'FORBIDDEN')).toBe(errorPolicy === 'all');
      // Its cache keeps the null, and not why.
      const kept = await client.query({ query: gql(PARTIAL), variables: variables(), errorPolicy });
      expect([kept.data, kept.error, network.sent.length]).toEqual([data, undefined, 1]);
    },
  );

  test('gives urql both the data and the error, also out of its cache', async () => {
    const client = createUrqlClient(settings());
    for (const times of [1, 2]) {
      const { data, error } = await client.query(PARTIAL, variables()).toPromise();
      expect(data).toMatchObject(partial);
      expect(error !== undefined && hasUrqlCode(error, 'FORBIDDEN')).toBe(true);
      expect(error?.graphQLErrors[0]?.path).toEqual(['member']);
      expect(network.sent.length).toBe(times);
    }
  });
});
