import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { openStands, RECORD, type Stands } from './boards.ts';

// Seasons and records by their ids.

let api: Api;
let counted: ReturnType<typeof meter>;
let stands: Stands;
let other: Stands;
/** Boards by the month: of points, and of referral codes. */
let points: string;
let codes: string;
const SEASON = 'key startsAt endsAt isCurrent totalCount updatedAt leaderboard { id }';

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)) });
  await api.createProgram({ referralPolicy: { newCustomersOnly: false } });
  stands = await openStands(api);
  other = await openStands(api, await api.createProgram({ slug: 'other' }));
  points = stands.pointsBoard('MONTH');
  codes = await stands.make({
    subject: 'REFERRAL_CODE',
    metric: 'REFERRALS_REWARDED',
    seasonKind: 'MONTH',
  });
  for (const name of ['ann', 'bob', 'cat', 'hidden']) await stands.join(name);
  await stands.setVisibility('hidden', 'HIDDEN');
  await api.mutate('demo', 'createReferralCode', { code: 'TEA-TIME' }, '__typename', stands.of('ann'));
  await stands.refer('TEA-TIME', 'friend');
  for (const [name, amount] of Object.entries({ ann: 30, bob: 20, hidden: 10 }))
    await stands.award(name, amount);
  await api.drain();
});
afterAll(() => api.close());

const QUERY = `query($id: ID!) { node(id: $id) { __typename id
  ... on LeaderboardSeason { ${SEASON} }
  ... on LeaderboardRecord { ${RECORD} season { key leaderboard { id } } } } }`;
const node = async (id: string, who: Credential = stands.organizer, slug = 'demo'): Promise<Data> =>
  (await api.ok(slug, QUERY, { id }, who)).node;
const recordId = async (name: string): Promise<string> =>
  (await stands.see(points, `record(subjectId: "${stands.of(name).memberId}") { id }`)).record.id;

describe('a season by its id', () => {
  test('is the one of its key, current and past', async () => {
    for (const season of ['2026-11', '2026-10']) {
      const { id, ...rest } = await stands.see(points, `id ${SEASON}`, { season });
      expect(await node(id, stands.of('bob'))).toEqual({ __typename: 'LeaderboardSeason', id, ...rest });
    }
  });

  test('is found only on its own board', async () => {
    const ids = [points, codes, stands.referralsBoard('MONTH')].map((board) => stands.see(board, 'id'));
    expect(new Set((await Promise.all(ids)).map(({ id }) => id)).size).toBe(3);
  });

  test('is found from its first moment on, and after its end', async () => {
    const from = api.clock.now();
    const { id, endsAt } = await stands.see(points, 'id endsAt');
    const next = id.replace('2026-11', '2026-12');
    api.clock.set(new Date(Date.parse(endsAt) - 1));
    for (const who of [stands.organizer, stands.of('ann')]) expect(await node(next, who)).toBeNull();
    api.clock.set(new Date(endsAt));
    expect(await node(next, stands.of('ann'))).toMatchObject({ key: '2026-12', isCurrent: true });
    expect(await node(id, stands.of('ann'))).toMatchObject({ key: '2026-11', isCurrent: false });
    api.clock.set(from);
  });

  test('has the same pages as through its board', async () => {
    const top = (first: number, after: string | null) =>
      `id top(first: ${first}, after: ${JSON.stringify(after)}) { edges { cursor node { id rank } } }`;
    const page = async (id: string, first: number, after: string | null = null) => {
      const query = `query($id: ID!) { node(id: $id) { ... on LeaderboardSeason { ${top(first, after)} } } }`;
      return (await api.ok('demo', query, { id }, stands.of('bob'))).node.top.edges;
    };
    const { id, ...whole } = await stands.see(points, top(100, null));
    const [one, ...rest] = await page(id, 100);
    expect([one, ...rest]).toEqual(whole.top.edges);
    expect(await page(id, 100, one.cursor)).toEqual(rest);
    expect((await stands.see(points, top(100, one.cursor))).top.edges).toEqual(rest);
  });

  test('is not found at another program’s address', async () => {
    const { id } = await stands.see(points, 'id');
    expect(await node(id, other.organizer, 'other')).toBeNull();
  });

  test.each([
    ['of another kind of season', (id: string) => id.replace('2026-11', '2026')],
    ['of a day', (id: string) => id.replace('2026-11', '2026-11-01')],
    ['of no month', (id: string) => id.replace('2026-11', '2026-13')],
    ['of all time', (id: string) => id.replace('2026-11', 'ALL')],
    ['without a season', (id: string) => id.replace('2026-11', '')],
    ['with more behind it', (id: string) => `${id}_x`],
    ['with a line behind it', (id: string) => `${id}\n`],
    ['in capitals', (id: string) => id.toUpperCase()],
    ['in full width', (id: string) => id.replace('2026', '２０２６')],
    ['of no board', (id: string) => id.replace(/_[^_]+_/, `_${'0'.repeat(26)}_`)],
    ['of what is no board', (id: string) => id.replace(/_[^_]+_/, '_김민지_')],
    ['of a name that every object has', (id: string) => id.replace('2026-11', '__proto__')],
    ['of ten thousand characters', (id: string) => `${id}${'1'.repeat(10_000)}`],
    ['with a sign of our keys', (id: string) => id.replace('2026-11', '2026-11#0')],
  ])('is not found for an id %s', async (_what, change) => {
    const id = change((await stands.see(points, 'id')).id);
    expect(await node(id)).toBeNull();
  });
});

describe('a record by its id', () => {
  test('has the subject’s record in that season, with all fields', async () => {
    for (const name of ['ann', 'bob', 'hidden']) {
      const id = await recordId(name);
      const record = await stands.recordOf(points, name);
      expect(await node(id)).toEqual({
        __typename: 'LeaderboardRecord',
        id,
        ...record,
        season: { key: '2026-11', leaderboard: { id: points } },
      });
    }
  });

  test('may be the record of a code', async () => {
    const { id, subject } = (
      await stands.see(codes, 'record(subjectId: "TEA-TIME") { id subject { subjectId } }')
    ).record;
    expect(await node(id, stands.of('bob'))).toMatchObject({ score: 1, rank: 1, subject });
    // The id of a code has one form, though a code reads the same in many.
    for (const written of ['TEA-TIME', 'teatime', 'TEAT1ME', subject.subjectId.toUpperCase()])
      expect(await node(id.replace(subject.subjectId, written))).toBeNull();
  });

  test('of a hidden member is found by the member and by moderators and organizers, as through its board', async () => {
    const id = await recordId('hidden');
    const moderator = { token: await api.as('demo', 'MODERATOR') };
    for (const who of [stands.of('hidden'), moderator, stands.organizer])
      expect(await node(id, who)).toMatchObject({ unrankedReason: 'HIDDEN', rank: 4 });
    const judge = { token: await api.as('demo', 'JUDGE') };
    for (const who of [stands.of('ann'), judge]) expect(await node(id, who)).toBeNull();
    await stands.setVisibility('hidden', 'FULL');
    await api.settle();
    expect(await node(id, stands.of('ann'))).toMatchObject({ unrankedReason: null, rank: 4 });
    await stands.setVisibility('hidden', 'HIDDEN');
    await api.settle();
    expect(await node(id, stands.of('ann'))).toBeNull();
  });

  describe('in a finished season, of a member who hid later,', () => {
    const season = '2026-11';
    const placeOf = async (board: string, rank: number, who: Credential) => {
      const fields = `top { edges { node { id rank score subject { subjectId } } } }`;
      const { top } = await stands.see(board, fields, { who, season });
      return top.edges.map(({ node: one }: Data) => one).find((one: Data) => one.rank === rank);
    };
    let from: Date;
    let known: Data;
    let knownCode: Data;
    beforeAll(async () => {
      from = api.clock.now();
      [known, knownCode] = [
        await placeOf(points, 1, stands.of('bob')),
        await placeOf(codes, 1, stands.of('bob')),
      ];
      api.clock.set(new Date('2026-12-02T03:00:00.000Z'));
      await stands.setVisibility('ann', 'HIDDEN');
      await api.settle();
    });
    afterAll(async () => {
      await stands.setVisibility('ann', 'FULL');
      await api.settle();
      api.clock.set(from);
    });

    test('is anonymous for others, under another id, which tells nobody whose it is', async () => {
      for (const [board, before] of [
        [points, known],
        [codes, knownCode],
      ] as const) {
        const place = await placeOf(board, 1, stands.of('bob'));
        expect(place).toEqual({
          ...before,
          id: expect.stringMatching(/^rec_[0-9a-z]{26}_2026-11_[0-9a-f]+$/),
          subject: null,
        });
        expect(place.id).not.toBe(before.id);
        const found = await node(place.id, stands.of('bob'));
        expect(found).toMatchObject({ id: place.id, subject: null, rank: 1, season: { key: season } });
        expect(await node(before.id, stands.of('bob'))).toBeNull();
        // It is the same to all who may not know it, each time.
        const judge = { token: await api.as('demo', 'JUDGE') };
        expect(await placeOf(board, 1, judge)).toEqual(place);
        expect(await node(place.id, judge)).toEqual(found);
      }
    });

    test('is unchanged for the member and for moderators and organizers, who know it by no other id', async () => {
      const place = await placeOf(points, 1, stands.of('bob'));
      const moderator = { token: await api.as('demo', 'MODERATOR') };
      for (const who of [stands.of('ann'), moderator, stands.organizer]) {
        expect(await placeOf(points, 1, who)).toEqual(known);
        expect(await node(known.id, who)).toMatchObject({ id: known.id, subject: known.subject });
        expect(await node(place.id, who)).toBeNull();
      }
    });

    test('has a different id in each season and on each board, which nobody can make up', async () => {
      const { id } = await placeOf(points, 1, stands.of('bob'));
      const sealed = id.split('_').at(-1) ?? '';
      const bit = sealed.endsWith('0') ? '1' : '0';
      for (const other of [
        id.replace(season, '2026-12'),
        id.replace(/_[^_]+_/, `_${codes.slice(4)}_`),
        id.toUpperCase(),
        `rec_${points.slice(4)}_${season}_${sealed.toUpperCase()}`,
        `${id}0`,
        `${id}00`,
        id.slice(0, -2),
        id.slice(0, -1) + bit,
        id.replace(sealed, ''),
        id.replace(sealed, 'ab'),
        id.replace(sealed, 'f'.repeat(10_000)),
      ])
        expect([other, await node(other, stands.of('bob'))]).toEqual([other, null]);
      const { id: next } = await stands
        .see(points, 'record: me { id }', { who: stands.of('ann') })
        .then(({ record }) => record ?? { id: '' });
      expect(next).not.toContain(sealed);
    });

    test('has its owner again when they return, and the anonymous id finds nothing', async () => {
      const place = await placeOf(points, 1, stands.of('bob'));
      await stands.setVisibility('ann', 'FULL');
      expect(await placeOf(points, 1, stands.of('bob'))).toEqual(known);
      expect(await node(place.id, stands.of('bob'))).toBeNull();
      expect(await node(known.id, stands.of('bob'))).toMatchObject({ subject: known.subject });
      await stands.setVisibility('ann', 'HIDDEN');
      expect(await placeOf(points, 1, stands.of('bob'))).toEqual(place);
    });
  });

  test('is not found at another program’s address', async () => {
    expect(await node(await recordId('ann'), other.organizer, 'other')).toBeNull();
  });

  test.each([
    ['who has none', (id: string) => id.replace(/mem_.*/, stands.of('cat').memberId)],
    ['in a season without one', (id: string) => id.replace('2026-11', '2026-10')],
    ['in a season that has not begun', (id: string) => id.replace('2026-11', '2026-12')],
    ['in what is no season', (id: string) => id.replace('2026-11', 'x')],
    ['without a subject', (id: string) => id.replace(/mem_.*/, '')],
    ['of another subject than the board ranks', (id: string) => id.replace(/mem_.*/, 'cod_demo_teat1me')],
    ['in capitals', (id: string) => id.toUpperCase()],
    ['of a code board’s member', (id: string) => id.replace(/_[^_]+_/, `_${codes.slice(4)}_`)],
    ['of a subject of ten thousand characters', (id: string) => `${id}${'0'.repeat(10_000)}`],
    ['with a sign of our keys', (id: string) => `${id}#x`],
    ['with half a character', (id: string) => `${id}\ud800`],
  ])('is not found for the id of one %s', async (_what, change) => {
    expect(await node(change(await recordId('ann')))).toBeNull();
  });

  test('costs one read, and no read for an invalid id', async () => {
    const id = await recordId('ann');
    const ask = (one: string) =>
      api.ok('demo', 'query($id: ID!) { node(id: $id) { id } }', { id: one }, stands.organizer);
    await ask(id);
    const { bill } = await counted.during(() => ask(id));
    expect([bill.calls, bill.readUnits]).toEqual([1, 0.5]);
    // Others have it looked at whose it is, at the same moment.
    const asked = await counted.during(() =>
      api.ok('demo', 'query($id: ID!) { node(id: $id) { id } }', { id }, stands.of('bob')),
    );
    expect([asked.bill.calls, asked.bill.trips, asked.bill.readUnits]).toEqual([2, 1, 1]);
    for (const none of [id.replace('2026-11', '2026-12'), `${id}x`, 'rec_', 'lbs_', 'rec_a_b']) {
      const nothing = await counted.during(() => ask(none));
      expect([none, nothing.bill.calls]).toEqual([none, 0]);
    }
  });
});
