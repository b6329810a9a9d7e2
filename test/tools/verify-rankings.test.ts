import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { relistingDue } from '../../functions/features/leaderboards/relisting.ts';
import { countsOf } from '../../functions/projection/dated.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import {
  boardCountKey,
  boardKey,
  counterKey,
  memberKey,
  memberPartition,
  recordKey,
  relistingKey,
  standingsPartition,
  treeNodeKey,
} from '../../functions/table/keys.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { startRankings, type World } from './ranking-world.ts';

let world: World;
beforeAll(async () => {
  world = await startRankings();
});
afterAll(() => world.api.close());

const problems = async () => (await verifyRankings(world.deps)).problems;

async function read(key: Key): Promise<Item> {
  const item = await world.deps.table.get(key, { consistent: true });
  if (item === undefined) throw new Error(`There is no ${key.PK} ${key.SK}.`);
  return item;
}

/** All that is found while an item is other than it should be, or stands elsewhere as well; `undefined` removes it. */
async function foundWith(item: Item, change: object | undefined): Promise<string> {
  const { table } = world.deps;
  const damaged: Item = { ...item, ...change };
  const key = { PK: damaged.PK, SK: damaged.SK };
  const before = await table.get(key, { consistent: true });
  await table.write(change === undefined ? { delete: key } : { put: damaged });
  const found = await problems();
  await table.write(before === undefined ? { delete: key } : { put: before });
  expect(await problems()).toEqual([]);
  return found.join('\n');
}

/** A member's record, of the board of the week unless another is named. */
const recordOf = (name: string, boardId = world.boards.weekly, season = '2026-W45') =>
  read(recordKey(memberPartition('demo', world.idOf(name)), boardId, season));
const nodeKey = (level: number, prefix: number) =>
  treeNodeKey('demo', world.boards.weekly, '2026-W45', level, prefix);
const dayStart = (level: number, prefix: number) => read({ ...nodeKey(level, prefix), SK: 'NODE#MORNING' });

describe('the rankings of a program where all went well', () => {
  test('have nothing wrong, and it says what was checked of each board', async () => {
    const { boards, problems, wrong } = await verifyRankings(world.deps);
    expect([problems, wrong]).toEqual([[], 0]);
    expect(boards).toHaveLength(10);
    const of = (id: string) => boards.find(({ boardId }) => boardId === id);
    expect(of(world.boards.weekly)).toMatchObject({ seasons: 1, records: 6, isBackfilling: false });
    expect(of(world.boards.daily)).toMatchObject({ seasons: 2, records: 8, nodes: 16 });
    expect(of(world.boards.counting)).toMatchObject({ records: 1, isBackfilling: true });
    expect(of(world.boards.byCode)).toMatchObject({ records: 2, nodes: 4 });
  });

  test('have records of every state that there is: ranked, hidden, undone and unfit', async () => {
    expect(await recordOf('ann')).toMatchObject({ score: 20_450, listed: true });
    expect(await recordOf('fay')).toMatchObject({ score: 7, listed: false });
    expect((await recordOf('eve')).GSI1PK).toContain('#0');
    const { spent } = world.boards;
    expect(await recordOf('bob', spent, '2026')).toMatchObject({ score: 0 });
    expect(await recordOf('dan', spent, '2026')).not.toHaveProperty('GSI1PK');
    expect(await read(counterKey('demo', `BOARD#${spent}`, '2026'))).toMatchObject({ ranked: 1, unfit: 1 });
  });
});

describe('damage of a record is found and named', () => {
  test.each([
    [{ score: 20_451 }, 'its score is 20451 and what it counts comes to 20450'],
    [
      { reachedAt: 0 },
      'it was reached at 1970-01-01T00:00:00.000Z and the latest that it counts was at 2026-11-03',
    ],
    [{ morning: 11 }, 'when 2026-11-03 began its score was 550, and it says 11'],
    [{ day: '2026-11-01' }, 'its day is 2026-11-01 and something was booked on 2026-11-03'],
    [{ day: '2030-01-01' }, 'its day 2030-01-01 has not come'],
    [{ scale: 5 }, "its scale is 5 and the board's 1"],
    [{ owner: 'mem_other' }, 'it is of another owner than what it counts'],
    [{ score: 'many' }, 'expected number'],
  ])('%j', async (change, sentence) => {
    const record = await recordOf('ann');
    const found = await foundWith(record, change);
    expect(found).toContain(`${record.PK} ${record.SK}: `);
    expect(found).toContain(sentence);
  });

  test('it is listed otherwise than its member is', async () => {
    expect(await foundWith(await recordOf('ann'), { listed: false })).toContain(
      'it is not listed, and its member is',
    );
    expect(await foundWith(await recordOf('fay'), { listed: true })).toContain(
      'it is listed, and its member is not',
    );
    const ann = await read(memberKey('demo', world.idOf('ann')));
    expect(await foundWith(ann, undefined)).toContain('it is listed, and its member is not');
  });

  test('it is listed otherwise than its member is, but not where that is so because its season is over', async () => {
    const { daily } = world.boards;
    // What is wrong then is the tree, which counts the record as it was.
    const listing = 'its member is';
    const [past, present] = [
      await recordOf('ann', daily, '2026-11-02'),
      await recordOf('ann', daily, '2026-11-03'),
    ];
    expect(await foundWith(past, { listed: false })).not.toContain(listing);
    expect(await foundWith(present, { listed: false })).toContain(listing);
    const closed = await recordOf('cat', world.boards.closed, 'ALL');
    expect(await foundWith(closed, { listed: false })).not.toContain(listing);
  });

  test('it is listed otherwise than its member is, but not while the scheduler has yet to see to it', async () => {
    const record = await recordOf('ann');
    const due = relistingDue({ id: world.idOf('ann'), programId: 'demo', version: 1 }, world.api.clock.now());
    await world.deps.table.write(due);
    expect(await foundWith(record, { listed: false })).not.toContain('its member is');
    await world.deps.table.write({ delete: relistingKey('demo', world.idOf('ann')) });
    expect(await foundWith(record, { listed: false })).toContain('it is not listed, and its member is');
  });

  test('it is not there, though something counts in it', async () => {
    const record = await recordOf('bob');
    expect(await foundWith(record, undefined)).toContain(
      `Record ${record.PK} ${record.SK}: it is not there, and 3 facts count in it.`,
    );
    const late = await recordOf('dan', world.boards.counting, '2026-11');
    expect(await foundWith(late, undefined)).toContain('it is not there, and 1 facts count in it');
  });

  test('it is there, though nothing counts in it', async () => {
    const record = await recordOf('ann');
    expect(await foundWith(record, { SK: record.SK.replace('W45', 'W40') })).toContain(
      'nothing counts in it',
    );
    const hers = recordKey(memberPartition('demo', 'mem_ghost'), world.boards.weekly, '2026-W45');
    expect(await foundWith(record, hers)).toContain(`Record ${hers.PK} ${hers.SK}: nothing counts in it`);
  });

  test('it stands where no record of its board can', async () => {
    const record = await recordOf('ann', world.boards.weekly);
    const elsewhere = `P#demo#CODE#${world.idOf('ann')}`;
    expect(await foundWith(record, { PK: elsewhere })).toContain(
      'it stands where no record of this board can',
    );
  });

  test('it stands in the index elsewhere than its score says', async () => {
    const record = await recordOf('ann');
    const sort = String(record.GSI1SK);
    expect(await foundWith(record, { GSI1SK: sort.replace(/^0/, '1') })).toContain(
      'is not that of its score',
    );
    const shard = (one: number, id = world.boards.weekly) => ({
      GSI1PK: standingsPartition('demo', id, '2026-W45', one),
    });
    expect(await foundWith(record, shard(1))).toContain('its shard in the index is 1, of 1');
    expect(await foundWith(record, shard(0, 'lbd_other'))).toContain('lbd_other');
    const nowhere = { GSI1PK: undefined, GSI1SK: undefined };
    expect(await foundWith(record, nowhere)).toContain('it stands in no shard of the index');
  });

  test('it stands in the index without a rank', async () => {
    const { GSI1PK, GSI1SK } = await recordOf('ann');
    expect(await foundWith(await recordOf('fay'), { GSI1PK, GSI1SK })).toContain(
      'it stands in the index, and has no rank',
    );
  });
});

describe('damage of a count tree is found and named', () => {
  test('a node that counts otherwise than the records, and the ranks that it makes wrong', async () => {
    const root = await read(nodeKey(0, 0));
    const found = await foundWith(root, { '0': 7 });
    expect(found).toContain(`Node ${root.PK}: 0 is 7 and the records say 5.`);
    const leaf = await read(nodeKey(3, 2));
    // Lowest first: what is wrong below 300 moves everybody with more on that path.
    expect(await foundWith(leaf, { '0': 3 })).toContain(
      'score 300 has rank 4 by the tree, and its place is 1',
    );
    expect(await foundWith(leaf, { '2c': 'one' })).toContain('2c is NaN and the records say 1');
    expect(await foundWith(leaf, { ff: 1 })).toContain('ff is 1 and the records say 0');
  });

  test.each([0, 1, 2, 3])('a node of level %i that is not there', async (level) => {
    const node = await world.find(
      (item) =>
        item.PK.includes(`${world.boards.weekly}#2026-W45#${level}#`) &&
        item.SK === 'NODE' &&
        // Of one that records have left nothing is missed.
        Object.values(countsOf(item)).some((count) => count > 0),
    );
    expect(await foundWith(node, undefined)).toMatch(`Node ${node.PK}: it is not there, and`);
  });

  test('a node that is there though nothing counts in it, of this season or of one that never was', async () => {
    const node = await read(nodeKey(3, 2));
    const other = nodeKey(3, 999_999);
    expect(await foundWith(node, other)).toMatch(
      new RegExp(`Node ${other.PK}: .*2c is 1 and the records say 0`),
    );
    const never = treeNodeKey('demo', world.boards.weekly, '2026-W01', 0, 0);
    expect(await foundWith(node, never)).toMatch(
      new RegExp(`Node ${never.PK}: .*2c is 1 and the records say 0`),
    );
    expect(
      await foundWith({ ...other, et: 'DATED_COUNTER', day: '2026-11-02', writes: 4, '2c': 0 }, {}),
    ).toBe('');
  });

  test('a day start of another day, of other counts, gone, or without its node', async () => {
    const item = await dayStart(0, 0);
    expect(await foundWith(item, { day: '2026-11-02' })).toContain(
      `Node ${item.PK}: its day start is of 2026-11-02, and it is of 2026-11-03`,
    );
    expect(await foundWith(item, { '0': 9 })).toContain('when 2026-11-03 began 0 is 9 and the records say');
    expect(await foundWith(item, undefined)).toContain('when 2026-11-03 began 0 is 0 and the records say');
    const { PK } = nodeKey(3, 999_999);
    expect(await foundWith(item, { PK })).toContain(`Node ${PK}: it is not there, and its day start is`);
  });

  test('a day and a number of writes that cannot be', async () => {
    const root = await read(nodeKey(0, 0));
    expect(await foundWith(root, { day: '2031-01-01' })).toContain(
      'its day is 2031-01-01 and the latest of a record is 2026-11-03',
    );
    expect(await foundWith(root, { day: undefined })).toContain('its day is undefined');
    // Readers of the day would take what it counts now for what it counted when the day began.
    expect(await foundWith(root, { day: '2026-11-01' })).toContain('its day start is of 2026-11-03');
    expect(await foundWith(root, { writes: 'many' })).toContain('its writes are many');
    expect(await foundWith(root, { et: 'COUNTER' })).toContain('its et is COUNTER');
  });

  test('a node over one write unit', async () => {
    const root = await read(nodeKey(0, 0));
    expect(await foundWith(root, { at: 'x'.repeat(1_000) })).toMatch(/it has 1\d{3} bytes, over 1024/);
  });
});

describe('damage of a counter or a board is found and named', () => {
  test("a season's counter", async () => {
    const counter = await read(counterKey('demo', `BOARD#${world.boards.spent}`, '2026'));
    const place = `Counter ${counter.PK} 2026: `;
    expect(await foundWith(counter, { ranked: 5 })).toBe(`${place}ranked is 5 and the records say 1.`);
    expect(await foundWith(counter, { unfit: 'x' })).toBe(`${place}unfit is x and the records say 1.`);
    expect(await foundWith(counter, undefined)).toContain(`${place}unfit is 0 and the records say 1.`);
    expect(await foundWith(counter, { SK: '2019' })).toContain('2019: ranked is 1 and the records say 0');
  });

  test('a board that is gone, and one that cannot be read', async () => {
    const board = await read(boardKey('demo', world.boards.weekly));
    const gone = await foundWith(board, undefined);
    expect(gone).toContain(
      `Board ${world.boards.weekly} of demo is not there; 6 records and 1 seasons of it are.`,
    );
    expect(gone).toContain('counts 9 open boards of 10, and there are 8 of 9');
    expect(await foundWith(board, { direction: 'SIDEWAYS' })).toContain(`${board.PK} ${board.SK}: `);
    expect(await foundWith(board, { subject: 'PARTNER' })).toContain(
      'it ranks PARTNER, of which nothing is known',
    );
  });

  test('the number of boards', async () => {
    const count = await read(boardCountKey('demo'));
    expect(await foundWith(count, { open: 3 })).toContain(
      'counts 3 open boards of 10, and there are 9 of 10',
    );
  });

  test('a program that is gone', async () => {
    expect(await foundWith(await read({ PK: 'P#demo', SK: 'PROGRAM' }), undefined)).toContain(
      'Program demo is not there, so its 10 boards were not checked.',
    );
  });
});
