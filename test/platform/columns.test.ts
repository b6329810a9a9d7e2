import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { columns } from '../../functions/platform/columns.ts';

const row = columns({ id: z.string(), count: z.int(), note: z.string().optional() });
/** The same rows after a column was added. */
const later = columns({
  id: z.string(),
  count: z.int(),
  note: z.string().optional(),
  kind: z.enum(['OLD', 'NEW']).default('OLD'),
});

describe('a row stored as columns', () => {
  test('is a list in the order of the shape, whatever the order of the row, without what is undefined at its end', () => {
    expect(row.pack({ count: 3, note: 'n', id: 'a' })).toEqual(['a', 3, 'n']);
    expect(row.pack({ count: 3, id: 'a' })).toEqual(['a', 3]);
    expect(later.pack({ count: 3, id: 'a', kind: 'NEW' })).toEqual(['a', 3, null, 'NEW']);
  });

  test('is read back as it was written, and with the defaults of columns that are younger', () => {
    expect(row.unpack(['a', 3, 'n'])).toEqual({ id: 'a', count: 3, note: 'n' });
    expect(later.unpack(['a', 3])).toEqual({ id: 'a', count: 3, kind: 'OLD' });
  });

  test('keeps apart what is null and what is undefined', () => {
    const both = columns({ a: z.string().optional(), b: z.string().nullable(), c: z.string() });
    for (const one of [
      { b: null, c: 'c' },
      { a: 'a', b: 'b', c: 'c' },
    ])
      expect(both.unpack(both.pack(one))).toStrictEqual(one);
  });

  test.each([
    ['one of a later version', ['a', 3, 'n', 'NEW']],
    ['one whose values do not fit', [3, 'a']],
    ['one that lacks a value', ['a']],
    ['no list', { id: 'a', count: 3 }],
  ])('is refused when it is %s', (_what, packed) => {
    expect(() => row.unpack(packed)).toThrow(z.ZodError);
  });
});
