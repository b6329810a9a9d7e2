import { describe, expect, test } from 'vitest';
import {
  type Board,
  backfillState,
  boardModel,
  closeBoard,
  createBoard,
  createBoardInput,
  defaultBoards,
  isBackfilling,
  isOpen,
  isStreamed,
  isVisible,
  updateBoard,
  writeShards,
} from '../../../functions/features/leaderboards/boards/rules.ts';

const NOW = new Date('2026-11-02T03:00:00.000Z');
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const at = (seconds: number) => inSeconds(seconds).toISOString();

function aBoard(input: object = {}, settings: Partial<Board> = {}): Board {
  const whole = createBoardInput.parse({
    name: 'Points',
    subject: 'MEMBER',
    metric: 'POINTS_EARNED',
    idempotencyKey: 'one',
    ...input,
  });
  return { ...createBoard({ id: 'demo' }, whole, 'mem_1', NOW), ...settings };
}
const done = (board: Board): Board => ({
  ...board,
  backfill: { startsAt: at(180), finishedAt: at(181), membersDone: 1, position: 'x' },
});

describe('a new board', () => {
  test('counts new facts from the next minute on, and its history from the third on', () => {
    expect(aBoard()).toMatchObject({
      countsFrom: at(60),
      backfill: { startsAt: at(180), finishedAt: null, membersDone: 0, position: null },
      closesAt: null,
      version: 1,
    });
    expect([59.999, 60, 61].map((seconds) => isStreamed(aBoard(), at(seconds)))).toEqual([false, true, true]);
  });

  test('is stored and read back unchanged', () => {
    for (const board of [aBoard(), ...defaultBoards({ id: 'demo', createdAt: at(0) }, 'operator')])
      expect(boardModel.parse(board)).toEqual(board);
  });

  test('has an id from its idempotency key and program only', () => {
    expect(aBoard({ name: 'Other', shards: 4 }).id).toBe(aBoard().id);
    expect(aBoard({ idempotencyKey: 'two' }).id).not.toBe(aBoard().id);
  });
});

test('the first boards of a program have ids of their own, count from its beginning and have no history', () => {
  const boards = defaultBoards({ id: 'demo', createdAt: at(0) }, 'operator');
  expect(new Set(boards.map(({ id }) => id)).size).toBe(4);
  for (const board of boards) {
    expect([isStreamed(board, at(0)), isBackfilling(board), isVisible(board, NOW)]).toEqual([
      true,
      false,
      true,
    ]);
    expect(isStreamed(board, at(-1))).toBe(false);
  }
});

describe('a board that closes', () => {
  test('counts the facts of the next minute, and is unchanged when it is closed again', () => {
    const closed = closeBoard(aBoard({}, { countsFrom: at(-100) }), NOW);
    expect(closed).toMatchObject({ closesAt: at(60), version: 2, updatedAt: at(0) });
    expect([0, 59.999, 60, 61].map((seconds) => isStreamed(closed, at(seconds)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([isOpen(aBoard()), isOpen(closed)]).toEqual([true, false]);
    expect(closeBoard(closed, inSeconds(1_000))).toBe(closed);
  });
});

describe('a change of a board', () => {
  test('of nothing returns the same object', () => {
    const board = aBoard({ visibleFrom: NOW });
    for (const patch of [{}, { name: 'Points' }, { shards: 1 }, { visibleFrom: NOW }, { visibleUntil: null }])
      expect(updateBoard(board, patch, inSeconds(1))).toEqual({ ok: true, value: board });
  });

  test('to more shards is used by writers a minute later', () => {
    const decision = updateBoard(aBoard({ shards: 2 }), { shards: 8 }, NOW);
    if (!decision.ok) throw new Error(decision.refusal.message);
    expect([0, 59.999, 60].map((seconds) => writeShards(decision.value, inSeconds(seconds)))).toEqual([
      2, 2, 8,
    ]);
    // Raised again before that: writers stay with those that every reader knows.
    const again = updateBoard(decision.value, { shards: 16 }, inSeconds(30));
    if (!again.ok) throw new Error(again.refusal.message);
    expect([30, 60, 89.999, 90].map((seconds) => writeShards(again.value, inSeconds(seconds)))).toEqual([
      2, 2, 2, 16,
    ]);
    const later = updateBoard(decision.value, { shards: 16 }, inSeconds(70));
    if (!later.ok) throw new Error(later.refusal.message);
    expect([70, 129.999, 130].map((seconds) => writeShards(later.value, inSeconds(seconds)))).toEqual([
      8, 8, 16,
    ]);
  });

  test('of the name keeps a change of shards that is about to come', () => {
    const raised = updateBoard(aBoard(), { shards: 8 }, NOW);
    if (!raised.ok) throw new Error(raised.refusal.message);
    const renamed = updateBoard(raised.value, { name: 'Other' }, inSeconds(10));
    expect(renamed).toEqual({
      ok: true,
      value: { ...raised.value, name: 'Other', updatedAt: at(10), version: 3 },
    });
  });
});

describe('members see a board', () => {
  test('when its history is counted', () => {
    expect([isVisible(aBoard(), inSeconds(1_000)), isVisible(done(aBoard()), inSeconds(1_000))]).toEqual([
      false,
      true,
    ]);
  });

  test.each<[string, object, boolean[]]>([
    ['without limits, always', {}, [true, true, true, true]],
    ['from its beginning on', { visibleFrom: inSeconds(10) }, [false, true, true, true]],
    ['until its end, and not at it', { visibleUntil: inSeconds(20) }, [true, true, true, false]],
    ['between both', { visibleFrom: inSeconds(10), visibleUntil: inSeconds(20) }, [false, true, true, false]],
  ])('%s', (_when, window, seen) => {
    const board = done(aBoard(window));
    expect([9.999, 10, 19.999, 20].map((seconds) => isVisible(board, inSeconds(seconds)))).toEqual(seen);
  });
});

test('a backfill is pending until it has counted somebody, then running, then complete', () => {
  const waiting = { startsAt: at(180), finishedAt: null, membersDone: 0, position: null };
  expect(backfillState(waiting)).toBe('WAITING');
  expect(backfillState({ ...waiting, membersDone: 40, position: 'x' })).toBe('RUNNING');
  expect(backfillState({ ...waiting, finishedAt: at(181) })).toBe('DONE');
});
