import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { locale, parseInput, text } from '../../functions/platform/input.ts';

const read = (value: string) => parseInput(text(1, 80), value);
const problemOf = (value: string) => {
  const parsed = read(value);
  return parsed.ok ? undefined : parsed.refusal.message;
};

describe('text', () => {
  test('is the same however it was composed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (value) => {
        expect(read(value.normalize('NFD'))).toEqual(read(value.normalize('NFC')));
      }),
    );
  });

  test('is counted as it is composed', () => {
    expect(read('각'.repeat(80).normalize('NFD'))).toEqual({ ok: true, value: '각'.repeat(80) });
    expect(problemOf('각'.repeat(81).normalize('NFD'))).toBe('The input must have 1 to 80 characters.');
  });

  test('of one character is made of at most six code units in this runtime', () => {
    let most = 0;
    for (let point = 0; point <= 0x10ffff; point += 1) {
      const character = String.fromCodePoint(point);
      if (character.normalize('NFC') === character) most = Math.max(most, character.normalize('NFD').length);
    }
    expect(most).toBe(6);
  });

  test.each([
    ['10,000 characters', '가'.repeat(10_000)],
    ['10,000 decomposed ones', '가'.repeat(10_000).normalize('NFD')],
    ['a megabyte of marks, which take minutes to compose', '\u0301\u0323'.repeat(250_000)],
  ])('with %s is told its limit', (_what, value) => {
    expect(problemOf(value)).toBe('The input must have 1 to 80 characters.');
  });

  test.each([['\u200B'], ['\u2800 \u2800'], ['\u3164'], ['\uFE0F'], ['\u{E0061}'], ['\u00AD'], ['\u200E']])(
    'of %j alone shows nothing and is refused',
    (value) => expect(problemOf(value)).toBe('The input must show something.'),
  );

  test.each([['\u202Eabc'], ['abc\u2069'], ['\u2067a\n\u2069']])(
    'with marks left open, %j, is refused',
    (value) =>
      expect(problemOf(value)).toBe(
        'The input must close the direction marks that it opens, each on its own line.',
      ),
  );

  test.each([['a\u0000'], ['a\u0085'], ['\u007f']])('with control characters, %j, is refused', (value) =>
    expect(problemOf(value)).toBe('The input must not contain control characters.'),
  );

  test.each([['\ud83c'], ['a\udf89'], ['\udf89\ud83c'], ['a\u0000\ud83c']])(
    'with half a character, %j, is refused in words of its own',
    (value) =>
      expect(problemOf(value)).toBe(
        'The input must not contain half a character (a surrogate without its other one).',
      ),
  );

  test.each([
    ['an emoji family', '👩‍👩‍👧'],
    ['an emoji with its selector', '❤️'],
    ['a flag of tags', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Persian', 'می‌خواهم'],
    ['Sinhala', 'ශ්‍රී'],
    ['Hebrew with marks', '\u200Fשלום\u200E'],
    ['an override that ends', '\u202Ecba\u202C'],
    ['an isolate that ends', '\u2068مريم\u2069'],
    ['a variant of an ideograph', '葛\u{E0100}'],
  ])('keeps what belongs to it: %s', (_what, value) => {
    expect(read(value)).toEqual({ ok: true, value });
  });
});

test.each([
  ['ko-kr', 'ko-KR'],
  ['KO', 'ko'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['iw', 'he'],
])('the locale %s is %s', (tag, expected) => expect(locale.parse(tag)).toBe(expected));

test.each([[''], ['한국어'], ['ko_KR'], ['ko-KR\n'], ['x'.repeat(36)], ['a-'.repeat(500_000)]])(
  'the locale %.40j is none',
  (tag) => expect(locale.safeParse(tag).success).toBe(false),
);
