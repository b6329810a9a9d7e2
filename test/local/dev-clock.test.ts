import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRedirectHandler } from '../../functions/entrypoints/handlers/redirect.ts';
import { createGraphqlHandler } from '../../functions/registry/application.ts';
import { createClockedHandler, DEV_CLOCK_HEADER } from '../../local/dev-clock.ts';
import { type HttpServer, startHttp } from '../../local/http.ts';
import { type Api, startApi } from '../support/api.ts';

// Requests of this machine that are answered as of another instant.

let api: Api;
let server: HttpServer;
let organizer: string;

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  organizer = await api.as('demo', 'ORGANIZER');
  const { deps, issuer } = api;
  server = await startHttp({
    port: 0,
    handlers: { graphql: createGraphqlHandler(deps), redirect: createRedirectHandler(deps) },
    graphqlAt: createClockedHandler(deps),
    issuer,
    log: deps.log,
  });
});
afterAll(async () => {
  await server.close();
  await api.close();
});

const LATER = new Date('2026-11-12T00:00:00.000Z');
const day = (days: number) => new Date(Date.parse('2026-11-10T00:00:00.000Z') + days * 86_400_000);

async function ask(query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${server.url}/demo/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.json() };
}

async function openContest(): Promise<string> {
  const run = async (name: string, input: object) =>
    (await api.mutate('demo', name, input, 'contest { id }', { token: organizer })).contest.id;
  const contestId = await run('createContest', { title: 'Clocks', idempotencyKey: 'clocks' });
  await run('updateContest', {
    contestId,
    brief: 'What time is it?',
    submission: { opensAt: day(0), closesAt: day(10) },
    rounds: [{ voting: { opensAt: day(10), closesAt: day(20) } }],
    resultsAt: day(22),
  });
  await run('setContestTerms', { contestId, language: 'en', rules: 'Be kind.', rights: 'Ours.' });
  return run('publishContest', { contestId });
}

describe('a request that names an instant', () => {
  test('is answered as of then, and others beside it as of now', async () => {
    const id = await openContest();
    const phase = (headers?: Record<string, string>) =>
      ask(`{ contest(id: "${id}") { phase } }`, headers).then(({ body }) => body.data.contest.phase);
    const at = (when: Date) => phase({ [DEV_CLOCK_HEADER]: when.toISOString() });
    const phases = await Promise.all([at(day(1)), phase(), at(day(11)), at(day(21)), phase()]);
    expect(phases).toEqual(['SUBMISSION', 'ANNOUNCED', 'VOTING', 'COUNTING', 'ANNOUNCED']);
  });

  test('needs a token that is good then', async () => {
    const own = { subject: 'member:1', audience: 'fanfare-demo' };
    const now = await api.issuer.issueToken({ ...own, now: api.clock.now() });
    const later = await api.issuer.issueToken({ ...own, now: LATER });
    const query = '{ me { id } }';
    const clock = { [DEV_CLOCK_HEADER]: LATER.toISOString() };
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect((await ask(query, { ...clock, ...bearer(later) })).body).toMatchObject({ data: { me: null } });
    expect((await ask(query, { ...clock, ...bearer(now) })).status).toBe(401);
  });

  test.each(['', 'tomorrow', '2026-02-31T00:00:00Z x'])('that is none is refused: "%s"', async (instant) => {
    expect(await ask('{ __typename }', { [DEV_CLOCK_HEADER]: instant })).toMatchObject({ status: 400 });
  });
});

test('a server without such a clock does not look at the header', async () => {
  const response = await fetch(`${api.url}/demo/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [DEV_CLOCK_HEADER]: 'tomorrow' },
    body: JSON.stringify({ query: '{ __typename }' }),
  });
  expect(response.status).toBe(200);
});
