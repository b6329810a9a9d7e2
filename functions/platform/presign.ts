import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { S3RequestPresigner } from '@aws-sdk/s3-request-presigner';
import { type Clock, systemClock } from './clock.ts';
import type { ResultsBucket } from './env.ts';
import { Fault } from './errors.ts';
import { LOCAL_ACCESS } from './local-access.ts';

/** Signs addresses of files of the results bucket. Nothing is asked of the bucket. */
export type Presigner = {
  /** Where anybody can download a file for 15 minutes, under this name. */
  urlOf(key: string, filename: string): Promise<string>;
};

const EXPIRES_SECONDS = 900;
const FILENAME = /^[\w.-]+$/;

/** `now`: the bucket checks by its own clock, so it must be the real time. */
export function createPresigner(
  { name, endpoint, region }: ResultsBucket,
  now: Clock = systemClock,
): Presigner {
  if (region === undefined && endpoint === undefined)
    throw new Fault('Nothing says the region of the bucket.');
  const presigner = new S3RequestPresigner({
    ...(endpoint === undefined ? { region: region ?? '', credentials: defaultProvider() } : LOCAL_ACCESS),
    sha256: Sha256,
  });
  const base = new URL(endpoint === undefined ? `https://${name}.s3.${region}.amazonaws.com` : endpoint);
  const folder = endpoint === undefined ? '' : `/${name}`;
  return {
    urlOf: async (key, filename) => {
      if (!FILENAME.test(filename)) throw new Fault('This is no name for a file of a result.');
      const request = {
        method: 'GET',
        protocol: base.protocol,
        hostname: base.hostname,
        ...(base.port === '' ? {} : { port: Number(base.port) }),
        path: `${folder}/${key.split('/').map(escaped).join('/')}`,
        query: { 'response-content-disposition': `attachment; filename="${filename}"` },
        headers: { host: base.host },
      };
      const { query = {} } = await presigner.presign(request, {
        expiresIn: EXPIRES_SECONDS,
        signingDate: now(),
      });
      const parameters = Object.entries(query).map(([name, value]) => `${name}=${escaped(String(value))}`);
      return `${base.origin}${request.path}?${parameters.join('&')}`;
    },
  };
}

/** As RFC 3986 has it, by which the bucket checks. */
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** SHA-256 as the SDK wants to have it, or an HMAC of it where there is a secret. */
class Sha256 {
  readonly #secret: Uint8Array | string | undefined;
  #state: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#secret = secret as Uint8Array | string | undefined;
    this.#state = this.#begin();
  }

  #begin = () => (this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret));

  update(bytes: Uint8Array | string): void {
    this.#state.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    return this.#state.digest();
  }

  reset(): void {
    this.#state = this.#begin();
  }
}
