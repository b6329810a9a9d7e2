import { describe, expect, test } from 'vitest';
import { timeZoneOf } from '../../functions/platform/time.ts';

describe('a time zone', () => {
  test.each([
    ['asia/seoul', 'Asia/Seoul'],
    ['ASIA/SEOUL', 'Asia/Seoul'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['america/argentina/buenos_aires', 'America/Argentina/Buenos_Aires'],
    ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
    ['etc/gmt+9', 'Etc/GMT+9'],
    ['nz-chat', 'NZ-CHAT'],
    ['utc', 'UTC'],
  ])('named %s is normalized to %s', (name, written) => expect(timeZoneOf(name)).toBe(written));

  test.each([['Asia/Calcutta'], ['Asia/Kolkata'], ['Europe/Kiev'], ['Europe/Kyiv'], ['US/Eastern'], ['ROK']])(
    'keeps its given name where it has aliases, as %s',
    (name) => expect(timeZoneOf(name.toLowerCase())).toBe(name),
  );

  test('is normalized to itself for every name that the runtime lists', () => {
    const names = Intl.supportedValuesOf('timeZone');
    expect(names.map((name) => timeZoneOf(name.toUpperCase()))).toEqual(names);
  });

  test.each([
    ['Asia/Atlantis'],
    ['+09:00'],
    ['2026-01-01T00:00+09:00[Asia/Seoul]'],
    ['Asia/Seoul\n'],
    [' Asia/Seoul'],
    ['asıa/seoul'],
    [''],
    ['a'.repeat(1_000_000)],
  ])('may not be %.40j', (name) => expect(timeZoneOf(name)).toBeUndefined());
});
