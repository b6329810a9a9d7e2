import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patientFetch } from './patient-fetch.ts';

// How long an app waits by itself; test/clients/retries.test.ts has it wait for the API.

const answers: (() => Response)[] = [];
beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async () => answers.shift()?.() ?? Response.json({ data: {} }));
  return () => answers.splice(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const throttled =
  (retryAfterSeconds: number, more: object = {}) =>
  () =>
    Response.json({ errors: [{ extensions: { code: 'THROTTLED', retryAfterSeconds } }], ...more });

async function answered() {
  const start = Date.now();
  const answer = patientFetch()('https://api.example.com/demo/graphql');
  await vi.runAllTimersAsync();
  return { seconds: (Date.now() - start) / 1000, body: await (await answer).text() };
}

test('a temporary refusal is retried after its Retry-After, then after twice as long', async () => {
  answers.push(throttled(3), throttled(2));
  expect(await answered()).toEqual({ seconds: 3 + 2 * 2, body: '{"data":{}}' });
});

test.each([
  ['JSON', () => Response.json({ message: 'Too Many Requests' }, { status: 429 })],
  ['no JSON', () => new Response('<html>', { status: 429 })],
])('a gateway’s 429 with %s is retried after a second, then after twice as long', async (_body, answer) => {
  answers.push(answer, answer);
  expect(await answered()).toEqual({ seconds: 1 + 2, body: '{"data":{}}' });
});

test.each([
  ['data', throttled(1, { data: { me: null } })],
  ['a wait of minutes', throttled(600)],
  [
    'another error',
    () => Response.json({ errors: [{ extensions: { code: 'FORBIDDEN' } }] }, { status: 403 }),
  ],
  ['what is no answer of GraphQL', () => Response.json({ message: 'Bad Gateway' }, { status: 502 })],
  ['what is no JSON', () => new Response('<html>', { status: 503 })],
])('an answer with %s is returned at once, unchanged', async (_what, answer) => {
  answers.push(answer);
  expect(await answered()).toEqual({ seconds: 0, body: await answer().text() });
});
