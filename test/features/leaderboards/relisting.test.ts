import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { meter } from '../../../bench/meter.ts';
import { createScheduler } from '../../../functions/entrypoints/handlers/scheduler.ts';
import { relistMember } from '../../../functions/features/leaderboards/records/relist.ts';
import { cachedProgram } from '../../../functions/features/programs/store.ts';
import { catalog } from '../../../functions/registry/catalog.ts';
import type { Table } from '../../../functions/table/client.ts';
import type { Deps } from '../../../functions/table/deps.ts';
import { relistingKey } from '../../../functions/table/keys.ts';
import { rebuildRecords } from '../../../tools/rebuild/records.ts';
import { verifyRankings } from '../../../tools/verify-rankings.ts';
import { type Api, startApi } from '../../support/api.ts';
import { addFaults, type Faults } from '../../support/faults.ts';
import { openFresh, type Stands } from './boards.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

// The work of the scheduler that has records follow their members: cut short, disturbed, beside itself.

let api: Api;
let counted: ReturnType<typeof meter>;
let faults: Faults;
let stands: Stands;
let codes: string;

const CODES = Array.from({ length: 12 }, (_, n) => `CODE-${n + 10}`);

beforeAll(async () => {
  api = await startApi({ client: (client) => (counted = meter(client)), lasting: true });
  faults = addFaults(api.client, api.engine.endpoint);
});
beforeEach(async () => {
  stands = await openFresh(api);
  // With the four boards that there are, five boards of twelve codes are more than a slice of fifty.
  for (let board = 0; board < 5; board += 1)
    codes = await stands.make({ subject: 'REFERRAL_CODE', metric: 'REFERRALS_REWARDED' });
  await stands.enter([
    ['ann', 40],
    ['bob', 30],
  ]);
  for (const code of CODES)
    await api.mutate(stands.slug, 'createReferralCode', { code }, '__typename', stands.of('bob'));
  for (const [n, code] of CODES.slice(0, 2).entries()) await stands.refer(code, `friend ${n}`);
  await stands.refer(CODES.at(-1) ?? '', 'friend of the last');
});
afterEach(() => {
  faults.plan = () => undefined;
});
afterAll(() => api.close());

const due = () =>
  api.deps.table.get(relistingKey(stands.slug, stands.of('bob').memberId), { consistent: true });
/** How many records of bob and of his codes are listed, in the season that always runs. */
async function listed(): Promise<number> {
  const { memberId } = stands.of('bob');
  const records = (await api.scanAll()).filter(
    ({ et, PK, SK, owner }) =>
      et === 'RECORD' && SK.endsWith('#ALL') && (PK.endsWith(memberId) || owner === memberId),
  );
  return records.filter(({ listed: one }) => one === true).length;
}
const problems = async () => (await verifyRankings(api.deps)).problems;

/** One run of the work for bob. */
async function work(deps: Deps = api.deps, isLate = () => false): Promise<void> {
  const [item, program] = [await due(), await cachedProgram(deps, stands.slug)];
  if (item === undefined || program === undefined) throw new Error('Nothing is due.');
  await relistMember(deps, catalog, program, item, isLate);
}
const withTable = (changes: Partial<Table>): Deps => ({
  ...api.deps,
  table: { ...api.deps.table, ...changes },
});

describe('the records of a member who hides', () => {
  test('are all changed, of the member and of every code, and then nothing is due', async () => {
    const before = await listed();
    expect(before).toBe(17);
    await stands.setVisibility('bob', 'HIDDEN');
    expect(await problems()).toEqual([]);
    await api.settle();
    expect([await listed(), await due(), await problems()]).toEqual([0, undefined, []]);
    await stands.setVisibility('bob', 'FULL');
    await api.settle();
    expect([await listed(), await due(), await problems()]).toEqual([before, undefined, []]);
  });

  test('are changed in slices: interrupted work stays due and the next run finishes it', async () => {
    const before = await listed();
    await stands.setVisibility('bob', 'HIDDEN');
    let slices = 0;
    await work(api.deps, () => {
      slices += 1;
      return slices > 1;
    });
    const left = await listed();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(before);
    expect(await due()).toBeDefined();
    await api.settle();
    expect([await listed(), await due(), await problems()]).toEqual([0, undefined, []]);
  });

  test.each([0, 1, 2])(
    'are changed although the process ends before its write %i, or its answer is lost',
    async (place) => {
      for (const fault of ['CRASH', 'LOST_ANSWER'] as const) {
        await stands.setStatus('bob', 'SUSPENDED');
        let writes = 0;
        faults.plan = ({ operation }) => {
          if (!['TransactWriteItems', 'DeleteItem'].includes(operation)) return undefined;
          writes += 1;
          return writes === place + 1 ? fault : undefined;
        };
        await createScheduler(api.deps)(() => 60_000);
        faults.plan = () => undefined;
        // What failed is put off by a minute.
        api.clock.advance({ minutes: 1 });
        await api.settle();
        expect([await listed(), await due(), await problems()]).toEqual([0, undefined, []]);
        await stands.setStatus('bob', 'ACTIVE');
        await api.settle();
        expect(await problems()).toEqual([]);
      }
    },
  );

  test.each([
    ['before the first slice is written', 0],
    ['before the second', 1],
  ])('return when the member %s, whichever run is the last', async (_when, place) => {
    const before = await listed();
    await stands.setVisibility('bob', 'HIDDEN');
    let writes = 0;
    const deps = withTable({
      transact: async (all) => {
        writes += 1;
        if (writes === place + 1) await stands.setVisibility('bob', 'FULL');
        return api.deps.table.transact(all);
      },
    });
    await work(deps);
    expect(await due()).toBeDefined();
    await api.settle();
    expect([await listed(), await due(), await problems()]).toEqual([before, undefined, []]);
  });

  test('return also when the member returns after the last write and before the work is done', async () => {
    const before = await listed();
    await stands.setVisibility('bob', 'HIDDEN');
    const deps = withTable({
      write: async (one) => {
        if ('delete' in one) await stands.setVisibility('bob', 'FULL');
        return api.deps.table.write(one);
      },
    });
    await work(deps);
    expect([await listed(), (await due()) !== undefined]).toEqual([0, true]);
    await api.settle();
    expect([await listed(), await due(), await problems()]).toEqual([before, undefined, []]);
  });

  test('are changed once, however many runs work at once', async () => {
    await stands.setVisibility('bob', 'HIDDEN');
    await Promise.all([work(), work(), api.tick(), api.tick()]);
    await api.drain();
    expect([await listed(), await due(), await problems()]).toEqual([0, undefined, []]);
    const versions = (await api.scanAll())
      .filter(
        ({ et, PK, SK }) => et === 'RECORD' && PK.startsWith(`P#${stands.slug}#CODE#`) && SK.endsWith('#ALL'),
      )
      .map(({ version }) => version);
    // One reward, and one time away.
    expect(new Set(versions)).toEqual(new Set([2]));
  });

  test('are not changed when the member hides and returns before the scheduler runs', async () => {
    for (const visibility of ['HIDDEN', 'FULL', 'HIDDEN', 'FULL'])
      await stands.setVisibility('bob', visibility);
    const { bill, calls } = await counted.during(() => api.tick());
    expect(calls.filter(({ operation }) => operation.startsWith('TransactWrite'))).toEqual([]);
    expect(bill.writeUnits).toBeLessThanOrEqual(2);
    expect(await due()).toBeUndefined();
  });

  test('are not read when the member is renamed, or hidden and suspended', async () => {
    await api.mutate(stands.slug, 'updateProfile', { displayName: 'Bob' }, '', stands.of('bob'));
    expect(await due()).toBeUndefined();
    await stands.setStatus('bob', 'SUSPENDED');
    await api.settle();
    const change = { memberId: stands.of('bob').memberId, visibility: 'HIDDEN' };
    await api.mutate(stands.slug, 'updateMember', change, '', stands.organizer);
    expect(await due()).toBeUndefined();
    await stands.setStatus('bob', 'ACTIVE');
    expect(await due()).toBeUndefined();
    await api.mutate(stands.slug, 'updateMember', { ...change, visibility: 'FULL' }, '', stands.organizer);
    expect(await due()).toBeDefined();
  });

  test('are exempt from the check and the rebuild while the work is due, and not when it is lost', async () => {
    await stands.setVisibility('bob', 'HIDDEN');
    expect(await problems()).toEqual([]);
    expect((await rebuildRecords(api.deps, codes, true)).corrected).toEqual([]);
    await api.deps.table.write({ delete: relistingKey(stands.slug, stands.of('bob').memberId) });
    const found = await problems();
    expect(found.length).toBeGreaterThan(10);
    for (const problem of found) expect(problem).toContain('it is listed, and its member is not');
    expect((await rebuildRecords(api.deps, codes, true)).corrected).toHaveLength(3);
    // What was lost is put right, board by board.
    const boards = (await stands.boards()).map(({ id }) => id);
    for (const id of boards) {
      await rebuildRecords(api.deps, id, false);
      // A rebuild begins when the one before it has been counted.
      await api.drain();
    }
    expect([await listed(), await problems()]).toEqual([0, []]);
  });
});

test('a member who joins, hidden or not, causes no due work', async () => {
  await api.drain();
  for (const visibility of ['FULL', 'HIDDEN']) {
    await stands.join(`new ${visibility}`, { visibility });
    const { bill } = await counted.during(async () => {
      await api.drain();
      await api.tick();
    });
    const ticked = await counted.during(() => api.tick());
    // The scheduler looks for what is due, and finds nothing.
    expect(bill).toEqual(ticked.bill);
  }
});
