import {
  parseAccount,
  parseEntry,
  reverseEntryId,
  settleEntryId,
} from '../../functions/features/points/entries.ts';
import { type Account, assertSound, type PointEntry } from '../../functions/features/points/rules.ts';
import type { Item } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { programOf } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';
import { flawOf, type NumbersSeen, noNumbers, see } from './entry-numbers.ts';

/** What an account's entries add up to: of each entry no more than the bit of its number, so a table of any size fits in memory. */
type Sums = {
  count: number;
  numbers: NumbersSeen;
  lots: Record<string, number>;
  /** What the sweeper took of each lot. */
  swept: Record<string, number>;
  pending: number;
  owed: number;
  earned: number;
  spent: number;
  deducted: number;
  expired: number;
};

export type LedgerReport = {
  accounts: number;
  entries: number;
  /** The books of the system's side, in points: what members hold is what was issued less what was spent and expired. */
  books: {
    issued: number;
    redeemed: number;
    expired: number;
    heldActive: number;
    heldPending: number;
    owed: number;
    promised: number;
  };
  problems: string[];
};

/** Checks every invariant of the ledger over items given in any order; call `report` when all have been given. */
export function createLedgerCheck(): { add(item: Item): void; report(): LedgerReport } {
  const accounts = new Map<string, Account>();
  const sums = new Map<string, Sums>();
  const problems: string[] = [];
  let entries = 0;
  return {
    add(item) {
      const programId = programOf(item) ?? '';
      try {
        if (item.et === ENTITY.pointAccount) {
          const account = parseAccount(item);
          assertSound(account);
          accounts.set(`${programId}/${account.memberId}`, account);
        } else if (item.et === ENTITY.pointEntry) {
          const entry = parseEntry(item);
          entries += 1;
          checkIdentity(programId, entry, problems);
          addEntry(sums, `${programId}/${entry.memberId}`, entry);
        }
      } catch (error) {
        problems.push(unreadableItem(item, error));
      }
    },
    report() {
      for (const [place, sum] of sums) compare(place, accounts.get(place), sum, problems);
      for (const [place, account] of accounts) {
        if (!sums.has(place) && account.version > 0) problems.push(`${place}: an account without entries.`);
      }
      return { accounts: accounts.size, entries, books: close(accounts, sums, problems), problems };
    },
  };
}

/** An entry that settles or reverses another has the one id that this may have, so there cannot be a second. */
function checkIdentity(programId: string, entry: PointEntry, problems: string[]): void {
  const { reverses } = entry;
  if (reverses === null) return;
  const wanted =
    entry.kind === 'REVERSE' ? reverseEntryId(programId, reverses) : settleEntryId(programId, reverses);
  if (entry.id !== wanted)
    problems.push(
      `${programId}/${entry.memberId}: entry ${entry.id} is not the one that may undo ${reverses}.`,
    );
}

function addEntry(sums: Map<string, Sums>, place: string, entry: PointEntry): void {
  const sum = sums.get(place) ?? newSums();
  sum.count += 1;
  see(sum.numbers, entry.number);
  for (const [month, delta] of Object.entries(entry.lots)) {
    sum.lots[month] = (sum.lots[month] ?? 0) + delta;
    if (entry.kind === 'EXPIRE') sum.swept[month] = (sum.swept[month] ?? 0) - delta;
  }
  sum.pending += entry.pendingDelta;
  sum.owed += entry.owedDelta;
  for (const name of ['earned', 'spent', 'deducted', 'expired'] as const) sum[name] += entry.totals[name];
  sums.set(place, sum);
}

const newSums = (): Sums => ({
  count: 0,
  numbers: noNumbers(),
  lots: {},
  swept: {},
  pending: 0,
  owed: 0,
  earned: 0,
  spent: 0,
  deducted: 0,
  expired: 0,
});

function compare(place: string, account: Account | undefined, sum: Sums, problems: string[]): void {
  if (account === undefined) {
    problems.push(`${place}: entries without an account.`);
    return;
  }
  const flaw = flawOf(sum.numbers, account.version);
  if (flaw !== undefined) {
    problems.push(
      `${place}: ${sum.count} entries, and the account counts ${account.version}: the numbers have a gap or a double, ${flaw}.`,
    );
  }
  for (const month of new Set([...Object.keys(sum.lots), ...Object.keys(account.lots)])) {
    const [held, entered] = [account.lots[month] ?? 0, sum.lots[month] ?? 0];
    if (held !== entered)
      problems.push(`${place}: lot ${month} holds ${held} and its entries say ${entered}.`);
  }
  compareExpired(place, account, sum, problems);
  for (const name of ['pending', 'owed', 'earned', 'spent', 'deducted', 'expired'] as const) {
    if (account[name] !== sum[name])
      problems.push(`${place}: ${name} is ${account[name]} and its entries say ${sum[name]}.`);
  }
}

/** What expired of each lot makes what expired in all, and no lot says more of it than the sweeper took. */
function compareExpired(place: string, account: Account, sum: Sums, problems: string[]): void {
  let total = 0;
  for (const [month, expired] of Object.entries(account.expiredLots)) {
    total += expired;
    const swept = sum.swept[month] ?? 0;
    if (expired > swept)
      problems.push(`${place}: of lot ${month} ${expired} expired, and its entries say ${swept}.`);
  }
  if (total !== account.expired)
    problems.push(`${place}: expired is ${account.expired} and its lots say ${total}.`);
}

/** Closes the books: the members' side from the accounts, the system's side from the entries; together they are zero. */
function close(
  accounts: Map<string, Account>,
  sums: Map<string, Sums>,
  problems: string[],
): LedgerReport['books'] {
  const books = { issued: 0, redeemed: 0, expired: 0, heldActive: 0, heldPending: 0, owed: 0, promised: 0 };
  for (const account of accounts.values()) {
    for (const points of Object.values(account.lots)) books.heldActive += points;
    books.heldPending += account.pending;
    books.owed += account.owed;
  }
  for (const sum of sums.values()) {
    books.issued += sum.earned - sum.deducted;
    books.redeemed += sum.spent;
    books.expired += sum.expired;
    books.promised += sum.pending;
  }
  const held = books.heldActive - books.owed;
  const due = books.issued - books.redeemed - books.expired;
  if (held !== due)
    problems.push(`The books do not close: members hold ${held}, the system's accounts say ${due}.`);
  if (books.heldPending !== books.promised) {
    problems.push(
      `The books do not close: ${books.heldPending} points are pending, ${books.promised} were promised.`,
    );
  }
  return books;
}
