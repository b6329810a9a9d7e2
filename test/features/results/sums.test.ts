import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSums, putSums } from '../../../functions/features/results/store.ts';
import {
  addTo,
  createSums,
  inOrder,
  mostFirst,
  type Sums,
} from '../../../functions/features/results/sums.ts';

const ballots = fc.array(
  fc.record({
    memberId: fc.constantFrom('mem_a', 'mem_b', 'mem_c'),
    votes: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 })), {
      selector: ([number]) => number,
    }),
  }),
);

describe('the sums of ballots', () => {
  test('are each entry’s votes, and the voters who gave them, each once', () => {
    fc.assert(
      fc.property(ballots, (given) => {
        const sorted = given.toSorted((left, right) => (left.memberId < right.memberId ? -1 : 1));
        const { sums, add } = createSums();
        for (const { memberId, votes } of sorted) add(memberId, votes);
        for (let number = 1; number <= 5; number += 1) {
          const lines = given.flatMap(({ memberId, votes }) =>
            votes.filter(([of]) => of === number).map(([, count]) => ({ memberId, count })),
          );
          const votes = lines.reduce((sum, { count }) => sum + count, 0);
          const voters = new Set(lines.map(({ memberId }) => memberId)).size;
          expect(sums.get(number) ?? { votes: 0, voters: 0 }).toEqual({ votes, voters });
        }
      }),
    );
  });

  test('of more entries than fit an item are stored in several, and read as they were', () => {
    const sums: Sums = new Map(
      Array.from({ length: 20_001 }, (_, number) => [
        number + 1,
        { votes: number * 7 + 1, voters: number + 1 },
      ]),
    );
    const of = { programId: 'prg_1', contestId: 'cst_1', round: 1, attempt: 1, pass: 1 };
    const puts = putSums(of, 7, sums).flatMap((write) => ('put' in write ? write.put : []));
    expect(puts.map(({ SK }) => SK)).toEqual(['07#0000', '07#0001', '07#0002']);
    const read: Sums = new Map();
    for (const { numbers, votes, voters } of puts.map(parseSums))
      for (const [place, number] of numbers.entries())
        addTo(read, number, { votes: votes[place] ?? 0, voters: voters[place] ?? 0 });
    expect(read).toEqual(sums);
  });
});

describe('the order of entries', () => {
  const entry = (number: number, submittedAt: string | null = '2026-11-01T00:00:00.000Z') => ({
    number,
    submittedAt,
  });
  const orderOf = (entries: ReturnType<typeof entry>[], sums: [number, number, number][]) =>
    inOrder(entries, new Map(sums.map(([number, votes, voters]) => [number, { votes, voters }]))).map(
      ({ number }) => number,
    );

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
        const sums: Sums = new Map(all.map(([votes, voters], place) => [place + 1, { votes, voters }]));
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
