import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seal, unseal } from '../../functions/table/seal.ts';

const SECRET = 'a secret';
const text = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((one) => one.isWellFormed() && !one.includes('\0'));

describe('sealed text', () => {
  test('is opened with its secret and name, and is the same each time', () => {
    fc.assert(
      fc.property(text, text, (name, one) => {
        const sealed = seal(SECRET, name, one);
        expect(unseal(SECRET, name, sealed)).toBe(one);
        expect(seal(SECRET, name, one).equals(sealed)).toBe(true);
      }),
    );
  });

  test('is not opened with another secret, another name, or any bit changed', () => {
    fc.assert(
      fc.property(text, text, fc.nat(), fc.nat(7), (name, one, place, bit) => {
        const sealed = seal(SECRET, name, one);
        expect(unseal('another secret', name, sealed)).toBeUndefined();
        expect(unseal(SECRET, `${name}x`, sealed)).toBeUndefined();
        const changed = Buffer.from(sealed);
        const at = place % changed.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(unseal(SECRET, name, changed)).toBeUndefined();
        expect(unseal(SECRET, name, sealed.subarray(0, at))).toBeUndefined();
      }),
    );
  });

  test('depends on where the name ends and the text begins', () => {
    expect(seal(SECRET, 'ab', 'c').equals(seal(SECRET, 'a', 'bc'))).toBe(false);
    expect(unseal(SECRET, 'a', seal(SECRET, 'ab', 'c'))).toBeUndefined();
  });

  test('reveals neither the text nor, within 32 bytes, its length', () => {
    const id = 'mem_0123456789abcdefghjkmnpqrs';
    const sealed = seal(SECRET, 'name', id);
    expect(sealed.includes(Buffer.from(id.slice(0, 4)))).toBe(false);
    expect(seal(SECRET, 'name', 'x')).toHaveLength(sealed.length);
  });

  test('that is too short is not opened', () => {
    for (const length of [0, 1, 15, 16]) expect(unseal(SECRET, '', Buffer.alloc(length))).toBeUndefined();
  });
});
