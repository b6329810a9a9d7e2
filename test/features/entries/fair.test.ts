import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fairPage } from '../../../functions/features/entries/fair.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Every page after another, by the last number of each. */
function pages(numbers: readonly number[], seed: string, count: number): number[][] {
  const all: number[][] = [];
  let after: number | undefined;
  for (;;) {
    const page = fairPage(numbers, { seed, after, count });
    if (page.length === 0) return all;
    all.push(page);
    after = page.at(-1);
  }
}

/** How far counts are from even, as the sum of the squares over what is expected. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** With 11 degrees of freedom, p = 0.001: https://www.itl.nist.gov/div898/handbook/eda/section3/eda3674.htm */
const CRITICAL_OF_12 = 31.264;

describe('the fair order', () => {
  test('gives every number once and in one order, whatever the size of its pages', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 100_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(numbers, fc.string(), fc.integer({ min: 1, max: 70 }), (all, seed, count) => {
        const order = fairPage(all, { seed, after: undefined, count: all.length + 1 });
        expect(order.toSorted((left, right) => left - right)).toEqual(
          all.toSorted((left, right) => left - right),
        );
        const cut = pages(all, seed, count);
        expect(cut.flat()).toEqual(order);
        for (const page of cut.slice(0, -1)) expect(page.length).toBe(count);
        // It does not depend on the order in which the numbers come.
        expect(fairPage(all.toReversed(), { seed, after: undefined, count: all.length })).toEqual(order);
      }),
    );
  });

  test('goes on behind a number that has gone, and keeps the others where they were when one comes', () => {
    const numbers = upTo(40);
    const order = fairPage(numbers, { seed: 's', after: undefined, count: 40 });
    const gone = order[9] as number;
    const left = numbers.filter((number) => number !== gone);
    expect(fairPage(left, { seed: 's', after: gone, count: 40 })).toEqual(order.slice(10));
    const more = fairPage(upTo(41), { seed: 's', after: undefined, count: 41 });
    expect(more.filter((number) => number !== 41)).toEqual(order);
  });

  test('gives each of 12 entries the first, the second and the last place as often as any other', () => {
    const numbers = upTo(12);
    const orders = upTo(2_000).map((seed) =>
      fairPage(numbers, { seed: `viewer ${seed}`, after: undefined, count: 12 }),
    );
    for (const place of [0, 1, 11]) {
      const counts = numbers.map((number) => orders.filter((order) => order[place] === number).length);
      expect(chiSquare(counts)).toBeLessThan(CRITICAL_OF_12);
    }
  });

  test('does not tell the second place from the first', () => {
    const numbers = upTo(6);
    const counts = new Map<string, number>();
    for (const seed of upTo(3_000)) {
      const pair = fairPage(numbers, { seed: `viewer ${seed}`, after: undefined, count: 2 }).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    // 30 pairs: 29 degrees of freedom.
    expect(counts.size).toBe(30);
    expect(chiSquare([...counts.values()])).toBeLessThan(58.301);
  });

  test('of 10,000 entries is a page’s in a few thousandths of a second', () => {
    const numbers = upTo(10_000);
    const began = performance.now();
    for (const seed of upTo(10)) fairPage(numbers, { seed: `${seed}`, after: seed, count: 101 });
    expect((performance.now() - began) / 10).toBeLessThan(200);
  });
});
