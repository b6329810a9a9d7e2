import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scanPages } from '../../../tools/shared/scan.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { addFaults, type Faults } from '../../support/faults.ts';
import { openStands, type Stands } from './boards.ts';

// Whatever is asked of a board: a typed answer, and never a fault of ours or a scan of the table.

let api: Api;
let stands: Stands;
let faults: Faults;
const scans: string[] = [];
const ids: Record<string, string> = {};
const COUNT = { metric: 'EVENT_COUNT', eventType: 'VISIT' };

beforeAll(async () => {
  api = await startApi({
    client: (client) => {
      client.middlewareStack.add(
        (next, context) => (args) => {
          if (/Scan/.test(context.commandName ?? '')) scans.push(String(context.commandName));
          return next(args);
        },
        { step: 'initialize', name: 'scans' },
      );
    },
  });
  faults = addFaults(api.client, api.engine.endpoint);
  await api.createProgram();
  stands = await openStands(api);
  for (const name of ['ann', 'bob', 'cat']) await stands.join(name);
  ids.ALL_TIME = stands.pointsBoard();
  ids.MONTH = stands.pointsBoard('MONTH');
  for (const season of ['YEAR', 'WEEK', 'DAY'])
    ids[season] = await stands.make({ ...COUNT, seasonKind: season });
  for (const name of ['ann', 'bob', 'cat']) {
    await stands.award(name, 10);
    await stands.happen(name, { type: 'VISIT', amount: null });
    await stands.happen(name, { type: 'VISIT', amount: null, occurredAt: '2026-11-01T03:00:00.000Z' });
  }
  await api.drain();
  await stands.seeBoard(stands.pointsBoard(), 'id');
});
afterEach(() => expect(scans).toEqual([]));
afterAll(() => api.close());

/** The codes of an answer, and whether there is nothing beside them. */
async function refusal(query: string, variables: object, who: object = stands.of('ann')) {
  const { status, body } = await api.send('demo', query, variables, who);
  const field = Object.values(body.data ?? {})[0] ?? null;
  return { status, codes: (body.errors ?? []).map(({ extensions }) => extensions.code), field };
}
const BAD = { status: 200, codes: ['BAD_USER_INPUT'], field: null };
/** Before it is carried out. */
const OVER = { ...BAD, status: 400 };
const callsDuring = async (work: () => Promise<unknown>) => {
  const before = faults.calls.length;
  await work();
  return faults.calls.slice(before).length;
};

const SEASON =
  'query($id: ID!, $season: String, $on: Date) { leaderboard(id: $id) { season(key: $season, on: $on) { key totalCount } } }';

describe('an invalid season', () => {
  const ANY = [
    '',
    ' ',
    'x',
    'null',
    '2026-13',
    '2026-W54',
    '2025-02-29',
    '2026-00',
    '２０２６',
    '2026-11-2',
    '-2026',
    '+002026',
    '2026-11-21T00:00:00Z',
    'x'.repeat(10_000),
    '\u0000',
    '2026#11',
    '__proto__',
    '김민지',
  ];
  const OTHERS: Record<string, string[]> = {
    ALL_TIME: ['all', '2026', '2026-11', '2026-W45', '2026-11-02'],
    YEAR: ['ALL', '2026-11', '2026-W45', '2026-11-02', '02026'],
    MONTH: ['ALL', '2026', '2026-W45', '2026-11-02'],
    WEEK: ['ALL', '2026', '2026-11', '2026-11-02', '2025-W53', '2026-W00'],
    DAY: ['ALL', '2026', '2026-11', '2026-W45', '2026-02-30'],
  };

  test.each(Object.keys(OTHERS))('of kind %s is refused, and nothing is read for it', async (kind) => {
    for (const season of [...ANY, ...(OTHERS[kind] ?? [])]) {
      let answer: Data;
      const calls = await callsDuring(async () => {
        answer = await refusal(SEASON, { id: ids[kind], season });
      });
      expect([season.slice(0, 20), answer, calls]).toEqual([season.slice(0, 20), BAD, 0]);
    }
  });

  test.each([
    ['YEAR', '2027'],
    ['MONTH', '2026-12'],
    ['WEEK', '2026-W46'],
    ['DAY', '2026-11-03'],
    ['YEAR', '9999'],
    ['DAY', '9999-12-31'],
  ])('that has not begun is refused: %s %s', async (kind, season) => {
    expect(await refusal(SEASON, { id: ids[kind], season })).toEqual(BAD);
    const on = season === '2026-W46' ? '2026-11-09' : season.padEnd(10, '-01');
    expect(await refusal(SEASON, { id: ids[kind], on })).toEqual(BAD);
  });

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2026-11',
    '02.11.2026',
    '',
    'today',
    '2026-11-02T03:00:00Z',
    '+002026-11-02',
    '0',
  ])('with an invalid day is refused: %s', async (on) => {
    const { codes, field } = await refusal(SEASON, { id: ids.DAY, on });
    expect([codes, field]).toEqual([['BAD_USER_INPUT'], null]);
  });

  test.each(['0000-01-01', '0000-12-31', '0000-06-15'])(
    'before the calendar is refused for every kind of season: %s',
    async (day) => {
      for (const kind of Object.keys(OTHERS)) {
        const texts = [day, day.slice(0, 4), day.slice(0, 7), '0000-W01', '0000-W52'];
        for (const season of texts)
          expect([kind, season, await refusal(SEASON, { id: ids[kind], season })]).toEqual([
            kind,
            season,
            BAD,
          ]);
        expect([kind, await refusal(SEASON, { id: ids[kind], on: day })]).toEqual([kind, BAD]);
      }
    },
  );

  test('named by key and day is refused, even when both agree', async () => {
    expect(await refusal(SEASON, { id: ids.DAY, season: '2026-11-02', on: '2026-11-02' })).toEqual(BAD);
    expect(await refusal(SEASON, { id: ids.ALL_TIME, season: 'ALL', on: '2026-11-02' })).toEqual(BAD);
  });
});

test('a season without a counted event is empty and not refused', async () => {
  for (const [kind, season] of [
    ['YEAR', '0001'],
    ['MONTH', '0001-01'],
    ['WEEK', '0001-W01'],
    ['DAY', '0001-01-01'],
    ['MONTH', '1999-12'],
    ['WEEK', '2020-W53'],
    ['DAY', '2024-02-29'],
  ] as const) {
    const answer = await api.ok('demo', SEASON, { id: ids[kind], season }, stands.of('ann'));
    expect(answer).toEqual({ leaderboard: { season: { key: season, totalCount: 0 } } });
  }
});

describe('a page of ranks', () => {
  const PAGE =
    'query($id: ID!, $season: String, $first: Int!, $after: String) { leaderboard(id: $id) { season(key: $season) { top(first: $first, after: $after) { edges { cursor node { rank } } pageInfo { hasNextPage endCursor } } } } }';
  const cursorOf = async (id: string | undefined, season?: string): Promise<string> =>
    (await api.ok('demo', PAGE, { id, season, first: 1 }, stands.of('ann'))).leaderboard.season.top.pageInfo
      .endCursor;

  test.each([0, -1, 101, 150])('with a size of %i is refused', async (first) => {
    expect(await refusal(PAGE, { id: ids.DAY, first })).toEqual(OVER);
  });

  test('past the end is empty', async () => {
    const { leaderboard } = await api.ok('demo', PAGE, { id: ids.DAY, first: 100 }, stands.of('ann'));
    const after = leaderboard.season.top.pageInfo.endCursor;
    expect(await api.ok('demo', PAGE, { id: ids.DAY, first: 100, after }, stands.of('ann'))).toEqual({
      leaderboard: { season: { top: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } } },
    });
  });

  test('after a cursor of another board, season or list is refused, without a read', async () => {
    const foreign = [
      await cursorOf(ids.ALL_TIME),
      await cursorOf(ids.WEEK),
      await cursorOf(ids.DAY, '2026-11-01'),
    ];
    const lists =
      'query($id: ID!) { leaderboards(first: 1) { pageInfo { endCursor } } leaderboard(id: $id) { seasons(first: 1) { pageInfo { endCursor } } } }';
    const { leaderboards, leaderboard } = await api.ok('demo', lists, { id: ids.DAY }, stands.of('ann'));
    foreign.push(leaderboards.pageInfo.endCursor, leaderboard.seasons.pageInfo.endCursor);
    for (const after of [...foreign, '', 'x', 'AAAA', 'x'.repeat(5_000)]) {
      const calls = await callsDuring(async () =>
        expect(await refusal(PAGE, { id: ids.DAY, first: 1, after })).toEqual(BAD),
      );
      expect(calls).toBe(0);
    }
    const own = await cursorOf(ids.DAY, '2026-11-01');
    expect((await refusal(PAGE, { id: ids.DAY, season: '2026-11-01', first: 1, after: own })).codes).toEqual(
      [],
    );
  });
});

describe('the ids of subjects and boards', () => {
  const RECORDS =
    'query($id: ID!, $ids: [ID!]!) { leaderboard(id: $id) { season { records(subjectIds: $ids) { rank } } } }';
  const nobody = (n: number) => `mem_${String(n).padStart(26, '0')}`;

  test('may be a hundred subjects, and one more is refused without a read', async () => {
    const hundred = Array.from({ length: 100 }, (_, n) => nobody(n));
    expect((await refusal(RECORDS, { id: ids.DAY, ids: hundred })).codes).toEqual([]);
    const calls = await callsDuring(async () =>
      expect(await refusal(RECORDS, { id: ids.DAY, ids: [...hundred, nobody(100)] })).toEqual(OVER),
    );
    expect(calls).toBe(0);
    // The same a hundred and one times is as many.
    expect(await refusal(RECORDS, { id: ids.DAY, ids: Array(101).fill(nobody(1)) })).toEqual(OVER);
  });

  test.each([
    '',
    'x',
    'mem_',
    `mem_${'I'.repeat(26)}`,
    'x'.repeat(10_000),
    'mem_\u0000',
    '김민지',
    'cod_demo_x',
    'P#other#MEM#x',
    nobody(7),
  ])('of nobody have no record and no neighbours: %.30s', async (subjectId) => {
    const query =
      'query($id: ID!, $who: ID!) { leaderboard(id: $id) { season { record(subjectId: $who) { rank } around(subjectId: $who) { rank } } } }';
    for (const id of Object.values(ids))
      expect(await api.ok('demo', query, { id, who: subjectId }, stands.of('ann'))).toEqual({
        leaderboard: { season: { record: null, around: [] } },
      });
  });

  test.each(['', 'x', 'lbd_', 'x'.repeat(10_000), `lbd_${'0'.repeat(26)}`, 'mem_x', 'lbd_\u0000', 'BOARDS'])(
    'of no board find none: %.30s',
    async (id) => {
      for (const season of [undefined, 'nonsense'])
        expect(await api.ok('demo', SEASON, { id, season }, stands.of('ann'))).toEqual({ leaderboard: null });
    },
  );
});

describe('the shards of an index', () => {
  const RECORDS_AND_GAPS =
    'query($id: ID!, $ids: [ID!]!) { leaderboard(id: $id) { season { records(subjectIds: $ids) { scoreToNextRank } } } }';
  const queriesDuring = async (work: () => Promise<unknown>) => {
    const before = faults.calls.length;
    await work();
    return faults.calls.slice(before).filter(({ operation }) => operation === 'Query').length;
  };
  let id: string;
  beforeAll(async () => {
    id = await stands.make({ ...COUNT, shards: 64 });
    for (let n = 0; n < 10; n += 1) {
      await stands.join(`many-${n}`);
      for (let times = 0; times < 10 - n; times += 1)
        await stands.happen(`many-${n}`, { type: 'VISIT', amount: null });
    }
    await api.drain();
  });
  const everybody = () => Array.from({ length: 10 }, (_, n) => stands.of(`many-${n}`).memberId);

  test('are read once for all tied records', async () => {
    const alike = { id, ids: Array(100).fill(stands.of('many-3').memberId) };
    expect(await queriesDuring(() => refusal(RECORDS_AND_GAPS, alike))).toBe(64);
  });

  test('are read for 8,192 records in all, so that one page of a hundred is the most of 64 shards', async () => {
    const page = (first: number) => `top(first: ${first}) { pageInfo { hasNextPage } }`;
    const ask = (fields: string) => `query($id: ID!) { leaderboard(id: $id) { season { ${fields} } } }`;
    expect((await refusal(ask(page(100)), { id })).codes).toEqual([]);
    expect((await refusal(ask(`a: ${page(63)} b: ${page(63)}`), { id })).codes).toEqual([]);
    const twice = ask(`a: ${page(100)} b: ${page(100)}`);
    expect(await refusal(twice, { id })).toMatchObject({ codes: ['BAD_USER_INPUT'] });
    // The second page is refused before any of its shards is read.
    expect(await queriesDuring(() => refusal(twice, { id }))).toBe(64);
  });

  test('are read 512 times in a request at the most, whatever it asks', async () => {
    const { codes } = await refusal(RECORDS_AND_GAPS, { id, ids: everybody() });
    expect(codes).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
    const lists = Array.from({ length: 9 }, (_, n) => `l${n}: top(first: 1) { pageInfo { hasNextPage } }`);
    const many = `query($id: ID!) { leaderboard(id: $id) { season { ${lists.join(' ')} } } }`;
    const few = `query($id: ID!) { leaderboard(id: $id) { season { ${lists.slice(1).join(' ')} } } }`;
    expect((await refusal(few, { id })).codes).toEqual([]);
    expect((await refusal(many, { id })).codes).toEqual(['BAD_USER_INPUT']);
    expect(await queriesDuring(() => refusal(many, { id }))).toBe(512);
  });
});

describe('the number of neighbours', () => {
  const AROUND =
    'query($id: ID!, $who: ID!, $above: Int! = 5, $below: Int! = 5) { leaderboard(id: $id) { season { around(subjectId: $who, above: $above, below: $below) { rank } } } }';
  const ask = (settings: object) =>
    refusal(AROUND, { id: ids.DAY, who: stands.of('bob').memberId, ...settings });

  test.each([
    { above: -1 },
    { above: 26 },
    { below: -1 },
    { below: 26 },
    { above: -1, below: 26 },
    { above: 1_000 },
    { above: 2_147_483_647, below: 2_147_483_647 },
    { above: -2_147_483_648 },
  ])('over the limit is refused: %j', async (settings) => {
    expect(await ask(settings)).toEqual(OVER);
  });

  test('at the limit is answered', async () => {
    for (const settings of [
      { above: 0, below: 0 },
      { above: 25, below: 25 },
    ])
      expect((await ask(settings)).codes).toEqual([]);
  });
});

describe('a new board', () => {
  const CREATE =
    'mutation($input: CreateLeaderboardInput!) { createLeaderboard(input: $input) { userErrors { code field } } }';
  const base = { name: 'x', metric: 'POINTS_EARNED', idempotencyKey: 'x' };

  test.each<[string, object]>([
    ['a metric', { metric: 'LIKES' }],
    ['a metric', { metric: 'points_earned' }],
    ['a metric', { metric: null }],
    ['a season', { seasonKind: 'DECADE' }],
    ['a season', { seasonKind: '' }],
    ['a direction', { direction: 'SIDEWAYS' }],
    ['a subject', { subject: 'TEAM' }],
    ['a number of shards', { shards: 1.5 }],
    ['a step', { scoreStep: '9007199254740993' }],
    ['a time', { visibleFrom: 'tomorrow' }],
    ['a time', { visibleUntil: '2026-02-30T00:00:00Z' }],
    ['a field', { closesAt: null }],
  ])('with an invalid %s is refused before anything is done: %j', async (_what, settings) => {
    const calls = await callsDuring(async () => {
      const { codes, field } = await refusal(CREATE, { input: { ...base, ...settings } }, stands.organizer);
      expect([codes, field]).toEqual([['BAD_USER_INPUT'], null]);
    });
    expect(calls).toBe(0);
  });

  test.each(['constructor', '__proto__', 'toString'])(
    'of a metric named as a property of every object, %s, is refused',
    async (metric) => {
      const { codes } = await refusal(CREATE, { input: { ...base, metric } }, stands.organizer);
      expect(codes).toEqual(['BAD_USER_INPUT']);
    },
  );
});

test('no query or mutation of boards scans the table', async () => {
  const everything = `query($id: ID!, $who: ID!, $ids: [ID!]!) { leaderboards { edges { node { id } } } leaderboard(id: $id) { seasons { edges { node { key } } }
    season { unrankableCount updatedAt totalCount top { edges { node { rank rankChange scoreToNextRank subject { publicName } } } }
    me { rank percentile } record(subjectId: $who) { tiedWithCount } records(subjectIds: $ids) { rank } around(subjectId: $who) { rankChange } } } }`;
  const who = stands.of('ann').memberId;
  for (const id of Object.values(ids))
    await api.ok('demo', everything, { id, who, ids: [who] }, stands.organizer);
  await stands.make({ seasonKind: 'DAY' });
  expect(scans).toEqual([]);
  for await (const _ of scanPages(api.deps.table));
  expect(scans.splice(0)).not.toEqual([]);
});
