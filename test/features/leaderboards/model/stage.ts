import { createHash } from 'node:crypto';
import { createDeps } from '../../../../functions/entrypoints/deps.ts';
import type { Bucket } from '../../../../functions/platform/bucket.ts';
import { createCache } from '../../../../functions/platform/cache.ts';
import type { Env } from '../../../../functions/platform/env.ts';
import { type RandomBytes, systemRandom } from '../../../../functions/platform/ids.ts';
import { createLog } from '../../../../functions/platform/log.ts';
import { createTable, type Item, type Table } from '../../../../functions/table/client.ts';
import type { Deps } from '../../../../functions/table/deps.ts';
import { TEST_TABLE } from '../../../support/engine.ts';
import type { Faults } from '../../../support/faults.ts';
import type { World } from '../../../table/world.ts';
import { createMemory, type Memory } from './memory.ts';

/** A table to play a story on, behind a fault layer, with the clock. */
export type Stage = {
  table: Table;
  faults: Pick<Faults, 'plan' | 'happened'>;
  /** What a process of its own is given. */
  process(table: Table): Deps;
  now(): Date;
  setNow(to: Date): void;
  /** Writes what was there long before the story. */
  setUp(items: readonly Item[]): Promise<void>;
};

const log = createLog('SILENT');
const env: Env = {
  tableName: 'memory',
  stage: 'local',
  logLevel: 'SILENT',
  dynamodbEndpoint: undefined,
  operator: undefined,
};

/** A stage of its own, in memory. What is drawn at random follows from `chance`, so that a story can be had again. */
export function inMemory(chance = 0): Stage & Pick<Memory, 'all'> {
  const memory = createMemory();
  let drawn = 0;
  const random: RandomBytes = (size) =>
    createHash('shake256', { outputLength: size }).update(`${chance}, ${drawn++}`).digest();
  return { ...memory, ...withClock(random), setUp: async (items) => memory.seed(items) };
}

/** A stage on the engine, which others may use in their turn. */
export function onEngine({ engine, table, faults }: World): Stage {
  // Not through the fault layer: what was there long before is never read as not being there.
  const undisturbed = createTable({ tableName: TEST_TABLE, dynamodbEndpoint: engine.endpoint });
  const setUp = (items: readonly Item[]) => undisturbed.transact(items.map((put) => ({ put })));
  return { table, faults, ...withClock(), setUp };
}

/** Files that are gone with the stage. */
function bucketInMemory(): Bucket {
  const files = new Map<string, Uint8Array>();
  return {
    put: async (key, bytes) => void files.set(key, bytes),
    get: async (key) => files.get(key),
  };
}

function withClock(random = systemRandom): Pick<Stage, 'now' | 'setNow' | 'process'> {
  let time = new Date(0);
  const bucket = bucketInMemory();
  const now = () => time;
  return {
    now,
    setNow: (to) => {
      time = to;
    },
    process: (table) => ({
      ...createDeps(env, { table, now, random, log, bucket }),
      cache: createCache(now),
    }),
  };
}
