import { ConditionFailed } from './client.ts';
import type { Deps } from './deps.ts';
import { ENTITY } from './entities.ts';
import { SECRETS_KEY } from './keys.ts';
import { lookUpOne, lookup } from './lookup.ts';
import { insert } from './writes.ts';

const FOREVER = Number.POSITIVE_INFINITY;

/**
 * The deployment's key for sealing cursors and ids: 256 random bits, made by whoever asks first and kept in
 * the table, so that every instance seals alike and nothing has to be deployed or configured. One read per
 * process, when it is first needed.
 */
export function sealSecret(deps: Deps): Promise<string> {
  return deps.cache.through(
    'secrets',
    FOREVER,
    async () => (await getSecret(deps)) ?? (await makeSecret(deps)),
  );
}

async function getSecret(deps: Deps): Promise<string | undefined> {
  const secret = lookup(SECRETS_KEY, (item) => String(item.cursorSecret));
  return lookUpOne(deps, secret, { consistent: true });
}

async function makeSecret(deps: Deps): Promise<string> {
  const secret = Buffer.from(deps.random(32)).toString('base64url');
  const put = { ...SECRETS_KEY, et: ENTITY.secrets, cursorSecret: secret };
  try {
    await deps.table.write(insert(put));
    return secret;
  } catch (error) {
    if (!(error instanceof ConditionFailed)) throw error;
    // Another instance was first; its secret is the deployment's.
    return (await getSecret(deps)) ?? secret;
  }
}
