import { join } from 'node:path';
import type S3rver from '@20minutes/s3rver';
import { type Bucket, createBucket } from '../../functions/platform/bucket.ts';
import type { ResultsBucket } from '../../functions/platform/env.ts';
import { makeDirectory } from '../terminal/directory.ts';
import { freeAddress } from './process.ts';

/** A results bucket to work with: an S3 server in this process, with its files in a directory. */
export type BucketServer = ResultsBucket & { endpoint: string; close(): Promise<void> };

const NAME = 'fanfare-results';

/** As infra/results.ts has it: pages of any site may read what they are given an address of. */
const CORS = `<CORSConfiguration><CORSRule>
  <AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>HEAD</AllowedMethod>
</CORSRule></CORSConfiguration>`;

/** Where the bucket's files are in the data directory. */
export const bucketDirectory = (directory: string): string => join(directory, 'bucket');

/**
 * Opens the bucket in that directory, and makes it where there is none. It listens on an address of this
 * machine alone, another each time, for it gives its files to whoever asks (`freeAddress`). Throws LocalError
 * DATA_UNWRITABLE or DISK_FULL.
 */
export async function startBucketServer(directory: string): Promise<BucketServer> {
  makeDirectory(directory);
  // Some hundred packages, which few tests and tools need.
  const { default: S3rver } = await import('@20minutes/s3rver');
  const { host } = await freeAddress();
  const server = new S3rver({
    address: host,
    port: 0,
    directory,
    silent: true,
    vhostBuckets: false,
    configureBuckets: [{ name: NAME, configs: [CORS] }],
  });
  const { port } = await server.run();
  // An idle bucket must not keep a finished script or test alive.
  server.httpServer.unref();
  let closing: Promise<void> | undefined;
  return {
    name: NAME,
    endpoint: `http://${host}:${port}`,
    close: () => {
      closing ??= closed(server);
      return closing;
    },
  };
}

/** The bucket of a server that is started when it is first asked for. */
export function bucketWhenAsked(directory: string): {
  bucket: Bucket;
  server(): Promise<BucketServer>;
  close(): Promise<void>;
} {
  let started: Promise<BucketServer> | undefined;
  const server = () => {
    started ??= startBucketServer(directory);
    return started;
  };
  let opened: Promise<Bucket> | undefined;
  const open = () => {
    opened ??= server().then((running) => createBucket(running));
    return opened;
  };
  return {
    bucket: {
      put: async (...file) => (await open()).put(...file),
      get: async (key) => (await open()).get(key),
    },
    server,
    close: async () => (await started)?.close(),
  };
}

async function closed(server: S3rver): Promise<void> {
  const ended = server.close();
  // Clients keep their connections for the next request.
  server.httpServer.closeAllConnections();
  await ended;
}
