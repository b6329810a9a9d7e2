import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cancelContest } from '../../../functions/features/contests/changes.ts';
import { type Contest, contestModel } from '../../../functions/features/contests/model.ts';
import {
  languageFor,
  mayRead,
  problemsOf,
  publishContest,
  setTerms,
  updateContest,
} from '../../../functions/features/contests/rules.ts';
import { ANONYMOUS, type Viewer } from '../../../functions/identity/viewer.ts';
import type { CallerRole } from '../../../functions/platform/generated/enums.ts';
import { runsOf, seedOf } from '../../support/runs.ts';
import {
  at,
  BY,
  day,
  draft,
  FILLED,
  HOUR,
  MINUTE,
  NOW,
  patch,
  published,
  ROUNDS,
  refusalOf,
  shifted,
  TEXTS,
  taken,
  withTerms,
} from './samples.ts';

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

  test('are told of every date that is over, not of the first of them alone', () => {
    const contest = withTerms(draft(FILLED), 'ko');
    expect(fieldsOf(contest, new Date(day(400)))).toEqual([
      'submission.closesAt',
      'rounds.0.voting.closesAt',
      'rounds.1.voting.closesAt',
      'resultsAt',
    ]);
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
});
