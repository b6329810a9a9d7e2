import type { Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { apiKeyKey, apiKeysPartition, ENTITY } from '../../table/keys.ts';
import { type ApiKey, apiKeyModel, belongsTo, keyIdOf } from './rules.ts';

/** Never from memory, so that a revoked key is refused at once. */
export async function getKey(deps: Deps, programId: string, keyId: string): Promise<ApiKey | undefined> {
  if (!belongsTo(programId, keyId)) return undefined;
  const item = await deps.table.get(apiKeyKey(programId, keyId), { consistent: true });
  return item === undefined ? undefined : apiKeyModel.parse(item);
}

/** Newest first. */
export function listKeys(deps: Deps, programId: string, page: PageRequest): Promise<Connection<ApiKey>> {
  const list = { index: 'GSI1', partition: apiKeysPartition(programId), newestFirst: true } as const;
  return listConnection(deps, list, page, (item) => apiKeyModel.parse(item));
}

export async function getKeyByNodeId(
  deps: Deps,
  scope: { program: { id: string } },
  id: string,
): Promise<ApiKey | undefined> {
  const keyId = keyIdOf(scope.program.id, id);
  return keyId === undefined ? undefined : getKey(deps, scope.program.id, keyId);
}

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

/** Fails when the key is revoked already. */
export const setRevoked = (programId: string, keyId: string, at: string, by: string): Write => ({
  update: apiKeyKey(programId, keyId),
  set: 'SET #revokedAt = :at, #revokedBy = :by',
  condition: 'attribute_exists(#pk) AND attribute_not_exists(#revokedAt)',
  names: { '#pk': 'PK', '#revokedAt': 'revokedAt', '#revokedBy': 'revokedBy' },
  values: { ':at': at, ':by': by },
});

/** Fails when another request has noted a use since `before`, the last one that was read. */
export const setLastUsed = (programId: string, keyId: string, at: string, before: string | null): Write => ({
  update: apiKeyKey(programId, keyId),
  set: 'SET #lastUsedAt = :at',
  names: { '#lastUsedAt': 'lastUsedAt' },
  ...(before === null
    ? { condition: 'attribute_not_exists(#lastUsedAt)', values: { ':at': at } }
    : { condition: '#lastUsedAt = :before', values: { ':at': at, ':before': before } }),
});
