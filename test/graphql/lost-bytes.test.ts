import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { documentOf, ROOTS } from './roots.ts';

// A gateway before us may have replaced bytes that it could not read. Ids and keys with what it put there are refused: of
// two that differ it has made one.

const LOST: Record<string, string> = {
  'a character that stands for lost bytes': 'order-\ufffd',
  'nothing but such characters': '\ufffd\ufffd\ufffd',
  'the first half of a character': 'order-\ud83c',
  'the second half of a character': '\udf89-order',
};

const schema = createSchema();
let api: Api;
let owner: Credential;
let operator: Credential;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  const { memberId } = await api.join('demo', 'owner');
  owner = { token: await api.as('demo', 'OWNER') };
  operator = { token: await api.operator() };
  member = memberId;
});
afterAll(() => api.close());
let member: string;

/** The answer of a root field, its input changed in one place. */
async function ask(name: string, change: (input: never) => object): Promise<Record<string, never>> {
  const input = change(structuredClone(ROOTS[name]?.args.input) as never);
  const credential = name === 'createProgram' ? operator : owner;
  const { body } = await api.send('demo', documentOf(schema, name), { input }, credential);
  expect(body.errors).toBeUndefined();
  return body.data[name];
}

const event = (more: object) => (input: { events: [object] }) => ({
  events: [{ ...input.events[0], ...more }],
});
const purchase = { type: 'PURCHASE', refundOf: null };

describe.each(Object.entries(LOST))('%s', (_what, text) => {
  test.each<[string, string, (input: never) => object]>([
    ['awardPoints', 'idempotencyKey', (input: object) => ({ ...input, idempotencyKey: text })],
    ['deductPoints', 'idempotencyKey', (input: object) => ({ ...input, idempotencyKey: text })],
    ['spendPoints', 'idempotencyKey', (input: object) => ({ ...input, idempotencyKey: text })],
    ['reversePointEntry', 'idempotencyKey', (input: object) => ({ ...input, idempotencyKey: text })],
    ['createLeaderboard', 'idempotencyKey', (input: object) => ({ ...input, idempotencyKey: text })],
    ['updateMember', 'externalId', (input: object) => ({ ...input, memberId: member, externalId: text })],
    ['createReferralCode', 'code', (input: object) => ({ ...input, code: text })],
    [
      'createProgram',
      'tokenPolicy.audience',
      (input: { tokenPolicy: object }) => ({
        ...input,
        tokenPolicy: { ...input.tokenPolicy, audience: text },
      }),
    ],
  ])('with the replacement character is refused by %s in its %s', async (name, field, change) => {
    const { userErrors } = await ask(name, change);
    expect(userErrors).toEqual([
      { code: 'INVALID_INPUT', field: field.split('.'), message: expect.stringMatching(/ must /) },
    ]);
  });

  test.each<[string, string, object]>([
    ['externalEventId', 'externalEventId', { ...purchase, externalEventId: text }],
    ['source', 'source', { ...purchase, source: text }],
    ['externalId', 'externalId', { ...purchase, memberId: null, externalId: text }],
    ['refundOf', 'refundOf', { refundOf: text }],
  ])(
    'with the replacement character is refused in the %s of one event, and of that event only',
    async (_field, field, more) => {
      const input = event({ ...more, memberId: 'externalId' in more ? null : member });
      const { userErrors, results } = await ask('recordEvents', (given: { events: [object] }) => ({
        events: [
          ...input(given).events,
          { ...given.events[0], ...purchase, memberId: member, externalEventId: 'whole' },
        ],
      }));
      expect(userErrors).toEqual([]);
      expect(results).toEqual([
        {
          status: 'REJECTED',
          error: { code: 'INVALID_INPUT', field: ['events', '0', field], message: expect.any(String) },
        },
        { status: expect.stringMatching(/RECORDED|DUPLICATE/), error: null },
      ]);
    },
  );

  test.each([
    ['node', 'node(id: $id) { id }'],
    ['member', 'member(id: $id) { id }'],
    ['member, by externalId', 'member(externalId: $id) { id }'],
    ['referral', 'referral(id: $id) { id }'],
    ['referralCode', 'referralCode(code: $id) { id }'],
    ['leaderboard', 'leaderboard(id: $id) { id }'],
  ])('with the replacement character finds nothing by %s', async (name, field) => {
    const type = name === 'referralCode' || name.endsWith('externalId') ? 'String!' : 'ID!';
    const { body } = await api.send('demo', `query($id: ${type}) { ${field} }`, { id: text }, owner);
    expect(Object.values(body.data)).toEqual([null]);
  });
});

test('the refusal of a replacement character says to send UTF-8', async () => {
  const { userErrors } = await ask('awardPoints', (input: object) => ({
    ...input,
    idempotencyKey: 'a\ufffd',
  }));
  expect(userErrors).toMatchObject([
    { message: 'idempotencyKey must not contain U+FFFD, which stands for lost bytes: send UTF-8.' },
  ]);
});

test('no refused replacement character is stored', async () => {
  const items = JSON.stringify(await api.scanAll());
  expect(items).not.toMatch(/\ufffd|\\ud83c|\\udf89/);
});

test('a token whose subject has a replacement character is refused: it may stand for two people', async () => {
  for (const subject of ['\ufffd', 'kim-\ufffd', 'kim-\ud83c', '\udf89']) {
    const token = await api.token('demo', { subject });
    const { status, body } = await api.send('demo', '{ me { id } }', {}, { token });
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      401,
      ['UNAUTHENTICATED'],
    ]);
  }
  const token = await api.token('demo', { subject: '김민지 🎉' });
  expect((await api.send('demo', '{ me { id } }', {}, { token })).status).toBe(200);
});
