import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, type Credential, startApi } from '../support/api.ts';

// One text in several writings is one text: composed and decomposed, wide and narrow, with what nobody sees and without.

let api: Api;
let organizer: Credential;
let member: { token: string; memberId: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  organizer = { token: await api.as('demo', 'ORGANIZER') };
  member = await api.join('demo', 'advocate', { displayName: 'Advocate' });
  await api.mutate('demo', 'createReferralCode', { code: 'TEA-FOR-TWO' }, 'referralCode { code }', member);
});
afterAll(() => api.close());

const decomposed = (text: string) => text.normalize('NFD');
const refusalOf = (payload: { userErrors: { code: string; message: string; field: string[] }[] }) =>
  payload.userErrors.map(({ code, message, field }) => [code, field.join('.'), message]);

describe('a member’s name', () => {
  test('in decomposed Hangul is masked as any other, and stored composed', async () => {
    const token = await api.token('demo', { subject: 'nfd' });
    const joined = await api.mutate(
      'demo',
      'join',
      { displayName: decomposed('김민지') },
      'member { displayName publicName }',
      { token },
    );
    expect(joined.member).toEqual({ displayName: '김민지', publicName: '김*지' });
    const update = (displayName: string) =>
      api.mutate('demo', 'updateProfile', { displayName }, 'member { displayName publicName }', { token });
    for (const unseen of ['\u200B', '\u200D', '\u00AD', '\uFE0F', '\u{E0061}', '\u034F']) {
      const displayName = decomposed(`김${unseen}민${unseen}지`);
      expect((await update(displayName)).member).toEqual({
        displayName: displayName.normalize(),
        publicName: '김*지',
      });
    }
    expect((await update('Kim\u2800Minji')).member.publicName).toBe('Kim M.');
  });

  test('that was stored decomposed is masked as well', async () => {
    const { token, memberId } = await api.join('demo', 'stored', { displayName: 'x' });
    const item = (await api.scanAll()).find(({ et, id }) => et === 'MEMBER' && id === memberId);
    await api.deps.table.write({ put: { ...item, displayName: decomposed('남궁민수') } as never });
    expect(await api.ok('demo', '{ me { publicName } }', {}, { token })).toEqual({
      me: { publicName: '남**수' },
    });
  });

  test.each([
    ['must have 1 to 80 characters.', 'a'.repeat(10_000)],
    ['must have 1 to 80 characters.', '가'.repeat(81).normalize('NFD')],
    ['must have 1 to 80 characters.', '\u0301\u0323'.repeat(150_000)],
    ['must show something.', '\u2800\u3164\u200B'],
    ['must close the direction marks that it opens, each on its own line.', 'Minji\u2067'],
    ['must not override the direction of letters (U+202D, U+202E).', '\u202Eijnim\u202C'],
    ['must not contain half a character (a surrogate without its other one).', 'Minji\ud83c'],
  ])('that %s is refused with that reason', async (problem, displayName) => {
    const { token } = await api.join('demo', 'refused');
    const payload = await api.attempt('demo', 'updateProfile', { displayName }, 'member { id }', { token });
    expect(refusalOf(payload)).toEqual([['INVALID_INPUT', 'displayName', `displayName ${problem}`]]);
  });

  test('of 80 syllables is accepted in either form', async () => {
    const { token } = await api.join('demo', 'long');
    const displayName = '각'.repeat(80).normalize('NFD');
    const { member } = await api.mutate('demo', 'updateProfile', { displayName }, 'member { displayName }', {
      token,
    });
    expect(member.displayName).toBe('각'.repeat(80));
  });
});

describe.each([
  ['that shows nothing', '\u2800\u200B\u3164', / must show something\.$/],
  [
    'with half a character',
    'a\ud83c',
    / must not contain half a character \(a surrogate without its other one\)\.$/,
  ],
])('text %s is refused in', (_kind, refused, sentence) => {
  test.each<[string, string, () => object, (() => Promise<Credential>)?]>([
    [
      'a reason',
      'awardPoints',
      () => ({ memberId: member.memberId, points: 1, reason: refused, idempotencyKey: 'n' }),
    ],
    [
      'a key',
      'awardPoints',
      () => ({ memberId: member.memberId, points: 1, reason: 'x', idempotencyKey: refused }),
    ],
    [
      'a suspension’s reason',
      'setMemberStatus',
      () => ({ memberId: member.memberId, status: 'ACTIVE', reason: refused }),
    ],
    [
      'a board’s name',
      'createLeaderboard',
      () => ({ name: refused, metric: 'POINTS_EARNED', idempotencyKey: 'n' }),
    ],
    ['a code’s label', 'createReferralCode', () => ({ label: refused }), async () => member],
    [
      'a program’s name',
      'updateProgram',
      () => ({ name: refused }),
      async () => ({ token: await api.as('demo', 'OWNER') }),
    ],
    [
      'a name for points',
      'updateProgram',
      () => ({ pointPolicy: { pointName: refused } }),
      async () => ({ token: await api.as('demo', 'OWNER') }),
    ],
    [
      'an API key’s name',
      'createApiKey',
      () => ({ name: refused, scopes: ['EVENTS_WRITE'] }),
      async () => ({ token: await api.as('demo', 'OWNER') }),
    ],
  ])('%s', async (_what, mutation, input, credential) => {
    const payload = await api.attempt(
      'demo',
      mutation,
      input(),
      '__typename',
      (await credential?.()) ?? organizer,
    );
    expect(refusalOf(payload)).toEqual([
      ['INVALID_INPUT', expect.any(String), expect.stringMatching(sentence)],
    ]);
  });
});

describe('an id in composed and decomposed form', () => {
  test('of a request is the same: points are awarded once', async () => {
    const { memberId } = await api.join('demo', 'keyed');
    const award = (idempotencyKey: string, reason: string) =>
      api.mutate(
        'demo',
        'awardPoints',
        { memberId, points: 5, reason, idempotencyKey },
        'entry { id } account { available }',
        organizer,
      );
    const first = await award('주문-é', '후기 감사');
    expect(await award(decomposed('주문-é'), decomposed('후기 감사'))).toEqual(first);
    expect(first.account.available).toBe(5);
  });

  test('of a board’s request is the same', async () => {
    const create = (name: string, idempotencyKey: string) =>
      api.mutate(
        'demo',
        'createLeaderboard',
        { name, metric: 'POINTS_EARNED', idempotencyKey },
        'leaderboard { id name }',
        organizer,
      );
    const first = await create('올해의 왕', '보드');
    expect(await create(decomposed('올해의 왕'), decomposed('보드'))).toEqual(first);
  });

  test('of an event is the same, also within one call, and for a refund', async () => {
    const { memberId } = await api.join('demo', 'buyer');
    const event = (externalEventId: string, more: object = {}) => ({
      source: 'shop',
      externalEventId,
      type: 'PURCHASE',
      memberId,
      amount: { amountMinor: 100, currency: 'KRW' },
      ...more,
    });
    const record = async (...events: object[]) =>
      (
        await api.mutate(
          'demo',
          'recordEvents',
          { events },
          'results { status externalEventId error { code } }',
          organizer,
        )
      ).results;
    const [once, twice] = await record(event('주문-1'), event(decomposed('주문-1')));
    expect([once.status, twice.status, twice.externalEventId]).toEqual(['RECORDED', 'DUPLICATE', '주문-1']);
    expect((await record(event(decomposed('주문-1'))))[0].status).toBe('DUPLICATE');
    const refund = { type: 'REFUND', refundOf: decomposed('주문-1') };
    expect((await record(event('환불-1', refund)))[0]).toEqual({
      status: 'RECORDED',
      externalEventId: '환불-1',
      error: null,
    });
    expect((await record(event('환불-1', { ...refund, refundOf: '주문-1' })))[0].status).toBe('DUPLICATE');
  });

  test('of a customer finds the same member', async () => {
    const { memberId } = await api.join('demo', 'customer');
    await api.mutate(
      'demo',
      'updateMember',
      { memberId, externalId: decomposed('고객-é') },
      'member { id }',
      organizer,
    );
    const query = 'query($externalId: String) { member(externalId: $externalId) { id externalId } }';
    for (const externalId of ['고객-é', decomposed('고객-é')]) {
      expect(await api.ok('demo', query, { externalId }, organizer)).toEqual({
        member: { id: memberId, externalId: '고객-é' },
      });
    }
    const stacked = { externalId: '\u0301\u0323'.repeat(150_000) };
    expect(await api.ok('demo', query, stacked, organizer)).toEqual({ member: null });
  });
});

describe('a code', () => {
  const WRITINGS = [
    'ＴＥＡ－ＦＯＲ－ＴＷＯ',
    'tea–for—two',
    'tea for\u3000two\n',
    'ＴＥＡーＦＯＲーＴＷＯ',
    'te\u00ADa\u200Bf0rtw0\uFEFF',
    '\u2212tea\u2800for\u202Ftwo\t',
  ];

  test.each(WRITINGS)('typed as %j is found for reading, changes, claims and links', async (code) => {
    const query = 'query($code: String!) { referralCode(code: $code) { code } }';
    expect(await api.ok('demo', query, { code }, organizer)).toEqual({
      referralCode: { code: 'TEA-FOR-TWO' },
    });
    const label = { code, label: 'tea' };
    const changed = await api.mutate(
      'demo',
      'updateReferralCode',
      label,
      'referralCode { code label }',
      member,
    );
    expect(changed.referralCode).toEqual({ code: 'TEA-FOR-TWO', label: 'tea' });
    const friend = await api.join('demo', `friend ${WRITINGS.indexOf(code)}`);
    const claimed = await api.mutate('demo', 'claimReferral', { code }, 'referral { code state }', friend);
    expect(claimed.referral).toEqual({ code: 'TEA-FOR-TWO', state: 'ATTRIBUTED' });
    const link = await api.get(`/demo/r/${encodeURIComponent(code)}?ch=%EF%BD%91%EF%BD%92%0A`, {
      headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148' },
    });
    expect(new URL(link.headers.get('location') ?? '').searchParams.get('fanfare_code')).toBe('TEA-FOR-TWO');
    const clicks = (await api.scanAll()).filter(({ et }) => et === 'CLICK');
    expect(clicks).toMatchObject([{ lastChannel: 'QR' }]);
  });

  test('is stored in plain letters, and the same request in another width answers it', async () => {
    const create = (code: string) =>
      api.attempt('demo', 'createReferralCode', { code }, 'referralCode { id code }', member);
    const first = await create('ＳＵＮ－ＤＡＹ');
    expect(first.referralCode.code).toBe('SUN-DAY');
    expect(await create('SUN\u2011DAY\n')).toEqual(first);
  });
});

test('is refused with spaces inside when it is made, though they are ignored when it is typed', async () => {
  for (const code of ['MOON DAY', 'MOON\u3000DAY', 'MOON\u00A0DAY']) {
    const payload = await api.attempt('demo', 'createReferralCode', { code }, 'referralCode { id }', member);
    expect(refusalOf(payload)).toEqual([
      [
        'INVALID_INPUT',
        'code',
        'code must have 3 to 30 letters a to z, digits and hyphens, and no blanks in between.',
      ],
    ]);
  }
});

describe('a program', () => {
  const input = (more: object) => ({
    slug: 'zones',
    name: '달빛',
    timeZone: 'Asia/Seoul',
    locale: 'ko-KR',
    currency: 'KRW',
    landingUrl: 'https://shop.example.com/',
    pointPolicy: { pointName: '찻잎' },
    referralPolicy: { advocatePoints: 1, friendPoints: 1 },
    tokenPolicy: { issuer: 'https://issuer.example', audience: 'zones' },
    ...more,
  });
  const create = async (more: object) =>
    api.attempt('operator', 'createProgram', input(more), 'program { id timeZone locale name }', {
      token: await api.operator(),
    });

  test('created again in other capitals and another form is the existing program', async () => {
    const first = await create({ timeZone: 'asia/seoul', locale: 'ko-kr' });
    expect(first.program).toEqual({ id: 'prg_zones', timeZone: 'Asia/Seoul', locale: 'ko-KR', name: '달빛' });
    expect(await create({ timeZone: 'ASIA/SEOUL', name: decomposed('달빛') })).toEqual(first);
    expect((await create({ timeZone: 'ROK' })).userErrors[0].code).toBe('SLUG_TAKEN');
  });
});
