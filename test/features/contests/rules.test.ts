import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  acceptsEntries,
  type Contest,
  cancelContest,
  contestModel,
  extendContest,
  languageFor,
  mayRead,
  nextPhaseOf,
  openRound,
  phaseOf,
  problemsOf,
  publishContest,
  restartRound,
  scheduleAt,
  setTerms,
  updateContest,
} from '../../../functions/features/contests/rules.ts';
import { ANONYMOUS, type Viewer } from '../../../functions/identity/viewer.ts';
import type { Decision } from '../../../functions/platform/errors.ts';
import type { CallerRole, ErrorCode } from '../../../functions/platform/generated/enums.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import {
  at,
  CLOSES,
  day,
  draft,
  FILLED,
  NOW,
  patch,
  published,
  ROUNDS,
  TEXTS,
  taken,
  withTerms,
} from './samples.ts';

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

describe('the conditions for entrants and voters', () => {
  test('stay where they are left out', () => {
    const entrants = { memberForDays: 3, countries: ['KR'], minimumAge: 14 };
    const contest = draft({ entrants, voters: { minimumPoints: 5, verifiedClaim: 'EMAIL_VERIFIED' } });
    const more = { entrants: { countries: null, staffMayTakePart: true }, voters: { memberForDays: 1 } };
    expect(taken(updateContest(contest, patch(more), NOW))).toMatchObject({
      entrants: { memberForDays: 3, countries: null, minimumAge: 14, staffMayTakePart: true },
      voters: { memberForDays: 1, minimumPoints: 5, verifiedClaim: 'EMAIL_VERIFIED' },
    });
  });
});

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

/** What can be wrong with a draft, each by itself: what is changed of FILLED, and the field that tells of it. */
const WRONG = {
  brief: [{ brief: undefined }, 'brief'],
  links: [{ entryKinds: ['LINK'] }, 'linkHosts'],
  noFirst: [{ rounds: [{ ...ROUNDS[0], voting: null }, ROUNDS[1]] }, 'rounds.0.voting'],
  noFinal: [{ rounds: [ROUNDS[0], { ...ROUNDS[1], voting: null }] }, 'rounds.1.voting'],
  finalists: [{ rounds: [{ ...ROUNDS[0], finalists: null }, ROUNDS[1]] }, 'rounds.0.finalists'],
  finalistsOfLast: [
    { rounds: [{ voting: ROUNDS[0]?.voting, finalists: { count: 1 } }] },
    'rounds.0.finalists',
  ],
  noResult: [{ resultsAt: null }, 'resultsAt'],
  noEntries: [{ submission: null }, 'submission'],
  voteBeforeEntries: [{ submission: { opensAt: day(6), closesAt: day(11) } }, 'rounds.0.voting.opensAt'],
  entriesWithoutVote: [
    { submission: { opensAt: day(1), closesAt: shifted(day(12), 1).toISOString() } },
    'rounds.0.voting.closesAt',
  ],
  noTimeBetween: [
    {
      rounds: [
        { ...ROUNDS[0], voting: { opensAt: day(5), closesAt: shifted(day(13), 1 - HOUR).toISOString() } },
        ROUNDS[1],
      ],
    },
    'rounds.1.voting.opensAt',
  ],
  noTimeToCount: [{ resultsAt: shifted(day(15), HOUR - 1).toISOString() }, 'resultsAt'],
  tooLong: [{ resultsAt: day(734) }, 'resultsAt'],
} satisfies Record<string, [object, string]>;
const FINE = {
  'entries until the vote ends': { submission: { opensAt: day(1), closesAt: day(12) } },
  'a vote from the first entry on': { submission: { opensAt: day(5), closesAt: day(12) } },
  'a final an hour later': {
    rounds: [
      { ...ROUNDS[0], voting: { opensAt: day(5), closesAt: shifted(day(13), -HOUR).toISOString() } },
      ROUNDS[1],
    ],
  },
  'a result an hour later': { resultsAt: shifted(day(15), HOUR).toISOString() },
  'a result after two years': { resultsAt: day(733) },
};
const fieldsOf = (contest: Contest, now = NOW) =>
  problemsOf(contest, now).map(({ field }) => field.join('.'));

describe('the problems of a draft', () => {
  test.each(Object.entries(WRONG))('are told: %s', (_what, [change, field]) => {
    const contest = withTerms(draft({ ...FILLED, ...change }), 'ko');
    expect(fieldsOf(contest)).toEqual([field]);
    expect(refusalOf(publishContest(contest, NOW))).toEqual(['CONTEST_NOT_READY', 'contestId']);
  });

  test.each(Object.entries(FINE))('are none: %s', (_what, change) => {
    const contest = withTerms(draft({ ...FILLED, ...change }), 'ko');
    expect(fieldsOf(contest)).toEqual([]);
    expect(taken(publishContest(contest, NOW))).toMatchObject({ status: 'OPEN', publishedAt: at(0) });
  });

  test('are all told at once, of a draft in which nothing stands', () => {
    const contest = draft({});
    expect(fieldsOf(contest)).toEqual(['brief', 'terms', 'submission', 'rounds.0.voting', 'resultsAt']);
    const refused = publishContest(contest, NOW);
    expect(!refused.ok && refused.refusal.message).toBe(
      'brief is needed: say what is asked for. `Contest.problems` tells 4 more.',
    );
  });

  test('are told of all that is wrong together, in sentences that begin with the field', () => {
    const names = ['brief', 'links', 'noEntries', 'finalists', 'noResult'] as const;
    fc.assert(
      fc.property(fc.subarray([...names]), fc.boolean(), (wrong, hasTerms) => {
        const change = Object.assign({}, ...wrong.map((name) => WRONG[name][0]));
        const empty = draft({ ...FILLED, ...change });
        const contest = hasTerms ? withTerms(empty, 'ko') : empty;
        const expected = wrong.map((name): string => WRONG[name][1]);
        expect(fieldsOf(contest).sort()).toEqual([...expected, ...(hasTerms ? [] : ['terms'])].sort());
        for (const { field, message } of problemsOf(contest, NOW))
          expect(message.startsWith(`${field.join('.')} `)).toBe(true);
      }),
      seedOf(20261105),
    );
  });

  test('are none exactly when it can be published, whatever its dates', () => {
    const moment = fc.integer({ min: -100, max: 500 }).map((hours) => at(hours * 60));
    const window = fc.option(
      fc
        .tuple(moment, moment)
        .filter(([one, other]) => one !== other)
        .map((both) => both.toSorted())
        .map(([opensAt, closesAt]) => ({ opensAt, closesAt })),
      { freq: 9 },
    );
    const round = fc.record({ voting: window, finalists: fc.option(fc.constant({ count: 2 }), { freq: 2 }) });
    const input = fc.record({
      brief: fc.constant('Tea.'),
      submission: window,
      rounds: fc.array(round, { minLength: 1, maxLength: 2 }),
      resultsAt: fc.option(moment, { freq: 9 }),
    });
    fc.assert(
      fc.property(input, (dates) => {
        const contest = withTerms(draft(dates), 'ko');
        const decided = publishContest(contest, NOW);
        expect(decided.ok).toBe(problemsOf(contest, NOW).length === 0);
        if (!decided.ok) return;
        expect(problemsOf(decided.value, NOW)).toEqual([]);
        const { submission, rounds, resultsAt } = decided.value;
        const last = rounds.at(-1)?.voting;
        expect(Date.parse(submission?.closesAt ?? '')).toBeGreaterThan(NOW.getTime() + MINUTE);
        expect(Date.parse(resultsAt ?? '')).toBeGreaterThanOrEqual(Date.parse(last?.closesAt ?? '') + HOUR);
      }),
      { numRuns: runsOf(2_000), ...seedOf(20261106) },
    );
  });

  test('have an end of entries within a minute, and not one a millisecond later', () => {
    const contest = withTerms(draft(), 'ko');
    const before = (millis: number) => fieldsOf(contest, shifted(day(11), -millis));
    expect([MINUTE, MINUTE + 1].map(before)).toEqual([['submission.closesAt'], []]);
  });

  test('are told as well in the last hour of the calendar', () => {
    const end = (hour: string) => `9999-12-31T${hour}:00.000Z`;
    const contest = draft({
      ...FILLED,
      submission: { opensAt: '9997-12-29T23:59:00.000Z', closesAt: end('22:00') },
      rounds: [{ voting: { opensAt: end('22:00'), closesAt: end('23:30') } }],
      resultsAt: end('23:59'),
    });
    expect(fieldsOf(withTerms(contest, 'ko'))).toEqual(['resultsAt']);
  });

  test('are not looked for in a contest that is no draft', () => {
    expect(fieldsOf(published(), new Date(day(100)))).toEqual([]);
    expect(fieldsOf(taken(cancelContest(draft({}), BY, NOW)))).toEqual([]);
  });
});

describe('a contest', () => {
  const viewer = (...roles: CallerRole[]): Viewer => ({ ...ANONYMOUS, access: new Set(roles) });
  const token = (...roles: CallerRole[]) => ({ ...viewer('PUBLIC', 'MEMBER', ...roles), memberId: 'mem_b' });
  const VIEWERS = {
    nobody: viewer('PUBLIC'),
    'an API key': viewer('PUBLIC', 'PARTNER'),
    'a member': token(),
    'a judge': token('JUDGE'),
    'a moderator': token('MODERATOR'),
    'an organizer': token('ORGANIZER'),
    'an owner': token('OWNER'),
  };
  const staff = ['a moderator', 'an organizer', 'an owner'];
  const members = ['a member', 'a judge', ...staff];

  test.each<[string, Contest, string[]]>([
    ['that is a draft', draft(), staff],
    ['that was called off as a draft', taken(cancelContest(draft(), BY, NOW)), staff],
    ['for members', published({ ...FILLED, access: 'MEMBERS' }), members],
    [
      'for members that was called off',
      taken(cancelContest(published({ ...FILLED, access: 'MEMBERS' }), BY, NOW)),
      members,
    ],
    ['for all', published(), Object.keys(VIEWERS)],
    ['for all that was called off', taken(cancelContest(published(), BY, NOW)), Object.keys(VIEWERS)],
  ])('%s is read by whom it is for', (_what, contest, readers) => {
    const allowed = Object.entries(VIEWERS).filter(([, one]) => mayRead(contest, one));
    expect(allowed.map(([name]) => name)).toEqual(readers);
  });

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

describe('a restart of a round', () => {
  const opens = ROUNDS[0]?.voting.opensAt ?? '';
  const closes = ROUNDS[0]?.voting.closesAt ?? '';
  const restart = (contest: Contest, now: string | Date, input: object = {}) =>
    restartRound(contest, { round: 1, attempt: 1, ...BY, ...input }, new Date(now));

  test.each<[string, Date, string[] | undefined]>([
    ['before the vote opens', shifted(opens, -1), ['INVALID_STATE', 'round']],
    ['when it opens', shifted(opens, 0), undefined],
    ['a millisecond more than a minute before it closes', shifted(closes, -MINUTE - 1), undefined],
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
