import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateProgram } from '../functions/features/programs/operations.ts';
import { readProgram } from '../functions/features/programs/store.ts';
import { createDeps, type Deps } from '../functions/platform/deps.ts';
import { ENV, readEnv } from '../functions/platform/env.ts';
import { type Arguments, localSettings, progress, runTool } from './cli.ts';
import { ensureTable } from './create-table.ts';
import { tickAhead } from './dev-tick.ts';
import { type Engine, startEngine } from './engine.ts';
import { deleteEngineFile } from './engine-file.ts';
import { LocalError } from './errors.ts';
import { type HttpServer, startHttp } from './http.ts';
import { DEV_ISSUER, type DevIssuer, JWKS_PATH, openIssuer } from './issuer.ts';
import { lambdaContext } from './lambda.ts';
import { engineFile, LOCAL_TABLE, noteRunning } from './open-table.ts';
import { partnerKey } from './partner-key.ts';
import { OPERATOR } from './seed/program.ts';
import { seedDemo } from './seed/seed.ts';
import { startStreamPump } from './stream-pump.ts';
import { personOf } from './token.ts';

const HELP = `npm start -- [--reset]

Runs Fanfare on this machine: the API on the embedded DynamoDB engine, GraphiQL, a development token issuer, the stream
and the scheduler, with a demo program. The data stays between starts. Ctrl-C stops everything.

  --reset      begin with fresh data
  PORT         where it listens (default 4000)
  DATA_DIR     where the data is (default .fanfare)
  LOG_LEVEL    DEBUG, INFO, WARN (default), ERROR or SILENT`;

const SCHEDULE_MILLIS = 10_000;

/** Stops what was started, the last first. */
type Closers = (() => unknown)[];

async function main({ values }: Arguments): Promise<number> {
  const { port, directory } = localSettings();
  const closers: Closers = [];
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    closers.push(() => undefined);
  });
  try {
    await Promise.race([run(port, directory, values.reset === true, closers), stopped.then(() => undefined)]);
    await stopped;
    console.log('\nStopping.');
    return 0;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function run(port: number, directory: string, reset: boolean, closers: Closers): Promise<void> {
  if (reset) await forget(directory);
  const engine = await openEngine(directory, closers);
  const issuer = await openIssuer(directory);
  const jwksUri = `http://127.0.0.1:${port}${JWKS_PATH}`;
  const deps = await openDeps(engine, jwksUri);
  const handlers = await loadHandlers();
  const http = await startHttp({
    port,
    handlers,
    issuer,
    log: deps.log,
    developerRoutes: { '/dev/tick': (body) => tickAhead(deps, body) },
    graphiqlHeaders: async (program) => ({
      authorization: `Bearer ${await token(issuer, 'owner', program)}`,
    }),
  });
  closers.push(() => http.close());
  await prepareDemo(deps, directory, jwksUri);
  const pump = await startStreamPump({
    endpoint: engine.endpoint,
    tableName: LOCAL_TABLE,
    handler: handlers.projector,
    log: deps.log,
    onHandedOver: engine.trimStream,
  });
  closers.push(() => pump.stop());
  progress('The projector is catching up …');
  await pump.drain(300_000);
  progress('');
  closers.push(startSchedule(handlers.scheduler, deps));
  await announce(deps, http, issuer, directory);
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
  closers.push(() => engine.close(), noteRunning(directory, engine.endpoint));
  return engine;
}

/** Sets the environment that the Lambda entrypoints read, as a deployment would. */
async function openDeps(engine: Engine, jwksUri: string): Promise<Deps> {
  Object.assign(process.env, {
    [ENV.tableName]: LOCAL_TABLE,
    [ENV.stage]: 'local',
    [ENV.logLevel]: process.env.LOG_LEVEL ?? 'WARN',
    [ENV.dynamodbEndpoint]: engine.endpoint,
    [ENV.operatorIssuer]: DEV_ISSUER,
    [ENV.operatorAudience]: 'fanfare-operator',
    [ENV.operatorJwksUri]: jwksUri,
  });
  const deps = createDeps(readEnv(process.env));
  await ensureTable(deps.table.client, LOCAL_TABLE);
  return deps;
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

/** Makes the demo program, anew when making it was cut short, and follows the port if that has changed. */
async function prepareDemo(deps: Deps, directory: string, jwksUri: string): Promise<void> {
  const mark = join(directory, 'demo-is-complete');
  const program = await readProgram(deps, 'demo');
  if (program === undefined) {
    await seedDemo(deps, jwksUri, progress);
    writeFileSync(mark, '');
  } else if (!existsSync(mark)) {
    throw new LocalError(
      'DATA_INCOMPLETE',
      'Making the demo data was cut short last time. Start with npm start -- --reset.',
    );
  } else if (program.tokenPolicy.jwksUri !== jwksUri) {
    const { issuer, audience } = program.tokenPolicy;
    await updateProgram(deps, { program, viewer: OPERATOR }, { tokenPolicy: { issuer, audience, jwksUri } });
  }
}

async function forget(directory: string): Promise<void> {
  await deleteEngineFile(engineFile(directory));
  for (const name of ['demo-is-complete', 'partner-key', 'running.json'])
    rmSync(join(directory, name), { force: true });
}

type ScheduleHandler = Awaited<ReturnType<typeof loadHandlers>>['scheduler'];

/** Every ten seconds rather than every minute: a developer is waiting. One run at a time. */
function startSchedule(handler: ScheduleHandler, deps: Deps): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    running = Promise.resolve(handler({} as never, lambdaContext('scheduler')))
      .catch((error: unknown) => deps.log.error('The scheduler failed.', { error: String(error) }))
      .finally(() => {
        idle = true;
      });
  }, SCHEDULE_MILLIS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}

const token = (issuer: DevIssuer, as: string, program = 'demo') =>
  issuer.issueToken({ ...personOf(as, program), expiresInSeconds: 12 * 3600 });

async function announce(deps: Deps, http: HttpServer, issuer: DevIssuer, directory: string): Promise<void> {
  const program = await readProgram(deps, 'demo');
  if (program === undefined) throw new Error('The demo program is gone.');
  const key = await partnerKey(deps, program, directory);
  const member = await token(issuer, 'member:7');
  const lines = [
    '',
    `Fanfare is running. The data is in ${directory}; Ctrl-C stops everything.`,
    '',
    `  GraphiQL        ${http.url}/demo/graphql`,
    `  GraphQL         POST ${http.url}/demo/graphql`,
    `  operator        POST ${http.url}/operator/graphql`,
    `  referral link   ${http.url}/demo/r/CODE?ch=instagram`,
    '',
    'Tokens, good for 12 hours (npm run token -- --as member:7 prints a fresh one):',
    '',
    `member:7   ${member}`,
    `organizer  ${await token(issuer, 'organizer')}`,
    `owner      ${await token(issuer, 'owner')}`,
    `operator   ${await token(issuer, 'operator')}`,
    `partner    ${key}   (header x-api-key)`,
    '',
    'Try it:',
    '',
    `curl -s ${http.url}/demo/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${member}' -d '{"query":"{ me { displayName points { active pending } } }"}'`,
    '',
    'npm run demo, in another terminal, plays a whole campaign.',
  ];
  console.log(lines.join('\n'));
}

if (import.meta.main) await runTool(HELP, { reset: { type: 'boolean' } }, main);
