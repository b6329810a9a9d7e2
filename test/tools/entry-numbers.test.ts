import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flawOf, noNumbers, see } from '../../tools/verify/entry-numbers.ts';
import { runsOf } from '../support/runs.ts';

function seenOf(numbers: Iterable<number>) {
  const seen = noNumbers();
  for (const number of numbers) see(seen, number);
  return seen;
}

describe('the check of entry numbers', () => {
  test.each([
    [[], 0, undefined],
    [[1], 1, undefined],
    [[3, 1, 2], 3, undefined],
    // Count, sum and sum of squares are those of 1 to 7.
    [[2, 2, 3, 3, 4, 7, 7], 7, 'number 2 is there twice'],
    [[7, 4, 7, 3, 2, 3, 2], 7, 'number 7 is there twice'],
    [[1, 2, 4], 3, 'number 4 is past the last'],
    [[1, 2, 4], 4, 'number 3 is missing'],
    [[2, 3], 3, 'number 1 is missing'],
    [[1, 2], 3, 'number 3 is missing'],
    [[1, 2, 3], 2, 'number 3 is past the last'],
    [[1, 1], 1, 'number 1 is there twice'],
    [[512, 511, 513], 513, 'number 1 is missing'],
    [[Number.MAX_SAFE_INTEGER], 1, `number ${Number.MAX_SAFE_INTEGER} is past the last`],
  ] as const)('of %j, expected 1 to %d, says %s', (numbers, last, flaw) => {
    expect(flawOf(seenOf(numbers), last)).toBe(flaw);
  });

  test('finds no flaw exactly when the numbers are 1 to the last, each once, in any order', () => {
    const near = fc.integer({ min: 1, max: 12 });
    const far = fc.constantFrom(31, 32, 33, 511, 512, 513, 1_024, 2 ** 31, 2 ** 32, 2 ** 40 + 1);
    const whole = fc.integer({ min: 0, max: 1_200 }).chain((last) =>
      fc.shuffledSubarray(
        Array.from({ length: last }, (_, n) => n + 1),
        { minLength: last },
      ),
    );
    const some = fc.array(fc.oneof({ weight: 9, arbitrary: near }, { weight: 1, arbitrary: far }), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(fc.oneof(whole, some), fc.integer({ min: -1, max: 1 }), (numbers, off) => {
        const last = Math.max(0, numbers.length + off);
        const set = new Set(numbers);
        const isWhole =
          set.size === numbers.length && set.size === last && numbers.every((number) => number <= last);
        expect(flawOf(seenOf(numbers), last) === undefined).toBe(isWhole);
      }),
      { numRuns: runsOf(300) },
    );
  });

  test('needs a bit for each of a million numbers, and a page for an impossible one', () => {
    const seen = noNumbers();
    // Every number once, in an order like that of a scan: 7919 and a million have no divisor in common.
    for (let n = 0; n < 1_000_000; n += 1) see(seen, ((n * 7_919) % 1_000_000) + 1);
    expect(flawOf(seen, 1_000_000)).toBeUndefined();
    const bytes = () => [...seen.pages.values()].reduce((sum, page) => sum + page.byteLength, 0);
    expect(bytes()).toBeLessThanOrEqual(1_000_000 / 8 + 128);
    const before = bytes();
    see(seen, Number.MAX_SAFE_INTEGER);
    expect(bytes() - before).toBe(64);
  });
});
