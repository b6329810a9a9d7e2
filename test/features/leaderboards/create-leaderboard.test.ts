import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { boardCountKey } from '../../../functions/table/keys.ts';
import { type Api, startApi } from '../../support/api.ts';
import { accepted, openFresh, refused, type Stands } from './boards.ts';

// The boards of a new program, and making more, through the API.

let api: Api;
let stands: Stands;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  stands = await openFresh(api);
});
afterAll(() => api.close());

const create = (settings: object = {}) => stands.createPoints(settings);

describe('a new program', () => {
  test('has boards of points and of referrals, all-time and monthly, visible to members at once', async () => {
    const person = await stands.join('ann');
    const expected = [
      { name: 'Points of all time', metric: 'POINTS_EARNED', seasonKind: 'ALL_TIME' },
      { name: 'Points of the month', metric: 'POINTS_EARNED', seasonKind: 'MONTH' },
      { name: 'Referrals of all time', metric: 'REFERRALS_REWARDED', seasonKind: 'ALL_TIME' },
      { name: 'Referrals of the month', metric: 'REFERRALS_REWARDED', seasonKind: 'MONTH' },
    ];
    for (const who of [person, stands.organizer])
      expect(await stands.boards(who)).toEqual(
        expected.map((board) => ({ ...board, id: expect.any(String) })),
      );
    const fields =
      'subject direction scoreStep shards eventType visibleFrom visibleUntil closesAt backfill { state } season { key startsAt endsAt isCurrent totalCount updatedAt unrankableCount }';
    expect(await stands.seeBoard(stands.pointsBoard('MONTH'), fields)).toEqual({
      subject: 'MEMBER',
      direction: 'HIGHEST_FIRST',
      scoreStep: 1,
      shards: 1,
      eventType: null,
      visibleFrom: null,
      visibleUntil: null,
      closesAt: null,
      backfill: null,
      season: {
        key: '2026-11',
        startsAt: '2026-10-31T15:00:00.000Z',
        endsAt: '2026-11-30T15:00:00.000Z',
        isCurrent: true,
        totalCount: 0,
        updatedAt: null,
        unrankableCount: 0,
      },
    });
  });

  test('counts on its boards from its first second', async () => {
    await stands.join('ann');
    await stands.award('ann', 5);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 5']);
    expect(await stands.list(stands.pointsBoard('MONTH'))).toEqual(['1 ann 5']);
  });
});

describe('createLeaderboard', () => {
  test('makes a board with the given settings', async () => {
    const settings = {
      name: ' Spenders \u{1F375} 주간 ',
      metric: 'EVENT_AMOUNT',
      eventType: 'PURCHASE',
      direction: 'LOWEST_FIRST',
      seasonKind: 'WEEK',
      scoreStep: 100,
      shards: 4,
      visibleFrom: '2026-11-02T00:00:00.000Z',
      visibleUntil: '2026-12-01T00:00:00+09:00',
    };
    expect(await create(settings)).toEqual(
      accepted({
        ...settings,
        name: 'Spenders \u{1F375} 주간',
        subject: 'MEMBER',
        visibleUntil: '2026-11-30T15:00:00.000Z',
        closesAt: null,
        backfill: {
          state: 'WAITING',
          startsAt: new Date(api.clock.now().getTime() + 180_000).toISOString(),
          finishedAt: null,
          membersDone: 0,
          joinedThrough: null,
        },
      }),
    );
  });

  test.each<[string, string, object]>([
    ['no name', 'name', { name: ' ' }],
    ['a name of 81 characters', 'name', { name: '가'.repeat(81) }],
    ['a name with a control character', 'name', { name: 'a\u0007b' }],
    ['no shards', 'shards', { shards: 0 }],
    ['65 shards', 'shards', { shards: 65 }],
    ['no step', 'scoreStep', { scoreStep: 0 }],
    ['a step over a billion', 'scoreStep', { scoreStep: 1_000_000_001 }],
    ['a step for what counts', 'scoreStep', { metric: 'REFERRALS_REWARDED', scoreStep: 10 }],
    ['a step for counted events', 'scoreStep', { metric: 'EVENT_COUNT', eventType: 'VISIT', scoreStep: 10 }],
    ['points of codes', 'subject', { subject: 'REFERRAL_CODE' }],
    ['events of codes', 'subject', { subject: 'REFERRAL_CODE', metric: 'EVENT_COUNT', eventType: 'VISIT' }],
    ['points of a type of events', 'eventType', { eventType: 'PURCHASE' }],
    ['events of no type', 'eventType', { metric: 'EVENT_COUNT' }],
    ['events of a type in small letters', 'eventType', { metric: 'EVENT_COUNT', eventType: 'purchase' }],
    ['refunds', 'eventType', { metric: 'EVENT_AMOUNT', eventType: 'REFUND' }],
    ['a window that ends before it begins', 'visibleUntil', { visibleFrom: at(2), visibleUntil: at(1) }],
    ['a window of nothing', 'visibleUntil', { visibleFrom: at(1), visibleUntil: at(1) }],
    ['no idempotency key', 'idempotencyKey', { idempotencyKey: '' }],
    ['an idempotency key of 129 characters', 'idempotencyKey', { idempotencyKey: 'x'.repeat(129) }],
  ])('refuses %s, and writes nothing', async (_what, field, settings) => {
    const before = await api.scanAll();
    expect(await create(settings)).toEqual(refused('INVALID_INPUT', field));
    expect(await api.scanAll()).toEqual(before);
  });

  test('with the same idempotency key and input answers the first board, however often, and counts it once', async () => {
    const first = await create();
    api.clock.advance({ days: 3 });
    const before = await api.scanAll();
    expect(await create()).toEqual(first);
    // Spelt otherwise, and the same: a default that is given, blanks that are trimmed.
    expect(await create({ scoreStep: 1, shards: 1, direction: 'HIGHEST_FIRST', name: ' Points ' })).toEqual(
      first,
    );
    expect(await create({ eventType: null, visibleFrom: null, visibleUntil: null })).toEqual(first);
    expect(await api.scanAll()).toEqual(before);
    expect(await stands.boards()).toHaveLength(5);
  });

  test.each([{ name: 'Other' }, { shards: 2 }, { seasonKind: 'DAY' }, { visibleUntil: at(9) }])(
    'with the same idempotency key and other input is refused: %j',
    async (other) => {
      await create();
      const before = await api.scanAll();
      expect(await create(other)).toEqual(refused('IDEMPOTENCY_CONFLICT', 'idempotencyKey'));
      expect(await api.scanAll()).toEqual(before);
    },
  );

  test('with the same idempotency key answers the board in its present state', async () => {
    const { leaderboard } = await create();
    await stands.change('updateLeaderboard', { leaderboardId: leaderboard.id, name: 'Renamed' });
    expect(await create()).toEqual(accepted({ id: leaderboard.id, name: 'Renamed' }));
  });

  test('sent many times at once makes one board', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => create()));
    expect(new Set(answers.map(({ leaderboard }) => leaderboard.id)).size).toBe(1);
    expect(await stands.boards()).toHaveLength(5);
  });

  test('makes 20 open boards, and the 21st after one of them is closed', async () => {
    const made = await Promise.all(
      Array.from({ length: 16 }, (_, n) => create({ idempotencyKey: `board ${n}` })),
    );
    expect(made.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    const before = await api.scanAll();
    expect(await create({ idempotencyKey: 'one more' })).toEqual(refused('TOO_MANY_LEADERBOARDS', null));
    expect(await api.scanAll()).toEqual(before);
    // Whose answer was lost is told of the board that it made.
    expect(await create({ idempotencyKey: 'board 3' })).toEqual(made[3]);
    const close = () => stands.change('closeLeaderboard', { leaderboardId: stands.pointsBoard() });
    await close();
    await close();
    expect(await create({ idempotencyKey: 'one more' })).toEqual(accepted({ name: 'Points' }));
    expect(await create({ idempotencyKey: 'and another' })).toEqual(refused('TOO_MANY_LEADERBOARDS', null));
    expect(await stands.boards()).toHaveLength(21);
  });

  test('makes 500 boards in all, closed ones included', async () => {
    // As if 495 others had been made and closed.
    await api.deps.table.write({
      update: boardCountKey(stands.slug),
      set: 'ADD #total :others',
      names: { '#total': 'total' },
      values: { ':others': 495 },
    });
    expect(await create({ idempotencyKey: 'the 500th' })).toEqual(accepted({ name: 'Points' }));
    expect(await create({ idempotencyKey: 'the 501st' })).toEqual(refused('TOO_MANY_LEADERBOARDS', null));
    await stands.change('closeLeaderboard', { leaderboardId: stands.pointsBoard() });
    expect(await create({ idempotencyKey: 'the 501st' })).toEqual(refused('TOO_MANY_LEADERBOARDS', null));
  });

  test('makes no 21st open board in concurrent requests', async () => {
    const made = await Promise.all(
      Array.from({ length: 24 }, (_, n) => create({ idempotencyKey: `rush ${n}` })),
    );
    expect(made.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(16);
    expect(await stands.boards()).toHaveLength(20);
  });
});

/** So many days after the tests begin. */
function at(days: number): string {
  return new Date(Date.parse('2026-11-02T03:00:00.000Z') + days * 86_400_000).toISOString();
}
