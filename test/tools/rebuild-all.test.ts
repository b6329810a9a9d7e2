import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import type { Item } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { programKey } from '../../functions/table/keys.ts';
import { startStreamPump } from '../../local/stream-pump.ts';
import { rebuildAll } from '../../tools/rebuild/all.ts';
import { rebuildBoard } from '../../tools/rebuild/board.ts';
import { rebuildCounters } from '../../tools/rebuild/counters.ts';
import { rebuildRecords } from '../../tools/rebuild/records.ts';
import { listQuarantined, markAll } from '../../tools/shared/quarantine.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { startRankings, type World } from './ranking-world.ts';

let world: World;
beforeAll(async () => {
  world = await startRankings();
});
afterAll(() => world.api.close());

const problems = async () => [
  ...problemsOf(await verify(world.deps)),
  ...(await verifyRankings(world.deps)).problems,
];
const waiting = async () => (await listQuarantined(world.deps)).map(({ entity }) => entity).sort();

/** A process that holds nothing in memory. */
const uncached = (): Deps => ({
  ...world.deps,
  cache: { through: (_key, _ttl, load) => load(), forget: () => undefined },
});

/** The projector goes on while the program cannot be read: what happens then goes to quarantine. */
async function projectUnread(): Promise<void> {
  const { table } = world.deps;
  const item = await table.get(programKey('demo'), { consistent: true });
  if (item === undefined) throw new Error('There is no program.');
  await table.write({ put: { ...item, name: 5 } });
  const process = uncached();
  const { endpoint, tableName } = world.api.engine;
  const pump = await startStreamPump({
    endpoint,
    tableName,
    handler: createProjector(process),
    log: process.log,
  });
  await pump.drain();
  await pump.stop();
  await table.write({ put: item });
}

describe('while records are quarantined', () => {
  test('the checks say how many, and what is missing because of them', async () => {
    expect(await problems()).toEqual([]);
    await world.award('bob', 21);
    await world.award('cat', 3);
    await world.show('cat', 'HIDDEN');
    await projectUnread();
    expect(await waiting()).toEqual(['POINT_ENTRY', 'POINT_ENTRY']);
    expect((await verify(world.deps)).waiting).toBe(2);
    const found = await verifyRankings(world.deps);
    expect(found.waiting).toBe(2);
    expect(found.problems.some((problem) => problem.includes('its score is'))).toBe(true);
  });

  test('a rebuild refuses, for a requeue would count them again, and a dry run may look', async () => {
    await world.api.tick();
    const before = await world.api.scanAll();
    const refused = { code: 'QUARANTINED', message: expect.stringContaining('2 records of the stream wait') };
    const { weekly } = world.boards;
    await expect(rebuildCounters(world.deps, false)).rejects.toMatchObject(refused);
    await expect(rebuildBoard(world.deps, weekly, false)).rejects.toMatchObject(refused);
    await expect(rebuildRecords(world.deps, weekly, false)).rejects.toMatchObject(refused);
    await expect(rebuildRecords(world.deps, weekly, true)).resolves.toMatchObject({
      corrected: [expect.anything(), expect.anything()],
    });
    expect(await world.api.scanAll()).toEqual(before);
  });

  test('a rebuild of everything refuses while a board counts its history, and drops nothing', async () => {
    for (const drop of [false, true])
      await expect(rebuildAll(world.deps, { drop, dryRun: false })).rejects.toMatchObject({
        code: 'NOT_AT_REST',
      });
    expect(await waiting()).toHaveLength(2);
  });
});

describe('a rebuild of everything', () => {
  test('refuses while records are quarantined, and drops nothing when an item cannot be read', async () => {
    world.api.clock.advance({ minutes: 10 });
    await world.api.tick();
    await world.project();
    await expect(rebuildAll(world.deps, { drop: false, dryRun: false })).rejects.toMatchObject({
      code: 'QUARANTINED',
    });
    const { table } = world.deps;
    const unread: [string, Record<string, unknown>][] = [
      ['POINT_ENTRY', { totals: 'lost' }],
      ['POINT_ACCOUNT', { lots: 5 }],
      ['RECORD', { score: 'lost' }],
      ['LEADERBOARD', { scale: 'lost' }],
      ['PROGRAM', { name: 5 }],
    ];
    for (const [et, damage] of unread) {
      const { PK, SK } = await world.find((item) => item.et === et);
      const damaged = (item?: Item) => (item?.PK === PK && item.SK === SK ? { ...item, ...damage } : item);
      const document = Object.assign(Object.create(table.document), {
        send: async (command: never) => {
          const answer = (await table.document.send(command)) as { Items?: Item[] };
          return { ...answer, ...(answer.Items && { Items: answer.Items.map(damaged) }) };
        },
      });
      const get: typeof table.get = async (...asked) => damaged(await table.get(...asked));
      const spoilt = { ...uncached(), table: { ...table, document, get } };
      await expect(rebuildAll(spoilt, { drop: true, dryRun: false }), et).rejects.toMatchObject({
        code: 'DATA_CORRUPT',
        message: expect.stringMatching(`It is ${PK} ${SK}: [^\n]+$`),
      });
    }
    expect(await waiting()).toHaveLength(2);
    const before = await world.api.scanAll();
    const told = await rebuildAll(world.deps, { drop: true, dryRun: true });
    expect(told).toMatchObject({ dropped: 2, boards: 10 });
    expect(told.corrected.length).toBeGreaterThan(0);
    expect(await world.api.scanAll()).toEqual(before);
  });

  test('that drops quarantined records makes all projections from the items; a pending mark changes nothing', async () => {
    expect(await markAll(world.deps, await listQuarantined(world.deps))).toBe(2);
    const note = await world.find(({ et }) => et === 'POINT_EXPIRY');
    await world.deps.table.write({ delete: { PK: note.PK, SK: note.SK } });
    const { dropped, corrected } = await rebuildAll(world.deps, { drop: true, dryRun: false });
    expect(dropped).toBe(2);
    expect(corrected).toContain(`${note.PK} ${note.SK}`);
    expect(await world.find(({ PK, SK }) => PK === note.PK && SK === note.SK)).toEqual(note);
    expect((await world.api.scanAll()).filter(({ et }) => String(et).startsWith('QUARANTINE'))).toEqual([]);
    await world.project();
    expect(await waiting()).toEqual([]);
    expect(await problems()).toEqual([]);
    expect((await rebuildCounters(world.deps, false)).corrected).toEqual([]);
  });
});
