import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type KnownBoard, knownBoard } from '../../../functions/features/leaderboards/boards/catalog.ts';
import type { Fact } from '../../../functions/features/leaderboards/boards/metric.ts';
import type { Board } from '../../../functions/features/leaderboards/boards/rules.ts';
import { factEdit, handedOverEdits } from '../../../functions/features/leaderboards/records/bookings.ts';
import { parseRecord } from '../../../functions/features/leaderboards/records/store.ts';
import { decideJoin } from '../../../functions/features/members/rules.ts';
import { insertMember } from '../../../functions/features/members/store.ts';
import type { Edit } from '../../../functions/projection/edits.ts';
import { handoverItem } from '../../../functions/projection/handover.ts';
import { catalog } from '../../../functions/registry/catalog.ts';
import type { Item } from '../../../functions/table/client.ts';
import { laneOf } from '../../../functions/table/keys.ts';
import { itemOf } from './model/program.ts';

// Facts that are handed over as data are made into edits again by whoever receives them.

const NOW = new Date('2026-11-05T03:00:00.000Z');
const ZONE = 'Asia/Seoul';
const board = (more: Partial<Board> = {}) =>
  knownBoard(catalog, {
    id: 'lbd_1',
    programId: 'demo',
    subject: 'MEMBER',
    seasonKind: 'ALL_TIME',
    direction: 'HIGHEST_FIRST',
    scale: 1,
    shards: 1,
    shardsFrom: NOW.toISOString(),
    shardsBefore: 1,
    ...more,
  } as Board);

const MEMBER = itemOf(
  insertMember(decideJoin({ id: 'mem_1', programId: 'demo', locale: 'ko-KR' }, { visibility: 'FULL' }, NOW)),
);

const factOf = (amount: number, hours: number, subjectId = 'mem_1', ownerId = subjectId): Fact => {
  const at = new Date(Date.UTC(2026, 10, 1) + hours * 3_600_000).toISOString();
  return { subjectId, ownerId, amount, at, bookedAt: at };
};

const applied = (edits: readonly Edit[], start?: Item) =>
  edits.reduce<Item | undefined>((before, edit) => edit.apply(before, MEMBER) ?? before, start);

/** The edits as another shard gets them. */
function received(of: KnownBoard, edits: readonly Edit[]): Edit[] {
  const lane = laneOf(edits[0]?.key ?? { PK: '', SK: '' }) ?? '';
  const source = { shardId: 'shard', sequenceNumber: '7', nowMillis: NOW.getTime() };
  return handedOverEdits(of, 'ALL', handoverItem(lane, source, { deltas: [], dated: [], edits }), NOW);
}

describe('facts in a hand-over', () => {
  const facts = fc.array(fc.tuple(fc.integer({ min: -50, max: 500 }), fc.nat(96)), {
    minLength: 1,
    maxLength: 12,
  });

  test('change a record as they do one by one, whatever the record and their days', () => {
    fc.assert(
      fc.property(facts, fc.option(facts, { nil: undefined }), (booked, known) => {
        const edits = booked.map(([amount, hours]) => factEdit(board(), factOf(amount, hours), ZONE, NOW));
        const start =
          known &&
          applied(known.map(([amount, hours]) => factEdit(board(), factOf(amount, hours), ZONE, NOW)));
        const handed = received(board(), edits);
        expect(handed).toHaveLength(1);
        expect(handed[0]?.key).toEqual(edits[0]?.key);
        expect(handed[0]?.owner).toEqual(edits[0]?.owner);
        const [one, other] = [applied(handed, start), applied(edits, start)];
        expect(parseRecord(one as Item)).toEqual(parseRecord(other as Item));
        expect(one?.GSI1SK).toBe(other?.GSI1SK);
      }),
    );
  });

  test('keep their owner where it is not the ranked subject', () => {
    const codes = board({ subject: 'REFERRAL_CODE' });
    const edit = factEdit(codes, factOf(5, 0, '차-TEA', 'mem_9'), ZONE, NOW);
    const [made] = received(codes, [edit]);
    expect(made?.key).toEqual(edit.key);
    expect(made?.owner).toEqual(edit.owner);
    expect(applied(made === undefined ? [] : [made])?.owner).toBe('mem_9');
  });

  test('that cannot be read fail, so that they wait for a version that can', () => {
    const [lane, SK] = ['P#demo#LANE#RECORD#lbd_1#ALL#1', 'shard'];
    const item = { PK: lane, SK, edits: { mem_1: { days: { '2026-11-05': ['many', 1] } } } };
    expect(() => handedOverEdits(board(), 'ALL', item, NOW)).toThrow();
    expect(() =>
      handedOverEdits(board(), 'ALL', { PK: lane, SK, edits: { mem_1: { days: {} } } }, NOW),
    ).toThrow('Nothing was handed over');
  });
});
