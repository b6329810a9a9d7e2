import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../functions/table/client.ts';
import { rebuildRecords } from '../../local/rebuild-records.ts';
import { verifyRankings } from '../../local/verify-rankings.ts';
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

describe('a rebuild of records', () => {
  test('changes nothing where nothing is wrong', async () => {
    const before = await world.api.scanAll();
    for (const id of [world.boards.weekly, world.boards.spent, world.boards.byCode, world.boards.closed])
      expect((await rebuildRecords(world.deps, id, false)).corrected).toEqual([]);
    expect(await world.api.scanAll()).toEqual(before);
  });

  test.each(['weekly', 'daily', 'spent', 'byCode', 'closed'] as const)(
    'makes lost and wrong records of the board %s anew, and the projector brings its tree after them',
    async (which) => {
      const id = world.boards[which];
      const before = await records(id);
      const [lost, ...others] = before;
      const wrong = others.at(-1) ?? lost;
      if (lost === undefined || wrong === undefined) throw new Error('The board has no records.');
      await world.deps.table.write({ delete: { PK: lost.PK, SK: lost.SK } });
      if (wrong !== lost)
        await world.deps.table.write({ put: { ...wrong, score: 1, morning: 1, reachedAt: 7 } });
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

  test('waits for a board that still counts its past, and tells of one that is not there', async () => {
    const counting = rebuildRecords(world.deps, world.boards.counting, false);
    await expect(counting).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    const strange = rebuildRecords(world.deps, 'lbd_nothing', false);
    await expect(strange).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });

  test('stops at a record that was written since it was read, and takes nothing from it', async () => {
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
