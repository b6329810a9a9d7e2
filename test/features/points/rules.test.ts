import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packLots, unpackLots } from '../../../functions/features/points/lots.ts';
import {
  type Account,
  activePoints,
  BY_HAND,
  decideChange,
  emptyAccount,
  type Months,
  NEVER,
  type PointChange,
  type PointEntry,
  viewAccount,
} from '../../../functions/features/points/rules.ts';
import { runsOf } from '../../support/runs.ts';

const NOVEMBER: Months = { current: '202611', earnedGoodThrough: '202711' };

let entries = 0;
/** Decides a change that must be accepted; gives the account and the entry as it would be stored. */
function post(
  account: Account,
  change: PointChange,
  months = NOVEMBER,
): { account: Account; entry: PointEntry } {
  const decided = decideChange(account, change, months);
  if (!decided.ok) throw new Error(decided.refusal.code);
  entries += 1;
  const entry: PointEntry = {
    ...decided.value.effect,
    id: `pte_${entries}`,
    memberId: account.memberId,
    number: decided.value.account.version,
    kind: change.kind,
    cause: BY_HAND,
    actorId: 'system',
    reason: null,
    inputHash: null,
    createdAt: new Date(Date.UTC(2026, 10, 21) + entries * 1000).toISOString(),
  };
  return { account: decided.value.account, entry };
}

const withLots = (lots: Record<string, number>): Account => ({
  ...emptyAccount('mem_1'),
  version: 1,
  lots,
  earned: Object.values(lots).reduce((sum, points) => sum + points, 0),
});

describe('a spend', () => {
  test('takes the lot that expires first, and several when one is too small', () => {
    const { account, entry } = post(withLots({ '202701': 5, '202611': 10, [NEVER]: 100 }), {
      kind: 'SPEND',
      points: 12,
    });
    expect(entry.lots).toEqual({ '202611': -10, '202701': -2 });
    expect(account.lots).toEqual({ '202701': 3, [NEVER]: 100 });
  });

  test('does not use points whose month is over, swept or not', () => {
    const account = withLots({ '202610': 50, '202612': 5 });
    expect(activePoints(account, '202611')).toBe(5);
    expect(decideChange(account, { kind: 'SPEND', points: 6 }, NOVEMBER)).toMatchObject({
      ok: false,
      refusal: { code: 'INSUFFICIENT_POINTS' },
    });
  });

  test('gives each lot back exactly what was taken when it is reversed', () => {
    const before = withLots({ '202611': 10, '202701': 5, [NEVER]: 3 });
    const spent = post(before, { kind: 'SPEND', points: 17 });
    const restored = post(spent.account, { kind: 'REVERSE', entry: spent.entry });
    expect(restored.account.lots).toEqual(before.lots);
    expect(restored.account.spent).toBe(0);
  });
});

describe('a reversed award', () => {
  test('takes from its own lot before others', () => {
    const earned = post(withLots({ '202612': 40 }), { kind: 'EARN', points: 30 });
    const reversed = post(earned.account, { kind: 'REVERSE', entry: earned.entry });
    expect(reversed.account.lots).toEqual({ '202612': 40 });
  });

  test('leaves the rest as debt, which later awards pay first', () => {
    const earned = post(emptyAccount('mem_1'), { kind: 'EARN', points: 30 });
    const spent = post(earned.account, { kind: 'SPEND', points: 25 });
    const reversed = post(spent.account, { kind: 'REVERSE', entry: earned.entry });
    expect(reversed.account).toMatchObject({ lots: {}, owed: 25, earned: 0, spent: 25 });
    const later = post(reversed.account, { kind: 'EARN', points: 40 });
    expect(later.account).toMatchObject({ lots: { '202711': 15 }, owed: 0, earned: 40 });
  });
});

describe('pending points', () => {
  test('are not active until they are activated, and their months begin then', () => {
    const pending = post(emptyAccount('mem_1'), { kind: 'EARN_PENDING', points: 50 });
    expect(viewAccount(pending.account, '202611')).toMatchObject({
      available: 0,
      pending: 50,
      lifetimeEarned: 0,
    });
    const december: Months = { current: '202612', earnedGoodThrough: '202712' };
    const active = post(pending.account, { kind: 'ACTIVATE', points: 50, of: pending.entry.id }, december);
    expect(active.account).toMatchObject({ pending: 0, lots: { '202712': 50 }, earned: 50 });
    expect(active.entry.reverses).toBe(pending.entry.id);
  });

  test('leave nothing when they are cancelled', () => {
    const pending = post(emptyAccount('mem_1'), { kind: 'EARN_PENDING', points: 50 });
    const cancelled = post(pending.account, { kind: 'CANCEL', points: 50, of: pending.entry.id });
    expect(cancelled.account).toMatchObject({ pending: 0, lots: {}, earned: 0 });
  });
});

test('a lot expires only after its month', () => {
  expect(() =>
    decideChange(withLots({ '202611': 5 }), { kind: 'EXPIRE', month: '202611' }, NOVEMBER),
  ).toThrow(/not expired/);
});

test('a reversal, an expiry and a pending entry cannot be reversed by kind', () => {
  const pending = post(emptyAccount('mem_1'), { kind: 'EARN_PENDING', points: 5 });
  expect(decideChange(pending.account, { kind: 'REVERSE', entry: pending.entry }, NOVEMBER)).toMatchObject({
    refusal: { code: 'INVALID_STATE' },
  });
});

describe('for any history of an account', () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('earn'), points: fc.integer({ min: 1, max: 1000 }) }),
    fc.record({ do: fc.constant('pend'), points: fc.integer({ min: 1, max: 1000 }) }),
    fc.record({ do: fc.constant('settle'), points: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ do: fc.constant('spend'), points: fc.integer({ min: 1, max: 1500 }) }),
    fc.record({ do: fc.constant('reverse'), points: fc.integer({ min: 0, max: 30 }) }),
    fc.record({ do: fc.constant('month'), points: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant('sweep'), points: fc.constant(0) }),
  );

  test('lots, totals and entries agree, nothing goes below zero, and a number follows the last', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.constantFrom(1, 2, 12), (steps, expiryMonths) => {
        const history = replay(steps, expiryMonths);
        const { account, entries } = history;
        expect(entries.map((entry) => entry.number)).toEqual(entries.map((_, place) => place + 1));
        const total = (of: (entry: PointEntry) => number) =>
          entries.reduce((sum, entry) => sum + of(entry), 0);
        const lotSum = Object.values(account.lots).reduce((sum, points) => sum + points, 0);
        expect(total((entry) => Object.values(entry.lots).reduce((sum, points) => sum + points, 0))).toBe(
          lotSum,
        );
        expect(total((entry) => entry.pendingDelta)).toBe(account.pending);
        expect(total((entry) => entry.owedDelta)).toBe(account.owed);
        expect(total((entry) => entry.totals.spent)).toBe(account.spent);
        expect(total((entry) => entry.totals.earned)).toBe(account.earned);
        expect(Math.min(account.pending, account.owed, ...Object.values(account.lots), 0)).toBe(0);
      }),
      { numRuns: runsOf(500) },
    );
  });

  test('a reversal has the time of what it reverses, and no other entry has such a time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { entries } = replay(steps, 1);
        const madeAt = new Map(entries.map(({ id, createdAt }) => [id, createdAt]));
        for (const { kind, reverses, reversesAt } of entries) {
          expect(reversesAt).toBe(kind === 'REVERSE' ? madeAt.get(reverses ?? '') : null);
        }
      }),
      { numRuns: runsOf(200) },
    );
  });

  type Step = { do: string; points: number };
  function replay(steps: readonly Step[], expiryMonths: number) {
    let account = emptyAccount('mem_1');
    let month = 0;
    const entries: PointEntry[] = [];
    const reversed = new Set<string>();
    const pending: PointEntry[] = [];
    const label = (n: number) => `${2026 + Math.floor(n / 12)}${String((n % 12) + 1).padStart(2, '0')}`;
    const run = (change: PointChange): PointEntry | undefined => {
      const months = { current: label(month), earnedGoodThrough: label(month + expiryMonths) };
      if (!decideChange(account, change, months).ok) return undefined;
      const posted = post(account, change, months);
      account = posted.account;
      entries.push(posted.entry);
      return posted.entry;
    };
    const act: Record<string, (points: number) => void> = {
      earn: (points) => void run({ kind: 'EARN', points }),
      pend: (points) => {
        const entry = run({ kind: 'EARN_PENDING', points });
        if (entry !== undefined) pending.push(entry);
      },
      settle: (which) => {
        const [entry] = pending.splice(which % (pending.length || 1), 1);
        if (entry === undefined) return;
        run({ kind: which % 2 === 0 ? 'ACTIVATE' : 'CANCEL', points: entry.points, of: entry.id });
      },
      spend: (points) => void run({ kind: 'SPEND', points }),
      reverse: (which) => {
        const entry = entries[which % (entries.length || 1)];
        if (entry === undefined || reversed.has(entry.id)) return;
        if (run({ kind: 'REVERSE', entry }) !== undefined) reversed.add(entry.id);
      },
      month: (count) => {
        month += count;
      },
      sweep: () => {
        for (const old of Object.keys(account.lots))
          if (old < label(month)) run({ kind: 'EXPIRE', month: old });
      },
    };
    for (const one of steps) act[one.do]?.(one.points);
    return { account, entries };
  }
});

test('packed lots are unpacked unchanged, in any number and with any gaps', () => {
  const month = fc
    .tuple(fc.integer({ min: 2020, max: 2199 }), fc.integer({ min: 1, max: 12 }))
    .map(([year, n]) => `${year}${String(n).padStart(2, '0')}`);
  const lots = fc.dictionary(fc.oneof(month, fc.constant(NEVER)), fc.integer({ min: 1, max: 1_000_000_000 }));
  fc.assert(
    fc.property(lots, fc.boolean(), (amounts, taken) => {
      const signed = Object.fromEntries(
        Object.entries(amounts).map(([key, points]) => [key, taken ? -points : points]),
      );
      expect(unpackLots(packLots(signed))).toEqual(signed);
    }),
  );
});
