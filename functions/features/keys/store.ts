import type { Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import { apiKeyKey, apiKeysPartition } from '../../table/keys.ts';
import { lookUpOne, lookup } from '../../table/lookup.ts';
import { insert, update } from '../../table/writes.ts';
import { type ApiKey, apiKeyModel, belongsTo, keyIdOf } from './rules.ts';

/** Never from memory, so that a revoked key is refused at once. */
export async function getKey(deps: Deps, programId: string, keyId: string): Promise<ApiKey | undefined> {
  if (!belongsTo(programId, keyId)) return undefined;
  const key = lookup(apiKeyKey(programId, keyId), (item) => apiKeyModel.parse(item));
  return lookUpOne(deps, key, { consistent: true });
}

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

export const insertKey = (key: NewKey, keyId: string): Write =>
  insert({
    ...apiKeyKey(key.programId, keyId),
    et: ENTITY.apiKey,
    GSI1PK: apiKeysPartition(key.programId),
    GSI1SK: keyId,
    ...key,
  });

/** Fails when the key is revoked already. */
export const setRevoked = (programId: string, keyId: string, at: string, by: string): Write =>
  update(
    apiKeyKey(programId, keyId),
    { set: { revokedAt: at, revokedBy: by } },
    { there: true, missing: ['revokedAt'] },
  );

/** Fails when another request has noted a use since `before`, the last one that was read. */
export const setLastUsed = (programId: string, keyId: string, at: string, before: string | null): Write =>
  update(
    apiKeyKey(programId, keyId),
    { set: { lastUsedAt: at } },
    before === null ? { missing: ['lastUsedAt'] } : { equal: { lastUsedAt: before } },
  );
