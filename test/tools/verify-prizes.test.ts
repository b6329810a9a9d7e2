import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Item } from '../../functions/table/client.ts';
import { createDueCheck } from '../../tools/verify/due.ts';
import { createPrizeCheck } from '../../tools/verify/prizes.ts';
import { openPodium, type Podium, points } from '../features/results/podium.ts';
import { type Api, startApi } from '../support/api.ts';

let api: Api;
let podium: Podium;
/** Before the payment, and after it. */
let due: Item[];
let items: Item[];
beforeAll(async () => {
  api = await startApi();
  podium = await openPodium(api, [points(1, 2, 30), points(3, 3, 5)], [3, 2, 1]);
  await podium.count();
  await podium.publish();
  await podium.setStatus('SUSPENDED', podium.authors[2]);
  due = await api.scanAll();
  await podium.pay();
  await api.drain();
  items = await api.scanAll();
});
afterAll(() => api.close());

const check = (all: readonly Item[]): string[] => {
  const prizes = createPrizeCheck();
  for (const item of all) prizes.add(item);
  return prizes.report().problems;
};
const isPaid = ({ et, source }: Item) => et === 'POINT_ENTRY' && source === 'CONTEST_PRIZE';
const isOf = (place: number) => (item: Item) =>
  isPaid(item) && String(item.GSI1PK).includes(podium.authors[place]?.memberId ?? '');
const changed = (is: (item: Item) => boolean, change: object) =>
  items.map((item) => (is(item) ? { ...item, ...change } : item));

describe('the check of prizes', () => {
  test('finds nothing wrong in what was paid, in whatever order, nor in what is still to be paid', () => {
    expect(items.filter(isPaid)).toHaveLength(2);
    expect(check(items)).toEqual([]);
    expect(check(items.toReversed())).toEqual([]);
    expect(check(due)).toEqual([]);
  });

  test('tells an award that was not booked once its payment is over', () => {
    expect(check(items.filter((item) => !isOf(0)(item)))).toEqual([
      expect.stringContaining(`${podium.entries.a}: prize 0 of 30 points was not booked`),
    ]);
  });

  test('tells an award that was neither booked nor left for an organizer', () => {
    expect(check(items.filter(({ et }) => et !== 'CONTEST_PRIZE'))).toEqual([
      expect.stringContaining(`${podium.entries.c}: prize 1 of 5 points was not booked`),
    ]);
    expect(check(changed(({ et }) => et === 'CONTEST_PRIZE', { since: 2 }))).toHaveLength(1);
  });

  test('tells points of another number, of another member and of another entry', () => {
    expect(check(changed(isOf(0), { totals: { earned: 31 } }))).toEqual([
      expect.stringContaining('gives 31 to'),
    ]);
    const [, other] = podium.authors;
    const [first] = items.filter(isOf(0));
    const GSI1PK = String(first?.GSI1PK).replace(/mem_\w+/, other?.memberId ?? '');
    expect(check(changed(isOf(0), { GSI1PK }))).toEqual([
      expect.stringContaining(`gives 30 to ${other?.memberId}`),
    ]);
    expect(check(changed(isOf(0), { referralId: podium.entries.b }))).toEqual([
      expect.stringContaining(`for ${podium.entries.b}.`),
    ]);
  });

  test('tells points that no published result gives', () => {
    const isResult = ({ et }: Item) => et === 'CONTEST_RESULT';
    const problems = check(changed(isResult, { publishedAt: null }));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/: 30 points of mem_\w+ are a prize that no published result gives\.$/);
    expect(check(changed(({ et }) => et === 'RESULT_LINES', { lines: 'none' })).length).toBeGreaterThan(1);
  });
});

test('the check of due work tells a payment that the scheduler does not find', () => {
  const problemsOf = (all: readonly Item[]) => {
    const work = createDueCheck();
    for (const item of all) work.add(item);
    return work.report().problems;
  };
  expect(problemsOf(due)).toEqual([]);
  expect(problemsOf(items)).toEqual([]);
  const lost = due.map(({ GSI2PK, GSI2SK, ...item }) =>
    item.et === 'PRIZE_PAYMENT' || GSI2PK === undefined ? item : { ...item, GSI2PK, GSI2SK },
  );
  expect(problemsOf(lost)).toEqual([
    expect.stringContaining(`the payment of ${podium.stage.contestId} waits`),
  ]);
});
