import { ENV, type Env, EnvError } from '../platform/env.ts';
import { createPresigner } from '../platform/presign.ts';
import type { Deps } from '../table/deps.ts';

/** What tells where results are. Throws EnvError. */
export function resultReader({ resultsBucket }: Env): Pick<Deps, 'presigner'> {
  if (resultsBucket === undefined)
    throw new EnvError(`The environment is not usable. Set ${ENV.resultsBucket}.`);
  return { presigner: createPresigner(resultsBucket) };
}
