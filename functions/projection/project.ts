import { ConditionFailed, Conflict, type Item, type Key, keyOf, type Write } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import { kindOfLane, laneOf, programOf } from '../table/keys.ts';
import { Contended } from '../table/optimistic.ts';
import { backoffMillis, sleep } from '../table/retry.ts';
import { addTry, type Checkpoint, getCheckpoint, isGivenUp, replaceCheckpoint } from './checkpoint.ts';
import { getForEdits } from './edits.ts';
import {
  type Effect,
  entityOf,
  handing,
  keysOf,
  noEffect,
  type Projections,
  type StreamRecord,
  unseen,
} from './fold.ts';
import { LINES } from './lines.ts';
import { type Mapped, mapRecord } from './mapping.ts';
import { type Fold, planFolds, type Source } from './plan.ts';
import { insertQuarantined, isMark, newsOf, type Reason } from './quarantine.ts';
import { applyMarks } from './requeue.ts';
import { ProgramUnreadable, UnknownHere, Unreadable, whyUnreadable } from './unreadable.ts';

/**
 * Applies a batch of one stream shard exactly once: what the records change is written together with the
 * shard's checkpoint, conditional on the checkpoint that was read, so a batch that comes again (whole, in
 * part, or cut otherwise) finds itself seen. What it adds to items at which another writer was met goes
 * through their lane. Throws when the table cannot be written; the batch must then be delivered again.
 *
 * A record that cannot be mapped holds up what comes after it and not what lies before: it throws, once that
 * is written. When it has been tried for long enough it goes into quarantine, in a transaction with the
 * checkpoint, and what comes after it goes on.
 *
 * Gives the number of transactions written. A batch without effect writes nothing, not even a checkpoint: it
 * may come again and do no harm.
 */
export async function project(
  deps: Deps,
  projections: Projections,
  shardId: string,
  records: readonly StreamRecord[],
): Promise<number> {
  const batch: Batch = {
    shardId,
    records,
    projections,
    mapped: new Map(records.map((record) => [record.sequenceNumber, mapRecord(projections, record)])),
    transactions: 0,
    givenUp: new Map(),
    inVain: new Map(),
    said: new Set(),
  };
  let conflicts = 0;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await applyOnce(deps, batch, attempt > 1);
      if (outcome === 'APPLIED') return batch.transactions;
      if (outcome === 'AGAIN') continue;
      conflicts += 1;
      if (outcome === 'MET') await waitForRivals(deps, attempt);
    }
  } finally {
    // A metric is made of this line: other writers were met, and it is no fault.
    if (conflicts > 0) deps.log.info('Met other writers.', { shardId, conflicts });
  }
}

/** A batch of a shard, and what became clear of its records while it was tried. */
type Batch = {
  shardId: string;
  records: readonly StreamRecord[];
  projections: Projections;
  mapped: ReadonlyMap<string, Mapped | undefined>;
  transactions: number;
  /** Records that go into quarantine, and marks that bring nothing about, by their sequence numbers. */
  givenUp: Map<string, Reason>;
  inVain: Map<string, unknown>;
  said: Set<string>;
};

/**
 * MET: another writer was there and is waited for. MET_IN_LANE: what met it goes through its lane at the next
 * try. AGAIN: more is known of a record now.
 */
type Outcome = 'APPLIED' | 'MET' | 'MET_IN_LANE' | 'AGAIN';

/** Reads, plans and writes once. When a transaction meets another writer, those before it stay written. */
async function applyOnce(deps: Deps, batch: Batch, consistent: boolean): Promise<Outcome> {
  const all = await mapAll(deps, batch);
  if (all.length === 0) return 'APPLIED';
  const effects = effectsOf(all);
  const lanes = hotLanes(deps, effects);
  const laneFor = handing(effects, lanes);
  const isDirect = ({ key }: { key: Key }) => laneFor(key) === undefined;
  const edits = effects.flatMap((effect) => effect.edits);
  const dated = effects.flatMap((effect) => effect.dated).filter(isDirect);
  const [checkpoint, known] = await Promise.all([
    getCheckpoint(deps, batch.shardId),
    getForEdits(
      deps,
      edits.filter((edit) => edit.portable === undefined || isDirect(edit)),
      dated.map(({ key }) => key),
      { consistent },
    ),
  ]);
  const left = unseen(all, checkpoint.sequenceNumber);
  const ready = readyOf(deps, batch, left);
  const source = { shardId: batch.shardId, lanes };
  const planned = plan(deps, ready.mapped, known, source);
  const written = await write(deps, batch, checkpoint, planned.folds, consistent);
  if (written.outcome !== 'APPLIED') return written.outcome;
  const failed = planned.failed ?? ready.failed;
  if (failed === undefined) return 'APPLIED';
  // The read may be older than a repair: it is made again, consistently.
  if (planned.failed !== undefined && !consistent) return 'AGAIN';
  return settle(deps, batch, written.checkpoint, failed);
}

type Failed = { mapped: Mapped; error: unknown };

const effectsOf = (all: readonly Mapped[]): Effect[] => all.flatMap(({ effect }) => effect ?? []);

/** The records of a batch that anything follows from. */
async function mapAll(deps: Deps, batch: Batch): Promise<Mapped[]> {
  const { projections, records, shardId, givenUp, inVain } = batch;
  const marks = await applyMarks(deps, projections, records, inVain);
  const intoQuarantine = (record: StreamRecord, why: Reason): Mapped => {
    const { sequenceNumber } = record;
    const kept = insertQuarantined(record, shardId, why, deps.now());
    return { sequenceNumber, record, effect: { ...noEffect(sequenceNumber), kept } };
  };
  return records.flatMap((record) => {
    const { sequenceNumber } = record;
    if (isMark(record)) return marks.get(sequenceNumber) ?? [];
    const say = newsOf(record);
    if (say !== undefined) return { sequenceNumber, record, say, effect: noEffect(sequenceNumber) };
    const why = givenUp.get(sequenceNumber);
    if (why !== undefined) return intoQuarantine(record, why);
    const known = batch.mapped.get(sequenceNumber);
    const error = known?.failure?.error;
    // More tries would hold up all other programs.
    if (error instanceof ProgramUnreadable)
      return intoQuarantine(record, { reason: whyUnreadable(error), tries: 1 });
    return known ?? [];
  });
}

/** The records before the first that cannot be mapped. Logs once what is to be said of them. */
function readyOf(
  { log }: Deps,
  { said }: Batch,
  left: readonly Mapped[],
): { mapped: readonly Mapped[]; failed?: Failed } {
  const first = left.findIndex(({ failure }) => failure !== undefined);
  const ready = first === -1 ? left : left.slice(0, first);
  for (const { sequenceNumber, say } of ready) {
    if (said.has(sequenceNumber)) continue;
    say?.(log);
    said.add(sequenceNumber);
  }
  const failed = left[first];
  return failed?.failure === undefined
    ? { mapped: ready }
    : { mapped: ready, failed: { mapped: failed, error: failed.failure.error } };
}

/** The transactions of the records before the first that cannot be applied to what was read. */
function plan(
  deps: Deps,
  ready: readonly Mapped[],
  known: ReadonlyMap<string, Item | undefined>,
  source: Source,
): { folds: Fold[]; failed?: Failed } {
  const foldsOf = (length: number) =>
    planFolds(effectsOf(ready.slice(0, length)), known, deps.now().getTime(), source);
  try {
    return { folds: foldsOf(ready.length) };
  } catch (error) {
    // What lies before one that cannot be applied can be: so the first is found by halving.
    let [good, bad, why] = [0, ready.length, error];
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      try {
        foldsOf(middle);
        good = middle;
      } catch (thrown) {
        [bad, why] = [middle, thrown];
      }
    }
    return { folds: foldsOf(good), failed: { mapped: ready[good] as Mapped, error: why } };
  }
}

/** One after the other, each with the checkpoint, until one meets another writer. */
async function write(
  deps: Deps,
  batch: Batch,
  read: Checkpoint,
  folds: readonly Fold[],
  consistent: boolean,
): Promise<{ outcome: Outcome; checkpoint: Checkpoint }> {
  let checkpoint = read;
  for (const { writes, lastSequenceNumber } of folds) {
    const after = { sequenceNumber: lastSequenceNumber, failing: undefined };
    const all = [...writes, replaceCheckpoint(deps, batch.shardId, checkpoint, after)];
    const outcome = await transact(deps, all, consistent);
    if (outcome !== 'APPLIED') return { outcome, checkpoint };
    batch.transactions += 1;
    checkpoint = after;
  }
  return { outcome: 'APPLIED', checkpoint };
}

/** The last of `writes` is the checkpoint. `consistent`: what they rest on was read so. */
async function transact(deps: Deps, writes: readonly Write[], consistent: boolean): Promise<Outcome> {
  try {
    await deps.table.transact(writes, { onConflict: 'TELL' });
    return 'APPLIED';
  } catch (error) {
    if (error instanceof Conflict) return noteRivals(deps, error.indexes, writes) ? 'MET_IN_LANE' : 'MET';
    if (!(error instanceof ConditionFailed)) throw error;
    // What was read may have been stale; or somebody else has the same batch, and is adding the same.
    const isTold = consistent && !error.failed.includes(writes.length - 1);
    return isTold && noteRivals(deps, error.failed, writes) ? 'MET_IN_LANE' : 'MET';
  }
}

/**
 * A mark that cannot be applied brings nothing about; any other record is tried until that was long enough,
 * and then given up. Throws to have the batch delivered again.
 */
async function settle(
  deps: Deps,
  { shardId, givenUp, inVain }: Batch,
  checkpoint: Checkpoint,
  { mapped, error }: Failed,
): Promise<Outcome> {
  const { sequenceNumber, record } = mapped;
  if (isMark(record)) {
    inVain.set(sequenceNumber, error);
    return 'AGAIN';
  }
  const [entity, item] = [entityOf(record), record.after ?? record.before];
  const about = { shardId, sequenceNumber, entity, programId: item && programOf(item), error };
  if (error instanceof UnknownHere) {
    deps.log.error(LINES.unknown, about);
    throw new NotMapped();
  }
  const failing = addTry(checkpoint.failing, sequenceNumber, deps.now());
  if (isGivenUp(failing, deps.now())) {
    givenUp.set(sequenceNumber, { reason: whyUnreadable(error), tries: failing.tries });
    return 'AGAIN';
  }
  const note = replaceCheckpoint(deps, shardId, checkpoint, { ...checkpoint, failing });
  const noted = await transact(deps, [note], true);
  if (noted !== 'APPLIED') return noted;
  deps.log.error('A stream record cannot be mapped.', {
    ...about,
    tries: failing.tries,
    since: failing.since,
  });
  throw new NotMapped();
}

/** All before the record is written; it and the rest must be delivered again. */
export class NotMapped extends Unreadable {
  override name = 'NotMapped';
  constructor() {
    super('A record of the batch cannot be mapped. The line before this one says which.');
  }
}

/** The kinds of lanes at which other writers were met lately. */
function hotLanes({ heat }: Deps, effects: readonly Effect[]): Set<string> {
  const lanes = effects.flatMap(keysOf).flatMap((key) => laneOf(key) ?? []);
  return new Set([...new Set(lanes.map(kindOfLane))].filter(heat.isHot));
}

/** True when any of their lanes is news: the next try does not meet anybody there. */
function noteRivals(deps: Deps, indexes: readonly number[], writes: readonly Write[]): boolean {
  const lanes = indexes.flatMap((index) => {
    const write = writes[index];
    return (write && laneOf(keyOf(write))) ?? [];
  });
  return [...new Set(lanes.map(kindOfLane))].map(deps.heat.met).some((isNews) => isNews);
}

/** Enough to answer, and for the table's own time-outs. */
const RESERVE_MILLIS = 5_000;
/** More than fit any invocation's time. */
const MAX_ROUNDS = 1_000;

/** Throws Contended when the invocation has no time left for that. */
async function waitForRivals({ remainingMillis }: Deps, attempt: number): Promise<void> {
  const millis = backoffMillis(attempt);
  if (attempt === MAX_ROUNDS || remainingMillis() < millis + RESERVE_MILLIS) throw new Contended();
  await sleep(millis);
}
