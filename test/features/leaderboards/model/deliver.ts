import { expect } from 'vitest';
import { relistMember } from '../../../../functions/features/leaderboards/records/relist.ts';
import { NotMapped } from '../../../../functions/projection/project.ts';
import { catalog } from '../../../../functions/registry/catalog.ts';
import { relistingKey } from '../../../../functions/table/keys.ts';
import { Contended } from '../../../../functions/table/optimistic.ts';
import { type Call, Crash, type Fault, LostAnswer, type Plan, Silence } from '../../../support/faults.ts';
import { dayNow, type Run } from './run.ts';
import type { Delivery, RelistStep } from './story.ts';
import type { Shard } from './stream.ts';

// The stream's way to the projector: in batches whose borders differ from time to time, which come twice, come again from
// an earlier border, and meet what can happen to a process and its calls.

export const CALM: Plan = () => undefined;

const moment = (run: Run) => ({ at: run.stage.now().toISOString(), day: dayNow(run) });

const RETRY_MILLIS = 30_000;
const RETRIES = 6;

type Batch = { poller: number; shard: Shard; from: number; size: number };

/** What ends an invocation, and is no fault of the projector. */
const isEnd = (error: unknown) =>
  error instanceof Crash || error instanceof LostAnswer || error instanceof Silence;

/** DIED: the process did, and the batch comes again at some time. NOT_MAPPED: it is sent again after a while. */
type Outcome = 'ACCEPTED' | 'DIED' | 'NOT_MAPPED';

/** Hands over a batch. */
export async function handOver(run: Run, { poller, shard, from, size }: Batch): Promise<Outcome> {
  const { stage, plant, pollers, stream, seen, current } = run;
  const { happened } = stage.faults;
  const before = happened.length;
  const batch = shard.records.slice(from, from + size);
  for (const { dynamodb } of batch) {
    const days = Object.keys(dynamodb?.NewImage?.days?.M ?? {});
    if (days.some((day) => day < dayNow(run))) seen.add('RECEIVED ON THE NEXT DAY');
  }
  current.push({ shard, ...moment(run) });
  try {
    await pollers[poller]?.({ Records: plant.records?.(batch) ?? batch, shardId: shard.id });
  } catch (error) {
    if (error instanceof NotMapped) {
      seen.add('NOT MAPPED');
      stage.setNow(new Date(stage.now().getTime() + RETRY_MILLIS));
      return 'NOT_MAPPED';
    }
    if (isEnd(error)) return 'DIED';
    expect(error, 'it has all the time it needs, so it never gives up').not.toBeInstanceOf(Contended);
    throw error;
  } finally {
    current.pop();
    for (const fault of happened.slice(before)) seen.add(fault);
  }
  stream.accept(shard, from + batch.length);
  return 'ACCEPTED';
}

/** Takes a step of the delivery, on a shard that has something to hand over. */
export async function deliver(run: Run, step: Delivery): Promise<void> {
  const { stage, stream, seen, gap } = run;
  const { plan } = stage.faults;
  const shards = step.restartAt === null ? stream.waiting() : stream.readable();
  const around = run.current.at(-1)?.shard;
  const others = shards.filter((one) => one !== around);
  const shard =
    step.shard === 'SAME' ? around : step.shard === 'OTHER' ? others[0] : shards[step.shard % shards.length];
  if (shard === undefined) return;
  const borders = [...shard.borders];
  const from = step.restartAt === null ? shard.done : (borders[step.restartAt % borders.length] ?? 0);
  if (from === shard.records.length) return;
  if (from < shard.done) seen.add('FROM AN EARLIER BORDER');
  const batch = { poller: step.poller, shard, from, size: step.size };
  run.gap = gapOf(step);
  stage.faults.plan = planOf(step);
  let outcome = await handOver(run, batch);
  for (let retries = 0; outcome === 'NOT_MAPPED' && retries < RETRIES; retries += 1)
    outcome = await handOver(run, batch);
  run.gap = undefined;
  stage.faults.plan = CALM;
  if (outcome === 'ACCEPTED' && step.isTwice) {
    await handOver(run, batch);
    seen.add('TWICE');
  }
  run.gap = gap;
  stage.faults.plan = plan;
}

/**
 * Has the scheduler list the records of all members for whom it is due, one after the other, so that a story can be
 * had again. A process that ends leaves the rest to the next.
 */
export async function relist(run: Run, step: RelistStep): Promise<void> {
  const { stage, setting, schedulers, seen, current, gap } = run;
  const { plan, happened } = stage.faults;
  const before = happened.length;
  run.gap = gapOf(step);
  stage.faults.plan = planOf(step);
  current.push({ shard: current.at(-1)?.shard, ...moment(run) });
  try {
    for (const memberId of setting.memberIds) {
      const item = await stage.table.get(relistingKey(setting.program.id, memberId), { consistent: true });
      const deps = schedulers[step.poller];
      if (item === undefined || deps === undefined) continue;
      await relistMember(deps, catalog, setting.program, item, () => false);
      seen.add('RELISTED');
    }
  } catch (error) {
    if (!isEnd(error)) throw error;
  } finally {
    current.pop();
    for (const fault of happened.slice(before)) seen.add(fault);
    run.gap = gap;
    stage.faults.plan = plan;
  }
}

const gapOf = ({ gap, place, overlaps }: Disturbance) => ({ steps: gap, passing: place, overlaps });

type Disturbance = Pick<Delivery, 'fault' | 'place' | 'silence' | 'gap' | 'overlaps'>;

/** One call is never answered, and something else happens besides. */
function planOf({ fault, place, silence }: Disturbance): Plan {
  const disturb = fault === null ? CALM : disturbing(fault, place);
  let calls = 0;
  return (call) => {
    calls += 1;
    return calls - 1 === silence ? 'SILENCE' : disturb(call);
  };
}

/** Stale reads are so throughout; anything else happens to one write. */
function disturbing(fault: Fault, place: number): Plan {
  if (fault === 'STALE' || fault === 'MIXED')
    return ({ operation }) => (operation === 'BatchGetItem' ? fault : undefined);
  const isMet = fault === 'CONFLICT' || fault === 'CAPACITY' ? isTransaction : isWrite;
  let left = place;
  return (call) => {
    if (!isMet(call)) return undefined;
    left -= 1;
    return left === -1 ? fault : undefined;
  };
}

const isTransaction = ({ operation }: Call) => operation === 'TransactWriteItems';
const isWrite = ({ operation }: Call) => !['GetItem', 'BatchGetItem', 'Query'].includes(operation);
