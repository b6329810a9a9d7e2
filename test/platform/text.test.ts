import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginning, shortened } from '../../functions/platform/text.ts';

test('a text within the limit is not shortened', () => {
  expect(shortened('', 5)).toBe('');
  expect(shortened('seven', 5)).toBe('seven');
});

test('a text over the limit keeps its beginning and its end', () => {
  expect(shortened('abcdefghij', 7)).toBe('abc…hij');
  expect(shortened('abcdefghij', 6)).toBe('abc…ij');
  expect(shortened('abcdefghij', 1)).toBe('…');
});

test('a shortened text never has half a character', () => {
  expect(shortened('🎉🎉🎉🎉', 6)).toBe('🎉…🎉');
  expect(beginning('🎉🎉', 3)).toBe('🎉');
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 50 }), (whole, max) => {
      for (const part of [shortened(whole, max), beginning(whole, max)]) {
        expect(part.length).toBeLessThanOrEqual(Math.max(max, 1));
        expect(part.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
