import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bucket, createBucket } from '../../functions/platform/bucket.ts';
import { type BucketServer, startBucketServer } from '../../tools/engine/bucket-server.ts';

export type TestBucket = { server: BucketServer; bucket: Bucket; directory: string; close(): Promise<void> };

/** A results bucket of its own, about 25 ms once the first is there. */
export async function startTestBucket(): Promise<TestBucket> {
  const directory = mkdtempSync(join(tmpdir(), 'fanfare-bucket-'));
  const server = await startBucketServer(directory);
  return {
    server,
    bucket: createBucket(server),
    directory,
    close: async () => {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
