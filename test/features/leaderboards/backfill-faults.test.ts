import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createScheduler } from '../../../functions/entrypoints/handlers/scheduler.ts';
import type { Write } from '../../../functions/table/client.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { type Api, type Credential, type Data, startApi } from '../../support/api.ts';
import { addFaults, byChance, type Faults } from '../../support/faults.ts';
import { openStands, type Stands } from './boards.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

// A backfill that is cut short, disturbed, run beside itself, or meets what happens at its edges.

const PEOPLE = 85;
const DAYS = ['2026-10-30', '2026-10-31', '2026-11-01'];

let api: Api;
let stands: Stands;
let faults: Faults;
let id: string;
let boards = 0;

beforeAll(async () => {
  api = await startApi({ lasting: true });
  faults = addFaults(api.client, api.engine.endpoint);
  api.clock.set(new Date('2026-10-29T03:00:00.000Z'));
  await api.createProgram();
  stands = await openStands(api);
  for (let n = 0; n < PEOPLE; n += 1) await stands.join(`p${n}`, { displayName: null });
  for (const day of DAYS) await everybodyVisits(day);
  api.clock.set(new Date('2026-11-02T03:00:00.000Z'));
  await api.drain();
});
beforeEach(async () => {
  boards += 1;
  const input = {
    name: 'Visits',
    metric: 'EVENT_AMOUNT',
    eventType: 'VISIT',
    seasonKind: 'DAY',
    idempotencyKey: `board ${boards}`,
  };
  id = (await stands.change('createLeaderboard', input)).leaderboard.id;
});
afterEach(() => {
  faults.plan = () => undefined;
});
afterAll(() => api.close());

const amountOf = (n: number, day: string) => (n * 7 + DAYS.indexOf(day) * 13) % 10;

/** A visit on a day for everybody whose number says so. */
async function everybodyVisits(day: string): Promise<void> {
  api.clock.set(new Date(`${day}T03:00:00.000Z`));
  const events = Array.from({ length: PEOPLE }, (_, n) => ({
    source: 'shop',
    externalEventId: `${day} ${n}`,
    type: 'VISIT',
    memberId: stands.of(`p${n}`).memberId,
    amount: { amountMinor: amountOf(n, day), currency: 'KRW' },
  }));
  await api.mutate('demo', 'recordEvents', { events }, 'results { status }', stands.organizer);
}

/** What each day's season must list: the rank, the score and how often. */
function expected(day: string): string[] {
  const scores = Array.from({ length: PEOPLE }, (_, n) => amountOf(n, day)).filter((score) => score > 0);
  return scores
    .sort((one, other) => other - one)
    .map((score) => `${1 + scores.filter((other) => other > score).length} ${score}`);
}
async function expectComplete(): Promise<void> {
  faults.plan = () => undefined;
  await api.drain();
  for (const day of DAYS) {
    const lines = await stands.list(id, { season: day });
    expect(lines.map((line) => line.replace(/ \S+ /, ' '))).toEqual(expected(day));
    expect((await stands.see(id, 'totalCount', { season: day })).totalCount).toBe(expected(day).length);
  }
}

const progress = async (): Promise<Data> =>
  (await stands.seeBoard(id, 'backfill { state membersDone finishedAt }')).backfill;
const isDone = async () => (await progress()).state === 'DONE';
/** True for a call of the projector, who goes on beside the backfill. */
const isProjectors = (about: string) => about.includes('CHECKPOINT#');

async function tickUntilDone(most: number): Promise<number> {
  for (let ticks = 1; ticks <= most; ticks += 1) {
    // One that cannot even read what is due ends with that.
    const report = await api.tick(ENTITY.leaderboard).catch(() => undefined);
    if (await faults.quietly(isDone)) return ticks;
    // What has failed is tried again within the hour.
    if (report?.failed !== 0) api.clock.advance({ hours: 1 });
  }
  throw new Error(`The backfill is not done after ${most} ticks.`);
}

describe('a backfill', () => {
  beforeEach(() => api.clock.advance({ minutes: 3 }));

  test.each([1, 2, 3])(
    'that is interrupted and retried at any moment is complete in the end (%i)',
    async (seed) => {
      const onWrites = byChance(100 + seed, { LOST_ANSWER: 0.1, CONFLICT: 0.1, CAPACITY: 0.1 });
      const onAll = byChance(seed, { CRASH: 0.012, UNPROCESSED: 0.05 });
      faults.plan = (call) => {
        if (isProjectors(call.about)) return undefined;
        return onAll(call) ?? (call.operation === 'TransactWriteItems' ? onWrites(call) : undefined);
      };
      const happened = faults.happened.length;
      await tickUntilDone(60);
      expect(faults.happened.slice(happened)).toEqual(
        expect.arrayContaining(['CRASH', 'LOST_ANSWER', 'CONFLICT']),
      );
      await expectComplete();
    },
  );

  test('that ends before its progress is written counts nobody twice', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      faults.plan = ({ operation, about }) =>
        operation === 'PutItem' && about.includes('#BOARDS ') ? 'CRASH' : undefined;
      expect(await api.tick()).toMatchObject({ failed: 1 });
      faults.plan = () => undefined;
      expect(await progress()).toEqual({ state: 'WAITING', membersDone: 0, finishedAt: null });
      api.clock.advance({ minutes: 2 ** turn });
    }
    await tickUntilDone(1);
    await expectComplete();
  });

  test('continues at the next tick when a run is out of time', async () => {
    const seen: Data[] = [];
    for (const saves of [1, 1, 1, 1]) {
      const from = faults.calls.length;
      const saved = () =>
        faults.calls
          .slice(from)
          .filter(({ operation, about }) => operation === 'PutItem' && about.includes(id)).length;
      await createScheduler(api.deps)(() => (saved() >= saves ? 0 : 60_000));
      seen.push(await progress());
    }
    expect(seen.map(({ state, membersDone }) => [state, membersDone])).toEqual([
      ['RUNNING', 40],
      ['RUNNING', 80],
      ['DONE', 85],
      ['DONE', 85],
    ]);
    await expectComplete();
  });

  test('lets other due work go first after thirty seconds', async () => {
    faults.plan = ({ operation, about }) => {
      if (operation === 'PutItem' && about.includes(id)) api.clock.advance({ seconds: 16 });
      return undefined;
    };
    await api.tick();
    expect(await progress()).toMatchObject({ state: 'RUNNING', membersDone: 80 });
    await tickUntilDone(1);
    await expectComplete();
  });

  test('and changes of its board do not overwrite each other', async () => {
    const rename = (name: string) => stands.change('updateLeaderboard', { leaderboardId: id, name });
    let turns = 0;
    const table = {
      ...api.deps.table,
      // Whenever the backfill is about to write down how far it is, somebody else has just changed the board.
      write: async (one: Write) => {
        turns += 1;
        if (turns % 2 === 1) await rename(`Renamed ${turns}`);
        return api.deps.table.write(one);
      },
    };
    await createScheduler({ ...api.deps, table })(() => 60_000);
    expect(await stands.seeBoard(id, 'name')).toEqual({ name: `Renamed ${turns - 1}` });
    expect(await progress()).toMatchObject({ state: 'DONE', membersDone: PEOPLE });
    await expectComplete();
  });

  test('in several concurrent runs counts everyone once', async () => {
    await Promise.all([api.tick(), api.tick(), api.tick()]);
    await tickUntilDone(3);
    expect(await progress()).toMatchObject({ membersDone: PEOPLE });
    await expectComplete();
  });

  test('that is complete is not begun again', async () => {
    await tickUntilDone(1);
    await api.drain();
    const before = await api.scanAll();
    api.clock.advance({ days: 2 });
    expect(await api.tick()).toMatchObject({ done: 0, failed: 0 });
    expect(await api.scanAll()).toEqual(before);
  });
});

test('events exactly at the cut-over count once, and so do those just before and after it', async () => {
  const made = api.clock.now().getTime();
  for (const [place, millis] of [59_999, 60_000, 60_001].entries()) {
    api.clock.set(new Date(made + millis));
    for (const name of ['p0', `p${place + 1}`])
      await stands.happen(name, { type: 'VISIT', amount: { amountMinor: 10 ** place, currency: 'KRW' } });
  }
  await api.drain();
  expect(await stands.list(id)).toEqual(['1 p0 110', '2 p3 100', '3 p2 10']);
  api.clock.advance({ minutes: 3 });
  await tickUntilDone(2);
  await api.drain();
  expect(await stands.list(id)).toEqual(['1 p0 111', '2 p3 100', '3 p2 10', '4 p1 1']);
});

test('a board closed before its backfill counts its history, and what happened before the close', async () => {
  const made = api.clock.now().getTime();
  api.clock.set(new Date(made + 5_000));
  await stands.change('closeLeaderboard', { leaderboardId: id });
  for (const [name, millis] of [
    ['p1', 59_000],
    ['p2', 64_999],
    ['p3', 65_000],
  ] as const) {
    api.clock.set(new Date(made + millis));
    await stands.happen(name, {
      type: 'VISIT',
      amount: { amountMinor: 5, currency: 'KRW' },
      occurredAt: `${DAYS[0]}T04:00:00.000Z`,
    });
  }
  api.clock.set(new Date(made + 180_000));
  await tickUntilDone(1);
  await api.drain();
  const score = async (name: string) =>
    (await stands.recordOf(id, name, { season: DAYS[0] ?? '' }))?.score ?? 0;
  const before = (n: number) => amountOf(n, DAYS[0] ?? '');
  expect([await score('p1'), await score('p2'), await score('p3')]).toEqual([
    before(1) + 5,
    before(2) + 5,
    before(3),
  ]);
});

test('a program without members has no history: its boards are complete at the first tick', async () => {
  const other = await openStands(api, await api.createProgram({ slug: 'empty' }));
  const board = await other.make({});
  expect((await other.seeBoard(board, 'backfill { state membersDone joinedThrough }')).backfill).toEqual({
    state: 'DONE',
    membersDone: 0,
    joinedThrough: null,
  });
});

test('a member who hides during a backfill stays on finished seasons counted by then, and gets on no others', async () => {
  api.clock.advance({ minutes: 3 });
  const from = faults.calls.length;
  const saved = () =>
    faults.calls.slice(from).some(({ operation, about }) => operation === 'PutItem' && about.includes(id));
  await createScheduler(api.deps)(() => (saved() ? 0 : 60_000));
  expect(await progress()).toMatchObject({ state: 'RUNNING', membersDone: 40 });
  const season = DAYS[1] ?? '';
  // They joined at one moment, so they are counted in the order of their ids.
  const inOrder = Array.from({ length: PEOPLE }, (_, n) => `p${n}`)
    .sort((one, other) => (stands.of(one).memberId < stands.of(other).memberId ? -1 : 1))
    .filter((name) => amountOf(Number(name.slice(1)), season) > 0);
  const [early = '', late = ''] = [inOrder[0], inOrder.at(-1)];
  for (const name of [early, late]) await stands.setVisibility(name, 'HIDDEN');
  await tickUntilDone(2);
  await api.drain();
  const names = async (who?: Credential) =>
    (await stands.list(id, { season, ...(who && { who }) })).map((line) => line.split(' ')[1]);
  const listed = await names();
  expect([listed.includes(early), listed.includes(late)]).toEqual([true, false]);
  expect(await names(stands.of(inOrder[1] ?? ''))).toEqual(
    listed.map((name) => (name === early ? 'nobody' : name)),
  );
  for (const [name, unrankedReason] of [
    [early, null],
    [late, 'HIDDEN'],
  ] as const)
    expect(await stands.recordOf(id, name, { season })).toMatchObject({
      score: amountOf(Number(name.slice(1)), season),
      unrankedReason,
    });
});
