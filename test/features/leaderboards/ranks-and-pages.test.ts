import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openStands, RECORD, type Stands } from './boards.ts';

// What callers read of a board: the same whether its index has one shard, four, or had one when half of it was written.

let api: Api;
let counted: ReturnType<typeof meter>;
let stands: Stands;
const ids: Record<string, string> = {};
const BOARDS = ['of one shard', 'of four shards', 'whose shards were raised on the way'];

/** In the order in which they got there, a second after one another. */
const SCORES: [name: string, points: number][] = [
  ['ann', 50],
  ['bob', 30],
  ['cat', 30],
  ['dan', 10],
  ['eve', 30],
  ['fay', 70],
  ['gus', 10],
  ['hal', 1],
];
const RANKING = [
  '1 fay 70',
  '2 ann 50',
  '3 bob 30',
  '3 cat 30',
  '3 eve 30',
  '6 dan 10',
  '6 gus 10',
  '8 hal 1',
];

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram();
  stands = await openStands(api);
  ids[BOARDS[0] ?? ''] = stands.pointsBoard();
  ids[BOARDS[1] ?? ''] = await stands.make({ shards: 4 });
  const raised = await stands.make({});
  ids[BOARDS[2] ?? ''] = raised;
  for (const [place, [name, points]] of SCORES.entries()) {
    await stands.join(name);
    await stands.award(name, points);
    await api.drain();
    if (place === 2) await stands.change('updateLeaderboard', { leaderboardId: raised, shards: 4 });
    api.clock.advance({ seconds: place === 4 ? 61 : 1 });
  }
  await stands.join('idle');
});
afterAll(() => api.close());

const boardOf = (which: string) => ids[which] ?? '';
const around = async (which: string, name: string, above: number, below: number): Promise<string[]> => {
  const fields = `around(subjectId: "${stands.of(name).memberId}", above: ${above}, below: ${below}) { rank score subject { subjectId } }`;
  const { around: found } = await stands.see(boardOf(which), fields);
  return found.map(
    ({ rank, score, subject }: Data) => `${rank} ${stands.nameOf(subject.subjectId)} ${score}`,
  );
};

describe.each(BOARDS)('a board %s', (which) => {
  test('lists everyone by competition ranks, ties in order of time, and counts them', async () => {
    expect(await stands.list(boardOf(which))).toEqual(RANKING);
    expect(await stands.see(boardOf(which), 'totalCount unrankableCount')).toEqual({
      totalCount: 8,
      unrankableCount: 0,
    });
  });

  test.each([1, 2, 3, 4, 7, 8])('has the same list in pages of %i as in one', async (first) => {
    expect(await stands.list(boardOf(which), { first })).toEqual(RANKING);
  });

  test('continues from the middle of a page, and has nothing after the last', async () => {
    const ask = async (after: string | null) => {
      const fields = `top(first: 3, after: ${JSON.stringify(after)}) { edges { cursor node { rank score } } pageInfo { hasNextPage } }`;
      return (await stands.see(boardOf(which), fields)).top;
    };
    const { edges } = await ask(null);
    const rest = await ask(edges[0].cursor);
    expect(rest.edges.map(({ node }: Data) => [node.rank, node.score])).toEqual([
      [2, 50],
      [3, 30],
      [3, 30],
    ]);
    const end = await ask(rest.edges[2].cursor);
    expect([end.edges.length, end.pageInfo.hasNextPage]).toEqual([3, true]);
    const last = await ask(end.edges[2].cursor);
    expect(last).toMatchObject({
      edges: [{ node: { rank: 8, score: 1 } }],
      pageInfo: { hasNextPage: false },
    });
    expect(await ask(last.edges[0].cursor)).toEqual({ edges: [], pageInfo: { hasNextPage: false } });
  });

  test('gives everyone’s rank, ties, percentile and distance to the next rank', async () => {
    const said = await Promise.all(SCORES.map(([name]) => stands.recordOf(boardOf(which), name)));
    expect(
      said.map(({ subject, rank, tiedWithCount, percentile, scoreToNextRank }) => [
        stands.nameOf(subject.subjectId),
        rank,
        tiedWithCount,
        percentile,
        scoreToNextRank,
      ]),
    ).toEqual([
      ['ann', 2, 0, 87.5, 20],
      ['bob', 3, 2, 75, 20],
      ['cat', 3, 2, 75, 20],
      ['dan', 6, 1, 37.5, 20],
      ['eve', 3, 2, 75, 20],
      ['fay', 1, 0, 100, null],
      ['gus', 6, 1, 37.5, 20],
      ['hal', 8, 0, 12.5, 9],
    ]);
    expect(
      said.every(({ rankChange, unrankedReason }) => rankChange === null && unrankedReason === null),
    ).toBe(true);
  });

  test('gives the same record wherever it is read', async () => {
    const fields = `top(first: 50) { edges { node { ${RECORD} } } } around(subjectId: "${stands.of('eve').memberId}", above: 25, below: 25) { ${RECORD} }`;
    const met = await stands.see(boardOf(which), fields);
    const listed: Data[] = met.top.edges.map(({ node }: Data) => node);
    expect(met.around).toEqual(listed);
    const subjectIds = listed.map(({ subject }) => subject.subjectId);
    expect(
      (await stands.see(boardOf(which), `records(subjectIds: ${JSON.stringify(subjectIds)}) { ${RECORD} }`))
        .records,
    ).toEqual(listed);
    for (const one of listed) {
      const name = stands.nameOf(one.subject.subjectId);
      expect(await stands.recordOf(boardOf(which), name)).toEqual(one);
      expect(await stands.see(boardOf(which), `me { ${RECORD} }`, { who: stands.of(name) })).toEqual({
        me: one,
      });
    }
  });

  test('shows a record’s neighbours, and cuts ties where the window ends', async () => {
    expect(await around(which, 'cat', 1, 1)).toEqual(['3 bob 30', '3 cat 30', '3 eve 30']);
    expect(await around(which, 'eve', 1, 1)).toEqual(['3 cat 30', '3 eve 30', '6 dan 10']);
    expect(await around(which, 'bob', 1, 1)).toEqual(['2 ann 50', '3 bob 30', '3 cat 30']);
    expect(await around(which, 'gus', 2, 5)).toEqual(['3 eve 30', '6 dan 10', '6 gus 10', '8 hal 1']);
    expect(await around(which, 'fay', 5, 1)).toEqual(['1 fay 70', '2 ann 50']);
    expect(await around(which, 'hal', 1, 5)).toEqual(['6 gus 10', '8 hal 1']);
    expect(await around(which, 'eve', 0, 2)).toEqual(['3 eve 30', '6 dan 10', '6 gus 10']);
    expect(await around(which, 'eve', 2, 0)).toEqual(['3 bob 30', '3 cat 30', '3 eve 30']);
    expect(await around(which, 'eve', 0, 0)).toEqual(['3 eve 30']);
    expect(await around(which, 'dan', 25, 25)).toEqual(RANKING);
    expect(await around(which, 'idle', 5, 5)).toEqual([]);
  });

  test('reads the distance to the next rank from the page, with a read for its first record only', async () => {
    const shards = which === BOARDS[0] ? 1 : 4;
    const queries = async (fields: string) => {
      const { calls } = await counted.during(() => stands.see(boardOf(which), fields));
      return calls.filter(({ operation }) => operation === 'QueryCommand').length / shards;
    };
    expect(await queries('top(first: 100) { edges { node { scoreToNextRank } } }')).toBe(1);
    const { top } = await stands.see(boardOf(which), 'top(first: 3) { pageInfo { endCursor } }');
    const after = JSON.stringify(top.pageInfo.endCursor);
    const next = `top(first: 100, after: ${after}) { edges { node { scoreToNextRank } } }`;
    // Those who stand first on it are as good as the last of the page before: one look for all of them.
    expect(await queries(next)).toBe(2);
    const gaps = (await stands.see(boardOf(which), next)).top.edges.map(
      ({ node }: Data) => node.scoreToNextRank,
    );
    expect(gaps).toEqual([20, 20, 20, 20, 9]);
  });

  test('has the time of the latest change, and of each record’s score', async () => {
    const start = Date.parse((await stands.recordOf(boardOf(which), 'ann')).lastScoredAt);
    const reached = await Promise.all(SCORES.map(([name]) => stands.recordOf(boardOf(which), name)));
    expect(reached.map(({ lastScoredAt }) => (Date.parse(lastScoredAt) - start) / 1000)).toEqual([
      0, 1, 2, 3, 4, 65, 66, 67,
    ]);
    expect(await stands.see(boardOf(which), 'updatedAt')).toEqual({
      updatedAt: reached.at(-1)?.lastScoredAt,
    });
  });
});

describe('a member', () => {
  test('sees a board as everyone does, and so does an API key of the program', async () => {
    const id = stands.pointsBoard();
    const key = { apiKey: await api.apiKey('demo', ['MEMBERS_READ']) };
    for (const who of [stands.of('idle'), key]) expect(await stands.list(id, { who })).toEqual(RANKING);
    expect(await stands.see(id, 'me { rank }', { who: key })).toEqual({ me: null });
  });

  test('without a score, without joining or with only a role has no record', async () => {
    const visitor = { token: await api.token('demo', { subject: 'visitor' }) };
    for (const who of [stands.of('idle'), visitor, stands.organizer])
      expect(await stands.see(stands.pointsBoard(), 'me { rank }', { who })).toEqual({ me: null });
  });

  test('reads a hundred records at once, each at its index: known, unknown, hidden, malformed or repeated', async () => {
    await stands.join('hidden', { visibility: 'HIDDEN' });
    await stands.award('hidden', 100);
    await api.drain();
    const mem = (name: string) => stands.of(name).memberId;
    const asked: [id: string, score: number | null][] = [
      [mem('hal'), 1],
      [mem('hidden'), null],
      [mem('fay'), 70],
      ['', null],
      [mem('hal'), 1],
      ['x'.repeat(10_000), null],
      [mem('idle'), null],
      [mem('fay').toUpperCase(), null],
      [`mem_${'u'.repeat(26)}`, null],
      ['mem_한글', null],
      ['cod_demo_abc', null],
      ['BOB', null],
      [mem('hidden'), null],
      ...Array.from({ length: 87 }, (_, n): [string, null] => [`mem_${String(n).padStart(26, '0')}`, null]),
    ];
    expect(asked).toHaveLength(100);
    const query = `query($id: ID!, $ids: [ID!]!) { leaderboard(id: $id) { season { records(subjectIds: $ids) { score rank subject { subjectId publicName } } } } }`;
    const variables = { id: stands.pointsBoard(), ids: asked.map(([id]) => id) };
    const { leaderboard } = await api.ok('demo', query, variables, stands.of('ann'));
    expect(leaderboard.season.records.map((record: Data) => record?.score ?? null)).toEqual(
      asked.map(([, score]) => score),
    );
    expect(leaderboard.season.records[2]).toEqual({
      score: 70,
      rank: 1,
      subject: { subjectId: mem('fay'), publicName: 'fay' },
    });
    const { leaderboard: nobody } = await api.ok('demo', query, { ...variables, ids: [] }, stands.of('ann'));
    expect(nobody.season.records).toEqual([]);
  });
});

test('records come with names as others may see them, in any script', async () => {
  const other = await openStands(api, await api.createProgram({ slug: 'names' }));
  const avatarUrl = 'https://shop.example.com/a.png';
  const NAMES: [shown: string | null, settings: object][] = [
    ['김민지', { displayName: '김민지' }],
    ['김*지', { displayName: '김민지', visibility: 'FIRST_NAME_AND_INITIAL' }],
    ['Minji K.', { displayName: 'Minji Kim', visibility: 'FIRST_NAME_AND_INITIAL' }],
    ['مرحبا بالعالم', { displayName: 'مرحبا بالعالم' }],
    ['👩‍👩‍👧‍👦 🎉', { displayName: '👩‍👩‍👧‍👦 🎉', avatarUrl }],
    ['<b>"\'&#', { displayName: '<b>"\'&#' }],
    [null, { displayName: null }],
  ];
  for (const [place, [, settings]] of NAMES.entries()) {
    await other.join(`person ${place}`, settings);
    await other.award(`person ${place}`, 10 * (NAMES.length - place));
  }
  await api.drain();
  const fields = 'top { edges { node { rank subject { kind publicName avatarUrl } } } }';
  const { top } = await other.see(other.pointsBoard(), fields, { who: other.of('person 0') });
  expect(top.edges.map(({ node }: Data) => node)).toEqual(
    NAMES.map(([publicName, settings], place) => ({
      rank: place + 1,
      subject: { kind: 'MEMBER', publicName, avatarUrl: 'avatarUrl' in settings ? avatarUrl : null },
    })),
  );
});

test('a board is readable only at its own program’s address, and has no record for members of another', async () => {
  const other = await openStands(api, await api.createProgram({ slug: 'elsewhere' }));
  await other.join('ann');
  expect(await other.seeBoard(stands.pointsBoard(), 'id')).toBeNull();
  const fields = `record(subjectId: "${stands.of('ann').memberId}") { score } around(subjectId: "${stands.of('ann').memberId}") { score } totalCount`;
  expect(await other.see(other.pointsBoard(), fields)).toEqual({ record: null, around: [], totalCount: 0 });
});
