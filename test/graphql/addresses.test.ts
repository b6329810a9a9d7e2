import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Credential, startApi } from '../support/api.ts';

// An address has one form: what is given is kept and answered in it, and what was stored before is answered in it.

let api: Api;
let who: Credential & { memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  who = await api.join('demo', 'member');
});
afterAll(() => api.close());

const update = async (avatarUrl: string | null) =>
  (await api.mutate('demo', 'updateProfile', { avatarUrl }, 'member { avatarUrl updatedAt }', who)).member;
const me = async () => (await api.ok('demo', '{ me { avatarUrl updatedAt } }', {}, who)).me;
const stored = async () => (await api.scanAll()).find(({ et, id }) => et === 'MEMBER' && id === who.memberId);

describe('a web address in a mutation', () => {
  test.each([
    ['https://Cdn.Example.com:443', 'https://cdn.example.com/'],
    ['https://a.com/"><script>', 'https://a.com/%22%3E%3Cscript%3E'],
    ['https://cdn.example.com/친구', 'https://cdn.example.com/%EC%B9%9C%EA%B5%AC'],
  ])('given as %s is stored and answered as %s', async (written, address) => {
    expect((await update(written)).avatarUrl).toBe(address);
    expect((await stored())?.avatarUrl).toBe(address);
    expect((await me()).avatarUrl).toBe(address);
  });

  test('given again in another form changes nothing', async () => {
    await update('https://cdn.example.com/%EC%B9%9C%EA%B5%AC');
    const before = await stored();
    api.clock.advance({ minutes: 1 });
    await update('https://CDN.example.com/친구');
    expect(await stored()).toEqual(before);
  });

  test.each([
    ['of three slashes', 'https:///a.com'],
    ['of four slashes', 'https:////a.com'],
    ['of one slash', 'https:/a.com'],
    ['of 2,049 characters', `https://a.com/${'a'.repeat(2_048 - 13)}`],
    ['of more than 2,048 characters in its one form', `https://a.com/${'한'.repeat(227)}`],
  ])('of the form %s is refused, in a variable and in the document', async (_what, avatarUrl) => {
    const inVariable =
      'mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { __typename } }';
    const inDocument = `mutation { updateProfile(input: { avatarUrl: "${avatarUrl}" }) { __typename } }`;
    for (const [query, variables] of [
      [inVariable, { input: { avatarUrl } }],
      [inDocument, {}],
    ] as const) {
      const { status, body } = await api.send('demo', query, variables, who);
      expect(status).toBe(400);
      expect(body.errors?.[0]?.message).toContain('Url must be an absolute https:// address');
    }
  });

  test.each([
    ['https://a.com/', 'a', 2_048 - 14],
    ['https://a.com/', '한', 226],
  ])(
    'is limited to 2,048 characters in its normal form: %s and as many %s as fit',
    async (start, letter, count) => {
      const { avatarUrl } = await update(start + letter.repeat(count));
      expect(avatarUrl.length).toBe(2_048);
    },
  );
});

describe('a web address stored without its normal form', () => {
  const put = async (avatarUrl: string) =>
    api.deps.table.write({ put: { ...(await stored()), avatarUrl } as never });

  test('is answered in its normal form', async () => {
    await put('https:///Old.example/"><script>');
    expect((await me()).avatarUrl).toBe('https://old.example/%22%3E%3Cscript%3E');
  });

  test('is accepted again as it is answered, even when the program’s hosts have changed', async () => {
    const owner = { token: await api.as('demo', 'OWNER') };
    const setHosts = (avatarHosts: string[] | null) =>
      api.mutate('demo', 'updateProgram', { avatarHosts }, 'program { id }', owner);
    await put('https://Old.example');
    await setHosts(['new.example']);
    const { avatarUrl } = await me();
    expect((await update(avatarUrl)).avatarUrl).toBe('https://old.example/');
    await setHosts(null);
  });
});
