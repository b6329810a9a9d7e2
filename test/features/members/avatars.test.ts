import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openFresh } from '../leaderboards/boards.ts';

// Where members' pictures may come from.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const OURS = 'https://cdn.brand.example/a.png';
const THEIRS = 'https://tracker.example/pixel.gif';
const FIELDS = 'member { displayName avatarUrl }';
const notOn = (hosts: string) => ({
  member: null,
  userErrors: [
    {
      code: 'INVALID_INPUT',
      message: `avatarUrl must be on a host of this program: ${hosts}.`,
      field: ['avatarUrl'],
    },
  ],
});

let programs = 0;
async function openProgram(settings: object = {}) {
  programs += 1;
  const slug = await api.createProgram({ slug: `avatars-${programs}`, ...settings });
  const owner = { token: await api.as(slug, 'OWNER') };
  const set = async (avatarHosts: string[] | null): Promise<Data> =>
    (await api.mutate(slug, 'updateProgram', { avatarHosts }, 'program { avatarHosts }', owner)).program;
  return { slug, owner, set };
}

describe('the allowed picture hosts of a program', () => {
  test('are all until it names some, and all again when it clears them', async () => {
    const { slug, owner, set } = await openProgram();
    const read = async () => (await api.ok(slug, '{ program { avatarHosts } }', {}, owner)).program;
    expect(await read()).toEqual({ avatarHosts: null });
    expect(await set(['CDN.Brand.example', '*.brand.example', 'cdn.brand.example'])).toEqual({
      avatarHosts: ['cdn.brand.example', '*.brand.example'],
    });
    await api.mutate(slug, 'updateProgram', { name: 'Other' }, 'program { name }', owner);
    expect(await read()).toEqual({ avatarHosts: ['cdn.brand.example', '*.brand.example'] });
    expect(await set(null)).toEqual({ avatarHosts: null });
  });

  test.each([
    ['avatarHosts must name a host; null lets every public host in.', []],
    [
      'avatarHosts.1 must be a public host such as cdn.example.com or *.example.com.',
      ['a.example', 'https://b.example'],
    ],
    ['avatarHosts.0 must be a public host such as cdn.example.com or *.example.com.', ['169.254.169.254']],
    [
      'avatarHosts must have at most 20 hosts.',
      Array.from({ length: 21 }, (_, place) => `host-${place}.example`),
    ],
  ])('are refused with the reason: %s', async (message, avatarHosts) => {
    const { slug, owner } = await openProgram();
    const payload = await api.attempt(slug, 'updateProgram', { avatarHosts }, 'program { id }', owner);
    expect(payload.userErrors).toMatchObject([{ code: 'INVALID_INPUT', message }]);
  });

  test('apply to everyone who sets a picture', async () => {
    const { slug, owner } = await openProgram({ avatarHosts: ['cdn.brand.example'] });
    const refused = notOn('cdn.brand.example');
    const token = await api.token(slug, { subject: 'new' });
    expect(await api.attempt(slug, 'join', { avatarUrl: THEIRS }, FIELDS, { token })).toEqual(refused);
    const { memberId } = await api.join(slug, 'new', { avatarUrl: OURS });
    const apiKey = await api.apiKey(slug, ['MEMBERS_WRITE']);
    for (const [mutation, input, who] of [
      ['updateProfile', { avatarUrl: THEIRS }, { token }],
      ['updateMember', { memberId, avatarUrl: THEIRS }, owner],
      ['updateMember', { memberId, avatarUrl: THEIRS }, { apiKey }],
    ] as const)
      expect(await api.attempt(slug, mutation, input, FIELDS, who)).toEqual(refused);
    const kept = await api.ok(slug, '{ me { avatarUrl } }', {}, { token });
    expect(kept).toEqual({ me: { avatarUrl: OURS } });
  });
});

test('a picture set earlier is kept, and hidden from others while its host is not allowed', async () => {
  const stands = await openFresh(api);
  await stands.join('ann', { avatarUrl: THEIRS });
  await stands.award('ann', 10);
  await api.drain();
  const ann = stands.of('ann');
  const { slug } = stands;
  const set = async (avatarHosts: string[] | null) =>
    api.mutate(slug, 'updateProgram', { avatarHosts }, 'program { id }', {
      token: await api.as(slug, 'OWNER'),
    });
  const seen = async () => {
    const { top } = await stands.see(
      stands.pointsBoard(),
      'top { edges { node { subject { avatarUrl } } } }',
    );
    return top.edges[0].node.subject.avatarUrl;
  };
  expect(await seen()).toBe(THEIRS);
  await set(['cdn.brand.example']);
  expect(await seen()).toBeNull();
  expect(await api.ok(slug, '{ me { avatarUrl } }', {}, ann)).toEqual({ me: { avatarUrl: THEIRS } });

  // What the member has already is no change: an app that sends the whole profile back is let in, and so is a repeated join.
  const whole = { displayName: 'Ann B', avatarUrl: THEIRS };
  expect((await api.mutate(slug, 'updateProfile', whole, FIELDS, ann)).member).toEqual(whole);
  expect((await api.mutate(slug, 'join', { avatarUrl: THEIRS }, FIELDS, ann)).member).toEqual(whole);
  const other = { avatarUrl: `${THEIRS}?2` };
  expect(await api.attempt(slug, 'updateProfile', other, FIELDS, ann)).toEqual(notOn('cdn.brand.example'));
  await api.mutate(slug, 'updateProfile', { avatarUrl: OURS }, FIELDS, ann);
  expect(await seen()).toBe(OURS);
  await api.mutate(slug, 'updateProfile', { avatarUrl: null }, FIELDS, ann);
  expect(await seen()).toBeNull();
});

describe('the address of a picture', () => {
  test.each([
    ['join', { avatarUrl: 'https://me:secret@cdn.brand.example/a.png' }],
    ['join', { avatarUrl: 'https://192.168.0.1/a.png' }],
    ['updateProgram', { landingUrl: 'https://vault.internal/' }],
  ])('with %s is refused before anything is done: %j', async (mutation, input) => {
    const { slug, owner } = await openProgram();
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    const document = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename } }`;
    const { status, body } = await api.send(slug, document, { input }, owner);
    expect([status, body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(body.errors?.[0]?.message).toContain('Url must be an absolute https:// address of a public host');
  });

  test('may be on localhost only on a developer’s machine', async () => {
    const landingUrl = 'http://localhost:5173/welcome';
    const { slug } = await openProgram({ landingUrl });
    expect((await api.get(`/${slug}/r/NO-SUCH-CODE`)).headers.get('location')).toBe(landingUrl);
  });
});
