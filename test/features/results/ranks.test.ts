import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inOrder, ranksOf } from '../../../functions/features/results/ranks.ts';
import { mostFirst } from '../../../functions/features/results/sums.ts';
import { TIE_BREAKS, type TieBreak } from '../../../functions/platform/generated/enums.ts';

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
        const sums = new Map(all.map(([votes, voters], place) => [place + 1, { votes, voters }]));
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

describe('the ranks of a result', () => {
  const contender = (number: number, votes: number, voters: number, day = 1) => ({
    number,
    votes,
    voters,
    submittedAt: `2026-11-0${day}T00:00:00.000Z`,
  });
  const ties = fc.shuffledSubarray([...TIE_BREAKS]);
  const contenders = fc.uniqueArray(
    fc
      .tuple(...[40, 3, 3, 3].map((max) => fc.integer({ min: 1, max })))
      .map(([number = 0, votes = 0, voters = 0, day]) => contender(number, votes - 1, voters, day)),
    { selector: ({ number }) => number, maxLength: 12 },
  );
  type Contender = ReturnType<typeof contender>;
  const isEqual = (one: Contender, other: Contender, rules: TieBreak[]) =>
    one.votes === other.votes &&
    (!rules.includes('VOTERS') || one.voters === other.voters) &&
    (!rules.includes('EARLIEST') || one.submittedAt === other.submittedAt);

  const four = [contender(1, 9, 2, 3), contender(2, 5, 3, 3), contender(3, 5, 5, 4), contender(4, 2, 2, 1)];
  test.each<[TieBreak[], number[]]>([
    [[], [1, 2, 2, 4]],
    [['VOTERS'], [1, 3, 2, 4]],
    [['EARLIEST'], [1, 2, 3, 4]],
    [
      ['VOTERS', 'EARLIEST'],
      [1, 3, 2, 4],
    ],
    [
      ['EARLIEST', 'VOTERS'],
      [1, 2, 3, 4],
    ],
  ])('follow from votes, and of equals from %j', (rules, expected) => {
    const ranks = ranksOf(four, rules);
    expect(four.map(({ number }) => ranks.get(number))).toEqual(expected);
  });

  test('are one more than the number of those that are better, and none for an entry without a vote', () => {
    fc.assert(
      fc.property(contenders, ties, (all, rules) => {
        const ranks = ranksOf(all, rules);
        const key = (one: Contender) =>
          [
            1e3 - one.votes,
            ...rules.map((rule) =>
              rule === 'VOTERS' ? 1e3 - one.voters : Number(one.submittedAt.slice(8, 10)),
            ),
          ]
            .map((part) => String(part).padStart(4, '0'))
            .join();
        for (const one of all) {
          const better = all.filter((other) => other.votes > 0 && key(other) < key(one)).length;
          expect(ranks.get(one.number)).toBe(one.votes === 0 ? undefined : better + 1);
        }
      }),
    );
  });

  test('are the same in whatever order entries come', () => {
    const shuffled = contenders.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ties, ([all, other], rules) => {
        expect([...ranksOf(other, rules)].sort()).toEqual([...ranksOf(all, rules)].sort());
      }),
    );
  });

  test('are shared by those alone that nothing of the list tells apart', () => {
    fc.assert(
      fc.property(contenders, ties, (all, rules) => {
        const ranks = ranksOf(all, rules);
        for (const one of all)
          for (const other of all)
            if (one.votes > 0 && other.votes > 0)
              expect(ranks.get(one.number) === ranks.get(other.number)).toBe(isEqual(one, other, rules));
      }),
    );
  });

  test('never fall for an entry that is given one vote more', () => {
    fc.assert(
      fc.property(contenders, ties, fc.nat(), (all, rules, pick) => {
        const chosen = all[pick % Math.max(1, all.length)];
        if (chosen === undefined) return;
        const more = all.map((one) => (one === chosen ? { ...one, votes: one.votes + 1 } : one));
        const rankIn = (some: Contender[]) => ranksOf(some, rules).get(chosen.number) ?? all.length + 1;
        expect(rankIn(more)).toBeLessThanOrEqual(rankIn(all));
      }),
    );
  });

  test('of those behind move up when an entry leaves, and no others move', () => {
    fc.assert(
      fc.property(contenders, ties, fc.nat(), (all, rules, pick) => {
        const gone = all[pick % Math.max(1, all.length)];
        const [before, after] = [
          ranksOf(all, rules),
          ranksOf(
            all.filter((one) => one !== gone),
            rules,
          ),
        ];
        const left = before.get(gone?.number ?? 0) ?? Number.POSITIVE_INFINITY;
        for (const [number, rank] of after) {
          const was = before.get(number) ?? 0;
          expect(rank).toBe(was > left ? was - 1 : was);
        }
      }),
    );
  });
});
