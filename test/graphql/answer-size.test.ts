import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_ANSWER_BYTES, sendable } from '../../functions/graphql/answer.ts';
import { type Api, startApi } from '../support/api.ts';

// Lambda sends no more than 6 MB. What is larger comes back as an error that says so, and not as the gateway's own fault.

const LAMBDA_BYTES = 6 * 1024 * 1024;
const ITEM_CHARACTERS = 390_000;

let api: Api;
let member: { token: string; memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  member = await api.join('demo', 'member', { displayName: 'x' });
});
afterAll(() => api.close());

/** Gives the member a name that no input could: rows are read whatever their length. */
async function rename(displayName: string): Promise<void> {
  const item = (await api.scanAll()).find(({ et, id }) => et === 'MEMBER' && id === member.memberId);
  if (item === undefined) throw new Error('The member is not there.');
  await api.deps.table.write({ put: { ...item, displayName } });
}

const names = (count: number) =>
  Array.from({ length: count }, (_, place) => `a${place}: displayName`).join(' ');

async function ask(query: string) {
  const response = await fetch(`${api.url}/demo/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${member.token}` },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  // As Lambda counts it: the body is a text within JSON.
  expect(Buffer.byteLength(JSON.stringify({ statusCode: 200, body: text }))).toBeLessThan(LAMBDA_BYTES);
  return { status: response.status, type: response.headers.get('content-type'), ...JSON.parse(text) };
}

const refusal = (message: string) => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
  data: null,
});
const TOO_LARGE = refusal('The answer is larger than 5 MB. Ask for fewer fields or smaller pages.');

describe('a response', () => {
  test('of less than 5 MB is sent, and a larger one is an error that says to ask for less', async () => {
    await rename('x'.repeat(ITEM_CHARACTERS));
    expect(Object.keys((await ask(`{ me { ${names(12)} } }`)).data.me)).toHaveLength(12);
    expect(await ask(`{ me { ${names(13)} } }`)).toEqual(TOO_LARGE);
  });

  test('is measured in bytes, not characters', async () => {
    await rename('한'.repeat(ITEM_CHARACTERS / 3));
    expect(Object.keys((await ask(`{ me { ${names(12)} } }`)).data.me)).toHaveLength(12);
    expect(await ask(`{ me { ${names(13)} } }`)).toEqual(TOO_LARGE);
  });

  test('of less than 5 MB whose quotes make it too large for Lambda is an error too', async () => {
    await rename('"'.repeat(ITEM_CHARACTERS));
    expect(Object.keys((await ask(`{ me { ${names(3)} } }`)).data.me)).toHaveLength(3);
    expect(await ask(`{ me { ${names(4)} } }`)).toEqual(TOO_LARGE);
  });

  test('to a mutation that is too large says that the mutation was carried out', async () => {
    await rename('x'.repeat(ITEM_CHARACTERS));
    const update = `mutation { updateProfile(input: { visibility: FULL }) { member { ${names(13)} } userErrors { code } } }`;
    expect(await ask(update)).toEqual(
      refusal(
        'The mutation was carried out, but its answer is larger than 5 MB. Ask for what you need of it in a query.',
      ),
    );
    expect((await ask('{ me { visibility } }')).data).toEqual({ me: { visibility: 'FULL' } });
  });
});

test('the largest response that is sent has exactly 5 MB', () => {
  const body = (bytes: number) => 'x'.repeat(bytes);
  expect(sendable(body(MAX_ANSWER_BYTES), undefined)).toHaveLength(MAX_ANSWER_BYTES);
  expect(sendable(body(MAX_ANSWER_BYTES + 1), undefined).length).toBeLessThan(200);
});
