import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chunk, type Item, type Key, TRANSACTION_LIMIT } from '../../functions/table/client.ts';
import { counterKey, memberPartition, recordKey, treeNodeKey } from '../../functions/table/keys.ts';
import { rebuildBoard } from '../../tools/rebuild/board.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import type { Data } from '../support/api.ts';
import { startRankings, type World } from './ranking-world.ts';

let world: World;
beforeAll(async () => {
  world = await startRankings();
});
afterAll(() => world.api.close());
beforeEach(async () => expect(await problems()).toEqual([]));

const problems = async () => (await verifyRankings(world.deps)).problems;
const write = (put: Item) => world.deps.table.write({ put });
const rebuild = (boardId: string, dryRun = false) => rebuildBoard(world.deps, boardId, dryRun);

/** What is folded from the records of a board. */
async function folded(boardId: string): Promise<Item[]> {
  const isOf = ({ PK }: Key) => PK.includes(`#TREE#${boardId}#`) || PK.endsWith(`#COUNT#BOARD#${boardId}`);
  return (await world.api.scanAll()).filter(isOf);
}

/** The board as an organizer reads it. */
async function readBoard(id: string): Promise<Data> {
  const query = `query ($id: ID!) { leaderboard(id: $id) { seasons { edges { node { key } } } season { updatedAt totalCount unrankableCount
    top(first: 50) { edges { node { subject { subjectId } score rank tiedWithCount rankChange } } } } } }`;
  const organizer = { token: await world.api.as('demo', 'ORGANIZER') };
  const { seasons, season } = (await world.api.ok('demo', query, { id }, organizer)).leaderboard;
  const { updatedAt, ...ranking } = season;
  if (ranking.totalCount > 0) expect(updatedAt).not.toBeNull();
  return { seasons, ...ranking };
}

const counts = (items: Item[]) =>
  items.map(({ day, writes, at, ...item }) => JSON.stringify(item, Object.keys(item).sort())).sort();

/** Runs what is given before each call of a command, while `work` is done. */
async function meanwhile<T>(
  commandName: string,
  before: (count: number) => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  let count = 0;
  let isOurs = false;
  const middleware =
    (next: (args: object) => Promise<unknown>, context: { commandName?: string }) => async (args: object) => {
      if (context.commandName === commandName && !isOurs) {
        count += 1;
        isOurs = true;
        await before(count);
        isOurs = false;
      }
      return next(args);
    };
  const { middlewareStack } = world.api.client;
  middlewareStack.add(middleware as never, { step: 'initialize', name: 'meanwhile' });
  try {
    return await work();
  } finally {
    middlewareStack.remove('meanwhile');
  }
}

test('the boards to rebuild have rank changes since the day start', async () => {
  const { top } = await readBoard(world.boards.weekly);
  const movements = top.edges.map(({ node }: Data) => Math.sign(node.rankChange ?? 0));
  expect(movements).toEqual(expect.arrayContaining([-1, 1]));
});

describe('a rebuild of a board', () => {
  test('changes nothing on a sound board', async () => {
    const before = await world.api.scanAll();
    const { corrected, records, nodes, name } = await rebuild(world.boards.weekly);
    expect([corrected, records, nodes, name]).toEqual([[], 6, 10, 'A board']);
    expect(await world.api.scanAll()).toEqual(before);
  });

  test('lists the differences and writes nothing in a dry run', async () => {
    const { weekly } = world.boards;
    const root = { ...treeNodeKey('demo', weekly, '2026-W45', 0, 0) };
    const before = (await world.deps.table.get(root)) as Item;
    await write({ ...before, '0': 9 });
    const damaged = await world.api.scanAll();
    const { corrected } = await rebuild(weekly, true);
    expect(corrected).toEqual([`${root.PK}: 0 is 9 and the records say 5`]);
    expect(await world.api.scanAll()).toEqual(damaged);
    await write(before);
  });

  test.each(['weekly', 'daily', 'spent', 'byCode', 'closed', 'counting'] as const)(
    'restores a board of which all was lost: what is read of the board %s is as before, rank changes included',
    async (which) => {
      const id = world.boards[which];
      const [board, items] = [await readBoard(id), await folded(id)];
      for (const { PK, SK } of items) await world.deps.table.write({ delete: { PK, SK } });
      expect((await rebuild(id)).corrected).not.toEqual([]);
      expect(await problems()).toEqual([]);
      expect(await readBoard(id)).toEqual(board);
      expect(board.top.edges.length).toBeGreaterThan(0);
      const now = await folded(id);
      expect((await rebuild(id)).corrected).toEqual([]);
      expect(await folded(id)).toEqual(now);
    },
  );

  test('repairs every kind of damage, and changes nothing the second time', async () => {
    const { weekly } = world.boards;
    const before = await folded(weekly);
    const board = await readBoard(weekly);
    const of = (level: number) => before.filter(({ PK, SK }) => PK.includes(`#${level}#`) && SK === 'NODE');
    const [root] = of(0);
    const [leaf, other, third] = of(3);
    if (root === undefined || leaf === undefined || other === undefined || third === undefined)
      throw new Error('The board has too few nodes.');
    await write({ ...root, '0': 'many', day: '2031-01-01', writes: undefined });
    await write({ ...leaf, '2c': 5, ff: 3, writes: 'x' });
    await write({ ...other, et: 'COUNTER', day: undefined });
    await world.deps.table.write({ delete: { PK: third.PK, SK: third.SK } });
    await write({ ...leaf, ...treeNodeKey('demo', weekly, '2026-W45', 3, 777_777) });
    await write({ ...leaf, ...treeNodeKey('demo', weekly, '2026-W01', 0, 0) });
    await write({
      ...treeNodeKey('demo', weekly, '2026-W45', 2, 99),
      SK: 'NODE#MORNING',
      et: 'MORNING',
      '3': 1,
    });
    const counter = counterKey('demo', `BOARD#${weekly}`, '2026-W45');
    await write({ ...counter, et: 'COUNTER', ranked: 'x', unfit: 4, other: 2 });
    expect((await rebuild(weekly)).corrected).toHaveLength(8);
    expect(await problems()).toEqual([]);
    expect(await readBoard(weekly)).toEqual(board);
    const now = await folded(weekly);
    expect((await rebuild(weekly)).corrected).toEqual([]);
    expect(await folded(weekly)).toEqual(now);
    const kept = new Set(before.map(({ PK, SK }) => `${PK} ${SK}`));
    const ofBefore = now.filter(({ PK, SK, et }) => kept.has(`${PK} ${SK}`) && et !== 'COUNTER');
    expect(counts(ofBefore)).toEqual(counts(before.filter(({ et }) => et !== 'COUNTER')));
  });

  test('leaves other boards and wrong records as they are', async () => {
    const { weekly, daily } = world.boards;
    const record = (await world.deps.table.get(
      recordKey(memberPartition('demo', world.idOf('bob')), weekly, '2026-W45'),
    )) as Item;
    const node = await world.find(({ PK, SK }) => PK.includes(`#TREE#${daily}#`) && SK === 'NODE');
    await write({ ...record, score: 301 });
    await write({ ...node, '7f': 1 });
    await rebuild(weekly);
    const left = await problems();
    expect(left.filter((one) => one.startsWith('Node'))).toEqual([expect.stringContaining(node.PK)]);
    expect(left.join('\n')).toContain('its score is 301 and what it counts comes to 300');
    await write(record);
    await write(node);
    await rebuild(weekly);
  });
});

/** A board with more wrong nodes than a transaction holds, its root among them. */
async function damage(boardId: string): Promise<void> {
  const isNode = ({ PK, SK }: Item) => PK.includes(`#TREE#${boardId}#2026-W45#`) && SK === 'NODE';
  const wrong = (await world.api.scanAll()).filter(isNode).map((item) => ({ ...item, '0': 40, '7f': 2 }));
  const stray = Array.from({ length: 150 }, (_, place) => ({
    ...treeNodeKey('demo', boardId, '2026-W45', 3, 1_000_000 + place),
    ...{ et: 'DATED_COUNTER', day: '2026-11-03', writes: 1, '5': 1 },
  }));
  for (const part of chunk([...wrong, ...stray], TRANSACTION_LIMIT))
    await world.deps.table.transact(part.map((put) => ({ put })));
}

describe('during a rebuild', () => {
  test('the board can be read before, between and after its transactions', async () => {
    const { weekly } = world.boards;
    const board = await readBoard(weekly);
    await damage(weekly);
    const reads: Data[] = [];
    const read = async () => reads.push(await readBoard(weekly));
    await meanwhile('TransactWriteItemsCommand', read, () => rebuild(weekly));
    expect(reads).toHaveLength(2);
    for (const { top } of reads) expect(top.edges).toHaveLength(board.top.edges.length);
    expect(await readBoard(weekly)).toEqual(board);
  });

  test('a record that changes between its two reads makes it refuse, without a write', async () => {
    const { weekly } = world.boards;
    await damage(weekly);
    let before: Item[] = [];
    const award = async (count: number) => {
      if (count !== 2) return;
      await world.award('bob', 3);
      await world.project();
      before = await folded(weekly);
    };
    const refused = meanwhile('ScanCommand', award, () => rebuild(weekly));
    await expect(refused).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    expect(before).not.toEqual([]);
    expect(await folded(weekly)).toEqual(before);
    await rebuild(weekly);
  });

  test('a new item makes it refuse, for the stream may not have delivered it yet', async () => {
    const { weekly } = world.boards;
    await damage(weekly);
    const key = { PK: 'P#demo#EXT#new', SK: 'EXTERNAL_ID' };
    const add = async (count: number) => (count === 2 ? write(key) : undefined);
    const refused = meanwhile('ScanCommand', add, () => rebuild(weekly));
    await expect(refused).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    await world.deps.table.write({ delete: key });
    await rebuild(weekly);
  });

  test('additions of the projector between its read and its write are not lost', async () => {
    const { weekly } = world.boards;
    await damage(weekly);
    const damaged = await folded(weekly);
    let projected: Item[] = [];
    const award = async (count: number) => {
      if (count !== 1) return;
      await world.award('cat', 11);
      await world.project();
      projected = await folded(weekly);
    };
    const refused = meanwhile('TransactWriteItemsCommand', award, () => rebuild(weekly));
    await expect(refused).rejects.toThrow(/^The table changed .* 0 of \d+ corrections were written/);
    expect(projected).not.toEqual(damaged);
    expect(await folded(weekly)).toEqual(projected);
    await rebuild(weekly);
  });

  test('a second rebuild has the same result', async () => {
    const { weekly } = world.boards;
    await damage(weekly);
    const ended = await Promise.allSettled([rebuild(weekly), rebuild(weekly)]);
    expect(ended.map(({ status }) => status)).toContain('fulfilled');
    for (const one of ended) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'NOT_AT_REST' });
    }
  });
});

test('after a rebuild later changes add up, on the same day and on the next', async () => {
  const { weekly } = world.boards;
  for (const { PK, SK } of await folded(weekly)) await world.deps.table.write({ delete: { PK, SK } });
  await rebuild(weekly);
  await world.award('dan', 1_000);
  await world.show('bob', 'HIDDEN');
  await world.project();
  expect(await problems()).toEqual([]);
  world.api.clock.advance({ days: 1 });
  await world.award('ann', 1);
  await world.show('bob', 'FULL');
  await world.project();
  const root = await world.deps.table.get(treeNodeKey('demo', weekly, '2026-W45', 0, 0));
  expect(root?.day).toBe('2026-11-04');
  expect(await problems()).toEqual([]);
});

describe('a rebuild refuses without a write', () => {
  test('for a board that does not exist', async () => {
    await expect(rebuild('lbd_none')).rejects.toMatchObject({ code: 'DATA_MISSING' });
  });

  test.each(['RECORD', 'LEADERBOARD'])('when an item of the board cannot be read: a %s', async (et) => {
    const { weekly } = world.boards;
    const item = await world.find((one) => one.et === et && one.SK.includes(weekly));
    await write({ ...item, score: 'many', scale: 'x' });
    const before = await world.api.scanAll();
    await expect(rebuild(weekly)).rejects.toMatchObject({
      code: 'DATA_CORRUPT',
      message: expect.stringContaining(`${item.PK} ${item.SK}`),
    });
    expect(await world.api.scanAll()).toEqual(before);
    await write(item);
  });
});
