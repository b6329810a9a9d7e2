import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isSelfContained,
  isShown,
  plainOf,
  seenOf,
  withoutDirectionMarks,
  wordsOf,
} from '../../functions/platform/characters.ts';

const hex = (text: string) => [...text].map((one) => one.codePointAt(0)?.toString(16)).join(' ');

const UNSEEN = {
  'zero width space': '\u200B',
  'zero width non-joiner': '\u200C',
  'zero width joiner': '\u200D',
  'word joiner': '\u2060',
  'soft hyphen': '\u00AD',
  'combining grapheme joiner': '\u034F',
  'byte order mark': '\uFEFF',
  'variation selector 16': '\uFE0F',
  'variation selector 17': '\u{E0100}',
  'Mongolian vowel separator': '\u180E',
  'Arabic letter mark': '\u061C',
  'right-to-left mark': '\u200F',
  tag: '\u{E0041}',
  'invisible times': '\u2062',
  'interlinear annotation anchor': '\uFFF9',
  'Egyptian format control': '\u{13430}',
};
const BLANKS = {
  space: ' ',
  'no-break space': '\u00A0',
  'ideographic space': '\u3000',
  'Braille blank': '\u2800',
  'Hangul filler': '\u3164',
  'Hangul choseong filler': '\u115F',
  'Hangul jungseong filler': '\u1160',
  'half width Hangul filler': '\uFFA0',
  'object replacement': '\uFFFC',
  'musical null notehead': '\u{1D159}',
  'Khitan filler': '\u{16FE4}',
  'Egyptian full blank': '\u{13441}',
};

describe('visible text', () => {
  test.each(Object.entries({ ...UNSEEN, ...BLANKS }))(
    'ignores %s, which shows nothing',
    (_name, character) => {
      expect(isShown(character.repeat(3))).toBe(false);
      expect(isShown(`${character}a`)).toBe(true);
    },
  );

  test.each(Object.entries(UNSEEN))('treats %s as no part of a word and no separator', (_name, character) => {
    expect(seenOf(`김${character}민지`)).toBe('김민지');
    expect(wordsOf(`김${character}민지`)).toHaveLength(1);
  });

  test.each(Object.entries(BLANKS))('is parted into words by %s', (_name, character) => {
    expect(wordsOf(`${character}김${character}민지${character}`)).toEqual(['김', '민지']);
  });

  test('has nothing of what Unicode lets a reader ignore', () => {
    const shown: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (/[\p{Default_Ignorable_Code_Point}\p{White_Space}]/u.test(character) && isShown(character))
        shown.push(hex(character));
    }
    expect(shown).toEqual([]);
  });

  test('has the letters, marks, digits and signs of every script, but for blank ones', () => {
    const blank = new Set(Object.values(BLANKS));
    const unseen: string[] = [];
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      const isVisible =
        /[\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(character) &&
        !/[\p{Default_Ignorable_Code_Point}]/u.test(character);
      if (isVisible && !isShown(character) && !blank.has(character)) unseen.push(hex(character));
    }
    // Half a blank, and a mark that only changes a hieroglyph before it.
    expect(unseen).toEqual(['13440', '13442']);
  });
});

describe('the plain writing of a typed word', () => {
  test.each([
    ['ＡＢＣ－１２３', 'ABC-123'],
    ['abc\u2013def', 'abc-def'],
    ['abc\u2212def', 'abc-def'],
    ['ＡＢＣー１', 'ABC-1'],
    ['abcｰ1', 'abc-1'],
    ['a\u00ADb\u200Bc\uFEFF', 'abc'],
    ['\t abc\r\n', 'abc'],
    ['a\u3000b\u2800c\u00A0d', 'a b c d'],
    ['𝐀𝐁Ⓒ①', 'ABC1'],
  ])('of %j is %s', (typed, plain) => expect(plainOf(typed)).toBe(plain));

  test('is not looked for in a text that is far too long for a word', () => {
    expect(plainOf('\u0301\u0323'.repeat(500_000))).toBeUndefined();
  });
});

describe('direction marks', () => {
  const [LRE, RLE, PDF, LRO, RLO] = ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E'];
  const [LRI, RLI, FSI, PDI] = ['\u2066', '\u2067', '\u2068', '\u2069'];

  test.each([
    ['none', 'a'],
    ['plain marks of a direction', 'a\u200E\u200F\u061C'],
    ['an isolate', `${FSI}a${PDI}`],
    ['an isolate in an embedding', `${RLE}a${LRI}b${PDI}${PDF}`],
    ['an override', `${RLO}a${PDF} ${LRO}b${PDF}`],
    ['one on each line', `${RLI}a${PDI}\n${LRE}b${PDF}`],
  ])('are closed: %s', (_what, text) => expect(isSelfContained(text)).toBe(true));

  test.each([
    ['an isolate without an end', `${RLI}a`],
    ['an end without an isolate', `a${PDI}`],
    ['an override without an end', `a${RLO}b`],
    ['an end without an embedding', `a${PDF}`],
    ['an isolate that an embedding’s end closes', `${LRI}a${PDF}`],
    ['ends in the wrong order', `${LRI}${RLE}a${PDI}${PDF}`],
    ['an end on the next line', `${RLI}a\n${PDI}`],
    ['an end in the next paragraph', `${RLI}a\u2029${PDI}`],
  ])('are left open: %s', (_what, text) => expect(isSelfContained(text)).toBe(false));

  test('are closed exactly when removing innermost pairs removes them all', () => {
    const text = fc.string({ unit: fc.constantFrom('a', LRE, RLO, PDF, RLI, FSI, PDI), maxLength: 12 });
    const pair = /[\u202A\u202B\u202D\u202E]a*\u202C|[\u2066-\u2068]a*\u2069/g;
    fc.assert(
      fc.property(text, (marked) => {
        let rest = marked;
        while (pair.test(rest)) rest = rest.replaceAll(pair, 'a');
        expect(isSelfContained(marked)).toBe(/^a*$/.test(rest));
        expect(isSelfContained(withoutDirectionMarks(marked))).toBe(true);
      }),
    );
  });
});
