import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Account,
  BY_HAND,
  decideChange,
  emptyAccount,
  NEVER,
  type PointChange,
  type PointEntry,
  viewAccount,
} from '../../../functions/features/points/rules.ts';
import { runsOf } from '../../support/runs.ts';

// What becomes of an account when earnings and spends are undone, before and after their points expired: against a plain model that
// knows no sweeper, and by laws that hold for any history.

type Step =
  | { do: 'earn' | 'spend' | 'deduct'; points: number }
  | { do: 'undo'; which: number }
  | { do: 'months'; count: number }
  | { do: 'sweep' };

const label = (n: number) => `${2026 + Math.floor(n / 12)}${String((n % 12) + 1).padStart(2, '0')}`;

/** An account of the ledger, through its decisions. */
function openLedger(expiryMonths: number | null) {
  let account: Account = emptyAccount('mem_1');
  let month = 0;
  const made: PointEntry[] = [];
  const months = () => ({
    current: label(month),
    earnedGoodThrough: expiryMonths === null ? NEVER : label(month + expiryMonths),
  });
  function post(change: PointChange): PointEntry | undefined {
    const decided = decideChange(account, change, months());
    if (!decided.ok) return undefined;
    account = decided.value.account;
    const { version } = account;
    const rest = {
      cause: BY_HAND,
      actorId: 'system',
      reason: null,
      inputHash: null,
    } as const;
    const { effect } = decided.value;
    const createdAt = new Date(version * 1000).toISOString();
    const entry = {
      ...rest,
      ...effect,
      id: `pte_${version}`,
      memberId: 'mem_1',
      number: version,
      kind: change.kind,
      createdAt,
    };
    made.push(entry);
    return entry;
  }
  return {
    post,
    sweep: () => {
      for (const old of Object.keys(account.lots))
        if (old < label(month)) post({ kind: 'EXPIRE', month: old });
    },
    pass: (count: number) => {
      month += count;
    },
    account: () => account,
    entries: made,
    view: () => viewAccount(account, label(month)),
  };
}

/**
 * The same in plain words: lots are numbers by month, and what is in a lot whose month is over has expired. Nobody owes more than
 * was used: what would be more has expired.
 */
function openModel(expiryMonths: number | null) {
  const lots = new Map<string, number>();
  let month = 0;
  let owed = 0;
  let used = 0;
  const add = (of: string, points: number) => lots.set(of, (lots.get(of) ?? 0) + points);
  const isOver = (of: string) => of < label(month);
  const some = (which: (of: string) => boolean) =>
    [...lots].filter(([of, points]) => which(of) && points > 0).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const live = () => some((of) => !isOver(of));
  const over = () => some(isOver);
  const sum = (some: [string, number][]) => some.reduce((total, [, points]) => total + points, 0);
  /** Takes from lots in that order, and gives what was taken and what is missing. */
  function take(points: number, order: [string, number][]) {
    let missing = points;
    const taken: [string, number][] = [];
    for (const [of, there] of order) {
      const part = Math.min(there, missing);
      if (part === 0) continue;
      add(of, -part);
      taken.push([of, part]);
      missing -= part;
    }
    return { taken, missing };
  }
  return {
    earn(points: number) {
      const paid = Math.min(owed, points);
      owed -= paid;
      const of = expiryMonths === null ? NEVER : label(month + expiryMonths);
      const kept = points - paid;
      add(of, kept);
      return () => {
        const gone = isOver(of) ? Math.min(kept, lots.get(of) ?? 0) : 0;
        add(of, -gone);
        const own = live().filter(([one]) => one === of);
        const others = live().filter(([one]) => one !== of);
        owed += take(points - gone, [...own, ...others]).missing;
        const unused = Math.max(0, owed - used);
        owed -= unused;
        expect(take(unused, over()).missing).toBe(0);
      };
    },
    spend(points: number) {
      if (sum(live()) < points) return undefined;
      const { taken } = take(points, live());
      used += points;
      return () => {
        used -= points;
        for (const [of, part] of taken) {
          const paid = Math.min(owed, part);
          owed -= paid;
          add(of, part - paid);
        }
      };
    },
    pass: (count: number) => {
      month += count;
    },
    view: () => ({ available: sum(live()), debt: owed, lifetimeExpired: sum(over()) }),
  };
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('earn' as const), points: fc.integer({ min: 1, max: 100 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('spend' as const, 'deduct' as const),
      points: fc.integer({ min: 1, max: 90 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat(30) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('months' as const), count: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'sweep' as const }) },
);
const history = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 50 }),
  expiryMonths: fc.constantFrom(1, 1, 1, 2, null),
});

/** What a debt was paid with is undone after the spend that made it, when its points came back to a lot that is over. */
const PAID_FOR_NOTHING: { steps: Step[]; expiryMonths: number | null } = {
  steps: [
    { do: 'earn', points: 1 },
    { do: 'spend', points: 1 },
    { do: 'months', count: 2 },
    { do: 'undo', which: 0 },
    { do: 'earn', points: 1 },
    { do: 'undo', which: 0 },
    { do: 'undo', which: 0 },
  ],
  expiryMonths: 1,
};

/** Plays a history in the ledger and, with `beside`, in the model; `check` looks at both after each step. */
function play(
  { steps, expiryMonths }: { steps: Step[]; expiryMonths: number | null },
  check: (ledger: ReturnType<typeof openLedger>, model: ReturnType<typeof openModel>) => void,
): ReturnType<typeof openLedger> {
  const ledger = openLedger(expiryMonths);
  const model = openModel(expiryMonths);
  let undoable: { entry: PointEntry; inModel: () => void }[] = [];
  for (const one of steps) {
    if (one.do === 'sweep') ledger.sweep();
    else if (one.do === 'months') {
      ledger.pass(one.count);
      model.pass(one.count);
    } else if (one.do === 'undo') {
      const target = undoable[one.which % (undoable.length || 1)];
      if (target !== undefined) {
        undoable = undoable.filter((other) => other !== target);
        ledger.post({ kind: 'REVERSE', entry: target.entry });
        target.inModel();
      }
    } else {
      const kind = ({ earn: 'EARN', spend: 'SPEND', deduct: 'DEDUCT' } as const)[one.do];
      const entry = ledger.post({ kind, points: one.points });
      const inModel = one.do === 'earn' ? model.earn(one.points) : model.spend(one.points);
      expect(entry === undefined).toBe(inModel === undefined);
      if (entry !== undefined && inModel !== undefined) undoable.push({ entry, inModel });
    }
    check(ledger, model);
  }
  return ledger;
}

describe('for any history of awards, spends, months, sweeps and reversals', () => {
  test('the account equals a plain model without a sweeper', () => {
    let expiredAndUndone = 0;
    fc.assert(
      fc.property(history, (one) => {
        const ledger = play(one, (account, model) => expect(account.view()).toMatchObject(model.view()));
        expiredAndUndone += ledger.entries.filter(({ totals }) => totals.expired < 0).length;
      }),
      { numRuns: runsOf(1_000), examples: [[PAID_FOR_NOTHING]] },
    );
    expect(expiredAndUndone).toBeGreaterThan(20);
  });

  test('debt is limited by what was used beyond earnings, and exists only without points', () => {
    fc.assert(
      fc.property(history, (one) => {
        play(one, (ledger) => {
          const { earned, spent, deducted, owed } = ledger.account();
          expect(owed).toBeGreaterThanOrEqual(Math.max(0, spent + deducted - earned));
          expect(owed).toBeLessThanOrEqual(spent + deducted);
          expect(Math.min(owed, ledger.view().available)).toBe(0);
        });
      }),
      { numRuns: runsOf(1_000), examples: [[PAID_FOR_NOTHING]] },
    );
  });

  test('an account whose every entry was reversed has no points, no debt and nothing expired', () => {
    const all = fc.record({
      steps: fc.array(step, { maxLength: 40 }),
      expiryMonths: fc.constantFrom(1, 2, null),
      order: fc.nat(),
    });
    fc.assert(
      fc.property(all, ({ steps, expiryMonths, order }) => {
        // Those that are left are undone one after the other, some before a sweep and some after it.
        const undo: Step[] = steps.flatMap((_, n) => [
          { do: 'undo', which: (order + n * 7) % 31 },
          ...(n % 3 === 0 ? [{ do: 'sweep' } as const] : []),
        ]);
        const ledger = play({ steps: [...steps, ...undo], expiryMonths }, () => undefined);
        const left = ledger.view();
        expect([
          left.available,
          left.debt,
          left.lifetimeExpired,
          left.lifetimeEarned,
          left.lifetimeSpent,
        ]).toEqual(Array(5).fill(0));
        expect(ledger.account().expiredLots).toEqual({});
      }),
      { numRuns: runsOf(500) },
    );
  });

  test('the expired points of the lots sum up to the expired points of the account', () => {
    fc.assert(
      fc.property(history, (one) => {
        const { expiredLots, expired } = play(one, () => undefined).account();
        expect(Object.values(expiredLots).reduce((sum, points) => sum + points, 0)).toBe(expired);
      }),
      { numRuns: runsOf(300) },
    );
  });
});
