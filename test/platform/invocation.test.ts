import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lambdaContext } from '../../local/lambda.ts';
import { captureLog, type LoggedLines } from '../support/log-lines.ts';

// What a function throws, Lambda writes into the log with its message: nothing of a caller may be in it.

const PERSON = '김민지';
const NOWHERE = 'http://127.0.0.1:1';
let logged: LoggedLines;

beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('TABLE_NAME', 'fanfare');
  vi.stubEnv('STAGE', 'local');
  vi.stubEnv('LOG_LEVEL', 'ERROR');
  vi.stubEnv('DYNAMODB_ENDPOINT', NOWHERE);
  vi.stubEnv('RESULTS_BUCKET', 'fanfare-results');
  vi.stubEnv('RESULTS_ENDPOINT', NOWHERE);
  vi.stubEnv('RESULT_KEY_FILE', 'nowhere.json');
  logged = captureLog();
});
afterEach(() => {
  vi.unstubAllEnvs();
  logged.restore();
});

/** Runs an entrypoint that must fail, and gives all that Lambda would write of it. */
async function failing(invoke: () => Promise<unknown>) {
  const error: Error = await invoke().then(
    () => expect.unreachable(),
    (reason) => reason,
  );
  return { message: error.message, written: [String(error.stack), ...logged.lines].join('\n') };
}

/** An event that cannot be read, and says so in words that hold what it was. */
const unreadable = () =>
  new Proxy({} as never, {
    get: () => {
      throw new TypeError(`Bad event of ${PERSON}`);
    },
  });

describe.each(['graphql', 'redirect', 'projector', 'scheduler'] as const)('%s', (name) => {
  test('that fails logs the error’s name and throws a generic error', async () => {
    const { handler } = await import(`../../functions/entrypoints/${name}.ts`);
    const context = { ...lambdaContext(name), awsRequestId: 'invocation-1' };
    context.getRemainingTimeInMillis = () => {
      throw new TypeError(`No time for ${PERSON}`);
    };
    const { message, written } = await failing(async () => handler(unreadable(), context));
    expect(message).toBe('The invocation failed. The line before this one says of what.');
    expect(written).not.toContain(PERSON);
    expect(logged.lines).toHaveLength(1);
    const line = JSON.parse(logged.lines[0] ?? '');
    expect(line).toMatchObject({ level: 'ERROR', message: 'The invocation failed.' });
    expect(line.error.frames.length).toBeGreaterThan(0);
  });
});
