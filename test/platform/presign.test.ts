import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createPresigner } from '../../functions/platform/presign.ts';
import { startTestBucket, type TestBucket } from '../support/bucket.ts';

const KEY = 'demo/con_1/results/0001/result.json';
const MINUTE = 60_000;

let real: TestBucket;
beforeAll(async () => {
  real = await startTestBucket();
  await real.bucket.put(KEY, Buffer.from('{"version":1}'), { contentType: 'application/json' });
});
afterAll(() => real.close());

const signedAgo = (millis: number) =>
  createPresigner(real.server, () => new Date(Date.now() - millis)).urlOf(KEY, 'result.json');

describe('a signed address of a file', () => {
  test('gives its bytes to whoever asks, under the name that was signed, and to a page of any site', async () => {
    const url = await createPresigner(real.server).urlOf(KEY, 'ballots-1-00.ndjson.gz');
    const answer = await fetch(url, { headers: { origin: 'https://recount.example' } });
    expect([answer.status, await answer.text()]).toEqual([200, '{"version":1}']);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="ballots-1-00.ndjson.gz"');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('gives a file whose key has signs that addresses write otherwise', async () => {
    const key = "demo/con_1/a b'(c)+d%é&=.json";
    await real.bucket.put(key, Buffer.from('odd'), { contentType: 'text/plain' });
    expect(await (await fetch(await createPresigner(real.server).urlOf(key, 'odd.json'))).text()).toBe('odd');
  });

  test('is good for 15 minutes', async () => {
    expect((await fetch(await signedAgo(14 * MINUTE))).status).toBe(200);
    expect((await fetch(await signedAgo(16 * MINUTE))).status).toBe(403);
  });

  test.each([
    ['another file', (url: string) => url.replace('/0001/', '/0002/')],
    ['another name', (url: string) => url.replace('result.json%22', 'virus.exe%22')],
    ['a longer life', (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=90000')],
    ['another signature', (url: string) => url.replace(/.$/, (last) => (last === '0' ? '1' : '0'))],
  ])('is refused for %s', async (_what, change) => {
    const url = await signedAgo(0);
    expect(change(url)).not.toBe(url);
    expect((await fetch(change(url))).status).toBe(403);
  });

  test('is not made for a name that could add to the header', async () => {
    const presigner = createPresigner(real.server);
    for (const name of ['a"; filename="b', 'a\r\nset-cookie: b', '', 'a/b'])
      await expect(presigner.urlOf(KEY, name)).rejects.toThrow('no name for a file');
  });

  test('leads to the bucket’s own host in AWS, and holds the session of the function’s role', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'key');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    vi.stubEnv('AWS_SESSION_TOKEN', 'session+token');
    const url = new URL(
      await createPresigner({ name: 'fanfare-results-1', region: 'eu-west-1' }).urlOf(KEY, 'result.json'),
    );
    vi.unstubAllEnvs();
    expect(url.origin + url.pathname).toBe(`https://fanfare-results-1.s3.eu-west-1.amazonaws.com/${KEY}`);
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^key\/\d{8}\/eu-west-1\/s3\/aws4_request$/);
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('session+token');
  });

  test('is not made where nothing says the region of the bucket', () => {
    expect(() => createPresigner({ name: 'fanfare-results-1' })).toThrow('region');
  });
});
