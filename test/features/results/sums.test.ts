import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder } from '../../../functions/features/results/ranks.ts';
import { parseSums, putSums } from '../../../functions/features/results/store.ts';
import { addBallot, mostFirst, NOTHING, type Sums } from '../../../functions/features/results/sums.ts';

const STATES = ['COUNTED', 'HELD', 'STRUCK'] as const;
const ballots = fc.array(
  fc.record({
    state: fc.constantFrom(...STATES),
    votes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })), {
      selector: ([number]) => number,
    }),
  }),
);

describe('the sums of ballots', () => {
  test('are each entry’s votes by what they are worth, and how many ballots gave those that count', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const sums: Sums = new Map();
        for (const ballot of given) addBallot(sums, ballot);
        for (let number = 1; number <= 5; number += 1) {
          const lines = given.flatMap(({ state, votes }) =>
            votes.filter(([of]) => of === number).map(([, count]) => ({ state, count })),
          );
          const those = (wanted: (typeof STATES)[number]) => lines.filter(({ state }) => state === wanted);
          const [votes, held, struck] = STATES.map((state) =>
            those(state).reduce((sum, { count }) => sum + count, 0),
          );
          const voters = those('COUNTED').length;
          expect(sums.get(number) ?? NOTHING).toEqual({ votes, voters, held, struck });
        }
      }),
    );
  });

  test('of more entries than fit an item are stored in several, and read as they were', () => {
    const sums: Sums = new Map(
      Array.from({ length: 20_001 }, (_, number) => [
        number + 1,
        { votes: number * 7 + 1, voters: number + 1, held: number % 3, struck: number % 2 },
      ]),
    );
    const of = { programId: 'prg_1', contestId: 'cst_1', round: 1, attempt: 1, pass: 1 };
    const puts = putSums(of, 7, sums).flatMap((write) => ('put' in write ? write.put : []));
    expect(puts.map(({ SK }) => SK)).toEqual(['07#0000', '07#0001', '07#0002']);
    const read: Sums = new Map(puts.flatMap((put) => parseSums(put).sums));
    expect(read).toEqual(sums);
  });
});

describe('the order of entries', () => {
  const entry = (number: number, submittedAt: string | null = '2026-11-01T00:00:00.000Z') => ({
    number,
    submittedAt,
  });
  const orderOf = (entries: ReturnType<typeof entry>[], sums: [number, number, number][]) =>
    inOrder(
      entries,
      new Map(sums.map(([number, votes, voters]) => [number, { ...NOTHING, votes, voters }])),
    ).map(({ number }) => number);

  test('is by votes, then voters, then when they were handed in, then number, and leaves out those without a vote', () => {
    const entries = [entry(1), entry(2), entry(3), entry(4, '2026-10-31T00:00:00.000Z'), entry(5), entry(6)];
    expect(
      orderOf(entries, [
        [1, 5, 2],
        [2, 5, 3],
        [3, 9, 1],
        [4, 5, 2],
        [5, 5, 2],
      ]),
    ).toEqual([3, 2, 4, 1, 5]);
  });

  test('begins with most votes and voters, also before it is known when they were handed in', () => {
    const lines = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })));
    fc.assert(
      fc.property(lines, (all) => {
        const sums: Sums = new Map(
          all.map(([votes, voters], place) => [place + 1, { ...NOTHING, votes, voters }]),
        );
        const same = [...sums.keys()].map((number) => entry(number));
        expect(mostFirst(sums)).toEqual(inOrder(same, sums).map(({ number }) => number));
      }),
    );
  });

  test('is the same in whatever order entries and sums come', () => {
    const lines = fc.uniqueArray(
      fc.record({
        number: fc.integer({ min: 1, max: 30 }),
        votes: fc.integer({ min: 0, max: 3 }),
        voters: fc.integer({ min: 0, max: 3 }),
        day: fc.integer({ min: 10, max: 12 }),
      }),
      { selector: ({ number }) => number },
    );
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), (all, noise) => {
        const shuffled = all
          .map((one) => ({ one, at: noise.next().value }))
          .toSorted((left, right) => left.at - right.at)
          .map(({ one }) => one);
        const of = (some: typeof all) =>
          orderOf(
            some.map(({ number, day }) => entry(number, `2026-11-${day}T00:00:00.000Z`)),
            some.map(({ number, votes, voters }) => [number, votes, voters]),
          );
        expect(of(shuffled)).toEqual(of(all));
      }),
    );
  });
});
