import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { createDeps } from '../functions/entrypoints/deps.ts';
import { readEnv } from '../functions/platform/env.ts';
import { ESBUILD } from '../infra/bundling.ts';
import { ensureTable } from '../local/create-table.ts';
import { createDemoProgram } from '../local/seed/program.ts';
import { startEngine } from '../tools/engine/engine.ts';
import { progress, runTool } from '../tools/terminal/cli.ts';

// Process start to the first GraphQL response, Fanfare beside plain graphql-js with the same SDK. The two take turns, so
// a machine whose speed drifts slows both alike; the ratio is what counts.

const RUNS = 20;
const AIM = 1.5;
const run = promisify(execFile);

const HELP = `npm run bench:start

Measures process start to first GraphQL response, beside plain graphql-js with the same SDK.`;

const DRIVER = `
const started = performance.timeOrigin;
const { handler } = await import(process.argv[2]);
const answer = await handler({
  rawPath: '/demo/graphql', rawQueryString: '', isBase64Encoded: false,
  headers: { 'content-type': 'application/json' },
  pathParameters: { program: 'demo' },
  requestContext: { requestId: 'bench', domainName: 'localhost', http: { method: 'POST', path: '/demo/graphql' } },
  body: JSON.stringify({ query: '{ __typename }' }),
});
if (answer.statusCode !== 200) { console.error(answer.body); process.exit(1); }
console.log(performance.timeOrigin + performance.now() - started);
`;

type Subject = { name: string; entry: string };
const SUBJECTS: Subject[] = [
  { name: 'graphql-js and the SDK', entry: 'bench/plain.ts' },
  { name: 'Fanfare', entry: 'functions/entrypoints/graphql.ts' },
];

async function main(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-bench-'));
  const engine = await startEngine();
  try {
    const env = {
      TABLE_NAME: 'fanfare-bench',
      STAGE: 'prod',
      LOG_LEVEL: 'SILENT',
      DYNAMODB_ENDPOINT: engine.endpoint,
      // Nothing is asked of it.
      RESULTS_BUCKET: 'fanfare-bench',
      AWS_REGION: 'eu-central-1',
    };
    const deps = createDeps(readEnv({ ...env, STAGE: 'local' }));
    await ensureTable(deps.table.client, env.TABLE_NAME);
    await createDemoProgram(deps, undefined);
    const driver = join(directory, 'driver.mjs');
    writeFileSync(driver, DRIVER);
    const files = await Promise.all(
      SUBJECTS.map((subject, place) => bundleTo(subject, join(directory, `${place}.mjs`))),
    );
    const times: number[][] = SUBJECTS.map(() => []);
    for (let round = -1; round < RUNS; round += 1) {
      progress(`Round ${Math.max(0, round + 1)} of ${RUNS}`);
      for (const [place, file] of files.entries()) {
        const millis = await once(driver, file, env);
        // The first round warms the disk's cache and does not count.
        if (round >= 0) times[place]?.push(millis);
      }
    }
    report(times);
    return 0;
  } finally {
    await engine.close();
    rmSync(directory, { recursive: true });
  }
}

async function bundleTo(subject: Subject, outfile: string): Promise<string> {
  await build({
    ...ESBUILD,
    mainFields: [...ESBUILD.mainFields],
    entryPoints: [subject.entry],
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

async function once(driver: string, file: string, env: Record<string, string>): Promise<number> {
  const { stdout } = await run(process.execPath, [driver, file], {
    env: {
      ...process.env,
      ...env,
      AWS_REGION: 'local',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  });
  return Number(stdout);
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

function report(times: readonly number[][]): void {
  progress('');
  console.log(`Process start to first GraphQL response, ${RUNS} runs each, in turns, milliseconds`);
  for (const [place, subject] of SUBJECTS.entries()) {
    const own = times[place] ?? [];
    const figures = [Math.min(...own), median(own), Math.max(...own)]
      .map((millis) => millis.toFixed(0).padStart(6))
      .join('');
    console.log(`  ${subject.name.padEnd(24)} min/median/max ${figures}`);
  }
  const [plain = [], ours = []] = times;
  const ratio = median(ours.map((millis, place) => millis / (plain[place] ?? millis)));
  const verdict = ratio <= AIM ? 'met' : 'not met';
  console.log(`  ratio, pair by pair: ${ratio.toFixed(2)} (aim: at most ${AIM}, ${verdict})`);
}

await runTool(HELP, {}, main);
