import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { meter } from '../../bench/meter.ts';
import { BULK, PERSON } from '../../functions/identity/allowances.ts';
import { type Api, type Credential, startApi } from '../support/api.ts';

// The clock stands still, so all that a test sends comes at once.

let api: Api;
let counted: ReturnType<typeof meter>;
beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)), braked: true });
  await api.createProgram({ slug: 'demo' });
  await api.createProgram({ slug: 'other' });
});
// Long enough for every bucket to be full again.
beforeEach(() => api.clock.advance({ seconds: 10 }));
afterAll(() => api.close());

const QUERY = '{ __typename }';

/** Sends requests side by side; gives how many there were of each status. */
async function send(
  requests: number,
  credential: Credential,
  slug = 'demo',
): Promise<Record<string, number>> {
  const statuses: Record<string, number> = {};
  const answers = Array.from({ length: requests }, () => api.send(slug, QUERY, {}, credential));
  for (const { status } of await Promise.all(answers)) statuses[status] = (statuses[status] ?? 0) + 1;
  return statuses;
}
const member = async (subject: string, ...roles: string[]) => ({
  token: await api.token('demo', { subject, roles }),
});

describe('a request over the rate limit', () => {
  test('is a 429 with a Retry-After, and nothing is read for it', async () => {
    const caller = await member('eager');
    await send(PERSON.atOnce, caller);
    const { result, bill } = await counted.during(() =>
      api.get('/demo/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${caller.token}` },
        body: JSON.stringify({ query: '{ me { id } }' }),
      }),
    );
    expect([result.status, result.headers.get('retry-after')]).toEqual([429, '1']);
    expect(result.headers.get('cache-control')).toBe('no-store');
    expect(await result.json()).toEqual({
      errors: [
        {
          message: expect.stringContaining('too many requests'),
          extensions: { code: 'THROTTLED', retryAfterSeconds: 1 },
        },
      ],
    });
    expect(bill.calls).toBe(0);
  });

  test('passes when it is sent again after the Retry-After, as do all that come at the rate', async () => {
    const caller = await member('patient');
    await send(PERSON.atOnce + 1, caller);
    for (let second = 0; second < 3; second += 1) {
      api.clock.advance({ seconds: 1 });
      expect(await send(PERSON.perSecond + 1, caller)).toEqual({ 200: PERSON.perSecond, 429: 1 });
    }
  });

  test('passes a second after the clock was set back', async () => {
    const caller = await member('back');
    const now = api.clock.now();
    await send(PERSON.atOnce, caller);
    api.clock.advance({ days: -1 });
    expect(await send(1, caller)).toEqual({ 429: 1 });
    api.clock.advance({ seconds: 1 });
    expect(await send(1, caller)).toEqual({ 200: 1 });
    api.clock.set(now);
  });

  test('is counted whether its document is valid or not', async () => {
    const caller = await member('clumsy');
    for (let n = 0; n < PERSON.atOnce; n += 1) await api.send('demo', '{ nothing }', {}, caller);
    expect((await api.send('demo', QUERY, {}, caller)).status).toBe(429);
  });
});

describe('the burst allowance holds for', () => {
  test('a member, a moderator and a judge', async () => {
    for (const caller of [
      await member('a member'),
      await member('a moderator', 'MODERATOR'),
      await member('a judge', 'JUDGE'),
    ])
      expect(await send(PERSON.atOnce + 7, caller)).toEqual({ 200: PERSON.atOnce, 429: 7 });
  });

  test('an organizer and an owner', async () => {
    for (const role of ['ORGANIZER', 'OWNER'])
      expect(await send(BULK.atOnce + 7, await member(`an ${role}`, role))).toEqual({
        200: BULK.atOnce,
        429: 7,
      });
  });

  test('an API key, each for itself', async () => {
    const [one, other] = [
      await api.apiKey('demo', ['POINTS_READ']),
      await api.apiKey('demo', ['POINTS_READ']),
    ];
    expect(await send(BULK.atOnce + 7, { apiKey: one })).toEqual({ 200: BULK.atOnce, 429: 7 });
    expect(await send(1, { apiKey: other })).toEqual({ 200: 1 });
  });

  test('the operator, at each address', async () => {
    const operator = { token: await api.operator() };
    const allowed = { 200: BULK.atOnce, 429: 7 };
    expect(await send(BULK.atOnce + 7, operator, 'operator')).toEqual(allowed);
    expect(await send(BULK.atOnce + 7, operator)).toEqual(allowed);
  });
});

test('docs/api.md states the same allowances', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const rows = page.matchAll(/^\| (.+?) \| (\d+) \| (\d+) \|$/gm);
  expect([...rows].map(([, who, atOnce, perSecond]) => [who, Number(atOnce), Number(perSecond)])).toEqual([
    ['a member, a moderator, a judge', PERSON.atOnce, PERSON.perSecond],
    ['an API key, an organizer, an owner, the operator', BULK.atOnce, BULK.perSecond],
  ]);
});

describe('a caller over the rate limit does not delay', () => {
  test('anyone else in the program', async () => {
    await send(PERSON.atOnce + 1, await member('loud'));
    expect(await send(1, await member('quiet'))).toEqual({ 200: 1 });
  });

  test('the same person in another program', async () => {
    await send(PERSON.atOnce + 1, await member('everywhere'));
    const there = { token: await api.token('other', { subject: 'everywhere' }) };
    expect(await send(1, there, 'other')).toEqual({ 200: 1 });
  });

  test('callers without a credential, or with a refused one', async () => {
    expect(await send(BULK.atOnce + 7, {})).toEqual({ 200: BULK.atOnce + 7 });
    expect(await send(PERSON.atOnce + 7, { token: 'nonsense' })).toEqual({ 401: PERSON.atOnce + 7 });
  });
});
