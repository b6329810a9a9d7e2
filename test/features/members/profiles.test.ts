import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  await api.createProgram({ slug: 'other' });
});
afterAll(() => api.close());

const FIELDS =
  'member { id displayName publicName avatarUrl locale externalId visibility status joinedAt updatedAt }';
const organizer = async (slug = 'demo') => ({ token: await api.as(slug, 'ORGANIZER') });
const refusalOf = (payload: { userErrors: { code: string; field: string[] | null }[]; member: unknown }) => {
  expect(payload.member).toBeNull();
  const [only] = payload.userErrors;
  expect(payload.userErrors).toHaveLength(1);
  return [only?.code, only?.field];
};
const codesOf = ({ body }: { body: { errors?: { extensions: { code: string } }[] } }) =>
  body.errors?.map(({ extensions }) => extensions.code);

describe('a member', () => {
  test('is null in `me` before join, and found after it', async () => {
    const token = await api.token('demo', { subject: 'newcomer' });
    expect(await api.ok('demo', '{ me { id } }', {}, { token })).toEqual({ me: null });
    const { member } = await api.mutate('demo', 'join', { displayName: '김 민지' }, FIELDS, { token });
    expect(member).toEqual({
      id: expect.stringMatching(/^mem_[0-9a-z]{26}$/),
      displayName: '김 민지',
      publicName: '김 민.',
      avatarUrl: null,
      locale: 'ko-KR',
      externalId: null,
      visibility: 'FIRST_NAME_AND_INITIAL',
      status: 'ACTIVE',
      joinedAt: api.clock.now().toISOString(),
      updatedAt: api.clock.now().toISOString(),
    });
    expect(await api.ok('demo', `{ me ${FIELDS.slice('member '.length)} }`, {}, { token })).toEqual({
      me: member,
    });
  });

  test('changes their profile, with names in any script', async () => {
    const { token } = await api.join('demo', 'profile', { displayName: 'Kim Minji' });
    const input = {
      displayName: '👩‍👩‍👧 Ω مريم',
      avatarUrl: 'https://cdn.example/a.png',
      visibility: 'FULL',
      locale: 'en-GB',
    };
    const { member } = await api.mutate('demo', 'updateProfile', input, FIELDS, { token });
    expect(member).toMatchObject({ ...input, publicName: input.displayName });
    const cleared = await api.mutate(
      'demo',
      'updateProfile',
      { displayName: null, avatarUrl: null },
      FIELDS,
      { token },
    );
    expect(cleared.member).toMatchObject({
      displayName: null,
      avatarUrl: null,
      publicName: null,
      locale: 'en-GB',
    });
  });

  test('cannot set their own externalId or status', async () => {
    const { token } = await api.join('demo', 'sneaky');
    for (const input of [{ externalId: 'crm-1' }, { status: 'ACTIVE' }, { id: 'mem_x' }]) {
      const answer = await api.send(
        'demo',
        'mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { member { id } } }',
        { input },
        { token },
      );
      expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
    }
  });

  test.each([
    ['displayName', { displayName: '가'.repeat(81) }],
    ['displayName', { displayName: ' ' }],
    ['displayName', { displayName: 'a\u0000b' }],
    ['locale', { locale: 'not a locale' }],
    ['locale', { locale: null }],
    ['visibility', { visibility: null }],
  ])('is told which field is invalid: %s', async (field, input) => {
    const { token } = await api.join('demo', 'typo');
    expect(refusalOf(await api.attempt('demo', 'updateProfile', input, FIELDS, { token }))).toEqual([
      'INVALID_INPUT',
      [field],
    ]);
  });

  test('changes their visibility four times a day, then is told when again; organizers have no limit', async () => {
    const { token, memberId } = await api.join('demo', 'turns', { displayName: 'Kim', visibility: 'FULL' });
    const show = (visibility: string, more: object = {}, credential: object = { token }) =>
      api.attempt('demo', 'updateProfile', { visibility, ...more }, 'member { id visibility }', credential);
    const partner = { apiKey: await api.apiKey('demo', ['MEMBERS_WRITE']) };
    const change = async (visibility: string, credential: object) =>
      api.mutate('demo', 'updateMember', { memberId, visibility }, 'member { id }', credential);
    for (const visibility of ['HIDDEN', 'FULL', 'HIDDEN', 'FIRST_NAME_AND_INITIAL']) {
      expect((await show(visibility)).userErrors).toEqual([]);
      // Asked for again it is there already, and counts for nothing.
      expect((await show(visibility)).userErrors).toEqual([]);
    }
    const refused = await show('HIDDEN', { displayName: 'Lee' });
    expect(refusalOf(refused)).toEqual(['TOO_MANY_VISIBILITY_CHANGES', ['visibility']]);
    expect(refused.userErrors[0].message).toMatch(/ again from 2026-11-02T15:00:00\.000Z on\.$/);
    expect((await show('FIRST_NAME_AND_INITIAL', { displayName: 'Park' })).userErrors).toEqual([]);
    for (const credential of [await organizer(), partner])
      for (const visibility of ['HIDDEN', 'FULL', 'HIDDEN']) await change(visibility, credential);
    const me = '{ me { visibility displayName } }';
    expect(await api.ok('demo', me, {}, { token })).toEqual({
      me: { visibility: 'HIDDEN', displayName: 'Park' },
    });
    api.clock.advance({ hours: 12 });
    expect((await show('FULL')).userErrors).toEqual([]);

    const own = { token: await api.token('demo', { subject: 'runs it', roles: ['OWNER'] }) };
    await api.mutate('demo', 'join', {}, 'member { id }', own);
    for (let turn = 0; turn < 3; turn += 1)
      for (const visibility of ['HIDDEN', 'FULL'])
        expect((await show(visibility, {}, own)).userErrors).toEqual([]);
  });

  test('has four changes of visibility on all concurrent devices together', async () => {
    const { token, memberId } = await api.join('demo', 'at once', { visibility: 'FULL' });
    const turn = (n: number) => {
      const visibility = ['HIDDEN', 'FULL', 'FIRST_NAME_AND_INITIAL'][n % 3];
      return api.attempt('demo', 'updateProfile', { visibility }, 'member { id }', { token });
    };
    const payloads = await Promise.all(Array.from({ length: 12 }, (_, n) => turn(n)));
    for (let n = 0; n < 5; n += 1) payloads.push(await turn(n));
    const codes = payloads.flatMap(({ userErrors }) => userErrors.map((one: { code: string }) => one.code));
    expect(new Set(codes)).toEqual(new Set(['TOO_MANY_VISIBILITY_CHANGES']));
    const member = (await api.scanAll()).find(({ et, id }) => et === 'MEMBER' && id === memberId);
    // Nothing else has changed them: each version is a turn.
    expect(member).toMatchObject({ version: 5, visibilityChanges: { count: 4 } });
  });

  test('must have joined to change a profile', async () => {
    const token = await api.token('demo', { subject: 'stranger' });
    expect(refusalOf(await api.attempt('demo', 'updateProfile', {}, FIELDS, { token }))[0]).toBe(
      'NOT_JOINED',
    );
  });

  test('who is suspended may read and not act, until the reinstatement', async () => {
    const { token, memberId } = await api.join('demo', 'suspect', { displayName: 'Before' });
    const moderator = { token: await api.as('demo', 'MODERATOR') };
    const set = (status: string) =>
      api.mutate(
        'demo',
        'setMemberStatus',
        { memberId, status, reason: '조사 중 🔎' },
        'member { status }',
        moderator,
      );
    expect((await set('SUSPENDED')).member).toEqual({ status: 'SUSPENDED' });
    const change = () => api.attempt('demo', 'updateProfile', { displayName: 'After' }, FIELDS, { token });
    expect(refusalOf(await change())[0]).toBe('MEMBER_SUSPENDED');
    const { me } = await api.ok('demo', '{ me { displayName status } }', {}, { token });
    expect(me).toEqual({ displayName: 'Before', status: 'SUSPENDED' });
    await set('ACTIVE');
    expect((await change()).member.displayName).toBe('After');
  });

  test('never reads why or by whom they were suspended; an organizer does', async () => {
    const { token, memberId } = await api.join('demo', 'unaware');
    const input = { memberId, status: 'SUSPENDED', reason: 'Fraud ring 7' };
    await api.mutate('demo', 'setMemberStatus', input, 'member { id }', await organizer());
    const asked = await api.send(
      'demo',
      '{ me { statusReason statusChangedBy statusChangedAt } }',
      {},
      { token },
    );
    expect(JSON.stringify(asked.body)).not.toContain('Fraud');
    expect(codesOf(asked)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    const query = 'query($id: ID) { member(id: $id) { statusReason statusChangedAt } }';
    expect((await api.ok('demo', query, { id: memberId }, await organizer())).member).toEqual({
      statusReason: 'Fraud ring 7',
      statusChangedAt: api.clock.now().toISOString(),
    });
  });
});

describe('an organizer', () => {
  const update = async (input: object, slug = 'demo') =>
    api.attempt(slug, 'updateMember', input, FIELDS, await organizer(slug));
  const find = async (variables: object, slug = 'demo') =>
    api.send(
      slug,
      'query($id: ID, $externalId: String) { member(id: $id, externalId: $externalId) { id } }',
      variables,
      await organizer(slug),
    );

  test('finds a member by externalId, only in this program', async () => {
    const { memberId } = await api.join('demo', 'customer');
    expect((await update({ memberId, externalId: '고객#7 🎉' })).member.externalId).toBe('고객#7 🎉');
    expect((await find({ externalId: '고객#7 🎉' })).body.data).toEqual({ member: { id: memberId } });
    expect((await find({ id: memberId })).body.data).toEqual({ member: { id: memberId } });
    expect((await find({ externalId: '고객#7 🎉' }, 'other')).body.data).toEqual({ member: null });
    expect((await find({ id: memberId }, 'other')).body.data).toEqual({ member: null });
  });

  test.each([[{}], [{ id: 'mem_x', externalId: 'crm' }]])(
    'queries a member by exactly one of the two ids: %j',
    async (variables) => {
      expect(codesOf(await find(variables))).toEqual(['BAD_USER_INPUT']);
    },
  );

  test('is refused an externalId of another member', async () => {
    const [one, two] = [await api.join('demo', 'first'), await api.join('demo', 'second')];
    await update({ memberId: one.memberId, externalId: 'crm-9' });
    expect(refusalOf(await update({ memberId: two.memberId, externalId: 'crm-9' }))).toEqual([
      'EXTERNAL_ID_TAKEN',
      ['externalId'],
    ]);
    await update({ memberId: one.memberId, externalId: null });
    expect((await update({ memberId: two.memberId, externalId: 'crm-9' })).member.externalId).toBe('crm-9');
  });

  test('cannot change or suspend a member of another program', async () => {
    const { memberId } = await api.join('demo', 'elsewhere');
    expect(refusalOf(await update({ memberId, displayName: 'x' }, 'other'))).toEqual([
      'MEMBER_NOT_FOUND',
      ['memberId'],
    ]);
    const input = { memberId, status: 'SUSPENDED', reason: 'x' };
    const payload = await api.attempt('other', 'setMemberStatus', input, FIELDS, await organizer('other'));
    expect(refusalOf(payload)).toEqual(['MEMBER_NOT_FOUND', ['memberId']]);
  });

  test('must give a reason for a change of status', async () => {
    const { memberId } = await api.join('demo', 'reasonless');
    for (const reason of ['', '가'.repeat(101)]) {
      const input = { memberId, status: 'SUSPENDED', reason };
      const payload = await api.attempt('demo', 'setMemberStatus', input, FIELDS, await organizer());
      expect(refusalOf(payload)).toEqual(['INVALID_INPUT', ['reason']]);
    }
  });

  test('pages through the members, latest first, and cursors of another program are refused', async () => {
    await api.createProgram({ slug: 'paged' });
    const order: string[] = [];
    for (const subject of ['a', 'b', 'c']) {
      api.clock.advance({ seconds: 1 });
      order.unshift((await api.join('paged', subject)).memberId);
    }
    const query =
      'query($after: String) { members(first: 2, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }';
    const read = async (after: string | null, slug = 'paged') =>
      api.send(slug, query, { after }, await organizer(slug));
    const first = (await read(null)).body.data.members;
    const rest = (await read(first.pageInfo.endCursor)).body.data.members;
    const ids = [...first.edges, ...rest.edges].map(({ node }: { node: { id: string } }) => node.id);
    expect(ids).toEqual(order);
    expect([first.pageInfo.hasNextPage, rest.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(codesOf(await read(first.pageInfo.endCursor, 'demo'))).toEqual(['BAD_USER_INPUT']);
    expect(codesOf(await read(`${first.pageInfo.endCursor.slice(0, -1)}x`))).toEqual(['BAD_USER_INPUT']);
    const tooMany = await api.send(
      'paged',
      '{ members(first: 101) { edges { cursor } } }',
      {},
      await organizer('paged'),
    );
    expect(codesOf(tooMany)).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a paused program', () => {
  test('refuses joins and profile changes, and allows organizers’ changes', async () => {
    await api.createProgram({ slug: 'paused' });
    const { token, memberId } = await api.join('paused', 'old');
    await api.mutate(
      'paused',
      'setProgramStatus',
      { status: 'PAUSED' },
      'program { status }',
      await organizer('paused'),
    );
    const newcomer = { token: await api.token('paused', { subject: 'new' }) };
    expect(refusalOf(await api.attempt('paused', 'join', {}, FIELDS, newcomer))[0]).toBe('PROGRAM_PAUSED');
    const change = { displayName: 'Changed' };
    expect(refusalOf(await api.attempt('paused', 'updateProfile', change, FIELDS, { token }))[0]).toBe(
      'PROGRAM_PAUSED',
    );
    expect((await api.mutate('paused', 'join', {}, FIELDS, { token })).member.id).toBe(memberId);
    const input = { memberId, displayName: 'By staff' };
    expect(
      (await api.mutate('paused', 'updateMember', input, FIELDS, await organizer('paused'))).member
        .displayName,
    ).toBe('By staff');
    const apiKey = await api.apiKey('paused', ['MEMBERS_WRITE']);
    const other = { ...input, displayName: 'By a partner' };
    expect(refusalOf(await api.attempt('paused', 'updateMember', other, FIELDS, { apiKey }))[0]).toBe(
      'PROGRAM_PAUSED',
    );
  });
});

test('fifty joins at once over HTTP make one member', async () => {
  await api.createProgram({ slug: 'rush' });
  const joined = await Promise.all(
    Array.from({ length: 50 }, (_, number) => api.join('rush', 'same', { displayName: `Name ${number}` })),
  );
  expect(new Set(joined.map(({ memberId }) => memberId)).size).toBe(1);
  const { members } = await api.ok(
    'rush',
    '{ members(first: 100) { edges { node { id } } } }',
    {},
    await organizer('rush'),
  );
  expect(members.edges).toHaveLength(1);
});
