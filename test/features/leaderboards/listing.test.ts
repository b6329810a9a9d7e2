import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
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
  'rank score tiedCount percentile scoreToNextRank rankChange unrankedReason subject { publicName avatarUrl }';
const me = async (name: string) => (await stands.see(id, `me { ${SHORT} }`, { who: stands.of(name) })).me;
const others = async (asking: string, name: string): Promise<Data> => {
  const { memberId } = stands.of(name);
  const fields = `record(subjectId: "${memberId}") { rank } records(subjectIds: ["${memberId}"]) { rank } around(subjectId: "${memberId}") { rank }`;
  return stands.see(id, fields, { who: stands.of(asking) });
};
const inNoList = { record: null, records: [null], around: [] };

describe.each(WAYS)('a member who is %s', (_how, leave, comeBack) => {
  test('stands in no list and no count, at once when the stream is at rest', async () => {
    await leave('bob');
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.list(id, { first: 1 })).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
    expect(await stands.recordOf(id, 'cat')).toMatchObject({ rank: 2, tiedCount: 0, scoreToNextRank: 10 });
    expect((await stands.recordOf(id, 'dan')).percentile).toBeCloseTo(100 / 3, 10);
  });

  test('sees their own rank as it would be, and why others do not', async () => {
    await leave('bob');
    await api.drain();
    expect(await me('bob')).toEqual({
      rank: 2,
      score: 30,
      tiedCount: 1,
      percentile: 75,
      scoreToNextRank: 10,
      rankChange: null,
      unrankedReason: 'HIDDEN',
      subject: { publicName: null, avatarUrl: null },
    });
    const own = await others('bob', 'bob');
    expect([own.record, own.records, own.around]).toEqual([{ rank: 2 }, [{ rank: 2 }], []]);
  });

  test('is not there for other members and keys, and is for who keeps order', async () => {
    await leave('bob');
    await api.drain();
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

  test('goes on earning, and comes back with all of it', async () => {
    await leave('bob');
    await api.drain();
    const entry = await stands.award('bob', 25);
    await stands.award('bob', 3);
    await stands.reverse(entry);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
    expect(await me('bob')).toMatchObject({
      rank: 2,
      score: 33,
      scoreToNextRank: 7,
      unrankedReason: 'HIDDEN',
    });
    await comeBack('bob');
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 bob 33', '3 cat 30', '4 dan 10']);
    expect(await me('bob')).toMatchObject({ rank: 2, unrankedReason: null });
  });

  test('goes from all boards and seasons, and comes back to all', async () => {
    const monthly = stands.pointsBoard('MONTH');
    const season = await stands.see(monthly, 'key');
    api.clock.advance({ days: 40 });
    await stands.award('bob', 5);
    await api.drain();
    const seen = async () => [
      await stands.list(id),
      await stands.list(monthly),
      await stands.list(monthly, { season: season.key }),
    ];
    const whole = [['1 ann 40', '2 bob 35', '3 cat 30', '4 dan 10'], ['1 bob 5'], WHOLE];
    expect(await seen()).toEqual(whole);
    await leave('bob');
    await api.drain();
    const without = ['1 ann 40', '2 cat 30', '3 dan 10'];
    expect(await seen()).toEqual([without, [], without]);
    await comeBack('bob');
    await api.drain();
    expect(await seen()).toEqual(whole);
  });

  test('who leaves and comes back before anybody looks has never been away', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      await leave('bob');
      await comeBack('bob');
    }
    await api.drain();
    expect(await stands.list(id)).toEqual(WHOLE);
    await comeBack('bob');
    await leave('bob');
    await stands.award('bob', 1);
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 40', '2 cat 30', '3 dan 10']);
  });
});

test('a member who joins hidden is in no list from the beginning, and is when they show themselves', async () => {
  await stands.join('eve', { visibility: 'HIDDEN' });
  await stands.award('eve', 35);
  await api.drain();
  expect(await stands.list(id)).toEqual(WHOLE);
  expect(await me('eve')).toMatchObject({ rank: 2, score: 35, unrankedReason: 'HIDDEN' });
  await stands.setVisibility('eve', 'FULL');
  await api.drain();
  expect(await stands.list(id)).toEqual(['1 ann 40', '2 eve 35', '3 bob 30', '3 cat 30', '5 dan 10']);
});

test('a member who is both hidden and suspended is back when they are neither', async () => {
  await stands.setVisibility('bob', 'HIDDEN');
  await stands.setStatus('bob', 'SUSPENDED');
  await api.drain();
  expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
  await stands.setStatus('bob', 'ACTIVE');
  await api.drain();
  expect(await stands.see(id, 'totalCount')).toEqual({ totalCount: 3 });
  expect(await me('bob')).toMatchObject({ unrankedReason: 'HIDDEN' });
  await stands.setVisibility('bob', 'FULL');
  await api.drain();
  expect(await stands.list(id)).toEqual(WHOLE);
});

test('whoever stands below one who hides has gained a rank since the morning, and loses it again', async () => {
  api.clock.advance({ days: 1 });
  await stands.setVisibility('ann', 'HIDDEN');
  await api.drain();
  const moved = async () =>
    Promise.all(['bob', 'cat', 'dan'].map(async (name) => (await stands.recordOf(id, name)).rankChange));
  expect(await moved()).toEqual([1, 1, 1]);
  expect((await me('ann')).rankChange).toBeNull();
  await stands.setVisibility('ann', 'FULL');
  await api.drain();
  expect(await moved()).toEqual([0, 0, 0]);
  expect((await me('ann')).rankChange).toBe(0);
});

test('the codes of a member who hides go with them', async () => {
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
  await api.drain();
  expect(await see('ann')).toEqual({ totalCount: 0, record: null, top: { edges: [] } });
  expect(await see('bob')).toEqual({
    totalCount: 0,
    record: { ...listed, unrankedReason: 'HIDDEN' },
    top: { edges: [] },
  });
  await stands.setVisibility('bob', 'FULL');
  await api.drain();
  expect((await see('ann')).record).toEqual(listed);
});
