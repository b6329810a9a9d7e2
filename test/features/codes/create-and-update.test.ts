import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';

type Person = { token: string; memberId: string };

let api: Api;
let organizer: { token: string };
let advocate: Person;
let people = 0;
const somebody = () => {
  people += 1;
  return api.join('demo', `person ${people}`);
};

beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  await api.createProgram({ slug: 'paused' });
  organizer = { token: await api.as('demo', 'ORGANIZER') };
});
beforeEach(async () => {
  advocate = await somebody();
});
afterAll(() => api.close());

const FIELDS =
  'referralCode { id code label link status active startsAt endsAt usageLimit usageCount usageRemaining createdAt }';
const create = (input: object, as: object = advocate, slug = 'demo') =>
  api.attempt(slug, 'createReferralCode', input, FIELDS, as);
const update = (input: object, as: object = advocate, slug = 'demo') =>
  api.attempt(slug, 'updateReferralCode', input, FIELDS, as);
const refused = (code: string, ...field: string[]) => ({
  referralCode: null,
  userErrors: [expect.objectContaining({ code, field: field.length > 0 ? field : null })],
});
const minutes = (count: number) => new Date(api.clock.now().getTime() + count * 60_000).toISOString();
const suspend = ({ memberId }: Person) =>
  api.mutate(
    'demo',
    'setMemberStatus',
    { memberId, status: 'SUSPENDED', reason: 'Spam.' },
    'member { id }',
    organizer,
  );

describe('a referral code', () => {
  test('is generated when none is asked for', async () => {
    const { referralCode } = await create({});
    expect(referralCode).toMatchObject({
      code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
      link: `${api.url}/demo/r/${referralCode.code}`,
      status: 'CLAIMABLE',
      label: null,
      usageLimit: null,
      usageCount: 0,
    });
  });

  test('has the text and the settings that the advocate asks for', async () => {
    const settings = { label: '여름 🍵', startsAt: minutes(1), endsAt: minutes(9), usageLimit: 3 };
    const { referralCode } = await create({ code: 'Sum-Mer', ...settings });
    expect(referralCode).toMatchObject({ code: 'Sum-Mer', status: 'NOT_STARTED', active: true, ...settings });
  });

  test('asked for by its owner is answered unchanged when the request is sent again, even as the fiftieth', async () => {
    const settings = { label: 'again', endsAt: minutes(9), usageLimit: 3 };
    const first = await create({ code: 'Sent-Twice', ...settings });
    expect(first.userErrors).toEqual([]);
    for (let more = 1; more < 50; more += 1) await create({});
    expect(await create({ code: 'Sent-Twice', ...settings })).toEqual(first);
    expect(await create({})).toEqual(refused('TOO_MANY_CODES'));
  });

  test('is found in every form in which it is typed, and by its id', async () => {
    const { referralCode } = await create({ code: 'Moon-Light' });
    const query =
      'query($code: String!, $id: ID!) { referralCode(code: $code) { id } node(id: $id) { ... on ReferralCode { code } } }';
    const found = await api.ok('demo', query, { code: 'm00nl1ght', id: referralCode.id }, organizer);
    expect(found).toEqual({ referralCode: { id: referralCode.id }, node: { code: 'Moon-Light' } });
    expect(
      await api.ok('demo', query, { code: 'no such code!', id: 'cod_paused_m00n11ght' }, organizer),
    ).toEqual({
      referralCode: null,
      node: null,
    });
  });

  test('is in its owner’s list, newest first, a page at a time', async () => {
    for (const code of ['list-a', 'list-b', 'list-c']) {
      await create({ code });
      api.clock.advance({ minutes: 1 });
    }
    const query =
      'query($after: String) { me { referralCodes(first: 2, after: $after) { edges { node { code } } pageInfo { hasNextPage endCursor } } } }';
    const { referralCodes: first } = (await api.ok('demo', query, {}, advocate)).me;
    expect(first).toMatchObject({
      edges: [{ node: { code: 'list-c' } }, { node: { code: 'list-b' } }],
      pageInfo: { hasNextPage: true },
    });
    const { referralCodes: rest } = (
      await api.ok('demo', query, { after: first.pageInfo.endCursor }, advocate)
    ).me;
    expect(rest).toMatchObject({ edges: [{ node: { code: 'list-a' } }], pageInfo: { hasNextPage: false } });
  });

  test('is made by an organizer for a member, also while the program is paused', async () => {
    const member = await api.join('paused', 'member');
    const boss = { token: await api.as('paused', 'ORGANIZER') };
    await api.mutate('paused', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', boss);
    expect(await create({ code: 'gift-of-us', memberId: member.memberId }, boss, 'paused')).toMatchObject({
      userErrors: [],
    });
    expect(await update({ code: 'gift-of-us', active: false }, boss, 'paused')).toMatchObject({
      referralCode: { status: 'INACTIVE' },
    });
    const owned = await api.ok('paused', '{ me { referralCodes { edges { node { code } } } } }', {}, member);
    expect(owned.me.referralCodes.edges).toEqual([{ node: { code: 'gift-of-us' } }]);
  });
});

describe('making a code is refused', () => {
  test.each([['admin'], ['0FFICIAL'], ['he1p']])('CODE_RESERVED: %s', async (code) => {
    expect(await create({ code })).toEqual(refused('CODE_RESERVED', 'code'));
  });

  test('CODE_TAKEN: it reads the same as another code, of any member', async () => {
    await create({ code: 'Taken-One' });
    expect(await create({ code: 'tak3nOne' })).toMatchObject({ userErrors: [] });
    expect(await create({ code: 'TAKEN0NE' })).toEqual(refused('CODE_TAKEN', 'code'));
    expect(await create({ code: 'Taken-One', label: 'other' })).toEqual(refused('CODE_TAKEN', 'code'));
    expect(await create({ code: 'Taken-One' }, await somebody())).toEqual(refused('CODE_TAKEN', 'code'));
  });

  test('CODE_TAKEN: its owner is told how to change it, and nobody else learns of the owner', async () => {
    const sentence = async (input: object, as: object = advocate) =>
      (await create(input, as)).userErrors[0].message;
    await create({ code: 'Own-One', label: 'tea' });
    for (const again of [{ code: 'Own-One' }, { code: 'own0ne' }, { code: 'OWN-ONE', usageLimit: 3 }])
      expect(await sentence(again)).toMatch(/^You have the code Own-One already, .*`updateReferralCode`/);
    const { memberId } = advocate;
    expect(await sentence({ code: 'own-one', memberId }, organizer)).toMatch(
      /^The member has the code Own-One already/,
    );
    const other = await somebody();
    const stranger = 'Another code of this program reads the same. Choose another one.';
    expect(await sentence({ code: 'Own-One', label: 'tea' }, other)).toBe(stranger);
    expect(await sentence({ code: 'Own-One', memberId: other.memberId }, organizer)).toBe(stranger);
  });

  test.each(['김치찌개', 'CAFÉ-1', 'ñandú', 'a_b_c'])(
    'INVALID_INPUT: the form of %s is refused by naming its letters',
    async (code) => {
      const { userErrors } = await create({ code });
      expect(userErrors[0].message).toContain('letters a to z, digits and hyphens');
    },
  );

  test.each([
    ['code', { code: 'ab' }],
    ['code', { code: 'a--' }],
    ['code', { code: 'a'.repeat(31) }],
    ['code', { code: '민지민지' }],
    ['code', { code: 'a b c' }],
    ['code', { code: '../evil' }],
    ['label', { label: '' }],
    ['label', { label: 'x'.repeat(81) }],
    ['endsAt', { startsAt: '2026-12-02T00:00:00.000Z', endsAt: '2026-12-02T00:00:00.000Z' }],
  ])('INVALID_INPUT: %s in %j', async (field, input) => {
    expect(await create(input)).toEqual(refused('INVALID_INPUT', field));
  });

  test('INVALID_INPUT: a member names another member as the owner', async () => {
    expect(await create({ memberId: (await somebody()).memberId })).toEqual(
      refused('INVALID_INPUT', 'memberId'),
    );
    expect(await create({ memberId: advocate.memberId })).toMatchObject({ userErrors: [] });
  });

  test('MEMBER_NOT_FOUND: an organizer names an unknown member', async () => {
    const nobody = `mem_${'0'.repeat(26)}`;
    expect(await create({ memberId: nobody }, organizer)).toEqual(refused('MEMBER_NOT_FOUND', 'memberId'));
    expect(await create({ memberId: 'mem_x#y' }, organizer)).toEqual(refused('MEMBER_NOT_FOUND', 'memberId'));
  });

  test('NOT_JOINED: an organizer who is no member is told that a code may be made for a member', async () => {
    const { userErrors } = await create({}, organizer);
    expect(userErrors).toEqual([
      { code: 'NOT_JOINED', field: null, message: expect.stringContaining('`memberId`') },
    ]);
    const outsider = { token: await api.token('demo', { subject: 'outsider' }) };
    expect((await create({}, outsider)).userErrors[0].message).not.toContain('memberId');
  });

  test('NOT_JOINED and MEMBER_SUSPENDED: the caller may not act', async () => {
    const stranger = { token: await api.token('demo', { subject: 'stranger' }) };
    expect(await create({}, stranger)).toEqual(refused('NOT_JOINED'));
    await suspend(advocate);
    expect(await create({})).toEqual(refused('MEMBER_SUSPENDED'));
  });

  test('PROGRAM_PAUSED: the caller is a member of a paused program', async () => {
    await api.createProgram({ slug: 'resting' });
    const member = await api.join('resting', 'member');
    const boss = { token: await api.as('resting', 'OWNER') };
    await api.mutate('resting', 'setProgramStatus', { status: 'PAUSED' }, 'program { status }', boss);
    expect(await create({}, member, 'resting')).toEqual(refused('PROGRAM_PAUSED'));
    expect(await update({ code: 'any' }, member, 'resting')).toEqual(refused('PROGRAM_PAUSED'));
  });

  test('TOO_MANY_CODES: of sixty concurrent requests fifty make a code', async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => create({})));
    const codes = answers.map(({ userErrors }) => userErrors[0]?.code ?? 'MADE');
    expect(codes.filter((code) => code === 'MADE')).toHaveLength(50);
    expect(codes.filter((code) => code === 'TOO_MANY_CODES')).toHaveLength(10);
  });

  test('TOO_MANY_CODES: for taken and free codes alike, so that nobody can probe which exist', async () => {
    await create({ code: 'asked-about' }, await somebody());
    for (let n = 0; n < 50; n += 1) await create({ code: `my-own-${n}` });
    for (const code of ['asked-about', 'A5KED-ABOUT', 'asked-ab0ut', 'my-own-50', 'not-asked-about'])
      expect(await create({ code })).toEqual(refused('TOO_MANY_CODES'));
    expect((await create({ code: 'my-own-7' })).referralCode).toMatchObject({ code: 'my-own-7' });
    expect(await create({ code: 'my-own-7', label: 'other' })).toEqual(refused('TOO_MANY_CODES'));
  });

  test('CODE_TAKEN: all but one of concurrent requests for the same code', async () => {
    const rivals = await Promise.all(Array.from({ length: 10 }, somebody));
    const answers = await Promise.all(
      rivals.map((rival, place) => create({ code: place % 2 === 0 ? 'lucky-O1' : 'LUCKY01' }, rival)),
    );
    expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
    expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'CODE_TAKEN')).toHaveLength(9);
  });
});

describe('changing a referral code', () => {
  test.each([
    ['startsAt', { startsAt: '2026-12-06T00:00:00.000Z' }],
    ['startsAt', { startsAt: '2026-12-05T00:00:00.000Z' }],
    ['endsAt', { endsAt: '2026-12-01T00:00:00.000Z' }],
    ['endsAt', { startsAt: '2026-12-04T00:00:00.000Z', endsAt: '2026-12-03T00:00:00.000Z' }],
  ])('is refused for a wrong time, named as it was sent: %s in %j', async (field, patch) => {
    const { referralCode } = await create({
      startsAt: '2026-12-02T00:00:00.000Z',
      endsAt: '2026-12-05T00:00:00.000Z',
    });
    expect(await update({ code: referralCode.code, ...patch })).toEqual(refused('INVALID_INPUT', field));
  });

  test('changes named fields, clears null fields and keeps the rest', async () => {
    await create({ code: 'change-me', label: 'one', usageLimit: 9, endsAt: minutes(5) });
    expect((await update({ code: 'CHANGEME', label: null, usageLimit: 2 })).referralCode).toMatchObject({
      code: 'change-me',
      label: null,
      usageLimit: 2,
      endsAt: minutes(5),
      active: true,
    });
    expect((await update({ code: 'change-me', usageLimit: null, active: false })).referralCode).toMatchObject(
      {
        usageLimit: null,
        status: 'INACTIVE',
      },
    );
  });

  test('is refused for an end before the start, a limit below the uses, and a null switch', async () => {
    await create({ code: 'used-up', startsAt: minutes(-5), usageLimit: 5 });
    for (let n = 0; n < 2; n += 1)
      await api.mutate('demo', 'claimReferral', { code: 'used-up' }, 'referral { id }', await somebody());
    expect(await update({ code: 'used-up', endsAt: minutes(-6) })).toEqual(
      refused('INVALID_INPUT', 'endsAt'),
    );
    expect(await update({ code: 'used-up', usageLimit: 1 })).toEqual(refused('INVALID_INPUT', 'usageLimit'));
    expect(await update({ code: 'used-up', active: null })).toEqual(refused('INVALID_INPUT', 'active'));
    expect((await update({ code: 'used-up', usageLimit: 2 })).referralCode).toMatchObject({
      usageRemaining: 0,
      status: 'LIMIT_REACHED',
    });
  });

  test('is allowed to its owner and to organizers', async () => {
    await create({ code: 'mine-alone' });
    expect(await update({ code: 'mine-alone', label: 'x' }, await somebody())).toEqual(
      refused('CODE_NOT_FOUND', 'code'),
    );
    expect(await update({ code: 'mine-alone', label: 'x' }, organizer)).toMatchObject({
      referralCode: { label: 'x' },
    });
    expect(await update({ code: 'nobodys', label: 'x' }, organizer)).toEqual(
      refused('CODE_NOT_FOUND', 'code'),
    );
    expect(await update({ code: 'no code at all', label: 'x' })).toEqual(refused('CODE_NOT_FOUND', 'code'));
  });

  test('is refused to members who may not act', async () => {
    await create({ code: 'frozen-one' });
    await suspend(advocate);
    expect(await update({ code: 'frozen-one', label: 'x' })).toEqual(refused('MEMBER_SUSPENDED'));
    const stranger = { token: await api.token('demo', { subject: 'stranger' }) };
    expect(await update({ code: 'frozen-one', label: 'x' }, stranger)).toEqual(refused('NOT_JOINED'));
  });

  test('never loses one of two concurrent changes', async () => {
    await create({ code: 'both-kept' });
    await Promise.all([
      update({ code: 'both-kept', label: 'kept' }),
      update({ code: 'both-kept', usageLimit: 7 }, organizer),
    ]);
    const { referralCode } = await api.ok(
      'demo',
      '{ referralCode(code: "both-kept") { label usageLimit } }',
      {},
      organizer,
    );
    expect(referralCode).toEqual({ label: 'kept', usageLimit: 7 });
  });
});

describe('a span of days', () => {
  const daily = async (from: string, to: string) => {
    const { referralCode } = await create({});
    const query =
      'query($code: String!, $from: Date!, $to: Date!) { referralCode(code: $code) { dailyStats(from: $from, to: $to) { day } } }';
    const { body } = await api.send('demo', query, { code: referralCode.code, from, to }, organizer);
    return body.errors?.[0]?.extensions.code ?? body.data?.referralCode.dailyStats;
  };

  test('a span of days is at most 366 days long and ends after it starts', async () => {
    expect(await daily('2026-01-01', '2027-01-01')).toEqual([]);
    expect(await daily('2026-01-01', '2027-01-02')).toBe('BAD_USER_INPUT');
    expect(await daily('2026-01-02', '2026-01-01')).toBe('BAD_USER_INPUT');
    expect(await daily('2026-13-01', '2026-13-02')).toBe('BAD_USER_INPUT');
  });
});
