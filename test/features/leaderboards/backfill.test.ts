import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createScheduler } from '../../../functions/entrypoints/handlers/scheduler.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { addFaults, type Faults } from '../../support/faults.ts';
import { openStands, type Stands } from './boards.ts';

// Boards that are made when much has happened, beside boards of the same that were there from the beginning.

const KINDS: Record<string, object> = {
  'points by day': { metric: 'POINTS_EARNED', seasonKind: 'DAY' },
  'points of all time, in three shards': { metric: 'POINTS_EARNED', shards: 3 },
  'referrals by month': { metric: 'REFERRALS_REWARDED', seasonKind: 'MONTH' },
  'referrals by code': { metric: 'REFERRALS_REWARDED', subject: 'REFERRAL_CODE' },
  'purchases by week': { metric: 'EVENT_COUNT', eventType: 'PURCHASE', seasonKind: 'WEEK' },
  'money, least first, in hundreds': {
    metric: 'EVENT_AMOUNT',
    eventType: 'PURCHASE',
    scoreStep: 100,
    direction: 'LOWEST_FIRST',
  },
};
const PEOPLE = 45;
/** Those who come by somebody's code; each time something happens, one more. */
let friends = 0;

let api: Api;
let stands: Stands;
let faults: Faults;
const old: Record<string, string> = {};
const late: Record<string, string> = {};
const entries: string[] = [];
const orders: [name: string, order: string][] = [];
const name = (n: number) => `person ${n % PEOPLE}`;

beforeAll(async () => {
  api = await startApi({ lasting: true });
  faults = addFaults(api.client, api.engine.endpoint);
  api.clock.set(new Date('2026-10-30T03:00:00.000Z'));
  const referralPolicy = { holdingPeriodDays: 0, newCustomersOnly: false };
  stands = await openStands(api, await api.createProgram({ referralPolicy }));
  for (const [kind, settings] of Object.entries(KINDS)) old[kind] = await stands.make(settings);
  for (let n = 0; n < PEOPLE; n += 1) {
    await stands.join(name(n), { displayName: null });
    api.clock.advance({ seconds: 1 });
  }
  for (const n of [0, 1, 2])
    await api.mutate('demo', 'createReferralCode', { code: `CODE-${n}` }, '__typename', stands.of(name(n)));
  // Before anything counts: a board that is made later does not know whom a season listed that was over by then.
  await stands.setVisibility(name(2), 'HIDDEN');
  await stands.setStatus(name(4), 'SUSPENDED');
  await sendMany(new Date('2026-10-30T02:00:00.000Z'));
  for (let n = 0; n < PEOPLE; n += 2) entries.push(await stands.award(name(n), 10 * (n % 7) + 5));
  for (let day = 0; day < 3; day += 1) {
    for (let turn = 0; turn < 3; turn += 1) await happen(5 * day + turn);
    await api.drain();
    api.clock.advance({ days: 1 });
  }
  api.clock.advance({ days: 1 });
});
afterAll(() => api.close());

/** A purchase for everybody, of as much as their number says. */
async function sendMany(occurredAt: Date): Promise<void> {
  const events = Array.from({ length: PEOPLE }, (_, n) => ({
    source: 'shop',
    externalEventId: `first ${n}`,
    type: 'PURCHASE',
    memberId: stands.of(name(n)).memberId,
    amount: { amountMinor: 100 * ((n % 5) + 1) + (n % 11 === 0 ? 1 : 0), currency: 'KRW' },
    occurredAt,
  }));
  await api.mutate('demo', 'recordEvents', { events }, 'results { status }', stands.organizer);
  orders.push(...events.slice(0, 12).map((event, n): [string, string] => [name(n), event.externalEventId]));
}

/** Some of everything that counts, or that undoes what counted. */
async function happen(n: number, { reward = true } = {}): Promise<void> {
  entries.push(await stands.award(name(n), 20 + n), await stands.award(name(n + 1), 7));
  const undone = entries.splice(n % 3, 1)[0];
  if (undone !== undefined) await stands.reverse(undone);
  const [buyer = '', order = ''] = orders.shift() ?? [];
  await stands.refund(buyer, order, 50);
  const bought = await stands.happen(name(n + 2), { amount: { amountMinor: 300, currency: 'KRW' } });
  orders.push([name(n + 2), bought]);
  if (n % 2 === 0) await stands.refund(name(n + 2), orders.pop()?.[1] ?? '', 300);
  friends += 1;
  const friend = `friend ${friends}`;
  await stands.join(friend, { visibility: 'HIDDEN' });
  await api.mutate('demo', 'claimReferral', { code: `CODE-${n % 3}` }, '__typename', stands.of(friend));
  const first = await stands.happen(friend);
  if (reward) await api.tick();
  // Every third is refunded, and the reward taken back.
  if (friends % 3 === 0) await stands.refund(friend, first);
}

/** All records of a board: of whom, in which season, and what they hold. */
async function recordsOf(id: string): Promise<Record<string, { score: number }>> {
  const items = (await api.scanAll()).filter(({ et, SK }) => et === 'RECORD' && SK.split('#')[1] === id);
  const held = items.map(({ PK, SK, score, reachedAt, listed, GSI1SK }) => [
    `${PK} ${SK.split('#')[2]}`,
    { score: Number(score), reachedAt, listed, place: GSI1SK ?? null },
  ]);
  return Object.fromEntries(held);
}

const FIELDS =
  'rank score tiedWithCount percentile rankChange scoreToNextRank lastScoredAt subject { subjectId }';
/** What callers read of every season of a board. */
async function readingOf(id: string): Promise<Data> {
  const { seasons } = await stands.seeBoard(id, 'seasons(first: 100) { edges { node { key } } }');
  const read = seasons.edges.map(async ({ node }: Data) => {
    const fields = `totalCount unrankableCount top(first: 100) { edges { node { ${FIELDS} } } }`;
    return [node.key, await stands.see(id, fields, { season: node.key })];
  });
  return Object.fromEntries(await Promise.all(read));
}

async function backfills(id: string): Promise<Data> {
  return (await stands.seeBoard(id, 'backfill { state startsAt finishedAt membersDone joinedThrough }'))
    .backfill;
}
const seenByMembers = async (id: string) =>
  (await stands.see(id, 'totalCount', { who: stands.of(name(7)) })) !== null;

/** One run of the scheduler that ends when a board has been written so many times. */
async function tickUntilSaved(saves: number): Promise<void> {
  const from = faults.calls.length;
  const saved = () =>
    faults.calls
      .slice(from)
      .filter(({ operation, about }) => operation === 'PutItem' && about.includes('#BOARDS ')).length;
  await createScheduler(api.deps)(() => (saved() >= saves ? 0 : 60_000));
}

// One story: each test goes on where the one before ended.
describe('a board made on existing data', () => {
  let made: number;
  const seconds = (after: number) => api.clock.set(new Date(made + after * 1000));

  test('counts nothing before its cut-over', async () => {
    made = api.clock.now().getTime();
    for (const [kind, settings] of Object.entries(KINDS)) {
      const input = { name: kind, idempotencyKey: kind, ...settings };
      late[kind] = (await stands.change('createLeaderboard', input)).leaderboard.id;
    }
    seconds(59);
    await happen(20);
    await api.drain();
    for (const id of Object.values(late)) {
      expect(await recordsOf(id)).toEqual({});
      expect(await backfills(id)).toEqual({
        state: 'WAITING',
        startsAt: new Date(made + 180_000).toISOString(),
        finishedAt: null,
        membersDone: 0,
        joinedThrough: null,
      });
      expect(await seenByMembers(id)).toBe(false);
    }
  });

  test('counts new events from its cut-over on, before its history', async () => {
    seconds(60);
    await happen(21);
    seconds(179);
    await happen(22);
    await api.tick();
    await api.drain();
    for (const [kind, id] of Object.entries(late)) {
      const [all, some] = [await recordsOf(old[kind] ?? ''), await recordsOf(id)];
      expect([kind, Object.keys(some).length > 0]).toEqual([kind, true]);
      expect([kind, Object.keys(some).length < Object.keys(all).length]).toEqual([kind, true]);
      expect((await backfills(id)).state).toBe('WAITING');
      expect(await seenByMembers(id)).toBe(false);
    }
  });

  test('counts the history forty members at a time, shows its progress, and is not visible to members yet', async () => {
    seconds(180);
    await tickUntilSaved(1);
    const progress = await Promise.all(Object.values(late).map(backfills));
    const running = progress.filter(({ state }) => state === 'RUNNING');
    expect(running.length).toBeGreaterThan(0);
    for (const one of running) {
      expect(one).toMatchObject({ membersDone: 40, finishedAt: null });
      const { joinedAt } = (
        await api.ok(
          'demo',
          'query($id: ID) { member(id: $id) { joinedAt } }',
          { id: stands.of(name(39)).memberId },
          stands.organizer,
        )
      ).member;
      expect(one.joinedThrough).toBe(joinedAt);
    }
    for (const id of Object.values(late)) expect(await seenByMembers(id)).toBe(false);
  });

  test('counts new events during the backfill', async () => {
    await happen(23, { reward: false });
    await api.drain();
    await happen(24, { reward: false });
    expect(
      new Set((await Promise.all(Object.values(late).map(backfills))).map(({ state }) => state)),
    ).toContain('RUNNING');
  });

  test('is complete and visible to members when its history is counted', async () => {
    seconds(240);
    await api.tick();
    await api.drain();
    for (const id of Object.values(late)) {
      expect(await backfills(id)).toMatchObject({
        state: 'DONE',
        finishedAt: api.clock.now().toISOString(),
      });
      expect(await seenByMembers(id)).toBe(true);
    }
  });

  test.each(Object.keys(KINDS))('equals a board that existed from the beginning: %s', async (kind) => {
    await api.drain();
    const [all, some] = [await recordsOf(old[kind] ?? ''), await recordsOf(late[kind] ?? '')];
    expect(Object.keys(all).length).toBeGreaterThan(2);
    // What undoes something never comes to more than what it undoes.
    for (const { score } of Object.values(some)) expect(score).toBeGreaterThanOrEqual(0);
    expect(some).toEqual(all);
    const reading = await readingOf(late[kind] ?? '');
    expect(reading).toEqual(await readingOf(old[kind] ?? ''));
    expect(JSON.stringify(reading)).toContain('"rank":1');
  });

  test('still equals it after later events', async () => {
    for (const n of [30, 31, 32]) {
      await happen(n);
      api.clock.advance({ hours: 13 });
    }
    await stands.setVisibility(name(2), 'FULL');
    await stands.setStatus(name(4), 'ACTIVE');
    await api.settle();
    for (const kind of Object.keys(KINDS)) {
      expect(await recordsOf(late[kind] ?? '')).toEqual(await recordsOf(old[kind] ?? ''));
      expect(await readingOf(late[kind] ?? '')).toEqual(await readingOf(old[kind] ?? ''));
    }
  });

  test('is not counted again by later ticks', async () => {
    // What follows from a suspension is due a minute after it.
    api.clock.advance({ minutes: 2 });
    await api.tick();
    const before = await api.scanAll();
    api.clock.advance({ minutes: 10 });
    await api.tick();
    expect(await api.scanAll()).toEqual(before);
  });
});
