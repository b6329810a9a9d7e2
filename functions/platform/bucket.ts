import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { ResultsBucket } from './env.ts';
import { OwnError } from './errors.ts';
import { LOCAL_ACCESS } from './local-access.ts';

/** Where the files of results are. */
export type Bucket = {
  /** Writes a file, over what has the key already. Throws BucketError. */
  put(
    key: string,
    bytes: Uint8Array,
    as: { contentType: string; contentEncoding?: string | undefined },
  ): Promise<void>;
  /** A file's bytes as they are stored, undefined where there is none. Throws BucketError. */
  get(key: string): Promise<Uint8Array | undefined>;
};

/**
 * AWAY: no answer, or none that says what is wrong. FULL: it takes no more. REFUSED: it is not there, or not
 * for us; asking again does not help.
 */
export type BucketTrouble = 'AWAY' | 'FULL' | 'REFUSED';

const SAID: Readonly<Record<BucketTrouble, string>> = {
  AWAY: 'The results bucket does not answer as it should.',
  FULL: 'The results bucket is full.',
  REFUSED: 'The results bucket refuses the request: see that it is there, and what the role may do.',
};

/** What was to be read or written was not. */
export class BucketError extends OwnError {
  readonly trouble: BucketTrouble;
  constructor(trouble: BucketTrouble, cause: unknown) {
    super(SAID[trouble], { cause });
    this.name = 'BucketError';
    this.trouble = trouble;
  }
}

export type BucketPatience = { connectMillis: number; requestMillis: number; attempts: number };

/**
 * A partition of a large contest is a few megabytes. All attempts end within the time that the scheduler
 * keeps in reserve.
 */
export const BUCKET_PATIENCE: BucketPatience = { connectMillis: 1_000, requestMillis: 3_500, attempts: 2 };
/** A developer's machine may be busy. */
const LOCAL_PATIENCE: BucketPatience = { connectMillis: 30_000, requestMillis: 30_000, attempts: 3 };

/** Nothing is sent until the first call. */
export function createBucket(
  { name, endpoint }: ResultsBucket,
  patience: BucketPatience = endpoint === undefined ? BUCKET_PATIENCE : LOCAL_PATIENCE,
): Bucket {
  const { connectMillis, requestMillis, attempts } = patience;
  const limits = { connectionTimeout: connectMillis, requestTimeout: requestMillis };
  const client = new S3Client({
    maxAttempts: attempts,
    // The second is for an answer that stops in the middle.
    requestHandler: { ...limits, socketTimeout: requestMillis, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { ...LOCAL_ACCESS, endpoint, forcePathStyle: true }),
  });
  client.middlewareStack.remove('loggerMiddleware');
  return {
    put: async (Key, Body, { contentType: ContentType, contentEncoding: ContentEncoding }) => {
      const file = { Bucket: name, Key, Body, ContentType, ContentEncoding };
      await client.send(new PutObjectCommand(file)).catch((error: unknown) => {
        throw new BucketError(troubleOf(error), error);
      });
    },
    get: async (Key) => {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: name, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw new BucketError(troubleOf(error), error);
      }
    },
  };
}

function troubleOf(error: unknown): BucketTrouble {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0;
  if (status === 507) return 'FULL';
  return status >= 400 && status < 500 && status !== 429 ? 'REFUSED' : 'AWAY';
}
