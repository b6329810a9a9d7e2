import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBucket } from '../../functions/platform/bucket.ts';
import { clearData } from '../../local/demo-data.ts';
import { openResultKey } from '../../local/result-key.ts';
import { bucketDirectory, bucketWhenAsked, startBucketServer } from '../../tools/engine/bucket-server.ts';
import { codeOf, temporaryDirectory, until } from '../support/machine.ts';

const directory = temporaryDirectory();
const FIXTURE = path.join(import.meta.dirname, 'fixtures', 'bucket-parent.ts');
const WRITTEN = 20;
const AS = { contentType: 'text/plain' };

async function open(place: string) {
  const server = await startBucketServer(place);
  onTestFinished(() => server.close());
  return { server, bucket: createBucket(server) };
}

const textOf = async (bucket: { get(key: string): Promise<Uint8Array | undefined> }, key: string) =>
  Buffer.from((await bucket.get(key)) ?? []).toString();

describe('the local bucket', () => {
  it('loses no file that was written before its process was killed', async () => {
    const place = path.join(directory, 'killed');
    const parent = spawn(process.execPath, [FIXTURE, place], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const ended = new Promise((resolve) => parent.once('close', resolve));
    let said = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until('files are written', () => said.split('\n').length > WRITTEN);
    parent.kill('SIGKILL');
    await ended;

    const { bucket } = await open(place);
    const written = said.split('\n').slice(0, -1).map(Number);
    expect(written.length).toBeGreaterThanOrEqual(WRITTEN);
    for (const number of written)
      expect(
        Buffer.compare(
          (await bucket.get(`demo/${number}`)) ?? Buffer.from(''),
          Buffer.alloc(200_000, number),
        ),
      ).toBe(0);
    // The one that it was at can be written anew.
    const cut = `demo/${written.length + 1}`;
    await bucket.put(cut, Buffer.from('whole'), AS);
    expect(await textOf(bucket, cut)).toBe('whole');
  });

  it('may be open twice: what one has written the other reads', async () => {
    const place = path.join(directory, 'twice');
    const [one, other] = [await open(place), await open(place)];
    expect(one.server.endpoint).not.toBe(other.server.endpoint);
    await one.bucket.put('file', Buffer.from('text'), AS);
    expect(await textOf(other.bucket, 'file')).toBe('text');
  });

  it('is deleted with the data, and the key of results stays', async () => {
    vi.stubEnv('DYNAMODB_ENDPOINT', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const data = path.join(directory, 'data');
    const key = readFileSync(await openResultKey(data), 'utf8');
    await (await open(bucketDirectory(data))).bucket.put('file', Buffer.from('text'), AS);
    await clearData(data, false);
    expect(await textOf((await open(bucketDirectory(data))).bucket, 'file')).toBe('text');
    await clearData(data, true);
    expect(await (await open(bucketDirectory(data))).bucket.get('file')).toBeUndefined();
    expect(readFileSync(await openResultKey(data), 'utf8')).toBe(key);
  });

  it('that nobody asks for is not started, and is started once for all who ask', async () => {
    const place = path.join(directory, 'asked');
    const files = bucketWhenAsked(place);
    await files.close();
    await Promise.all(['a', 'b', 'c'].map((key) => files.bucket.put(key, Buffer.from(key), AS)));
    const { endpoint } = await files.server();
    expect(await textOf(createBucket(await files.server()), 'b')).toBe('b');
    await files.close();
    await expect(fetch(endpoint)).rejects.toThrow();
  });

  it('says nothing, whatever is asked of it', async () => {
    const { server } = await open(path.join(directory, 'quiet'));
    const said: unknown[] = [];
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation((text) => said.push(text) > 0),
    );
    for (const place of ['', '/fanfare-results/none', '/no-such-bucket/none', '/fanfare-results/a?bad=%ff'])
      await fetch(server.endpoint + place);
    await fetch(`${server.endpoint}/fanfare-results/a`, {
      method: 'PUT',
      body: 'b',
      headers: { authorization: 'none' },
    });
    for (const spy of spies) spy.mockRestore();
    expect(said).toEqual([]);
  });

  it('says so where its directory cannot be made', async () => {
    const file = path.join(directory, 'a-file');
    writeFileSync(file, '');
    expect(await codeOf(startBucketServer(path.join(file, 'bucket')))).toBe('DATA_UNWRITABLE');
  });
});
