import { expect, test } from 'vitest';
import { country } from '../../functions/platform/values.ts';

test('a country is one of the 249 of ISO 3166-1, or Kosovo', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  const countries = pairs.filter((code) => country.safeParse(code).success);
  expect(countries).toHaveLength(250);
  expect(countries).toEqual(expect.arrayContaining(['KR', 'GB', 'US', 'DE', 'TW', 'AX', 'XK', 'ZW']));
  for (const none of ['UK', 'EU', 'ZZ', 'DD', 'SU', 'kr', 'KOR', '', 'K', '한국'])
    expect(country.safeParse(none).success).toBe(false);
});
