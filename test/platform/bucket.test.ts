import { randomBytes } from 'node:crypto';
import http, { type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET_PATIENCE, BucketError, createBucket } from '../../functions/platform/bucket.ts';
import { createLog } from '../../functions/platform/log.ts';
import { freeAddress } from '../../tools/engine/process.ts';
import { startTestBucket, type TestBucket } from '../support/bucket.ts';
import { captureLog } from '../support/log-lines.ts';

let real: TestBucket;
beforeAll(async () => {
  real = await startTestBucket();
});
afterAll(() => real.close());

const JSON_FILE = { contentType: 'application/json' };
/** A tenth of a function's, because these wait in real time. */
const PATIENCE = { connectMillis: 100, requestMillis: 150, attempts: 2 };

/** A bucket at a server that answers as told. */
async function answering(answer: RequestListener) {
  let requests = 0;
  const server = http.createServer((request, response) => {
    requests += 1;
    request.resume();
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    bucket: createBucket({ name: 'results', endpoint }, PATIENCE),
    requests: () => requests,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('the results bucket', () => {
  test('gives back the bytes that were put, whatever they are', async () => {
    const { bucket } = real;
    const files: [string, Uint8Array][] = [
      ['demo/con_1/results/0001/result.json', Buffer.from('{"format":"fanfare-result/1"}')],
      ['demo/con_1/ballots/1-1-1/00.ndjson.gz', randomBytes(3_000_000)],
      ['demo/con_1/ballots/1-1-1/01.ndjson.gz', new Uint8Array(0)],
    ];
    for (const [key, bytes] of files) await bucket.put(key, bytes, JSON_FILE);
    for (const [key, bytes] of files)
      expect(Buffer.compare((await bucket.get(key)) ?? Buffer.from('none'), bytes)).toBe(0);
  });

  test('has no file where none was put', async () => {
    expect(await real.bucket.get('demo/con_1/results/0009/result.json')).toBeUndefined();
  });

  test('has the last of two files that were put under one key', async () => {
    const key = 'demo/con_2/results/0001/result.json';
    await real.bucket.put(key, Buffer.from('a longer one before'), JSON_FILE);
    await real.bucket.put(key, Buffer.from('short'), JSON_FILE);
    expect(Buffer.from((await real.bucket.get(key)) ?? []).toString()).toBe('short');
  });

  test('keeps its files when its server ends and another starts', async () => {
    const { startBucketServer } = await import('../../tools/engine/bucket-server.ts');
    await real.bucket.put('kept', Buffer.from('kept'), JSON_FILE);
    const next = await startBucketServer(real.directory);
    try {
      expect(next.endpoint).not.toBe(real.server.endpoint);
      expect(Buffer.from((await createBucket(next).get('kept')) ?? []).toString()).toBe('kept');
    } finally {
      await next.close();
    }
  });

  test('that is of no such name refuses, and is not taken for one without the file', async () => {
    const other = createBucket({ ...real.server, name: 'no-such-bucket' });
    const failed = await Promise.all([
      failureOf(other.get('file')),
      failureOf(other.put('file', Buffer.from(''), JSON_FILE)),
    ]);
    for (const error of failed) expect(error).toMatchObject({ name: 'BucketError', trouble: 'REFUSED' });
  });
});

describe('a bucket in trouble', () => {
  test.each([
    ['500, and is tried again', 500, 'AWAY', 2],
    ['503, and is tried again', 503, 'AWAY', 2],
    ['507', 507, 'FULL', 1],
    ['403', 403, 'REFUSED', 1],
  ] as const)('answers %s', async (_what, status, trouble, requests) => {
    const sick = await answering((_request, response) => response.writeHead(status).end());
    const put = await failureOf(sick.bucket.put('file', Buffer.from('bytes'), JSON_FILE));
    expect(put).toMatchObject({ name: 'BucketError', trouble });
    expect(sick.requests()).toBe(requests);
    expect(await failureOf(sick.bucket.get('file'))).toMatchObject({ trouble });
    expect(sick.requests()).toBe(2 * requests);
    await sick.close();
  });

  test.each([
    ['at all', () => undefined],
    [
      'after the beginning of a file',
      ((_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('the beginning');
      }) satisfies RequestListener,
    ],
    [
      'after the beginning of a file, and hangs up',
      ((_request, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('the beginning', () => response.destroy());
      }) satisfies RequestListener,
    ],
  ])('does not answer %s, and no half of a file is given', async (_what, answer) => {
    const sick = await answering(answer);
    const from = performance.now();
    expect(await failureOf(sick.bucket.get('file'))).toMatchObject({ name: 'BucketError', trouble: 'AWAY' });
    expect(performance.now() - from).toBeLessThan(3_000);
    await sick.close();
  });

  test('takes no file for written where it does not answer', async () => {
    const sick = await answering(() => undefined);
    const error = await failureOf(sick.bucket.put('file', Buffer.from('bytes'), JSON_FILE));
    expect(error).toMatchObject({ trouble: 'AWAY', cause: { name: 'TimeoutError' } });
    expect(sick.requests()).toBe(PATIENCE.attempts);
    await sick.close();
  });

  test('that is not there at all is told in a sentence that the log may have', async () => {
    const { host, port } = await freeAddress();
    const bucket = createBucket({ name: 'results', endpoint: `http://${host}:${port}` }, PATIENCE);
    const error = await failureOf(bucket.put('file', Buffer.from('bytes'), JSON_FILE));
    expect(error).toBeInstanceOf(BucketError);
    const captured = captureLog();
    createLog('INFO').error('A count failed.', { error });
    captured.restore();
    expect(captured.lines.join()).toContain('The results bucket does not answer as it should.');
    expect(captured.lines.join()).toContain('ECONNREFUSED');
  });

  test('is given up within the time that the scheduler keeps in reserve', () => {
    const { connectMillis, requestMillis, attempts } = BUCKET_PATIENCE;
    expect((connectMillis + requestMillis) * attempts).toBeLessThan(10_000);
  });
});
