import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSums, putSums } from '../../../functions/features/results/store.ts';
import { addBallot, NOTHING, type Sums } from '../../../functions/features/results/sums.ts';

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
    const puts = putSums(of, 7, { sums, file: { lines: 3, sha256: 'ab' } }).flatMap((write) =>
      'put' in write ? write.put : [],
    );
    expect(puts.map(({ SK }) => SK)).toEqual(['07#0000', '07#0001', '07#0002']);
    const read: Sums = new Map(puts.flatMap((put) => parseSums(put).sums));
    expect(read).toEqual(sums);
    expect(puts.map((put) => parseSums(put).file)).toEqual([
      { lines: 3, sha256: 'ab' },
      undefined,
      undefined,
    ]);
  });
});
