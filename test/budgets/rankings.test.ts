import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bill } from '../../bench/meter.ts';
import {
  BATCH,
  type BatchBill,
  deliverRecords,
  itemsAt,
  putAll,
  sequence,
} from '../../bench/rankings/events.ts';
import { nodesOf, type Stage } from '../../bench/rankings/items.ts';
import { randomFrom, scoresOf } from '../../bench/rankings/reference.ts';
import { pathOf } from '../../functions/features/leaderboards/ranking/tree.ts';
import { digitName, MAX_UNITS } from '../../functions/projection/count-tree.ts';
import { countsOf, datedWrites } from '../../functions/projection/dated.ts';
import { chunk, type Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { sizeOfItem, WRITE_UNIT_BYTES } from '../../tools/shared/item-size.ts';
import { documentedCosts, documentedEvent } from './documented.ts';
import {
  makeBoard,
  measureRankings,
  memberIds,
  type Rankings,
  recordsOf,
  stageOf,
  startWorld,
  type World,
} from './rankings.ts';

// Budgets are counted, never timed, as in budgets.test.ts.

/** The longest that a program can be named. */
const LONGEST_SLUG = 'the-longest-name-of-all-programs';

let measured: Rankings;
let world: World;
beforeAll(async () => {
  measured = await measureRankings();
  world = await startWorld(LONGEST_SLUG);
}, 120_000);
afterAll(() => world.api.close());

function billOf(name: string): Bill {
  const bill = measured.bills.get(name);
  if (bill === undefined) throw new Error(`${name} was not measured.`);
  return bill;
}
const perEvent = (batches: readonly BatchBill[], units: (one: BatchBill) => number) =>
  batches.reduce((sum, one) => sum + units(one), 0) / (batches.length * BATCH);

describe('leaderboard reads', () => {
  test('an exact rank costs at most 2.5 read units and 2 trips, the same among a thousand and a million', () => {
    const [thousand, million] = ['a thousand', 'a million'].map((many) =>
      billOf(`leaderboard, own rank among ${many}`),
    );
    expect(million).toEqual(thousand);
    expect(million?.readUnits).toBeLessThanOrEqual(2.5);
    expect(million?.trips).toBeLessThanOrEqual(2);
    expect(million?.writeUnits).toBe(0);
  });

  test('the measured ranks are correct', () => {
    expect(measured.ranks.told).toEqual(measured.ranks.counted);
  });

  test('the rank change since the day start costs at most 2 read units more and no trip', () => {
    const [rank, moved] = [
      billOf('leaderboard, own rank among a million'),
      billOf('leaderboard, own rank and its change'),
    ];
    expect(moved.readUnits - rank.readUnits).toBeLessThanOrEqual(2);
    expect(moved.trips).toBe(rank.trips);
  });

  test('a hundred records cost half a read unit each in one call, and one call more for their owners', () => {
    // The caller's own record asks nobody whether it may be found.
    const bill = { writeUnits: 0, readUnits: 99.5, calls: 2, trips: 1 };
    expect(billOf('leaderboard, 100 records')).toEqual(bill);
    const ranked = billOf('leaderboard, 100 records with ranks');
    expect(ranked.trips).toBe(2);
    expect(ranked.readUnits).toBeLessThanOrEqual(99.5 + 100 * 0.5);
  });

  test('25 neighbours above and below with their ranks cost at most 5 read units and 3 trips', () => {
    const bill = billOf('leaderboard, 25 above and 25 below');
    expect(bill.readUnits).toBeLessThanOrEqual(5);
    expect(bill.trips).toBeLessThanOrEqual(3);
  });
});

describe('the top 10 of a board', () => {
  test.each([1, 2, 4])(
    'with %i shards costs at most half a read unit for each shard and 1 trip, with the longest names',
    async (shards) => {
      const { api, program, meters } = world;
      const board = await makeBoard(world, { shards, seasonKind: 'DAY' });
      const stage = stageOf(world, board, '2026-11-02');
      const scores = scoresOf(shards * 50, randomFrom(3)).map((score) => 200_000_000 + score);
      const records = recordsOf(stage, memberIds(scores.length), scores);
      await putAll(
        api.deps,
        records.map((record) => ({ ...record, backfilled: true, version: 123_457 })),
      );
      const query = `{ leaderboard(id: "${board.id}") { season { top { edges { node { rank score } } } } } }`;
      const ask = async () => api.ok(program.id, query, {}, { token: await api.as(program.id, 'ORGANIZER') });
      await ask();
      const { result, bill } = await meters.count.during(ask);
      const told = result.leaderboard.season.top.edges.map(
        ({ node }: { node: { score: number } }) => node.score,
      );
      expect(told).toEqual([...scores].sort((one, other) => other - one).slice(0, 10));
      expect(bill.readUnits).toBeLessThanOrEqual(0.5 * shards);
      expect(bill.trips).toBe(1);
    },
  );
});

describe('the projector, for 100 events on a board of a million,', () => {
  test('writes tree and checkpoint for at most 0.8 write units an event', () => {
    expect(perEvent(measured.batches, ({ tree }) => tree.writeUnits)).toBeLessThanOrEqual(0.8);
  });

  test('writes record, index and tree for at most 5 write units and 1 read unit an event', () => {
    const written = ({ records, tree }: BatchBill) => records.writeUnits + tree.writeUnits;
    const read = ({ records, tree }: BatchBill) => records.readUnits + tree.readUnits;
    expect(perEvent(measured.batches, written)).toBeLessThanOrEqual(5);
    expect(perEvent(measured.batches, ({ index }) => index)).toBeLessThanOrEqual(2);
    expect(perEvent(measured.batches, read)).toBeLessThanOrEqual(1);
  });

  test('writes the first batch of a day, which copies each node, for at most 2 write units an event', () => {
    const first = perEvent([measured.firstOfDay], ({ tree }) => tree.writeUnits);
    expect(first).toBeGreaterThan(perEvent(measured.batches, ({ tree }) => tree.writeUnits));
    expect(first).toBeLessThanOrEqual(2);
  });
});

test('docs/table.md lists the measured costs of rankings', () => {
  const bills = [...measured.bills].map(([name, { writeUnits, readUnits, trips }]) => [
    name,
    [writeUnits, readUnits, trips],
  ]);
  expect(documentedCosts((name) => name.startsWith('leaderboard'))).toEqual(Object.fromEntries(bills));
  const rounded = (units: (one: BatchBill) => number) => Number(perEvent(measured.batches, units).toFixed(2));
  expect(documentedEvent()).toEqual({
    'tree and checkpoint': [rounded(({ tree }) => tree.writeUnits), rounded(({ tree }) => tree.readUnits)],
    'record and index': [
      rounded(({ records }) => records.writeUnits),
      rounded(({ records }) => records.readUnits),
    ],
    'of that, the index': [rounded(({ index }) => index), 0],
  });
});

describe('count tree nodes', () => {
  const day = '2026-11-02';

  /** The fullest node of each level: a count of seven digits for every child, none of them round. */
  const fullest = ({ board, season, now }: Stage): Item[] =>
    pathOf({ programId: board.programId, boardId: board.id, season }, MAX_UNITS).map(({ key }, level) => ({
      ...key,
      et: ENTITY.datedCounter,
      day,
      writes: 128 * 9_999_997,
      ...(level === 0 ? { at: now.getTime() } : {}),
      ...Object.fromEntries(Array.from({ length: 128 }, (_, digit) => [digitName(digit), 9_999_997])),
    }));

  test('have at most 1,024 bytes at their fullest: each change is one write unit, two in a transaction', async () => {
    const { api, meters } = world;
    const stage = stageOf(world, await makeBoard(world, { seasonKind: 'DAY', name: 'Full' }), day);
    for (const [level, node] of fullest(stage).entries()) {
      await putAll(api.deps, [node]);
      const delta = {
        key: { PK: node.PK, SK: node.SK },
        day,
        add: { '7f': 1 },
        dayStart: {},
        stamps: level === 0,
      };
      const { writes } = datedWrites(delta, node, api.clock.now().getTime());
      const { bill } = await meters.count.during(() => api.deps.table.transact(writes));
      expect.soft(sizeOfItem(node), `level ${level}`).toBeLessThanOrEqual(WRITE_UNIT_BYTES);
      expect.soft(bill.writeUnits, `level ${level}`).toBe(2);
    }
  });

  test('of the budget table are those that the projector writes', async () => {
    const { api, program } = world;
    const stage = stageOf(world, await makeBoard(world, { name: 'Nodes' }), 'ALL');
    const scores = scoresOf(300, randomFrom(4));
    const next = sequence();
    const records = recordsOf(stage, memberIds(scores.length), scores);
    for (const part of chunk(records, BATCH)) {
      await deliverRecords(
        api.deps,
        program,
        part.map((after) => next({ before: undefined, after })),
      );
    }
    const made = nodesOf(stage, scores);
    const projected = await itemsAt(api.deps, made);
    expect(projected.map(countsOf)).toEqual(made.map(countsOf));
    expect(projected.map((node) => Object.keys(node).sort())).toEqual(
      made.map((node) => Object.keys(node).sort()),
    );
  });
});
