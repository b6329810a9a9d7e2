import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { CONTEST, type Office, openOffice, refused } from './office.ts';
import { CLOSES, day, FILLED, NOW, ROUNDS, TEXTS } from './samples.ts';

// What cannot be done to a contest leaves it as it is stored.

let api: Api;
let office: Office;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  api.clock.set(NOW);
  office = await openOffice(api);
});
afterAll(() => api.close());

/** The payload of a change that must leave everything as it is. */
async function changesNothing(name: string, input: object): Promise<Data> {
  const before = await office.all();
  const payload = await office.change(name, input);
  expect(await office.all()).toEqual(before);
  return payload;
}

const EMOJI = '🍵';
const [FIRST, FINAL] = ROUNDS as [object, object];
const round = (more: object) => ({ rounds: [{ ...FIRST, ...more }] });
const votes = (more: object) => round({ votes: more });
const prize = (more: object) => ({
  prizes: [{ fromRank: 1, toRank: 1, kind: 'MANUAL', title: 'Cup', ...more }],
});
const many = (howMany: number, one: (n: number) => unknown) =>
  Array.from({ length: howMany }, (_, n) => one(n));

describe('updateContest', () => {
  let contestId: string;
  beforeEach(async () => {
    contestId = await office.ready();
  });

  test.each<[string, string[], object]>([
    [
      'an end of entries before they begin',
      ['submission', 'closesAt'],
      { submission: { opensAt: day(2), closesAt: day(1) } },
    ],
    [
      'an end of entries when they begin',
      ['submission', 'closesAt'],
      { submission: { opensAt: day(2), closesAt: day(2) } },
    ],
    [
      'a vote that ends before it begins',
      ['rounds', '0', 'voting', 'closesAt'],
      round({ voting: { opensAt: day(9), closesAt: day(8) } }),
    ],
    ['no round', ['rounds'], { rounds: [] }],
    ['three rounds', ['rounds'], { rounds: [FIRST, FIRST, FINAL] }],
    ['no finalist', ['rounds', '0', 'finalists', 'count'], round({ finalists: { count: 0 } })],
    ['101 finalists', ['rounds', '0', 'finalists', 'count'], round({ finalists: { count: 101 } })],
    ['no vote', ['rounds', '0', 'votes', 'votesPerVoter'], votes({ votesPerVoter: 0 })],
    ['1,001 votes', ['rounds', '0', 'votes', 'votesPerVoter'], votes({ votesPerVoter: 1_001 })],
    [
      'more votes to one entry than a voter has',
      ['rounds', '0', 'votes', 'votesPerEntry'],
      votes({ votesPerVoter: 2, votesPerEntry: 3 }),
    ],
    ['an empty title', ['title'], { title: ' ' }],
    ['a title that shows nothing', ['title'], { title: '\u200b\u200d\u2060' }],
    ['a title that turns the text behind it', ['title'], { title: '\u202eeeT' }],
    ['a title of 101 characters', ['title'], { title: 'x'.repeat(101) }],
    ['no title at all', ['title'], { title: null }],
    ['half an emoji', ['title'], { title: 'Tea \ud83c' }],
    ['10,001 emoji in the brief', ['brief'], { brief: EMOJI.repeat(10_001) }],
    ['no brief at all', ['brief'], { brief: '' }],
    ['an unknown zone', ['timeZone'], { timeZone: 'Asia/Seol' }],
    ['an offset as zone', ['timeZone'], { timeZone: '+09:00' }],
    ['21 tags', ['tags'], { tags: many(21, (n) => `tag ${n}`) }],
    ['an empty tag', ['tags', '1'], { tags: ['tea', ''] }],
    ['a host that is none', ['linkHosts', '1'], { linkHosts: ['youtube.com', 'no host'] }],
    ['an address as host', ['linkHosts', '0'], { linkHosts: ['https://youtube.com/'] }],
    ['a host at home', ['linkHosts', '0'], { linkHosts: ['localhost'] }],
    ['all hosts there are', ['linkHosts', '0'], { linkHosts: ['*'] }],
    ['21 hosts', ['linkHosts'], { linkHosts: many(21, (n) => `h${n}.example.com`) }],
    ['no kind of entry', ['entryKinds'], { entryKinds: [] }],
    ['no entry a member', ['maxEntriesPerMember'], { maxEntriesPerMember: 0 }],
    ['101 entries a member', ['maxEntriesPerMember'], { maxEntriesPerMember: 101 }],
    ['10,001 characters of an entry', ['maxTextLength'], { maxTextLength: 10_001 }],
    [
      '51 prizes',
      ['prizes'],
      { prizes: many(51, (n) => ({ fromRank: n + 1, toRank: n + 1, kind: 'MANUAL', title: 'Cup' })) },
    ],
    ['ranks backwards', ['prizes', '0', 'toRank'], prize({ fromRank: 3, toRank: 2 })],
    ['a rank of none', ['prizes', '0', 'fromRank'], prize({ fromRank: 0 })],
    ['points without a number', ['prizes', '0', 'points'], prize({ kind: 'POINTS' })],
    ['a cup with points', ['prizes', '0', 'points'], prize({ points: 5 })],
    ['a prize without a name', ['prizes', '0', 'title'], prize({ title: '' })],
    ['a country by a name of its own', ['entrants', 'countries', '0'], { entrants: { countries: ['UK'] } }],
    ['a country that is none', ['entrants', 'countries', '0'], { entrants: { countries: ['XX'] } }],
    ['a country in small letters', ['entrants', 'countries', '0'], { entrants: { countries: ['kr'] } }],
    ['an age of none', ['entrants', 'minimumAge'], { entrants: { minimumAge: 0 } }],
    ['no voters at all', ['voters'], { voters: null }],
    ['a membership of 3,651 days', ['voters', 'memberForDays'], { voters: { memberForDays: 3_651 } }],
    ['21 things to tick off', ['admissionChecklist'], { admissionChecklist: many(21, (n) => `Check ${n}`) }],
    ['a report that hides without one', ['reportsThatHide'], { reportsThatHide: 0 }],
  ])('refuses %s', async (_what, field, input) => {
    expect(await changesNothing('updateContest', { contestId, ...input })).toEqual(
      refused('INVALID_INPUT', ...field),
    );
  });

  test('takes as much as there can be, and gives all of it back', async () => {
    const most = {
      title: `م شاي ${EMOJI.repeat(94)}`,
      brief: EMOJI.repeat(10_000),
      tags: many(20, (n) => `${EMOJI.repeat(38)}${10 + n}`),
      linkHosts: many(20, (n) => `h${n}.example.com`),
      prizes: many(50, (n) => ({ fromRank: n + 1, toRank: n + 1, kind: 'MANUAL', title: EMOJI.repeat(80) })),
      admissionChecklist: many(20, () => EMOJI.repeat(200)),
    };
    const asked = 'title brief tags linkHosts prizes { fromRank toRank kind title } admissionChecklist';
    const { title: _, ...rest } = most;
    await office.done('updateContest', { contestId, title: most.title });
    await office.done('updateContest', { contestId, ...rest });
    expect(await office.see(contestId, asked)).toEqual(most);
    const texts = { rules: EMOJI.repeat(20_000), rights: EMOJI.repeat(20_000) };
    await office.setTerms(contestId, 'ko', texts);
    const seen = await office.see(contestId, 'terms { version rules rights }');
    expect(seen.terms).toEqual({ version: 2, ...texts });
  });

  test.each<[string, string]>([
    ['that is published', 'OPEN'],
    ['that was called off', 'CANCELED'],
  ])('refuses to change a contest %s', async (_what, status) => {
    await office.done('publishContest', { contestId });
    if (status === 'CANCELED') await office.done('cancelContest', { contestId, reason: 'No.' });
    expect(await changesNothing('updateContest', { contestId, title: 'Else' })).toEqual(
      refused('INVALID_STATE', 'contestId'),
    );
    expect(await changesNothing('setContestTerms', { contestId, language: 'en', ...TEXTS })).toEqual(
      refused('INVALID_STATE', 'contestId'),
    );
    expect(await changesNothing('setContestTerms', { contestId, language: 'ko' })).toEqual(
      refused('INVALID_STATE', 'contestId'),
    );
  });
});

describe('setContestTerms', () => {
  test.each<[string, string[], object]>([
    ['20,001 characters of rules', ['rules'], { ...TEXTS, rules: 'x'.repeat(20_001) }],
    ['20,001 characters of rights', ['rights'], { ...TEXTS, rights: 'x'.repeat(20_001) }],
    ['rules that show nothing', ['rules'], { ...TEXTS, rules: '\u200b' }],
    ['rules without rights', ['rights'], { rules: TEXTS.rules }],
    ['rights without rules', ['rights'], { rights: TEXTS.rights }],
    ['a language that is none', ['language'], { ...TEXTS, language: 'k o' }],
    ['a language of 36 characters', ['language'], { ...TEXTS, language: `ko-x-${'abcdefgh-'.repeat(4)}` }],
  ])('refuses %s', async (_what, field, input) => {
    const contestId = await office.ready();
    const payload = await changesNothing('setContestTerms', { contestId, language: 'ko', ...input });
    expect(payload).toEqual(refused('INVALID_INPUT', ...field));
  });

  test('refuses an eleventh language', async () => {
    const contestId = await office.draft();
    for (const language of ['ko', 'en', 'fr', 'de', 'it', 'es', 'pt', 'ja', 'zh', 'ar'])
      expect((await office.setTerms(contestId, language)).userErrors).toEqual([]);
    expect(await changesNothing('setContestTerms', { contestId, language: 'nl', ...TEXTS })).toEqual(
      refused('INVALID_INPUT', 'language'),
    );
  });
});

describe('createContest', () => {
  test.each<[string, string, object]>([
    ['an empty title', 'title', { title: '' }],
    ['a title of 101 characters', 'title', { title: 'x'.repeat(101) }],
    ['an empty key', 'idempotencyKey', { idempotencyKey: '' }],
    ['a key of 129 characters', 'idempotencyKey', { idempotencyKey: 'x'.repeat(129) }],
    ['a key with lost bytes', 'idempotencyKey', { idempotencyKey: 'k\ufffd' }],
  ])('refuses %s', async (_what, field, input) => {
    const payload = await changesNothing('createContest', { title: 'Tea', idempotencyKey: 'k', ...input });
    expect(payload).toEqual(refused('INVALID_INPUT', field));
  });

  test('refuses a key that was used with another title', async () => {
    await office.done('createContest', { title: 'Tea', idempotencyKey: 'k' });
    expect(await changesNothing('createContest', { title: 'Leaves', idempotencyKey: 'k' })).toEqual(
      refused('IDEMPOTENCY_CONFLICT', 'idempotencyKey'),
    );
  });
});

describe('publishContest', () => {
  test('refuses a draft that is not ready, and one that was called off', async () => {
    const contestId = await office.draft();
    expect(await changesNothing('publishContest', { contestId })).toEqual(
      refused('CONTEST_NOT_READY', 'contestId'),
    );
    await office.done('cancelContest', { contestId, reason: 'No.' });
    expect(await changesNothing('publishContest', { contestId })).toEqual(
      refused('INVALID_STATE', 'contestId'),
    );
  });

  test('refuses a draft whose dates went by while it was written', async () => {
    const contestId = await office.ready();
    api.clock.set(new Date(day(11)));
    expect(await changesNothing('publishContest', { contestId })).toEqual(
      refused('CONTEST_NOT_READY', 'contestId'),
    );
    expect((await office.see(contestId, 'problems { field }')).problems).toEqual([
      { field: ['submission', 'closesAt'] },
    ]);
  });
});

describe('extendContest', () => {
  const extend = (contestId: string, input: object) =>
    changesNothing('extendContest', { contestId, reason: 'Rain.', ...input });
  const later = (date: string, hours = 1) => new Date(Date.parse(date) + hours * 3_600_000).toISOString();

  test.each<[string, string[], object]>([
    ['no date', ['submissionClosesAt'], {}],
    ['no reason', ['reason'], { resultsAt: day(20), reason: '' }],
    ['a reason of 501 characters', ['reason'], { resultsAt: day(20), reason: 'x'.repeat(501) }],
    ['a date that comes forward', ['submissionClosesAt'], { submissionClosesAt: day(10) }],
    ['entries past the vote', ['submissionClosesAt'], { submissionClosesAt: day(12.5) }],
    [
      'a round that there is not',
      ['rounds', '0', 'round'],
      { rounds: [{ round: 3, votingClosesAt: day(20) }] },
    ],
    [
      'a round twice',
      ['rounds'],
      {
        rounds: [
          { round: 2, votingClosesAt: day(15.1) },
          { round: 2, votingClosesAt: day(15.2) },
        ],
      },
    ],
  ])('refuses %s', async (_what, field, input) => {
    const contestId = await office.published();
    expect(await extend(contestId, input)).toEqual(refused('INVALID_INPUT', ...field));
  });

  test('refuses the final of a contest that has none', async () => {
    const contestId = await office.published({ rounds: [{ voting: ROUNDS[0]?.voting }] });
    const input = { rounds: [{ round: 2, votingClosesAt: day(15.5) }] };
    expect(await extend(contestId, input)).toEqual(refused('INVALID_INPUT', 'rounds', '0', 'round'));
  });

  test.each(['in its last minute', 'when it is over'])('refuses to put off a date %s', async (when) => {
    const contestId = await office.published();
    for (const [date, field, input] of [
      ['submission.closesAt', ['submissionClosesAt'], (to: string) => ({ submissionClosesAt: to })],
      [
        'rounds.1.voting.closesAt',
        ['rounds', '0', 'votingClosesAt'],
        (to: string) => ({ rounds: [{ round: 1, votingClosesAt: to }] }),
      ],
      [
        'rounds.2.voting.closesAt',
        ['rounds', '0', 'votingClosesAt'],
        (to: string) => ({ rounds: [{ round: 2, votingClosesAt: to }] }),
      ],
      ['resultsAt', ['resultsAt'], (to: string) => ({ resultsAt: to })],
    ] as const) {
      const end = CLOSES[date];
      api.clock.set(new Date(Date.parse(end) - (when === 'when it is over' ? 0 : 60_000)));
      expect(await extend(contestId, input(later(end)))).toEqual(refused('CONTEST_TOO_LATE', ...field));
    }
  });

  test('refuses a draft, and a contest that was called off', async () => {
    const contestId = await office.ready();
    for (const resultsAt of [FILLED.resultsAt, day(20)])
      expect(await extend(contestId, { resultsAt })).toEqual(refused('INVALID_STATE', 'contestId'));
    await office.done('publishContest', { contestId });
    await office.done('cancelContest', { contestId, reason: 'No.' });
    expect(await extend(contestId, { resultsAt: day(20) })).toEqual(refused('INVALID_STATE', 'contestId'));
  });
});

describe('restartContestRound', () => {
  const restart = (contestId: string, input: object = {}) =>
    changesNothing('restartContestRound', { contestId, round: 1, attempt: 1, reason: 'Bots.', ...input });

  test.each<[string, string[], object]>([
    ['a round of none', ['INVALID_INPUT', 'round'], { round: 0 }],
    ['a round that there is not', ['INVALID_INPUT', 'round'], { round: 3 }],
    ['a round that is not open', ['INVALID_STATE', 'round'], { round: 2 }],
    ['another attempt', ['INVALID_STATE', 'attempt'], { attempt: 2 }],
    ['no reason', ['INVALID_INPUT', 'reason'], { reason: ' ' }],
  ])('refuses %s', async (_what, [code = '', ...field], input) => {
    const contestId = await office.published();
    api.clock.set(new Date(day(6)));
    expect(await restart(contestId, input)).toEqual(refused(code, ...field));
  });

  test('refuses a vote in its last minute, one that is over, and one that is yet to come', async () => {
    const contestId = await office.published();
    expect(await restart(contestId)).toEqual(refused('INVALID_STATE', 'round'));
    api.clock.set(new Date(Date.parse(day(12)) - 60_000));
    expect(await restart(contestId)).toEqual(refused('CONTEST_TOO_LATE', 'round'));
    api.clock.set(new Date(day(12)));
    expect(await restart(contestId)).toEqual(refused('INVALID_STATE', 'round'));
  });

  test('refuses a draft, and a contest that was called off', async () => {
    const contestId = await office.ready();
    expect(await restart(contestId)).toEqual(refused('INVALID_STATE', 'contestId'));
    await office.done('publishContest', { contestId });
    await office.done('cancelContest', { contestId, reason: 'No.' });
    api.clock.set(new Date(day(6)));
    expect(await restart(contestId)).toEqual(refused('INVALID_STATE', 'contestId'));
  });
});

describe('cancelContest', () => {
  test('refuses an empty reason, and one of 501 characters', async () => {
    const contestId = await office.published();
    for (const reason of ['', '\u200b', 'x'.repeat(501)])
      expect(await changesNothing('cancelContest', { contestId, reason })).toEqual(
        refused('INVALID_INPUT', 'reason'),
      );
  });
});

describe('a request that is sent again', () => {
  /** Sends it twice: the second answer is the first, and nothing is written for it. */
  async function twice(name: string, input: object): Promise<Data> {
    const first = await office.change(name, input);
    expect(first.userErrors).toEqual([]);
    api.clock.advance({ seconds: 1 });
    expect(await changesNothing(name, input)).toEqual(first);
    return first.contest;
  }

  test('is answered the same and written once, of every mutation', async () => {
    const { id: contestId } = await twice('createContest', { title: 'Tea', idempotencyKey: 'k' });
    const people = { entrants: { minimumAge: 14 }, voters: { minimumPoints: 5 } };
    const prizes = [{ fromRank: 1, toRank: 1, kind: 'POINTS', points: 5, title: 'Points' }];
    const hosts = { linkHosts: [' YouTube.com\n'], entryKinds: ['LINK', 'TEXT'] };
    await twice('updateContest', { contestId, ...FILLED, ...people, ...hosts, prizes });
    await twice('setContestTerms', { contestId, language: 'ko-kr', ...TEXTS });
    await twice('setContestTerms', { contestId, language: 'en', ...TEXTS });
    await twice('setContestTerms', { contestId, language: 'en' });
    await twice('publishContest', { contestId });
    expect(await office.count()).toMatchObject({ drafts: 0, open: 1 });
    await twice('extendContest', { contestId, resultsAt: day(17), reason: 'Rain.' });
    api.clock.set(new Date(day(6)));
    await twice('restartContestRound', { contestId, round: 1, attempt: 1, reason: 'Bots.' });
    await twice('cancelContest', { contestId, reason: 'No.' });
    expect(await office.count()).toMatchObject({ drafts: 0, open: 0 });
  });

  test('is answered what the contest has become, of what was done before', async () => {
    const contestId = await office.published();
    const before = await office.see(contestId, CONTEST);
    for (const [name, input] of [
      ['updateContest', { contestId, ...FILLED }],
      ['setContestTerms', { contestId, language: 'ko', ...TEXTS }],
      ['publishContest', { contestId }],
      ['createContest', { title: 'Tea', idempotencyKey: 'key-1' }],
    ] as const)
      expect(await changesNothing(name, input), name).toEqual({ contest: before, userErrors: [] });
  });
});
