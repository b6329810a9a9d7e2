import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// Members who hide, are suspended, and come back.

let api: Api;
let stands: Stands;
let id: string;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  stands = await openFresh(api);
  id = stands.pointsBoard();
  await stands.enter([
    ['ann', 40],
    ['bob', 30],
    ['cat', 30],
    ['dan', 10],
  ]);
});
afterAll(() => api.close());

/** What takes a member off the boards, and what brings them back. */
const WAYS: [string, (name: string) => Promise<unknown>, (name: string) => Promise<unknown>][] = [
  [
    'hidden',
    (name) => stands.setVisibility(name, 'HIDDEN'),
    (name) => stands.setVisibility(name, 'FIRST_NAME_AND_INITIAL'),
  ],
  ['suspended', (name) => stands.setStatus(name, 'SUSPENDED'), (name) => stands.setStatus(name, 'ACTIVE')],
];

const WHOLE = ['1 ann 40', '2 bob 30', '2 cat 30', '4 dan 10'];
const SHORT =
  'rank score tiedWithCount percentile scoreToNextRank rankChange unrankedReason subject { publicName avatarUrl }';
const me = async (name: string) => (await stands.see(id, `me { ${SHORT} }`, { who: stands.of(name) })).me;
const others = async (asking: string, name: string): Promise<Data> => {
  const { memberId } = stands.of(name);
  const fields = `record(subjectId: "${memberId}") { rank } records(subjectIds: ["${memberId}"]) { rank } around(subjectId: "${memberId}") { rank }`;
  return stands.see(id, fields, { who: stands.of(asking) });
};
const inNoList = { record: null, records: [null], around: [] };

describe.each(WAYS)('a member who is %s', (_how, leave, comeBack) => {
  test('is in no list and no count once the scheduler has run', async () => {
    await leave('bob');
    await api.settle();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.list(id, { first: 1 })).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
    expect(await stands.recordOf(id, 'cat')).toMatchObject({
      rank: 2,
      tiedWithCount: 0,
      scoreToNextRank: 10,
    });
    expect((await stands.recordOf(id, 'dan')).percentile).toBeCloseTo(100 / 3, 10);
  });

  test('reads their own rank as it would be, and why others do not see it', async () => {
    await leave('bob');
    await api.settle();
    expect(await me('bob')).toEqual({
      rank: 2,
      score: 30,
      tiedWithCount: 1,
      percentile: 75,
      scoreToNextRank: 10,
      rankChange: null,
      unrankedReason: 'HIDDEN',
      subject: { publicName: null, avatarUrl: null },
    });
    const own = await others('bob', 'bob');
    expect([own.record, own.records, own.around]).toEqual([{ rank: 2 }, [{ rank: 2 }], []]);
  });

  test('is not found by other members and API keys, and is found by moderators and organizers', async () => {
    await leave('bob');
    await api.settle();
    expect(await others('ann', 'bob')).toEqual(inNoList);
    const { memberId } = stands.of('bob');
    const fields = `record(subjectId: "${memberId}") { rank unrankedReason subject { publicName } } around(subjectId: "${memberId}") { rank }`;
    const key = { apiKey: await api.apiKey(stands.slug, ['MEMBERS_READ']) };
    const judge = { token: await api.as(stands.slug, 'JUDGE') };
    for (const who of [key, judge])
      expect(await stands.see(id, fields, { who })).toEqual({ record: null, around: [] });
    for (const role of ['MODERATOR', 'ORGANIZER', 'OWNER']) {
      const who = { token: await api.as(stands.slug, role) };
      expect(await stands.see(id, fields, { who })).toEqual({
        record: { rank: 2, unrankedReason: 'HIDDEN', subject: { publicName: null } },
        around: [],
      });
    }
  });

  test('goes on earning, and returns with the whole score', async () => {
    await leave('bob');
    await api.settle();
    const entry = await stands.award('bob', 25);
    await stands.award('bob', 3);
    await stands.reverse(entry);
    await api.settle();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await me('bob')).toMatchObject({
      rank: 2,
      score: 33,
      scoreToNextRank: 7,
      unrankedReason: 'HIDDEN',
    });
    await comeBack('bob');
    await api.settle();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 bob 33', '3 cat 30', '4 dan 10']);
    expect(await me('bob')).toMatchObject({ rank: 2, unrankedReason: null });
  });

  test('leaves all running seasons and returns to them, and never changes a finished one', async () => {
    const monthly = stands.pointsBoard('MONTH');
    const { key: past } = await stands.see(monthly, 'key');
    api.clock.advance({ days: 40 });
    await stands.award('bob', 5);
    await api.drain();
    const seen = async (who: Credential = stands.of('ann')) => [
      await stands.list(id, { who }),
      await stands.list(monthly, { who }),
      await stands.list(monthly, { who, season: past }),
    ];
    const whole = [['1 ann 40', '2 bob 35', '3 cat 30', '4 dan 10'], ['1 bob 5'], WHOLE];
    expect(await seen()).toEqual(whole);
    const frozen = await tree(monthly, past);
    await leave('bob');
    await api.settle();
    const nameless = WHOLE.map((line) => line.replace('bob', 'nobody'));
    expect(await seen()).toEqual([['1 ann 40', '2 cat 30', '3 dan 10'], [], nameless]);
    // Whose place it is, they and who keeps order see.
    for (const who of [stands.of('bob'), stands.organizer]) expect((await seen(who))[2]).toEqual(WHOLE);
    await comeBack('bob');
    await api.settle();
    expect(await seen()).toEqual(whole);
    expect(await tree(monthly, past)).toEqual(frozen);
  });

  test('is visible to nobody at once, before the boards have followed', async () => {
    await leave('bob');
    const who = stands.of('ann');
    expect(await stands.list(id, { who })).toEqual(WHOLE.map((line) => line.replace('bob', 'nobody')));
    expect(await others('ann', 'bob')).toEqual(inNoList);
    const top =
      'top { edges { cursor node { id subject { subjectId publicName avatarUrl } } } pageInfo { endCursor } }';
    const told = JSON.stringify(await stands.see(id, top, { who }));
    const { memberId } = stands.of('bob');
    for (const text of [told, ...decoded(told)]) {
      expect(text).not.toContain(memberId);
      expect(text).not.toContain('bob');
    }
    await comeBack('bob');
    expect(await stands.list(id, { who })).toEqual(WHOLE);
  });

  test('after the end of a season stays ranked in it, and is not found in it by subject', async () => {
    const monthly = stands.pointsBoard('MONTH');
    const { key: season } = await stands.see(monthly, 'key');
    api.clock.advance({ days: 40 });
    await leave('bob');
    await api.settle();
    const { memberId } = stands.of('bob');
    const fields = `totalCount record(subjectId: "${memberId}") { rank } records(subjectIds: ["${memberId}", "${stands.of('cat').memberId}"]) { rank }
      around(subjectId: "${memberId}") { rank } near: around(subjectId: "${stands.of('cat').memberId}") { rank subject { subjectId } }`;
    const near = (bob: object | null) => [
      { rank: 1, subject: { subjectId: stands.of('ann').memberId } },
      { rank: 2, subject: bob },
      { rank: 2, subject: { subjectId: stands.of('cat').memberId } },
      { rank: 4, subject: { subjectId: stands.of('dan').memberId } },
    ];
    const key = { apiKey: await api.apiKey(stands.slug, ['MEMBERS_READ']) };
    for (const who of [stands.of('ann'), key, { token: await api.as(stands.slug, 'JUDGE') }])
      expect(await stands.see(monthly, fields, { who, season })).toEqual({
        ...{ totalCount: 4, record: null, records: [null, { rank: 2 }], around: [] },
        near: near(null),
      });
    for (const who of [stands.of('bob'), { token: await api.as(stands.slug, 'MODERATOR') }])
      expect(await stands.see(monthly, fields, { who, season })).toMatchObject({
        ...{
          record: { rank: 2 },
          records: [{ rank: 2 }, { rank: 2 }],
          around: near({ subjectId: memberId }).map(({ rank }) => ({ rank })),
        },
        near: near({ subjectId: memberId }),
      });
  });

  test('before the end of a season and returns after it stays unranked in it', async () => {
    const monthly = stands.pointsBoard('MONTH');
    const { key: season } = await stands.see(monthly, 'key');
    await leave('bob');
    await api.settle();
    api.clock.advance({ days: 40 });
    await comeBack('bob');
    await api.settle();
    expect(await stands.list(monthly, { season })).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.list(id)).toEqual(WHOLE);
    const asked = { season, who: stands.of('bob') };
    expect(await stands.see(monthly, 'me { rank unrankedReason }', asked)).toEqual({
      me: { rank: 2, unrankedReason: 'HIDDEN' },
    });
    expect(
      (await stands.see(monthly, 'record: me { rank }', { season, who: stands.of('ann') })).record.rank,
    ).toBe(1);
    expect(await stands.recordOf(monthly, 'bob', { season, who: stands.of('ann') })).toBeNull();
  });

  test('is unranked in a finished season when the first event in it is reported late', async () => {
    const monthly = stands.pointsBoard('MONTH');
    const visits = await stands.make({ metric: 'EVENT_COUNT', eventType: 'VISIT', seasonKind: 'MONTH' });
    const at = api.clock.now().toISOString();
    const season = (await stands.see(monthly, 'key')).key;
    const visit = (name: string) => stands.happen(name, { type: 'VISIT', occurredAt: at, amount: null });
    await visit('bob');
    await api.drain();
    api.clock.advance({ days: 40 });
    await leave('bob');
    await leave('cat');
    await api.settle();
    for (const name of ['bob', 'cat', 'ann']) await visit(name);
    await api.drain();
    // It counts where it happened; of the two records that are new there, one is of somebody who has left.
    expect(await stands.list(visits, { season })).toEqual(['1 bob 2', '2 ann 1']);
    expect(await stands.list(visits, { season, who: stands.of('dan') })).toEqual(['1 nobody 2', '2 ann 1']);
    expect(await stands.recordOf(visits, 'cat', { season })).toMatchObject({
      score: 1,
      unrankedReason: 'HIDDEN',
    });
  });

  test('leaves an open board and not a closed one', async () => {
    const closed = await stands.make({ seasonKind: 'YEAR' });
    await stands.change('closeLeaderboard', { leaderboardId: closed });
    await leave('bob');
    // It closes in a minute; until then it runs.
    await api.settle();
    expect(await stands.list(closed)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    api.clock.advance({ seconds: 61 });
    await comeBack('bob');
    await leave('ann');
    await api.settle();
    expect(await stands.list(closed)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.list(id)).toEqual(['1 bob 30', '1 cat 30', '3 dan 10']);
    expect(await stands.list(closed, { who: stands.of('dan') })).toEqual([
      '1 nobody 40',
      '2 cat 30',
      '3 dan 10',
    ]);
  });

  test('who returns before the scheduler runs never leaves the boards', async () => {
    for (let turn = 0; turn < 2; turn += 1) {
      await leave('bob');
      await comeBack('bob');
    }
    const before = await recordsOf('bob');
    await api.settle();
    expect(await stands.list(id)).toEqual(WHOLE);
    expect(await recordsOf('bob')).toEqual(before);
    api.clock.advance({ days: 1 });
    await comeBack('bob');
    await leave('bob');
    await stands.award('bob', 1);
    await api.settle();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
  });
});

/** All texts in an answer that are base64 or hexadecimal, as what they could be. */
const decoded = (text: string) =>
  (text.match(/[\w-]{16,}/g) ?? []).flatMap((word) =>
    (['base64url', 'hex'] as const).map((encoding) =>
      Buffer.from(word.split('_').at(-1) ?? word, encoding).toString('latin1'),
    ),
  );

/** The records of somebody, as they stand in the table. */
const recordsOf = async (name: string) =>
  (await api.scanAll()).filter(({ PK, et }) => et === 'RECORD' && PK.endsWith(stands.of(name).memberId));
/** All that stands in the table of a season. */
const tree = async (boardId: string, season: string) =>
  (await api.scanAll()).filter(
    ({ PK, SK }) => PK.includes(`#TREE#${boardId}#${season}#`) || SK === `RECORD#${boardId}#${season}`,
  );

test('a member who joins hidden is in no list, until they show themselves', async () => {
  await stands.join('eve', { visibility: 'HIDDEN' });
  await stands.award('eve', 35);
  await api.settle();
  expect(await stands.list(id)).toEqual(WHOLE);
  expect(await me('eve')).toMatchObject({ rank: 2, score: 35, unrankedReason: 'HIDDEN' });
  await stands.setVisibility('eve', 'FULL');
  await api.settle();
  expect(await stands.list(id)).toEqual(['1 ann 40', '2 eve 35', '3 bob 30', '3 cat 30', '5 dan 10']);
});

test('a member both hidden and suspended returns when they are neither', async () => {
  await stands.setVisibility('bob', 'HIDDEN');
  await stands.setStatus('bob', 'SUSPENDED');
  await api.settle();
  expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
  await stands.setStatus('bob', 'ACTIVE');
  await api.settle();
  expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
  expect(await me('bob')).toMatchObject({ unrankedReason: 'HIDDEN' });
  await stands.setVisibility('bob', 'FULL');
  await api.settle();
  expect(await stands.list(id)).toEqual(WHOLE);
});

test('members below a hidden member gain a rank since the day start, and lose it when the member returns', async () => {
  api.clock.advance({ days: 1 });
  await stands.setVisibility('ann', 'HIDDEN');
  await api.settle();
  const moved = async () =>
    Promise.all(['bob', 'cat', 'dan'].map(async (name) => (await stands.recordOf(id, name)).rankChange));
  expect(await moved()).toEqual([1, 1, 1]);
  expect((await me('ann')).rankChange).toBeNull();
  await stands.setVisibility('ann', 'FULL');
  await api.settle();
  expect(await moved()).toEqual([0, 0, 0]);
  expect((await me('ann')).rankChange).toBe(0);
});

test('the codes of a hidden member are hidden with them', async () => {
  const codes = await stands.make({ subject: 'REFERRAL_CODE', metric: 'REFERRALS_REWARDED' });
  await api.mutate(stands.slug, 'createReferralCode', { code: 'BOBS' }, '__typename', stands.of('bob'));
  await stands.refer('BOBS', 'friend');
  const fields =
    'totalCount record(subjectId: "BOBS") { rank unrankedReason subject { publicName } } top { edges { node { rank } } }';
  const listed = { rank: 1, unrankedReason: null, subject: { publicName: 'BOBS' } };
  const see = (name: string) => stands.see(codes, fields, { who: stands.of(name) });
  expect(await see('ann')).toEqual({
    totalCount: 1,
    record: listed,
    top: { edges: [{ node: { rank: 1 } }] },
  });
  for (const written of ['ＢＯＢＳ', 'b0b-s', '\u200Bbo\u2013bs\u3000'])
    expect((await stands.see(codes, `record(subjectId: "${written}") { rank }`)).record).toEqual({ rank: 1 });
  await stands.setVisibility('bob', 'HIDDEN');
  await api.settle();
  expect(await see('ann')).toEqual({ totalCount: 0, record: null, top: { edges: [] } });
  expect(await see('bob')).toEqual({
    totalCount: 0,
    record: { ...listed, unrankedReason: 'HIDDEN' },
    top: { edges: [] },
  });
  await stands.setVisibility('bob', 'FULL');
  await api.settle();
  expect((await see('ann')).record).toEqual(listed);
});
