import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createProjector, type WindowEvent } from '../../functions/entrypoints/handlers/projector.ts';
import { LINES } from '../../functions/projection/lines.ts';
import { wakes } from '../../functions/projection/wakes.ts';
import type { Item, Key } from '../../functions/table/client.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { boardKey, memberKey, programKey } from '../../functions/table/keys.ts';
import { startStreamPump } from '../../local/stream-pump.ts';
import { listQuarantined, markAll } from '../../tools/shared/quarantine.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { verifyRankings } from '../../tools/verify-rankings.ts';
import { type Api, startApi } from '../support/api.ts';

// Through the deployed handler, the deployed filter and the engine's own stream: what cannot be read, and how it is mended.

let api: Api;
let keys = 0;
const lines: { message: string; [field: string]: unknown }[] = [];
const told = (message: string) => lines.filter((line) => line.message === message);

beforeAll(async () => {
  api = await startApi();
  for (const slug of ['demo', 'other']) await api.createProgram({ slug });
});
beforeEach(() => {
  lines.length = 0;
});
afterAll(() => api.close());

const note: Deps['log']['info'] = (message, more) => void lines.push({ message, ...more });
/** Hands all of the stream to a process of the projector; the clock goes on by half a minute with each failure. */
async function project(): Promise<void> {
  const log: Deps['log'] = {
    ...api.deps.log,
    info: note,
    error: note,
  };
  const deps: Deps = { ...api.deps, log };
  const projector = createProjector(deps);
  const handler = async (event: WindowEvent) => {
    try {
      return await projector(event);
    } catch (error) {
      api.clock.advance({ seconds: 30 });
      throw error;
    }
  };
  const { endpoint, tableName } = api.engine;
  const retryMillis = { first: 1, longest: 5 };
  const pump = await startStreamPump({ endpoint, tableName, handler, log: deps.log, wakes, retryMillis });
  await pump.drain();
  await pump.stop();
}

const award = async (slug: string, member: { memberId: string }, points: number) => {
  keys += 1;
  const input = { memberId: member.memberId, points, reason: 'Tea.', idempotencyKey: `key-${keys}` };
  const as = { token: await api.as(slug, 'ORGANIZER') };
  const { entry } = await api.mutate(slug, 'awardPoints', input, 'entry { id }', as);
  return entry.id as string;
};
const waiting = async () =>
  (await listQuarantined(api.deps)).map(({ entity, programId }) => `${entity} of ${programId}`);
const requeue = async () => markAll(api.deps, await listQuarantined(api.deps));
const read = async (key: Key): Promise<Item> => {
  const item = await api.deps.table.get(key, { consistent: true });
  if (item === undefined) throw new Error(`There is no ${key.PK} ${key.SK}.`);
  return item;
};
const put = (item: Item) => api.deps.table.write({ put: item });
const find = async (et: string, holds: (item: Item) => boolean = () => true): Promise<Item> => {
  const item = (await api.scanAll()).find((one) => one.et === et && holds(one));
  if (item === undefined) throw new Error(`There is no ${et}.`);
  return item;
};
const forget = () => api.clock.advance({ seconds: 31 });
/** All is right with points, counters and boards. */
async function expectWell(): Promise<void> {
  expect(await waiting()).toEqual([]);
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  expect((await verifyRankings(api.deps)).problems).toEqual([]);
}

test('the heartbeat reaches the projector, which logs the age of a batch’s oldest record and changes nothing', async () => {
  const ages = () =>
    told('Projected a batch.').flatMap(({ heartbeatAgeSeconds: age }) => (age === undefined ? [] : [age]));
  await project();
  expect(ages()).toEqual([]);
  const before = await api.scanAll();
  await api.tick('HEARTBEAT');
  api.clock.advance({ seconds: 3 });
  await project();
  expect(ages()).toEqual([3]);
  api.clock.advance({ minutes: 15 });
  await api.tick('HEARTBEAT');
  lines.length = 0;
  await project();
  // From the beginning of the stream on: the second heartbeat may come in the same batch as the first, or in the next.
  expect(ages()[0]).toBe(903);
  expect((await api.scanAll()).filter(({ et }) => et !== 'HEARTBEAT')).toEqual(before);
});

describe('a record that the projector cannot read', () => {
  test.each([
    [
      'a board',
      'its boards',
      (): Promise<Item> => find('LEADERBOARD', ({ programId }) => programId === 'demo'),
    ],
    ['its program', 'the program', () => read(programKey('demo'))],
  ])(
    'of a program, as %s, is quarantined at once and applied after the repair; other programs go on',
    async (_, name, findItem) => {
      const [ann, bob] = [await api.join('demo', `ann ${name}`), await api.join('other', `bob ${name}`)];
      const item = await findItem();
      await award('demo', ann, 5);
      await award('other', bob, 7);
      await put({ ...item, name: 5 });
      forget();
      await project();
      expect((await waiting()).sort()).toEqual(['POINT_ACCOUNT of demo', 'POINT_ENTRY of demo']);
      expect(told('A stream record cannot be mapped.')).toEqual([]);
      expect(
        told(LINES.quarantined)
          .map(({ entity }) => entity)
          .sort(),
      ).toEqual(['POINT_ACCOUNT', 'POINT_ENTRY']);
      expect(told(LINES.quarantined)[0]?.reason).toBe(
        'ProgramUnreadable: The items of program demo cannot be read. ZodError: name invalid_type',
      );
      const { problems } = await verifyRankings(api.deps);
      expect(problems.filter((problem) => problem.includes('P#other#'))).toEqual([]);
      await put(item);
      forget();
      await project();
      expect(await requeue()).toBe(2);
      await project();
      await expectWell();
    },
  );

  test('because its program is missing is quarantined at once', async () => {
    const entry = await find('POINT_ENTRY', ({ PK }) => PK.startsWith('P#other#'));
    const strange = { ...entry, PK: entry.PK.replace('other', 'nobody'), programId: 'nobody' };
    await put(strange);
    await project();
    expect(await waiting()).toEqual(['POINT_ENTRY of nobody']);
    expect((await listQuarantined(api.deps))[0]?.reason).toBe(
      'ProgramUnreadable: The program nobody is not there.',
    );
    await api.createProgram({ slug: 'nobody' });
    await requeue();
    await project();
    expect(await waiting()).toEqual([]);
    await api.deps.table.write({ delete: { PK: strange.PK, SK: strange.SK } });
    await project();
    await expectWell();
  });

  test('for its own entry delays the rest for two minutes, and is applied when the entry is corrected', async () => {
    const ann = await api.join('demo', 'ann of the entry');
    const id = await award('demo', ann, 11);
    await project();
    const entry = await find('POINT_ENTRY', ({ PK }) => PK.endsWith(id));
    await put({ ...entry, totals: 'lost' });
    await award('demo', ann, 13);
    await project();
    expect(await waiting()).toEqual(['POINT_ENTRY of demo']);
    expect(await requeue()).toBe(1);
    await project();
    expect(await waiting()).toEqual(['POINT_ENTRY of demo']);
    await put(entry);
    await project();
    expect(await waiting()).toEqual(['POINT_ENTRY of demo', 'POINT_ENTRY of demo']);
    await requeue();
    await project();
    await expectWell();
  });

  test.each([
    [
      'gives a first record to a member',
      async (memberId: string) => read(memberKey('demo', memberId)),
      { status: 5 },
    ],
    [
      'changes a record of a member',
      async (memberId: string) => {
        await project();
        return find('RECORD', ({ PK }) => PK.endsWith(memberId));
      },
      { score: 'high' },
    ],
  ])(
    'because it %s, of a member who then hides, is applied after the repair and lists nobody',
    async (name, findItem, damage) => {
      const member = await api.join('demo', `cat, ${name}`);
      await award('demo', member, 20);
      const item = await findItem(member.memberId);
      await award('demo', member, 5);
      await put({ ...item, ...damage });
      await award('demo', await api.join('demo', `dan, ${name}`), 3);
      await project();
      expect((await waiting()).length).toBeGreaterThan(0);
      await put(item);
      await api.mutate('demo', 'updateProfile', { visibility: 'HIDDEN' }, 'member { id }', member);
      await api.tick();
      await project();
      await requeue();
      await project();
      await expectWell();
      const records = (await api.scanAll()).filter(
        ({ et, PK }) => et === 'RECORD' && PK.endsWith(member.memberId),
      );
      expect(records.map(({ listed, score }) => [listed, score])).toEqual(records.map(() => [false, 25]));
      expect(records.length).toBeGreaterThan(0);
    },
  );
});

test('a board with a metric unknown to this version makes its shard wait, and nothing is lost', async () => {
  const board = await find('LEADERBOARD', ({ programId }) => programId === 'demo');
  await put({ ...board, metric: 'SMILES' });
  forget();
  const member = await api.join('demo', 'eve');
  await award('demo', member, 4);
  await expect(
    Promise.race([
      project(),
      new Promise((_, reject) => setTimeout(() => reject(new Error('waits')), 1_500)),
    ]),
  ).rejects.toThrow('waits');
  expect(told(LINES.unknown).length).toBeGreaterThan(5);
  expect(await waiting()).toEqual([]);
  await put({ ...(await read(boardKey('demo', board.SK))), metric: board.metric });
});
