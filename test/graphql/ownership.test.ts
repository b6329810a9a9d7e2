import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NODE_TYPES, ownership } from '../../functions/registry/api.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { idsOf, openScene } from '../support/scene.ts';
import { STAFF } from '../support/surface.ts';
import { flaws, merged } from '../support/surfaces.ts';
import { WITH_IDS } from './mutations.ts';

// A member's own objects: the owner reads them, another member does not, by whatever way they ask.

let api: Api;
const as: Record<string, Credential> = {};
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi();
  const profile = (name: string) => ({ displayName: `${name} 이름`, visibility: 'HIDDEN' });
  const scene = await openScene(api, { profile });
  await api.createProgram({ slug: 'other' });
  for (const person of ['advocate', 'friend', 'stranger'] as const) {
    as[person] = { token: scene[person].token };
    ids[person] = scene[person].memberId;
  }
  for (const role of ['JUDGE', 'MODERATOR', 'ORGANIZER', 'OWNER'])
    as[role] = { token: await api.as('demo', role) };
  as.OPERATOR = { token: await api.operator() };
  as['another program’s owner'] = { token: await api.as('other', 'OWNER') };
  Object.assign(ids, await idsOf(scene));
  await api.drain();
});
afterAll(() => api.close());

const NODE = 'query($id: ID!) { node(id: $id) { __typename id } }';
const node = async (id: string | undefined, who: string, slug = 'demo') =>
  api.send(slug, NODE, { id }, as[who]);

const THINGS = merged('things');
/** Who finds an object by its id. Everybody else is answered as if there were none. */
const SEEN = Object.entries(THINGS).map(([thing, { type, by }]) => [thing, type, by as string[]] as const);

test('every type that belongs to a member has one in this test that other members do not find', () => {
  const people = ['advocate', 'friend', 'stranger'];
  const own = SEEN.filter(([, , by]) => new Set(people.map((one) => by.includes(one))).size === 2);
  const missing = NODE_TYPES.filter(
    (name) => ownership.types.has(name) && !own.some(([, typeName]) => typeName === name),
  );
  expect(flaws('things', missing, [])).toEqual([]);
});

test('every type behind `node` has an object in this test', () => {
  const typesOf = Object.values(THINGS).map(({ type }) => type);
  expect(flaws('things', NODE_TYPES, typesOf)).toEqual([]);
});

describe('node(id) finds an object:', () => {
  test.each(SEEN)(
    '%s (%s) for its owner and for those who may read every member’s',
    async (thing, typeName, by) => {
      for (const who of by) {
        expect([who, (await node(ids[thing], who)).body]).toEqual([
          who,
          { data: { node: { __typename: typeName, id: ids[thing] } } },
        ]);
      }
    },
  );

  const ASKING = ['advocate', 'friend', 'stranger', 'JUDGE', ...STAFF, 'OPERATOR'];
  const hidden = SEEN.filter(([, , by]) => by.length < ASKING.length);

  test.each(hidden)(
    '%s (%s) for nobody else, with the answer for an unknown id',
    async (thing, _typeName, by) => {
      const id = ids[thing] ?? '';
      const nobodys = `${id.slice(0, 4)}${'0'.repeat(26)}`;
      for (const who of ASKING.filter((one) => !by.includes(one))) {
        const answer = await node(id, who);
        expect([who, answer]).toMatchObject([who, { status: 200, body: { data: { node: null } } }]);
        expect(await node(nobodys, who)).toEqual(answer);
      }
    },
  );

  test.each(SEEN)('%s (%s) for nobody at another program’s address', async (thing) => {
    for (const who of ['another program’s owner', 'OPERATOR']) {
      expect([who, (await node(ids[thing], who, 'other')).body]).toEqual([who, { data: { node: null } }]);
    }
  });
});

const error = async (query: string, variables: object, who: string) => {
  const { body } = await api.send('demo', query, variables, as[who]);
  return body.errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code]);
};

describe('a member', () => {
  test('reads their own account, entries, codes and referral, as advocate and as friend', async () => {
    const mine = `{ me {
      id displayName externalId points { available entries { edges { node { id } } } }
      referralCodes { edges { node { id usageCount dailyStats(from: "2026-11-01", to: "2026-11-02") { day } } } }
      referrals { edges { node { id friend { memberId publicName } } } } referredBy { id advocate { memberId publicName } }
    } }`;
    await api.drain();
    const { me: advocate } = await api.ok('demo', mine, {}, as.advocate);
    expect(advocate).toMatchObject({
      id: ids.advocate,
      displayName: 'advocate 이름',
      points: { available: 10, entries: { edges: [{ node: { id: ids['advocate’s entry'] } }] } },
      referralCodes: { edges: [{ node: { id: ids.code, usageCount: 1 } }] },
      referrals: {
        edges: [{ node: { id: ids.referral, friend: { memberId: ids.friend, publicName: null } } }],
      },
      referredBy: null,
    });
    const { me: friend } = await api.ok('demo', mine, {}, as.friend);
    expect(friend).toMatchObject({
      id: ids.friend,
      points: { available: 10, entries: { edges: [{ node: { id: ids['friend’s entry'] } }] } },
      referralCodes: { edges: [] },
      referrals: { edges: [] },
      referredBy: { id: ids.referral, advocate: { memberId: ids.advocate, publicName: null } },
    });
  });

  test('does not read the other member through their referral', async () => {
    const query = `{ me { referrals { edges { node { friend { member { displayName } } } } } referredBy { advocate { member { displayName } } } } }`;
    expect(await error(query, {}, 'advocate')).toEqual([
      ['me.referrals.edges.0.node.friend.member', 'FORBIDDEN'],
    ]);
    expect(await error(query, {}, 'friend')).toEqual([['me.referredBy.advocate.member', 'FORBIDDEN']]);
  });

  test('does not read what moderators wrote about them', async () => {
    expect(await error('{ me { statusReason } }', {}, 'advocate')).toEqual([
      ['me.statusReason', 'FORBIDDEN'],
    ]);
  });

  test.each([
    ['query($id: ID!) { member(id: $id) { id } }', 'advocate', 'member'],
    ['query($id: ID!) { referral(id: $id) { id } }', 'referral', 'referral'],
    ['query($id: String!) { referralCode(code: $id) { id } }', 'code', 'referralCode'],
  ])('is refused before anything is read: %s', async (query, thing, field) => {
    for (const id of [ids[thing], 'nothing']) {
      for (const who of ['advocate', 'stranger', 'JUDGE']) {
        expect(await error(query, { id }, who)).toEqual([[field, 'FORBIDDEN']]);
      }
    }
  });

  test('changes only their own codes, and is told that others’ codes do not exist', async () => {
    const change = (code: string, who: string) =>
      api.attempt(
        'demo',
        'updateReferralCode',
        { code, active: true },
        'referralCode { code }',
        as[who] ?? {},
      );
    const others = await change('OWNERSHIP', 'stranger');
    expect(others).toMatchObject({ referralCode: null, userErrors: [{ code: 'CODE_NOT_FOUND' }] });
    expect(others).toEqual(await change('NO-SUCH', 'stranger'));
    expect((await change('OWNERSHIP', 'advocate')).userErrors).toEqual([]);
  });
});

describe('organizers and keys of another program', () => {
  test('find nothing of this program by its ids', async () => {
    const who = as['another program’s owner'];
    for (const [query, thing] of [
      ['query($id: ID!) { found: member(id: $id) { id } }', 'advocate'],
      ['query($id: ID!) { found: referral(id: $id) { id } }', 'referral'],
      ['query($id: String!) { found: referralCode(code: $id) { id } }', 'OWNERSHIP'],
      ['query($id: ID!) { found: leaderboard(id: $id) { id } }', 'board'],
    ] as const) {
      expect(await api.ok('other', query, { id: ids[thing] ?? thing }, who)).toEqual({ found: null });
    }
  });

  test('change nothing of this program by its ids', async () => {
    const who = as['another program’s owner'] ?? {};
    const before = await api.scanAll();
    const tries: [string, object, string][] = [
      ['updateReferralCode', { code: 'OWNERSHIP', active: false }, 'CODE_NOT_FOUND'],
      ['attributeReferral', { code: 'OWNERSHIP', friendId: ids.stranger, reason: 'x' }, 'CODE_NOT_FOUND'],
    ];
    // Every thing's id wherever a mutation takes one.
    for (const [, { mutation, field, least, code, with: more }] of WITH_IDS)
      if (more === undefined)
        for (const thing of Object.keys(THINGS))
          tries.push([mutation, { ...least, [field]: ids[thing] }, code]);
    for (const [name, input, code] of tries) {
      const { userErrors } = await api.attempt('other', name, input, '__typename', who);
      expect([name, userErrors.map((one: { code: string }) => one.code)]).toEqual([name, [code]]);
    }
    expect(await api.scanAll()).toEqual(before);
  });
});
