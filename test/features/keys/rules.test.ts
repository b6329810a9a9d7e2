import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  apiKeyModel,
  belongsTo,
  createApiKeyInput,
  isTouchDue,
  keyIdOf,
  keyNodeId,
  newKeyId,
  newSecret,
  parseKey,
  printKey,
} from '../../../functions/features/keys/rules.ts';
import { hashSecret, isSecretOf } from '../../../functions/platform/secrets.ts';

const NOW = new Date('2026-03-01T09:00:00.000Z');
const random = (size: number) => randomBytes(size);
const keyId = newKeyId('demo', NOW, random);
const secret = newSecret(random);

describe('an API key', () => {
  test('is parsed into the parts it was printed from', () => {
    expect(parseKey(printKey(keyId, secret))).toEqual({ keyId, secret });
  });

  test('has a secret of at least 256 bits, always a new one', () => {
    expect(secret.length * 5).toBeGreaterThanOrEqual(256);
    expect(newSecret(random)).not.toBe(secret);
  });

  test('of another program is recognised by its keyId alone', () => {
    expect(belongsTo('demo', keyId)).toBe(true);
    expect(belongsTo('demo2', keyId)).toBe(false);
    expect(keyIdOf('demo', keyNodeId(keyId))).toBe(keyId);
    expect(keyIdOf('demo2', keyNodeId(keyId))).toBeUndefined();
  });

  test('made later sorts after one made earlier', () => {
    const later = newKeyId('demo', new Date(NOW.getTime() + 1), random);
    expect(later > keyId).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['another scheme', 'sk_live_123'],
    ['no secret', `fk_${keyId}`],
    ['a short secret', `fk_${keyId}_${secret.slice(1)}`],
    ['a long secret', `fk_${keyId}_${secret}0`],
    ['a line break', `fk_${keyId}_${secret}\n`],
    ['another alphabet', `fk_${keyId}_${'l'.repeat(52)}`],
    ['a key delimiter', `fk_${'#'.repeat(26)}_${secret}`],
  ])('with %s is not parsed', (_name, printed) => expect(parseKey(printed)).toBeUndefined());

  test('accepts only its own secret', () => {
    expect(isSecretOf(hashSecret(secret), secret)).toBe(true);
    expect(isSecretOf(hashSecret(secret), newSecret(random))).toBe(false);
    expect(isSecretOf('', secret)).toBe(false);
  });

  test('stores a use once an hour', () => {
    const used = (at: string | null) => isTouchDue({ lastUsedAt: at }, NOW);
    expect(used(null)).toBe(true);
    expect(used('2026-03-01T08:00:00.001Z')).toBe(false);
    expect(used('2026-03-01T08:00:00.000Z')).toBe(true);
  });
});

test('the input of a new key needs a name and a scope, and takes each scope once', () => {
  expect(createApiKeyInput.safeParse({ name: 'POS', scopes: [] }).success).toBe(false);
  expect(createApiKeyInput.safeParse({ name: ' ', scopes: ['EVENTS_WRITE'] }).success).toBe(false);
  expect(createApiKeyInput.safeParse({ name: 'POS', scopes: ['ADMIN'] }).success).toBe(false);
  const scopes = ['POINTS_READ', 'EVENTS_WRITE', 'POINTS_READ'];
  expect(createApiKeyInput.parse({ name: '매장 POS', scopes, sources: ['pos'] }).scopes).toEqual([
    'EVENTS_WRITE',
    'POINTS_READ',
  ]);
});

describe('an API key stored by an earlier version', () => {
  const stored = {
    id: keyNodeId(keyId),
    programId: 'demo',
    name: '매장 POS'.normalize('NFD'),
    scopes: ['EVENTS_WRITE'],
    secretHash: hashSecret(secret),
    createdAt: NOW.toISOString(),
    createdBy: 'mem_owner',
  };

  test('belongs to the client of its name, in its present form, and may send events of any source', () => {
    expect(apiKeyModel.parse(stored)).toMatchObject({ client: '매장 POS', sources: null });
  });

  test('is told from a key that may send no events', () => {
    expect(apiKeyModel.parse({ ...stored, client: '매장', sources: [] })).toMatchObject({
      client: '매장',
      sources: [],
    });
  });
});
