import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DatedDelta } from '../../functions/projection/dated.ts';
import type { Edit } from '../../functions/projection/edits.ts';
import type { Delta, Effect } from '../../functions/projection/fold.ts';
import { additionsOf, handoverItem, receiverWrites } from '../../functions/projection/handover.ts';
import { type Fold, planFolds } from '../../functions/projection/plan.ts';
import { type Item, type Key, keyOf, keyText, type Write } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import {
  checkpointKey,
  codePartition,
  counterKey,
  dayStartKey,
  kindOfLane,
  laneOf,
  memberKey,
  memberPartition,
  recordKey,
  recordsOfLane,
  treeNodeKey,
} from '../../functions/table/keys.ts';

const DAY = '2026-11-02';
const NOON = Date.parse('2026-11-02T03:00:00.000Z');
const counter = (name: string) => counterKey('demo', name, 'ALL');
/** Nodes of one lane. */
const node = (n: number, program = 'demo') => treeNodeKey(program, 'lbd_1', 'ALL', 0, 4 * n);
const COUNTERS = 'P#demo#LANE#COUNT';
const TREE = 'P#demo#LANE#TREE#lbd_1#ALL#0';

describe('a lane', () => {
  test('holds all counters of a program, or every fourth node of the tree of a season', () => {
    expect(laneOf(counter('POINTS'))).toBe(COUNTERS);
    expect(laneOf(counterKey('demo', 'CODE#차#LANE#x', 'DAY#2026-11-02'))).toBe(COUNTERS);
    const root = treeNodeKey('demo', 'lbd_1', 'ALL', 0, 0);
    expect([root, dayStartKey(root), treeNodeKey('demo', 'lbd_1', 'ALL', 3, 77)].map(laneOf)).toEqual(
      Array(3).fill(TREE),
    );
    const path = [0, 1, 2, 3].map((level) => laneOf(treeNodeKey('demo', 'lbd_1', 'ALL', level, 0)));
    expect(path).toEqual([0, 1, 2, 3].map((lane) => `P#demo#LANE#TREE#lbd_1#ALL#${lane}`));
    expect(laneOf(treeNodeKey('demo', 'lbd_1', '2026-11', 0, 0))).not.toBe(TREE);
    expect(laneOf(counterKey('other', 'POINTS', 'ALL'))).not.toBe(COUNTERS);
  });

  test('of records holds a quarter of the records of a season', () => {
    const record = (id: string) => recordKey(memberPartition('demo', id), 'lbd_1', '2026-11');
    const lanes = ['mem_0', 'mem_1', 'mem_2', 'mem_3', 'mem_4'].map((id) => laneOf(record(id)) ?? '');
    expect(new Set(lanes).size).toBe(4);
    expect(new Set(lanes.map(kindOfLane))).toEqual(new Set(['P#demo#LANE#RECORD#lbd_1#2026-11']));
    expect(recordsOfLane(lanes[0] ?? '')).toEqual({ boardId: 'lbd_1', season: '2026-11' });
    expect([recordsOfLane(COUNTERS), recordsOfLane(TREE)]).toEqual([undefined, undefined]);
    expect(laneOf(recordKey(codePartition('demo', '차 RECORD#1#2'), 'lbd_1', 'ALL'))).toMatch(
      /^P#demo#LANE#RECORD#lbd_1#ALL#\d$/,
    );
  });

  test('holds no members and no checkpoints', () => {
    expect(
      [memberKey('demo', 'mem_1'), checkpointKey('shard'), { PK: COUNTERS, SK: 'x' }].map(laneOf),
    ).toEqual(Array(3).fill(undefined));
  });
});

const text = fc.string({ unit: 'grapheme' }).filter((name) => name.isWellFormed());
const amounts = fc.dictionary(
  fc.constantFrom('a', 'b', '7f', 'weight'),
  fc.integer().filter((n) => n !== 0),
  { minKeys: 1, noNullPrototype: true },
);
const source = { shardId: 'shardId-1', sequenceNumber: '99999999999999999999', nowMillis: NOON };

describe('a hand-over item', () => {
  test('is read back as it was written, whatever the codes are called', () => {
    const counters = fc.uniqueArray(
      fc.record({ name: text, period: fc.constantFrom('ALL', 'DAY#2026-11-02') }),
      {
        selector: ({ name, period }) => `${name}\n${period}`,
      },
    );
    const days = fc.constantFrom('2026-11-01', DAY);
    const nodes = fc.uniqueArray(
      fc.record({
        n: fc.nat(500_000),
        day: days,
        add: fc.oneof(amounts, fc.constant({})),
        dayStart: fc.oneof(amounts, fc.constant({})),
        at: fc.option(fc.nat(), { nil: undefined }),
      }),
      { selector: ({ n }) => n },
    );
    fc.assert(
      fc.property(counters, amounts, nodes, (names, add, dated) => {
        const deltas: Delta[] = names.map(({ name, period }) => ({
          key: counterKey('demo', name, period),
          add,
        }));
        const inTree: DatedDelta[] = dated.map(({ n, day, add, dayStart, at }) => ({
          key: node(n),
          day,
          add,
          dayStart,
          ...(at === undefined ? {} : { stamps: true, at }),
        }));
        const sorted = <T extends { key: Key }>(all: readonly T[]) =>
          all.toSorted((one, other) => (keyText(one.key) < keyText(other.key) ? -1 : 1));
        const counted = additionsOf(handoverItem(COUNTERS, source, { deltas, dated: [], edits: [] }));
        expect(sorted(counted.deltas)).toEqual(sorted(deltas));
        expect(counted.dated).toEqual([]);
        const ranked = additionsOf(handoverItem(TREE, source, { deltas: [], dated: inTree, edits: [] }));
        expect(sorted(ranked.dated)).toEqual(sorted(inTree));
      }),
    );
  });

  test('has the time of the hand-over for counters that are stamped', () => {
    const stamped: DatedDelta = { key: node(0), day: DAY, add: {}, dayStart: {}, stamps: true };
    const { dated } = additionsOf(handoverItem(TREE, source, { deltas: [], dated: [stamped], edits: [] }));
    expect(dated).toEqual([{ ...stamped, at: NOON }]);
  });

  test('that cannot be read fails, so that it waits for a version that can', () => {
    const item = {
      ...handoverItem(COUNTERS, source, { deltas: [], dated: [], edits: [] }),
      counters: { a: 'many' },
    };
    expect(() => additionsOf(item)).toThrow();
  });
});

let sequence = 0;
function effect(parts: Partial<Effect>): Effect {
  sequence += 1;
  return { sequenceNumber: String(sequence), deltas: [], puts: [], edits: [], dated: [], ...parts };
}
const handoversOf = ({ writes }: Fold) =>
  writes.flatMap((write) => ('put' in write && write.put.et === ENTITY.handover ? [write.put] : []));
const both = { shardId: 'shardId-1', lanes: new Set([COUNTERS, TREE].map(kindOfLane)) };

describe('a plan with hot lanes', () => {
  test('hands over in one item for each lane, with the last record’s number, and writes the rest directly', () => {
    const effects = [
      effect({ deltas: [{ key: counter('POINTS'), add: { n: 1 } }], puts: [{ PK: 'NOTE', SK: 'x' }] }),
      effect({ deltas: [{ key: counter('POINTS'), add: { n: 2 } }] }),
      effect({ dated: [{ key: node(0), day: DAY, add: { a: 1 }, dayStart: {} }] }),
      effect({ deltas: [{ key: counterKey('other', 'POINTS', 'ALL'), add: { n: 5 } }] }),
    ];
    const [fold, ...others] = planFolds(effects, new Map(), NOON, both);
    expect(others).toEqual([]);
    expect(fold?.writes.map((write) => keyOf(write)).map(keyText)).toEqual(
      [
        counterKey('other', 'POINTS', 'ALL'),
        { PK: 'NOTE', SK: 'x' },
        { PK: COUNTERS, SK: 'shardId-1' },
        { PK: TREE, SK: 'shardId-1' },
      ].map(keyText),
    );
    const last = effects.at(-1)?.sequenceNumber;
    const [counted, ranked] = fold === undefined ? [] : handoversOf(fold);
    expect([counted?.sequenceNumber, ranked?.sequenceNumber]).toEqual([last, last]);
    expect(additionsOf(counted as Item).deltas).toEqual([{ key: counter('POINTS'), add: { n: 3 } }]);
  });

  test('hands nothing on: what came through a lane is written, together with its own additions to that lane', () => {
    const effects = [
      effect({ deltas: [{ key: counter('POINTS'), add: { n: 1 } }] }),
      effect({ deltas: [{ key: counter('POINTS'), add: { n: 2 } }], isReceived: true }),
      effect({ dated: [{ key: node(0), day: DAY, add: { a: 1 }, dayStart: {} }] }),
    ];
    const [fold] = planFolds(effects, new Map(), NOON, both);
    expect(fold?.writes.map(keyOf)).toEqual(
      [counter('POINTS'), { PK: TREE, SK: 'shardId-1', et: 'HANDOVER' }].map((key) =>
        expect.objectContaining({ PK: key.PK, SK: key.SK }),
      ),
    );
    expect(fold?.writes[0]?.values).toMatchObject({ ':add_n': 3 });
  });

  test('cuts a batch so that a receiver can apply each item in one transaction, day starts included', () => {
    const effects = Array.from({ length: 60 }, (_, n) =>
      effect({ dated: [{ key: node(n), day: DAY, add: { a: 1 }, dayStart: {} }] }),
    );
    const folds = planFolds(effects, new Map(), NOON, both);
    expect(
      folds.map((fold) =>
        handoversOf(fold).map((item) => receiverWrites({ ...additionsOf(item), edits: [] })),
      ),
    ).toEqual([[98], [22]]);
    // At the receiver, where each node is of the day before: the first of a day copies it.
    for (const fold of folds) {
      const [item] = handoversOf(fold);
      const { dated, deltas } = additionsOf(item as Item);
      const known = new Map(
        dated.map(({ key }) => [keyText(key), { ...key, day: '2026-11-01', writes: 3, a: 7 } as Item]),
      );
      const received = effect({ dated: [...dated], deltas: [...deltas], isReceived: true });
      expect(planFolds([received], known, NOON)).toHaveLength(1);
    }
  });
});

describe('a change of an item with several writers', () => {
  const RECORDS = 'P#demo#LANE#RECORD#lbd_1#ALL#0';
  const owner = { PK: 'P#demo#MEM#x', SK: 'MEMBER' };
  /** Of members whose last letter is in the first lane. */
  const change = (name: string, n: number): Edit => ({
    key: { PK: `P#demo#MEM#${name}-0`, SK: 'RECORD#lbd_1#ALL' },
    owner: { key: owner, asked: 'NEW' },
    apply: (before) => ({
      ...(before ?? { PK: `P#demo#MEM#${name}-0`, SK: 'x' }),
      n: Number(before?.n ?? 0) + n,
    }),
    portable: {
      name,
      what: { n },
      join: (one, other) => ({ n: (one as { n: number }).n + (other as { n: number }).n }),
    },
  });
  const hot = { shardId: 'shardId-1', lanes: new Set([kindOfLane(RECORDS)]) };

  test('is handed over together with all others of that item, without reading its owner', () => {
    const effects = [change('a', 1), change('b', 5), change('a', 2)].map((edit) => effect({ edits: [edit] }));
    const [fold] = planFolds(effects, new Map(), NOON, hot);
    expect(fold?.writes).toHaveLength(1);
    expect(fold && handoversOf(fold)).toMatchObject([{ PK: RECORDS, edits: { a: { n: 3 }, b: { n: 5 } } }]);
  });

  test('is written by whoever received its lane, and so is one that cannot be handed over', () => {
    const { portable: _, ...fixed } = change('c', 1);
    const effects = [
      effect({ edits: [fixed] }),
      effect({ edits: [change('a', 1)] }),
      effect({ edits: [change('b', 1)], isReceived: true }),
    ];
    const writesOf = (all: Effect[]) => planFolds(all, new Map(), NOON, hot).flatMap(({ writes }) => writes);
    // Three items and their owner; without what was received, one item, its owner and a handover.
    expect(writesOf(effects)).toHaveLength(4);
    expect(
      writesOf(effects.slice(0, 2))
        .map(keyOf)
        .map(({ PK }) => PK),
    ).toEqual(['P#demo#MEM#c-0', owner.PK, RECORDS]);
  });

  test('counts as two writes of the receiver, for it may make a new item', () => {
    const effects = Array.from({ length: 60 }, (_, n) =>
      effect({ edits: [change(`m${n}`, 1), change(`m${n}`, 1)] }),
    );
    const folds = planFolds(effects, new Map(), NOON, hot);
    expect(
      folds.map((fold) => handoversOf(fold).map((item) => Object.keys(item.edits as object).length)),
    ).toEqual([[49], [11]]);
  });
});

const numbers = fc.nat(89);
const amount = fc.integer({ min: -2, max: 2 }).filter((n) => n !== 0);

test('a plan with hot lanes has the same sums as one without, and each hand-over needs at most 98 writes', () => {
  const additions = fc.array(
    fc.record({
      deltas: fc.array(fc.tuple(numbers, amount), { maxLength: 8 }),
      dated: fc.array(fc.tuple(numbers, fc.constantFrom('2026-11-01', DAY), amount), { maxLength: 13 }),
      isReceived: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(additions, (all) => {
      const effects = all.map(({ deltas, dated, isReceived }) =>
        effect({
          deltas: deltas.map(([place, n]) => ({ key: counter(`x${place}`), add: { n } })),
          dated: isReceived
            ? []
            : dated.map(([place, day, a]) => ({ key: node(place), day, add: { a }, dayStart: {} })),
          ...(isReceived ? { isReceived } : {}),
        }),
      );
      const folds = planFolds(effects, new Map(), NOON, both);
      const sums = new Map<string, number>();
      const count = (key: Key, n: number) => sums.set(keyText(key), (sums.get(keyText(key)) ?? 0) + n);
      for (const fold of folds) {
        expect(fold.writes.length).toBeLessThanOrEqual(99);
        for (const item of handoversOf(fold)) {
          expect(receiverWrites({ ...additionsOf(item), edits: [] })).toBeLessThanOrEqual(98);
          expect(item.sequenceNumber).toBe(fold.lastSequenceNumber);
          for (const { key, add } of additionsOf(item).deltas) count(key, add.n ?? 0);
          for (const { key, add } of additionsOf(item).dated) count(key, add.a ?? 0);
        }
        for (const write of fold.writes) if ('update' in write) count(write.update, addedBy(write));
      }
      for (const { deltas, dated } of effects) {
        for (const { key, add } of deltas) count(key, -(add.n ?? 0));
        for (const { key, add } of dated) count(key, -(add.a ?? 0));
      }
      expect([...sums.values()].filter((left) => left !== 0)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What an update adds to `n` or `a`. */
function addedBy({ values = {} }: Write): number {
  return Number(values[':add_n'] ?? values[':add_a'] ?? 0);
}
