import * as z from 'zod';
import { accept, type Decision, Fault, refuse } from '../../platform/errors.ts';
import { POINT_CAUSE_KINDS, POINT_ENTRY_KINDS } from '../../platform/generated/enums.ts';
import { ID_PREFIX } from '../../platform/ids.ts';
import type { Lots } from './lots.ts';

// The ledger's decisions. A change takes an account and gives the account after it and what the entry
// records; nothing is written here.

/** The lot of points that never expire: a month that does not come. */
export const NEVER = '999912';

const month = z.string().regex(/^\d{6}$/);
const points = z.int().min(0);

export const accountModel = z.object({
  memberId: z.string(),
  /** How many entries there are: the last one's number, and the version that a write is conditional on. */
  version: points,
  /**
   * Points by the last month ('YYYYMM' in the program's zone) in which they are good. An expired lot stays
   * until its EXPIRE entry is written.
   */
  lots: z.record(month, z.int().min(1)),
  /**
   * Of each lot with an EXPIRE entry, the points that expired unused, less those whose earning was undone
   * since: a reversal does not take them a second time. Nothing is known of lots that expired before this was
   * kept.
   */
  expiredLots: z.record(month, z.int().min(1)),
  pending: points,
  owed: points,
  earned: points,
  spent: points,
  deducted: points,
  expired: points,
});
export type Account = z.infer<typeof accountModel>;

const optionalText = z.string().nullable().default(null);
const optionalAmount = z.int().default(0);
const entryTotals = z.object({
  earned: optionalAmount,
  spent: optionalAmount,
  deducted: optionalAmount,
  expired: optionalAmount,
});

const causeModel = z.object({
  kind: z.enum(POINT_CAUSE_KINDS),
  /** The schema says of each kind what it is the id of. */
  causeId: optionalText,
});
/** What an entry is for. */
export type PointCause = z.infer<typeof causeModel>;
export const BY_HAND: PointCause = { kind: 'MANUAL', causeId: null };

/** With what its keys say (`parseEntry`). Stored without zeros and nulls, to stay below 1 KB. */
export const entryModel = z.object({
  id: z.string(),
  memberId: z.string(),
  number: z.int().min(1),
  kind: z.enum(POINT_ENTRY_KINDS),
  points,
  /** What the entry did to each lot; the sum is its effect on the active points. */
  lots: z.record(month, z.int()),
  pendingDelta: optionalAmount,
  owedDelta: optionalAmount,
  /** The totals it moved, for the program's sums. A reversal moves back what its entry moved. */
  totals: entryTotals,
  cause: causeModel,
  actorId: z.string(),
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

type ChangeKind = PointChange['kind'];
/** What a kind of change is refused by. */
export type ChangeRefusal<K extends ChangeKind = ChangeKind> = K extends 'SPEND' | 'DEDUCT'
  ? 'INSUFFICIENT_POINTS'
  : K extends 'REVERSE'
    ? 'INVALID_STATE'
    : never;

export type PointChange =
  | { kind: 'EARN' | 'EARN_PENDING' | 'SPEND' | 'DEDUCT'; points: number }
  /** `of` is the id of the EARN_PENDING entry. */
  | { kind: 'ACTIVATE'; points: number; of: string }
  | { kind: 'CANCEL'; points: number; of: string }
  | { kind: 'REVERSE'; entry: PointEntry }
  | { kind: 'EXPIRE'; month: string };

/** The month of now, and the last month in which points earned now are good. */
export type Months = { current: string; earnedGoodThrough: string };

type Effect = Pick<
  PointEntry,
  'points' | 'lots' | 'pendingDelta' | 'owedDelta' | 'totals' | 'reverses' | 'reversesAt'
>;
/** What a change does: what its entry says, and what it does to the expired points of each lot. */
type Outcome = { effect: Effect; expiredLots: Lots };

export const emptyAccount = (memberId: string): Account => ({
  memberId,
  version: 0,
  lots: {},
  expiredLots: {},
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
function liveLots(account: Account, currentMonth: string): [month: string, points: number][] {
  return Object.entries(account.lots)
    .filter(([month]) => month >= currentMonth)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export function activePoints(account: Account, currentMonth: string): number {
  return liveLots(account, currentMonth).reduce((total, [, amount]) => total + amount, 0);
}

/**
 * Decides a change. Refusals: INSUFFICIENT_POINTS (SPEND, DEDUCT), INVALID_STATE (REVERSE of a kind that
 * cannot be reversed). Throws when the account could not have come to this by its own entries: that is a
 * fault, not a refusal.
 */
export function decideChange<P extends PointChange>(
  account: Account,
  change: P,
  months: Months,
): Decision<{ account: Account; effect: Effect }, ChangeRefusal<P['kind']>> {
  const outcome = outcomeOf(account, change, months) as Decision<Outcome, ChangeRefusal<P['kind']>>;
  return outcome.ok
    ? accept({ account: apply(account, outcome.value), effect: outcome.value.effect })
    : outcome;
}

function outcomeOf(account: Account, change: PointChange, months: Months): Decision<Outcome, ChangeRefusal> {
  const plain = (effect: Effect) => accept({ effect, expiredLots: {} });
  switch (change.kind) {
    case 'EARN':
      return plain(earn(account, change.points, months));
    case 'EARN_PENDING':
      return plain({ ...nothing(change.points), pendingDelta: change.points });
    case 'ACTIVATE':
      return plain({
        ...earn(account, change.points, months),
        pendingDelta: -change.points,
        reverses: change.of,
      });
    case 'CANCEL':
      return plain({ ...nothing(change.points), pendingDelta: -change.points, reverses: change.of });
    case 'SPEND':
    case 'DEDUCT': {
      const taken = take(account, change.kind, change.points, months);
      return taken.ok ? plain(taken.value) : taken;
    }
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

function take(
  account: Account,
  kind: 'SPEND' | 'DEDUCT',
  amount: number,
  months: Months,
): Decision<Effect, 'INSUFFICIENT_POINTS'> {
  const live = liveLots(account, months.current);
  const { taken, missing } = takeFrom(live, amount);
  if (missing > 0) {
    const active = amount - missing;
    return refuse('INSUFFICIENT_POINTS', `The member has ${active} available points, fewer than ${amount}.`, [
      'points',
    ]);
  }
  const totals = kind === 'SPEND' ? { ...NO_TOTALS, spent: amount } : { ...NO_TOTALS, deducted: amount };
  return accept({ ...nothing(amount), lots: taken, totals });
}

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

function expire(account: Account, month: string, months: Months): Outcome {
  if (month >= months.current) throw new Fault(`Lot ${month} has not expired in ${months.current}.`);
  const amount = account.lots[month] ?? 0;
  const totals = { ...NO_TOTALS, expired: amount };
  return {
    effect: { ...nothing(amount), lots: { [month]: 0 - amount }, totals },
    expiredLots: { [month]: amount },
  };
}

function reverse(account: Account, entry: PointEntry, months: Months): Decision<Outcome, 'INVALID_STATE'> {
  const totals = {
    earned: 0 - entry.totals.earned,
    spent: 0 - entry.totals.spent,
    deducted: 0 - entry.totals.deducted,
    expired: 0,
  };
  const undone = { ...nothing(entry.points), totals, reverses: entry.id, reversesAt: entry.createdAt };
  if (entry.kind === 'SPEND' || entry.kind === 'DEDUCT')
    return accept({ effect: { ...undone, ...giveBack(entry.lots, account.owed) }, expiredLots: {} });
  if (entry.kind === 'EARN' || entry.kind === 'ACTIVATE') {
    const { expiredLots, ...taken } = takeBack(account, entry, months);
    return accept({
      effect: { ...undone, ...taken, totals: { ...totals, expired: sum(expiredLots) } },
      expiredLots,
    });
  }
  return refuse(
    'INVALID_STATE',
    `An entry of kind ${entry.kind} cannot be reversed. Make a new entry instead, with an idempotencyKey of its own.`,
    ['entryId'],
  );
}

/** What is owed is paid first, by the points that expire first; the rest goes back to each lot. */
function giveBack(taken: Lots, owed: number): Pick<Effect, 'lots' | 'owedDelta'> {
  const lots: Lots = {};
  let debt = owed;
  for (const month of Object.keys(taken).sort()) {
    const back = 0 - (taken[month] ?? 0);
    const paid = Math.min(debt, back);
    if (back > paid) lots[month] = back - paid;
    debt -= paid;
  }
  return { lots, owedDelta: debt - owed };
}

/**
 * Takes an earning back. What expired unused in its own lot is not taken a second time. All else is taken
 * from live lots, its own first, and what is missing is owed; but nobody owes more than they have used, so
 * what would be more has expired too, in whatever lot.
 */
function takeBack(
  account: Account,
  entry: PointEntry,
  months: Months,
): Pick<Effect, 'lots' | 'owedDelta'> & { expiredLots: Lots } {
  // An earning fills one lot, or none when all of it paid what was owed.
  const [own = '', put = 0] = Object.entries(entry.lots)[0] ?? [];
  const over = goneLots(account, months.current);
  const ofOwn = Math.min(put, over.find(([month]) => month === own)?.[1] ?? 0);
  // Its own lot first, so that points which other earnings brought are touched last; sort is stable.
  const live = liveLots(account, months.current).sort(([a], [b]) => Number(b === own) - Number(a === own));
  const { taken, missing } = takeFrom(live, entry.points - ofOwn);
  const unused = Math.max(0, account.owed + missing - account.spent - account.deducted);
  const rest = over.map(([month, points]): [string, number] => [month, points - (month === own ? ofOwn : 0)]);
  const further = takeFrom(rest, unused);
  const gone = added(further.taken, { [own]: 0 - ofOwn });
  const [lots, expiredLots] = [taken, {} as Lots];
  for (const [month, points] of Object.entries(gone)) {
    // From what has no EXPIRE entry yet first: what callers see is the same either way.
    const held = Math.min(-points, account.lots[month] ?? 0);
    if (held > 0) lots[month] = -held;
    if (held < -points) expiredLots[month] = points + held;
  }
  return { lots, owedDelta: missing - (unused - further.missing), expiredLots };
}

/** Lots whose month is over, with an EXPIRE entry or without, first to expire first. */
function goneLots(account: Account, currentMonth: string): [month: string, points: number][] {
  const unswept = Object.fromEntries(Object.entries(account.lots).filter(([month]) => month < currentMonth));
  return Object.entries(added(account.expiredLots, unswept)).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A month that comes to 0 is left out. */
function added(amounts: Lots, deltas: Lots): Lots {
  const after = { ...amounts };
  for (const [month, delta] of Object.entries(deltas)) {
    const points = (after[month] ?? 0) + delta;
    if (points === 0) delete after[month];
    else after[month] = points;
  }
  return after;
}

function apply(account: Account, { effect, expiredLots }: Outcome): Account {
  const next: Account = {
    ...account,
    version: account.version + 1,
    lots: added(account.lots, effect.lots),
    expiredLots: added(account.expiredLots, expiredLots),
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

/** What the lots hold is what came in less what went out; anything else must not be written. */
export function assertSound(account: Account): void {
  accountModel.parse(account);
  if (sum(account.expiredLots) > account.expired)
    throw new Fault(`Account ${account.memberId} has lots of more expired points than ${account.expired}.`);
  const held = sum(account.lots);
  const due = account.earned - account.spent - account.deducted - account.expired + account.owed;
  if (held !== due)
    throw new Fault(`Account ${account.memberId} holds ${held} points and its totals say ${due}.`);
}

export const activeDelta = (entry: PointEntry): number => sum(entry.lots);

/** A member has one account, so that the id of either says the other's. */
const accountIdOf = (memberId: string) => memberId.replace(ID_PREFIX.member, ID_PREFIX.pointAccount);
export const memberIdOfAccount = (accountId: string) =>
  accountId.replace(ID_PREFIX.pointAccount, ID_PREFIX.member);

/** The account as its owner sees it at a moment. */
export type AccountView = {
  id: string;
  memberId: string;
  available: number;
  pending: number;
  debt: number;
  lifetimeEarned: number;
  lifetimeSpent: number;
  lifetimeExpired: number;
  /** First to expire first. */
  liveLots: [month: string, points: number][];
};

export function viewAccount(account: Account, currentMonth: string): AccountView {
  const live = liveLots(account, currentMonth);
  const available = activePoints(account, currentMonth);
  return {
    id: accountIdOf(account.memberId),
    memberId: account.memberId,
    available,
    pending: account.pending,
    debt: account.owed,
    lifetimeEarned: account.earned,
    lifetimeSpent: account.spent,
    // Lots past their month have expired, whether or not their entry has been written.
    lifetimeExpired: account.expired + sum(account.lots) - available,
    liveLots: live,
  };
}
