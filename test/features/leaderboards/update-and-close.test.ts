import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';
import { accepted, openFresh, refused, type Stands } from './boards.ts';

// Changing and closing boards, through the API.

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

describe('updateLeaderboard', () => {
  let id: string;
  beforeEach(async () => {
    id = (await create({ shards: 4, visibleFrom: at(1), visibleUntil: at(5) })).leaderboard.id;
  });
  const update = (settings: object) => stands.change('updateLeaderboard', { leaderboardId: id, ...settings });

  test('changes the name, the shards and the window, and keeps the rest', async () => {
    const settings = { name: 'Tea lovers', shards: 64, visibleFrom: at(2), visibleUntil: at(3) };
    expect(await update(settings)).toEqual(accepted({ ...settings, metric: 'POINTS_EARNED', scoreStep: 1 }));
    expect(await update({ visibleFrom: null })).toEqual(accepted({ visibleFrom: null, visibleUntil: at(3) }));
    expect(await update({ visibleUntil: null })).toEqual(accepted({ visibleFrom: null, visibleUntil: null }));
  });

  test('that changes nothing writes nothing', async () => {
    const before = await api.scanAll();
    expect((await update({})).userErrors).toEqual([]);
    expect((await update({ shards: 4, visibleFrom: at(1) })).userErrors).toEqual([]);
    expect(await api.scanAll()).toEqual(before);
  });

  test.each<[string, string, object]>([
    ['fewer shards', 'shards', { shards: 3 }],
    ['65 shards', 'shards', { shards: 65 }],
    ['no shards', 'shards', { shards: 0 }],
    ['an empty name', 'name', { name: '' }],
    ['no name at all', 'name', { name: null }],
    ['no number of shards', 'shards', { shards: null }],
    ['an end before the beginning that there is', 'visibleUntil', { visibleUntil: at(1) }],
    ['a beginning after the end that there is', 'visibleFrom', { visibleFrom: at(6) }],
    ['an end before the beginning that there is', 'visibleUntil', { visibleUntil: at(0) }],
    ['both, the wrong way round', 'visibleUntil', { visibleFrom: at(3), visibleUntil: at(2) }],
  ])('refuses %s, and writes nothing', async (_what, field, settings) => {
    const before = await api.scanAll();
    expect(await update(settings)).toEqual(refused('INVALID_INPUT', field));
    expect(await api.scanAll()).toEqual(before);
  });

  test('refuses an unknown board, and one of another program', async () => {
    const other = await openFresh(api);
    expect(await other.change('updateLeaderboard', { leaderboardId: id, name: 'Mine' })).toEqual(
      refused('NOT_FOUND', 'leaderboardId'),
    );
    for (const nobodys of [`lbd_${'0'.repeat(26)}`, '', 'x', 'x'.repeat(3_000)]) {
      expect(await stands.change('updateLeaderboard', { leaderboardId: nobodys, name: 'x' })).toEqual(
        refused('NOT_FOUND', 'leaderboardId'),
      );
      expect(await stands.change('closeLeaderboard', { leaderboardId: nobodys })).toEqual(
        refused('NOT_FOUND', 'leaderboardId'),
      );
    }
    expect(await stands.seeBoard(id, 'name')).toEqual({ name: 'Points' });
  });

  test('in many concurrent requests loses no change', async () => {
    const changes = [{ name: 'Tea' }, { shards: 8 }, { visibleFrom: at(2) }, { visibleUntil: at(4) }];
    await Promise.all(changes.map(update));
    expect(await stands.seeBoard(id, 'name shards visibleFrom visibleUntil')).toEqual(
      Object.assign({}, ...changes),
    );
  });
});

describe('closeLeaderboard', () => {
  test('closes a minute later and for ever: closing again changes nothing, and the board stays readable', async () => {
    const id = stands.pointsBoard();
    const closesAt = new Date(api.clock.now().getTime() + 60_000).toISOString();
    expect(await stands.change('closeLeaderboard', { leaderboardId: id })).toEqual(
      accepted({ id, closesAt }),
    );
    api.clock.advance({ days: 1 });
    const before = await api.scanAll();
    expect(await stands.change('closeLeaderboard', { leaderboardId: id })).toEqual(
      accepted({ id, closesAt }),
    );
    expect(await api.scanAll()).toEqual(before);
    const person = await stands.join('ann');
    expect(await stands.seeBoard(id, 'closesAt season { totalCount }', person)).toEqual({
      closesAt,
      season: { totalCount: 0 },
    });
  });

  test.each([
    ['59 seconds later counts', 59, ['1 ann 5']],
    ['60 seconds later does not', 60, []],
    ['61 seconds later does not', 61, []],
  ])('counts nothing from a minute on: what happens %s', async (_what, seconds, listed) => {
    const id = stands.pointsBoard();
    await stands.join('ann');
    await stands.change('closeLeaderboard', { leaderboardId: id });
    api.clock.advance({ seconds });
    await stands.award('ann', 5);
    await api.drain();
    expect(await stands.list(id)).toEqual(listed);
    expect(await stands.list(stands.pointsBoard('MONTH'))).toEqual(['1 ann 5']);
  });

  test('freezes scores: a later reversal changes nothing on the board', async () => {
    await stands.join('ann');
    const entry = await stands.award('ann', 5);
    await stands.change('closeLeaderboard', { leaderboardId: stands.pointsBoard() });
    api.clock.advance({ minutes: 1 });
    await stands.reverse(entry);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 5']);
    expect(await stands.list(stands.pointsBoard('MONTH'))).toEqual([]);
  });
});

/** So many days after the tests begin. */
function at(days: number): string {
  return new Date(Date.parse('2026-11-02T03:00:00.000Z') + days * 86_400_000).toISOString();
}
