import { createBrake } from '../platform/brake.ts';
import { createCache } from '../platform/cache.ts';
import { systemClock, systemStopwatch } from '../platform/clock.ts';
import type { Env } from '../platform/env.ts';
import { Fault } from '../platform/errors.ts';
import { createHeat } from '../platform/heat.ts';
import { newId, systemRandom } from '../platform/ids.ts';
import { createLog } from '../platform/log.ts';
import { createTable } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';
import type { Patience } from '../table/patience.ts';

/** What works with files of results is given to the functions that need it: it is heavy. */
export type ResultPart = 'bucket' | 'signer' | 'presigner';

const notGiven = (): never => {
  throw new Fault('This function has nothing to do with the files of results.');
};
const NO_RESULTS: Pick<Deps, ResultPart> = {
  bucket: { put: notGiven, get: notGiven },
  signer: { publicKey: notGiven, sign: notGiven },
  presigner: { urlOf: notGiven },
};

export type DepsOverrides = Partial<
  Pick<Deps, 'table' | 'now' | 'stopwatch' | 'random' | 'log' | 'brake' | ResultPart>
> & {
  patience?: Patience;
};

export function createDeps(env: Env, overrides: DepsOverrides = {}): Deps {
  const now = overrides.now ?? systemClock;
  const random = overrides.random ?? systemRandom;
  const { bucket, signer, presigner } = { ...NO_RESULTS, ...overrides };
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
    bucket,
    signer,
    presigner,
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
