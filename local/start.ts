import { createDeps } from '../functions/entrypoints/deps.ts';
import { resultReader } from '../functions/entrypoints/result-reader.ts';
import { resultWriter } from '../functions/entrypoints/result-writer.ts';
import { cachedProgram } from '../functions/features/programs/store.ts';
import { OPERATOR_SLUG } from '../functions/graphql/server.ts';
import { ENV, readEnv } from '../functions/platform/env.ts';
import { wakes } from '../functions/projection/wakes.ts';
import type { Deps } from '../functions/table/deps.ts';
import { TICK_KINDS, type TickKind } from '../functions/table/schedule.ts';
import { bucketDirectory, startBucketServer } from '../tools/engine/bucket-server.ts';
import { type Engine, startEngine } from '../tools/engine/engine.ts';
import { engineFile, LOCAL_TABLE, noteRunning } from '../tools/shared/open-table.ts';
import { markUnfinished } from '../tools/shared/unfinished.ts';
import { type Arguments, localSettings, runTool } from '../tools/terminal/cli.ts';
import { announcement, tokenFor } from './announce.ts';
import { ensureTable } from './create-table.ts';
import { clearData, prepareDemo } from './demo-data.ts';
import { createClockedHandler } from './dev-clock.ts';
import { tickAhead } from './dev-tick.ts';
import { createDiskCheck } from './disk-watch.ts';
import { type HostSettings, hostSettings, networkUrls } from './hosts.ts';
import { assertPortFree, startHttp } from './http.ts';
import { DEV_ISSUER, JWKS_PATH, openIssuer } from './issuer.ts';
import { lambdaContext } from './lambda.ts';
import { openResultKey } from './result-key.ts';
import { startStreamPump } from './stream-pump.ts';

const HELP = `npm start -- [--reset]

Runs Fanfare on this machine: the API on the embedded DynamoDB engine, GraphiQL, a development token issuer, a results
bucket, the stream and the scheduler, with a demo program. The data stays between starts. Ctrl-C stops everything.

  --reset        begin with fresh data
  PORT           where it listens (default 4000)
  HOST           an address to listen on besides 127.0.0.1. With 0.0.0.0, all that this machine has, a phone in the same
                 network can call the API and open links; pages and /dev stay with this machine
  ALLOWED_HOSTS  other names that requests may come under, apart by commas, such as 10.0.2.2 of the Android emulator
  DATA_DIR       where the data is (default .fanfare)
  LOG_LEVEL      DEBUG, INFO, WARN (default), ERROR or SILENT`;

const SCHEDULE_MILLIS = 10_000;
const IMPATIENCE_MILLIS = 1_000;

/** What stops the things that were started. */
type Closers = (() => unknown)[];
type Settings = ReturnType<typeof localSettings> & { hosts: HostSettings; reset: boolean };

async function main({ values }: Arguments): Promise<number> {
  const settings = { ...localSettings(), hosts: hostSettings(), reset: values.reset === true };
  const closers: Closers = [];
  const stop = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve());
    let first = Number.POSITIVE_INFINITY;
    const onSignal = () => {
      // Ctrl-C reaches this process from the terminal and again from npm. Pressed later once more, it ends it at once.
      if (performance.now() > first + IMPATIENCE_MILLIS) process.exit(1);
      first = Math.min(first, performance.now());
      stop.abort();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  });
  const running = run(settings, closers, stop.signal);
  try {
    await Promise.race([running, stopped]);
    await stopped;
    console.error('\nStopping …');
    return 0;
  } finally {
    await closeAll(closers);
    // A start that was interrupted fails at what was closed under it, and may have opened something meanwhile.
    await running.catch(() => undefined);
    await closeAll(closers);
  }
}

/** The last first. */
async function closeAll(closers: Closers): Promise<void> {
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) await close();
}

async function run(
  { port, directory, hosts, logLevel = 'WARN', reset }: Settings,
  closers: Closers,
  stopping: AbortSignal,
): Promise<void> {
  await assertPortFree(hosts, port);
  await clearData(directory, reset);
  const engine = await openEngine(directory, closers);
  const jwksUri = `http://127.0.0.1:${port}${JWKS_PATH}`;
  const bucket = await startBucketServer(bucketDirectory(directory));
  closers.push(() => bucket.close());
  const results = {
    [ENV.resultsBucket]: bucket.name,
    [ENV.resultsEndpoint]: bucket.endpoint,
    [ENV.resultKeyFile]: await openResultKey(directory),
  };
  const deps = openDeps(engine, jwksUri, logLevel, results);
  // What is made from now on, the table first, is not whole until the demo program is.
  await ensureTable(deps.table.client, LOCAL_TABLE, () => markUnfinished(directory));
  const handlers = await loadHandlers();
  const startProjector = async () => {
    const pump = await startStreamPump({
      endpoint: engine.endpoint,
      tableName: LOCAL_TABLE,
      handler: handlers.projector,
      log: deps.log,
      wakes,
      onHandedOver: engine.trimStream,
    });
    closers.push(() => pump.stop());
    return pump;
  };
  await prepareDemo(deps, { directory, jwksUri, startProjector, stopping });
  const issuer = await openIssuer(directory);
  const http = await startHttp({
    ...hosts,
    port,
    handlers,
    issuer,
    log: deps.log,
    graphqlAt: createClockedHandler(deps),
    developerRoutes: { '/dev/tick': (body) => tickAhead(deps, body) },
    links: [
      { label: 'GraphiQL, on the demo program', href: '/demo/graphql' },
      { label: "GraphiQL, at the operator's address", href: `/${OPERATOR_SLUG}/graphql` },
    ],
    graphiqlHeaders: async (program) => {
      if (program !== OPERATOR_SLUG && (await cachedProgram(deps, program)) === undefined) return undefined;
      const as = program === OPERATOR_SLUG ? 'operator' : 'owner';
      return { authorization: `Bearer ${await tokenFor(issuer, as, program)}` };
    },
  });
  const checkDisk = createDiskCheck(directory, (sentence) => console.error(sentence));
  closers.push(() => http.close(), startSchedule(handlers.scheduler, deps, checkDisk));
  console.log(
    await announcement(deps, { url: http.url, networkUrls: networkUrls(hosts, port), directory, issuer }),
  );
}

async function openEngine(directory: string, closers: Closers): Promise<Engine> {
  const engine = await startEngine({
    file: engineFile(directory),
    onNotice: (sentence) => console.error(sentence),
    onLost: (error) => {
      console.error(error.message);
      process.exit(1);
    },
  });
  closers.push(() => engine.close());
  closers.push(noteRunning(directory, engine.endpoint));
  return engine;
}

/** Sets the environment that the Lambda entrypoints read, as a deployment would. */
function openDeps(engine: Engine, jwksUri: string, logLevel: string, results: Record<string, string>): Deps {
  Object.assign(process.env, {
    [ENV.tableName]: LOCAL_TABLE,
    [ENV.stage]: 'local',
    [ENV.logLevel]: logLevel,
    [ENV.dynamodbEndpoint]: engine.endpoint,
    [ENV.operatorIssuer]: DEV_ISSUER,
    [ENV.operatorAudience]: 'fanfare-operator',
    [ENV.operatorJwksUri]: jwksUri,
    ...results,
  });
  const env = readEnv(process.env);
  return createDeps(env, { ...resultWriter(env), ...resultReader(env) });
}

/** The same entrypoints that are deployed, loaded once the environment stands. */
async function loadHandlers() {
  const [graphql, redirect, projector, scheduler] = await Promise.all([
    import('../functions/entrypoints/graphql.ts'),
    import('../functions/entrypoints/redirect.ts'),
    import('../functions/entrypoints/projector.ts'),
    import('../functions/entrypoints/scheduler.ts'),
  ]);
  return {
    graphql: graphql.handler,
    redirect: redirect.handler,
    projector: projector.handler,
    scheduler: scheduler.handler,
  };
}

type ScheduleHandler = Awaited<ReturnType<typeof loadHandlers>>['scheduler'];

/** Every ten seconds rather than every minute: a developer is waiting. One run of each kind at a time. */
function startSchedule(handler: ScheduleHandler, deps: Deps, checkDisk: () => void): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let idle = true;
  const run = (kind: TickKind) =>
    handler({ kind }, lambdaContext('scheduler')).catch((error: unknown) =>
      deps.log.error('The scheduler failed.', { kind, error }),
    );
  const timer = setInterval(() => {
    checkDisk();
    if (!idle) return;
    idle = false;
    running = Promise.all(TICK_KINDS.map(run)).finally(() => {
      idle = true;
    });
  }, SCHEDULE_MILLIS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

if (import.meta.main) await runTool(HELP, { reset: { type: 'boolean' } }, main);
