import fc from 'fast-check';
import { GraphQLDateTimeISO, GraphQLSafeInt } from 'graphql-scalars';
import { describe, expect, test } from 'vitest';
import { createScalars, Unfit } from '../../functions/graphql/scalars.ts';
import { runsOf } from '../support/runs.ts';

const { DateTime, SafeInt, CurrencyCode } = createScalars('prod');

/** What the library's scalar makes of a value; undefined where it fails. */
function libraryOf(scalar: { parseValue(value: unknown): unknown }, value: unknown): unknown {
  try {
    return scalar.parseValue(value);
  } catch {
    return undefined;
  }
}

describe('a scalar in a variable', () => {
  const two = (n: number) => String(n).padStart(2, '0');
  const part = (max: number) => fc.integer({ min: 0, max }).map(two);
  const instant = fc
    .tuple(
      fc.constantFrom('0000', '0001', '1999', '2000', '2024', '2026', '9999', '10000', '-0001'),
      part(13),
      part(32),
      fc.constantFrom('T', 't', ' '),
      part(25),
      part(61),
      part(61),
      fc.constantFrom('', '.0', '.123', '.123456789', '.'),
      fc.constantFrom('Z', 'z', '', '+09:00', '-14:00', '+24:00', '+23:59', '+09:60', '+0900'),
    )
    .map(([year, month, day, t, hour, minute, second, fraction, zone]) =>
      [`${year}-${month}-${day}`, t, `${hour}:${minute}:${second}`, fraction, zone].join(''),
    );
  const odd = fc.oneof(fc.string(), fc.jsonValue(), fc.double());

  test('is accepted as an instant as the library does, with a year of four digits, and never throws', () => {
    let fit = 0;
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: instant }, odd), (value) => {
        const known = libraryOf(GraphQLDateTimeISO, value);
        const isOne =
          known instanceof Date && /^\d{4}-/.test(Number.isNaN(known.getTime()) ? '' : known.toISOString());
        const given = DateTime.parseValue(value);
        expect(given).toEqual(isOne ? known : expect.any(Unfit));
        if (isOne) fit += 1;
      }),
      { numRuns: runsOf(20_000) },
    );
    expect(fit).toBeGreaterThan(100);
  });

  test('is accepted as a number as the library does, and never throws', () => {
    const number = fc.oneof(
      odd,
      fc.maxSafeInteger(),
      fc.constantFrom(2 ** 53, -(2 ** 53), 2 ** 53 - 1, 0.5, '5'),
    );
    fc.assert(
      fc.property(number, (value) => {
        const known = libraryOf(GraphQLSafeInt, value);
        expect(SafeInt.parseValue(value)).toEqual(known === undefined ? expect.any(Unfit) : known);
      }),
      { numRuns: runsOf(1_000) },
    );
  });

  test('is a currency or is reported as Unfit, and never throws', () => {
    expect(CurrencyCode.parseValue('KRW')).toBe('KRW');
    fc.assert(
      fc.property(odd, (value) => {
        expect(CurrencyCode.parseValue(value)).toBeInstanceOf(Unfit);
      }),
    );
  });
});
