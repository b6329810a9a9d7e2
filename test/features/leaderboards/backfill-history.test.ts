import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownBoard } from '../../../functions/features/leaderboards/boards/catalog.ts';
import { defaultBoards } from '../../../functions/features/leaderboards/boards/rules.ts';
import { createPast } from '../../../functions/features/leaderboards/records/bookings.ts';
import { catalog } from '../../../functions/registry/catalog.ts';
import type { Item } from '../../../functions/table/client.ts';
import { chunk } from '../../../functions/table/client.ts';
import { type Api, startApi } from '../../support/api.ts';
import { openStands, type Stands } from './boards.ts';

// A member with a long history, for a board that is made later.

let api: Api;
let stands: Stands;
beforeAll(async () => {
  api = await startApi({ lasting: true });
  stands = await openStands(api, await api.createProgram());
});
afterAll(() => api.close());

test('a history of a hundred thousand facts is a sum for each record, in any order', () => {
  const [made] = defaultBoards({ id: 'demo', createdAt: '2026-11-02T03:00:00.000Z' }, 'operator');
  if (made === undefined) throw new Error('A program begins with boards.');
  const past = createPast(knownBoard(catalog, { ...made, seasonKind: 'DAY' }), 'Asia/Seoul');
  const start = Date.UTC(2026, 8, 1, 3);
  for (let n = 0; n < 100_000; n += 1) {
    const at = new Date(start + ((n * 7_919) % 5) * 86_400_000).toISOString();
    past.add({ subjectId: 'mem_a', ownerId: 'mem_a', amount: 1, at, bookedAt: at });
  }
  const edits = past.edits(new Date('2026-11-02T03:03:00.000Z'));
  expect(edits.map(({ key }) => key.SK.split('#').at(-1)).sort()).toEqual(
    [1, 2, 3, 4, 5].map((day) => `2026-09-0${day}`),
  );
  const listed = { PK: '', SK: '', ...member() };
  for (const { apply } of edits)
    expect(apply(undefined, listed)).toMatchObject({ score: 20_000, morning: 0 });
});

const member = () => ({
  ...{ id: 'mem_a', programId: 'demo', displayName: null, avatarUrl: null, locale: null, externalId: null },
  ...{
    visibility: 'FULL',
    status: 'ACTIVE',
    statusChangedAt: null,
    statusChangedBy: null,
    statusReason: null,
  },
  ...{ joinedAt: '', updatedAt: '', version: 1 },
});

test('a history of more than two pages is read page by page, and counted completely', async () => {
  await stands.join('ann');
  await stands.happen('ann');
  const [event] = (await api.scanAll()).filter(({ et }) => et === 'EVENT');
  if (event === undefined) throw new Error('Nothing has happened.');
  const copies = Array.from({ length: 1_200 }, (_, n): Item => {
    const id = `evt_${String(n).padStart(26, '0')}`;
    return {
      ...event,
      PK: `P#demo#EVENT#${id}`,
      id,
      externalEventId: `copy ${n}`,
      GSI1SK: `${event.GSI1SK}${n}`,
    };
  });
  for (const part of chunk(copies, 100)) await api.deps.table.transact(part.map((put) => ({ put })));
  const { query } = api.deps.table;
  const limits = new Set<number>();
  api.deps.table.query = (input) => {
    if (input.partition.endsWith('#EVENTS')) limits.add(input.limit);
    return query(input);
  };
  const id = await stands.make({ metric: 'EVENT_COUNT', eventType: 'PURCHASE' });
  api.deps.table.query = query;
  expect(await stands.recordOf(id, 'ann')).toMatchObject({ score: 1_201, rank: 1 });
  expect([...limits]).toEqual([500]);
});
