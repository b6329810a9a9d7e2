import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chooseVanity,
  codeIdOf,
  codeKeyOf,
  codeKeyOfId,
  codeStatusOf,
  createCodeInput,
  decideCreateReferralCode,
  decideUpdateReferralCode,
  generateCode,
  type ReferralCode,
} from '../../../functions/features/codes/rules.ts';
import { systemRandom } from '../../../functions/platform/ids.ts';

const NOW = new Date('2026-11-02T03:00:00.000Z');
const at = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000).toISOString();

function code(settings: Partial<ReferralCode> = {}): ReferralCode {
  const made = decideCreateReferralCode(
    { programId: 'demo', memberId: 'mem_a' },
    { code: 'Minji', key: 'M1NJ1' },
    {},
    NOW,
  );
  if (!made.ok) throw new Error(made.refusal.message);
  return { ...made.value, ...settings };
}

/** Every dash and blank of Unicode, and what is not seen at all. */
const UNCOUNTED = Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter((one) =>
  /[\p{Pd}\p{Zs}\p{Default_Ignorable_Code_Point}\t\r\n\u2028\u2029\u2212\u2043\u30FC\uFF70\u2800]/u.test(one),
);

describe('the canonical form of a code', () => {
  test.each([
    ['minji', 'M1NJ1'],
    ['MIN-JI', 'M1NJ1'],
    ['m1n j1', 'M1NJ1'],
    ['HELLO', 'HE110'],
    ['he11o', 'HE110'],
    ['lucu', '1UCU'],
    ['--a--b--c--', 'ABC'],
    ['ＭＩＮ－ＪＩ', 'M1NJ1'],
    ['min\u2013ji', 'M1NJ1'],
    ['min\u2212ji', 'M1NJ1'],
    ['ＭＩＮーＪＩ', 'M1NJ1'],
    ['min\u00ADji\u200B', 'M1NJ1'],
    ['\tmin\u3000ji\r\n', 'M1NJ1'],
    ['\uFEFFmin\u2800ji', 'M1NJ1'],
    ['ſum', 'SUM'],
    ['①②③', '123'],
  ])('reads %j as %s', (typed, key) => {
    expect(codeKeyOf(typed)).toBe(key);
  });

  test.each([
    [''],
    ['ab'],
    ['a-b'],
    ['---'],
    ['a/b/c'],
    ['민지코드'],
    ['민지코드'.normalize('NFD')],
    ['abc%0d'],
    ['abc\u0000'],
    ['abc_d'],
    ['abcé'],
    ['abce\u0301'],
    ['abce\u034F\u0301'],
    ['ıabc'],
    ['абв'],
    ['١٢٣'],
    ['a'.repeat(31)],
    ['a'.repeat(257)],
    ['a'.repeat(3).padEnd(1_000_000, '\u0301\u0323')],
  ])('does not exist for %.40j', (typed) => {
    expect(codeKeyOf(typed)).toBeUndefined();
  });

  test('is the same for all cases, hyphens and look-alikes of a code', () => {
    const twins: Record<string, string[]> = { '0': ['0', 'O', 'o'], '1': ['1', 'I', 'i', 'L', 'l'] };
    const typed = fc
      .array(fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTUVWXYZ'), { minLength: 3, maxLength: 12 })
      .chain((key) =>
        fc.tuple(
          fc.constant(key.join('')),
          fc.tuple(
            ...key.map((one) =>
              fc.tuple(
                fc.constantFrom(...(twins[one] ?? [one, one.toLowerCase()])),
                fc.constantFrom('', '-', ' '),
              ),
            ),
          ),
        ),
      );
    fc.assert(
      fc.property(typed, ([key, characters]) => {
        expect(codeKeyOf(characters.map(([one, gap]) => one + gap).join(''))).toBe(key);
      }),
    );
  });

  test('is the same for all widths, dashes, blanks and invisible characters of a code', () => {
    const wide = (one: string) => String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0);
    const gap = fc.constantFrom('', ...UNCOUNTED);
    const characters = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
    const typed = fc.array(fc.tuple(characters, fc.nat(3), gap), { minLength: 3, maxLength: 12 });
    const forms = fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD');
    fc.assert(
      fc.property(gap, typed, forms, (before, parts, form) => {
        const written = parts.map(([one, how, after]) => {
          const cased = how % 2 === 0 ? one : one.toLowerCase();
          return (how < 2 ? cased : wide(cased)) + after;
        });
        expect(codeKeyOf((before + written.join('')).normalize(form))).toBe(
          parts.map(([one]) => one).join(''),
        );
      }),
    );
  });

  test('is its own canonical form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), (typed) => {
        const key = codeKeyOf(typed);
        if (key !== undefined) expect(codeKeyOf(key)).toBe(key);
      }),
    );
  });
});

describe('vanity codes', () => {
  test.each([
    ['admin'],
    ['ADM1N'],
    ['a-d-m-i-n'],
    ['0fficial'],
    ['0FF1C1AL'],
    ['he1p'],
    ['FREE'],
    ['customer-service'],
  ])('may not be %s, even with look-alikes', (typed) => {
    expect(chooseVanity(typed)).toMatchObject({
      ok: false,
      refusal: { code: 'CODE_RESERVED', field: ['code'] },
    });
  });

  test.each([
    ['ＴＥＡ－ＦＯＲ－ＴＷＯ', 'TEA-FOR-TWO'],
    ['tea\u2013for\u2011two\n', 'tea-for-two'],
    ['\u200Btea\u00AD42', 'tea42'],
  ])('are stored in plain letters, digits and hyphens: %j as %s', (typed, code) => {
    expect(createCodeInput.parse({ code: typed }).code).toBe(code);
  });

  test.each([['tea for two'], ['찻잎'], ['té-42'], ['a/b/c'], ['ab'], ['a'.repeat(31)]])(
    'may have no other characters: %s',
    (typed) => expect(createCodeInput.safeParse({ code: typed }).success).toBe(false),
  );

  test('have at least three significant characters', () => {
    expect(chooseVanity('a-b-')).toMatchObject({ ok: false, refusal: { code: 'INVALID_INPUT' } });
    expect(chooseVanity('a-b-c')).toEqual({ ok: true, value: 'ABC' });
  });
});

test('a generated code has eight characters in two groups and is its own canonical form', () => {
  for (let times = 0; times < 200; times += 1) {
    const generated = generateCode(systemRandom);
    expect(generated).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(codeKeyOf(generated)).toBe(generated.replace('-', ''));
  }
});

describe('the id of a code', () => {
  test('has the program and the code, so that the code is found again', () => {
    const id = codeIdOf({ programId: 'moon-tea', key: 'M1NJ1' });
    expect(id).toBe('cod_moon-tea_m1nj1');
    expect(codeKeyOfId('moon-tea', id)).toBe('M1NJ1');
  });

  test.each([
    ['cod_other_m1nj1'],
    ['cod_moon-tea_minji'],
    ['cod_moon-tea_'],
    ['cod_moon-tea_M1NJ1'],
    ['cod_moon-tea_ｍ１ｎｊ１'],
    ['cod_moon-tea_m1-nj1'],
    ['mem_x'],
    [''],
  ])('is not %j, which names no code of the program', (id) => {
    expect(codeKeyOfId('moon-tea', id)).toBeUndefined();
  });
});

describe('the status of a code', () => {
  test.each([
    ['CLAIMABLE', {}],
    ['INACTIVE', { active: false, endsAt: at(-1) }],
    ['NOT_STARTED', { startsAt: at(1) }],
    ['CLAIMABLE', { startsAt: at(0), endsAt: at(1) }],
    ['EXPIRED', { endsAt: at(0), usageLimit: 1, uses: 1 }],
    ['LIMIT_REACHED', { usageLimit: 2, uses: 2 }],
    ['CLAIMABLE', { usageLimit: 2, uses: 1 }],
  ] as const)('is %s with %j', (status, settings) => {
    expect(codeStatusOf(code(settings), NOW)).toBe(status);
  });
});

describe('a patch of a code', () => {
  test('changes named fields, clears null fields and keeps the rest', () => {
    const before = code({ label: 'summer', usageLimit: 5, uses: 2 });
    const after = decideUpdateReferralCode(before, { label: null, active: false }, NOW);
    expect(after).toMatchObject({
      ok: true,
      value: { label: null, active: false, usageLimit: 5, uses: 2, version: before.version + 1 },
    });
  });

  test('cannot set a limit below the present uses', () => {
    expect(decideUpdateReferralCode(code({ usageLimit: 4, uses: 3 }), { usageLimit: 2 }, NOW)).toMatchObject({
      ok: false,
      refusal: { field: ['usageLimit'] },
    });
    expect(decideUpdateReferralCode(code({ usageLimit: 4, uses: 3 }), { usageLimit: 3 }, NOW)).toMatchObject({
      ok: true,
    });
    expect(decideUpdateReferralCode(code({ usageLimit: 1, uses: 3 }), { label: 'x' }, NOW)).toMatchObject({
      ok: true,
    });
  });

  test('gives a code without a limit one that counts from then on', () => {
    expect(decideUpdateReferralCode(code({ uses: 3, version: 6 }), { usageLimit: 1 }, NOW)).toMatchObject({
      ok: true,
      value: { usageLimit: 1, uses: 0, limitVersion: 7 },
    });
  });

  test('cannot put the end before the start, whichever of the two it changes', () => {
    const refused = (field: string) => ({ ok: false, refusal: { code: 'INVALID_INPUT', field: [field] } });
    expect(decideUpdateReferralCode(code({ startsAt: at(5) }), { endsAt: at(5) }, NOW)).toMatchObject(
      refused('endsAt'),
    );
    expect(decideUpdateReferralCode(code({ endsAt: at(5) }), { startsAt: at(6) }, NOW)).toMatchObject(
      refused('startsAt'),
    );
    expect(
      decideUpdateReferralCode(code({ endsAt: at(5) }), { startsAt: at(6), endsAt: null }, NOW),
    ).toMatchObject({
      ok: true,
    });
  });
});
