import { knownBoard } from '../../functions/features/leaderboards/boards/catalog.ts';
import { recordKeyOf } from '../../functions/features/leaderboards/records/store.ts';
import { keyedEntryId } from '../../functions/features/points/entries.ts';
import { stageEntry } from '../../functions/features/points/operations.ts';
import { BY_HAND, emptyAccount } from '../../functions/features/points/rules.ts';
import type { Program } from '../../functions/features/programs/rules.ts';
import type { Change, StreamRecord } from '../../functions/projection/fold.ts';
import { project } from '../../functions/projection/project.ts';
import { catalog } from '../../functions/registry/catalog.ts';
import { projectionsWith } from '../../functions/registry/stream.ts';
import { chunk, type Item, type Key, TRANSACTION_LIMIT } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import type { Bill, meter } from '../meter.ts';
import type { indexMeter } from './capacity.ts';
import type { Stage } from './items.ts';

// What the stream brings of an event, handed to the projector as the stream would, in batches that are measured one by one.

export const BATCH = 100;

/** Numbers changes one after the other, with more digits than a JavaScript number holds, as the stream does. */
export function sequence(from = 1n): (change: Change) => StreamRecord {
  let last = from * 10n ** 20n;
  return (change) => {
    last += 1n;
    return { ...change, sequenceNumber: String(last), expired: false };
  };
}

/** The point entry that gives a member points. `name` is its idempotency key. */
export function entryOf(program: Program, memberId: string, points: number, name: string, now: Date): Item {
  const meta = {
    entryId: keyedEntryId(program.id, name),
    cause: BY_HAND,
    actorId: 'key_0123456789abcdefghjkmnpqrs',
    reason: 'A step of the reference distribution',
  };
  const staged = stageEntry(program, emptyAccount(memberId), { kind: 'EARN', points }, meta, now);
  const put = staged.ok
    ? staged.value.writes.find((write) => 'put' in write && write.put.SK === 'ENTRY')
    : undefined;
  if (put === undefined || !('put' in put)) throw new Error('The entry was not written.');
  return put.put;
}

/** The checkpoints of the two steps. */
const FACTS = 'shardId-facts';
const RECORDS = 'shardId-records';

/** Changed records change their tree. */
export function deliverRecords(
  deps: Deps,
  { timeZone }: Program,
  changes: readonly StreamRecord[],
): Promise<number> {
  const all = projectionsWith(() => ({ boards: [], derived: [], timeZone }), deps.now());
  return project(deps, all, RECORDS, changes);
}

/** Facts change the records of one board, and nothing else. */
function deliverFacts(
  deps: Deps,
  { timeZone }: Program,
  { board }: Stage,
  facts: readonly StreamRecord[],
): Promise<number> {
  const all = projectionsWith(() => ({ boards: [board], derived: [], timeZone }), deps.now());
  const { edits } = all.get(ENTITY.pointEntry) ?? {};
  if (edits === undefined) throw new Error('Point entries count on no board.');
  return project(deps, new Map([[ENTITY.pointEntry, { edits }]]), FACTS, facts);
}

/** What a batch costs: facts change records (`index` is that part of it which the index is), and these their tree. */
export type BatchBill = { records: Bill; index: number; tree: Bill };
export type Meters = { count: ReturnType<typeof meter>; countIndex: ReturnType<typeof indexMeter> };
export type Earning = { memberId: string; points: number };

/** Hands a batch of point entries to the projector, and then the records that it changed. `name` is no other batch's. */
export async function measureBatch(
  deps: Deps,
  { count, countIndex }: Meters,
  program: Program,
  stage: Stage,
  batch: { name: string; earnings: readonly Earning[] },
  next: ReturnType<typeof sequence>,
): Promise<BatchBill> {
  const facts = batch.earnings.map(({ memberId, points }, place) => {
    const name = `${batch.name} ${place}`;
    return next({ before: undefined, after: entryOf(program, memberId, points, name, deps.now()) });
  });
  const members = [...new Set(batch.earnings.map(({ memberId }) => memberId))];
  const keys = members.map((id) => recordKeyOf(knownBoard(catalog, stage.board), stage.season, id));
  const before = await itemsAt(deps, keys);
  const { result: index, bill: records } = await count.during(() =>
    countIndex.during(() => deliverFacts(deps, program, stage, facts)),
  );
  const after = await itemsAt(deps, keys);
  const changes = after.map((item, place) => next({ before: before[place], after: item }));
  const { bill: tree } = await count.during(() => deliverRecords(deps, program, changes));
  return { records, index, tree };
}

/** Items as they stand in the table. Throws when one is not there. */
export async function itemsAt(deps: Deps, keys: readonly Key[]): Promise<Item[]> {
  const items = await deps.table.batchGet(keys, { consistent: true });
  return items.map((item, place) => {
    if (item === undefined) throw new Error(`There is no item ${keys[place]?.PK}.`);
    return item;
  });
}

/** Writes items as they are, a hundred in a transaction: an engine takes those many times faster than one by one. */
export async function putAll(deps: Deps, items: readonly Item[]): Promise<void> {
  for (const part of chunk(items, TRANSACTION_LIMIT)) await deps.table.transact(part.map((put) => ({ put })));
}
