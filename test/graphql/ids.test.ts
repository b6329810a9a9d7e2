import { buildASTSchema, getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { typeDefs } from '../../functions/graphql/generated/schema.ts';
import { ID_PREFIX } from '../../functions/platform/ids.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { ZEROS } from '../support/surface.ts';
import { homeOf } from '../support/surfaces.ts';
import { WITH_IDS } from './mutations.ts';

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

const ITEMS = 'results { itemId item { id } error { code field } }';
const EVENT = { source: 'shop', externalEventId: '1', type: 'VISIT' };
const PREFIXES = Object.values(ID_PREFIX);
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
    return (
      fields
        // Of a list each is answered by itself, as the event of a report is.
        .filter(({ type }) => getNamedType(type).name === 'ID' && !isListType(getNullableType(type)))
        .map((field) => `${name}.${field.name}`)
    );
  });
  const listed: string[] = WITH_IDS.map(([place]) => place);
  const missing = held.filter((place) => !listed.includes(place));
  expect(
    missing.map(
      (place) =>
        `${place} is missing: write it in \`ids\` of the mutation, in ${homeOf(`Mutation.${place.split('.')[0]}`)}.`,
    ),
  ).toEqual([]);
  expect(listed.filter((place) => !held.includes(place))).toEqual([]);
});

describe('an id that is unknown, malformed or of another type is not found', () => {
  beforeAll(() => api.mutate('demo', 'createReferralCode', { code: 'MINE' }, '__typename', owner));

  test.each(WITH_IDS)('by the mutation %s', async (_place, { mutation, field, least, with: more, code }) => {
    const before = await api.scanAll();
    for (const id of ODD) {
      const payload = await api.attempt(
        'demo',
        mutation,
        { ...least, ...more, [field]: id },
        '__typename',
        owner,
      );
      expect([id, payload.userErrors]).toEqual([id, [expect.objectContaining({ code, field: [field] })]]);
    }
    expect(await api.scanAll()).toEqual(before);
  });

  test.each(['claimModerationItems', 'releaseModerationItems', 'decideModeration'])(
    'by %s, in the result of its item',
    async (mutation) => {
      const decision = { revision: 1, decision: 'APPROVE' };
      const input =
        mutation === 'decideModeration'
          ? { decisions: ODD.map((itemId) => ({ itemId, ...decision })) }
          : { itemIds: ODD };
      const { results, userErrors } = await api.attempt('demo', mutation, input, ITEMS, owner);
      expect(userErrors).toEqual([]);
      expect(results).toEqual(
        ODD.map((itemId) => ({ itemId, item: null, error: { code: 'NOT_FOUND', field: ['itemId'] } })),
      );
    },
  );

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
