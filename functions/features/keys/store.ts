import type { Write } from '../../table/client.ts';
import { type Connection, type PageRequest, readConnection } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { apiKeyKey, apiKeysPartition, ENTITY } from '../../table/keys.ts';
import { type ApiKey, apiKeyModel, belongsTo, keyIdOf } from './rules.ts';

/**
 * The program's key of that keyId as it stands now: never from memory, so a revoked key is refused at once.
 */
export async function loadKey(deps: Deps, programId: string, keyId: string): Promise<ApiKey | undefined> {
  if (!belongsTo(programId, keyId)) return undefined;
  const item = await deps.table.get(apiKeyKey(programId, keyId), { consistent: true });
  return item === undefined ? undefined : apiKeyModel.parse(item);
}

/** The program's keys, newest first. */
export function listKeys(deps: Deps, programId: string, page: PageRequest): Promise<Connection<ApiKey>> {
  const list = { index: 'GSI1', partition: apiKeysPartition(programId), newestFirst: true } as const;
  return readConnection(deps, list, page, (item) => apiKeyModel.parse(item));
}

/** The key of that node id, for `node`. */
export async function nodeOf(
  deps: Deps,
  scope: { program: { id: string } },
  id: string,
): Promise<ApiKey | undefined> {
  const keyId = keyIdOf(scope.program.id, id);
  return keyId === undefined ? undefined : loadKey(deps, scope.program.id, keyId);
}

/** A key before anything has happened to it. */
export type NewKey = Omit<ApiKey, 'lastUsedAt' | 'revokedAt' | 'revokedBy'>;

export const insertKey = (key: NewKey, keyId: string): Write => ({
  put: {
    ...apiKeyKey(key.programId, keyId),
    et: ENTITY.apiKey,
    GSI1PK: apiKeysPartition(key.programId),
    GSI1SK: keyId,
    ...key,
  },
  condition: 'attribute_not_exists(#pk)',
  names: { '#pk': 'PK' },
});

/** Revokes a key that nobody has revoked yet. */
export const markRevoked = (programId: string, keyId: string, at: string, by: string): Write => ({
  update: apiKeyKey(programId, keyId),
  set: 'SET #revokedAt = :at, #revokedBy = :by',
  condition: 'attribute_exists(#pk) AND attribute_not_exists(#revokedAt)',
  names: { '#pk': 'PK', '#revokedAt': 'revokedAt', '#revokedBy': 'revokedBy' },
  values: { ':at': at, ':by': by },
});

/** Notes a use, unless another request has noted one since `before` (the last use that was read). */
export const markUsed = (programId: string, keyId: string, at: string, before: string | null): Write => ({
  update: apiKeyKey(programId, keyId),
  set: 'SET #lastUsedAt = :at',
  names: { '#lastUsedAt': 'lastUsedAt' },
  ...(before === null
    ? { condition: 'attribute_not_exists(#lastUsedAt)', values: { ':at': at } }
    : { condition: '#lastUsedAt = :before', values: { ':at': at, ':before': before } }),
});
