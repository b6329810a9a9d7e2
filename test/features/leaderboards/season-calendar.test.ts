import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  daysOf,
  isSeason,
  seasonOf,
  seasonOfDay,
  spanOf,
} from '../../../functions/features/leaderboards/boards/calendar.ts';
import { SEASON_KINDS, type SeasonKind } from '../../../functions/platform/generated/enums.ts';

const at = (text: string) => new Date(text);
const KINDS = SEASON_KINDS.filter((kind) => kind !== 'ALL_TIME');
const ZONES = [
  'Asia/Seoul',
  'America/New_York',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'UTC',
];

/** The instants at which a season begins and ends, to be compared with what a calendar on the wall says. */
const span = (kind: SeasonKind, season: string, zone: string) => {
  const { startsAt, endsAt } = spanOf(kind, season, zone);
  return [startsAt?.toISOString(), endsAt?.toISOString()];
};

describe('a season', () => {
  test('has the key of the year, month, ISO week or day in the program’s zone', () => {
    const moment = at('2026-11-21T16:30:00.000Z');
    const keys = (zone: string) => SEASON_KINDS.map((kind) => seasonOf(kind, moment, zone));
    expect(keys('UTC')).toEqual(['ALL', '2026', '2026-11', '2026-W47', '2026-11-21']);
    expect(keys('Asia/Seoul')).toEqual(['ALL', '2026', '2026-11', '2026-W47', '2026-11-22']);
    expect(keys('Pacific/Kiritimati')).toEqual(['ALL', '2026', '2026-11', '2026-W47', '2026-11-22']);
  });

  test('changes at local midnight, to the millisecond: Seoul', () => {
    const [before, after] = [at('2026-12-31T14:59:59.999Z'), at('2026-12-31T15:00:00.000Z')];
    const keys = (moment: Date) => KINDS.map((kind) => seasonOf(kind, moment, 'Asia/Seoul'));
    expect(keys(before)).toEqual(['2026', '2026-12', '2026-W53', '2026-12-31']);
    expect(keys(after)).toEqual(['2027', '2027-01', '2026-W53', '2027-01-01']);
  });

  test('changes a day earlier than in most of the world where the day starts early: Kiritimati', () => {
    const zone = 'Pacific/Kiritimati';
    expect(span('DAY', '2026-11-02', zone)).toEqual(['2026-11-01T10:00:00.000Z', '2026-11-02T10:00:00.000Z']);
    expect(seasonOf('YEAR', at('2026-12-31T09:59:59.999Z'), zone)).toBe('2026');
    expect(seasonOf('YEAR', at('2026-12-31T10:00:00.000Z'), zone)).toBe('2027');
    expect(span('WEEK', '2026-W45', zone)).toEqual(['2026-11-01T10:00:00.000Z', '2026-11-08T10:00:00.000Z']);
  });
});

describe('daylight saving in New York', () => {
  const zone = 'America/New_York';
  const hoursOf = (kind: SeasonKind, season: string) => {
    const { startsAt, endsAt } = spanOf(kind, season, zone);
    return ((endsAt?.getTime() ?? 0) - (startsAt?.getTime() ?? 0)) / 3_600_000;
  };

  test('makes a day of 23 hours in spring and of 25 in autumn', () => {
    expect(['2026-03-07', '2026-03-08', '2026-03-09'].map((day) => hoursOf('DAY', day))).toEqual([
      24, 23, 24,
    ]);
    expect(['2026-10-31', '2026-11-01', '2026-11-02'].map((day) => hoursOf('DAY', day))).toEqual([
      24, 25, 24,
    ]);
    expect(['2026-W10', '2026-W11', '2026-W44', '2026-W45'].map((week) => hoursOf('WEEK', week))).toEqual([
      167, 168, 169, 168,
    ]);
    expect([hoursOf('MONTH', '2026-03'), hoursOf('MONTH', '2026-11')]).toEqual([31 * 24 - 1, 30 * 24 + 1]);
    expect(hoursOf('YEAR', '2026')).toBe(365 * 24);
  });

  test.each([
    ['spring', '2026-03-08', '2026-03-08T05:00:00.000Z', '2026-03-09T04:00:00.000Z'],
    ['autumn', '2026-11-01', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
  ])('keeps every minute of the day of the change in that day, and no other: %s', (_when, day, from, to) => {
    expect(span('DAY', day, zone)).toEqual([from, to]);
    const [first, end] = [Date.parse(from), Date.parse(to)];
    for (let minute = first - 3_600_000; minute < end + 3_600_000; minute += 60_000) {
      const isWithin = minute >= first && minute < end;
      expect([minute, seasonOf('DAY', new Date(minute), zone) === day]).toEqual([minute, isWithin]);
    }
    expect(seasonOf('DAY', new Date(first - 1), zone)).not.toBe(day);
    expect(seasonOf('DAY', new Date(end - 1), zone)).toBe(day);
  });

  test('keeps both passes of the repeated hour in one season', () => {
    for (const moment of ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z'])
      expect(KINDS.map((kind) => seasonOf(kind, at(moment), zone))).toEqual([
        '2026',
        '2026-11',
        '2026-W44',
        '2026-11-01',
      ]);
  });
});

describe('a day without a midnight', () => {
  test.each([
    // Clocks went from 24:00 to 01:00: the day begins at one.
    ['America/Sao_Paulo', '2017-10-15', '2017-10-15T03:00:00.000Z', '2017-10-16T02:00:00.000Z'],
    ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    ['America/Asuncion', '2023-10-01', '2023-10-01T04:00:00.000Z', '2023-10-02T03:00:00.000Z'],
    ['Asia/Beirut', '2024-03-31', '2024-03-30T22:00:00.000Z', '2024-03-31T21:00:00.000Z'],
  ])('starts at its first instant: %s %s', (zone, day, from, to) => {
    expect(span('DAY', day, zone)).toEqual([from, to]);
    expect(seasonOf('DAY', new Date(Date.parse(from) - 1), zone)).not.toBe(day);
    expect(seasonOf('DAY', new Date(from), zone)).toBe(day);
    expect(seasonOf('DAY', new Date(Date.parse(to) - 1), zone)).toBe(day);
  });

  test('is one season where 24:00 falls back to 23:00: Cairo', () => {
    expect(span('DAY', '2026-10-29', 'Africa/Cairo')).toEqual([
      '2026-10-28T21:00:00.000Z',
      '2026-10-29T22:00:00.000Z',
    ]);
  });

  test('that the calendar leaves out holds no instant: Samoa on 30 December 2011', () => {
    const zone = 'Pacific/Apia';
    expect(seasonOf('DAY', at('2011-12-30T09:59:59.999Z'), zone)).toBe('2011-12-29');
    expect(seasonOf('DAY', at('2011-12-30T10:00:00.000Z'), zone)).toBe('2011-12-31');
  });
});

describe('ISO weeks', () => {
  test.each([
    ['2026-01-01', '2026-W01'],
    ['2025-12-29', '2026-W01'],
    ['2025-12-28', '2025-W52'],
    ['2027-01-01', '2026-W53'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2021-01-03', '2020-W53'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2024-12-30', '2025-W01'],
    ['2024-02-29', '2024-W09'],
    ['2000-01-01', '1999-W52'],
  ])('in the week of %s: %s', (day, week) => {
    expect(seasonOfDay('WEEK', day)).toBe(week);
    const days = daysOf('WEEK', week);
    expect(days !== undefined && days.first <= day && day < days.next).toBe(true);
  });

  test('are 53 in a long year, and never 54', () => {
    const has53 = Array.from({ length: 40 }, (_, n) => 2000 + n).filter((year) =>
      isSeason('WEEK', `${year}-W53`),
    );
    expect(has53).toEqual([2004, 2009, 2015, 2020, 2026, 2032, 2037]);
    for (let year = 1990; year < 2060; year += 1) {
      expect(isSeason('WEEK', `${year}-W54`)).toBe(false);
      expect(isSeason('WEEK', `${year}-W52`)).toBe(true);
    }
  });
});

const SEASONS: Record<SeasonKind, [good: string[], bad: string[]]> = {
  ALL_TIME: [['ALL'], ['all', 'ALL ', '2026', '2026-11', '']],
  YEAR: [
    ['2026', '0001', '9999'],
    ['0000', '26', '02026', '2026 ', '-2026', '+002026', '2026-11', 'ALL', '２０２６', '٢٠٢٦', ''],
  ],
  MONTH: [
    ['2026-01', '2026-12', '2024-02'],
    [
      '0000-01',
      '0000-12',
      '2026-00',
      '2026-13',
      '2026-1',
      '2026-011',
      '2026-W01',
      '2026',
      '2026-11-21',
      'ALL',
      '２０２６-１１',
      '2026–11',
      ' 2026-11',
      '2026-11\n',
      '',
    ],
  ],
  WEEK: [
    ['2026-W01', '2026-W53', '2025-W52'],
    [
      '2026-W00',
      '0000-W01',
      '0000-W52',
      '2026-W54',
      '2025-W53',
      '2026-W1',
      '2026-w01',
      '2026W01',
      '2026-01',
      'ALL',
      '2026-W０１',
      '2026-W01\n',
      '',
    ],
  ],
  DAY: [
    ['2026-11-21', '2024-02-29', '2026-12-31'],
    [
      '0000-01-01',
      '0000-12-31',
      '2025-02-29',
      '2026-02-30',
      '2026-11-31',
      '2026-11-00',
      '2026-13-01',
      '2026-1-1',
      '2026-11',
      'ALL',
      '２０２６-11-21',
      '2026-11-21T00',
      '+002026-11-21',
      '2026-11-21\n',
      '',
    ],
  ],
};

describe('text as a season key', () => {
  test.each(SEASON_KINDS)('is valid or not for kind %s', (kind) => {
    const [good, bad] = SEASONS[kind];
    expect(good.filter((text) => !isSeason(kind, text))).toEqual([]);
    expect(bad.filter((text) => isSeason(kind, text))).toEqual([]);
    for (const text of kind === 'ALL_TIME' ? [] : bad)
      expect(spanOf(kind, text, 'UTC')).toEqual({ startsAt: null, endsAt: null });
  });

  test('is valid for any kind only in its normal form', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[0-9]{3,5}(-?[W0-9-]{0,6})?$/),
      fc.constantFrom(...Object.values(SEASONS).flat(2)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), texts, (kind, text) => {
        const days = daysOf(kind, text);
        if (days !== undefined) expect(seasonOfDay(kind, days.first)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });
});

const instants = fc.date({ min: at('1995-01-01'), max: at('2060-01-01'), noInvalidDate: true });

test('every instant is in exactly one season of a kind, and not in the one before or after', () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.constantFrom(...ZONES), instants, (kind, zone, moment) => {
      const season = seasonOf(kind, moment, zone);
      expect(isSeason(kind, season)).toBe(true);
      const { startsAt, endsAt } = spanOf(kind, season, zone);
      if (startsAt === null || endsAt === null) throw new Error(`${season} has no ends.`);
      expect(startsAt <= moment && moment < endsAt).toBe(true);
      // The ends are where seasons meet.
      expect(seasonOf(kind, startsAt, zone)).toBe(season);
      expect(seasonOf(kind, new Date(endsAt.getTime() - 1), zone)).toBe(season);
      const [before, next] = [
        seasonOf(kind, new Date(startsAt.getTime() - 1), zone),
        seasonOf(kind, endsAt, zone),
      ];
      expect([before < season, season < next]).toEqual([true, true]);
      expect(spanOf(kind, before, zone).endsAt).toEqual(startsAt);
      expect(spanOf(kind, next, zone).startsAt).toEqual(endsAt);
    }),
    { numRuns: 2_000 },
  );
});

test('season keys sort as their seasons follow one another', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...KINDS),
      fc.constantFrom(...ZONES),
      instants,
      instants,
      (kind, zone, one, other) => {
        const [first, second] = [seasonOf(kind, one, zone), seasonOf(kind, other, zone)];
        if (first < second) expect(one < other).toBe(true);
        if (first === second) expect(spanOf(kind, first, zone)).toEqual(spanOf(kind, second, zone));
      },
    ),
    { numRuns: 1_000 },
  );
});

test('every instant has a season, even beyond the calendar’s four digits', () => {
  for (const moment of [
    '-271821-04-20T00:00:00.000Z',
    '-000001-06-01T00:00:00.000Z',
    '0000-01-01T00:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
    '+275760-09-13T00:00:00.000Z',
  ]) {
    for (const kind of SEASON_KINDS) {
      for (const zone of ['UTC', 'Asia/Seoul', 'America/New_York'])
        expect([moment, zone, kind, isSeason(kind, seasonOf(kind, at(moment), zone))]).toEqual([
          moment,
          zone,
          kind,
          true,
        ]);
    }
  }
});
