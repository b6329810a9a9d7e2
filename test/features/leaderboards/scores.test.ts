import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, type Data, startApi } from '../../support/api.ts';
import { openFresh, type Stands } from './boards.ts';

// What counts in a score.

let api: Api;
let stands: Stands;

beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  const referralPolicy = { holdingPeriodDays: 7, newCustomersOnly: false };
  stands = await openFresh(api, { referralPolicy });
  for (const name of ['ann', 'bob', 'cat']) await stands.join(name);
});
afterAll(() => api.close());

const events = (metric: 'EVENT_COUNT' | 'EVENT_AMOUNT', settings: object = {}) =>
  stands.make({ metric, eventType: 'PURCHASE', ...settings });
const won = (amountMinor: number) => ({ amount: { amountMinor, currency: 'KRW' } });
const spend = async (name: string, points: number) => {
  const input = { memberId: stands.of(name).memberId, points, reason: 'Tea.', idempotencyKey: name };
  await api.mutate(stands.slug, 'spendPoints', input, '__typename', stands.organizer);
};

describe('a score of points', () => {
  test('counts points when they are earned, and not less when they are spent or deducted', async () => {
    await stands.award('ann', 50);
    await spend('ann', 20);
    const deduction = { memberId: stands.of('ann').memberId, points: 5, reason: 'x', idempotencyKey: 'x' };
    await api.mutate(stands.slug, 'deductPoints', deduction, '__typename', stands.organizer);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 50']);
  });

  test('no longer counts reversed points, in the month in which they were earned', async () => {
    const id = stands.pointsBoard('MONTH');
    const season = await stands.see(id, 'key');
    const [first] = [
      await stands.award('ann', 50),
      await stands.award('ann', 7),
      await stands.award('bob', 20),
    ];
    api.clock.advance({ days: 35 });
    await stands.award('ann', 30);
    await stands.reverse(first);
    await api.drain();
    expect(await stands.list(id, { season: season.key })).toEqual(['1 bob 20', '2 ann 7']);
    expect(await stands.list(id)).toEqual(['1 ann 30']);
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 37', '2 bob 20']);
  });

  test('leaves a record without a rank when all points are reversed', async () => {
    await stands.reverse(await stands.award('ann', 50));
    await stands.award('bob', 20);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 bob 20']);
    expect(await stands.recordOf(stands.pointsBoard(), 'ann')).toMatchObject({
      score: 0,
      rank: null,
      tiedWithCount: null,
      percentile: null,
      rankChange: null,
      scoreToNextRank: null,
      unrankedReason: 'NOTHING_COUNTS',
    });
    const { memberId } = stands.of('ann');
    expect(
      await stands.see(
        stands.pointsBoard(),
        `around(subjectId: "${memberId}") { rank } totalCount unrankableCount`,
      ),
    ).toEqual({
      around: [],
      totalCount: 1,
      unrankableCount: 0,
    });
    await stands.award('ann', 30);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 30', '2 bob 20']);
  });

  test('does not count twice the points that a reversed deduction gives back', async () => {
    await stands.award('ann', 50);
    const deduction = { memberId: stands.of('ann').memberId, points: 5, reason: 'x', idempotencyKey: 'x' };
    const { entry } = await api.mutate(
      stands.slug,
      'deductPoints',
      deduction,
      'entry { id }',
      stands.organizer,
    );
    await stands.reverse(entry.id);
    await api.drain();
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 ann 50']);
  });
});

describe('a score of events', () => {
  test('counts events and adds up amounts by type; part refunds reduce the amount, full ones both', async () => {
    const [count, amount] = [await events('EVENT_COUNT'), await events('EVENT_AMOUNT')];
    const visits = await stands.make({ metric: 'EVENT_COUNT', eventType: 'VISIT' });
    const order = await stands.happen('ann', won(5_000));
    await stands.happen('ann', won(1_000));
    // Of equals it is ann who was there first.
    api.clock.advance({ seconds: 1 });
    await stands.happen('bob', won(5_500));
    await stands.happen('bob', { type: 'VISIT', amount: null });
    await stands.refund('ann', order, 2_000);
    await api.drain();
    expect(await stands.list(amount)).toEqual(['1 bob 5500', '2 ann 4000']);
    expect(await stands.list(count)).toEqual(['1 ann 2', '2 bob 1']);
    expect(await stands.list(visits)).toEqual(['1 bob 1']);
    await stands.refund('ann', order, 3_000);
    await api.drain();
    expect(await stands.list(amount)).toEqual(['1 bob 5500', '2 ann 1000']);
    expect(await stands.list(count)).toEqual(['1 ann 1', '1 bob 1']);
  });

  test('counts events and their refunds in the season in which the events happened', async () => {
    const daily = await events('EVENT_AMOUNT', { seasonKind: 'DAY' });
    const keyOf = async () => (await stands.see(daily, 'key')).key;
    const first = await keyOf();
    const happened = api.clock.now().toISOString();
    const order = await stands.happen('ann', won(5_000));
    api.clock.advance({ days: 1 });
    const second = await keyOf();
    await stands.happen('bob', { ...won(700), occurredAt: happened });
    await stands.happen('bob', won(300));
    await stands.refund('ann', order, 4_900);
    await api.drain();
    expect(await stands.list(daily, { season: first })).toEqual(['1 bob 700', '2 ann 100']);
    expect(await stands.list(daily, { season: second })).toEqual(['1 bob 300']);
    expect(await stands.recordOf(daily, 'bob', { season: first })).toMatchObject({ lastScoredAt: happened });
  });

  test('of amounts has no record for events without an amount', async () => {
    const [count, amount] = [await events('EVENT_COUNT'), await events('EVENT_AMOUNT')];
    await stands.happen('ann', won(0));
    await api.drain();
    expect(await stands.list(count)).toEqual(['1 ann 1']);
    expect(await stands.see(amount, 'totalCount')).toEqual({ totalCount: 0 });
    expect(await stands.recordOf(amount, 'ann')).toBeNull();
  });

  test('counts an event once that is sent twice', async () => {
    const id = await events('EVENT_COUNT');
    const twice = { externalEventId: 'order-1', ...won(1_000) };
    await stands.happen('ann', twice);
    await expect(stands.happen('ann', twice)).rejects.toThrow('DUPLICATE');
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 1']);
  });
});

describe('a score of referrals', () => {
  beforeEach(async () => {
    await api.mutate(stands.slug, 'createReferralCode', { code: 'ANNS' }, '__typename', stands.of('ann'));
    await api.mutate(stands.slug, 'createReferralCode', { code: 'ANN-2' }, '__typename', stands.of('ann'));
    await api.mutate(stands.slug, 'createReferralCode', { code: 'BOBS' }, '__typename', stands.of('bob'));
  });
  const codeBoard = () => stands.make({ subject: 'REFERRAL_CODE', metric: 'REFERRALS_REWARDED' });
  const listCodes = async (id: string) => {
    const fields = 'top { edges { node { rank score subject { kind subjectId publicName avatarUrl } } } }';
    return (await stands.see(id, fields, { who: stands.of('cat') })).top.edges.map(({ node }: Data) => node);
  };
  const subject = (code: string, id: string) => ({
    kind: 'REFERRAL_CODE',
    subjectId: `cod_${stands.slug}_${id}`,
    publicName: code,
    avatarUrl: null,
  });

  test('counts a rewarded referral for the advocate and for the code', async () => {
    const id = await codeBoard();
    await stands.refer('ANNS', 'friend 1');
    await stands.refer('anns', 'friend 2');
    await stands.refer('ANN2', 'friend 3');
    await stands.refer('BOBS', 'friend 4');
    expect(await stands.list(stands.referralsBoard())).toEqual(['1 ann 3', '2 bob 1']);
    expect(await listCodes(id)).toEqual([
      { rank: 1, score: 2, subject: subject('ANNS', 'anns') },
      { rank: 2, score: 1, subject: subject('ANN-2', 'ann2') },
      { rank: 2, score: 1, subject: subject('BOBS', 'b0bs') },
    ]);
  });

  test('counts no referral before its reward, and none that is voided', async () => {
    const id = stands.referralsBoard('MONTH');
    const orders = [await stands.refer('ANNS', 'friend 1'), await stands.refer('ANNS', 'friend 2')];
    const season = await stands.see(id, 'key');
    await stands.join('friend 3');
    await api.mutate(stands.slug, 'claimReferral', { code: 'BOBS' }, '__typename', stands.of('friend 3'));
    await stands.happen('friend 3');
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 2']);
    api.clock.advance({ days: 31 });
    await stands.refund('friend 1', orders[0] ?? '');
    await api.drain();
    expect(await stands.list(id, { season: season.key })).toEqual(['1 ann 1']);
    expect(await stands.list(stands.referralsBoard())).toEqual(['1 ann 1']);
    await stands.refund('friend 2', orders[1] ?? '');
    await api.drain();
    expect(await stands.list(stands.referralsBoard())).toEqual([]);
    expect(await stands.recordOf(stands.referralsBoard(), 'ann')).toMatchObject({
      score: 0,
      unrankedReason: 'NOTHING_COUNTS',
    });
  });

  test('counts the points of a referral when they become available, and not after they are taken back', async () => {
    const id = stands.pointsBoard('MONTH');
    await stands.join('friend 1');
    await api.mutate(stands.slug, 'claimReferral', { code: 'ANNS' }, '__typename', stands.of('friend 1'));
    const order = await stands.happen('friend 1');
    await api.drain();
    expect(await stands.list(id)).toEqual([]);
    api.clock.advance({ days: 7, seconds: 1 });
    await api.tick();
    await api.drain();
    expect(await stands.list(id)).toEqual(['1 ann 500', '2 friend 1 300']);
    const season = await stands.see(id, 'key');
    api.clock.advance({ days: 31 });
    await stands.award('bob', 400);
    await stands.refund('friend 1', order);
    await api.drain();
    expect(await stands.list(id, { season: season.key })).toEqual([]);
    expect(await stands.list(id)).toEqual(['1 bob 400']);
    expect(await stands.list(stands.pointsBoard())).toEqual(['1 bob 400']);
  });

  test('of a code is found by the code’s id and by the code as typed, and by nothing else', async () => {
    const id = await codeBoard();
    await stands.refer('ANN-2', 'friend 1');
    const found = async (subjectId: string) => {
      const fields = `record(subjectId: ${JSON.stringify(subjectId)}) { rank score } around(subjectId: ${JSON.stringify(subjectId)}) { rank }`;
      return stands.see(id, fields, { who: stands.of('cat') });
    };
    const yes = { record: { rank: 1, score: 1 }, around: [{ rank: 1 }] };
    for (const name of ['ANN-2', 'ann2', ' Ann 2 ', `cod_${stands.slug}_ann2`])
      expect(await found(name)).toEqual(yes);
    const no = { record: null, around: [] };
    for (const name of [
      'ANNS',
      'BOBS',
      stands.of('ann').memberId,
      'cod_other_ann2',
      'x'.repeat(10_000),
      '',
    ]) {
      expect(await found(name)).toEqual(no);
    }
    expect(await stands.see(id, 'me { rank }', { who: stands.of('ann') })).toEqual({ me: null });
  });
});
