import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  forgetBoards,
  getBoard,
  replaceBoard,
} from '../../../functions/features/leaderboards/boards/store.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// Who sees which boards, and when.

let api: Api;
let stands: Stands;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  stands = await openFresh(api);
});
afterAll(() => api.close());

describe('a board', () => {
  const node = async (id: string, who: object) =>
    (await api.ok(stands.slug, 'query($id: ID!) { node(id: $id) { id __typename } }', { id }, who)).node;
  /** Whether somebody sees a board, by each of the three ways, and its season and somebody's record in it by their ids. */
  async function sees(id: string, who: { token?: string }, home = stands): Promise<boolean[]> {
    const listed = (await stands.boards(who)).some((board) => board.id === id);
    const { id: seasonId, top } = await home.see(id, 'id top(first: 1) { edges { node { id } } }');
    const nodes = [id, seasonId, top.edges[0].node.id].map(async (one) => (await node(one, who)) !== null);
    return [listed, (await stands.seeBoard(id, 'id', who)) !== null, ...(await Promise.all(nodes))];
  }
  const yes = [true, true, true, true, true];
  const no = [false, false, false, false, false];

  test('is visible to members only within its window, to the millisecond, and to organizers at any time', async () => {
    await stands.enter([['ann', 5]]);
    const person = stands.of('ann');
    const [from, to] = [api.clock.now().getTime() + 3_600_000, api.clock.now().getTime() + 7_200_000];
    const id = await stands.make({
      visibleFrom: new Date(from).toISOString(),
      visibleUntil: new Date(to).toISOString(),
    });
    const moderator = { token: await api.as(stands.slug, 'MODERATOR') };
    const judge = { token: await api.as(stands.slug, 'JUDGE') };
    const key = { apiKey: await api.apiKey(stands.slug, ['MEMBERS_READ']) };
    for (const [moment, seen] of [
      [from - 1, no],
      [from, yes],
      [to - 1, yes],
      [to, no],
    ] as const) {
      api.clock.set(new Date(moment));
      expect([moment - from, await sees(id, person)]).toEqual([moment - from, seen]);
      expect([moment - from, await sees(id, judge)]).toEqual([moment - from, seen]);
      expect([moment - from, await stands.seeBoard(id, 'id', key)]).toEqual([
        moment - from,
        seen === yes ? { id } : null,
      ]);
      for (const who of [stands.organizer, moderator]) expect(await sees(id, who)).toEqual(yes);
    }
  });

  test('with a changed window is visible by the new one', async () => {
    await stands.enter([['ann', 5]]);
    const person = stands.of('ann');
    const id = stands.pointsBoard();
    expect(await sees(id, person)).toEqual(yes);
    await stands.change('updateLeaderboard', {
      leaderboardId: id,
      visibleUntil: api.clock.now().toISOString(),
    });
    expect(await sees(id, person)).toEqual(no);
    await stands.change('updateLeaderboard', { leaderboardId: id, visibleUntil: null });
    expect(await sees(id, person)).toEqual(yes);
  });

  test('of another program is not found, by any query', async () => {
    const other = await openFresh(api);
    await other.enter([['ann', 5]]);
    for (const id of [other.pointsBoard(), await other.make({})]) {
      expect(await sees(id, stands.organizer, other)).toEqual(no);
      expect(await sees(id, await stands.join('ann'), other)).toEqual(no);
    }
  });

  test('of a newer version, which ranks a subject unknown to this one, stops no other: only its records fail', async () => {
    await stands.enter([['ann', 5]]);
    const sound = stands.pointsBoard();
    const board = await getBoard(api.deps, stands.slug, stands.pointsBoard('MONTH'));
    if (board === undefined) throw new Error('A new program has this board.');
    await api.deps.table.write(
      replaceBoard(board, { ...board, subject: 'TEAM', version: board.version + 1 }),
    );
    forgetBoards(api.deps, stands.slug);
    expect((await stands.boards()).map(({ id }) => id)).toEqual(expect.arrayContaining([sound, board.id]));
    expect(await stands.see(board.id, 'totalCount isCurrent')).toEqual({ totalCount: 1, isCurrent: true });
    await expect(stands.see(board.id, 'top { edges { node { rank } } }')).rejects.toThrow();
    expect(await stands.list(sound)).toEqual(['1 ann 5']);
  });

  test('may have any text as its name', async () => {
    for (const name of [
      '달빛 순위 🌙',
      'مرحبا بالعالم',
      '\u202eesrever\u202c',
      '<b>"&\'',
      'a\nb',
      '👩‍👩‍👧‍👦'.repeat(11),
    ]) {
      const { leaderboard, userErrors } = await stands.change('createLeaderboard', {
        name,
        metric: 'POINTS_EARNED',
        idempotencyKey: name,
      });
      expect([userErrors, leaderboard?.name]).toEqual([[], name]);
      expect(await stands.seeBoard(leaderboard.id, 'name')).toEqual({ name });
    }
  });
});
