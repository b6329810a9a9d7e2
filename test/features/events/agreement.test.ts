import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CURRENCIES } from '../../../functions/platform/currencies.ts';
import { type Api, startApi } from '../../support/api.ts';

// What may be a type, an amount or a currency is the same wherever one goes in.

let api: Api;
let owner: { token: string };
let memberId: string;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  owner = { token: await api.as('demo', 'OWNER') };
  memberId = (await api.join('demo', 'buyer')).memberId;
});
afterAll(() => api.close());

let count = 0;
const next = (word: string) => {
  count += 1;
  return `${word}-${count}`;
};

async function report(settings: object, slug = 'demo', member = memberId): Promise<string> {
  const event = {
    source: 'shop',
    externalEventId: next('order'),
    type: 'VISIT',
    memberId: member,
    ...settings,
  };
  const boss = { token: await api.as(slug, 'OWNER') };
  const fields = 'results { status error { code } }';
  const { results } = await api.attempt(slug, 'recordEvents', { events: [event] }, fields, boss);
  return results[0].error?.code ?? results[0].status;
}
const POLICY = { advocatePoints: 500, friendPoints: 300 };
/** What is answered to terms with those settings: a code, or OK. */
async function agreeOn(referralPolicy: object): Promise<string> {
  const query =
    'mutation ($input: UpdateProgramInput!) { updateProgram(input: $input) { userErrors { code } } }';
  const input = { referralPolicy: { ...POLICY, ...referralPolicy } };
  const { body } = await api.send('demo', query, { input }, owner);
  return body.errors?.[0]?.extensions.code ?? body.data?.updateProgram.userErrors[0]?.code ?? 'OK';
}
async function rank(eventType: string): Promise<string> {
  const board = { name: 'Types', metric: 'EVENT_COUNT', eventType, idempotencyKey: next('board') };
  const { userErrors, leaderboard } = await api.attempt(
    'demo',
    'createLeaderboard',
    board,
    'leaderboard { id }',
    owner,
  );
  if (leaderboard !== null)
    await api.mutate(
      'demo',
      'closeLeaderboard',
      { leaderboardId: leaderboard.id },
      'leaderboard { id }',
      owner,
    );
  return userErrors[0]?.code ?? 'OK';
}

describe('an event type', () => {
  test.each(['ABC', 'STORE_VISIT', 'A_1', `A${'9'.repeat(39)}`, 'PURCHASE_'])(
    'is valid in an event, in terms and on a board: %s',
    async (type) => {
      expect([
        await report({ type }),
        await agreeOn({ qualifyingEventType: type }),
        await rank(type),
      ]).toEqual(['RECORDED', 'OK', 'OK']);
    },
  );

  test.each([
    '',
    'AB',
    'visit',
    'Visit',
    '1ABC',
    '_ABC',
    'A-BC',
    'A BC',
    ' ABC',
    'ABC\n',
    `A${'9'.repeat(40)}`,
    'ＶＩＳＩＴ',
    '방문',
  ])('is invalid in an event, in terms and on a board: %j', async (type) => {
    expect([await report({ type }), await agreeOn({ qualifyingEventType: type }), await rank(type)]).toEqual(
      Array(3).fill('INVALID_INPUT'),
    );
  });
});

describe('an amount of money', () => {
  test.each([0, 1, 999_999_999_999, 1_000_000_000_000])(
    'is valid in an event and in terms: %d',
    async (amountMinor) => {
      const amount = { amountMinor, currency: 'KRW' };
      expect([await report({ amount }), await agreeOn({ minimumAmount: amount })]).toEqual([
        'RECORDED',
        'OK',
      ]);
    },
  );

  test.each([-1, 1_000_000_000_001, Number.MAX_SAFE_INTEGER])(
    'is invalid in an event and in terms: %d',
    async (amountMinor) => {
      const amount = { amountMinor, currency: 'KRW' };
      expect([await report({ amount }), await agreeOn({ minimumAmount: amount })]).toEqual(
        Array(2).fill('INVALID_INPUT'),
      );
    },
  );
});

describe('a currency', () => {
  const programIn = async (currency: string) => {
    const slug = next('in').toLowerCase();
    const minimumAmount = { amountMinor: 1, currency };
    await api.createProgram({ slug, currency, referralPolicy: { minimumAmount } });
    return slug;
  };

  test.each(['KRW', 'USD', 'VED', 'VES', 'CHE', 'UYW', 'BGN', 'XDR', 'ZWG'])(
    'is valid for a program, its terms and its events: %s',
    async (currency) => {
      const slug = await programIn(currency);
      const member = (await api.join(slug, 'buyer')).memberId;
      expect(await report({ amount: { amountMinor: 1, currency } }, slug, member)).toBe('RECORDED');
      const boss = { token: await api.as(slug, 'OWNER') };
      const fields = '{ program { currency referralPolicy { minimumAmount { currency } } } }';
      expect((await api.ok(slug, fields, {}, boss)).program).toEqual({
        currency,
        referralPolicy: { minimumAmount: { currency } },
      });
      const mismatch = currency === 'KRW' ? 'RECORDED' : 'CURRENCY_MISMATCH';
      expect(await report({ amount: { amountMinor: 1, currency } })).toBe(mismatch);
    },
  );

  test.each(['ZZZ', 'krw', 'XXX', 'XTS', 'XAU', '', 'KRW ', 'KRWW'])(
    'is invalid for a program, its terms and its events: %j',
    async (currency) => {
      await expect(programIn(currency)).rejects.toThrow('BAD_USER_INPUT');
      const amount = { amountMinor: 1, currency };
      expect(await agreeOn({ minimumAmount: amount })).toBe('BAD_USER_INPUT');
      expect(await report({ amount })).toBe('INVALID_INPUT');
    },
  );

  test('is one of the complete list, whether this runtime knows it or not', () => {
    expect(Intl.supportedValuesOf('currency').filter((code) => !CURRENCIES.has(code))).toEqual([]);
    expect([...CURRENCIES].every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });
});

describe('a span of days', () => {
  const query = 'query ($from: Date!, $to: Date!) { dailyReferralStats(from: $from, to: $to) { day } }';
  test.each([
    ['0000-01-01', '0000-01-01'],
    ['0000-12-31', '0001-01-01'],
    ['0000-06-15', '0000-06-30'],
  ])('that starts before the year 1 is BAD_USER_INPUT: %s to %s', async (from, to) => {
    const { body } = await api.send('demo', query, { from, to }, owner);
    expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
  });

  test('in the years 1 to 9999 is answered', async () => {
    for (const day of ['0001-01-01', '9999-12-31'])
      expect(await api.ok('demo', query, { from: day, to: day }, owner)).toEqual({ dailyReferralStats: [] });
  });
});
