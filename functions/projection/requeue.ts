import type { Write } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { ENTITY } from '../table/entities.ts';
import { noEffect, type Projections, type StreamRecord } from './fold.ts';
import { type Mapped, mapRecord } from './mapping.ts';
import {
  deleteQuarantined,
  getWaiting,
  isFollowedBy,
  isMark,
  joinRecords,
  sendBack,
  type Waiting,
} from './quarantine.ts';
import { whyUnreadable } from './unreadable.ts';

// Records in quarantine that were marked. A mark is a record of the stream like any other: what it brings
// about is written with the checkpoint of the shard that it came through, and so once only.

/** Part of what a transaction holds: what the records change stands beside it. */
const MAX_REMOVALS = 40;

/**
 * By the sequence numbers of a batch's marks. `failed`: why what a mark brought about could not be written.
 */
export async function applyMarks(
  deps: Deps,
  projections: Projections,
  records: readonly StreamRecord[],
  failed: ReadonlyMap<string, unknown>,
): Promise<Map<string, Mapped>> {
  const found = new Map<string, Mapped>();
  const marks = records.filter(isMark);
  for (const [partition, own] of Map.groupBy(marks, ({ after }) => after?.PK ?? '')) {
    const from = own.map(({ after }) => after?.SK ?? '').sort()[0] ?? '';
    let left = await getWaiting(deps, { PK: partition, SK: from });
    // Of two marks of one record the later counts, here or still to come: the earlier may have been applied.
    const lastOf = new Map(own.map((record) => [record.after?.SK, record]));
    for (let first = left[0]; first !== undefined; first = left[0]) {
      const record = lastOf.get(first.head.SK);
      if (record === undefined || first.head.markedAt !== record.after?.markedAt) left = left.slice(1);
      else {
        const { mapped, length } = mapRun(projections, record, left, failed);
        found.set(record.sequenceNumber, mapped);
        left = left.slice(length);
      }
    }
  }
  return found;
}

/** The most records, from the first on, that can be mapped as one; without any, the first is sent back. */
function mapRun(
  projections: Projections,
  record: StreamRecord,
  waiting: readonly Waiting[],
  failed: ReadonlyMap<string, unknown>,
): { mapped: Mapped; length: number } {
  const { sequenceNumber } = record;
  const run = longestRun(waiting);
  let failure = failed.has(sequenceNumber) ? { error: failed.get(sequenceNumber) } : undefined;
  for (let length = failure === undefined ? run.length : 0; length > 0; length -= 1) {
    const some = run.slice(0, length);
    const mapped = mapRecord(projections, { ...joinRecords(some), sequenceNumber, expired: false });
    if (mapped?.failure === undefined) {
      const writes = some.flatMap(deleteQuarantined);
      const effect = { ...noEffect(sequenceNumber), ...mapped?.effect, kept: { writes, bytes: 0 } };
      return { mapped: { sequenceNumber, record, effect }, length };
    }
    failure ??= mapped.failure;
  }
  const [first] = waiting as [Waiting, ...Waiting[]];
  const kept = sendBack(first, whyUnreadable(failure?.error));
  return {
    mapped: { sequenceNumber, record, effect: { ...noEffect(sequenceNumber), kept } },
    length: 1,
  };
}

/** The records that follow each other from the first on, as many as are taken at once. */
function longestRun(waiting: readonly Waiting[]): Waiting[] {
  const run: Waiting[] = [];
  const writes: Write[] = [];
  for (const record of waiting) {
    const last = run.at(-1);
    writes.push(...deleteQuarantined(record));
    if (last !== undefined && (writes.length > MAX_REMOVALS || !canFollow(last, record))) break;
    run.push(record);
  }
  return run;
}

/** Each image that was handed over is to be added: joined, all but the last would be lost. */
const canFollow = (record: Waiting, next: Waiting) =>
  next.head.entity !== ENTITY.handover && isFollowedBy(record, next);
