import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { accepted, nextKey, openStage, type Person, refused, type Stage, text } from './stage.ts';

// What an entry may consist of, and who may enter one, through the API.

let api: Api;
let stage: Stage;
let ana: Person;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

async function open(settings: object = {}): Promise<void> {
  stage = await openStage(api, { maxEntriesPerMember: 50, maxTextLength: 10_000, ...settings });
  ana = await stage.join('Ana');
}
const link = (url: string) => ({ link: { title: 'A film', url } });
const begin = (content: object, who: Credential = ana) => stage.begin(who, content);
const notEligible = refused('NOT_ELIGIBLE');
const at = (days: number, millis = 0) => new Date(Date.parse(stage.day(days)) + millis);

describe('content', () => {
  beforeEach(() => open());

  test('of a link is on a host of the list, as a browser would go there', async () => {
    expect(await begin(link('https://films.example.com/a?b=c#d'))).toEqual(
      accepted({ draft: { kind: 'LINK', title: 'A film' } }),
    );
    for (const url of [
      'https://evil.films.example.com/',
      'https://films.example.com.evil.example.net/',
      'https://example.com/',
    ])
      expect(await begin(link(url))).toEqual(refused('CONTENT_NOT_ALLOWED', ['content', 'link', 'url']));
    const document = `mutation ($input: CreateContestEntryInput!) { createContestEntry(input: $input) { userErrors { code } } }`;
    for (const url of [
      'https://films.example.com./',
      'https://evil.films.example.com@x',
      'https://films.example.com@evil.example.net/',
      'javascript:alert(1)',
    ]) {
      const input = { contestId: stage.contestId, content: link(url), idempotencyKey: nextKey() };
      const { body } = await api.send(stage.slug, document, { input }, ana);
      const code = body.errors?.[0]?.extensions.code ?? body.data.createContestEntry.userErrors[0]?.code;
      expect([url, code]).toEqual([
        url,
        expect.stringMatching(/^(BAD_USER_INPUT|INVALID_INPUT|CONTENT_NOT_ALLOWED)$/),
      ]);
    }
  });

  test('is of a kind that the contest takes', async () => {
    await open({ entryKinds: ['LINK'] });
    expect(await begin(text('Words'))).toEqual(refused('CONTENT_NOT_ALLOWED', ['content', 'text']));
    await open({ entryKinds: ['TEXT'], linkHosts: [] });
    expect(await begin(link('https://films.example.com/'))).toEqual(
      refused('CONTENT_NOT_ALLOWED', ['content', 'link']),
    );
  });

  test.each([
    ['10,000 emoji', '🎬'.repeat(10_000), undefined],
    ['10,001 emoji', '🎬'.repeat(10_001), 'INVALID_INPUT'],
    ['a text from right to left', 'שלום עולם', undefined],
    ['a direction mark left open', 'a\u202eb', 'INVALID_INPUT'],
    ['half a character', 'a\ud83c', 'INVALID_INPUT'],
  ])('of %s is taken or refused as text', async (_what, words, code) => {
    expect((await begin(text('Title', words))).userErrors[0]?.code).toBe(code);
  });

  test.each([
    ['nothing to be seen', '\u200b\u200d\u2060'],
    ['blanks', ' \u3164 '],
    ['101 characters', 'x'.repeat(101)],
    ['half a character', '\udfff'],
  ])('with a title of %s is refused', async (_what, title) => {
    expect(await begin(text(title))).toEqual(refused('INVALID_INPUT', ['content', 'text', 'title']));
  });

  test('of more characters than the contest takes is refused, at the begin and at a change', async () => {
    await open({ maxTextLength: 5 });
    expect(await begin(text('A', '123456'))).toEqual(refused('INVALID_INPUT', ['content', 'text', 'text']));
    const { entry } = await begin(text('A', '🎬🎬🎬🎬🎬'));
    const change = { entryId: entry.id, content: text('A', '123456') };
    expect(await stage.ofEntry('updateContestEntry', change, ana)).toEqual(
      refused('INVALID_INPUT', ['content', 'text', 'text']),
    );
  });
});

describe('entries are taken', () => {
  test('from the first moment of the window to the last millisecond before it closes', async () => {
    const later = new Date(api.clock.now().getTime() + 86_400_000).toISOString();
    const closes = new Date(Date.parse(later) + 86_400_000).toISOString();
    const vote = { opensAt: closes, closesAt: new Date(Date.parse(closes) + 86_400_000).toISOString() };
    await open({ submission: { opensAt: later, closesAt: closes }, rounds: [{ voting: vote }] });
    api.clock.set(new Date(Date.parse(later) - 1));
    expect(await begin(text('Early'))).toEqual(refused('SUBMISSION_NOT_OPEN', null));
    api.clock.set(new Date(later));
    const { entry } = await begin(text('First'));
    api.clock.set(new Date(Date.parse(closes) - 1));
    expect(await begin(text('Last'))).toEqual(accepted({ state: 'DRAFT' }));
    expect(await stage.submit(ana, entry.id)).toEqual(accepted({ state: 'SUBMITTED' }));
    api.clock.set(new Date(closes));
    expect(await begin(text('Late'))).toEqual(refused('SUBMISSION_CLOSED', null));
    // What is handed in already is answered as it is.
    expect(await stage.submit(ana, entry.id)).toEqual(accepted({ state: 'SUBMITTED' }));
  });

  test('in a contest of the program alone, and under the terms as they are', async () => {
    await open();
    const { entry } = await begin(text('A'));
    const theirs = stage;
    await open();
    expect(await theirs.submit({ token: '' }, entry.id).catch(() => 'refused')).toBe('refused');
    const foreign = { contestId: theirs.contestId, content: text('B'), idempotencyKey: nextKey() };
    expect(await stage.ofEntry('createContestEntry', foreign, ana)).toEqual(
      refused('NOT_FOUND', ['contestId']),
    );
    expect(await stage.submit(ana, entry.id)).toEqual(refused('NOT_FOUND', ['entryId']));
    const own = (await begin(text('Own'))).entry.id;
    expect(await stage.submit(ana, own, { termsVersion: 2 })).toEqual(
      refused('INVALID_INPUT', ['termsVersion']),
    );
    expect(await stage.submit(ana, own, { language: 'ko' })).toEqual(refused('INVALID_INPUT', ['language']));
    expect(await stage.submit(await stage.join('Ben'), own)).toEqual(refused('NOT_FOUND', ['entryId']));
    expect((await stage.submit(ana, own)).entry.agreement).toMatchObject({ termsVersion: 1, language: 'en' });
  });
});

describe('content of an entry', () => {
  test('has a title on one line, and in a link no words where they are empty', async () => {
    await open();
    for (const title of ['a\nb', 'a\u2028b', 'a\r\nb'])
      expect(await begin(text(title))).toEqual(refused('INVALID_INPUT', ['content', 'text', 'title']));
    const link = { link: { title: 'A film', url: 'https://films.example.com/1', text: '' } };
    expect((await begin(link)).entry.draft).toEqual({ kind: 'LINK', title: 'A film' } as never);
  });
});

describe('an entrant', () => {
  const entrants = (terms: object) => open({ entrants: terms });

  test('has been a member for so many days, at the begin and when they hand it in', async () => {
    await entrants({ memberForDays: 3 });
    expect(await begin(text('A'))).toEqual(notEligible);
    api.clock.set(at(3, -1));
    expect(await begin(text('A'))).toEqual(notEligible);
    api.clock.set(at(3));
    expect(await begin(text('A'))).toEqual(accepted({ state: 'DRAFT' }));
  });

  test('has so many points to spend', async () => {
    await entrants({ minimumPoints: 10 });
    const award = (points: number) =>
      api.mutate(
        stage.slug,
        points > 0 ? 'awardPoints' : 'spendPoints',
        { memberId: ana.memberId, points: Math.abs(points), reason: 'x', idempotencyKey: nextKey() },
        'entry { id }',
        stage.organizer,
      );
    await award(9);
    expect(await begin(text('A'))).toEqual(notEligible);
    await award(1);
    const { entry } = await begin(text('A'));
    await award(-1);
    expect(await stage.submit(ana, entry.id)).toEqual(notEligible);
    await award(1);
    expect(await stage.submit(ana, entry.id)).toEqual(accepted({ state: 'SUBMITTED' }));
  });

  test.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [1, false],
    [null, false],
  ])('has an address that the issuer verified: the claim %j counts as %j', async (claim, isVerified) => {
    await entrants({ verifiedClaim: 'EMAIL_VERIFIED' });
    const token = await api.token(stage.slug, { subject: 'Ana', claims: { email_verified: claim } });
    expect((await begin(text('A'), { token })).userErrors.map(({ code }: Data) => code)).toEqual(
      isVerified ? [] : ['NOT_ELIGIBLE'],
    );
  });

  test.each(['JUDGE', 'MODERATOR', 'ORGANIZER', 'OWNER'])(
    'is no %s, unless the contest says so',
    async (role) => {
      for (const staffMayTakePart of [false, true]) {
        await entrants({ staffMayTakePart });
        const token = await api.as(stage.slug, role);
        await api.mutate(stage.slug, 'join', {}, 'member { id }', { token });
        expect((await begin(text('A'), { token })).userErrors.length).toBe(staffMayTakePart ? 0 : 1);
      }
    },
  );

  test('declares a country and age where the contest asks for it', async () => {
    await entrants({ countries: ['KR', 'JP'], minimumAge: 14 });
    const { entry } = await begin(text('A'));
    const submit = (given: object) => stage.submit(ana, entry.id, given);
    expect(await submit({})).toEqual(refused('NOT_ELIGIBLE', ['country']));
    expect(await submit({ country: 'US', isOfAge: true })).toEqual(refused('NOT_ELIGIBLE', ['country']));
    expect(await submit({ country: 'kr', isOfAge: true })).toEqual(refused('INVALID_INPUT', ['country']));
    expect(await submit({ country: 'KR' })).toEqual(refused('NOT_ELIGIBLE', ['isOfAge']));
    expect(await submit({ country: 'KR', isOfAge: false })).toEqual(refused('NOT_ELIGIBLE', ['isOfAge']));
    expect((await submit({ country: 'KR', isOfAge: true })).entry.agreement).toMatchObject({
      country: 'KR',
      isOfAge: true,
    });
  });

  test('has joined and is not suspended, in a program that runs', async () => {
    await open();
    const token = await api.token(stage.slug, { subject: 'nobody' });
    expect(await begin(text('A'), { token })).toEqual(refused('NOT_JOINED'));
    const suspended = { memberId: ana.memberId, status: 'SUSPENDED', reason: 'Fraud?' };
    await api.mutate(stage.slug, 'setMemberStatus', suspended, 'member { id }', stage.moderator);
    expect(await begin(text('A'))).toEqual(refused('MEMBER_SUSPENDED'));
  });
});

describe('a contest for members alone', () => {
  test('shows nothing of its entries to whoever has no token', async () => {
    await open({ access: 'MEMBERS' });
    const entryId = await stage.enter(ana);
    expect(await stage.seeEntry(entryId)).toBeNull();
    const query = 'query ($id: ID!) { contestEntry(id: $id) { state } }';
    const ben = await stage.join('Ben');
    expect(await stage.ask(query, { id: entryId }, ben)).toEqual({ contestEntry: { state: 'APPROVED' } });
  });
});

describe('a participation', () => {
  const QUERY =
    'query ($id: ID!) { node(id: $id) { ... on ContestParticipation { entriesLeft contest { title } } } }';

  test('of a contest that is not there, or that its member may not read, is not found', async () => {
    stage = await openStage(api, {}, { publish: false });
    ana = await stage.join('Ana');
    const of = (contest: string) => `cpt_${contest}_${ana.memberId.slice(4)}`;
    for (const contest of ['0'.repeat(26), stage.contestId.slice(4)])
      expect(await stage.ask(QUERY, { id: of(contest) }, ana)).toEqual({ node: null });
  });
});

describe('the seed of a list', () => {
  test('has 1 to 64 characters', async () => {
    await open();
    const query =
      'query ($id: ID!, $seed: String) { contest(id: $id) { entries(seed: $seed) { edges { cursor } } } }';
    for (const [seed, isTaken] of [
      ['', false],
      ['a', true],
      ['🎬'.repeat(64), true],
      ['x'.repeat(65), false],
    ] as const) {
      const { body } = await api.send(stage.slug, query, { id: stage.contestId, seed });
      expect([seed, body.errors?.[0]?.extensions.code]).toEqual([
        seed,
        isTaken ? undefined : 'BAD_USER_INPUT',
      ]);
    }
  });
});
