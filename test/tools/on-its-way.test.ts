import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProjector } from '../../functions/entrypoints/handlers/projector.ts';
import { createHeat } from '../../functions/platform/heat.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { toLambdaRecord } from '../../local/stream-event.ts';
import { rebuildBoard } from '../../tools/rebuild/board.ts';
import { rebuildCounters } from '../../tools/rebuild/counters.ts';
import { rebuildRecords } from '../../tools/rebuild/records.ts';
import { handoversOnTheirWay } from '../../tools/shared/on-its-way.ts';
import { openStream } from '../../tools/shared/stream-shards.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
});
afterAll(() => api.close());

/** Hands all that is new to a projector that meets others everywhere, and leaves what it hands over where it is. */
async function projectOnce(): Promise<void> {
  const heat = { ...createHeat(api.deps.now), isHot: () => true };
  const projector = createProjector({ ...api.deps, heat });
  const stream = await openStream(api.engine.endpoint, api.engine.tableName, {});
  for (const shard of await stream.openShards()) {
    const records = (await shard.read(1_000)).map((record) => toLambdaRecord(record, ''));
    await projector({ Records: records, shardId: shard.shardId });
  }
  stream.close();
}

const wrong = async () => [
  ...problemsOf(await verify(api.deps)),
  ...(await verifyRankings(api.deps)).problems,
];

describe('a hand-over', () => {
  let boardId: string;
  beforeAll(async () => {
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    const { memberId } = await api.join('demo', 'fan');
    const query = '{ leaderboards(first: 10) { edges { node { id metric } } } }';
    const { leaderboards } = await api.ok('demo', query, {}, organizer);
    boardId = leaderboards.edges.find(
      ({ node }: { node: { metric: string } }) => node.metric === 'POINTS_EARNED',
    ).node.id;
    const award = { memberId, points: 120, reason: 'Review', idempotencyKey: 'award' };
    await api.mutate('demo', 'awardPoints', award, 'entry { id }', organizer);
    await projectOnce();
  });

  test('counts as pending until it is received, and its changes are missing until then', async () => {
    const items = (await api.scanAll()).filter(({ et }) => et === ENTITY.handover);
    expect(items.length).toBeGreaterThanOrEqual(3);
    expect(await handoversOnTheirWay(api.deps)).toBe(items.length);
    expect(await wrong()).not.toEqual([]);
  });

  test.each<[string, () => Promise<{ corrected: string[] }>]>([
    ['counters', () => rebuildCounters(api.deps, false)],
    ['records', () => rebuildRecords(api.deps, boardId, false)],
  ])('is not counted by a rebuild of %s, which refuses while it is pending', async (_, rebuild) => {
    const before = await api.scanAll();
    await expect(rebuild()).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    expect(await api.scanAll()).toEqual(before);
  });

  test('is no longer pending once it was received, though its items stay', async () => {
    await api.drain();
    expect(await handoversOnTheirWay(api.deps)).toBe(0);
    expect((await api.scanAll()).some(({ et }) => et === ENTITY.handover)).toBe(true);
    expect(await wrong()).toEqual([]);
    expect((await rebuildCounters(api.deps, false)).corrected).toEqual([]);
    expect((await rebuildBoard(api.deps, boardId, false)).corrected).toEqual([]);
    expect((await rebuildRecords(api.deps, boardId, false)).corrected).toEqual([]);
  });

  test('that was received does not prevent a rebuild', async () => {
    const lost = (await api.scanAll()).filter(({ et }) => et === ENTITY.counter);
    for (const { PK, SK } of lost) await api.deps.table.write({ delete: { PK, SK } });
    expect((await rebuildCounters(api.deps, false)).corrected).not.toEqual([]);
    expect(await wrong()).toEqual([]);
  });
});
