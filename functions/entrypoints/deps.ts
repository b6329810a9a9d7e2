import { createBrake } from '../platform/brake.ts';
import { createCache } from '../platform/cache.ts';
import { systemClock, systemStopwatch } from '../platform/clock.ts';
import type { Env } from '../platform/env.ts';
import { createHeat } from '../platform/heat.ts';
import { newId, systemRandom } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { createTable } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import type { Patience } from '../table/patience.ts';

export type DepsOverrides = Partial<
  Pick<Deps, 'table' | 'now' | 'stopwatch' | 'random' | 'log' | 'brake'>
> & {
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

export const withRequestId = (deps: Deps, requestId: string): Deps => ({
  ...deps,
  log: deps.log.with({ requestId }),
});

export const withDeadline = (deps: Deps, remainingMillis: () => number): Deps => ({
  ...deps,
  remainingMillis,
});
