import { DynamoDBServiceException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Answer, type Api, startApi } from '../support/api.ts';
import { captureLog, type LoggedLines } from '../support/log-lines.ts';

vi.mock('../../functions/table/retry.ts', () => import('../support/no-wait.ts'));

// What a client is told when the table fails us, and what the log is told.

type Line = { level: string; message: string } & Record<string, unknown>;
let api: Api;
let owner: { token: string };
let member: { token: string; memberId: string };
/** What befalls a call to the table, by its name; nothing when undefined. */
let fault: (command: string) => Error | undefined = () => undefined;
let logged: LoggedLines;
const lines = (): Line[] => logged.lines.map((line) => JSON.parse(line));

beforeAll(async () => {
  api = await startApi({
    client: (client) =>
      client.middlewareStack.add(
        (next, { commandName = '' }) =>
          async (args) => {
            const error = fault(commandName.replace(/Command$/, ''));
            if (error !== undefined) throw error;
            return next(args);
          },
        { step: 'initialize' },
      ),
  });
  await api.createProgram({ slug: 'demo' });
  owner = { token: await api.as('demo', 'OWNER') };
  member = await api.join('demo', 'member');
  logged = captureLog();
  api.deps.log = logged.log;
});
afterAll(async () => {
  logged.restore();
  await api.close();
});
beforeEach(() => void logged.lines.splice(0));
afterEach(() => {
  fault = () => undefined;
});

const serviceError = (name: string, message = 'secret detail of the table') =>
  new DynamoDBServiceException({ name, $fault: 'server', $metadata: {}, message });
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    $metadata: {},
    message: 'secret detail',
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
const whenever = (operation: string, error: () => Error) => (command: string) =>
  command === operation ? error() : undefined;

const AWARD = `mutation($id: ID!) { awardPoints(input: { memberId: $id, points: 5, reason: "감사", idempotencyKey: "k" }) { userErrors { code } } }`;
const award = () => api.send('demo', AWARD, { id: member.memberId }, owner);
const ME = '{ me { id points { available } } }';

describe('an internal error', () => {
  test('is masked, and its request id finds it in the log', async () => {
    fault = whenever('GetItem', () => new Error('secret detail of the table'));
    const { status, body } = await api.send('demo', ME, {}, member);
    const [error] = body.errors ?? [];
    expect([status, body.data]).toEqual([200, { me: null }]);
    expect(error).toEqual({
      message: 'Something went wrong on our side. Quote the request id when you ask about it.',
      locations: [{ line: 1, column: 3 }],
      path: ['me'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        requestId: error?.extensions.requestId,
        error: { name: 'Error', frames: expect.arrayContaining([expect.stringContaining('.ts:')]) },
      }),
    ]);
    expect(JSON.stringify(lines())).not.toContain('secret');
  });

  test('is logged and masked even when the reporting itself fails', async () => {
    fault = whenever('GetItem', () => new Error('secret detail of the table'));
    const withSpy = vi.spyOn(api.deps.log, 'with').mockImplementationOnce((fields) => {
      const log = logged.log.with(fields);
      const error = vi.spyOn(log, 'error').mockImplementationOnce(() => {
        throw new TypeError('secret detail of the log');
      });
      return { ...log, error };
    });
    const { status, body } = await api.send('demo', ME, {}, member);
    withSpy.mockRestore();
    expect([status, body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      500,
      ['INTERNAL_SERVER_ERROR'],
    ]);
    expect(lines()).toEqual([expect.objectContaining({ message: 'A request failed.' })]);
    expect(JSON.stringify([lines(), body])).not.toContain('secret');
  });

  test('before the query is parsed is a 500 of the same form', async () => {
    fault = whenever('GetItem', () => serviceError('InternalServerError'));
    const { status, body } = await api.send('unread', '{ program { id } }', {}, {});
    expect([status, body.errors?.[0]?.extensions]).toEqual([
      500,
      { code: 'INTERNAL_SERVER_ERROR', requestId: lines()[0]?.requestId },
    ]);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(lines()).toHaveLength(1);
  });

  test('is logged once for each field that met it, all under one request id', async () => {
    fault = whenever('Query', () => new Error('secret'));
    const query = '{ members { edges { cursor } } apiKeys { edges { cursor } } }';
    const { body } = await api.send('demo', query, {}, owner);
    expect(body.errors).toHaveLength(1);
    expect(new Set(lines().map(({ requestId }) => requestId))).toEqual(
      new Set([body.errors?.[0]?.extensions.requestId]),
    );
  });

  const named = `One value was not valid: {"displayName":{"S":"김민지 비밀"}}\n    at 김민지 (file:///x.ts:1:1)`;
  test.each<[string, string, () => Error]>([
    ['join', 'join', () => new Error(named)],
    ['join, a fault of the table', 'join', () => serviceError('ValidationException', named)],
    ['updateProfile', 'updateProfile', () => new TypeError(named, { cause: new Error(named) })],
    ['updateProfile, with no message', 'updateProfile', () => serviceError('InternalServerError', '')],
  ])('puts nothing that a person typed into the log: %s', async (_what, field, error) => {
    fault = whenever('PutItem', error);
    const document = `mutation { ${field}(input: { displayName: "김민지 비밀" }) { userErrors { code } } }`;
    const token = await api.token('demo', { subject: field === 'join' ? 'somebody new' : 'member' });
    const { body } = await api.send('demo', document, {}, { token });
    expect(body.errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR');
    expect(lines()).toHaveLength(1);
    expect(JSON.stringify(lines())).not.toMatch(/김민지|비밀/);
    expect(JSON.stringify(lines())).not.toContain(token);
  });

  test('in a transaction is not taken for a temporary fault', async () => {
    fault = whenever('TransactWriteItems', () => cancelled('None', 'ValidationError'));
    const { body } = await award();
    expect(body.errors?.[0]?.extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      requestId: lines()[0]?.requestId,
    });
  });
});

describe('a temporary fault is THROTTLED, is not logged as an error, and writes nothing:', () => {
  test.each([
    ['a read over the throughput', 'GetItem', () => serviceError('ProvisionedThroughputExceededException')],
    ['a throttled read', 'BatchGetItem', () => serviceError('ThrottlingException')],
    ['a throttled transaction', 'TransactWriteItems', () => cancelled('None', 'ThrottlingError')],
    [
      'a transaction over the throughput',
      'TransactWriteItems',
      () => cancelled('ProvisionedThroughputExceeded', 'None'),
    ],
    [
      'a transaction that never meets an end of others',
      'TransactWriteItems',
      () => cancelled('TransactionConflict', 'None'),
    ],
    [
      'an account that others change all the time',
      'TransactWriteItems',
      () => cancelled('ConditionalCheckFailed', 'None'),
    ],
  ])('%s', async (_what, operation, error) => {
    const before = await api.scanAll();
    fault = whenever(operation, error);
    const { status, body } = operation === 'GetItem' ? await api.send('demo', ME, {}, member) : await award();
    expect(status).toBe(200);
    expect(body.errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'THROTTLED', retryAfterSeconds: 1 },
    ]);
    expect(body.errors?.[0]?.message).toMatch(/Send the same request again/);
    fault = () => undefined;
    expect(lines()).toEqual([]);
    expect(await api.scanAll()).toEqual(before);
  });

  test('before the query is parsed it is a 429 with a Retry-After header', async () => {
    fault = whenever('GetItem', () => serviceError('ThrottlingException'));
    const answer = await api.get('/throttled/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ program { id } }"}',
    });
    const { errors } = (await answer.json()) as Answer['body'];
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([
      { code: 'THROTTLED', retryAfterSeconds: 1 },
    ]);
  });

  test('the same request succeeds once the fault has passed', async () => {
    let left = 3;
    fault = (command) =>
      command === 'TransactWriteItems' && left-- > 0 ? cancelled('TransactionConflict', 'None') : undefined;
    expect((await award()).body).toEqual({ data: { awardPoints: { userErrors: [] } } });
  });
});

test('an issuer with unreadable keys is a 503, logged under the request id without the token', async () => {
  const tokenPolicy = { issuer: 'https://issuer.example', audience: 'a', jwksUri: 'http://127.0.0.1:1/keys' };
  await api.createProgram({ slug: 'keyless', tokenPolicy });
  logged.lines.splice(0);
  const claims = { iss: 'https://issuer.example', aud: 'a' };
  const token = await api.token('keyless', { subject: 'somebody', claims });
  const { status, body } = await api.send('keyless', ME, {}, { token });
  expect([status, body.errors?.[0]?.extensions]).toEqual([
    503,
    { code: 'ISSUER_UNAVAILABLE', retryAfterSeconds: 10 },
  ]);
  expect(lines()).toEqual([
    expect.objectContaining({ level: 'ERROR', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
  ]);
  expect(JSON.stringify(lines())).not.toContain(token);
});

test('log lines of an operation carry the request id', async () => {
  await api.mutate(
    'demo',
    'createApiKey',
    { name: 'logged', scopes: ['POINTS_READ'] },
    'apiKey { id }',
    owner,
  );
  expect(lines()).toEqual([
    expect.objectContaining({
      message: 'API key created.',
      programId: 'demo',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    }),
  ]);
});

test('a request with a client error logs no error', async () => {
  await api.send('demo', '{ nothing }', {}, owner);
  await api.send('demo', '{ members(first: 0) { edges { cursor } } }', {}, owner);
  await api.send('demo', ME, {}, { token: 'x' });
  await api.send('demo', ME);
  expect(lines()).toEqual([]);
});
