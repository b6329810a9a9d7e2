import * as z from 'zod';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import type { Lots } from './lots.ts';

// The ledger's decisions. A change takes an account and gives the account after it and what the entry records;
// nothing is written here.

/** The lot of points that never expire: a month that does not come. */
export const NEVER = '999912';

const month = z.string().regex(/^\d{6}$/);
const points = z.int().min(0);

export const accountModel = z.object({
  memberId: z.string(),
  /** How many entries the account has: the last entry's number, and the version that a write is conditional on. */
  version: points,
  /**
   * Points by the last month ('YYYYMM' in the program's zone) in which they are good, expired lots included until
   * the sweeper has written their entry.
   */
  lots: z.record(month, z.int().min(1)),
  pending: points,
  owed: points,
  earned: points,
  spent: points,
  deducted: points,
  expired: points,
});
/** A member's point account as it is stored. */
export type Account = z.infer<typeof accountModel>;

export const ENTRY_KINDS = [
  'EARN',
  'EARN_PENDING',
  'ACTIVATE',
  'CANCEL',
  'SPEND',
  'DEDUCT',
  'EXPIRE',
  'REVERSE',
] as const;
export const SOURCES = ['MANUAL', 'REFERRAL_ADVOCATE', 'REFERRAL_FRIEND', 'EXPIRY'] as const;

const optionalText = z.string().nullable().default(null);
const optionalAmount = z.int().default(0);
const entryTotals = z.object({
  earned: optionalAmount,
  spent: optionalAmount,
  deducted: optionalAmount,
  expired: optionalAmount,
});

/** An entry as it is stored, less what its keys say (store.ts). Zeros and nulls are left out to keep it below 1 KB. */
export const entryModel = z.object({
  id: z.string(),
  memberId: z.string(),
  number: z.int().min(1),
  kind: z.enum(ENTRY_KINDS),
  points,
  /** What the entry did to each lot; the sum is its effect on the active points. */
  lots: z.record(month, z.int()),
  pendingDelta: optionalAmount,
  owedDelta: optionalAmount,
  /** The totals it moved, for the program's sums. A reversal moves back what its entry moved. */
  totals: entryTotals,
  source: z.enum(SOURCES),
  actorId: z.string(),
  referralId: optionalText,
  reason: optionalText,
  /** The entry that this one undoes, activates or cancels. */
  reverses: optionalText,
  /** When the entry that a REVERSE undoes was made: a season that counted that entry counts its undoing. */
  reversesAt: optionalText,
  /** Digest of the request that made it: the same idempotency key with other input is told apart by it. */
  inputHash: optionalText,
  createdAt: z.string(),
});
/** One immutable line of the ledger. */
export type PointEntry = z.infer<typeof entryModel>;
export type PointSource = PointEntry['source'];

export type PointChange =
  | { kind: 'EARN'; points: number }
  | { kind: 'EARN_PENDING'; points: number }
  /** `of` is the id of the EARN_PENDING entry. */
  | { kind: 'ACTIVATE'; points: number; of: string }
  | { kind: 'CANCEL'; points: number; of: string }
  | { kind: 'SPEND' | 'DEDUCT'; points: number }
  | { kind: 'REVERSE'; entry: PointEntry }
  | { kind: 'EXPIRE'; month: string };

/** The calendar that a change is decided in: the month of now, and the last month in which points earned now are good. */
export type Months = { current: string; earnedGoodThrough: string };

type Effect = Pick<
  PointEntry,
  'points' | 'lots' | 'pendingDelta' | 'owedDelta' | 'totals' | 'reverses' | 'reversesAt'
>;

export const emptyAccount = (memberId: string): Account => ({
  memberId,
  version: 0,
  lots: {},
  pending: 0,
  owed: 0,
  earned: 0,
  spent: 0,
  deducted: 0,
  expired: 0,
});

const NO_TOTALS = { earned: 0, spent: 0, deducted: 0, expired: 0 };
const sum = (amounts: Lots) => Object.values(amounts).reduce((total, amount) => total + amount, 0);

/** The lots that count in a month, first to expire first. */
export function liveLots(account: Account, currentMonth: string): [month: string, points: number][] {
  return Object.entries(account.lots)
    .filter(([month]) => month >= currentMonth)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The points that can be spent in a month. */
export function activePoints(account: Account, currentMonth: string): number {
  return liveLots(account, currentMonth).reduce((total, [, amount]) => total + amount, 0);
}

/**
 * Decides a change. Refusals: INSUFFICIENT_POINTS (SPEND, DEDUCT), INVALID_STATE (REVERSE of a kind that cannot be
 * reversed). Throws when the account could not have come to this by its own entries: that is a fault, not a refusal.
 */
export function decide(
  account: Account,
  change: PointChange,
  months: Months,
): Decision<{ account: Account; effect: Effect }> {
  const effect = effectOf(account, change, months);
  return effect.ok ? accept({ account: apply(account, effect.value), effect: effect.value }) : effect;
}

function effectOf(account: Account, change: PointChange, months: Months): Decision<Effect> {
  switch (change.kind) {
    case 'EARN':
      return accept(earn(account, change.points, months));
    case 'EARN_PENDING':
      return accept({ ...nothing(change.points), pendingDelta: change.points });
    case 'ACTIVATE':
      return accept({
        ...earn(account, change.points, months),
        pendingDelta: -change.points,
        reverses: change.of,
      });
    case 'CANCEL':
      return accept({ ...nothing(change.points), pendingDelta: -change.points, reverses: change.of });
    case 'SPEND':
    case 'DEDUCT':
      return take(account, change.kind, change.points, months);
    case 'EXPIRE':
      return accept(expire(account, change.month, months));
    case 'REVERSE':
      return reverse(account, change.entry, months);
  }
}

const nothing = (amount: number): Effect => ({
  points: amount,
  lots: {},
  pendingDelta: 0,
  owedDelta: 0,
  totals: NO_TOTALS,
  reverses: null,
  reversesAt: null,
});

/** What is owed is paid first; the rest becomes a lot. */
function earn(account: Account, amount: number, months: Months): Effect {
  const paid = Math.min(account.owed, amount);
  const kept = amount - paid;
  return {
    ...nothing(amount),
    lots: kept > 0 ? { [months.earnedGoodThrough]: kept } : {},
    owedDelta: 0 - paid,
    totals: { ...NO_TOTALS, earned: amount },
  };
}

function take(account: Account, kind: 'SPEND' | 'DEDUCT', amount: number, months: Months): Decision<Effect> {
  const live = liveLots(account, months.current);
  const { taken, missing } = takeFrom(live, amount);
  if (missing > 0) {
    const active = amount - missing;
    return refuse('INSUFFICIENT_POINTS', `The member has ${active} active points, fewer than ${amount}.`, [
      'points',
    ]);
  }
  const totals = kind === 'SPEND' ? { ...NO_TOTALS, spent: amount } : { ...NO_TOTALS, deducted: amount };
  return accept({ ...nothing(amount), lots: taken, totals });
}

/** Takes an amount from lots in the order given. */
function takeFrom(available: readonly [string, number][], amount: number): { taken: Lots; missing: number } {
  const taken: Lots = {};
  let missing = amount;
  for (const [month, points] of available) {
    const part = Math.min(points, missing);
    if (part > 0) taken[month] = -part;
    missing -= part;
  }
  return { taken, missing };
}

function expire(account: Account, month: string, months: Months): Effect {
  if (month >= months.current) throw new Fault(`Lot ${month} has not expired in ${months.current}.`);
  const amount = account.lots[month] ?? 0;
  return { ...nothing(amount), lots: { [month]: 0 - amount }, totals: { ...NO_TOTALS, expired: amount } };
}

function reverse(account: Account, entry: PointEntry, months: Months): Decision<Effect> {
  const totals = {
    earned: 0 - entry.totals.earned,
    spent: 0 - entry.totals.spent,
    deducted: 0 - entry.totals.deducted,
    expired: 0,
  };
  const undone = { ...nothing(entry.points), totals, reverses: entry.id, reversesAt: entry.createdAt };
  if (entry.kind === 'SPEND' || entry.kind === 'DEDUCT') {
    const back = Object.fromEntries(Object.entries(entry.lots).map(([month, taken]) => [month, -taken]));
    return accept({ ...undone, lots: back });
  }
  if (entry.kind === 'EARN' || entry.kind === 'ACTIVATE') {
    const own = new Set(Object.keys(entry.lots));
    // Its own lot first, so that points which other earnings brought are touched last; sort is stable.
    const order = liveLots(account, months.current).sort(
      ([a], [b]) => Number(own.has(b)) - Number(own.has(a)),
    );
    const { taken, missing } = takeFrom(order, entry.points);
    return accept({ ...undone, lots: taken, owedDelta: missing });
  }
  return refuse('INVALID_STATE', `An entry of kind ${entry.kind} cannot be reversed.`, ['entryId']);
}

function apply(account: Account, effect: Effect): Account {
  const after = { ...account.lots };
  for (const [month, delta] of Object.entries(effect.lots)) {
    const points = (after[month] ?? 0) + delta;
    if (points === 0) delete after[month];
    else after[month] = points;
  }
  const next: Account = {
    ...account,
    version: account.version + 1,
    lots: after,
    pending: account.pending + effect.pendingDelta,
    owed: account.owed + effect.owedDelta,
    earned: account.earned + effect.totals.earned,
    spent: account.spent + effect.totals.spent,
    deducted: account.deducted + effect.totals.deducted,
    expired: account.expired + effect.totals.expired,
  };
  assertSound(next);
  return next;
}

/** What the lots hold is what came in less what went out; anything else is a fault that must not be written. */
export function assertSound(account: Account): void {
  accountModel.parse(account);
  const held = sum(account.lots);
  const due = account.earned - account.spent - account.deducted - account.expired + account.owed;
  if (held !== due)
    throw new Fault(`Account ${account.memberId} holds ${held} points and its totals say ${due}.`);
}

/** What an entry did to the stored active points. */
export const activeDelta = (entry: PointEntry): number => sum(entry.lots);

/** The account as its owner sees it at a moment. */
export type AccountView = {
  memberId: string;
  active: number;
  pending: number;
  owed: number;
  lifetimeEarned: number;
  lifetimeSpent: number;
  lifetimeExpired: number;
  /** Live lots by month, first to expire first. */
  liveLots: [month: string, points: number][];
};

export function viewAccount(account: Account, currentMonth: string): AccountView {
  const live = liveLots(account, currentMonth);
  const active = activePoints(account, currentMonth);
  return {
    memberId: account.memberId,
    active,
    pending: account.pending,
    owed: account.owed,
    lifetimeEarned: account.earned,
    lifetimeSpent: account.spent,
    // Lots past their month have expired, whether or not the sweeper has written their entry.
    lifetimeExpired: account.expired + sum(account.lots) - active,
    liveLots: live,
  };
}
