import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// Boards on which the least is best, and scores that a board cannot rank.

let api: Api;
let stands: Stands;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  const referralPolicy = { holdingPeriodDays: 7, newCustomersOnly: false };
  stands = await openFresh(api, { referralPolicy });
  for (const name of ['ann', 'bob', 'cat']) await stands.join(name);
});
afterAll(() => api.close());

const events = (metric: 'EVENT_COUNT' | 'EVENT_AMOUNT', settings: object = {}) =>
  stands.make({ metric, eventType: 'PURCHASE', ...settings });
const won = (amountMinor: number) => ({ amount: { amountMinor, currency: 'KRW' } });

describe('a board with the lowest first', () => {
  test('ranks the least score best, and no score not at all', async () => {
    const id = await stands.make({ direction: 'LOWEST_FIRST' });
    for (const [name, points] of [
      ['ann', 3],
      ['bob', 12],
      ['cat', 3],
    ] as const) {
      await stands.award(name, points);
      api.clock.advance({ seconds: 1 });
    }
    await stands.join('dan');
    await stands.reverse(await stands.award('dan', 1));
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 3', '1 cat 3', '3 bob 12']);
    expect(await stands.list(id, { first: 1 })).toEqual(['1 ann 3', '1 cat 3', '3 bob 12']);
    expect(await stands.recordOf(id, 'bob')).toMatchObject({ rank: 3, tiedWithCount: 0, scoreToNextRank: 9 });
    expect(await stands.recordOf(id, 'cat')).toMatchObject({
      rank: 1,
      tiedWithCount: 1,
      percentile: 100,
      scoreToNextRank: null,
    });
    expect(await stands.recordOf(id, 'dan')).toMatchObject({ rank: null, unrankedReason: 'NOTHING_COUNTS' });
    api.clock.advance({ days: 1 });
    await stands.award('ann', 10);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 cat 3', '2 bob 12', '3 ann 13']);
    const moved = ['ann', 'bob', 'cat'].map(async (name) => (await stands.recordOf(id, name)).rankChange);
    expect(await Promise.all(moved)).toEqual([-2, 1, 0]);
  });
});

describe('a score that the scale cannot hold', () => {
  const LIMIT = 268_435_455;

  test('is kept exactly and has no rank until it is a multiple of the scale again', async () => {
    const id = await stands.make({ scoreStep: 10 });
    await stands.award('ann', 50);
    await stands.award('bob', 33);
    await stands.award('cat', 20);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 50', '2 cat 20']);
    expect(await stands.see(id, 'totalCount unrankableCount')).toEqual({ totalCount: 2, unrankableCount: 1 });
    expect(await stands.recordOf(id, 'bob')).toMatchObject({
      score: 33,
      rank: null,
      percentile: null,
      scoreToNextRank: null,
      unrankedReason: 'SCORE_NOT_EXACT',
    });
    await stands.award('bob', 7);
    await stands.award('cat', 5);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 50', '2 bob 40']);
    expect(await stands.see(id, 'totalCount unrankableCount')).toEqual({ totalCount: 2, unrankableCount: 1 });
    await stands.award('cat', 5);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 50', '2 bob 40', '3 cat 30']);
    expect(await stands.see(id, 'totalCount unrankableCount')).toEqual({ totalCount: 3, unrankableCount: 0 });
    expect((await stands.recordOf(id, 'bob')).scoreToNextRank).toBe(10);
  });

  test('is one over 268,435,455 steps, at every scale', async () => {
    const scaled = await stands.make({ metric: 'EVENT_AMOUNT', eventType: 'PURCHASE', scoreStep: 1_000 });
    const plain = await stands.make({ metric: 'EVENT_AMOUNT', eventType: 'PURCHASE' });
    await stands.happen('ann', won(LIMIT));
    await stands.happen('bob', won(LIMIT * 1_000));
    await stands.happen('cat', won(1));
    await api.drain();
    expect(await stands.list(plain)).toEqual([`1 ann ${LIMIT}`, '2 cat 1']);
    expect(await stands.recordOf(plain, 'bob')).toMatchObject({
      score: LIMIT * 1_000,
      unrankedReason: 'SCORE_TOO_HIGH',
    });
    expect(await stands.list(scaled)).toEqual([`1 bob ${LIMIT * 1_000}`]);
    expect(await stands.see(scaled, 'unrankableCount')).toEqual({ unrankableCount: 2 });
    const order = await stands.happen('bob', won(1_000));
    const one = await stands.happen('ann', won(1));
    await api.drain();
    expect(await stands.list(scaled)).toEqual([]);
    expect(await stands.list(plain)).toEqual(['1 cat 1']);
    expect(await stands.see(plain, 'totalCount unrankableCount')).toEqual({
      totalCount: 1,
      unrankableCount: 2,
    });
    await stands.refund('bob', order, 1_000);
    await stands.refund('ann', one, 1);
    await api.drain();
    expect(await stands.list(scaled)).toEqual([`1 bob ${LIMIT * 1_000}`]);
    expect(await stands.list(plain)).toEqual([`1 ann ${LIMIT}`, '2 cat 1']);
  });

  test('does not come from amounts beyond exact sums: those are refused as input', async () => {
    const id = await events('EVENT_AMOUNT');
    const most = 1_000_000_000_000;
    await stands.happen('ann', won(most));
    await expect(stands.happen('ann', won(most + 1))).rejects.toThrow('from 0 to 1,000,000,000,000');
    await stands.happen('bob', won(5));
    await api.drain();
    expect(await stands.recordOf(id, 'ann')).toMatchObject({ score: most, unrankedReason: 'SCORE_TOO_HIGH' });
    expect(await stands.list(id)).toEqual(['1 bob 5']);
  });
});
