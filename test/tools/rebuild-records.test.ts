import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boardIdOf } from '../../functions/features/leaderboards/boards/rules.ts';
import { relistingDue } from '../../functions/features/leaderboards/relisting.ts';
import type { Item } from '../../functions/table/client.ts';
import { memberKey } from '../../functions/table/keys.ts';
import { rebuildRecords } from '../../tools/rebuild/records.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { startRankings, type World } from './ranking-world.ts';

let world: World;
beforeAll(async () => {
  world = await startRankings();
});
afterAll(() => world.api.close());

const problems = async () => (await verifyRankings(world.deps)).problems;
const records = async (boardId: string) =>
  (await world.api.scanAll()).filter(({ et, SK }) => et === 'RECORD' && SK.includes(boardId));
/** What a record says, less how often it was written and, of a board with a past, by whom. */
const said = (items: Item[]) =>
  items.map(({ version, backfilled, ...item }) => JSON.stringify(item, Object.keys(item).sort())).sort();

/** All boards but the one that is still counting its past. */
async function boards(): Promise<string[]> {
  const all = (await world.api.scanAll()).filter(({ et }) => et === 'LEADERBOARD').map(({ SK }) => SK);
  return all.filter((id) => id !== world.boards.counting);
}

describe('a rebuild of records', () => {
  test('changes nothing on a sound board', async () => {
    const before = await world.api.scanAll();
    for (const id of await boards())
      expect((await rebuildRecords(world.deps, id, false)).corrected).toEqual([]);
    expect(await world.api.scanAll()).toEqual(before);
  });

  test.each(['weekly', 'daily', 'spent', 'byCode', 'closed'] as const)(
    'restores lost and wrong records of the board %s, and the projector updates its tree from them',
    async (which) => {
      const id = world.boards[which];
      const before = await records(id);
      const [lost, ...others] = before;
      const wrong = others.at(-1) ?? lost;
      if (lost === undefined || wrong === undefined) throw new Error('The board has no records.');
      await world.deps.table.write({ delete: { PK: lost.PK, SK: lost.SK } });
      if (wrong !== lost)
        // Whether it was listed when its day began is known to itself alone.
        await world.deps.table.write({
          put: { ...wrong, score: 1, morning: wrong.morning === null ? null : 1, reachedAt: 7 },
        });
      await world.project();
      expect(await problems()).not.toEqual([]);
      const damaged = await records(id);
      const planned = await rebuildRecords(world.deps, id, true);
      expect(await records(id)).toEqual(damaged);
      const done = await rebuildRecords(world.deps, id, false);
      expect(done).toEqual(planned);
      expect(done.corrected).toHaveLength(wrong === lost ? 1 : 2);
      await world.project();
      expect(await problems()).toEqual([]);
      expect(said(await records(id))).toEqual(said(before));
      expect((await rebuildRecords(world.deps, id, false)).corrected).toEqual([]);
    },
  );

  test('refuses while a board counts its history, and for a board that does not exist', async () => {
    const counting = rebuildRecords(world.deps, world.boards.counting, false);
    await expect(counting).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    const strange = rebuildRecords(world.deps, 'lbd_nothing', false);
    await expect(strange).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });

  test('stops at a record that was written since it was read, and leaves it unchanged', async () => {
    const id = world.boards.weekly;
    const [one] = await records(id);
    if (one === undefined) throw new Error('The board has no records.');
    await world.deps.table.write({ put: { ...one, score: 1 } });
    const { transact } = world.deps.table;
    const moved = { ...one, score: 2, version: Number(one.version) + 1 };
    let reads = 0;
    const table = {
      ...world.deps.table,
      // The survey scans; the first batch that is read is that of the corrections.
      batchGet: async (...asked: Parameters<typeof world.deps.table.batchGet>) => {
        reads += 1;
        if (reads === 1) await transact([{ put: moved }]);
        return world.deps.table.batchGet(...asked);
      },
    };
    const rebuilt = rebuildRecords({ ...world.deps, table }, id, false);
    await expect(rebuilt).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    expect(await world.deps.table.get({ PK: one.PK, SK: one.SK })).toEqual(moved);
    await rebuildRecords(world.deps, id, false);
    await world.project();
    expect(await problems()).toEqual([]);
  });
});

describe('with members who were hidden or suspended and returned,', () => {
  /** Nothing is wrong, and a rebuild of any board changes nothing. */
  async function expectRight(when: string): Promise<void> {
    expect([when, await problems()]).toEqual([when, []]);
    for (const id of await boards()) {
      const { corrected } = await rebuildRecords(world.deps, id, false);
      expect([when, id, corrected]).toEqual([when, id, []]);
    }
  }
  const follow = async () => {
    await world.api.tick();
    await world.project();
  };

  beforeAll(async () => {
    world = await startRankings();
  });

  test('a rebuild finds nothing to do on any board, on that day and later', async () => {
    const { api } = world;
    await world.show('ann', 'HIDDEN');
    await world.suspend('bob');
    await expectRight('before the records have followed');
    await follow();
    await expectRight('hidden and suspended');
    await world.award('ann', 5);
    await world.award('bob', 7);
    await world.project();
    await expectRight('they go on earning');
    api.clock.advance({ days: 1 });
    await world.award('ann', 11);
    await world.project();
    await expectRight('the day after');
    await world.show('ann', 'FULL');
    await world.reinstate('bob');
    await world.reinstate('fay');
    await follow();
    await expectRight('returned');
    await world.award('ann', 3);
    await world.award('cat', 3);
    await world.show('cat', 'HIDDEN');
    await follow();
    await expectRight('earned and left within a day');
    await world.show('cat', 'FULL');
    await follow();
    await expectRight('left and returned within a day');
    api.clock.advance({ days: 1 });
    await expectRight('midnight has passed');
    await world.show('dan', 'HIDDEN');
    api.clock.advance({ days: 1 });
    await expectRight('midnight passes before the records have followed');
    await follow();
    await expectRight('they have followed after midnight');
    // The week is over, and what it lists does not move.
    api.clock.advance({ days: 7 });
    await world.show('dan', 'FULL');
    await world.show('eve', 'HIDDEN');
    await world.suspend('ann');
    await follow();
    await expectRight('a week later');
  });

  test('a rebuild of lost records keeps what only records know: who was listed at the day start', async () => {
    const { api } = world;
    api.clock.advance({ days: 1 });
    await world.award('bob', 2);
    await world.show('cat', 'HIDDEN');
    await follow();
    const id = boardIdOf('demo', 'default POINTS_EARNED ALL_TIME');
    const before = await records(id);
    for (const one of before) await world.deps.table.write({ put: { ...one, score: 1, reachedAt: 7 } });
    expect((await rebuildRecords(world.deps, id, false)).corrected).toHaveLength(before.length);
    await world.project();
    expect(said(await records(id))).toEqual(said(before));
    await expectRight('rebuilt');
  });

  test('a rebuild keeps the history of a member who has gone since, on a board that had counted it', async () => {
    const id = await world.board({ metric: 'POINTS_EARNED', seasonKind: 'YEAR' });
    world.api.clock.advance({ minutes: 4 });
    await world.api.tick();
    await follow();
    const key = memberKey('demo', world.idOf('dan'));
    await world.deps.table.transact([
      { delete: key },
      relistingDue({ id: world.idOf('dan'), programId: 'demo', version: 1_000 }, world.api.clock.now()),
    ]);
    await follow();
    const gone = (await records(id)).find(({ PK }) => PK.endsWith(world.idOf('dan')));
    expect(gone).toMatchObject({ listed: false, backfilled: true });
    expect((await rebuildRecords(world.deps, id, true)).corrected).toEqual([]);
    expect(await problems()).toEqual([]);
  });
});
