import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Edit } from '../../functions/projection/edits.ts';
import type { Effect } from '../../functions/projection/fold.ts';
import { FOLD_LIMIT, type Fold, planFolds } from '../../functions/projection/plan.ts';
import { type Item, type Key, keyText, type Write } from '../../functions/table/client.ts';

// Counters and puts are in fold.test.ts; here are items that are changed by what they are, and counters that know their day start.

const NOW = Date.parse('2026-11-02T03:00:00.000Z');
const thing = (name: string): Key => ({ PK: `P#demo#THING#${name}`, SK: 'THING' });
const ownerOf = (name: string): Key => ({ PK: `P#demo#THING#${name}`, SK: 'OWNER' });
const node = (name: string): Key => ({ PK: `P#demo#TREE#${name}`, SK: 'NODE' });

const adding = (name: string, amount: number): Edit => ({
  key: thing(name),
  owner: { key: ownerOf(name), asked: 'NEW' },
  apply: (before) => ({ ...thing(name), n: Number(before?.n ?? 0) + amount }),
});

let sequence = 0;
function effect(parts: Partial<Effect>): Effect {
  sequence += 1;
  return { sequenceNumber: String(sequence), deltas: [], puts: [], edits: [], dated: [], ...parts };
}
const known = (items: Item[] = []) => new Map(items.map((item) => [keyText(item), item]));
const plan = (effects: Effect[], items: Item[] = []) => planFolds(effects, known(items), NOW);
const putsOf = ({ writes }: Fold) => writes.flatMap((write) => ('put' in write ? [write.put] : []));

/** The condition of a write and the values in it, without their names. */
const conditionOf = (write: Write | undefined) => [
  write?.condition,
  ...Object.values(write?.values ?? {}).filter((value) => typeof value === 'number'),
];

describe('a plan', () => {
  test('writes an item once, after all its edits, and reads its owner once', () => {
    const folds = plan([1, 2, 3].map((amount) => effect({ edits: [adding('a', amount)] })));
    expect(folds).toHaveLength(1);
    expect(folds[0]?.writes).toHaveLength(2);
    expect(folds.map(putsOf)).toEqual([[{ ...thing('a'), n: 6, version: 1 }]]);
  });

  test('builds each transaction on what the one before will have written', () => {
    // Forty things with an owner each are eighty writes: two such runs do not fit one transaction.
    const names = Array.from({ length: 80 }, (_, n) => `t${n}`);
    const [first, second] = [names, names].map((all) =>
      all.map((name) => effect({ edits: [adding(name, 1)] })),
    );
    const folds = plan([...(first ?? []), ...(second ?? [])]);
    expect(folds.length).toBeGreaterThan(1);
    const last = new Map(folds.flatMap(putsOf).map((item) => [keyText(item), item]));
    expect([...last.values()].map(({ n }) => n)).toEqual(names.map(() => 2));
    // Each holds only while what it was composed from is there: an item is new once.
    for (const name of names) {
      const writes = folds.flatMap((fold) =>
        fold.writes.filter((write) => 'put' in write && write.put.PK === thing(name).PK),
      );
      expect(writes.map(conditionOf)).toEqual(
        writes.map((_, place) =>
          place === 0 ? ['attribute_not_exists(#PK)'] : ['#version = :read_version', place],
        ),
      );
    }
  });

  test('puts at most three megabytes of quarantined records into a transaction', () => {
    const kept = { writes: [{ put: { PK: 'QUARANTINE#1', SK: '1' } }], bytes: 900_000 };
    const folds = plan(Array.from({ length: 7 }, () => effect({ kept })));
    expect(folds.map(({ writes }) => writes.length)).toEqual([3, 3, 1]);
  });

  test('copies a counter for its day start once, in the first transaction of a day', () => {
    const dated = (day: string, names: string[]) =>
      effect({ dated: names.map((name) => ({ key: node(name), day, add: { a: 1 }, dayStart: {} })) });
    const others = (from: number) => Array.from({ length: 60 }, (_, n) => `n${from + n}`);
    const before = { ...node('shared'), day: '2026-11-01', writes: 4, a: 7 };
    const folds = plan(
      [
        dated('2026-11-02', ['shared', ...others(0)]),
        dated('2026-11-02', ['shared', ...others(100)]),
        dated('2026-11-02', ['shared', ...others(200)]),
      ],
      [before],
    );
    expect(folds.length).toBe(3);
    const dayStarts = folds.flatMap(putsOf).filter(({ SK }) => SK === 'NODE#MORNING');
    expect(dayStarts).toMatchObject([{ PK: before.PK, day: '2026-11-02', a: 7 }]);
    const main = folds.map(({ writes }) =>
      writes.find((write) => 'update' in write && write.update.PK === before.PK),
    );
    expect(main.map((write) => write?.condition)).toEqual([
      '#writes = :read_writes',
      '#day = :read_day',
      '#day = :read_day',
    ]);
  });

  test('refuses one record that alone changes more than a transaction holds', () => {
    const wide = (count: number) =>
      effect({ edits: Array.from({ length: count }, (_, n) => adding(`w${n}`, 1)) });
    expect(() => plan([wide(49)])).not.toThrow();
    expect(() => plan([effect({ edits: [adding('a', 1)] }), wide(50)])).toThrow(
      /alone changes more items than a transaction holds/,
    );
  });

  test('without effects has no transactions', () => {
    expect(plan([])).toEqual([]);
  });
});

const names = fc.constantFrom(...Array.from({ length: 120 }, (_, n) => `x${n}`));
const amount = fc.integer({ min: -2, max: 2 });
const effects = fc.array(
  fc.record({
    edits: fc.array(fc.tuple(names, amount), { maxLength: 12 }),
    dated: fc.array(fc.tuple(names, fc.constantFrom('2026-11-01', '2026-11-02'), amount), { maxLength: 12 }),
  }),
  { minLength: 1, maxLength: 40 },
);

test('a plan takes all records in order, at most 99 writes a transaction, each item once in a transaction', () => {
  fc.assert(
    fc.property(effects, (all) => {
      const given = all.map(({ edits, dated }) =>
        effect({
          edits: edits.map(([name, by]) => adding(name, by)),
          dated: dated.map(([name, day, by]) => ({
            key: node(name),
            day,
            add: by === 0 ? {} : { a: by },
            dayStart: {},
          })),
        }),
      );
      const folds = plan(given);
      const lasts = folds.map(({ lastSequenceNumber }) => Number(lastSequenceNumber));
      expect(lasts).toEqual(lasts.toSorted((one, other) => one - other));
      expect(folds.at(-1)?.lastSequenceNumber).toBe(given.at(-1)?.sequenceNumber);
      for (const { writes } of folds) {
        expect(writes.length).toBeLessThanOrEqual(FOLD_LIMIT);
        const keys = writes.map(keyOf);
        expect(new Set(keys).size).toBe(keys.length);
      }
      const sums = new Map<string, number>();
      for (const [name, by] of all.flatMap(({ edits }) => edits)) sums.set(name, (sums.get(name) ?? 0) + by);
      const written = new Map(
        folds.flatMap(putsOf).flatMap((item) => ('n' in item ? [[item.PK, item.n]] : [])) as [
          string,
          number,
        ][],
      );
      expect(written).toEqual(new Map([...sums].map(([name, sum]) => [thing(name).PK, sum])));
      const counted = addedBy(folds);
      for (const [name, , by] of all.flatMap(({ dated }) => dated))
        counted.set(node(name).PK, (counted.get(node(name).PK) ?? 0) - by);
      expect([...counted.values()].filter((left) => left !== 0)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

function keyOf(write: Write): string {
  if ('put' in write) return keyText(write.put);
  if ('update' in write) return keyText(write.update);
  return keyText('check' in write ? write.check : write.delete);
}

/** What the updates of counters add to each, the copies of day starts left out. */
function addedBy(folds: readonly Fold[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const write of folds.flatMap(({ writes }) => writes)) {
    if (!('update' in write) || write.update.SK !== 'NODE') continue;
    const added = Number(write.values?.[':add_a'] ?? 0);
    sums.set(write.update.PK, (sums.get(write.update.PK) ?? 0) + added);
  }
  return sums;
}
