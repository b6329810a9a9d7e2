import { buildASTSchema, getNamedType, isInputObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { typeDefs } from '../../functions/graphql/generated/schema.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';

// An id that is none, or of another kind, is one that nothing has: it is refused as any unknown one is.

let api: Api;
let owner: Credential;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  await api.join('demo', 'owner');
  owner = { token: await api.token('demo', { subject: 'owner', roles: ['OWNER'] }) };
});
afterAll(() => api.close());

const MOVE = { points: 1, reason: 'Tea.', idempotencyKey: 'never' };
/** Each input with an id: what else it needs, and what it is refused with. */
const INPUTS: Record<string, { rest: object; code: string }> = {
  'awardPoints.memberId': { rest: MOVE, code: 'MEMBER_NOT_FOUND' },
  'deductPoints.memberId': { rest: MOVE, code: 'MEMBER_NOT_FOUND' },
  'spendPoints.memberId': { rest: MOVE, code: 'MEMBER_NOT_FOUND' },
  'reversePointEntry.entryId': { rest: { reason: 'Tea.', idempotencyKey: 'never' }, code: 'NOT_FOUND' },
  'updateMember.memberId': { rest: { displayName: 'Kim' }, code: 'MEMBER_NOT_FOUND' },
  'setMemberStatus.memberId': { rest: { status: 'SUSPENDED', reason: 'Spam.' }, code: 'MEMBER_NOT_FOUND' },
  'createReferralCode.memberId': { rest: {}, code: 'MEMBER_NOT_FOUND' },
  'attributeReferral.friendId': { rest: { code: 'MINE', reason: 'By hand.' }, code: 'MEMBER_NOT_FOUND' },
  'approveReferral.referralId': { rest: { reason: 'Fine.' }, code: 'NOT_FOUND' },
  'rejectReferral.referralId': { rest: { reason: 'Fine.' }, code: 'NOT_FOUND' },
  'voidReferral.referralId': { rest: { reason: 'Fine.' }, code: 'NOT_FOUND' },
  'revokeApiKey.apiKeyId': { rest: {}, code: 'NOT_FOUND' },
  'updateLeaderboard.leaderboardId': { rest: { name: 'Tea' }, code: 'NOT_FOUND' },
  'closeLeaderboard.leaderboardId': { rest: {}, code: 'NOT_FOUND' },
};
const EVENT = { source: 'shop', externalEventId: '1', type: 'VISIT' };
const ZEROS = '0'.repeat(26);
const PREFIXES = ['mem', 'pte', 'ref', 'key', 'lbd', 'cod'];
const ODD = [
  '',
  ' ',
  'mem_zzz',
  '김',
  '\u0000',
  '\ud83c',
  `mem_${ZEROS}#`,
  `MEM_${ZEROS}`,
  'x'.repeat(10_000),
  ...PREFIXES.map((prefix) => `${prefix}_${ZEROS}`),
];

test('every input with an id is listed here', () => {
  const schema = buildASTSchema(typeDefs);
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const held = mutations.flatMap(({ name, args }) => {
    const type = args[0] && getNamedType(args[0].type);
    const fields = isInputObjectType(type) ? Object.values(type.getFields()) : [];
    return fields
      .filter((field) => getNamedType(field.type).name === 'ID')
      .map((field) => `${name}.${field.name}`);
  });
  // A click that is none is no click: the claim counts as one without.
  expect(held.filter((one) => one !== 'claimReferral.clickId').sort()).toEqual(Object.keys(INPUTS).sort());
});

describe('an id that is unknown, malformed or of another type is not found', () => {
  beforeAll(() => api.mutate('demo', 'createReferralCode', { code: 'MINE' }, '__typename', owner));

  test.each(Object.entries(INPUTS))('by the mutation %s', async (place, { rest, code }) => {
    const [mutation = '', field = ''] = place.split('.');
    const before = await api.scanAll();
    for (const id of ODD) {
      const payload = await api.attempt('demo', mutation, { ...rest, [field]: id }, '__typename', owner);
      expect([id, payload.userErrors]).toEqual([id, [expect.objectContaining({ code, field: [field] })]]);
    }
    expect(await api.scanAll()).toEqual(before);
  });

  test('by recordEvents, in the rejection of its event', async () => {
    const events = ODD.map((memberId, place) => ({ ...EVENT, externalEventId: `${place}`, memberId }));
    const fields = 'results { status error { code field } }';
    const { results } = await api.attempt('demo', 'recordEvents', { events }, fields, owner);
    const code = 'MEMBER_NOT_FOUND';
    expect(results).toEqual(
      ODD.map((_id, place) => ({
        status: 'REJECTED',
        error: { code, field: ['events', `${place}`, 'memberId'] },
      })),
    );
  });

  test('by a query, which answers null', async () => {
    const query = `query($id: ID!) { node(id: $id) { id } member(id: $id) { id } leaderboard(id: $id) { id } }`;
    for (const id of ODD)
      expect([id, await api.ok('demo', query, { id }, owner)]).toEqual([
        id,
        { node: null, member: null, leaderboard: null },
      ]);
  });
});
