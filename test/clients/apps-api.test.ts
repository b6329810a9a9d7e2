import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import {
  createOperationDescriptor,
  type Environment,
  type OperationType,
  type SelectorStoreUpdater,
} from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { PERSON } from '../../functions/identity/allowances.ts';
import { openVote } from '../features/votes/surface.ts';
import { type Api, type Credential, type Data, startApi } from '../support/api.ts';
import { type App, openApp, SDL } from '../support/app.ts';
import { page, sampleOf, samples } from '../support/samples.ts';

// The operations and clients of docs/apps.md as they stand there, run against the API over HTTP.

const schema = buildSchema(SDL);
const table = readFileSync(join(import.meta.dirname, '../../docs/table.md'), 'utf8').replaceAll('\n', ' ');

/** A screen of Relay's, with the person's own profile beside a board. */
const OWN = `import { graphql } from 'relay-runtime';
export const own = graphql\`query OwnQuery { me { id publicName displayName joinedAt referredBy { id code } } }\`;
export const codes = graphql\`query OwnCodesQuery {
  me { referralCodes(first: 10) @connection(key: "Codes_referralCodes") { edges { node { code } } } } }\`;
export const join = graphql\`mutation OwnJoinMutation($input: JoinInput!) {
  join(input: $input) { member { id publicName displayName joinedAt referredBy { id code } } } }\`;
export const claim = graphql\`mutation OwnClaimMutation($input: ClaimReferralInput!) {
  claimReferral(input: $input) { referral { id code } } }\`;
export const code = graphql\`mutation OwnCodeMutation($input: CreateReferralCodeInput!) {
  createReferralCode(input: $input) { referralCode { id code } } }\`;\n`;

let app: App;
beforeAll(() => {
  app = openApp({ 'Own.ts': OWN });
  app.compileRelay();
});
afterAll(() => app.close());

const VARIABLES: Record<string, (known: Known) => object> = {
  Join: () => ({ input: { displayName: 'Björn Ek' } }),
  Invitation: ({ code }) => ({ code }),
  Claim: ({ code }) => ({ input: { code, clickId: null } }),
  Home: () => ({}),
  Standing: ({ leaderboard }) => ({ leaderboard }),
  Top: ({ leaderboard }) => ({ leaderboard, season: null, after: null }),
  Referrals: () => ({ after: null }),
  Feed: ({ contestId: contest }) => ({ contest, after: null }),
  Mine: ({ contestId: contest }) => ({ contest }),
  Vote: ({ entryId }) => ({ input: { entryId, votes: 1 } }),
};
type Known = { code: string; leaderboard: string; contestId: string; entryId: string };
const operations = samples.filter(({ language, name = '' }) => language === 'graphql' && !name.includes('.'));

let api: Api;
let advocate: Credential & { memberId: string };
let known: Known;
let count: ReturnType<typeof meter>;
const RANKED = 25;
const FRIENDS = 20;

beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      count = meter(client);
    },
  });
  await api.createProgram();
  advocate = await api.join('demo', 'advocate', { displayName: 'Ann Lee', visibility: 'FULL' });
  await api.mutate('demo', 'createReferralCode', { code: 'TEA-7' }, 'referralCode { code }', advocate);
  const owner = { token: await api.as('demo', 'OWNER') };
  const people = [advocate.memberId];
  for (let index = 1; index < RANKED; index += 1)
    people.push((await api.join('demo', `person-${index}`)).memberId);
  for (const [index, memberId] of people.entries()) {
    const award = { memberId, points: 1_000 - index, reason: 'test', idempotencyKey: `apps-${index}` };
    await api.mutate('demo', 'awardPoints', award, '__typename', owner);
    if (index === 0 || index > FRIENDS) continue;
    const friend = { token: await api.token('demo', { subject: `person-${index}` }) };
    await api.mutate('demo', 'claimReferral', { code: 'TEA-7' }, 'referral { id }', friend);
  }
  await api.drain();
  const found = await api.ok(
    'demo',
    '{ leaderboards { edges { node { id seasonKind metric } } } }',
    {},
    owner,
  );
  const board = found.leaderboards.edges.find(
    ({ node }: Data) => node.seasonKind === 'MONTH' && node.metric === 'POINTS_EARNED',
  );
  const author = await api.join('demo', 'author');
  const vote = await openVote({ api, slug: 'demo', owner }, 'apps', author);
  await api.drain();
  known = { code: 'TEA-7', leaderboard: board.node.id, ...vote };
});
afterAll(() => api.close());

const url = () => `${api.url}/demo/graphql`;

describe('a sample operation of docs/apps.md', () => {
  test('has variables in this test', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(VARIABLES).sort());
  });

  test.each(operations.map(({ name = '', text }) => ({ name, text })))(
    '$name is valid and answered',
    async ({ name, text }) => {
      expect(validate(schema, parse(text))).toEqual([]);
      const isFriends = ['Join', 'Invitation', 'Claim'].includes(name);
      const friend = { token: await api.token('demo', { subject: 'friend' }) };
      const variables = VARIABLES[name]?.(known) ?? {};
      const answer = await api.send('demo', text, variables, isFriends ? friend : advocate);
      expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
      const [payload] = Object.values<Data>(answer.body.data);
      expect(payload?.userErrors ?? []).toEqual([]);
    },
  );
});

describe('the documented cost of polling', () => {
  // The projector rests.
  beforeAll(() => api.drain());

  const rows = [...page.matchAll(/^\| `(\w+)`[^|]*\| (\d+) \| ([\d.]+) \|/gm)].map(
    ([, name = '', cost, units]) => ({ name, cost: Number(cost), units: Number(units) }),
  );

  test.each(rows)('by $name is the measured one', async ({ name, cost, units }) => {
    const ask = () => api.send('demo', sampleOf(name), VARIABLES[name]?.(known), advocate);
    const { body, ...answer } = await ask();
    expect([body.errors, answer.cost]).toEqual([undefined, cost]);
    const { bill } = await count.during(ask);
    expect([bill.readUnits, bill.writeUnits]).toEqual([units, 0]);
  });

  test('in an hour follows from its read units', () => {
    const million = 1.2 * (rows.find(({ name }) => name === 'Standing')?.units ?? 0);
    const price = Number(/million read units about ([\d.]+) USD/.exec(table)?.[1]);
    expect(page.replaceAll('\n', ' ')).toContain(
      `${million} million read units, some ${(million * price).toFixed(2)} USD`,
    );
  });

  test('fits the rate limit of a member', () => {
    expect(page).toContain(`[${PERSON.atOnce} requests at once and ${PERSON.perSecond} a second]`);
  });
});

describe('a browser on another site', () => {
  const asked = { origin: 'https://shop.example.com', 'access-control-request-method': 'POST' };

  test('may send the documented headers, and no others', async () => {
    const { headers } = await api.get('/demo/graphql', { method: 'OPTIONS', headers: asked });
    const allowed = headers.get('access-control-allow-headers')?.split(',') ?? [];
    const sentence = /headers that it may send are ([^;]*);/.exec(page)?.[1] ?? '';
    expect([...sentence.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)).toEqual(allowed);
  });

  test.each(['Apollo Client', 'urql', 'Relay'])('is asked for no undocumented header by %s', async (name) => {
    const sent = new Set<string>();
    const watched: typeof fetch = (input, init) => {
      for (const header of new Headers(init?.headers).keys()) sent.add(header);
      return fetch(input, init);
    };
    await askBy(name, (await endedSession('advocate')).session, watched);
    // A page may set `accept` without asking.
    expect([...sent].sort()).toEqual(['accept', 'authorization', 'content-type']);
  });

  test('is given no cookie, and caches no answer', async () => {
    const { headers } = await api.get(`/demo/graphql?query=${encodeURIComponent('{ me { id } }')}`);
    expect([headers.get('set-cookie'), headers.get('cache-control')]).toEqual([null, 'no-store']);
  });
});

describe('sign-in of an app', () => {
  const me = '{ me { id } }';
  test.each([
    ['401 `UNAUTHENTICATED`', 'demo', me, { token: 'not.a.token' }],
    ['200 `UNAUTHENTICATED`', 'demo', me, {}],
    ['404 `PROGRAM_NOT_FOUND`', 'none', me, {}],
    ['200 `FORBIDDEN`', 'demo', '{ members { edges { cursor } } }', 'advocate'],
  ])('is answered as documented: %s', async (row, slug, query, credential) => {
    expect(page).toContain(`| ${row} |`);
    const { status, body } = await api.send(
      slug,
      query,
      {},
      credential === 'advocate' ? advocate : (credential as Credential),
    );
    expect(`${status} \`${body.errors?.[0]?.extensions.code}\``).toBe(row);
  });

  test('with an issuer whose keys cannot be read is a 503 with Retry-After', async () => {
    const tokenPolicy = {
      issuer: 'https://dev-issuer.fanfare.invalid',
      audience: 'fanfare-away',
      jwksUri: `${api.url}/nowhere`,
    };
    await api.createProgram({ slug: 'away', tokenPolicy });
    const token = await api.token('away', { subject: 'member', expiresInSeconds: 3_600 });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const body = JSON.stringify({ query: me });
    const answer = await api.get('/away/graphql', { method: 'POST', headers, body });
    const { errors } = (await answer.json()) as Data;
    expect(`${answer.status} \`${errors[0].extensions.code}\``).toBe('503 `ISSUER_UNAVAILABLE`');
    expect(answer.headers.get('retry-after')).toBe(`${errors[0].extensions.retryAfterSeconds}`);
    expect(page).toContain('| 503 `ISSUER_UNAVAILABLE` |');
  });

  test('by joining again changes nothing of an existing member', async () => {
    const again = await api.mutate(
      'demo',
      'join',
      { displayName: 'Other' },
      'member { id displayName }',
      advocate,
    );
    expect(again.member).toEqual({ id: advocate.memberId, displayName: 'Ann Lee' });
  });
});

test('a malformed avatar address is a request error, and a name that is too long a userError', async () => {
  const update =
    'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code field } } }';
  const answerTo = async (input: object) => (await api.send('demo', update, { input }, advocate)).body;
  expect((await answerTo({ avatarUrl: 'no address' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  const { data } = await answerTo({ displayName: 'A'.repeat(81) });
  expect(data.updateProfile.userErrors).toEqual([{ code: 'INVALID_INPUT', field: ['displayName'] }]);
});

test('createReferralCode with a chosen code answers the same code again, and without one makes another', async () => {
  const made = async (input: object): Promise<string> =>
    (await api.mutate('demo', 'createReferralCode', input, 'referralCode { code }', advocate)).referralCode
      .code;
  expect(await made({ code: 'APP-CHOSE', label: '카카오톡' })).toBe(
    await made({ code: 'APP-CHOSE', label: '카카오톡' }),
  );
  expect(await made({})).not.toBe(await made({}));
});

/** A session of a person whose token has ended, and how often it was renewed. */
async function endedSession(subject: string) {
  const { createSession } = await app.load('session.ts');
  const ended = await api.token('demo', { subject, expiresInSeconds: -60 });
  const renew = vi.fn(() => api.token('demo', { subject }));
  return { session: createSession(ended, renew), renew };
}

/** Asks for Home by a client of the page. */
async function askBy(name: string, session: Data, fetch: typeof globalThis.fetch): Promise<void> {
  const { gql } = await import('@apollo/client');
  const settings = { url: url(), session, fetch };
  const query = gql(sampleOf('Home'));
  if (name === 'Apollo Client')
    await (await app.load('apollo.ts')).createApolloClient(settings).query({ query });
  else if (name === 'urql')
    await (await app.load('urql.ts'))
      .createUrqlClient({ ...settings, preferGetMethod: false })
      .query(query, {})
      .toPromise();
  else {
    const { default: node } = await app.load('__generated__/OwnQuery.graphql.ts');
    const environment: Environment = (await app.load('relay.ts')).createRelayEnvironment(settings);
    await environment.execute({ operation: createOperationDescriptor(node, {}) }).toPromise();
  }
}

describe('a documented client', () => {
  test.each([
    ['Apollo Client', 'apollo.ts', 'createApolloClient'],
    ['urql', 'urql.ts', 'createUrqlClient'],
  ])(
    '%s renews an expired token once for all waiting requests, without warnings',
    async (_name, file, create) => {
      const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
      const faults = vi.spyOn(console, 'error').mockImplementation(() => undefined);
      const { gql } = await import('@apollo/client');
      const { session, renew } = await endedSession('advocate');
      const client = (await app.load(file))[create]({ url: url(), session });
      const ask = (name: string) => {
        const query = gql(sampleOf(name));
        const variables = VARIABLES[name]?.(known) ?? {};
        return file === 'apollo.ts'
          ? client.query({ query, variables })
          : client.query(query, variables).toPromise();
      };
      const answers = await Promise.all(['Home', 'Standing', 'Top', 'Referrals', 'Invitation'].map(ask));
      expect(answers.map(({ error }: Data) => error)).toEqual(answers.map(() => undefined));
      expect(answers[1].data.leaderboard.season.me).toMatchObject({ rank: 1, score: 1_000 });
      expect(renew).toHaveBeenCalledTimes(1);
      expect([...told.mock.calls, ...faults.mock.calls]).toEqual([]);
      told.mockRestore();
      faults.mockRestore();
    },
  );

  test('Apollo Client tells the API’s refusals from the gateway’s, as documented', async () => {
    const { gql } = await import('@apollo/client');
    const { CombinedGraphQLErrors, ServerError } = await import('@apollo/client/errors');
    const { createApolloClient } = await app.load('apollo.ts');
    const { session } = await endedSession('advocate');
    const errorOf = async (document: string, more: object = {}) => {
      const client = createApolloClient({ url: url(), session, retryDelayMillis: 1, ...more });
      return (await client.query({ query: gql(document), errorPolicy: 'all' })).error;
    };
    const wrongAddress = { url: `${api.url}/none/graphql` };
    for (const refused of [
      await errorOf('{ me { id } }', wrongAddress),
      await errorOf('{ nothing }'),
      await errorOf('{ members { edges { cursor } } }'),
    ])
      expect(CombinedGraphQLErrors.is(refused) && typeof refused.errors[0]?.extensions?.code).toBe('string');
    const headers = { 'content-type': 'application/json' };
    const gateway = async () => new Response('{"message":"Bad Gateway"}', { status: 502, headers });
    expect(ServerError.is(await errorOf('{ me { id } }', { fetch: gateway }))).toBe(true);
  });

  test('Relay shows by its updaters what was made where nothing was', async () => {
    const token = await api.token('demo', { subject: 'new-to-relay' });
    const session = (await app.load('session.ts')).createSession(token, async () => token);
    const environment: Environment = (await app.load('relay.ts')).createRelayEnvironment({
      url: url(),
      session,
    });
    const { showMember, showReferral, showCode } = await app.load('relay-updates.ts');
    const nodeOf = async (name: string) => (await app.load(`__generated__/${name}.graphql.ts`)).default;
    const open = async (name: string) => {
      const operation = createOperationDescriptor(await nodeOf(name), {});
      await environment.execute({ operation }).toPromise();
      environment.retain(operation);
      return (): Data => environment.lookup(operation.fragment).data;
    };
    const change = async (name: string, input: object, updater: SelectorStoreUpdater) => {
      const operation = createOperationDescriptor(await nodeOf(name), { input });
      await environment.executeMutation({ operation, updater }).toPromise();
    };
    const own = await open('OwnQuery');
    expect(own()).toEqual({ me: null });
    await change('OwnJoinMutation', { displayName: 'Relay' }, showMember);
    expect(own().me).toMatchObject({ displayName: 'Relay', referredBy: null });
    await change('OwnClaimMutation', { code: 'TEA-7' }, showReferral);
    expect(own().me.referredBy).toMatchObject({ code: 'TEA-7' });
    const codes = await open('OwnCodesQuery');
    for (const code of ['RELAY-1', 'RELAY-2', 'RELAY-2']) await change('OwnCodeMutation', { code }, showCode);
    const shown = codes().me.referralCodes.edges.map(({ node }: Data) => node.code);
    expect(shown).toEqual(['RELAY-2', 'RELAY-1']);
  });

  test('Relay reads a board page by page with an expired token, without warnings', async () => {
    const faults = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const told = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { session, renew } = await endedSession('advocate');
    const environment: Environment = (await app.load('relay.ts')).createRelayEnvironment({
      url: url(),
      session,
    });
    const ask = async (name: string, variables: OperationType['variables']) => {
      const { default: node } = await app.load(`__generated__/${name}.graphql.ts`);
      const operation = createOperationDescriptor(node, variables);
      await environment.execute({ operation }).toPromise();
      environment.retain(operation);
    };
    await Promise.all([ask('OwnQuery', {}), ask('TopQuery', { leaderboard: known.leaderboard })]);
    const records = () => environment.getStore().getSource().toJSON() as Record<string, Data>;
    const list = () =>
      Object.values(records()).find(
        (one) => one?.__typename === 'LeaderboardRecordConnection' && one.__id.endsWith('_connection'),
      );
    const shown = () => list().edges.__refs.length;
    expect(shown()).toBe(10);
    const [id] = Object.keys(records()).filter((key) => key.startsWith('lbs_'));
    for (const pages of [20, 25]) {
      const { endCursor: cursor } = records()[list().pageInfo.__ref];
      await ask('TopPageQuery', { id, count: 10, cursor });
      expect(shown()).toBe(pages);
    }
    expect(records()[advocate.memberId]).toMatchObject({ __typename: 'Member', displayName: 'Ann Lee' });
    expect(renew).toHaveBeenCalledTimes(1);
    expect([...faults.mock.calls, ...told.mock.calls]).toEqual([]);
    faults.mockRestore();
    told.mockRestore();
  });
});
