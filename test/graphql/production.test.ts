import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey } from '../../functions/features/keys/operations.ts';
import { defaultBoardWrites } from '../../functions/features/leaderboards/boards/operations.ts';
import { createProgram } from '../../functions/features/programs/operations.ts';
import { ANONYMOUS } from '../../functions/identity/viewer.ts';
import { programInput } from '../identity/world.ts';
import { type Api, startApi } from '../support/api.ts';

// What the stage prod does not give away. Tokens of the development issuer are not good there, so a key asks.

let api: Api;
let apiKey: string;
let sick = false;
beforeAll(async () => {
  api = await startApi({
    stage: 'prod',
    client: (client) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          if (sick) throw new Error('secret detail of the table');
          return next(args);
        },
        { step: 'initialize' },
      ),
  });
  const viewer = { ...ANONYMOUS, actorId: 'operator' };
  const created = await createProgram(api.deps, viewer, programInput('demo'), defaultBoardWrites);
  if (!created.ok) throw new Error(created.refusal.message);
  const scope = { program: created.value, viewer };
  const key = await createApiKey(api.deps, scope, {
    name: 'partner',
    scopes: ['MEMBERS_READ', 'MEMBERS_WRITE'],
  });
  if (!key.ok) throw new Error(key.refusal.message);
  apiKey = key.value.secret;
});
afterAll(() => api.close());

const ask = (query: string, variables: object = {}) => api.send('demo', query, variables, { apiKey });

test('a valid request is answered in production', async () => {
  expect((await ask('{ program { id } }')).body).toEqual({ data: { program: { id: 'prg_demo' } } });
});

test.each([
  ['__schema', '{ __schema { queryType { name } } }'],
  ['__type', '{ __type(name: "Member") { name } }'],
  ['__schema in a fragment', '{ ...Q } fragment Q on Query { __schema { queryType { name } } }'],
  ['__schema under another name', '{ program: __schema { queryType { name } } }'],
])('introspection by %s is refused', async (_how, query) => {
  const { status, body } = await ask(query);
  expect([status, body.data, body.errors?.map(({ extensions }) => extensions)]).toEqual([
    400,
    undefined,
    [{ code: 'GRAPHQL_VALIDATION_FAILED' }],
  ]);
});

test('__typename is answered in production', async () => {
  expect((await ask('{ __typename program { __typename } }')).body.data).toEqual({
    __typename: 'Query',
    program: { __typename: 'Program' },
  });
});

const update = 'mutation($input: UpdateMemberInput!) { updateMember(input: $input) { userErrors { code } } }';
const MISSPELT: [string, string, object][] = [
  ['a field', '{ programm { id } }', {}],
  ['an argument', '{ members(frist: 1) { edges { cursor } } }', {}],
  ['a type', 'query($v: MemberVisibilty) { program { id } }', {}],
  ['a fragment’s type', '{ program { ... on Progam { id } } }', {}],
  [
    'a value of an enum',
    'mutation { updateMember(input: { memberId: "x", visibility: FULLL }) { userErrors { code } } }',
    {},
  ],
  ['a field of an input', 'mutation { updateMember(input: { memberID: "x" }) { userErrors { code } } }', {}],
  ['a value of an enum in a variable', update, { input: { memberId: 'x', visibility: 'FULLL' } }],
  ['a field of an input in a variable', update, { input: { memberId: 'x', memberID: 'x' } }],
];

describe('production makes no suggestions for a misspelt name:', () => {
  test.each(MISSPELT)('%s', async (_what, query, variables) => {
    const { status, body } = await ask(query, variables);
    expect(status).toBe(400);
    expect(body.errors?.length).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain('Did you mean');
    for (const error of body.errors ?? []) expect(Object.keys(error.extensions)).toEqual(['code']);
  });
});

test('development makes suggestions for misspelt names', async () => {
  const local = await startApi();
  await local.createProgram({ slug: 'demo' });
  const token = await local.as('demo', 'OWNER');
  for (const [, query, variables] of MISSPELT) {
    const { body } = await local.send('demo', query, variables, { token });
    expect(JSON.stringify(body)).toContain('Did you mean');
  }
  const { data } = (await local.send('demo', '{ __type(name: "Member") { name } }')).body;
  expect(data).toEqual({ __type: { name: 'Member' } });
  await local.close();
});

test('an internal error reveals nothing of itself', async () => {
  sick = true;
  const { status, body } = await ask('{ program { id } }');
  sick = false;
  expect([status, Object.keys(body.errors?.[0]?.extensions ?? {})]).toEqual([500, ['code', 'requestId']]);
  expect(JSON.stringify(body)).not.toMatch(/secret|at \w+|\.ts/);
});

test('a token of an issuer on plain http is refused', async () => {
  const { status, body } = await api.send(
    'operator',
    '{ programs { edges { cursor } } }',
    {},
    { token: await api.operator() },
  );
  // Its keys are not asked for there, so nothing can be said of the token.
  expect([status, body.errors?.[0]?.extensions]).toEqual([
    503,
    { code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 10 },
  ]);
  expect(body.data).toBeUndefined();
});
