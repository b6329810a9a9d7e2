import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../support/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ slug: 'demo' });
  await api.createProgram({ slug: 'other' });
});
afterAll(() => api.close());

const owner = async (slug = 'demo') => ({ token: await api.as(slug, 'OWNER') });
const make = async (slug: string, scopes: string[], name = '매장 POS') =>
  api.mutate(
    slug,
    'createApiKey',
    { name, scopes },
    'apiKey { id name scopes lastUsedAt revokedAt } secret',
    await owner(slug),
  );
const revoke = async (slug: string, apiKeyId: string) =>
  api.attempt(slug, 'revokeApiKey', { apiKeyId }, 'apiKey { id revokedAt }', await owner(slug));
const list = async () =>
  (
    await api.ok(
      'demo',
      '{ apiKeys(first: 100) { edges { node { id lastUsedAt revokedAt } } } }',
      {},
      await owner(),
    )
  ).apiKeys.edges.map(
    ({ node }: { node: { id: string; lastUsedAt: string | null; revokedAt: string | null } }) => node,
  );
const codeOf = async (slug: string, query: string, apiKey: string) => {
  const { body } = await api.send(slug, query, {}, { apiKey });
  return body.errors?.[0]?.extensions.code;
};
const MEMBERS = '{ members { edges { cursor } } }';

describe('an API key', () => {
  test('is shown once, works within its scopes, and has the time of its last use', async () => {
    const { apiKey, secret } = await make('demo', ['MEMBERS_READ']);
    expect(secret).toMatch(/^fk_[0-9a-z]{26}_[0-9a-z]{52}$/);
    expect(apiKey).toMatchObject({
      name: '매장 POS',
      scopes: ['MEMBERS_READ'],
      lastUsedAt: null,
      revokedAt: null,
    });
    expect(await codeOf('demo', MEMBERS, secret)).toBeUndefined();
    expect(await codeOf('demo', '{ apiKeys { edges { cursor } } }', secret)).toBe('FORBIDDEN');
    const [listed] = (await list()).filter((key: { id: string }) => key.id === apiKey.id);
    expect(listed.lastUsedAt).toBe(api.clock.now().toISOString());
    expect(JSON.stringify(await api.scanAll())).not.toContain(secret.split('_')[2]);
  });

  test('without the members scope does not read members', async () => {
    expect(await codeOf('demo', MEMBERS, await api.apiKey('demo', ['EVENTS_WRITE']))).toBe('FORBIDDEN');
  });

  test('works only in its own program', async () => {
    const { apiKey, secret } = await make('demo', ['MEMBERS_READ']);
    expect(await codeOf('other', MEMBERS, secret)).toBe('UNAUTHENTICATED');
    expect(await codeOf('operator', '{ programs { edges { cursor } } }', secret)).toBe('UNAUTHENTICATED');
    expect((await revoke('other', apiKey.id)).userErrors).toMatchObject([
      { code: 'NOT_FOUND', field: ['apiKeyId'] },
    ]);
    const node = await api.ok(
      'other',
      'query($id: ID!) { node(id: $id) { id } }',
      { id: apiKey.id },
      await owner('other'),
    );
    expect(node).toEqual({ node: null });
    expect(await codeOf('demo', MEMBERS, secret)).toBeUndefined();
  });

  test('that was revoked is refused at once; revoking it again changes nothing', async () => {
    const { apiKey, secret } = await make('demo', ['MEMBERS_READ']);
    expect(await codeOf('demo', MEMBERS, secret)).toBeUndefined();
    const revoked = await revoke('demo', apiKey.id);
    expect(revoked.apiKey).toEqual({ id: apiKey.id, revokedAt: api.clock.now().toISOString() });
    expect(await codeOf('demo', MEMBERS, secret)).toBe('UNAUTHENTICATED');
    api.clock.advance({ minutes: 1 });
    expect(await revoke('demo', apiKey.id)).toEqual(revoked);
    expect((await list()).find((key: { id: string }) => key.id === apiKey.id)?.revokedAt).not.toBeNull();
  });

  test('needs a name and a scope', async () => {
    for (const [input, field] of [
      [{ name: '', scopes: ['MEMBERS_READ'] }, 'name'],
      [{ name: 'x', scopes: [] }, 'scopes'],
    ] as const) {
      const payload = await api.attempt('demo', 'createApiKey', input, 'apiKey { id } secret', await owner());
      expect(payload).toMatchObject({
        apiKey: null,
        secret: null,
        userErrors: [{ code: 'INVALID_INPUT', field: [field] }],
      });
    }
  });

  test('is made and listed only by owners', async () => {
    const token = await api.as('demo', 'ORGANIZER');
    for (const query of [
      '{ apiKeys { edges { cursor } } }',
      'mutation { createApiKey(input: { name: "x", scopes: [MEMBERS_READ] }) { secret } }',
    ]) {
      const { body } = await api.send('demo', query, {}, { token });
      expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });
});
