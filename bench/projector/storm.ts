import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { withDeadline } from '../../functions/entrypoints/deps.ts';
import { createHeat } from '../../functions/platform/heat.ts';
import type { Change, Projections, StreamRecord } from '../../functions/projection/fold.ts';
import { project } from '../../functions/projection/project.ts';
import { type Item, type Key, keyText, type Table, type Write } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { tallyOf } from '../../functions/table/keys.ts';
import { sizeOfItem, WRITE_UNIT_BYTES } from '../../tools/shared/item-size.ts';
import { createOverlap } from '../overlap.ts';
import type { sequence } from '../rankings/events.ts';

// Shards of a stream that the projector works off side by side, on a table whose transactions take as long as they do over a
// network and are cancelled when they meet. What the projector writes of records and live tallies
// and hands over comes back through the stream.

export type StormOptions = {
  shards: number;
  /** At most so many records in a batch, and how long it waits for as many. */
  batchSize: number;
  windowMillis: number;
  /** Writes all of its own items, as if there were no lanes. */
  isDirect?: boolean;
};

export type StormReport = {
  batches: number;
  transactions: number;
  failed: number;
  /** Transactions that met others and were cancelled, and about what they cost. */
  lost: { transactions: number; writeUnits: number };
  handedOver: number;
  seconds: number;
  /** From a change to what follows from it last, in milliseconds: the longest, and of 99 in 100. */
  visible: { longest: number; most: number };
  isDone: boolean;
};

export type Storm = {
  /** Lets a change come through the stream so many milliseconds after the start: in that shard, or where its item is. */
  arrive(change: Change, atMillis: number, shard?: number): void;
  run(): Promise<StormReport>;
};

/** How often Lambda looks into a shard that had nothing. */
const POLL_MILLIS = 250;
const INVOCATION_MILLIS = 60_000;
const RETRY_MILLIS = 500;
const GIVE_UP_MILLIS = 300_000;

/** `since`: when what it follows from came first; `came`: when it came itself. */
type Arrival = StreamRecord & { since: number; came: number };
/** `goesOn`: something follows from its batch that comes through the stream in its turn. */
type Shard = { id: string; queue: Arrival[]; since: number; isBusy: boolean; goesOn: boolean };

const placeOf = ({ before, after }: Change, shards: number) =>
  createHash('sha256')
    .update((after ?? before)?.PK ?? '')
    .digest()
    .readUInt32BE(0) % shards;

let storms = 0;

/** A storm on the shards of a table. `images` holds the records that are there, and is kept. */
export function createStorm(
  deps: Deps,
  projections: Projections,
  images: Map<string, Item>,
  next: ReturnType<typeof sequence>,
  options: StormOptions,
): Storm {
  storms += 1;
  const run = `shardId-storm-${storms}`;
  const shards = Array.from(
    { length: options.shards },
    (_, place): Shard => ({
      id: `${run}-${String(place).padStart(20, '0')}`,
      queue: [],
      since: 0,
      isBusy: false,
      goesOn: false,
    }),
  );
  const counts = { batches: 0, transactions: 0, failed: 0, handedOver: 0, lost: 0, lostUnits: 0 };
  const visible: number[] = [];
  const announced: { change: Change; atMillis: number; place: number | undefined }[] = [];
  let isFed = false;
  let started = 0;
  const now = () => performance.now() - started;

  function append(change: Change, since: number, place = placeOf(change, shards.length)): void {
    shards[place]?.queue.push({ ...next(change), since, came: now() });
  }

  /** Lets all that was announced come at its time. */
  async function feed(): Promise<void> {
    const byTime = [...Map.groupBy(announced, ({ atMillis }) => atMillis)].sort(
      ([one], [other]) => one - other,
    );
    for (const [atMillis, group] of byTime) {
      await delay(Math.max(0, atMillis - now()));
      for (const { change, place } of group) append(change, atMillis, place);
    }
    isFed = true;
  }

  /** A process for a shard, with a memory of its own. */
  function processFor(shard: Shard): Deps {
    const heat = createHeat(deps.now);
    const transact: Table['transact'] = async (writes, how) => {
      try {
        await deps.table.transact(writes, how);
      } catch (error) {
        counts.lost += 1;
        counts.lostUnits += unitsOf(writes);
        throw error;
      }
      counts.transactions += 1;
      for (const write of writes) {
        if ('update' in write && tallyOf(write.update)?.isLive === true) {
          append(added(write), shard.since);
          shard.goesOn = true;
        }
        if (!('put' in write)) continue;
        const { put } = write;
        if (put.et === ENTITY.handover) {
          counts.handedOver += 1;
          shard.goesOn = true;
          append({ before: undefined, after: put }, shard.since);
        }
        if (put.et !== ENTITY.record) continue;
        const before = images.get(keyText(put));
        images.set(keyText(put), put);
        append({ before, after: put }, shard.since);
        shard.goesOn = true;
      }
    };
    const cold = { isHot: () => false, met: () => false };
    return { ...deps, heat: options.isDirect === true ? cold : heat, table: { ...deps.table, transact } };
  }

  const isOver = () => isFed && shards.every(({ queue, isBusy }) => queue.length === 0 && !isBusy);

  async function work(shard: Shard): Promise<void> {
    const own = processFor(shard);
    while (!isOver() && now() < GIVE_UP_MILLIS) {
      const batch = shard.queue.slice(0, options.batchSize);
      const waited = now() - (batch[0]?.came ?? 0);
      const isEarly = batch.length < options.batchSize && waited < options.windowMillis;
      if (batch.length === 0 || isEarly) {
        await delay(POLL_MILLIS * (0.5 + Math.random() / 2));
        continue;
      }
      shard.isBusy = true;
      shard.since = Math.min(...batch.map(({ since }) => since));
      shard.goesOn = false;
      const begun = now();
      const invocation = withDeadline(own, () => INVOCATION_MILLIS - (now() - begun));
      try {
        await project(invocation, projections, shard.id, batch);
        shard.queue.splice(0, batch.length);
        counts.batches += 1;
        if (!shard.goesOn) for (const { since } of batch) visible.push(now() - since);
      } catch {
        counts.failed += 1;
        await delay(RETRY_MILLIS);
      }
      shard.isBusy = false;
    }
  }

  return {
    arrive: (change, atMillis, place) => announced.push({ change, atMillis, place }),
    async run() {
      started = performance.now();
      await Promise.all([feed(), ...shards.map(work)]);
      const sorted = visible.sort((one, other) => one - other);
      return {
        batches: counts.batches,
        transactions: counts.transactions,
        failed: counts.failed,
        lost: { transactions: counts.lost, writeUnits: counts.lostUnits },
        handedOver: counts.handedOver,
        seconds: now() / 1_000,
        visible: { longest: sorted.at(-1) ?? 0, most: sorted[Math.floor(sorted.length * 0.99)] ?? 0 },
        isDone: isOver(),
      };
    },
  };
}

/** Live tallies as all storms have left them. */
const tallies = new Map<string, Item>();

/** A live tally's images around what a write adds to it. */
function added(write: Write & { update: Key }): Change {
  const text = keyText(write.update);
  const before = tallies.get(text);
  const after: Item = { ...write.update, et: ENTITY.liveTally, ...before };
  for (const [placeholder, amount] of Object.entries(write.values ?? {})) {
    const [, name] = /^:add_(\w+)$/.exec(placeholder) ?? [];
    if (name !== undefined) after[name] = Number(after[name] ?? 0) + Number(amount);
  }
  tallies.set(text, after);
  return { before, after };
}

/** About what a transaction costs: two units for each KB that it puts, and two for each item that it adds to. */
const unitsOf = (writes: readonly Write[]) =>
  writes.reduce(
    (sum, one) => sum + 2 * ('put' in one ? Math.ceil(sizeOfItem(one.put) / WRITE_UNIT_BYTES) : 1),
    0,
  );

/** Makes a client's writes take so long, and refuses those that meet. Gives how long the engine itself took, on average. */
export function addNetwork(client: DynamoDBClient, millis: () => number): { engineMillis(): number } {
  const overlap = createOverlap();
  let [taken, count] = [0, 0];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const operation = (context.commandName ?? '').replace(/Command$/, '');
      if (operation !== 'TransactWriteItems' || millis() === 0) return next(args);
      const begun = performance.now();
      const rest = () => delay(Math.max(0, millis() - (performance.now() - begun)));
      try {
        return await overlap.during(operation, args.input, async () => {
          const answer = await next(args);
          taken += performance.now() - begun;
          count += 1;
          await rest();
          return answer;
        });
      } catch (error) {
        // Who is refused waits for the answer as well, and holds nothing meanwhile.
        await rest();
        throw error;
      }
    },
    { step: 'initialize', name: 'network', priority: 'low' },
  );
  return {
    engineMillis() {
      const average = taken / Math.max(count, 1);
      [taken, count] = [0, 0];
      return average;
    },
  };
}
