import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Member, publicName } from '../../../functions/features/members/rules.ts';
import { isSelfContained, seenOf, wordsOf } from '../../../functions/platform/characters.ts';

const shown = (displayName: string | null, visibility: Member['visibility'] = 'FIRST_NAME_AND_INITIAL') =>
  publicName({ displayName, visibility });

const segments = (word: string) => [...new Intl.Segmenter().segment(word)].map(({ segment }) => segment);

describe('the public name', () => {
  test.each([
    ['Kim Minji', 'Kim M.'],
    ['Ana María López', 'Ana L.'],
    ['  Kim \t Minji ', 'Kim M.'],
    ['김 민지', '김 민.'],
    ['김민지', '김*지'],
    ['남궁민수', '남**수'],
    ['李明', '李*'],
    ['다람쥐클럽', '다***럽'],
    ['さくら', 'さ*ら'],
    ['山田太郎', '山**郎'],
    ['ヤマダタロウ', 'ヤ****ウ'],
    ['ㄅㄆㄇ', 'ㄅ*ㄇ'],
    ['김', '김*'],
    ['김♥', '김*'],
    ['Minji', 'Minji'],
    ['מיכל לוי', 'מיכל ל.'],
    ['Zoé E\u0301milie', 'Zoé É.'],
    ['金民智', '金*智'],
    ['金민지', '金*지'],
    ['김\u0301민지', '김*지'],
    ['\u1112\u119E\u11AB빛', '\u1112\u119E\u11AB*'],
    ['김민지♥', '김*지'],
    ['(김민지)', '김*지'],
    ['김-민지', '김*지'],
    ['홍길동1', '홍**1'],
    ['1홍길동', '1**동'],
    ['김민지²', '김**²'],
    ['김민지a', '김**a'],
    ['김Minji', '김****i'],
    ['Minji김', 'M****김'],
    ['⼭⽥⽥', '⼭*⽥'],
    ['㉮㉯', '㉮*'],
    ['김·민지', '김 민.'],
    ['김민지/Kim', '김*지 K.'],
    ['김민지(서울)', '김*지 서.'],
    ['김민지 (서울)', '김*지 서.'],
    ['김민지@서울', '김*지 서.'],
    ['김민지＠서울', '김*지 서.'],
    ['マリア・ロペス', 'マ*ア ロ.'],
    ['김민지 Kim', '김*지 K.'],
    ['Kim 김민지', 'Kim 김.'],
    ['남궁 민수', '남* 민.'],
    ['김 구', '김 *'],
    ['李 明', '李 *'],
    ['Minji 김', 'Minji *'],
    ['Ming 李2', 'Ming *'],
    ['민지 김', '민* *'],
    ['김민지 ♥', '김*지'],
    ['김민지 2', '김*지 2.'],
    ['김민지 🎉 \u200B', '김*지'],
    ['민지짱2', '민**2'],
    ['Kim/Minji', 'Kim M.'],
    ['Kim_Minji', 'Kim M.'],
    ['kim.minji@example.com', 'kim c.'],
    ['Sam🎉Kim', 'Sam K.'],
    ['Kim—Minji', 'Kim M.'],
    ['Sam (Lee)', 'Sam L.'],
    ['Kim!', 'Kim!'],
    ['Jean-Pierre Dupont', 'Jean-Pierre D.'],
    ['O’Neil', 'O’Neil'],
    ['צ׳רלי לוי', 'צ׳רלי ל.'],
    ['Malcolm X', 'Malcolm X.'],
    ['Kim \u200BMinji', 'Kim M.'],
    ['Kim\u2800Minji', 'Kim M.'],
    ['Kim\u3164Minji', 'Kim M.'],
    ['김\u3164민지', '김 민.'],
    ['김민지\u3164', '김*지'],
    ['\u200B Kim \u00AD', 'Kim'],
    ['علی‌رضا محمدی', 'علی‌رضا م.'],
    ['می‌خواهم', 'می‌خواهم'],
    ['Ravi क्‍षमा', 'Ravi क्ष.'],
    ['\u2067Kim Minji\u2069', 'Kim M.'],
    ['Kim \u2067Minji\u2069', 'Kim M.'],
    ['\u202EKim\u202C', 'Kim'],
    ['Sam 👩‍👩‍👧fan', 'Sam f.'],
    ['Sam 🇰🇷', 'Sam'],
    ['🌸 Anna Lee', 'Anna L.'],
    ['Anna Lee 🌸', 'Anna L.'],
    ['Anna 🌸 Lee', 'Anna L.'],
    ['Anna 🌸Lee', 'Anna L.'],
    ['🌸Anna Lee', '🌸Anna L.'],
    ['★ 김민지 ★', '김*지'],
    ['김민지 🌸', '김*지'],
    ['🌸 김 구 🌸', '김 *'],
    ['. John Smith', 'John S.'],
    ['- John Smith -', 'John S.'],
    ['~* John *~', 'John'],
    ['\u0301 Anna Lee', 'Anna L.'],
    ['Anna Lee 2', 'Anna 2.'],
    ['2026', '2026'],
    ['12 34', '12 3.'],
    ['★ 12 ★', '12'],
    ['★ מיכל לוי ★', 'מיכל ל.'],
    ['🌹 محمد علي', 'محمد ع.'],
    ['🌸', '🌸'],
    ['👩‍👩‍👧 🇰🇷🌸', '👩‍👩‍👧 🇰🇷.'],
    ['★ ♥', '★ ♥.'],
  ])('of %s is %s', (name, expected) => expect(shown(name)).toBe(expected));

  test('is the full name under FULL and nothing under HIDDEN', () => {
    expect(shown('Kim Minji', 'FULL')).toBe('Kim Minji');
    expect(shown('Kim Minji', 'HIDDEN')).toBeNull();
    expect(shown(null, 'FULL')).toBeNull();
  });

  test('is null for a name that shows nothing', () => {
    for (const visibility of ['FULL', 'FIRST_NAME_AND_INITIAL'] as const)
      expect(shown('\u2800\u200B\u3164', visibility)).toBeNull();
  });

  test('keeps closed direction marks, and no others, where the full name is shown', () => {
    expect(shown('\u2068مريم\u2069', 'FULL')).toBe('\u2068مريم\u2069');
    expect(shown('مريم\u2069\u202E', 'FULL')).toBe('مريم');
  });

  // Scripts with and without parts that compose, conjuncts, marks on the right and on the left.
  const SCRIPTS = [
    '김민지남궁수각뷁',
    '李明金欧阳々',
    'KimMinjiÉñẶſ',
    'محمدعلیأ',
    'क्षमात्रिโมชื่อ',
    'さくらガ',
    'Ωάᾂ',
  ];
  const word = fc.oneof(
    ...SCRIPTS.map((letters) =>
      fc.string({ unit: fc.constantFrom(...segments(letters)), minLength: 1, maxLength: 5 }),
    ),
  );
  const name = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
  const unseen = fc.constantFrom(
    ...Array.from({ length: 0x110000 }, (_, point) => String.fromCodePoint(point)).filter(
      // The Hangul fillers are as wide as a space, and part words.
      (one) => /\p{Default_Ignorable_Code_Point}/u.test(one) && !/[\u115F\u1160\u3164\uFFA0]/.test(one),
    ),
  );
  const withoutUnseen = (text: string | null) =>
    (text ?? '').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFC');

  test('is the same for a name in composed or decomposed form or with invisible characters', () => {
    const sown = fc.array(fc.tuple(fc.nat(40), fc.array(unseen, { minLength: 1, maxLength: 3 })), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(name, sown, (plain, seeds) => {
        const points = [...plain.normalize('NFD')];
        for (const [place, characters] of seeds) points.splice(place % (points.length + 1), 0, ...characters);
        expect(shown(plain.normalize('NFD'))).toBe(shown(plain.normalize('NFC')));
        expect(withoutUnseen(shown(points.join('')))).toBe(shown(plain));
      }),
      { numRuns: 500 },
    );
  });

  const UNPARTED =
    /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u;
  const lettersOf = (text: string) => text.replaceAll(/[^\p{L}\p{N}]/gu, '');

  test('never holds all letters of a Korean, Chinese or Japanese name, nor two in a row, whatever is between', () => {
    const part = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'김민지李明さくらヤマ'), minLength: 1, maxLength: 6 }),
      fc.constantFrom(...'1²aKé/(@·.,_-~♥'),
      fc.constantFrom(' ', '\u3000', '\u3164', '🎉', '👩‍👩‍👧', 'Kim'),
      unseen,
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const written = parts.join('').normalize('NFD');
        const result = shown(written) ?? '';
        expect(result).not.toMatch(new RegExp(`${UNPARTED.source}{2}`, 'u'));
        const words = wordsOf(written.normalize('NFC').replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' '));
        // A last word of one letter that is of another script was shortened by whoever wrote it.
        if (words.length > 1 && UNPARTED.test(words.at(-1) ?? ''))
          expect(lettersOf(seenOf(result))).not.toBe(lettersOf(seenOf(written)));
      }),
      { numRuns: 2_000 },
    );
  });

  test('of one Korean, Chinese or Japanese word holds nothing between the first and the last character', () => {
    const whole = fc.oneof(
      ...['김민지남궁수각뷁', '李明金欧阳', 'さくらヤマダ'].map((letters) =>
        fc.uniqueArray(fc.constantFrom(...letters), { minLength: 3, maxLength: 5 }),
      ),
    );
    fc.assert(
      fc.property(whole, fc.array(unseen, { minLength: 5, maxLength: 5 }), (characters, between) => {
        const written = characters.map((one, place) => one.normalize('NFD') + between[place]).join('');
        const stars = '*'.repeat(characters.length - 2);
        expect(shown(written)).toBe(`${characters[0]}${stars}${characters.at(-1)}`);
      }),
    );
  });

  test('never changes the direction of text around it, whatever the name holds', () => {
    const units = fc.constantFrom(
      'a',
      ' ',
      '민',
      ...'\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069',
    );
    fc.assert(
      fc.property(
        fc.string({ unit: units }),
        fc.constantFrom('FULL', 'FIRST_NAME_AND_INITIAL'),
        (any, how) => {
          expect(isSelfContained(shown(any, how) ?? '')).toBe(true);
        },
      ),
    );
  });

  test('is the same for a name within decoration', () => {
    const decoration = fc.constantFrom('🌸', '★', '.', '-', '~*', '👩‍👩‍👧', '🇰🇷', '·', '\u0301', '(^^)');
    const around = fc.array(decoration, { maxLength: 3 });
    fc.assert(
      fc.property(around, fc.array(word, { minLength: 1, maxLength: 4 }), around, (before, words, after) => {
        expect(shown([...before, ...words, ...after].join(' '))).toBe(shown(words.join(' ')));
      }),
      { numRuns: 500 },
    );
  });

  test('never holds more than the first word and one full character of the last', () => {
    const any = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map((text) => text.normalize('NFC'))
      .filter((text) => /^[\p{L}\p{M}\p{N}]*\p{L}[\p{L}\p{M}\p{N}]*$/u.test(text) && seenOf(text) === text)
      .filter((text) => wordsOf(text)[0] === text && !UNPARTED.test(text));
    fc.assert(
      fc.property(fc.array(any, { minLength: 2, maxLength: 5 }), (words) => {
        const [first = '', last = ''] = [words[0], words.at(-1)];
        const result = shown(words.join(' ')) ?? '';
        expect(result.startsWith(`${first} `)).toBe(true);
        expect(result.slice(first.length + 1)).toBe(`${segments(last)[0]}.`);
      }),
    );
  });
});
