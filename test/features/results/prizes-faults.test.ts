import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { addFaults, byChance, type Fault, type Faults } from '../../support/faults.ts';
import { manual, openPodium, type Podium, points } from './podium.ts';

vi.mock('../../../functions/table/retry.ts', () => import('../../support/no-wait.ts'));

// The payment of prizes, when the process dies, an answer is lost, or two pay at the same moment.

let api: Api;
let faults: Faults;
beforeEach(async () => {
  api = await startApi();
  faults = addFaults(api.client, api.engine.endpoint);
});
afterEach(async () => {
  faults.plan = () => undefined;
  faults.overlaps = false;
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
  await api.close();
});

const PRIZES = [points(1, 4, 10), points(1, 1, 100), manual(1, 1)];

/** A result that is published: its first has won two prizes of points, and its third is suspended. */
async function published(): Promise<Podium> {
  const podium = await openPodium(api, PRIZES, [4, 3, 2, 1]);
  await podium.count();
  expect(await podium.publish()).toEqual([]);
  await podium.setStatus('SUSPENDED', podium.authors[2]);
  return podium;
}
async function expectPaidOnce({ states, balances, authors, waiting }: Podium): Promise<void> {
  expect(await states()).toEqual({
    ...{ 1: ['0 PAID', '1 PAID', '2 DUE'], 2: ['0 PAID'], 3: ['0 WAITING'], 4: ['0 PAID'] },
  });
  expect(await balances(authors)).toEqual([110, 10, 0, 10]);
  expect(await waiting()).toEqual([]);
}
/** Runs the payment until nothing of it is due any more. */
async function payOn({ pay }: Podium): Promise<void> {
  for (let minutes = 0; minutes < 20; minutes += 1) {
    await pay();
    api.clock.advance({ minutes: 1 });
  }
}

const isWrite = (operation: string) => !/^(GetItem|BatchGetItem|Query)$/.test(operation);

describe('the payment of prizes', () => {
  test.each<Fault>(['CRASH', 'LOST_ANSWER'])(
    'ended by %s at any of its writes pays once when it is run again',
    async (fault) => {
      for (let last = 1, isThrough = false; !isThrough; last += 1) {
        const podium = await published();
        let writes = 0;
        faults.plan = ({ operation }) => {
          writes += isWrite(operation) ? 1 : 0;
          if (writes < last) return undefined;
          // From that write on the process is gone.
          return writes === last && isWrite(operation) ? fault : 'CRASH';
        };
        await podium.pay().catch(() => undefined);
        isThrough = writes < last;
        faults.plan = () => undefined;
        await payOn(podium);
        await expectPaidOnce(podium);
        if (isThrough) expect(last).toBeGreaterThan(6);
      }
    },
    60_000,
  );

  test('by two schedulers at once pays once', async () => {
    const podium = await published();
    faults.overlaps = true;
    await Promise.all([podium.pay(), podium.pay(), podium.pay()]);
    faults.overlaps = false;
    await payOn(podium);
    await expectPaidOnce(podium);
  });

  test('that reads what was before pays once, and who is suspended is not paid', async () => {
    const podium = await published();
    faults.plan = () => 'STALE';
    await podium.pay();
    faults.plan = () => undefined;
    await payOn(podium);
    await expectPaidOnce(podium);
  });

  test('beside awards by hand and with faults by chance pays once', async () => {
    for (const seed of [1, 2, 3]) {
      const podium = await published();
      const [{ memberId }] = podium.authors as [Podium['authors'][number]];
      faults.overlaps = true;
      faults.plan = byChance(seed, { CONFLICT: 0.1, LOST_ANSWER: 0.1, CRASH: 0.1, UNPROCESSED: 0.1 });
      const award = (idempotencyKey: string) =>
        podium.stage
          .mutate(
            'awardPoints',
            { memberId, points: 1, reason: 'Tea.', idempotencyKey },
            'entry { id }',
            podium.stage.organizer,
          )
          .catch(() => undefined);
      await Promise.all(
        [podium.pay(), award('one'), podium.pay(), award('two')].map((one) => one.catch(() => undefined)),
      );
      faults.plan = () => undefined;
      faults.overlaps = false;
      await award('one');
      await award('two');
      await payOn(podium);
      expect(await podium.balances()).toEqual([112, 10, 0, 10]);
      expect(await podium.states()).toMatchObject({ 1: ['0 PAID', '1 PAID', '2 DUE'], 3: ['0 WAITING'] });
    }
  });

  test('goes on with all others where one winner cannot be paid', async () => {
    const podium = await published();
    const [{ memberId }] = podium.authors as [Podium['authors'][number]];
    const isTheirs = (about: string) => about.includes(`#MEM#${memberId} ACCOUNT`);
    faults.plan = ({ operation, about }) =>
      operation === 'TransactWriteItems' && isTheirs(about) ? 'CRASH' : undefined;
    await podium.pay();
    expect(await podium.balances()).toEqual([0, 10, 0, 10]);
    expect((await podium.states())[1]).toEqual(['0 DUE', '1 DUE', '2 DUE']);
    faults.plan = () => undefined;
    await payOn(podium);
    await expectPaidOnce(podium);
  });
});
