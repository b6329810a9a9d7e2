import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApiKey, revokeApiKey, useApiKey } from '../../../functions/features/keys/operations.ts';
import { parseKey } from '../../../functions/features/keys/rules.ts';
import { getKeyByNodeId, listKeys } from '../../../functions/features/keys/store.ts';
import { memberViewer, refusalOf, startWorld, value, type World } from '../../identity/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const OWNER = memberViewer('mem_owner', 'OWNER');
const scopeOf = async (slug: string) => {
  await world.program(slug);
  return world.scope(slug, OWNER);
};
const INPUT = { name: '매장 POS 🛒', scopes: ['EVENTS_WRITE'], sources: ['shop'] };

async function make(slug: string) {
  const { apiKey, secret } = value(await createApiKey(world.deps, await scopeOf(slug), INPUT));
  return {
    apiKey,
    secret,
    given: parseKey(secret) ?? expect.unreachable('The key that was shown does not read.'),
  };
}
const use = (slug: string, given: { keyId: string; secret: string }) => useApiKey(world.deps, slug, given);
const revoke = async (slug: string, apiKeyId: string) =>
  revokeApiKey(world.deps, await scopeOf(slug), { apiKeyId });

describe('createApiKey', () => {
  test('shows the secret once: it is neither stored nor logged', async () => {
    const { apiKey, secret, given } = await make('secret');
    expect(apiKey).toMatchObject({
      name: INPUT.name,
      scopes: INPUT.scopes,
      createdBy: 'mem_owner',
      lastUsedAt: null,
    });
    const stored = await getKeyByNodeId(world.deps, await scopeOf('secret'), apiKey.id);
    expect(stored).toEqual(apiKey);
    for (const text of [JSON.stringify(stored), JSON.stringify(world.lines)]) {
      expect(text).not.toContain(given.secret);
      expect(text).not.toContain(secret);
    }
  });

  test('without a scope is refused', async () => {
    const outcome = await createApiKey(world.deps, await scopeOf('secret'), { name: 'x', scopes: [] });
    expect(refusalOf(outcome)).toEqual({ code: 'INVALID_INPUT', field: ['scopes'] });
  });
});

describe('an API key', () => {
  test('opens only its own program; one of another is refused without a read', async () => {
    const { apiKey, given } = await make('own');
    await scopeOf('foreign');
    expect((await use('own', given))?.id).toBe(apiKey.id);
    const { result, bill } = await world.meter.during(() => use('foreign', given));
    expect([result, bill.calls]).toEqual([undefined, 0]);
  });

  test('is refused with another key’s secret', async () => {
    const [one, two] = [await make('mixed'), await make('mixed')];
    expect(await use('mixed', { keyId: one.given.keyId, secret: two.given.secret })).toBeUndefined();
  });

  test('that was revoked is refused at once by every instance; revoking it again has the same answer', async () => {
    const { apiKey, given } = await make('revoked');
    const other = world.instance();
    expect(await useApiKey(other, 'revoked', given)).toBeDefined();
    const revoked = value(await revoke('revoked', apiKey.id));
    expect(revoked).toMatchObject({
      revokedAt: new Date(world.clock.millis).toISOString(),
      revokedBy: 'mem_owner',
    });
    expect(await useApiKey(other, 'revoked', given)).toBeUndefined();
    world.clock.millis += 1000;
    expect(value(await revoke('revoked', apiKey.id))).toEqual(revoked);
  });

  test('of another program, or unknown, cannot be revoked or read', async () => {
    const { apiKey, given } = await make('mine');
    for (const id of [apiKey.id, 'key_x', '', `key_${'0'.repeat(26)}`]) {
      expect(refusalOf(await revoke('yours', id))).toEqual({ code: 'NOT_FOUND', field: ['apiKeyId'] });
    }
    expect(await getKeyByNodeId(world.deps, await scopeOf('yours'), apiKey.id)).toBeUndefined();
    expect(await use('mine', given)).toBeDefined();
  });

  test('stores its use once an hour, however many requests use it at once', async () => {
    const { apiKey, given } = await make('used');
    const lastUsedAt = async () =>
      (await getKeyByNodeId(world.deps, await scopeOf('used'), apiKey.id))?.lastUsedAt;
    const first = new Date(world.clock.millis).toISOString();
    const uses = await Promise.all(Array.from({ length: 20 }, () => use('used', given)));
    expect(uses.every((key) => key?.id === apiKey.id)).toBe(true);
    expect(await lastUsedAt()).toBe(first);
    world.clock.millis += 3_599_999;
    expect((await world.meter.during(() => use('used', given))).bill).toMatchObject({
      trips: 1,
      writeUnits: 0,
    });
    world.clock.millis += 1;
    expect((await world.meter.during(() => use('used', given))).bill.trips).toBe(2);
    expect(await lastUsedAt()).toBe(new Date(world.clock.millis).toISOString());
  });
});

test('API keys are listed newest first, revoked ones included', async () => {
  const ids: string[] = [];
  for (let number = 0; number < 4; number += 1) {
    world.clock.millis += 1000;
    ids.unshift((await make('listed')).apiKey.id);
  }
  value(await revoke('listed', ids[0] ?? ''));
  const page = await listKeys(world.deps, 'listed', { first: 3 });
  expect(page.edges.map(({ node }) => node.id)).toEqual(ids.slice(0, 3));
  expect(page.edges[0]?.node.revokedAt).not.toBeNull();
  expect(page.pageInfo.hasNextPage).toBe(true);
});
