import * as z from 'zod';
import type { PublicJwk } from '../../../platform/signer.ts';
import { cached } from '../../../table/cached.ts';
import type { Item } from '../../../table/client.ts';
import type { Deps } from '../../../table/deps.ts';
import { ENTITY } from '../../../table/entities.ts';
import { RESULT_KEYS_PARTITION, resultKeyKey } from '../../../table/keys.ts';
import { lookup } from '../../../table/lookup.ts';
import { queryAll } from '../../../table/pages.ts';
import { madeByTheFirst } from '../../../table/secrets.ts';

// The public keys of all results that were ever signed. Whoever has a result checks it by them, years later too: a key that
// signs no more stays.

const coordinate = z.string().regex(/^[\w-]{43}$/);
const publicJwk = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: coordinate,
  y: coordinate,
  alg: z.literal('ES256'),
  use: z.literal('sig'),
  kid: coordinate,
}) satisfies z.ZodType<PublicJwk>;

export const parseResultKey = (item: Item): PublicJwk => publicJwk.parse(item);

/** The public key that this process signs by. It is published before it is given: a signature comes after its key. */
export const ensureResultKey = (deps: Deps): Promise<PublicJwk> => ownKey.get(deps);

const ownKey = cached(
  'resultKey',
  async (deps) => {
    const jwk = await deps.signer.publicKey();
    const key = resultKeyKey(jwk.kid);
    return madeByTheFirst(deps, lookup(key, parseResultKey), () => ({
      ...key,
      et: ENTITY.resultKey,
      ...jwk,
      createdAt: deps.now().toISOString(),
    }));
  },
  Number.POSITIVE_INFINITY,
);

const PAGE = 100;

/** All public keys, by their names. A new one is seen within 30 seconds. */
export const cachedResultKeys = (deps: Deps): Promise<PublicJwk[]> => allKeys.get(deps);

const allKeys = cached('resultKeys', async (deps) => {
  const items = await queryAll(deps, { partition: RESULT_KEYS_PARTITION, limit: PAGE });
  return items.map(parseResultKey);
});
