import { expect, test } from 'vitest';
import { sizeOfItem } from '../../tools/shared/item-size.ts';

const KEY = { PK: 'a', SK: 'b' };
/** The bytes of a value under a name of one character, beside a key of six. */
const sizeOf = (value: unknown) => sizeOfItem({ ...KEY, x: value }) - 7;

test('the size of an item is that of its names and values', () => {
  expect(sizeOfItem(KEY)).toBe(6);
  expect(sizeOfItem({ ...KEY, left: undefined })).toBe(6);
  expect(sizeOf('')).toBe(0);
  expect(sizeOf('달빛')).toBe(6);
  expect(sizeOf(true)).toBe(1);
  expect(sizeOf(null)).toBe(1);
  expect(sizeOf([])).toBe(3);
  expect(sizeOf([1, 'ab'])).toBe(3 + (2 + 1) + (2 + 1));
  expect(sizeOf({ y: 'ab', z: {} })).toBe(3 + (1 + 2 + 1) + (1 + 3 + 1));
});

test.each([
  [0, 1],
  [7, 2],
  [42, 2],
  [123, 3],
  [1_000_000, 2],
  [-5, 3],
  [0.005, 2],
  [12.5, 3],
  [1e21, 2],
  [Number.MAX_SAFE_INTEGER, 9],
])('the size of the number %d is a byte for two significant digits and one more: %i', (value, bytes) => {
  expect(sizeOf(value)).toBe(bytes);
});
