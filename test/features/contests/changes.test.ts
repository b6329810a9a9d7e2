import { describe, expect, test } from 'vitest';
import { cancelContest, extendContest, restartRound } from '../../../functions/features/contests/changes.ts';
import type { Contest } from '../../../functions/features/contests/model.ts';
import { publishContest } from '../../../functions/features/contests/rules.ts';
import {
  acceptsEntries,
  nextPhaseOf,
  openRound,
  phaseOf,
  scheduleAt,
} from '../../../functions/features/contests/schedule.ts';
import {
  at,
  BY,
  CLOSES,
  closesOf,
  day,
  draft,
  HOUR,
  MINUTE,
  NO_DATES,
  NOW,
  published,
  ROUNDS,
  refusalOf,
  shifted,
  taken,
  withTerms,
} from './samples.ts';

describe('a change of the dates', () => {
  const extend = (contest: Contest, extension: object, now: string) =>
    extendContest(contest, { ...NO_DATES, ...BY, ...extension }, new Date(now));
  const closes = CLOSES['submission.closesAt'];

  test.each<[string, number, string[] | undefined]>([
    ['a millisecond more than a minute before it', MINUTE + 1, undefined],
    ['a minute before it', MINUTE, ['CONTEST_TOO_LATE', 'submissionClosesAt']],
    ['a second before it', 1_000, ['CONTEST_TOO_LATE', 'submissionClosesAt']],
    ['when it is over', 0, ['CONTEST_TOO_LATE', 'submissionClosesAt']],
    ['a day after it', -24 * HOUR, ['CONTEST_TOO_LATE', 'submissionClosesAt']],
  ])('is decided in time, or refused: %s', (_when, before, refusal) => {
    const decided = extend(
      published(),
      { submissionClosesAt: shifted(closes, HOUR).toISOString() },
      shifted(closes, -before).toISOString(),
    );
    expect(refusalOf(decided)).toEqual(refusal);
  });

  test.each<[string, object, string[]]>([
    ['no date at all', {}, ['INVALID_INPUT', 'submissionClosesAt']],
    ['a date that comes forward', { submissionClosesAt: day(10) }, ['INVALID_INPUT', 'submissionClosesAt']],
    ['a result that comes forward', { resultsAt: day(15) }, ['INVALID_INPUT', 'resultsAt']],
    [
      'a vote that comes forward',
      { rounds: [{ round: 2, votingClosesAt: day(14) }] },
      ['INVALID_INPUT', 'rounds', '0', 'votingClosesAt'],
    ],
    [
      'entries that would have no vote',
      { submissionClosesAt: shifted(day(12), 1).toISOString() },
      ['INVALID_INPUT', 'submissionClosesAt'],
    ],
    [
      'a first round that ends within an hour of the final',
      { rounds: [{ round: 1, votingClosesAt: shifted(day(13), 1 - HOUR).toISOString() }] },
      ['INVALID_INPUT', 'rounds', '0', 'votingClosesAt'],
    ],
    [
      'a last vote that ends within an hour of the result',
      { rounds: [{ round: 2, votingClosesAt: shifted(day(16), 1 - HOUR).toISOString() }] },
      ['INVALID_INPUT', 'rounds', '0', 'votingClosesAt'],
    ],
    [
      'a final that ends within an hour of the result, beside a first vote that does not',
      {
        rounds: [
          { round: 1, votingClosesAt: shifted(day(12), HOUR).toISOString() },
          { round: 2, votingClosesAt: day(16) },
        ],
      },
      ['INVALID_INPUT', 'rounds', '1', 'votingClosesAt'],
    ],
    ['a result after two years', { resultsAt: day(734) }, ['INVALID_INPUT', 'resultsAt']],
  ])('refuses %s', (_what, extension, refusal) => {
    expect(refusalOf(extend(published(), extension, at(0)))).toEqual(refusal);
  });

  test('takes dates together that could not be put off one by one', () => {
    const both = {
      submissionClosesAt: shifted(day(12), HOUR).toISOString(),
      rounds: [{ round: 1, votingClosesAt: shifted(day(12), 2 * HOUR).toISOString() }],
    };
    const after = taken(extend(published(), both, at(0)));
    expect(closesOf(scheduleAt(after, at(1))).slice(0, 2)).toEqual([
      both.submissionClosesAt,
      both.rounds[0]?.votingClosesAt,
    ]);
    expect(after.changes.map(({ date, from, to }) => [date, from, to])).toEqual([
      ['submission.closesAt', day(11), both.submissionClosesAt],
      ['rounds.1.voting.closesAt', day(12), both.rounds[0]?.votingClosesAt],
    ]);
  });

  test('can follow another one that does not hold yet, when the date of that one is in time', () => {
    const until = shifted(closes, HOUR).toISOString();
    const once = taken(
      extend(published(), { submissionClosesAt: until }, shifted(closes, -65_000).toISOString()),
    );
    const later = shifted(closes, 2 * HOUR).toISOString();
    const inMinute = extend(once, { submissionClosesAt: later }, shifted(closes, -30_000).toISOString());
    expect(refusalOf(inMinute)).toBeUndefined();
    const after = taken(inMinute);
    const ends = (moment: number) =>
      scheduleAt(after, shifted(closes, moment).toISOString()).submission?.closesAt;
    expect([-5_001, -5_000, 29_999, 30_000].map(ends)).toEqual([closes, until, until, later]);
  });

  test('that is sent again is answered, also after the date was put off further and when it is over', () => {
    const first = { submissionClosesAt: shifted(closes, 1).toISOString() };
    const once = taken(extend(published(), first, at(0)));
    const twice = taken(extend(once, { submissionClosesAt: shifted(closes, 2).toISOString() }, at(1)));
    expect(taken(extend(once, first, at(2)))).toBe(once);
    expect(taken(extend(twice, first, at(2)))).toBe(twice);
    expect(taken(extend(twice, first, day(20)))).toBe(twice);
    const called = taken(cancelContest(twice, BY, new Date(at(3))));
    expect(taken(extend(called, first, at(4)))).toBe(called);
    expect(refusalOf(extend(twice, { ...first, reason: 'Snow.' }, at(2)))).toEqual([
      'INVALID_INPUT',
      'submissionClosesAt',
    ]);
  });

  test('is not for a draft, not even to what its dates are', () => {
    const ready = withTerms(draft(), 'ko');
    const called = taken(cancelContest(ready, BY, NOW));
    for (const contest of [ready, called])
      for (const submissionClosesAt of [closes, shifted(closes, 1).toISOString()])
        expect(refusalOf(extend(contest, { submissionClosesAt }, at(0)))).toEqual([
          'INVALID_STATE',
          'contestId',
        ]);
  });

  test('is refused after the fortieth change, and calling the contest off is not', () => {
    let contest = published();
    for (let n = 1; n <= 40; n += 1)
      contest = taken(extend(contest, { resultsAt: shifted(day(16), n).toISOString() }, at(n)));
    const more = extend(contest, { resultsAt: shifted(day(16), 41).toISOString() }, at(41));
    expect(refusalOf(more)).toEqual(['INVALID_STATE', 'contestId']);
    expect(taken(cancelContest(contest, BY, new Date(at(42)))).changes).toHaveLength(41);
  });
});

describe('a restart of a round', () => {
  const opens = ROUNDS[0]?.voting.opensAt ?? '';
  const closes = ROUNDS[0]?.voting.closesAt ?? '';
  const restart = (contest: Contest, now: string | Date, input: object = {}) =>
    restartRound(contest, { round: 1, attempt: 1, ...BY, ...input }, new Date(now));

  test.each<[string, Date, string[] | undefined]>([
    ['before the vote opens', shifted(opens, -1), ['INVALID_STATE', 'round']],
    ['when it opens', shifted(opens, 0), undefined],
    ['an hour and a minute before it closes', shifted(closes, -HOUR - MINUTE), undefined],
    ['a millisecond later', shifted(closes, -HOUR - MINUTE + 1), ['CONTEST_TOO_LATE', 'round']],
    ['a minute before it closes', shifted(closes, -MINUTE), ['CONTEST_TOO_LATE', 'round']],
    ['a millisecond before it closes', shifted(closes, -1), ['CONTEST_TOO_LATE', 'round']],
    ['when it has closed', shifted(closes, 0), ['INVALID_STATE', 'round']],
  ])('is decided in time, or refused: %s', (_when, now, refusal) => {
    expect(refusalOf(restart(published(), now))).toEqual(refusal);
  });

  test.each<[string, object, string[]]>([
    ['a round that there is not', { round: 3 }, ['INVALID_INPUT', 'round']],
    ['the round after', { round: 2 }, ['INVALID_STATE', 'round']],
    ['an attempt that is yet to come', { attempt: 2 }, ['INVALID_STATE', 'attempt']],
  ])('refuses %s', (_what, input, refusal) => {
    expect(refusalOf(restart(published(), day(6), input))).toEqual(refusal);
  });

  test('that is sent again restarts nothing twice, and another one names the attempt that is to end', () => {
    const once = taken(restart(published(), day(6)));
    expect(taken(restart(once, day(6)))).toBe(once);
    expect(taken(restart(once, day(20)))).toBe(once);
    expect(refusalOf(restart(once, day(6), { reason: 'Snow.' }))).toEqual(['INVALID_STATE', 'attempt']);
    const twice = taken(restart(once, day(7), { attempt: 2 }));
    expect(scheduleAt(twice, day(8)).rounds.map(({ attempt }) => attempt)).toEqual([3, 1]);
    expect(taken(restart(twice, day(8)))).toBe(twice);
  });
});

describe('a contest', () => {
  test('is called off once, for ever and at once, until its result is published', () => {
    const contest = published();
    const now = new Date(day(6));
    const called = taken(cancelContest(contest, BY, now));
    expect(phaseOf(called, now)).toBe('CANCELED');
    expect(nextPhaseOf(called, now)).toBeUndefined();
    expect(acceptsEntries(called, now)).toBe(false);
    expect(openRound(called, now)).toBeUndefined();
    expect(called.changes).toEqual([
      expect.objectContaining({ kind: 'CANCELED', decidedAt: day(6), holdsFrom: day(6), reason: 'Rain.' }),
    ]);
    expect(taken(cancelContest(called, { ...BY, reason: 'Else.' }, now))).toBe(called);
    expect(refusalOf(publishContest(called, now))).toEqual(['INVALID_STATE', 'contestId']);
    const counted: Contest = { ...contest, status: 'COUNTED' };
    expect(phaseOf(counted, now)).toBe('COUNTING');
    expect(taken(cancelContest(counted, BY, now)).status).toBe('CANCELED');
    const over: Contest = { ...contest, status: 'PUBLISHED' };
    expect(phaseOf(over, now)).toBe('PUBLISHED');
    expect(refusalOf(cancelContest(over, BY, now))).toEqual(['INVALID_STATE', 'contestId']);
  });
});
