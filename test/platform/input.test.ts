import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { locale, parseInput, parseUpdate, patchOf, text } from '../../functions/platform/input.ts';

const read = (value: string) => parseInput(text(1, 80), value);
const problemOf = (value: string) => {
  const parsed = read(value);
  return parsed.ok ? undefined : parsed.refusal.message;
};

describe('text input', () => {
  test('is the same in composed and decomposed form', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (value) => {
        expect(read(value.normalize('NFD'))).toEqual(read(value.normalize('NFC')));
      }),
    );
  });

  test('is measured in its composed form', () => {
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
  ])('with %s is refused with its limit', (_what, value) => {
    expect(problemOf(value)).toBe('The input must have 1 to 80 characters.');
  });

  test.each([['\u200B'], ['\u2800 \u2800'], ['\u3164'], ['\uFE0F'], ['\u{E0061}'], ['\u00AD'], ['\u200E']])(
    'of %j alone is refused, for it shows nothing',
    (value) => expect(problemOf(value)).toBe('The input must show something.'),
  );

  test.each([['\u202Eabc'], ['abc\u2069'], ['\u2067a\n\u2069']])(
    'with unclosed direction marks, %j, is refused',
    (value) =>
      expect(problemOf(value)).toBe(
        'The input must close the direction marks that it opens, each on its own line.',
      ),
  );

  test.each([['a\u0000'], ['a\u0085'], ['\u007f']])('with control characters, %j, is refused', (value) =>
    expect(problemOf(value)).toBe('The input must not contain control characters.'),
  );

  test.each([['\ud83c'], ['a\udf89'], ['\udf89\ud83c'], ['a\u0000\ud83c']])(
    'with half a surrogate pair, %j, is refused with its own sentence',
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
  ])('keeps emoji, joiners and direction marks that belong to it: %s', (_what, value) => {
    expect(read(value)).toEqual({ ok: true, value });
  });
});

test.each([
  ['ko-kr', 'ko-KR'],
  ['KO', 'ko'],
  ['zh-hant-tw', 'zh-Hant-TW'],
  ['iw', 'he'],
  [' ko-KR\n', 'ko-KR'],
])('the locale %s is normalized to %s', (tag, expected) => expect(locale.parse(tag)).toBe(expected));

test.each([[''], ['한국어'], ['ko_KR'], ['ko- KR'], ['x'.repeat(36)], ['a-'.repeat(500_000)]])(
  'the locale %.40j is refused',
  (tag) => expect(locale.safeParse(tag).success).toBe(false),
);

describe('a refusal of input', () => {
  const MODELS: Record<string, [z.ZodType, string]> = {
    whole: [z.int().min(1).max(1_000_000), 'a whole number from 1 to 1,000,000'],
    number: [z.number().min(0.5).max(1), 'a number from 0.5 to 1'],
    choice: [z.enum(['DAY', 'MONTH', 'YEAR']), 'DAY or MONTH or YEAR'],
    yes: [z.literal('YES'), 'YES'],
    flag: [z.boolean(), 'true or false'],
    instant: [z.date(), 'a date and time'],
    list: [z.array(z.string()), 'a list'],
    part: [z.object({ inner: z.string() }), 'an object'],
    words: [text(1, 80), 'text'],
    tag: [locale, 'text'],
  };

  test.each(Object.entries(MODELS))(
    'names the field %s and says what it must be',
    (name, [model, expected]) => {
      for (const wrong of [undefined, null, Symbol('x'), Number.NaN, () => 1])
        expect(parseInput(z.object({ [name]: model }), { [name]: wrong })).toEqual({
          ok: false,
          refusal: { code: 'INVALID_INPUT', message: `${name} must be ${expected}.`, field: [name] },
        });
    },
  );

  test.each([0, 1_000_001, 1.5, 1e300, Number.NaN, Infinity, '5', null])(
    'tells both ends of a range, whichever is exceeded: %s',
    (wrong) => {
      const parsed = parseInput(z.object({ days: z.int().min(1).max(1_000_000) }), { days: wrong });
      expect(parsed).toMatchObject({
        refusal: { message: 'days must be a whole number from 1 to 1,000,000.' },
      });
    },
  );

  test.each([
    [z.string().max(3), 'abcd', 'must have at most 3 characters'],
    [z.string().min(3), 'ab', 'must have at least 3 characters'],
    [z.string().min(1).max(2_048), '', 'must have 1 to 2,048 characters'],
    [z.string().min(1).max(2_048), 'x'.repeat(2_049), 'must have 1 to 2,048 characters'],
    [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 items'],
    [z.string().regex(/x/), 'y', 'is not as its description asks'],
    [z.union([z.string(), z.boolean()]), 1, 'is not as its description asks'],
    [z.string().refine(() => false), 'y', 'is not as its description asks'],
  ])('has a sentence also where a model has no words of its own: %#', (model, wrong, expected) => {
    expect(parseInput(z.object({ field: model }), { field: wrong })).toMatchObject({
      refusal: { message: `field ${expected}.` },
    });
  });

  test('names a field by its whole path, and the input when it is wrong as a whole', () => {
    const model = z.object({ cap: z.object({ periods: z.array(z.enum(['DAY', 'MONTH'])) }) });
    expect(parseInput(model, { cap: { periods: ['DAY', 'WEEK'] } })).toMatchObject({
      refusal: { message: 'cap.periods.1 must be DAY or MONTH.', field: ['cap', 'periods', '1'] },
    });
    expect(parseInput(model, 5)).toMatchObject({
      refusal: { message: 'The input must be an object.', field: [] },
    });
  });
});

describe('an update input', () => {
  const model = patchOf({
    name: z.string({ error: 'must be a name' }),
    limit: z.int().min(1).max(9).nullable(),
    terms: patchOf({ days: z.int().min(1).max(9), label: z.string().nullable() }),
  });

  test('has exactly the given fields, with null where null is allowed', () => {
    for (const given of [
      {},
      { limit: null },
      { terms: {} },
      { terms: { label: null } },
      { name: 'x', limit: 3 },
    ])
      expect(parseUpdate(model, given)).toEqual({ ok: true, value: given });
  });

  test.each([
    ['name', { name: null }],
    ['terms', { terms: null }],
    ['terms.days', { terms: { days: null } }],
  ])('tells to leave out %s, which cannot be null, in whatever words its model uses', (path, given) => {
    expect(parseUpdate(model, given)).toEqual({
      ok: false,
      refusal: {
        code: 'INVALID_INPUT',
        message: `${path} must not be null: leave it out to keep the present one.`,
        field: path.split('.'),
      },
    });
  });

  test('has no field with a default, which would reset what was not given', () => {
    // @ts-expect-error A default.
    expect(patchOf({ days: z.int().default(90) })).toBeDefined();
    // @ts-expect-error Left out, it would become null.
    expect(patchOf({ limit: z.int().nullish() })).toBeDefined();
  });
});
