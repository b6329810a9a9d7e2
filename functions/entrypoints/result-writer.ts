import { createBucket } from '../platform/bucket.ts';
import { ENV, type Env, EnvError } from '../platform/env.ts';
import { createSigner } from '../platform/signer.ts';
import type { Deps } from '../table/deps.ts';

/** What writes results and signs them. Throws EnvError. */
export function resultWriter({ resultsBucket, resultKey }: Env): Pick<Deps, 'bucket' | 'signer'> {
  if (resultsBucket === undefined || resultKey === undefined) {
    throw new EnvError(
      `The environment is not usable. Set ${ENV.resultsBucket}, and ${ENV.resultKeyArn} or ${ENV.resultKeyFile}.`,
    );
  }
  return { bucket: createBucket(resultsBucket), signer: createSigner(resultKey) };
}
