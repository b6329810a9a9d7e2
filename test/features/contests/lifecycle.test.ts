import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, startApi } from '../../support/api.ts';
import { CONTEST, type Office, openOffice, refused } from './office.ts';
import { CLOSES, day, FILLED, ROUNDS, TEXTS } from './samples.ts';

// A contest from its first draft to its end, through the API.

let api: Api;
let office: Office;
const START = new Date('2026-11-02T03:00:00.000Z');

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  api.clock.set(START);
  office = await openOffice(api);
});
afterAll(() => api.close());

/** What only those who run the program see as well. */
const ALL = `${CONTEST} heroImageUrl tags voteCounts entryKinds linkHosts maxEntriesPerMember maxTextLength
  entrants { memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart }
  voters { memberForDays minimumPoints countries minimumAge verifiedClaim staffMayTakePart }
  prizes { fromRank toRank kind points title } admission admissionChecklist reportsThatHide
  problems { field message } createdAt nextPhase { phase at } acceptsEntries openRound { number }`;
const NOW_PHASE = 'phase nextPhase { phase at } acceptsEntries openRound { number attempt }';

describe('a draft of a contest', () => {
  test('has defaults for everything, the program’s time zone, and says what is missing', async () => {
    const input = { title: '  Tea\u0020 ', idempotencyKey: 'one' };
    const contest = await office.done('createContest', input, ALL);
    expect(contest).toMatchObject({
      title: 'Tea',
      brief: '',
      status: 'DRAFT',
      phase: 'DRAFT',
      nextPhase: null,
      access: 'PUBLIC',
      timeZone: 'Asia/Seoul',
      submission: null,
      resultsAt: null,
      publishedAt: null,
      languages: [],
      prizes: [],
      changes: [],
      voteCounts: 'HIDDEN',
      entryKinds: ['TEXT'],
      admission: 'BEFORE_SHOWING',
      createdAt: START.toISOString(),
      rounds: [{ number: 1, attempt: 1, voting: null, finalists: null }],
    });
    expect(contest.problems.map(({ field }: { field: string[] }) => field.join('.'))).toEqual([
      'brief',
      'terms',
      'submission',
      'rounds.0.voting',
      'resultsAt',
    ]);
    expect(await office.count()).toMatchObject({ drafts: 1, open: 0 });
  });

  test('keeps all that is given, and what is left out stays', async () => {
    const input = {
      ...FILLED,
      title: 'Leaves',
      heroImageUrl: 'https://example.com/a.png',
      tags: ['tea', 'fans'],
      access: 'MEMBERS',
      timeZone: 'Europe/Paris',
      voteCounts: 'LIVE',
      entryKinds: ['TEXT', 'LINK'],
      linkHosts: ['youtube.com', '*.example.com'],
      maxEntriesPerMember: 3,
      maxTextLength: 100,
      prizes: [
        { fromRank: 1, toRank: 1, kind: 'POINTS', points: 100, title: 'Points' },
        { fromRank: 2, toRank: 3, kind: 'MANUAL', title: 'Cup' },
      ],
      admission: 'AFTER_SHOWING',
      admissionChecklist: ['No faces'],
      reportsThatHide: 9,
    };
    const contestId = await office.draft(input);
    const people = {
      entrants: { memberForDays: 3, countries: ['KR'], minimumAge: 14, verifiedClaim: 'EMAIL_VERIFIED' },
      voters: { minimumPoints: 5, staffMayTakePart: true },
    };
    const contest = await office.done('updateContest', { contestId, ...people }, ALL);
    expect(contest).toMatchObject({
      ...input,
      rounds: [ROUNDS[0], { number: 2, voting: ROUNDS[1]?.voting, finalists: null }],
      prizes: [input.prizes[0], { ...input.prizes[1], points: null }],
      entrants: { ...people.entrants, minimumPoints: 0, staffMayTakePart: false },
      voters: { ...people.voters, memberForDays: 0, countries: null, minimumAge: null, verifiedClaim: null },
    });
    const cleared = { heroImageUrl: null, submission: null, resultsAt: null };
    expect(await office.done('updateContest', { contestId, ...cleared }, ALL)).toEqual({
      ...contest,
      ...cleared,
      problems: [
        expect.objectContaining({ field: ['terms'] }),
        expect.objectContaining({ field: ['submission'] }),
        expect.objectContaining({ field: ['resultsAt'] }),
      ],
    });
  });

  test('has its terms in the language that is asked for, each text with a version of its own', async () => {
    const contestId = await office.draft();
    await office.setTerms(contestId, 'ko-kr', { rules: '규칙', rights: '권리' });
    await office.setTerms(contestId, 'en');
    const terms = async (language: string | null) => {
      const query =
        'query($id: ID!, $language: String) { contest(id: $id) { languages terms(language: $language) { version language rules rights } } }';
      return (await api.ok(office.slug, query, { id: contestId, language }, office.organizer)).contest;
    };
    const korean = { version: 1, language: 'ko-KR', rules: '규칙', rights: '권리' };
    expect(await terms(null)).toEqual({ languages: ['ko-KR', 'en'], terms: korean });
    expect((await terms('KO')).terms).toEqual(korean);
    expect((await terms('en-GB')).terms).toEqual({ version: 2, language: 'en', ...TEXTS });
    await office.setTerms(contestId, 'ko-KR', { rules: '새 규칙', rights: '권리' });
    expect((await terms(null)).terms).toMatchObject({ version: 3, rules: '새 규칙' });
    await office.setTerms(contestId, 'ko-KR', {});
    expect(await terms('ko-KR')).toEqual({
      languages: ['en'],
      terms: { version: 2, language: 'en', ...TEXTS },
    });
  });
});

describe('a contest that is published', () => {
  test('goes through its phases by its dates, and nothing is written when one ends', async () => {
    const id = await office.published();
    const before = await office.all();
    const phases: [string, string, string | null, boolean, number | null][] = [
      [day(1), 'ANNOUNCED', 'SUBMISSION', false, null],
      [day(5), 'SUBMISSION', 'VOTING', true, null],
      [day(11), 'VOTING', 'INTERMISSION', true, 1],
      [day(12), 'VOTING', 'INTERMISSION', false, 1],
      [day(13), 'INTERMISSION', 'VOTING', false, null],
      [day(15), 'VOTING', 'COUNTING', false, 2],
      [day(99), 'COUNTING', null, false, null],
    ];
    for (const [until, phase, next, acceptsEntries, open] of phases) {
      api.clock.set(new Date(Date.parse(until) - 1));
      const seen = await office.see(id, NOW_PHASE, {});
      expect(seen).toMatchObject({ phase, acceptsEntries });
      expect(seen.nextPhase?.phase ?? null).toBe(next);
      expect(seen.openRound).toEqual(open === null ? null : { number: open, attempt: 1 });
    }
    expect(await office.all()).toEqual(before);
    expect(await office.count()).toMatchObject({ drafts: 0, open: 1 });
  });

  test('has its dates put off from a minute later on, and tells of it at once', async () => {
    const contestId = await office.published();
    const later = day(11.5);
    const input = { contestId, submissionClosesAt: later, reason: 'Rain.' };
    const decidedAt = START.toISOString();
    const holdsFrom = new Date(START.getTime() + 60_000).toISOString();
    expect(await office.done('extendContest', input)).toMatchObject({
      submission: { closesAt: CLOSES['submission.closesAt'] },
      changes: [
        {
          kind: 'EXTENDED',
          date: 'submission.closesAt',
          from: CLOSES['submission.closesAt'],
          to: later,
          round: null,
          reason: 'Rain.',
          decidedAt,
          holdsFrom,
        },
      ],
    });
    const closes = async () => (await office.see(contestId, CONTEST, {})).submission.closesAt;
    api.clock.set(new Date(Date.parse(holdsFrom) - 1));
    expect(await closes()).toBe(CLOSES['submission.closesAt']);
    api.clock.set(new Date(holdsFrom));
    expect(await closes()).toBe(later);
  });

  test('has a round restarted, a minute later', async () => {
    const contestId = await office.published();
    api.clock.set(new Date(day(6)));
    const input = { contestId, round: 1, attempt: 1, reason: 'Bots.' };
    expect((await office.done('restartContestRound', input)).changes).toEqual([
      expect.objectContaining({ kind: 'ROUND_RESTARTED', round: 1, date: null, from: null, to: null }),
    ]);
    const attempts = async () => (await office.see(contestId, NOW_PHASE, {})).openRound.attempt;
    api.clock.advance({ seconds: 59 });
    expect(await attempts()).toBe(1);
    api.clock.advance({ seconds: 1 });
    expect(await attempts()).toBe(2);
  });

  test('is called off at once, tells why, and counts no longer', async () => {
    const contestId = await office.published();
    await office.done('cancelContest', { contestId, reason: 'No tea.' });
    expect(await office.see(contestId, CONTEST, {})).toMatchObject({
      status: 'CANCELED',
      phase: 'CANCELED',
      changes: [expect.objectContaining({ kind: 'CANCELED', reason: 'No tea.' })],
    });
    expect(await office.count()).toMatchObject({ drafts: 0, open: 0 });
  });
});

describe('the readers of a contest', () => {
  /** Those who find a contest by `contest`, in a list, and by `node`. */
  async function readers(id: string): Promise<Record<string, string[]>> {
    const key = await api.apiKey(office.slug, ['MEMBERS_READ']);
    const callers: Record<string, Credential> = {
      anonymous: {},
      key: { apiKey: key },
      member: office.member,
      judge: { token: await api.as(office.slug, 'JUDGE') },
      moderator: { token: await api.as(office.slug, 'MODERATOR') },
      organizer: office.organizer,
    };
    const found: Record<string, string[]> = { contest: [], contests: [], contestDrafts: [], node: [] };
    for (const [name, caller] of Object.entries(callers)) {
      const list = async (field: string) => {
        const { body } = await api.send(office.slug, `{ ${field} { edges { node { id } } } }`, {}, caller);
        return (body.data?.[field]?.edges ?? []).some(
          (edge: { node: { id: string } }) => edge.node.id === id,
        );
      };
      const one = async (field: string) => {
        const query = `query($id: ID!) { ${field}(id: $id) { id } }`;
        const { body } = await api.send(office.slug, query, { id }, caller);
        return body.data?.[field]?.id === id;
      };
      if (await one('contest')) found.contest?.push(name);
      if (await list('contests')) found.contests?.push(name);
      if (await list('contestDrafts')) found.contestDrafts?.push(name);
      if (await one('node')) found.node?.push(name);
    }
    return found;
  }
  const staff = ['moderator', 'organizer'];
  const tokens = ['member', 'judge', ...staff];

  test('are only those who run the program while it is a draft, or was called off as one', async () => {
    const id = await office.ready();
    const drafted = { contest: staff, contests: [], contestDrafts: ['organizer'], node: staff };
    expect(await readers(id)).toEqual(drafted);
    await office.done('cancelContest', { contestId: id, reason: 'No.' });
    expect(await readers(id)).toEqual({ ...drafted, contestDrafts: [] });
  });

  test('are all who have a token, for one that is for members', async () => {
    const id = await office.published({ access: 'MEMBERS' });
    const found = { contest: tokens, contests: tokens, contestDrafts: [], node: tokens };
    expect(await readers(id)).toEqual(found);
    await office.done('cancelContest', { contestId: id, reason: 'No.' });
    expect(await readers(id)).toEqual(found);
  });

  test('are everybody, for one that is public; `node` asks for a token', async () => {
    const id = await office.published();
    const all = ['anonymous', 'key', ...tokens];
    expect(await readers(id)).toEqual({ contest: all, contests: all, contestDrafts: [], node: tokens });
  });

  test('are none of another program', async () => {
    const id = await office.published();
    const other = await openOffice(api);
    expect(await other.see(id)).toBeNull();
    for (const nobodys of [`cst_${'0'.repeat(26)}`, 'x', '', `mem_${'0'.repeat(26)}`, 'x'.repeat(3_000)])
      expect(await office.see(nobodys)).toBeNull();
  });

  test('see what a moderator ticks off only when they are one, and problems only as organizers', async () => {
    const id = await office.published();
    const ask = async (field: string, who: Credential) =>
      (await api.send(office.slug, `query($id: ID!) { contest(id: $id) { ${field} } }`, { id }, who)).body
        .errors?.[0]?.extensions.code;
    const moderator = { token: await api.as(office.slug, 'MODERATOR') };
    for (const field of ['admissionChecklist', 'reportsThatHide']) {
      expect(await ask(field, office.member)).toBe('FORBIDDEN');
      expect(await ask(field, moderator)).toBeUndefined();
    }
    for (const field of ['problems { message }', 'createdAt']) {
      expect(await ask(field, moderator)).toBe('FORBIDDEN');
      expect(await ask(field, office.organizer)).toBeUndefined();
    }
  });
});

describe('the lists of contests', () => {
  const page = async (field: string, args: string, who: Credential) =>
    (
      await api.ok(
        office.slug,
        `{ ${field}${args} { edges { cursor node { id title } } pageInfo { hasNextPage endCursor } } }`,
        {},
        who,
      )
    )[field];
  const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);

  test('have the latest first, page by page, each once', async () => {
    const drafts: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      drafts.unshift(await office.draft());
      api.clock.advance({ seconds: 1 });
    }
    const seen: string[] = [];
    let after = '';
    for (let pages = 0; pages < 3; pages += 1) {
      const { edges, pageInfo } = await page('contestDrafts', `(first: 2${after})`, office.organizer);
      seen.push(...idsOf({ edges }));
      expect(pageInfo.hasNextPage).toBe(pages < 2);
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(drafts);
  });

  test('move a draft when it is published, by when it was, and drop one that is called off', async () => {
    const [one, two, gone] = [await office.ready(), await office.ready(), await office.draft()];
    api.clock.advance({ minutes: 1 });
    await office.done('publishContest', { contestId: two });
    api.clock.advance({ minutes: 1 });
    await office.done('publishContest', { contestId: one });
    await office.done('cancelContest', { contestId: gone, reason: 'No.' });
    expect(idsOf(await page('contests', '', {}))).toEqual([one, two]);
    expect(idsOf(await page('contestDrafts', '', office.organizer))).toEqual([]);
  });

  test('leave out what the caller may not see, and go on behind it', async () => {
    const open = await office.published();
    api.clock.advance({ minutes: 1 });
    for (let n = 0; n < 2; n += 1) await office.published({ access: 'MEMBERS' });
    const first = await page('contests', '(first: 2)', {});
    expect(first).toEqual({
      edges: [],
      pageInfo: { hasNextPage: true, endCursor: expect.any(String) },
    });
    const next = await page('contests', `(first: 2, after: "${first.pageInfo.endCursor}")`, {});
    expect(idsOf(next)).toEqual([open]);
    expect(idsOf(await page('contests', '(first: 2)', office.member))).toHaveLength(2);
  });

  test.each(['first: 0', 'first: 101', 'after: "x"'])('refuse %s', async (args) => {
    for (const field of ['contests', 'contestDrafts']) {
      const { body } = await api.send(
        office.slug,
        `{ ${field}(${args}) { edges { cursor } } }`,
        {},
        office.organizer,
      );
      expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  test('give no cursor that opens another list', async () => {
    await office.draft();
    const { edges } = await page('contestDrafts', '', office.organizer);
    const query = `{ contests(after: "${edges[0].cursor}") { edges { cursor } } }`;
    const { body } = await api.send(office.slug, query, {}, office.organizer);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('whoever may not run a contest', () => {
  test('cannot call any of its mutations', async () => {
    const contestId = await office.ready();
    const before = await office.stored(contestId);
    const inputs: Record<string, object> = {
      createContest: { title: 'Mine', idempotencyKey: 'mine' },
      updateContest: { contestId, title: 'Mine' },
      setContestTerms: { contestId, language: 'ko' },
      publishContest: { contestId },
      cancelContest: { contestId, reason: 'Mine.' },
      extendContest: { contestId, reason: 'Mine.' },
      restartContestRound: { contestId, round: 1, attempt: 1, reason: 'Mine.' },
    };
    for (const [name, input] of Object.entries(inputs)) {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
      const query = `mutation($input: ${type}!) { ${name}(input: $input) { userErrors { code } } }`;
      for (const role of ['JUDGE', 'MODERATOR']) {
        const token = await api.as(office.slug, role);
        const { body } = await api.send(office.slug, query, { input }, { token });
        expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      }
      expect((await api.send(office.slug, query, { input })).body.errors?.[0]?.extensions.code).toBe(
        'UNAUTHENTICATED',
      );
    }
    expect(await office.stored(contestId)).toEqual(before);
  });

  test('cannot change a contest of another program', async () => {
    const contestId = await office.ready();
    const other = await openOffice(api);
    for (const [name, more] of [
      ['updateContest', { title: 'Mine' }],
      ['setContestTerms', { language: 'ko' }],
      ['publishContest', {}],
      ['cancelContest', { reason: 'Mine.' }],
      ['extendContest', { reason: 'Mine.', resultsAt: day(20) }],
      ['restartContestRound', { round: 1, attempt: 1, reason: 'Mine.' }],
    ] as const)
      for (const id of [contestId, 'x', '', `cst_${'0'.repeat(26)}`])
        expect(await other.change(name, { contestId: id, ...more })).toEqual(
          refused('NOT_FOUND', 'contestId'),
        );
  });
});
