import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEV_ISSUER } from '../../../local/issuer.ts';
import { type Api, startApi } from '../../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
});
afterAll(() => api.close());

const operator = async () => ({ token: await api.operator() });
const owner = async (slug = 'demo') => ({ token: await api.as(slug, 'OWNER') });
const FIELDS = `program {
  id slug name timeZone locale currency landingUrl status createdAt updatedAt
  pointPolicy { pointName expiryMonths }
  referralPolicy {
    attributionModel windowDays qualifyingEventType minimumAmount { amountMinor currency } holdingPeriodDays
    advocatePoints friendPoints cap { maxRewards period } approvalMode newCustomersOnly
  }
  tokenPolicy { issuer audience jwksUri }
}`;
const input = (slug: string, more: object = {}) => ({
  slug,
  name: '달빛 ☕',
  timeZone: 'Asia/Seoul',
  locale: 'ko-KR',
  currency: 'KRW',
  landingUrl: 'https://shop.example.com/',
  pointPolicy: { pointName: '찻잎', expiryMonths: 12 },
  referralPolicy: { advocatePoints: 500, friendPoints: 300 },
  tokenPolicy: { issuer: DEV_ISSUER, audience: `fanfare-${slug}`, jwksUri: api.jwksUri },
  ...more,
});
const create = async (more: { slug: string } & Record<string, unknown>) =>
  api.attempt('operator', 'createProgram', input(more.slug, more), FIELDS, await operator());
const refusalOf = (payload: { userErrors: { code: string; field: string[] | null }[]; program: unknown }) => {
  expect(payload.program).toBeNull();
  return [payload.userErrors[0]?.code, payload.userErrors[0]?.field];
};

describe('the operator', () => {
  test('creates a program with the schema’s defaults, and creating it again has the same answer', async () => {
    const { program } = await create({ slug: 'fresh' });
    expect(program).toEqual({
      ...input('fresh'),
      id: 'prg_fresh',
      status: 'ACTIVE',
      createdAt: api.clock.now().toISOString(),
      updatedAt: api.clock.now().toISOString(),
      referralPolicy: {
        attributionModel: 'LAST_CLICK',
        windowDays: 90,
        qualifyingEventType: 'PURCHASE',
        minimumAmount: null,
        holdingPeriodDays: 14,
        advocatePoints: 500,
        friendPoints: 300,
        cap: null,
        approvalMode: 'AUTOMATIC',
        newCustomersOnly: true,
      },
    });
    expect((await create({ slug: 'fresh' })).program).toEqual(program);
    expect(refusalOf(await create({ slug: 'fresh', name: 'Another' }))).toEqual(['SLUG_TAKEN', ['slug']]);
  });

  const referral = { advocatePoints: 1, friendPoints: 1 };
  test.each<[string, string[], object]>([
    ['INVALID_INPUT', ['slug'], { slug: 'operator' }],
    ['INVALID_INPUT', ['slug'], { slug: 'Wrong Slug' }],
    ['INVALID_INPUT', ['timeZone'], { timeZone: 'Mars/Base' }],
    ['INVALID_INPUT', ['locale'], { locale: '한국어' }],
    ['INVALID_INPUT', ['name'], { name: '가'.repeat(81) }],
    ['INVALID_INPUT', ['pointPolicy', 'expiryMonths'], { pointPolicy: { pointName: 'p', expiryMonths: 37 } }],
    ['INVALID_INPUT', ['referralPolicy', 'windowDays'], { referralPolicy: { ...referral, windowDays: 366 } }],
    [
      'INVALID_INPUT',
      ['referralPolicy', 'holdingPeriodDays'],
      { referralPolicy: { ...referral, holdingPeriodDays: -1 } },
    ],
    [
      'INVALID_INPUT',
      ['referralPolicy', 'qualifyingEventType'],
      { referralPolicy: { ...referral, qualifyingEventType: 'REFUND' } },
    ],
    [
      'CURRENCY_MISMATCH',
      ['referralPolicy', 'minimumAmount', 'currency'],
      { referralPolicy: { ...referral, minimumAmount: { amountMinor: 100, currency: 'USD' } } },
    ],
    [
      'INVALID_INPUT',
      ['tokenPolicy', 'issuer'],
      { tokenPolicy: { issuer: 'http://issuer.example', audience: 'a' } },
    ],
    [
      'INVALID_INPUT',
      ['tokenPolicy', 'jwksUri'],
      { tokenPolicy: { issuer: DEV_ISSUER, audience: 'a', jwksUri: 'http://169.254.169.254/' } },
    ],
    [
      'INVALID_INPUT',
      ['tokenPolicy', 'audience'],
      { tokenPolicy: { issuer: DEV_ISSUER, audience: 'fanfare-operator' } },
    ],
  ])('is told which setting is invalid: %s at %j', async (code, field, more) => {
    expect(refusalOf(await create({ slug: 'wrong', ...more }))).toEqual([code, field]);
  });

  test('lists programs by slug, and changes a program at its own address', async () => {
    await create({ slug: 'list-b' });
    await create({ slug: 'list-a' });
    const query = '{ programs(first: 100) { edges { node { slug } } pageInfo { hasNextPage } } }';
    const { programs } = await api.ok('operator', query, {}, await operator());
    const slugs = programs.edges.map(({ node }: { node: { slug: string } }) => node.slug);
    expect(slugs).toEqual([...slugs].sort());
    expect(slugs).toEqual(expect.arrayContaining(['demo', 'list-a', 'list-b']));
    const { program } = await api.mutate(
      'list-a',
      'updateProgram',
      { name: 'By operator' },
      FIELDS,
      await operator(),
    );
    expect(program.name).toBe('By operator');
  });

  test('reads no program at the operator’s address', async () => {
    expect(await api.ok('operator', '{ program { slug } }', {}, await operator())).toEqual({ program: null });
    const document = 'mutation { updateProgram(input: { name: "x" }) { userErrors { code } } }';
    const { body } = await api.send('operator', document, {}, await operator());
    expect(body.errors?.[0]?.extensions.code).toBe('PROGRAM_NOT_FOUND');
  });
});

describe('an owner', () => {
  test('changes settings, and only the given fields of a policy', async () => {
    const set = { windowDays: 30, cap: { maxRewards: 9, period: 'YEAR' }, holdingPeriodDays: 0 };
    await create({ slug: 'mine', referralPolicy: { advocatePoints: 500, friendPoints: 300, ...set } });
    api.clock.advance({ seconds: 5 });
    const change = {
      name: '새 이름 🎉',
      referralPolicy: { advocatePoints: 1, holdingPeriodDays: 5 },
    };
    const { program } = await api.mutate('mine', 'updateProgram', change, FIELDS, await owner('mine'));
    expect(program).toMatchObject({
      name: '새 이름 🎉',
      pointPolicy: { pointName: '찻잎', expiryMonths: 12 },
      referralPolicy: { ...set, advocatePoints: 1, friendPoints: 300, holdingPeriodDays: 5 },
      updatedAt: api.clock.now().toISOString(),
    });
    expect((await api.ok('mine', `{ ${FIELDS} }`, {}, await owner('mine'))).program).toEqual(program);
  });

  test('is told which change is invalid, and nothing changes', async () => {
    const before = await api.ok('demo', `{ ${FIELDS} }`, {}, await owner());
    const minimumAmount = { amountMinor: 1, currency: 'USD' };
    const referralPolicy = { advocatePoints: 1, friendPoints: 1, minimumAmount };
    for (const [change, code] of [
      [{ referralPolicy }, 'CURRENCY_MISMATCH'],
      [{ locale: '!' }, 'INVALID_INPUT'],
      [{ name: null }, 'INVALID_INPUT'],
    ] as const) {
      expect(refusalOf(await api.attempt('demo', 'updateProgram', change, FIELDS, await owner()))[0]).toBe(
        code,
      );
    }
    expect(await api.ok('demo', `{ ${FIELDS} }`, {}, await owner())).toEqual(before);
  });

  test('cannot read or change another program', async () => {
    await create({ slug: 'theirs' });
    const token = await api.as('demo', 'OWNER');
    const { status, body } = await api.send('theirs', '{ program { slug } }', {}, { token });
    expect([status, body.errors?.[0]?.extensions.code, body.data]).toEqual([
      401,
      'UNAUTHENTICATED',
      undefined,
    ]);
  });
});

test('a member reads the terms and not the token policy', async () => {
  const { token } = await api.join('demo', 'member');
  const { program } = await api.ok(
    'demo',
    '{ program { name referralPolicy { windowDays } } }',
    {},
    { token },
  );
  expect(program.referralPolicy.windowDays).toBe(90);
  const { body } = await api.send('demo', '{ program { tokenPolicy { issuer } } }', {}, { token });
  expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});
