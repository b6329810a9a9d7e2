import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { createSchema } from '../../functions/registry/application.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';
import { CALLERS, type Caller } from '../support/callers.ts';
import { flaws, isAllowed as isAllowedAt } from '../support/surfaces.ts';
import { documentOf, MUTATIONS, QUERIES, ROOTS } from './roots.ts';

// Every root field over HTTP, with the tokens and keys that callers really have.

const schema = createSchema();
const KEY_SCOPES = ['EVENTS_WRITE', 'MEMBERS_READ', 'MEMBERS_WRITE', 'POINTS_READ', 'POINTS_WRITE'];
const ROLES = ['judge', 'moderator', 'organizer', 'owner'];

let api: Api;
let counted: ReturnType<typeof meter>;
const credentials = new Map<Caller, Credential>();

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ slug: 'demo' });
  for (const caller of CALLERS) {
    credentials.set(caller, await credentialOf(caller));
    // An instance that has met its callers knows the program and the issuer's keys, and has noted the keys' use.
    await api.ok('demo', '{ __typename }', {}, credentials.get(caller));
  }
});
afterAll(() => api.close());

async function credentialOf(caller: Caller): Promise<Credential> {
  if (caller === 'anonymous') return {};
  if (caller === 'operator') return { token: await api.operator() };
  if (KEY_SCOPES.includes(caller)) return { apiKey: await api.apiKey('demo', [caller]) };
  const roles = ROLES.includes(caller) ? [caller.toUpperCase()] : [];
  return { token: await api.token('demo', { subject: caller, roles }) };
}

const isAllowed = (name: string, caller: Caller) =>
  isAllowedAt(`${name in QUERIES ? 'Query' : 'Mutation'}.${name}`, caller);

async function ask(slug: string, name: string, caller: Caller) {
  const variables = ROOTS[name]?.args ?? {};
  const { status, body } = await api.send(slug, documentOf(schema, name), variables, credentials.get(caller));
  return {
    status,
    data: body.data,
    errors: body.errors ?? [],
    codes: (body.errors ?? []).map(({ extensions }) => extensions.code),
  };
}

test('every root field has a request in this test', () => {
  expect(Object.keys(QUERIES).sort()).toEqual(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort());
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect(flaws('mutations', mutations, Object.keys(MUTATIONS))).toEqual([]);
});

describe('a caller without permission is refused at the root field, without a read or write:', () => {
  test.each(CALLERS)('%s', async (caller) => {
    const before = await api.scanAll();
    for (const name of Object.keys(ROOTS).filter((one) => !isAllowed(one, caller))) {
      const { result, bill } = await counted.during(() => ask('demo', name, caller));
      expect({ name, status: result.status, codes: result.codes, path: result.errors[0]?.path }).toEqual({
        name,
        status: 200,
        codes: [caller === 'anonymous' ? 'UNAUTHENTICATED' : 'FORBIDDEN'],
        path: [name],
      });
      expect(result.data?.[name] ?? null).toBeNull();
      // An API key is read to know whose it is; nobody else costs anything.
      expect([name, bill.calls, bill.writeUnits]).toEqual([name, KEY_SCOPES.includes(caller) ? 1 : 0, 0]);
    }
    expect(await api.scanAll()).toEqual(before);
  });
});

describe('a caller with permission is answered, with data or a userError:', () => {
  test.each(CALLERS)('%s', async (caller) => {
    for (const name of Object.keys(ROOTS).filter((one) => isAllowed(one, caller))) {
      const { status, codes, data } = await ask('demo', name, caller);
      expect([name, status, codes]).toEqual([name, 200, []]);
      expect(data).toHaveProperty(name);
    }
  });
});

describe('at the operator’s address', () => {
  const PROGRAMLESS = ['programs', 'createProgram', 'program'];

  test.each(Object.keys(ROOTS))('%s answers the operator only what belongs to no program', async (name) => {
    const { codes, data } = await ask('operator', name, 'operator');
    if (!isAllowed(name, 'operator')) expect(codes).toEqual(['FORBIDDEN']);
    else if (PROGRAMLESS.includes(name)) expect([codes, Object.keys(data)]).toEqual([[], [name]]);
    else expect(codes).toEqual(['PROGRAM_NOT_FOUND']);
  });

  test('nobody else is answered anything', async () => {
    for (const caller of CALLERS.filter((one) => one !== 'operator')) {
      for (const name of ['programs', 'createProgram', 'program', 'me']) {
        const { result, bill } = await counted.during(() => ask('operator', name, caller));
        const isAnonymous = caller === 'anonymous';
        expect([caller, result.codes, result.status]).toEqual([
          caller,
          ['UNAUTHENTICATED'],
          isAnonymous ? 200 : 401,
        ]);
        expect([caller, bill.calls]).toEqual([caller, 0]);
      }
    }
  });
});

test('credentials of one program are refused at another’s address, without a read', async () => {
  await api.createProgram({ slug: 'other' });
  await api.send('other', '{ __typename }');
  for (const caller of CALLERS.filter((one) => one !== 'operator' && one !== 'anonymous')) {
    for (const name of ['program', 'me', 'node', 'join', 'createApiKey', 'awardPoints']) {
      const { result, bill } = await counted.during(() => ask('other', name, caller));
      expect([caller, name, result.status, result.codes]).toEqual([caller, name, 401, ['UNAUTHENTICATED']]);
      expect([caller, name, bill.calls]).toEqual([caller, name, 0]);
    }
  }
});
