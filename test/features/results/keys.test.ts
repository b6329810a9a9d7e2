import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDeps } from '../../../functions/entrypoints/deps.ts';
import { createResultKeysHandler } from '../../../functions/entrypoints/handlers/result-keys.ts';
import { ensureResultKey } from '../../../functions/features/results/keys/store.ts';
import { createSigner, type Signer } from '../../../functions/platform/signer.ts';
import type { Deps } from '../../../functions/table/deps.ts';
import type { toApiEvent } from '../../../local/api-event.ts';
import { type Api, startApi } from '../../support/api.ts';
import { captureLog } from '../../support/log-lines.ts';
import { temporaryDirectory } from '../../support/machine.ts';

const directory = temporaryDirectory();

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.createProgram();
  await api.createProgram({ slug: 'other' });
});
afterAll(() => api.close());

let made = 0;
/** A key as the scheduler gets it after its number was raised. */
function newSigner(): Signer {
  made += 1;
  const file = path.join(directory, `${made}.json`);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(file, JSON.stringify(privateKey.export({ format: 'jwk' })));
  return createSigner({ file });
}

/** Another instance of a function, on the same table. */
const instance = (signer: Signer): Deps =>
  createDeps(api.deps.env, { table: api.deps.table, now: api.clock.now, signer });

const jwks = async (slug = 'demo') => (await (await api.get(`/${slug}/result-keys`)).json()) as JSONWebKeySet;
/** What instances keep in memory is seen anew. */
const later = () => api.clock.advance({ seconds: 30 });

describe('the public keys of results', () => {
  test('are an empty list before the first signature', async () => {
    const answer = await api.get('/demo/result-keys');
    expect([answer.status, await answer.json()]).toEqual([200, { keys: [] }]);
    later();
  });

  test('verify what was signed with any of them, once and for all', async () => {
    const [first, second] = [newSigner(), newSigner()];
    await ensureResultKey(instance(first));
    const signed = [await first.sign(Buffer.from('one'))];
    later();
    const before = await jwks();
    await ensureResultKey(instance(second));
    signed.push(await second.sign(Buffer.from('two')));
    later();

    const after = await jwks();
    expect(after.keys).toHaveLength(2);
    expect(after.keys).toEqual(expect.arrayContaining(before.keys));
    for (const one of signed) await compactVerify(one, createLocalJWKSet(after));
    await expect(compactVerify(signed[1] ?? '', createLocalJWKSet(before))).rejects.toThrow(
      'no applicable key',
    );
  });

  test('stand in the order of their names, with what a verifier needs and no more', async () => {
    const { keys } = await jwks();
    const names = keys.map(({ kid }) => kid ?? '');
    expect(names).toEqual(names.toSorted());
    for (const key of keys)
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('are those of the deployment: of each program the same', async () => {
    expect(await jwks('other')).toEqual(await jwks('demo'));
  });

  test('are written once, however many instances sign first at the same moment, and stay as they were', async () => {
    const signer = newSigner();
    const own = await Promise.all(Array.from({ length: 8 }, () => ensureResultKey(instance(signer))));
    expect(new Set(own.map(({ kid }) => kid)).size).toBe(1);
    const { kid } = await signer.publicKey();
    const find = async () => (await api.scanAll('RESULT_KEYS')).filter(({ SK }) => SK === kid);
    const [item, ...more] = await find();
    expect(more).toEqual([]);
    api.clock.advance({ days: 400 });
    await ensureResultKey(instance(signer));
    expect(await find()).toEqual([item]);
  });

  test('of a signer that does not answer are asked for again', async () => {
    const real = newSigner();
    let failures = 1;
    const deps = instance({
      ...real,
      publicKey: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error('KMS is away.');
        return real.publicKey();
      },
    });
    await expect(ensureResultKey(deps)).rejects.toThrow('KMS is away.');
    expect(await ensureResultKey(deps)).toEqual(await real.publicKey());
  });
});

describe('the address of the public keys', () => {
  test('may be kept for five minutes, and read by a page of any site', async () => {
    const { status, headers } = await api.get('/demo/result-keys', {
      headers: { origin: 'https://recount.example' },
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('cache-control')).toBe('public, max-age=300');
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  test('answers HEAD without a body', async () => {
    const answer = await api.get('/demo/result-keys', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  });

  test.each(['no-such-program', 'operator', 'Demo', '%23', 'a'.repeat(300)])(
    'of %s is not found, and that is not kept',
    async (slug) => {
      const answer = await api.get(`/${slug}/result-keys`);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(await answer.json()).toMatchObject({
        errors: [{ extensions: { code: 'PROGRAM_NOT_FOUND' } }],
      });
    },
  );

  test.each(['POST', 'PUT', 'DELETE'])('takes no %s', async (method) => {
    expect((await api.get('/demo/result-keys', { method })).status).toBe(404);
  });

  test('says that it cannot tell while the table does not answer, and that is not kept', async () => {
    const table = {
      ...api.deps.table,
      query: async () => {
        throw new Error('The table is away.');
      },
    };
    const captured = captureLog();
    const answer = createResultKeysHandler(
      createDeps(api.deps.env, { table, now: api.clock.now, log: captured.log }),
    );
    const event = { pathParameters: { program: 'demo' }, requestContext: { http: { method: 'GET' } } };
    const { statusCode, headers } = await answer(event as unknown as ReturnType<typeof toApiEvent>);
    captured.restore();
    expect([statusCode, headers?.['cache-control']]).toEqual([503, 'no-store']);
    expect(captured.lines.join()).toContain('The keys of results could not be read.');
  });
});
