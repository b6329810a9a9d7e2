import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { endOfMonth, monthOf } from '../../../functions/platform/time.ts';
import { dueHandlers } from '../../../functions/registry/due.ts';
import { runDueWork } from '../../../functions/table/due.ts';
import { ENTITY } from '../../../functions/table/entities.ts';
import { problemsOf, verify } from '../../../tools/verify-ledger.ts';
import { type Api, startApi } from '../../support/api.ts';
import { codes } from '../votes/ground.ts';
import { manual, openPodium, type Podium, points } from './podium.ts';

// What entries win, what is paid of it, and what organizers hand over.

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterEach(async () => {
  await api.drain();
  expect(problemsOf(await verify(api.deps))).toEqual([]);
});
afterAll(() => api.close());

/** The prizes of a contest whose result is published. */
async function published(...args: Parameters<typeof openPodium> extends [Api, ...infer A] ? A : never) {
  const podium = await openPodium(api, ...args);
  await podium.count();
  expect(await podium.publish()).toEqual([]);
  return podium;
}

describe('a prize of points', () => {
  test('is booked beside those of other winners, not after them', async () => {
    const podium = await published([points(1, 3, 20)], [5, 4, 3, 2]);
    const { table } = api.deps;
    const transact = table.transact;
    const waiting: (() => void)[] = [];
    // Nobody is paid before all three are about to be.
    const spy = vi.spyOn(table, 'transact').mockImplementation(async (...args) => {
      await new Promise<void>((go) => {
        waiting.push(go);
        if (waiting.length === 3) for (const one of waiting) one();
      });
      return transact(...args);
    });
    await podium.pay();
    spy.mockRestore();
    expect(waiting).toHaveLength(3);
    expect(await podium.balances()).toEqual([20, 20, 20, 0]);
  });

  test('is booked once its result is published, and not before', async () => {
    const podium = await openPodium(api, [points(1, 1, 100, '첫째 🏆'), points(1, 3, 20)], [5, 4, 3, 2]);
    const { authors, entries, states, balances } = podium;
    await podium.count();
    await podium.pay();
    expect(await states('countedResult')).toEqual({
      1: ['0 DUE', '1 DUE'],
      2: ['1 DUE'],
      3: ['1 DUE'],
      4: [],
    });
    expect(await balances()).toEqual([0, 0, 0, 0]);
    await podium.publish();
    expect((await states())[1]).toEqual(['0 DUE', '1 DUE']);
    await podium.pay();
    const paid = { 1: ['0 PAID', '1 PAID'], 2: ['1 PAID'], 3: ['1 PAID'], 4: [] };
    expect(await states()).toEqual(paid);
    expect(await balances()).toEqual([120, 20, 20, 0]);
    const [winner] = authors;
    const { entries: booked } = await podium.account(winner as (typeof authors)[number]);
    const cause = { kind: 'CONTEST_PRIZE', causeId: entries.a };
    expect(booked).toEqual([
      { id: expect.any(String), kind: 'EARN', points: 20, reason: '20 points', cause },
      { id: expect.any(String), kind: 'EARN', points: 100, reason: '첫째 🏆', cause },
    ]);
    await podium.pay();
    expect(await balances()).toEqual([120, 20, 20, 0]);
    expect(await podium.waiting()).toEqual([]);
  });

  test('is seen by everybody who may read the contest, with what it is', async () => {
    const podium = await published([points(1, 1, 70)], [2, 1]);
    await podium.pay();
    expect(await podium.lines('result')).toMatchObject([
      { number: 1, awards: [{ index: 0, state: 'PAID', prize: { title: '70 points', points: 70 } }] },
      { number: 2, awards: [] },
      { number: 3, awards: [] },
      { number: 4, awards: [] },
    ]);
    const forbidden = `query ($id: ID!) { contestEntry(id: $id) { result { awards { offered { at } } } } }`;
    const [winner] = podium.authors;
    await expect(podium.stage.ask(forbidden, { id: podium.entries.a }, winner)).rejects.toThrow('FORBIDDEN');
  });

  test('goes in full to all who share its rank, and those behind move down', async () => {
    const podium = await published([points(1, 2, 50), points(3, 4, 10)], [3, 3, 3, 1], { ties: [] });
    await podium.pay();
    expect(await podium.states()).toEqual({ 1: ['0 PAID'], 2: ['0 PAID'], 3: ['0 PAID'], 4: ['1 PAID'] });
    expect(await podium.balances()).toEqual([50, 50, 50, 10]);
  });

  test('is won by those alone who have a rank', async () => {
    const podium = await published([points(1, 1_000, 5)], [1]);
    await podium.pay();
    expect(await podium.balances()).toEqual([5, 0, 0, 0]);
  });

  test('is paid while the program is paused', async () => {
    const podium = await published([points(1, 1, 30)], [1]);
    const owner = { token: await api.as(podium.stage.slug, 'OWNER') };
    const status = (value: string) =>
      api.mutate(podium.stage.slug, 'setProgramStatus', { status: value }, 'program { id }', owner);
    await status('PAUSED');
    await podium.pay();
    expect((await podium.balances())[0]).toBe(30);
    await status('ACTIVE');
  });

  test('expires by the policy that the program has when it is booked', async () => {
    const podium = await openPodium(api, [points(1, 1, 30)], [1]);
    const owner = { token: await api.as(podium.stage.slug, 'OWNER') };
    await podium.count();
    const pointPolicy = { pointName: 'leaves', expiryMonths: 1 };
    await api.mutate(podium.stage.slug, 'updateProgram', { pointPolicy }, 'program { id }', owner);
    api.clock.advance({ seconds: 31 });
    await podium.publish();
    await podium.pay();
    const [winner] = podium.authors as [(typeof podium.authors)[number]];
    const lastMonth = monthOf(api.clock.now(), 'Asia/Seoul', 1);
    const expiresAt = endOfMonth(lastMonth, 'Asia/Seoul').toISOString();
    expect((await podium.account(winner)).availableByExpiry).toEqual([{ points: 30, expiresAt }]);
    await api.drain();
    podium.goTo(90);
    await api.settle();
    expect(await podium.balances([winner])).toEqual([0]);
    expect((await podium.account(winner)).entries.map(({ kind }: { kind: string }) => kind)).toEqual([
      'EXPIRE',
      'EARN',
    ]);
    expect((await podium.states())[1]).toEqual(['0 PAID']);
  });

  test('is not reversed by hand, which says what to do', async () => {
    const podium = await published([points(1, 1, 30)], [1]);
    await podium.pay();
    const [winner] = podium.authors as [(typeof podium.authors)[number]];
    const [{ id: entryId }] = (await podium.account(winner)).entries;
    const reversal = { entryId, reason: 'Mistake.', idempotencyKey: 'prize' };
    const { stage } = podium;
    const { userErrors } = await stage.mutate('reversePointEntry', reversal, 'entry { id }', stage.organizer);
    expect(userErrors).toMatchObject([
      { code: 'INVALID_STATE', message: expect.stringMatching(`${podium.entries.a}.*deductPoints`) },
    ]);
  });
});

describe('a prize of a suspended member', () => {
  const first = (podium: Podium) => podium.authors[0] as Podium['authors'][number];

  test('waits for a decision where they were suspended when it was counted, also when they are back', async () => {
    const podium = await openPodium(api, [points(1, 2, 30), manual(1, 1)], [2, 1]);
    await podium.setStatus('SUSPENDED', first(podium));
    await podium.count();
    expect(await podium.states('countedResult')).toMatchObject({
      1: ['0 WAITING', '1 WAITING'],
      2: ['0 DUE'],
    });
    await podium.setStatus('ACTIVE', first(podium));
    await podium.publish();
    await podium.pay();
    expect(await podium.states()).toMatchObject({ 1: ['0 WAITING', '1 WAITING'], 2: ['0 PAID'] });
    expect(await podium.balances()).toEqual([0, 30, 0, 0]);
    const offer = await podium.mark('offerPrize', { entryId: podium.entries.a, prize: 1 });
    expect(codes(offer)).toEqual(['INVALID_STATE']);
  });

  test('is left for a decision where they were suspended between count and payment, also when they are back', async () => {
    const podium = await published([points(1, 2, 30), points(1, 1, 5)], [2, 1]);
    await podium.setStatus('SUSPENDED', first(podium));
    await podium.pay();
    const left = { 1: ['0 WAITING', '1 WAITING'], 2: ['0 PAID'], 3: [], 4: [] };
    expect(await podium.states()).toEqual(left);
    await podium.setStatus('ACTIVE', first(podium));
    await podium.pay();
    expect(await podium.states()).toEqual(left);
    expect(await podium.balances()).toEqual([0, 30, 0, 0]);
  });
});

describe('a prize that is no points', () => {
  test('waits for a decision where its rank is shared', async () => {
    const podium = await published([manual(1, 1), manual(2, 3)], [3, 3, 1], { ties: [] });
    expect(await podium.states()).toEqual({ 1: ['0 WAITING'], 2: ['0 WAITING'], 3: ['1 DUE'], 4: [] });
    const { userErrors } = await podium.mark('handOverPrize', { entryId: podium.entries.a, prize: 0 });
    expect(userErrors).toMatchObject([{ code: 'INVALID_STATE', field: ['prize'] }]);
  });

  test('is offered and handed over, each once, with notes that organizers alone read', async () => {
    const podium = await published([manual(1, 2)], [2, 1]);
    const { entries, mark, states, stage } = podium;
    const at = api.clock.now().toISOString();
    const [a, b] = [
      { entryId: entries.a, prize: 0 },
      { entryId: entries.b, prize: 0 },
    ];
    const offered = await mark('offerPrize', { ...a, note: 'Called.' });
    const offer = { at, note: 'Called.' };
    expect(offered).toEqual({
      award: { index: 0, state: 'OFFERED', offered: offer, handedOver: null },
      userErrors: [],
    });
    api.clock.advance({ minutes: 5 });
    expect(await mark('offerPrize', { ...a, note: 'Again?' })).toEqual(offered);
    expect(await states()).toEqual({ 1: ['0 OFFERED'], 2: ['0 DUE'], 3: [], 4: [] });
    const later = api.clock.now().toISOString();
    const handed = await mark('handOverPrize', a);
    expect(handed.award).toEqual({
      ...{ index: 0, state: 'HANDED_OVER', offered: offer, handedOver: { at: later, note: null } },
    });
    api.clock.advance({ minutes: 5 });
    expect(await mark('handOverPrize', { ...a, note: 'Twice.' })).toEqual(handed);
    expect(await mark('offerPrize', a)).toEqual(handed);
    expect((await mark('handOverPrize', b)).award).toMatchObject({ state: 'HANDED_OVER', offered: null });
    expect(codes(await mark('offerPrize', b))).toEqual(['INVALID_STATE']);
    expect(await states()).toEqual({ 1: ['0 HANDED_OVER'], 2: ['0 HANDED_OVER'], 3: [], 4: [] });
    const query = `query ($id: ID!) { contestEntry(id: $id) { result { awards { state } } } }`;
    const [winner] = podium.authors;
    expect((await stage.ask(query, { id: entries.a }, winner)).contestEntry.result.awards).toEqual([
      { state: 'HANDED_OVER' },
    ]);
    await expect(mark('offerPrize', a, stage.moderator)).rejects.toThrow('FORBIDDEN');
    await expect(mark('handOverPrize', a, winner)).rejects.toThrow('FORBIDDEN');
  });

  test('is marked in a published result alone, and nothing else is', async () => {
    const podium = await openPodium(api, [manual(1, 1), points(1, 1, 5)], [1]);
    const { entries, mark } = podium;
    const of = async (input: object): Promise<string[]> => {
      const [one, other] = [await mark('offerPrize', input), await mark('handOverPrize', input)];
      expect(codes(other)).toEqual(codes(one));
      return codes(one);
    };
    await podium.count();
    expect(await of({ entryId: entries.a, prize: 0 })).toEqual(['INVALID_STATE']);
    await podium.publish();
    expect(await of({ entryId: entries.a, prize: 1 })).toEqual(['INVALID_STATE']);
    expect(await of({ entryId: entries.a, prize: 2 })).toEqual(['NOT_FOUND']);
    expect(await of({ entryId: entries.b, prize: 0 })).toEqual(['NOT_FOUND']);
    expect(await of({ entryId: entries.a.replace(/1$/, '99'), prize: 0 })).toEqual(['NOT_FOUND']);
    expect(await of({ entryId: entries.a, prize: 50 })).toEqual(['INVALID_INPUT']);
    const other = await openPodium(api, [manual(1, 1)], [1]);
    expect(codes(await other.mark('offerPrize', { entryId: entries.a, prize: 0 }))).toEqual(['NOT_FOUND']);
    await podium.pay();
  });

  test('is noted once of two who note it at the same moment', async () => {
    const podium = await published([manual(1, 1)], [1]);
    const input = { entryId: podium.entries.a, prize: 0 };
    const both = await Promise.all(
      ['One.', 'Other.'].map((note) => podium.mark('offerPrize', { ...input, note })),
    );
    expect(both[0]).toEqual(both[1]);
    expect(codes(both[0])).toEqual([]);
  });
});

describe('a thousand awards', () => {
  const WINNERS = 500;

  /** The same contest with so many winners, as if they had entered: each has two prizes. */
  async function crowd(): Promise<{ podium: Podium; ids: string[] }> {
    const podium = await published([points(1, WINNERS, 3), points(1, WINNERS, 4)], [1]);
    const { stage, authors } = podium;
    const all = await api.scanAll(`P#${stage.slug}`);
    const member = all.find(({ et, id }) => et === 'MEMBER' && id === authors[0]?.memberId);
    const lines = all.find(({ et }) => et === 'RESULT_LINES');
    const result = all.find(({ et }) => et === 'CONTEST_RESULT');
    if (member === undefined || lines === undefined || result === undefined)
      throw new Error('Nothing is there.');
    const [line] = lines.lines as [unknown[]];
    const ids = Array.from({ length: WINNERS }, (_, place) => `mem_${String(place).padStart(26, '0')}`);
    for (const id of ids) {
      const [PK, GSI1SK] = [member.PK, String(member.GSI1SK)].map((text) =>
        text.replace(String(member.id), id),
      );
      await api.deps.table.write({ put: { ...member, PK: PK ?? '', GSI1SK, id } });
    }
    const crowded = ids.map((id, place) => [place + 1, id, ...line.slice(2)]);
    await api.deps.table.write({ put: { ...lines, lines: crowded } });
    await api.deps.table.write({ put: { ...result, entries: WINNERS } });
    return { podium, ids };
  }

  test('are paid in several runs, each of which goes on where the last has stopped', async () => {
    const { podium, ids } = await crowd();
    const paid = async () => {
      const all = await api.scanAll(`P#${podium.stage.slug}#ENTRY#`);
      return all.filter(({ et }) => et === 'POINT_ENTRY').length;
    };
    const handlers = { [ENTITY.prizePayment]: dueHandlers[ENTITY.prizePayment] };
    const counts: number[] = [];
    for (let run = 0; run < 6 && counts.at(-1) !== 2 * WINNERS; run += 1) {
      let looks = 0;
      await runDueWork(api.deps, handlers, () => {
        looks += 1;
        return looks > 350;
      });
      counts.push(await paid());
    }
    expect(counts.length).toBeGreaterThan(2);
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect(counts.at(-1)).toBe(2 * WINNERS);
    await podium.pay();
    const accounts = (await api.scanAll(`P#${podium.stage.slug}#MEM#mem_0000`)).filter(
      ({ et }) => et === 'POINT_ACCOUNT',
    );
    expect(accounts.map(({ memberId }) => memberId).sort()).toEqual(ids);
    expect(accounts.every(({ earned, version }) => earned === 7 && version === 2)).toBe(true);
    expect(await podium.waiting()).toEqual([]);
  });
});
