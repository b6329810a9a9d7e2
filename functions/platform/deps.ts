import { createTable, type Table } from '../table/client.ts';
import type { Patience } from '../table/patience.ts';
import { type Brake, createBrake } from './brake.ts';
import { type Cache, createCache } from './cache.ts';
import { type Clock, type Stopwatch, systemClock, systemStopwatch } from './clock.ts';
import type { Env } from './env.ts';
import { createHeat, type Heat } from './heat.ts';
import { type IdKind, newId, type RandomBytes, systemRandom } from './ids.ts';
import { createLog, type Log } from './log.ts';

/** What every operation is given: built once per cold start. Time and chance come only from here. */
export type Deps = {
  env: Env;
  table: Table;
  now: Clock;
  stopwatch: Stopwatch;
  random: RandomBytes;
  newId: (kind: IdKind) => string;
  log: Log;
  cache: Cache;
  brake: Brake;
  heat: Heat;
  /** What is left of the invocation's time. */
  remainingMillis: () => number;
};

export type DepsOverrides = Partial<
  Pick<Deps, 'table' | 'now' | 'stopwatch' | 'random' | 'log' | 'brake'>
> & {
  /** How long the table is waited for. */
  patience?: Patience;
};

export function createDeps(env: Env, overrides: DepsOverrides = {}): Deps {
  const now = overrides.now ?? systemClock;
  const random = overrides.random ?? systemRandom;
  return {
    env,
    table: overrides.table ?? createTable({ ...env, patience: overrides.patience }),
    now,
    stopwatch: overrides.stopwatch ?? systemStopwatch,
    random,
    newId: (kind) => newId(kind, now(), random),
    log: overrides.log ?? createLog(env.logLevel),
    cache: createCache(now),
    brake: overrides.brake ?? createBrake(now),
    heat: createHeat(now),
    remainingMillis: () => Number.POSITIVE_INFINITY,
  };
}

/** The same, with a log whose every line carries the id of the request or invocation. */
export const withRequestId = (deps: Deps, requestId: string): Deps => ({
  ...deps,
  log: deps.log.with({ requestId }),
});

/** The same, for one invocation of a function that works until its time is up. */
export const withDeadline = (deps: Deps, remainingMillis: () => number): Deps => ({
  ...deps,
  remainingMillis,
});
