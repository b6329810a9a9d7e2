import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ENTITY } from '../../../functions/table/entities.ts';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { addFaults, type Fault, type Faults } from '../../support/faults.ts';
import { openPodium, type Podium } from './podium.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

// The publication of a result and the writing of its files, when the process dies, an answer is lost, or two do it at once.

let api: Api;
let faults: Faults;
beforeEach(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
});
afterEach(async () => {
  vi.restoreAllMocks();
  faults.plan = () => undefined;
  faults.overlaps = false;
  await api.close();
});

const isWrite = (operation: string) => !/^(GetItem|BatchGetItem|Query)$/.test(operation);
const file = () => api.tick(ENTITY.contestResult);

async function counted(): Promise<Podium> {
  const podium = await openPodium(api, [], [4, 3, 2, 1]);
  await podium.count();
  return podium;
}
async function published(): Promise<Podium> {
  const podium = await counted();
  expect(await podium.publish()).toEqual([]);
  return podium;
}
/** From the write with that number on the process is gone. Answers whether there were so many. */
async function dyingAt(last: number, fault: Fault, work: () => Promise<unknown>): Promise<boolean> {
  let writes = 0;
  faults.plan = ({ operation }) => {
    writes += isWrite(operation) ? 1 : 0;
    if (writes < last) return undefined;
    return writes === last && isWrite(operation) ? fault : 'CRASH';
  };
  await work().catch(() => undefined);
  faults.plan = () => undefined;
  return writes >= last;
}
async function seen({ stage }: Podium): Promise<Data> {
  const query = 'query ($id: ID!) { contest(id: $id) { status result { version files { name url } } } }';
  api.clock.advance({ minutes: 1 });
  return (await stage.ask(query, { id: stage.contestId })).contest;
}
/** Every signature in the bucket of this contest is the one that its version keeps. */
async function signature({ files }: Data): Promise<string> {
  const { url } = files.find(({ name }: Data) => name === 'result.jws');
  return (await (await fetch(url)).text()).split('.').at(-1) ?? '';
}
const keptSignatures = async () =>
  (await api.scanAll())
    .filter(({ et, signed }) => et === ENTITY.contestResult && signed != null)
    .map(({ signed }) => (signed as { signature: string }).signature);

describe('the publication of a result', () => {
  test.each<Fault>(['CRASH', 'LOST_ANSWER'])(
    'ended by %s at any of its writes is whole or not at all, and done when it is sent again',
    async (fault) => {
      for (let last = 1, isThrough = false; !isThrough; last += 1) {
        const podium = await counted();
        isThrough = !(await dyingAt(last, fault, () => podium.publish()));
        const { status, result } = await seen(podium);
        expect(status === 'PUBLISHED').toBe(result !== null);
        expect(await podium.publish()).toEqual([]);
        expect(await seen(podium)).toMatchObject({ status: 'PUBLISHED', result: { version: 1 } });
        if (isThrough) expect(last).toBeGreaterThan(1);
      }
    },
    60_000,
  );
});

describe('the files of a result', () => {
  test.each<Fault>(['CRASH', 'LOST_ANSWER'])(
    'are all there under one signature after %s at any write of them',
    async (fault) => {
      for (let last = 1, isThrough = false; !isThrough; last += 1) {
        const podium = await published();
        isThrough = !(await dyingAt(last, fault, file));
        const before = await keptSignatures();
        for (let minutes = 0; minutes < 5; minutes += 1) {
          await file();
          api.clock.advance({ minutes: 1 });
        }
        const kept = await keptSignatures();
        expect(kept).toEqual(expect.arrayContaining(before));
        expect(kept).toContain(await signature((await seen(podium)).result));
        if (isThrough) expect(last).toBeGreaterThan(2);
      }
    },
    60_000,
  );

  test('are all there under one signature when two sign them at once', async () => {
    const podium = await published();
    const sign = vi.spyOn(api.deps.signer, 'sign');
    faults.overlaps = true;
    await Promise.all([file(), file(), file()]);
    faults.overlaps = false;
    for (let minutes = 0; minutes < 5; minutes += 1) {
      await file();
      api.clock.advance({ minutes: 1 });
    }
    expect(sign.mock.calls.length).toBeGreaterThan(1);
    expect(await keptSignatures()).toEqual([await signature((await seen(podium)).result)]);
  });
});
