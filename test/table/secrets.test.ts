import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDeps } from '../../functions/entrypoints/deps.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { lookup } from '../../functions/table/lookup.ts';
import { madeByTheFirst, sealSecret } from '../../functions/table/secrets.ts';
import { startWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Another process on the same table: it has nothing in memory. */
const process = () => createDeps(world.deps.env, { table: world.table, now: world.deps.now });

test('the secret of a deployment is one, however many processes ask for it first at once, and later', async () => {
  const processes = Array.from({ length: 20 }, process);
  const secrets = new Set(await Promise.all(processes.map(sealSecret)));
  expect([secrets.size, [...secrets][0]?.length]).toEqual([1, 43]);
  expect(secrets.has(await sealSecret(process()))).toBe(true);
});

test('an item made by the first process is found by the next, also when the first died before it could say so', async () => {
  const key = { PK: 'made by the first', SK: 'X' };
  const wanted = lookup(key, ({ name }) => String(name));
  const make = (name: string) => () => ({ ...key, et: ENTITY.secrets, name });
  await madeByTheFirst(process(), wanted, make('one'));
  expect(await madeByTheFirst(process(), wanted, make('two'))).toBe('one');
});
