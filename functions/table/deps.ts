import type { Brake } from '../platform/brake.ts';
import type { Bucket } from '../platform/bucket.ts';
import type { Cache } from '../platform/cache.ts';
import type { Clock, Stopwatch } from '../platform/clock.ts';
import type { Env } from '../platform/env.ts';
import type { Heat } from '../platform/heat.ts';
import type { IdKind, RandomBytes } from '../platform/ids.ts';
import type { Log } from '../platform/log.ts';
import type { Presigner } from '../platform/presign.ts';
import type { Signer } from '../platform/signer.ts';
import type { Table } from './client.ts';

/**
 * What every operation is given: made once per cold start, in `entrypoints/deps.ts`. Time and chance come
 * only from here, except for the pauses between tries (`retry.ts`).
 */
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
  /** For the scheduler alone, which writes results and signs them. */
  bucket: Bucket;
  signer: Signer;
  /** For graphql alone, which tells where they are. */
  presigner: Presigner;
  /** Of this invocation; infinite where nothing ends it. */
  remainingMillis: () => number;
};
