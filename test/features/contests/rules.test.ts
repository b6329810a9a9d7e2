import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceptsEntries,
  type Contest,
  cancelContest,
  contestModel,
  extendContest,
  languageFor,
  nextPhaseOf,
  openRound,
  phaseOf,
  restartRound,
  scheduleAt,
  setTerms,
  updateContest,
} from '../../../functions/features/contests/rules.ts';
import type { Decision } from '../../../functions/platform/errors.ts';
import type { ErrorCode } from '../../../functions/platform/generated/enums.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import { at, CLOSES, day, draft, FILLED, NOW, patch, published, TEXTS, taken, withTerms } from './samples.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BY = { reason: 'Rain.', by: 'mem_a' };
const NO_DATES = { contestId: 'x', submissionClosesAt: null, rounds: [], resultsAt: null };

const iso = (millis: number) => new Date(millis).toISOString();
const shifted = (moment: string, millis: number) => new Date(Date.parse(moment) + millis);

// What happens to a contest, by chance.

/** Spans from a millisecond to days: what is far apart and what touches. */
const span = fc.oneof(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 2 * MINUTE }),
  fc.integer({ min: 1, max: 3 * 24 * HOUR }),
);
const spanOrNone = fc.oneof(fc.constant(0), span);

/** The dates of a contest that can be published at NOW, with one round or two. */
const dates = fc
  .record({
    begins: fc.oneof(
      span,
      span.map((millis) => -millis),
    ),
    entries: span,
    voteAfter: spanOrNone,
    vote: span,
    final: fc.option(fc.record({ after: spanOrNone, vote: span })),
    results: spanOrNone,
  })
  .map(({ begins, entries, voteAfter, vote, final, results }) => {
    const opens = NOW.getTime() + begins;
    const closes = Math.max(opens, NOW.getTime() + MINUTE) + entries;
    const first = { opens: opens + voteAfter, closes: Math.max(opens + voteAfter, closes) + vote };
    const second = final && {
      opens: first.closes + HOUR + final.after,
      closes: first.closes + HOUR + final.after + final.vote,
    };
    const finalists = second ? { count: 3 } : null;
    const voting = (one: { opens: number; closes: number }) => ({
      opensAt: iso(one.opens),
      closesAt: iso(one.closes),
    });
    return {
      brief: 'Tea.',
      submission: { opensAt: iso(opens), closesAt: iso(closes) },
      rounds: [{ voting: voting(first), finalists }, ...(second ? [{ voting: voting(second) }] : [])],
      resultsAt: iso((second ?? first).closes + HOUR + results),
    };
  });

/** A step of an organizer: which dates are put off by how much, or which round begins anew, so long after the last one. */
const step = fc.record({
  after: span,
  puts: fc.record({
    submission: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    first: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    final: fc.option(fc.integer({ min: -2 * MINUTE, max: 48 * HOUR })),
    results: fc.option(fc.integer({ min: -2 * MINUTE, max: 96 * HOUR })),
  }),
  restarts: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 2 }),
});
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

const END = '9999-12-31T23:59:59.999Z';
type Dated = ReturnType<typeof scheduleAt>;
const closesOf = ({ submission, rounds, resultsAt }: Dated): (string | undefined)[] => [
  submission?.closesAt,
  ...rounds.map(({ voting }) => voting?.closesAt),
  resultsAt ?? undefined,
];

function decide(contest: Contest, { puts, restarts }: Step, now: Date): Contest {
  const dated = scheduleAt(contest, END);
  if (restarts !== null) {
    const attempt = dated.rounds[restarts - 1]?.attempt ?? 1;
    const reason = `At ${now.toISOString()}.`;
    const decided = restartRound(contest, { round: restarts, attempt, by: 'mem_a', reason }, now);
    return decided.ok ? decided.value : contest;
  }
  const put = (date: string | null | undefined, by: number | null) =>
    date == null || by === null ? null : shifted(date, by).toISOString();
  const closes = [dated.rounds[0], dated.rounds[1]].map((round, index) =>
    put(round?.voting?.closesAt, index === 0 ? puts.first : puts.final),
  );
  const extension = {
    ...NO_DATES,
    submissionClosesAt: put(dated.submission?.closesAt, puts.submission),
    rounds: closes.flatMap((votingClosesAt, index) =>
      votingClosesAt === null ? [] : [{ round: index + 1, votingClosesAt }],
    ),
    resultsAt: put(dated.resultsAt, puts.results),
  };
  const decided = extendContest(contest, { ...extension, ...BY }, now);
  return decided.ok ? decided.value : contest;
}

/** A contest as it was after each change, and when that was decided. */
type Told = { contest: Contest; now: Date }[];
const told = fc.record({ input: dates, steps: fc.array(step, { maxLength: 12 }) }).map(({ input, steps }) => {
  const story: Told = [{ contest: published(input), now: NOW }];
  for (const one of steps) {
    const last = story.at(-1) as Told[number];
    const now = new Date(last.now.getTime() + one.after);
    story.push({ contest: decide(last.contest, one, now), now });
  }
  return story;
});
const latest = (story: Told): Told[number] => story.at(-1) as Told[number];

/** Every moment at which anything of a contest begins, ends or holds, with a millisecond on either side, in their order. */
function momentsOf(contest: Contest): string[] {
  const spans = [contest.submission, ...contest.rounds.map(({ voting }) => voting)];
  const edges = [
    ...spans.flatMap((one) => (one === null ? [] : [one.opensAt, one.closesAt])),
    ...contest.changes.flatMap(({ to, holdsFrom, decidedAt }) => [to ?? holdsFrom, holdsFrom, decidedAt]),
    contest.resultsAt ?? END,
  ];
  const around = edges.flatMap((edge) => [-1, 0, 1].map((millis) => shifted(edge, millis)));
  return [
    ...new Set(around.filter((one) => one.getTime() < Date.parse(END)).map((one) => one.toISOString())),
  ].sort();
}

const holds = (property: (story: Told) => void, runs = 200) =>
  fc.assert(fc.property(told, property), { numRuns: runsOf(runs), ...seedOf(20261102) });

describe('a contest whose dates are put off and whose rounds are restarted', () => {
  test('stays well ordered at every moment', () => {
    holds((story) => {
      const { contest } = latest(story);
      for (const moment of momentsOf(contest)) {
        const { submission, rounds, resultsAt } = scheduleAt(contest, moment);
        const [first, final] = rounds.map(({ voting }) => voting);
        if (!submission || !first || !resultsAt) throw new Error('A date is gone.');
        for (const one of [submission, first, ...(final ? [final] : [])])
          expect(one.opensAt < one.closesAt).toBe(true);
        expect(first.opensAt >= submission.opensAt).toBe(true);
        expect(first.closesAt >= submission.closesAt).toBe(true);
        if (final)
          expect(Date.parse(final.opensAt) - Date.parse(first.closesAt)).toBeGreaterThanOrEqual(HOUR);
        expect(Date.parse(resultsAt) - Date.parse((final ?? first).closesAt)).toBeGreaterThanOrEqual(HOUR);
      }
    });
  });

  test('is as it was until a minute after each decision, and then as it was decided', () => {
    holds((story) => {
      for (const [index, { contest, now }] of story.slice(1).entries()) {
        const before = story[index]?.contest as Contest;
        if (contest === before) continue;
        const from = shifted(now.toISOString(), MINUTE).toISOString();
        for (const moment of momentsOf(contest).filter((one) => one < from))
          expect(scheduleAt(contest, moment)).toEqual(scheduleAt(before, moment));
        expect(scheduleAt(contest, from)).toEqual(scheduleAt(contest, END));
        expect(scheduleAt(contest, from)).not.toEqual(scheduleAt(before, from));
      }
    });
  });

  test('has no date that comes forward and no attempt that is taken back', () => {
    holds((story) => {
      const { contest } = latest(story);
      const schedules = momentsOf(contest).map((moment) => scheduleAt(contest, moment));
      for (const [index, after] of schedules.slice(1).entries()) {
        const before = schedules[index] as Dated;
        for (const [place, date] of closesOf(after).entries())
          expect(String(date) >= String(closesOf(before)[place])).toBe(true);
        for (const [place, { attempt }] of after.rounds.entries())
          expect(attempt).toBeGreaterThanOrEqual(before.rounds[place]?.attempt ?? 0);
      }
    });
  });

  test('opens each window once: what is over stays over', () => {
    holds((story) => {
      const { contest } = latest(story);
      const now = momentsOf(contest).map((moment) => new Date(moment));
      const windows = [
        now.map((moment) => acceptsEntries(contest, moment)),
        ...contest.rounds.map((_, index) =>
          now.map((moment) => openRound(contest, moment)?.number === index + 1),
        ),
      ];
      for (const isOpen of windows) {
        const openings = isOpen.filter((one, index) => one && isOpen[index - 1] !== true);
        expect(openings).toHaveLength(1);
      }
    });
  });

  test('has at every moment the phase that its windows say, the first instant in and the end out', () => {
    holds((story) => {
      const { contest } = latest(story);
      for (const moment of momentsOf(contest)) {
        // By hand: the last date that a window was put off to by then.
        const close = (name: string, end: string) =>
          contest.changes.reduce(
            (known, { date, to, holdsFrom }) => (date === name && holdsFrom <= moment ? String(to) : known),
            end,
          );
        const place = ({ opensAt, closesAt }: { opensAt: string; closesAt: string }, name: string) =>
          moment < opensAt ? 'before' : moment < close(name, closesAt) ? 'in' : 'after';
        if (contest.submission === null) throw new Error('There are no dates.');
        const entries = place(contest.submission, 'submission.closesAt');
        const votes = contest.rounds.map(({ voting }, index) =>
          voting === null ? 'after' : place(voting, `rounds.${index + 1}.voting.closesAt`),
        );
        const expected = votes.includes('in')
          ? 'VOTING'
          : entries === 'in'
            ? 'SUBMISSION'
            : entries === 'before'
              ? 'ANNOUNCED'
              : votes.includes('before')
                ? 'INTERMISSION'
                : 'COUNTING';
        expect(phaseOf(contest, new Date(moment))).toBe(expected);
        expect(acceptsEntries(contest, new Date(moment))).toBe(entries === 'in');
        expect(openRound(contest, new Date(moment))?.number).toBe(
          votes.includes('in') ? votes.indexOf('in') + 1 : undefined,
        );
      }
    });
  });

  test('names as its next phase exactly the next moment at which its phase changes', () => {
    holds((story) => {
      const { contest, now } = latest(story);
      const moments = momentsOf(contest).filter((moment) => moment >= now.toISOString());
      for (const [index, moment] of moments.entries()) {
        const present = phaseOf(contest, new Date(moment));
        const at = moments.slice(index + 1).find((one) => phaseOf(contest, new Date(one)) !== present);
        const expected = at && { at, phase: phaseOf(contest, new Date(at)) };
        expect(nextPhaseOf(contest, new Date(moment))).toEqual(expected);
      }
    }, 100);
  });

  test('has another version after each change, and keeps what was published and what was changed before', () => {
    holds((story) => {
      const [first] = story;
      for (const [index, { contest }] of story.slice(1).entries()) {
        const before = story[index]?.contest as Contest;
        if (contest !== before) expect(contest.version).toBe(before.version + 1);
        expect(contest).toMatchObject({
          submission: first?.contest.submission,
          rounds: first?.contest.rounds,
          resultsAt: first?.contest.resultsAt,
        });
        expect(contest.changes.slice(0, before.changes.length)).toEqual(before.changes);
      }
    });
  });
});

/** The fields that `extendContest` and `restartRound` refuse, by code. */
const refusalOf = (decided: Decision<unknown, ErrorCode>) =>
  decided.ok ? undefined : [decided.refusal.code, ...(decided.refusal.field ?? [])];

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
      ['INVALID_INPUT', 'rounds'],
    ],
    [
      'entries that would have no vote',
      { submissionClosesAt: shifted(day(12), 1).toISOString() },
      ['INVALID_INPUT', 'submissionClosesAt'],
    ],
    [
      'a first round that ends within an hour of the final',
      { rounds: [{ round: 1, votingClosesAt: shifted(day(13), 1 - HOUR).toISOString() }] },
      ['INVALID_INPUT', 'rounds'],
    ],
    [
      'a last vote that ends within an hour of the result',
      { rounds: [{ round: 2, votingClosesAt: shifted(day(16), 1 - HOUR).toISOString() }] },
      ['INVALID_INPUT', 'rounds'],
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

describe('a draft', () => {
  test('that is changed to what it is stays the same, whatever is given', () => {
    const all = {
      ...FILLED,
      title: 'Leaves',
      heroImageUrl: 'https://example.com/a.png',
      tags: ['tea', 'tea', 'fans'],
      access: 'MEMBERS',
      timeZone: 'europe/paris',
      voteCounts: 'LIVE',
      entryKinds: ['LINK', 'TEXT'],
      linkHosts: ['YouTube.com', '*.example.com'],
      maxEntriesPerMember: 3,
      maxTextLength: 100,
      entrants: {
        memberForDays: 3,
        countries: ['KR', 'FR'],
        minimumAge: 14,
        verifiedClaim: 'EMAIL_VERIFIED',
      },
      voters: { minimumPoints: 5, staffMayTakePart: true },
      prizes: [
        { fromRank: 2, toRank: 3, kind: 'MANUAL', title: 'Cup' },
        { fromRank: 1, toRank: 1, kind: 'POINTS', points: 100, title: 'Points' },
      ],
      admission: 'AFTER_SHOWING',
      admissionChecklist: ['No faces'],
      reportsThatHide: 9,
    };
    const asRead = (contest: Contest) => contestModel.parse(structuredClone(contest));
    const contest = asRead(draft(all));
    for (const [name, value] of Object.entries(all))
      expect(taken(updateContest(contest, patch({ [name]: value }), NOW)), name).toBe(contest);
    expect(taken(updateContest(asRead(published(all)), patch(all), NOW)).status).toBe('OPEN');
  });
});

const TAGS = ['ko', 'ko-KR', 'ko-KP', 'en', 'en-GB', 'zh-Hans', 'zh-Hant', 'zh-Hant-HK', 'pt-BR', 'pt'];

describe('the terms of a draft', () => {
  const languages = (contest: Contest) => contest.terms.map(({ language }) => language);
  const set = (contest: Contest, language: string) =>
    setTerms(contest, { language, texts: TEXTS }, null, NOW);

  test('keep the first language first, have each once, and each text a version of its own', () => {
    const sets = fc.array(fc.tuple(fc.constantFrom('ko', 'en', 'fr'), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(sets, (turns) => {
        let contest = draft();
        const versions: number[] = [];
        for (const [language, isGiven] of turns) {
          const before = languages(contest);
          const present = before.includes(language) ? { rules: 'Old.', rights: 'Old.' } : null;
          const decided = taken(setTerms(contest, { language, texts: isGiven ? TEXTS : null }, present, NOW));
          contest = decided.contest;
          const others = before.filter((one) => one !== language);
          expect(languages(contest).filter((one) => one !== language)).toEqual(others);
          expect(languages(contest).includes(language)).toBe(isGiven);
          if (isGiven && before.includes(language)) expect(languages(contest)).toEqual(before);
          if (decided.written !== null) versions.push(decided.written.version);
          expect(decided.written === null).toBe(!isGiven);
        }
        expect(versions).toEqual(versions.map((_, index) => index + 1));
        expect(contest.termsVersion).toBe(versions.length);
      }),
      seedOf(20261104),
    );
  });

  test('stay the same when they are set to what they are, also once it is published', () => {
    for (const contest of [withTerms(draft(), 'ko'), published()]) {
      const again = setTerms(contest, { language: 'ko', texts: TEXTS }, TEXTS, NOW);
      expect(taken(again)).toEqual({ contest, written: null });
      expect(taken(again).contest).toBe(contest);
      const others = [{ ...TEXTS, rules: 'Else.' }, { ...TEXTS, rights: 'Else.' }, null];
      const codes = others.map((texts) =>
        refusalOf(setTerms(contest, { language: 'ko', texts }, TEXTS, NOW)),
      );
      const refusal = contest.status === 'DRAFT' ? undefined : ['INVALID_STATE', 'contestId'];
      expect(codes).toEqual([refusal, refusal, refusal]);
    }
  });

  test('are in ten languages at most', () => {
    const ten = withTerms(draft(), ...TAGS);
    expect(refusalOf(set(ten, 'fr'))).toEqual(['INVALID_INPUT', 'language']);
    expect(languages(taken(set(ten, 'en')).contest)).toEqual(TAGS);
    expect(
      languages(
        taken(set(taken(setTerms(ten, { language: 'ko', texts: null }, TEXTS, NOW)).contest, 'fr')).contest,
      ),
    ).toHaveLength(10);
  });
});

describe('the language of the terms', () => {
  test.each<[string, string[], string | null, string | undefined]>([
    ['none where there are none', [], 'ko', undefined],
    ['the first when nobody asks', ['ko', 'en'], null, 'ko'],
    ['the first for one without kin', ['ko', 'en'], 'fr', 'ko'],
    ['the first for what is no tag', ['ko', 'en'], 'e n', 'ko'],
    ['the one that is asked for', ['ko', 'en', 'en-GB'], 'en-GB', 'en-GB'],
    ['the one that is asked for, before a longer one', ['ko-KP', 'ko'], 'ko', 'ko'],
    ['the one that is asked for, in other letters', ['ko', 'en', 'en-GB'], 'EN-gb', 'en-GB'],
    ['one with less of it', ['ko', 'en'], 'en-GB-oxendict', 'en'],
    ['one with more of it', ['ko', 'pt-BR'], 'pt', 'pt-BR'],
    ['one of the same script', ['zh-Hans', 'zh-Hant'], 'zh-Hant-TW', 'zh-Hant'],
    ['the plain one before that of another region', ['zh-Hant-HK', 'zh-Hant'], 'zh-Hant-TW', 'zh-Hant'],
    ['one of another region', ['ko', 'en-GB'], 'en-US', 'en-GB'],
    ['not one that only begins alike', ['en', 'kok'], 'ko', 'en'],
  ])('is %s', (_what, languages, asked, nearest) => {
    expect(languageFor(withTerms(draft(), ...languages), asked)?.language).toBe(nearest);
  });

  test('is always one of the contest, and the very one that is asked for where it is there', () => {
    fc.assert(
      fc.property(fc.subarray(TAGS, { minLength: 1 }), fc.constantFrom(...TAGS, 'fr', ''), (tags, asked) => {
        const found = languageFor(withTerms(draft(), ...tags), asked)?.language;
        expect(tags).toContain(found);
        if (tags.includes(asked)) expect(found).toBe(asked);
      }),
      seedOf(20261103),
    );
  });
});
