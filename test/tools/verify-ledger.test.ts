import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyedEntryId, reverseEntryId } from '../../functions/features/points/entries.ts';
import type { Item } from '../../functions/table/client.ts';
import {
  accountKey,
  counterKey,
  dueIndex,
  earlierDuePartition,
  entryKey,
  putOffSort,
  reviewPartition,
} from '../../functions/table/keys.ts';
import { rebuildAll } from '../../tools/rebuild/all.ts';
import { rebuildCounters } from '../../tools/rebuild/counters.ts';
import { problemsOf, verify } from '../../tools/verify-ledger.ts';
import { type Api, startApi } from '../support/api.ts';

const IPHONE = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Mobile/15E148' };

/** What is said of what stands in the due index nowhere, or at another time. */
const UNSEEN = 'waits, and does not stand in the due index at its time, so the scheduler will not see to it';

let api: Api;
let ids: { advocate: string; friend: string; spent: string; reversal: string };
beforeAll(async () => {
  api = await startApi();
  await api.createProgram({ referralPolicy: { cap: { maxRewards: 5, period: 'MONTH' } } });
  ids = await live();
});
afterAll(() => api.close());

/** A referral that was rewarded, points given, spent, reversed and expired, and a tap. */
async function live(): Promise<typeof ids> {
  const organizer = { token: await api.as('demo', 'ORGANIZER') };
  const partner = { apiKey: await api.apiKey('demo', ['EVENTS_WRITE']) };
  const advocate = await api.join('demo', 'advocate');
  await api.mutate('demo', 'createReferralCode', { code: 'Moon-Tea' }, 'referralCode { code }', advocate);
  await api.get('/demo/r/Moon-Tea', { headers: IPHONE });
  const friend = await api.join('demo', 'friend');
  await api.mutate('demo', 'claimReferral', { code: 'Moon-Tea' }, 'referral { id }', friend);
  const purchase = {
    source: 'shop',
    externalEventId: 'order-1',
    type: 'PURCHASE',
    memberId: friend.memberId,
    amount: { amountMinor: 20_000, currency: 'KRW' },
  };
  await api.mutate('demo', 'recordEvents', { events: [purchase] }, 'results { status }', partner);
  api.clock.advance({ days: 7 });
  await api.tick();
  const post = (name: string, points: number, key: string) =>
    api.mutate(
      'demo',
      name,
      { memberId: friend.memberId, points, reason: 'Tea.', idempotencyKey: key },
      'entry { id }',
      organizer,
    );
  await post('awardPoints', 40, 'award');
  const spent = (await post('spendPoints', 25, 'spend')).entry.id;
  const input = { entryId: spent, reason: 'Returned.', idempotencyKey: 'reverse' };
  const reversal = (await api.mutate('demo', 'reversePointEntry', input, 'entry { id }', organizer)).entry.id;
  await post('deductPoints', 1, 'deduct');
  await api.drain();
  return { advocate: advocate.memberId, friend: friend.memberId, spent, reversal };
}

const problems = async () => problemsOf(await verify(api.deps));
const read = async (key: { PK: string; SK: string }): Promise<Item> => {
  const item = await api.deps.table.get(key, { consistent: true });
  if (item === undefined) throw new Error(`There is no ${key.PK} ${key.SK}.`);
  return item;
};
const find = async (et: string, holds: (item: Item) => boolean = () => true): Promise<Item> => {
  const item = (await api.scanAll()).find((one) => one.et === et && holds(one));
  if (item === undefined) throw new Error(`There is no ${et}.`);
  return item;
};

/** What is found while an item is other than it should be, or stands elsewhere as well; `undefined` removes it. */
async function problemsWith(item: Item, change: object | undefined): Promise<string[]> {
  const { table } = api.deps;
  const damaged: Item = { ...item, ...change };
  const key = { PK: damaged.PK, SK: damaged.SK };
  const before = await table.get(key, { consistent: true });
  await table.write(change === undefined ? { delete: key } : { put: damaged });
  const found = await problems();
  await table.write(before === undefined ? { delete: key } : { put: before });
  expect(await problems()).toEqual([]);
  return found;
}

const friendAccount = () => read(accountKey('demo', ids.friend));
const entry = (id: string) => read(entryKey('demo', id));

describe('the ledger of a program where all went well', () => {
  test('has nothing wrong, and says what was checked', async () => {
    const found = await verify(api.deps);
    expect(problemsOf(found)).toEqual([]);
    expect(found.ledger).toMatchObject({ accounts: 2, entries: 8 });
    expect(found.ledger.books).toEqual({
      issued: 839,
      redeemed: 0,
      expired: 0,
      heldActive: 839,
      heldPending: 0,
      owed: 0,
      promised: 0,
    });
    expect(found.referrals.referrals).toBe(1);
    expect(found.counters).toMatchObject({ forgotten: 0, discrepancies: [] });
  });
});

describe('the check of what waits for a moment', () => {
  test('tells a lot without its expiry note, and a rebuild notes it again', async () => {
    const note = await find('POINT_EXPIRY', ({ memberId }) => memberId === ids.friend);
    await api.deps.table.write({ delete: { PK: note.PK, SK: note.SK } });
    expect(await problems()).toEqual([
      `${note.PK} ${note.SK}: the note that has this lot of ${ids.friend} expire is missing; npm run rebuild -- all makes it.`,
    ]);
    expect((await rebuildAll(api.deps, { drop: false, dryRun: false })).corrected).toEqual([
      `${note.PK} ${note.SK}`,
    ]);
    expect(await read({ PK: note.PK, SK: note.SK })).toEqual(note);
    expect(await problems()).toEqual([]);
  });

  test('tells a note that is missing from the due index, and lets one be that was put off or whose lot is gone', async () => {
    const note = await find('POINT_EXPIRY');
    expect(await problemsWith(note, { GSI2PK: undefined, GSI2SK: undefined })).toEqual([
      `${note.PK} ${note.SK}: the note of ${note.memberId} ${UNSEEN}.`,
    ]);
    const since = String(note.GSI2SK);
    const putOff = putOffSort({ since, tries: 2, at: '2099-01-01T00:00:00.000Z' });
    expect(await problemsWith(note, { GSI2SK: putOff })).toEqual([]);
    expect(await problemsWith(note, { GSI2PK: earlierDuePartition(3) })).toEqual([]);
    const gone = { PK: note.PK, SK: 'EXPIRY#203001' };
    expect(await problemsWith(note, { ...gone, ...dueIndex(gone, since, 'POINT_EXPIRY') })).toEqual([]);
  });

  test('leaves out programs that are not there', async () => {
    const note = await find('POINT_EXPIRY');
    const lost = (key: string) => key.replace('P#demo', 'P#gone');
    const found = await problemsWith(
      { ...note, PK: lost(note.PK), GSI2PK: undefined, GSI2SK: undefined },
      {},
    );
    expect(found).toEqual([]);
  });
});

describe('damage is reported', () => {
  test('a balance that its entries do not make', async () => {
    const account = await friendAccount();
    const lots = account.lots as Record<string, number>;
    const [month = ''] = Object.keys(lots);
    const more = { lots: { ...lots, [month]: (lots[month] ?? 0) + 5 }, earned: Number(account.earned) + 5 };
    expect((await problemsWith(account, more)).join('\n')).toMatch(
      /lot \d{6} holds 344 and its entries say 339[\s\S]*earned is 345/,
    );
  });

  test('a balance that is not what came in less what went out', async () => {
    const account = await friendAccount();
    expect((await problemsWith(account, { earned: Number(account.earned) + 5 }))[0]).toContain(
      'its totals say 344',
    );
  });

  test('points in the wrong lot, though the sum is right', async () => {
    const account = await friendAccount();
    const [points = 0] = Object.values(account.lots as Record<string, number>);
    const found = await problemsWith(account, { lots: { '203001': points } });
    expect(found.some((problem) => problem.includes('lot 203001 holds 339 and its entries say 0'))).toBe(
      true,
    );
  });

  test('a gap in the numbers, and a number that two entries have', async () => {
    const award = await entry(keyedEntryId('demo', 'award'));
    expect((await problemsWith(award, undefined)).join('\n')).toContain('the numbers have a gap or a double');
    const spend = await entry(ids.spent);
    expect((await problemsWith(spend, { GSI1SK: award.GSI1SK })).join('\n')).toContain(
      'the numbers have a gap or a double',
    );
  });

  test('doubles whose count, sum and squares are those of the numbers without a gap', async () => {
    const { memberId } = await api.join('demo', 'counted');
    const organizer = { token: await api.as('demo', 'ORGANIZER') };
    const award = (n: number) => ({ memberId, points: 1, reason: 'Tea.', idempotencyKey: `counted-${n}` });
    for (let n = 1; n <= 7; n += 1)
      await api.mutate('demo', 'awardPoints', award(n), 'entry { id }', organizer);
    await api.drain();
    expect(await problems()).toEqual([]);
    const entries = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map((n) => entry(keyedEntryId('demo', `counted-${n}`))),
    );
    const sorts = entries.map(({ GSI1SK }) => GSI1SK);
    const numbers = [2, 2, 3, 3, 4, 7, 7];
    for (const [place, one] of entries.entries())
      await api.deps.table.write({ put: { ...one, GSI1SK: sorts[(numbers[place] ?? 0) - 1] } });
    const found = await problems();
    for (const one of entries) await api.deps.table.write({ put: one });
    expect(found).toEqual([
      expect.stringMatching(
        /7 entries, and the account counts 7: the numbers have a gap or a double, number \d is there twice/,
      ),
    ]);
    for (const one of entries) await api.deps.table.write({ delete: { PK: one.PK, SK: one.SK } });
    await api.deps.table.write({ delete: accountKey('demo', memberId) });
    await api.drain();
    expect(await problems()).toEqual([]);
  });

  test('expired points of a lot that its entries do not have', async () => {
    const account = await friendAccount();
    expect(await problemsWith(account, { expiredLots: '+202512:a' })).toEqual([
      expect.stringContaining('has lots of more expired points than 0'),
      expect.stringContaining('entries without an account'),
      expect.stringContaining('The books do not close'),
    ]);
    const lots = { ...(account.lots as object), 202601: 5 };
    const found = await problemsWith(account, {
      lots,
      expired: 5,
      earned: Number(account.earned) + 10,
      expiredLots: '+202512:5',
    });
    expect(found.join('\n')).toContain('of lot 202512 5 expired, and its entries say 0');
    const unsaid = await problemsWith(account, { expired: 5, earned: Number(account.earned) + 5 });
    expect(unsaid.join('\n')).toContain('expired is 5 and its lots say 0');
  });

  test('an entry reversed twice, and a promise settled twice', async () => {
    const reversal = await entry(ids.reversal);
    expect(reversal.PK).toContain(reverseEntryId('demo', ids.spent));
    const second = entryKey('demo', keyedEntryId('demo', 'second'));
    expect((await problemsWith(reversal, second)).join('\n')).toContain('is not the one that may undo');
    const activation = await find(
      'POINT_ENTRY',
      ({ kind, GSI1PK }) => kind === 'ACTIVATE' && String(GSI1PK).includes(ids.friend),
    );
    const found = (await problemsWith(activation, { ...second, kind: 'CANCEL' })).join('\n');
    expect(found).toContain('is not the one that may undo');
    expect(found).toContain('pending is 0 and its entries say -300');
  });

  test('an account that is gone, and one without entries', async () => {
    const account = await friendAccount();
    expect(await problemsWith(account, undefined)).toContain(
      `demo/${ids.friend}: entries without an account.`,
    );
    const ghost = { ...accountKey('demo', 'mem_ghost'), memberId: 'mem_ghost' };
    expect(await problemsWith(account, ghost)).toContain('demo/mem_ghost: an account without entries.');
  });

  test('an item that cannot be read', async () => {
    const account = await friendAccount();
    expect((await problemsWith(account, { owed: -1 })).join('\n')).toContain(`${account.PK} ACCOUNT`);
    const award = await entry(keyedEntryId('demo', 'award'));
    expect((await problemsWith(award, { kind: 'GIFT' })).join('\n')).toContain(award.PK);
  });

  test('a counter that is not what its items say', async () => {
    const totals = await read(counterKey('demo', 'POINTS', 'ALL'));
    expect(await problemsWith(totals, { issued: 1 })).toEqual([
      'Counter P#demo#COUNT#POINTS ALL: issued is 1 and a recount says 839.',
    ]);
    expect(await problemsWith(totals, undefined)).toHaveLength(4);
    const day = await find('COUNTER', ({ SK, attributed }) => SK.startsWith('DAY#') && attributed === 1);
    expect((await problemsWith(day, { clicks: 2 }))[0]).toContain('clicks is 2 and a recount says 1');
  });

  test('a cap that counts other than was charged to it', async () => {
    const cap = await find('REWARD_CAP');
    expect((await problemsWith(cap, { rewards: 2 }))[0]).toContain(
      'counts 2 rewards, and 1 referrals are charged to it',
    );
    expect((await problemsWith(cap, undefined))[0]).toContain('counts 0 rewards');
  });

  test('a referral without its points, and points without their referral', async () => {
    const referral = await find('REFERRAL');
    const activation = await find(
      'POINT_ENTRY',
      ({ kind, GSI1PK }) => kind === 'ACTIVATE' && String(GSI1PK).includes(ids.advocate),
    );
    expect((await problemsWith(activation, undefined)).join('\n')).toContain(
      'REWARDED, and the ADVOCATE has 500 pending and 0 earned instead of 0 and 500',
    );
    expect((await problemsWith(referral, undefined)).join('\n')).toContain(
      'points of a referral that is not there',
    );
  });

  test('two members who refer each other', async () => {
    const referral = await find('REFERRAL');
    const back = {
      PK: referral.PK.replace(ids.friend, ids.advocate),
      GSI1PK: String(referral.GSI1PK).replace(ids.advocate, ids.friend),
    };
    const found = (await problemsWith(referral, back)).join('\n');
    expect(found).toContain('refer each other');
    expect(found).toContain(`the referral of ${ids.advocate} has no item of its pair`);
  });

  test('a referral without its pair, and a pair without its referral', async () => {
    const pair = await find('REFERRAL_PAIR');
    const missing = `the referral of ${ids.friend} has no item of its pair`;
    expect(await problemsWith(pair, undefined)).toEqual([`${pair.PK}: ${missing}.`]);
    expect((await problemsWith(pair, { friendId: ids.advocate })).join('\n')).toMatch(
      new RegExp(`${missing}[\\s\\S]*a pair whose friend ${ids.advocate} has no such referral`),
    );
    const elsewhere = { PK: pair.PK.replace(ids.advocate, 'mem_ghost') };
    expect(await problemsWith(pair, elsewhere)).toEqual([
      `${elsewhere.PK}: a pair whose friend ${ids.friend} has no such referral.`,
    ]);
  });

  test('a code whose limit counts other uses than it has, or admitted more', async () => {
    const code = await find('REFERRAL_CODE');
    const referral = await find('REFERRAL');
    expect(await problemsWith(code, { uses: 3, usageLimit: 2 })).toEqual([
      `${code.PK}: counts 3 uses, and 0 referrals use its limit up.`,
    ]);
    // Unlimited when the referral was made, so it holds no use.
    expect(await problemsWith(referral, { limitVersion: 1 })).toEqual([]);
    await api.deps.table.write({ put: { ...code, uses: 0, usageLimit: 1 } });
    expect(await problemsWith(referral, { limitVersion: 1 })).toEqual([
      `${code.PK}: counts 0 uses, and 1 referrals use its limit up.`,
    ]);
    await api.deps.table.write({ put: code });
  });

  test('a referral that stands elsewhere than where its state says, in the due index or in the queue', async () => {
    const rewarded = await find('REFERRAL');
    const place = `${rewarded.PK} ${rewarded.SK}: the referral of ${ids.friend}`;
    const { windowEndsAt, holdUntil } = rewarded as Item & { windowEndsAt: string; holdUntil: string };
    const later = '2099-01-01T00:00:00.000Z';
    const due = (at: string) => dueIndex(rewarded, at, 'REFERRAL');
    const queue = { GSI2PK: reviewPartition('demo'), GSI2SK: holdUntil };
    const saysOf = async (change: object) =>
      (await problemsWith(rewarded, change)).filter((problem) => problem.startsWith(place));
    const unseen = [`${place} ${UNSEEN}.`];
    expect(await saysOf({ state: 'ATTRIBUTED' })).toEqual(unseen);
    expect(await saysOf({ state: 'ATTRIBUTED', ...due(later) })).toEqual(unseen);
    expect(await saysOf({ state: 'ATTRIBUTED', ...queue, GSI2SK: windowEndsAt })).toEqual(unseen);
    expect(await saysOf({ state: 'ATTRIBUTED', ...due(windowEndsAt) })).toEqual([]);
    expect(await saysOf({ state: 'PENDING' })).toEqual(unseen);
    const putOff = putOffSort({ since: holdUntil, tries: 2, at: later });
    expect(await saysOf({ state: 'PENDING', ...due(holdUntil), GSI2SK: putOff })).toEqual([]);
    expect(await saysOf({ state: 'PENDING', ...queue })).toEqual([]);
    expect(await saysOf(due(holdUntil))).toEqual([
      `${place} waits for nothing, and still stands where something is due.`,
    ]);
  });

  test('an item that cannot be read, on one line', async () => {
    const board = await find('LEADERBOARD');
    const found = await problemsWith(board, { shards: 'many', direction: 'SIDEWAYS' });
    expect(found).toEqual([
      expect.stringMatching(/^\S+ \S+: (shards|direction): .+; (shards|direction): [^\n]+$/),
    ]);
    expect(found[0]).toContain(`${board.PK} ${board.SK}: `);
  });

  test('a leaderboard that counts its past and does not stand in the due index', async () => {
    const board = await find('LEADERBOARD');
    const startsAt = '2026-11-01T00:00:00.000Z';
    const backfill = { startsAt, finishedAt: null, membersDone: 0, position: null };
    expect(await problemsWith(board, { backfill })).toEqual([
      `${board.PK} ${board.SK}: the past of leaderboard ${board.id} ${UNSEEN}.`,
    ]);
    expect(await problemsWith(board, { backfill, ...dueIndex(board, startsAt, 'LEADERBOARD') })).toEqual([]);
  });
});

describe('a rebuild', () => {
  const damage = async () => {
    const totals = await read(counterKey('demo', 'POINTS', 'ALL'));
    await api.deps.table.write({ put: { ...totals, issued: 1, spent: 7 } });
    const day = await find('COUNTER', ({ SK, attributed }) => SK.startsWith('DAY#') && attributed === 1);
    await api.deps.table.write({ delete: { PK: day.PK, SK: day.SK } });
  };

  test('tells what differs and writes nothing when it is a dry run', async () => {
    await damage();
    const before = await problems();
    const { corrected } = await rebuildCounters(api.deps, true);
    expect(corrected).toContain('P#demo#COUNT#POINTS ALL: issued 1 -> 839');
    expect(await problems()).toEqual(before);
  });

  test('refuses and writes nothing when an item cannot be read', async () => {
    const award = await entry(keyedEntryId('demo', 'award'));
    await api.deps.table.write({ put: { ...award, kind: 'GIFT' } });
    await expect(rebuildCounters(api.deps, false)).rejects.toMatchObject({ code: 'DATA_CORRUPT' });
    await api.deps.table.write({ put: award });
  });

  test('refuses and writes nothing when the table does not stand still', async () => {
    const before = await problems();
    let scans = 0;
    const add =
      (next: (args: object) => Promise<unknown>, context: { commandName?: string }) =>
      async (args: object) => {
        if (context.commandName === 'ScanCommand') {
          scans += 1;
          if (scans === 2) await api.deps.table.write({ put: { PK: 'P#demo#EXT#new', SK: 'EXTERNAL_ID' } });
        }
        return next(args);
      };
    api.client.middlewareStack.add(add as never, { step: 'initialize', name: 'restless' });
    try {
      await expect(rebuildCounters(api.deps, false)).rejects.toMatchObject({ code: 'NOT_AT_REST' });
    } finally {
      api.client.middlewareStack.remove('restless');
    }
    await api.deps.table.write({ delete: { PK: 'P#demo#EXT#new', SK: 'EXTERNAL_ID' } });
    expect(await problems()).toEqual(before);
  });

  test('makes every counter what its items say, and changes nothing the second time', async () => {
    expect((await rebuildCounters(api.deps, false)).corrected).not.toEqual([]);
    expect(await problems()).toEqual([]);
    expect((await rebuildCounters(api.deps, false)).corrected).toEqual([]);
  });

  test('and a check leave the days alone whose clicks TTL has removed', async () => {
    const click = await find('CLICK');
    const before = await api.scanAll();
    api.clock.set(new Date(Number(click.ttl) * 1_000));
    await api.deps.table.write({ delete: { PK: click.PK, SK: click.SK } });
    const found = await verify(api.deps);
    expect(problemsOf(found)).toEqual([]);
    // Three numbers of the code's day and three of the program's.
    expect(found.counters.forgotten).toBe(6);
    expect((await rebuildCounters(api.deps, false)).corrected).toEqual([]);
    const counters = (items: Item[]) => items.filter(({ et }) => et === 'COUNTER');
    expect(counters(await api.scanAll())).toEqual(counters(before));
  });
});
