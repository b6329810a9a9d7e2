import { describe, expect, test } from 'vitest';
import { eventMetrics } from '../../functions/features/events/metrics.ts';
import { decideEvent, type Event, type EventInput } from '../../functions/features/events/rules.ts';
import { insertEvent } from '../../functions/features/events/store.ts';
import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import {
  type Board,
  createBoard,
  createBoardInput,
  isStreamed,
} from '../../functions/features/leaderboards/boards/rules.ts';
import { seasonCounter } from '../../functions/features/leaderboards/ranking/store.ts';
import { createPast, factEdit } from '../../functions/features/leaderboards/records/bookings.ts';
import { boardSeasonOf, parseRecord } from '../../functions/features/leaderboards/records/store.ts';
import { decideJoin } from '../../functions/features/members/rules.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import type { Item } from '../../functions/table/client.ts';
import { boardCountKey, boardKey, memberKey, programKey } from '../../functions/table/keys.ts';
import {
  addFound,
  besideRecount,
  correctionOf,
  recountSeason,
  recountTree,
  treeOfKey,
} from '../../tools/rebuild/recount-board.ts';
import { createRankingCheck } from '../../tools/verify/leaderboards.ts';

// Tables made by hand: what the API cannot be brought to do. The rest is in test/tools/verify-rankings.test.ts.

const NOW = new Date('2026-11-21T12:00:00.000Z');
const MADE = new Date('2026-11-10T00:00:00.000Z');
const ZONE = 'Asia/Seoul';

const program = {
  ...programKey('demo'),
  et: 'PROGRAM',
  ...{ id: 'demo', slug: 'demo', name: 'Demo', timeZone: ZONE, locale: 'ko-KR', currency: 'KRW' },
  ...{ landingUrl: 'https://shop.example.com', pointPolicy: { pointName: 'leaves', expiryMonths: null } },
  referralPolicy: {
    ...{
      attributionModel: 'LAST_CLICK',
      windowDays: 30,
      qualifyingEventType: 'PURCHASE',
      minimumAmount: null,
    },
    ...{ holdingPeriodDays: 7, advocatePoints: 5, friendPoints: 5, cap: null, approvalMode: 'AUTOMATIC' },
    newCustomersOnly: true,
  },
  tokenPolicy: { issuer: 'https://issuer.example.com', audience: 'demo', jwksUri: null },
  ...{ status: 'ACTIVE', createdAt: MADE.toISOString(), updatedAt: MADE.toISOString() },
  ...{ version: 1, createdFrom: '' },
};

const member = (id: string): Item => ({
  ...memberKey('demo', id),
  et: 'MEMBER',
  ...decideJoin({ id, programId: 'demo', locale: 'ko-KR' }, { visibility: 'FULL' }, MADE),
});

/** A purchase of a member, booked on a day of November at noon. */
function purchase(memberId: string, day: number, amountMinor: number): Event {
  const input: EventInput = {
    source: 'shop',
    externalEventId: `${memberId}-${day}-${amountMinor}`,
    type: 'PURCHASE',
    memberId,
    amount: { amountMinor, currency: 'KRW' },
  };
  const facts = {
    program: program as unknown as Program,
    member: decideJoin({ id: memberId, programId: 'demo', locale: 'ko-KR' }, { visibility: 'FULL' }, MADE),
    ...{ known: undefined, purchase: undefined, recordedBy: 'key_1' },
  };
  const decided = decideEvent(input, facts, new Date(`2026-11-${day}T12:00:00.000Z`));
  if (!decided.ok) throw new Error(decided.refusal.message);
  return decided.value.event;
}
const itemOf = (event: Event): Item => (insertEvent(event) as { put: Item }).put;

/** A board of money spent that was made on a day at eleven. */
function boardOf(day: number, changes: Partial<Board> = {}): Board {
  const input = createBoardInput.parse({
    ...{
      name: 'Spent',
      subject: 'MEMBER',
      metric: 'EVENT_AMOUNT',
      eventType: 'PURCHASE',
      seasonKind: 'ALL_TIME',
    },
    idempotencyKey: 'spent',
  });
  const board = createBoard({ id: 'demo' }, input, 'operator', new Date(`2026-11-${day}T11:00:00.000Z`));
  return { ...board, ...changes };
}
const finished = (board: Board): Board => ({
  ...board,
  backfill: { startsAt: board.createdAt, finishedAt: board.createdAt, membersDone: 1, position: null },
});

/** The records that the stream makes of events, and the backfill for some members of what was before. */
function recordsOf(board: Board, events: readonly Event[], backfilled: readonly string[]): Item[] {
  const records = new Map<string, Item>();
  const facts = events.flatMap((event) =>
    eventMetrics.EVENT_AMOUNT.facts(itemOf(event), 'MEMBER', 'PURCHASE'),
  );
  const streamed = facts.filter(({ bookedAt }) => isStreamed(board, bookedAt));
  const past = createPast(knownBoard(catalog, board), ZONE);
  for (const fact of facts) if (backfilled.includes(fact.ownerId)) past.add(fact);
  const edits = [
    ...streamed.map((fact) => factEdit(knownBoard(catalog, board), fact, ZONE, NOW)),
    ...past.edits(NOW),
  ];
  for (const { key, owner, apply } of edits) {
    const item = apply(records.get(key.PK), member(owner.key.PK.slice(owner.key.PK.lastIndexOf('#') + 1)));
    if (item !== undefined) records.set(key.PK, item);
  }
  return [...records.values()];
}

/** The nodes and the counter of records. */
function foldedOf(records: readonly Item[], board: Board): Item[] {
  const [first] = records;
  if (first === undefined) return [];
  const { boardId, season } = boardSeasonOf(first);
  const parsed = records.map(parseRecord);
  const recount = recountTree({ programId: 'demo', boardId, season }, parsed);
  const nodes = [...besideRecount(new Map(), recount)].flatMap(({ found, wanted }) =>
    correctionOf(found, wanted, recount.day ?? '', undefined),
  );
  const counter = { ...seasonCounter('demo', board.id, season), et: 'COUNTER', ...recountSeason(parsed) };
  return [...nodes.map((write) => (write as { put: Item }).put), counter];
}

type Table = { board: Board; events: Event[]; records: Item[]; members?: string[] };

function tableOf({ board, events, records, members = ['mem_a', 'mem_b'] }: Table): Item[] {
  const stored = { ...boardKey('demo', board.id), et: 'LEADERBOARD', ...board, season: board.seasonKind };
  const open = board.closesAt === null ? 1 : 0;
  const count = { ...boardCountKey('demo'), et: 'BOARD_COUNT', open, total: 1 };
  const folded = foldedOf(records, board);
  return [...records, ...events.map(itemOf), ...folded, ...members.map(member), stored, count, program];
}

function check(items: readonly Item[]) {
  const ranking = createRankingCheck(NOW);
  for (const item of items) ranking.add(item);
  return ranking.report();
}

const PAST = [purchase('mem_a', 11, 100), purchase('mem_b', 12, 30)];
const PRESENT = [purchase('mem_a', 15, 7), purchase('mem_a', 16, 1)];

describe('the check of records against facts', () => {
  const events = [...PAST, ...PRESENT];
  const both = ['mem_a', 'mem_b'];

  test('finds no fault when the history is counted fully, in any order of the items', () => {
    const board = finished(boardOf(14));
    const items = tableOf({ board, events, records: recordsOf(board, events, both) });
    for (const order of [
      items,
      items.toReversed(),
      items.toSorted((one, other) => (one.SK < other.SK ? -1 : 1)),
    ]) {
      expect(check(order)).toMatchObject({
        problems: [],
        wrong: 0,
        boards: [{ records: 2, seasons: 1, nodes: 4 }],
      });
    }
  });

  test('during a backfill misses only records that must exist already', () => {
    const board = boardOf(14);
    const records = recordsOf(board, events, []);
    const report = check(tableOf({ board, events, records }));
    expect(report).toMatchObject({ problems: [], boards: [{ records: 1, isBackfilling: true }] });
    expect(check(tableOf({ board, events, records: [] })).problems).toEqual([
      expect.stringContaining('it is not there, and 2 facts count in it'),
    ]);
  });

  test('during a backfill accepts records with the history or without, as they are marked', () => {
    const board = boardOf(14);
    const counted = recordsOf(board, events, ['mem_a']);
    expect(check(tableOf({ board, events, records: counted })).problems).toEqual([]);
    const [record] = counted;
    if (record === undefined) throw new Error('There is no record.');
    const { backfilled, ...unmarked } = record;
    expect(check(tableOf({ board, events, records: [unmarked as Item] })).problems[0]).toContain(
      'its score is 108 and what it counts comes to 8',
    );
  });

  test('finds records without the history after the backfill', () => {
    const board = finished(boardOf(14));
    const records = recordsOf(board, events, ['mem_b']);
    expect(check(tableOf({ board, events, records })).problems[0]).toContain(
      'its score is 8 and what it counts comes to 108',
    );
    const without = recordsOf(board, events, ['mem_a']);
    expect(check(tableOf({ board, events, records: without })).problems).toEqual([
      expect.stringContaining('it is not there, and 1 facts count in it'),
    ]);
  });

  test('accepts records of a member who is gone, with the history or without', () => {
    const board = finished(boardOf(14));
    for (const backfilled of [[], ['mem_b'], ['mem_a', 'mem_b']]) {
      const records = recordsOf(board, PAST, backfilled)
        .filter(({ PK }) => backfilled.some((id) => PK.endsWith(id)))
        .map(({ GSI1PK, GSI1SK, ...record }) => ({ ...record, listed: false }) as Item);
      expect(check(tableOf({ board, events: PAST, records, members: [] })).problems).toEqual([]);
    }
  });

  test('finds facts from after a board’s close, or from before one without a history', () => {
    const closed = { ...finished(boardOf(14)), closesAt: '2026-11-16T00:00:00.000Z' };
    const records = recordsOf(closed, events, both);
    expect(records.map(({ score }) => score).sort()).toEqual([107, 30]);
    expect(check(tableOf({ board: closed, events, records })).problems).toEqual([]);
    const all = recordsOf({ ...closed, closesAt: null }, events, both);
    expect(check(tableOf({ board: closed, events, records: all })).problems[0]).toContain(
      'its score is 108 and what it counts comes to 107',
    );
    const first = { ...boardOf(14), backfill: null };
    expect(check(tableOf({ board: first, events, records: recordsOf(first, events, []) })).problems).toEqual(
      [],
    );
  });
});

describe('the check of rankings', () => {
  const board = finished(boardOf(14));
  const events = [...PAST, ...PRESENT];
  const items = tableOf({ board, events, records: recordsOf(board, events, ['mem_a', 'mem_b']) });

  test.each(['PROGRAM', 'LEADERBOARD', 'MEMBER', 'EVENT', 'RECORD'])(
    'names a %s that cannot be read, and continues',
    (et) => {
      const torn = items.map((item) =>
        item.et === et ? { PK: item.PK, SK: item.SK, et, GSI1PK: 'x' } : item,
      );
      const { problems } = check(torn);
      const places = items.filter((item) => item.et === et).map(({ PK, SK }) => `${PK} ${SK}: `);
      for (const place of places) expect(problems.some((problem) => problem.startsWith(place))).toBe(true);
      expect(problems.join('\n')).not.toContain('TypeError');
    },
  );

  test('finds no wrong listing for a record whose member cannot be read', () => {
    const torn = items.map((item) => (item.et === 'MEMBER' ? { ...item, status: 'ELSEWHERE' } : item));
    expect(check(torn).problems.join('\n')).not.toContain('listed');
  });

  test('lists a thousand problems and counts the others', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => itemOf(purchase(`mem_${n}`, 15, 10)));
    const { problems, wrong } = check([...items, ...many]);
    expect(problems).toHaveLength(1_000);
    expect(wrong).toBe(3_000);
  });

  test('accepts a node with all its 128 counts, each of a million, within one write unit', () => {
    const [node] = items.filter((item) => treeOfKey(item) !== undefined);
    const full = Object.fromEntries(
      Array.from({ length: 128 }, (_, digit) => [digit.toString(16), 1_234_567]),
    );
    const { problems } = check([...items, { ...node, ...full, at: NOW.toISOString() } as Item]);
    expect(problems.join('\n')).not.toContain('bytes');
  });

  test('reports nothing for a program without boards', () => {
    expect(check([program, member('mem_a')])).toEqual({ boards: [], problems: [], wrong: 0 });
  });
});

test('an item is recognised as a tree node by its key, whatever it holds', () => {
  const found = new Map();
  const key = { PK: 'P#demo#TREE#lbd_1#2026-W45#3#12', SK: 'NODE' };
  for (const SK of ['NODE', 'NODE#MORNING']) {
    const tree = treeOfKey({ ...key, SK });
    expect(tree).toEqual({ name: { programId: 'demo', boardId: 'lbd_1', season: '2026-W45' }, node: key });
    addFound(found, key, { ...key, SK, et: 'ANYTHING', '1a': 3, '1b': 'x' });
  }
  expect(found.get(key.PK)).toMatchObject({ node: { counts: { '1a': 3, '1b': Number.NaN } }, dayStart: {} });
  expect(treeOfKey({ ...key, SK: 'OTHER' })).toBeUndefined();
  expect(treeOfKey({ PK: 'P#demo#MEM#mem_a', SK: 'NODE' })).toBeUndefined();
});
