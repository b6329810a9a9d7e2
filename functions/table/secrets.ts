import { cached } from './cached.ts';
import { ConditionFailed, type Item } from './client.ts';
import type { Deps } from './deps.ts';
import { ENTITY } from './entities.ts';
import { SECRETS_KEY } from './keys.ts';
import { type Lookup, lookUpOne, lookup } from './lookup.ts';
import { insert } from './writes.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/**
 * The deployment's key for sealing cursors and ids: 256 random bits, made by whoever asks first and kept in
 * the table, so that every instance seals alike and nothing has to be deployed or configured. Kept by the
 * process.
 */
export const sealSecret = (deps: Deps): Promise<string> => secrets.get(deps);

const secrets = cached(
  'secrets',
  (deps) =>
    madeByTheFirst(
      deps,
      lookup(SECRETS_KEY, (item) => String(item.cursorSecret)),
      () => ({
        ...SECRETS_KEY,
        et: ENTITY.secrets,
        cursorSecret: Buffer.from(deps.random(32)).toString('base64url'),
      }),
    ),
  FOREVER,
);

/** What an item says that whoever asks first makes; who comes second at the same moment reads it. */
export async function madeByTheFirst<T>(
  deps: Deps,
  wanted: Lookup<T | undefined>,
  make: () => Item,
): Promise<T> {
  const known = await lookUpOne(deps, wanted);
  if (known !== undefined) return known;
  const item = make();
  try {
    await deps.table.write(insert(item));
  } catch (error) {
    const made =
      error instanceof ConditionFailed ? await lookUpOne(deps, wanted, { consistent: true }) : undefined;
    if (made === undefined) throw error;
    return made;
  }
  return wanted.parse(item) as T;
}
