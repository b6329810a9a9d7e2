import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bill, meter } from '../../bench/meter.ts';
import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import {
  type Board,
  createBoard,
  createBoardInput,
  MAX_OPEN_BOARDS,
} from '../../functions/features/leaderboards/boards/rules.ts';
import { forgetBoards, insertBoard } from '../../functions/features/leaderboards/boards/store.ts';
import { emptyRecord, withBooking } from '../../functions/features/leaderboards/records/rules.ts';
import { recordItem } from '../../functions/features/leaderboards/records/store.ts';
import { addCalendarDays } from '../../functions/platform/time.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import { chunk, type Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { type Api, startApi } from '../support/api.ts';
import { documentedHiding } from './documented.ts';

// What a member who hides has us do: counted, and the same however long the history.

const SEASONS = 200;
const NOW = new Date('2026-11-20T03:00:00.000Z');
const YESTERDAY = '2026-11-19';

type Hiding = { request: Bill; batch: Bill; due: Bill; after: Bill };

let api: Api;
let count: ReturnType<typeof meter>;
const bills: Record<string, Hiding> = {};

beforeAll(async () => {
  api = await startApi({ client: (client) => (count = meter(client)), lasting: true });
  // The first time a process looks for more, such as what earlier versions left due.
  for (const seasons of [0, 1, SEASONS]) bills[`${seasons}`] = await hide(seasons);
}, 300_000);
afterAll(() => api.close());

/** The keys of so many months, the latest first. */
function months(howMany: number): string[] {
  const keys = ['2026-11'];
  while (keys.length < howMany) keys.push(addCalendarDays(`${keys.at(-1)}-01`, -1).slice(0, 7));
  return keys;
}

/** A board as old as its program. */
function boardOf(programId: string, number: number): Board {
  const points = { subject: 'MEMBER', metric: 'POINTS_EARNED', seasonKind: 'MONTH' };
  const input = createBoardInput.parse({
    ...points,
    name: `Board ${number}`,
    idempotencyKey: `board ${number}`,
  });
  return {
    ...createBoard({ id: programId }, input, 'test', NOW),
    countsFrom: '2000-01-01T00:00:00.000Z',
    backfill: null,
  };
}

function recordOf(board: Board, memberId: string, season: string, score: number): Item {
  const day = season === '2026-11' ? YESTERDAY : `${season}-15`;
  const booking = { amount: score, at: `${day}T03:00:00.000Z`, day };
  const record = withBooking(emptyRecord(day, true, 1), booking);
  return {
    ...recordItem(
      knownBoard(catalog, board),
      season,
      { subjectId: memberId, ownerId: memberId },
      record,
      NOW,
    ),
    version: 1,
  };
}

/** What it costs when a member hides who has records in so many seasons of 20 boards. All have been counted in the trees. */
async function hide(seasons: number): Promise<Hiding> {
  const slug = await api.createProgram({ slug: `hiding-${seasons}` });
  const { table } = api.deps;
  const old = (await api.scanAll()).filter(({ PK }) => PK === `P#${slug}#BOARDS`);
  await table.transact(old.map(({ PK, SK }) => ({ delete: { PK, SK } })));
  const boards = Array.from({ length: MAX_OPEN_BOARDS }, (_, number) => boardOf(slug, number));
  await table.transact(boards.map(insertBoard));
  forgetBoards(api.deps, slug);
  api.clock.set(NOW);
  const { token, memberId } = await api.join(slug, 'me', { visibility: 'FULL' });
  const another = await api.join(slug, 'another', { visibility: 'FULL' });
  const records = boards.flatMap((board, number) => [
    recordOf(board, another.memberId, '2026-11', 7_777_777 + number),
    ...months(seasons).map((season) => recordOf(board, memberId, season, 1_000 + number)),
  ]);
  for (const part of chunk(records, 100)) {
    await table.transact(part.map((put) => ({ put })));
    await api.drain();
  }
  const request = await count.during(() =>
    api.mutate(slug, 'updateProfile', { visibility: 'HIDDEN' }, '', { token }),
  );
  const batch = await count.during(() => api.drain());
  const due = await count.during(() => api.tick(ENTITY.relisting));
  const after = await count.during(() => api.drain());
  return { request: request.bill, batch: batch.bill, due: due.bill, after: after.bill };
}

const billOf = (seasons: number): Hiding => {
  const found = bills[`${seasons}`];
  if (found === undefined) throw new Error('It was not measured.');
  return found;
};

describe('a member of 200 seasons on 20 boards who hides', () => {
  test('costs at most 900 write units, with all that follows from it', () => {
    const parts = Object.values(billOf(SEASONS));
    expect(parts.reduce((sum, { writeUnits }) => sum + writeUnits, 0)).toBeLessThanOrEqual(900);
  });

  test('makes the projector write nothing for the change of the member', () => {
    expect(billOf(SEASONS).batch.writeUnits).toBe(0);
  });

  test('costs as much as a member of a single season: no history is read or written', () => {
    expect(billOf(SEASONS)).toEqual(billOf(1));
  });

  test('keeps all records of finished seasons and leaves every running season', async () => {
    const records = (await api.scanAll()).filter(
      ({ et, PK }) => et === 'RECORD' && PK.includes(`#hiding-${SEASONS}#`),
    );
    const unlisted = records.filter(({ listed }) => listed === false);
    expect(records).toHaveLength((SEASONS + 1) * MAX_OPEN_BOARDS);
    expect(unlisted).toHaveLength(MAX_OPEN_BOARDS);
    expect(new Set(unlisted.map(({ SK }) => SK.split('#')[2]))).toEqual(new Set(['2026-11']));
  });

  test('costs what docs/table.md says', () => {
    const { request, due, after } = billOf(SEASONS);
    const units = ({ writeUnits, readUnits }: Bill) => [writeUnits, readUnits];
    expect(documentedHiding()).toEqual({
      'the change of the member': units(request),
      'records of running seasons, by the scheduler': units(due),
      'trees and counters, by the projector': units(after),
    });
  });
});
