import type { ApiKeys } from '../../identity/authenticate.ts';
import { accept, refuse } from '../../platform/errors.ts';
import { hashSecret, isSecretOf } from '../../platform/secrets.ts';
import { ConditionFailed } from '../../table/client.ts';
import type { Deps } from '../../table/deps.ts';
import { optimistically } from '../../table/optimistic.ts';
import { operation } from '../programs/operation.ts';
import type { Scope } from '../programs/scope.ts';
import {
  type ApiKey,
  createApiKeyInput,
  isTouchDue,
  keyIdOf,
  keyNodeId,
  newKeyId,
  newSecret,
  parseKey,
  printKey,
  revokeApiKeyInput,
} from './rules.ts';
import { getKey, getKeyByNodeId, insertKey, setLastUsed, setRevoked } from './store.ts';

/** `secret` is the whole key as its holder sends it, and exists nowhere else after this answer. */
export const createApiKey = operation(createApiKeyInput, async (deps, scope, input) => {
  const now = deps.now();
  const keyId = newKeyId(scope.program.id, now, deps.random);
  const secret = newSecret(deps.random);
  const key = {
    id: keyNodeId(keyId),
    programId: scope.program.id,
    ...input,
    secretHash: hashSecret(secret),
    createdAt: now.toISOString(),
    createdBy: scope.viewer.actorId,
  };
  await deps.table.write(insertKey(key, keyId));
  deps.log.info('API key created.', { programId: key.programId, apiKeyId: key.id, by: key.createdBy });
  const apiKey: ApiKey = { ...key, lastUsedAt: null, revokedAt: null, revokedBy: null };
  return accept({ apiKey, secret: printKey(keyId, secret) });
});

/** For ever. A key that is revoked already is answered as it is. */
export const revokeApiKey = operation(revokeApiKeyInput, async (deps, scope, { apiKeyId }) => {
  const programId = scope.program.id;
  const keyId = keyIdOf(programId, apiKeyId);
  return optimistically(async () => {
    const key = keyId === undefined ? undefined : await getKey(deps, programId, keyId);
    if (keyId === undefined || key === undefined) {
      return refuse('NOT_FOUND', 'This program has no such API key.', ['apiKeyId']);
    }
    if (key.revokedAt !== null) return accept(key);
    const [revokedAt, revokedBy] = [deps.now().toISOString(), scope.viewer.actorId];
    await deps.table.write(setRevoked(programId, keyId, revokedAt, revokedBy));
    deps.log.info('API key revoked.', { programId, apiKeyId: key.id, by: revokedBy });
    return accept({ ...key, revokedAt, revokedBy });
  });
});

/** The client whose key an actor is; undefined for people, and for what is no key of this program. */
export async function getClientOf(deps: Deps, scope: Scope, actorId: string): Promise<string | undefined> {
  return (await getKeyByNodeId(deps, scope, actorId))?.client;
}

/** Undefined alike for a key that is unknown, of another program, wrong or revoked. */
export async function useApiKey(
  deps: Deps,
  programId: string,
  given: { keyId: string; secret: string },
): Promise<ApiKey | undefined> {
  const key = await getKey(deps, programId, given.keyId);
  if (key === undefined || !isSecretOf(key.secretHash, given.secret) || key.revokedAt !== null)
    return undefined;
  const now = deps.now();
  if (!isTouchDue(key, now)) return key;
  try {
    await deps.table.write(setLastUsed(programId, given.keyId, now.toISOString(), key.lastUsedAt));
  } catch (error) {
    // Another request has noted its use, or the table is busy: neither is worth failing the request.
    if (!(error instanceof ConditionFailed))
      deps.log.warn('The use of an API key was not noted.', { keyId: given.keyId });
  }
  return key;
}

export const apiKeys: ApiKeys = { parse: parseKey, use: useApiKey };
