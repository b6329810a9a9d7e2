import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// Seasons as callers see them: the present one, those that are over, and the boundary between them.

let api: Api;
let counted: ReturnType<typeof meter>;
let stands: Stands;

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
});
afterAll(() => api.close());

/** A program in a zone, from an instant on, with two people. */
async function open(timeZone: string, from: string): Promise<void> {
  api.clock.set(new Date(from));
  stands = await openFresh(api, { timeZone });
  for (const name of ['ann', 'bob']) await stands.join(name);
}
const visit = (name: string, occurredAt?: string) =>
  stands.happen(name, { type: 'VISIT', amount: null, ...(occurredAt && { occurredAt }) });
const visits = (season: string) =>
  stands.make({ metric: 'EVENT_COUNT', eventType: 'VISIT', seasonKind: season });
const seasonsOf = async (id: string): Promise<string[]> =>
  (await stands.seeBoard(id, 'seasons(first: 100) { edges { node { key } } }')).seasons.edges.map(
    ({ node }: Data) => node.key,
  );

describe('at the boundary of a season', () => {
  const ids: Record<string, string> = {};
  const BOUNDARY = Date.parse('2026-12-31T15:00:00.000Z');
  beforeEach(async () => {
    await open('Asia/Seoul', '2026-12-31T02:00:00.000Z');
    for (const kind of ['ALL_TIME', 'YEAR', 'MONTH', 'WEEK', 'DAY']) ids[kind] = await visits(kind);
    await visit('ann');
    await visit('ann');
    await visit('bob');
    await api.drain();
  });
  const keys = async () => {
    const all = Object.entries(ids).map(async ([kind, id]) => [kind, (await stands.see(id, 'key')).key]);
    return Object.fromEntries(await Promise.all(all));
  };
  const OLD = { ALL_TIME: 'ALL', YEAR: '2026', MONTH: '2026-12', WEEK: '2026-W53', DAY: '2026-12-31' };
  const NEW = { ALL_TIME: 'ALL', YEAR: '2027', MONTH: '2027-01', WEEK: '2026-W53', DAY: '2027-01-01' };

  test('nothing is written, and the next season is current', async () => {
    api.clock.set(new Date(BOUNDARY - 1));
    expect(await keys()).toEqual(OLD);
    await api.drain();
    const before = await api.scanAll();
    const { bill } = await counted.during(async () => {
      for (const millis of [0, 1, 60_000, 3_600_000]) {
        api.clock.set(new Date(BOUNDARY + millis));
        await api.tick();
        await api.drain();
        expect(await keys()).toEqual(NEW);
      }
    });
    expect(bill.writeUnits).toBe(0);
    expect(await api.scanAll()).toEqual(before);
  });

  test('the old season stays as it was, and the new one is empty', async () => {
    api.clock.set(new Date(BOUNDARY));
    const fields =
      'key isCurrent totalCount updatedAt me { rank } record(subjectId: $who) { rank } top { edges { cursor } } around(subjectId: $who) { rank }'.replaceAll(
        '$who',
        JSON.stringify(stands.of('ann').memberId),
      );
    for (const kind of ['YEAR', 'MONTH', 'DAY'] as const) {
      const id = ids[kind] ?? '';
      expect(await stands.see(id, fields, { who: stands.of('ann') })).toEqual({
        key: NEW[kind],
        isCurrent: true,
        totalCount: 0,
        updatedAt: null,
        me: null,
        record: null,
        top: { edges: [] },
        around: [],
      });
      for (const past of [{ season: OLD[kind] }, { on: '2026-12-31' }]) {
        expect(await stands.see(id, 'key isCurrent totalCount', past)).toEqual({
          key: OLD[kind],
          isCurrent: false,
          totalCount: 2,
        });
      }
      expect(await stands.list(id, { season: OLD[kind] })).toEqual(['1 ann 2', '2 bob 1']);
    }
    expect(await stands.list(ids.WEEK ?? '')).toEqual(['1 ann 2', '2 bob 1']);
  });

  test('an event counts for the season in which it happened, however late it is reported', async () => {
    api.clock.set(new Date(BOUNDARY + 3 * 86_400_000));
    const last = new Date(BOUNDARY - 1).toISOString();
    await visit('bob', last);
    await visit('bob', last);
    await visit('ann', new Date(BOUNDARY).toISOString());
    await api.drain();
    for (const kind of ['YEAR', 'MONTH', 'DAY'] as const) {
      expect([kind, await stands.list(ids[kind] ?? '', { season: OLD[kind] })]).toEqual([
        kind,
        ['1 bob 3', '2 ann 2'],
      ]);
      expect([kind, await stands.list(ids[kind] ?? '', { season: NEW[kind] })]).toEqual([kind, ['1 ann 1']]);
    }
    // Both have three; Bob's third happened before Ann's.
    expect(await stands.list(ids.ALL_TIME ?? '')).toEqual(['1 bob 3', '1 ann 3']);
    expect(await stands.recordOf(ids.DAY ?? '', 'bob', { season: OLD.DAY })).toMatchObject({
      lastScoredAt: last,
    });
  });
});

test('an event a few minutes ahead of the clock waits for its season', async () => {
  await open('Asia/Seoul', '2026-11-30T14:58:00.000Z');
  const id = await stands.make({ metric: 'EVENT_COUNT', eventType: 'VISIT', seasonKind: 'MONTH' });
  api.clock.set(new Date('2026-12-31T14:58:00.000Z'));
  await visit('ann', '2026-12-31T15:01:00.000Z');
  await api.drain();
  expect(await stands.see(id, 'key totalCount')).toEqual({
    key: '2026-12',
    totalCount: 0,
  });
  expect(await seasonsOf(id)).toEqual([]);
  api.clock.set(new Date('2026-12-31T15:00:00.000Z'));
  expect(await stands.see(id, 'key totalCount')).toEqual({
    key: '2027-01',
    totalCount: 1,
  });
  expect(await seasonsOf(id)).toEqual(['2027-01']);
  expect(await stands.list(id)).toEqual(['1 ann 1']);
});

describe('the seasons of a board', () => {
  test('are those with a counted event, latest first, in pages', async () => {
    await open('Asia/Seoul', '2026-11-02T03:00:00.000Z');
    const id = await visits('DAY');
    expect(await seasonsOf(id)).toEqual([]);
    for (const day of ['2024-02-29', '2026-10-31', '2026-11-02', '2026-11-01'])
      await visit('ann', `${day}T03:00:00.000Z`);
    await api.drain();
    const days = ['2026-11-02', '2026-11-01', '2026-10-31', '2024-02-29'];
    expect(await seasonsOf(id)).toEqual(days);
    const seen: Data[] = [];
    for (let after: string | null = null; ; ) {
      const fields = `seasons(first: 3, after: ${JSON.stringify(after)}) { edges { node { key startsAt endsAt isCurrent } } pageInfo { hasNextPage endCursor } }`;
      const { seasons }: Data = await stands.seeBoard(id, fields, stands.of('bob'));
      seen.push(...seasons.edges.map(({ node }: Data) => node));
      if (!seasons.pageInfo.hasNextPage) break;
      after = seasons.pageInfo.endCursor;
    }
    expect(seen.map(({ key, isCurrent }) => [key, isCurrent])).toEqual(
      days.map((key, place) => [key, place === 0]),
    );
    expect(seen[3]).toMatchObject({
      startsAt: '2024-02-28T15:00:00.000Z',
      endsAt: '2024-02-29T15:00:00.000Z',
    });
    for (const key of days) expect(await stands.list(id, { season: key })).toEqual(['1 ann 1']);
  });

  test('are one without start and end for an all-time board', async () => {
    await open('Asia/Seoul', '2026-11-02T03:00:00.000Z');
    await stands.award('ann', 1);
    await api.drain();
    const fields = 'id key startsAt endsAt isCurrent';
    const { seasons } = await stands.seeBoard(
      stands.pointsBoard(),
      `seasons { edges { node { ${fields} } } }`,
    );
    const [{ node }] = seasons.edges;
    expect(node).toMatchObject({ key: 'ALL', startsAt: null, endsAt: null, isCurrent: true });
    for (const asked of [{}, { season: 'ALL' }, { on: '2020-02-29' }])
      expect(await stands.see(stands.pointsBoard(), fields, asked)).toEqual(node);
    expect(seasons.edges).toHaveLength(1);
  });

  test('are found by any of their days', async () => {
    await open('Asia/Seoul', '2027-01-05T03:00:00.000Z');
    const [year, month, week] = [await visits('YEAR'), await visits('MONTH'), await visits('WEEK')];
    const keyOn = async (id: string, on: string) => (await stands.see(id, 'key', { on })).key;
    expect(await keyOn(year, '2024-02-29')).toBe('2024');
    expect(await keyOn(month, '2024-02-29')).toBe('2024-02');
    expect(await keyOn(week, '2024-02-29')).toBe('2024-W09');
    expect(await keyOn(week, '2027-01-01')).toBe('2026-W53');
    expect(await keyOn(week, '2027-01-04')).toBe('2027-W01');
    expect(await keyOn(week, '2027-01-10')).toBe('2027-W01');
  });
});

describe('season days are those of the program’s zone', () => {
  test('New York, where the hour after 01:00 comes twice on the first of November', async () => {
    await open('America/New_York', '2026-10-30T12:00:00.000Z');
    const id = await visits('DAY');
    api.clock.set(new Date('2026-11-03T12:00:00.000Z'));
    for (const [name, moment] of [
      ['ann', '2026-11-01T03:59:59.999Z'],
      ['ann', '2026-11-01T04:00:00.000Z'],
      ['bob', '2026-11-01T05:30:00.000Z'],
      ['bob', '2026-11-01T06:30:00.000Z'],
      ['bob', '2026-11-02T04:59:59.999Z'],
      ['ann', '2026-11-02T05:00:00.000Z'],
    ] as const)
      await visit(name, moment);
    await api.drain();
    expect(await stands.list(id, { season: '2026-10-31' })).toEqual(['1 ann 1']);
    expect(await stands.list(id, { season: '2026-11-01' })).toEqual(['1 bob 3', '2 ann 1']);
    expect(await stands.list(id, { season: '2026-11-02' })).toEqual(['1 ann 1']);
  });

  test('New York, where the hour after 01:00 is followed by 03:00 on the eighth of March', async () => {
    await open('America/New_York', '2026-03-06T12:00:00.000Z');
    const id = await visits('DAY');
    api.clock.set(new Date('2026-03-10T12:00:00.000Z'));
    for (const moment of [
      '2026-03-08T04:59:59.999Z',
      '2026-03-08T05:00:00.000Z',
      '2026-03-09T03:59:59.999Z',
      '2026-03-09T04:00:00.000Z',
    ])
      await visit('ann', moment);
    await api.drain();
    const scores = ['2026-03-07', '2026-03-08', '2026-03-09'].map((season) => stands.list(id, { season }));
    expect(await Promise.all(scores)).toEqual([['1 ann 1'], ['1 ann 2'], ['1 ann 1']]);
  });

  test('Kiritimati, where a month begins fourteen hours before it does in UTC', async () => {
    await open('Pacific/Kiritimati', '2026-10-31T09:30:00.000Z');
    const monthly = stands.pointsBoard('MONTH');
    await stands.award('ann', 1);
    api.clock.set(new Date('2026-10-31T10:00:00.000Z'));
    expect(await stands.see(monthly, 'key startsAt')).toEqual({
      key: '2026-11',
      startsAt: '2026-10-31T10:00:00.000Z',
    });
    await stands.award('bob', 2);
    await api.drain();
    expect(await stands.list(monthly)).toEqual(['1 bob 2']);
    expect(await stands.list(monthly, { season: '2026-10' })).toEqual(['1 ann 1']);
    expect(await seasonsOf(monthly)).toEqual(['2026-11', '2026-10']);
  });
});

test('a hidden or suspended member’s events change neither a board’s update time nor its seasons', async () => {
  await open('Asia/Seoul', '2026-11-10T03:00:00.000Z');
  const id = await visits('MONTH');
  await visit('ann');
  await api.drain();
  const before = await stands.see(id, 'updatedAt', { season: '2026-11' });
  expect(before.updatedAt).not.toBeNull();
  await stands.setVisibility('ann', 'HIDDEN');
  await stands.setStatus('bob', 'SUSPENDED');
  await api.settle();
  const gone = await stands.see(id, 'updatedAt', { season: '2026-11' });
  api.clock.advance({ days: 30 });
  for (const name of ['ann', 'bob']) {
    await visit(name, '2026-11-30T03:00:00.000Z');
    await visit(name);
  }
  await api.drain();
  expect(await stands.see(id, 'updatedAt', { season: '2026-11' })).toEqual(gone);
  expect(await stands.see(id, 'key updatedAt')).toEqual({ key: '2026-12', updatedAt: null });
  expect(await seasonsOf(id)).toEqual(['2026-11']);
});

test('a score that its scale cannot hold lists its season and does not change the board’s update time', async () => {
  await open('Asia/Seoul', '2026-11-10T03:00:00.000Z');
  const id = await stands.make({
    metric: 'EVENT_AMOUNT',
    eventType: 'PURCHASE',
    seasonKind: 'MONTH',
    scoreStep: 1_000,
  });
  await stands.happen('ann', { amount: { amountMinor: 1, currency: 'KRW' } });
  await api.drain();
  expect(await stands.see(id, 'updatedAt unrankableCount')).toEqual({ updatedAt: null, unrankableCount: 1 });
  expect(await seasonsOf(id)).toEqual(['2026-11']);
});
