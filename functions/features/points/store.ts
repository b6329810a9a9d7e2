import { isId } from '../../platform/ids.ts';
import { endOfMonth, monthOf } from '../../platform/time.ts';
import type { Item, Key, Write } from '../../table/client.ts';
import { type Connection, listConnection, type PageRequest } from '../../table/cursor.ts';
import { GSI1 } from '../../table/definition.ts';
import type { Deps } from '../../table/deps.ts';
import { ENTITY } from '../../table/entities.ts';
import {
  accountKey,
  dueIndex,
  entriesPartition,
  entryKey,
  entrySort,
  expiryKey,
  partOfSpan,
} from '../../table/keys.ts';
import { lookUp, lookUpAll, lookUpOne } from '../../table/lookup.ts';
import { insert, replace, unchanged } from '../../table/writes.ts';
import { memberLookup } from '../members/lookups.ts';
import type { Program } from '../programs/rules.ts';
import { isEntry, parseEntry } from './entries.ts';
import { accountLookup, pointTotalsKey } from './lookups.ts';
import { packLots } from './lots.ts';
import { type Account, type AccountView, memberIdOfAccount, type PointEntry, viewAccount } from './rules.ts';

function entryItem(programId: string, entry: PointEntry): Item {
  const { id, memberId, number, lots, totals, ...rest } = entry;
  const kept = Object.entries(rest).filter(([, value]) => value !== null && value !== 0);
  return {
    ...entryKey(programId, id),
    GSI1PK: entriesPartition(programId, memberId),
    GSI1SK: entrySort(number),
    et: ENTITY.pointEntry,
    ...Object.fromEntries(kept),
    lots: packLots(lots),
    totals: Object.fromEntries(Object.entries(totals).filter(([, amount]) => amount !== 0)),
  };
}

/**
 * Lots that expired are many in the end, and are looked at when an old earning is undone: they are kept as
 * short text.
 */
function accountItem(programId: string, { expiredLots, ...account }: Account): Item {
  const packed = packLots(expiredLots);
  return {
    ...accountKey(programId, account.memberId),
    et: ENTITY.pointAccount,
    ...account,
    ...(packed === '' ? {} : { expiredLots: packed }),
  };
}

/** A member's account as it stands now, an empty one where there is none. */
export async function getAccount(deps: Deps, programId: string, memberId: string): Promise<Account> {
  return lookUpOne(deps, accountLookup(programId, memberId), { consistent: true });
}

/** What stands at an entry's id now: the entry, or the note that its idempotency key is used up. */
export function getEntryOrNote(deps: Deps, programId: string, entryId: string): Promise<Item | undefined> {
  return deps.table.get(entryKey(programId, entryId), { consistent: true });
}

export const getPointTotals = (deps: Deps, programId: string): Promise<Item | undefined> =>
  deps.table.get(pointTotalsKey(programId));

/** Accounts in the order of the ids, an empty one where there is none. */
export async function getAccounts(
  deps: Deps,
  programId: string,
  memberIds: readonly string[],
  options: { consistent?: boolean } = {},
): Promise<Account[]> {
  return lookUpAll(
    deps,
    memberIds.map((id) => accountLookup(programId, id)),
    options,
  );
}

/** The account of that id, for `node`: that of a member of the program, however empty. */
export async function getAccountByNodeId(
  deps: Deps,
  { program }: { program: Pick<Program, 'id' | 'timeZone'> },
  id: string,
): Promise<AccountView | undefined> {
  const memberId = memberIdOfAccount(id);
  const wanted = {
    member: memberLookup(program.id, memberId),
    account: accountLookup(program.id, memberId),
  };
  const { member, account } = await lookUp(deps, wanted, { consistent: true });
  return member === undefined ? undefined : viewAccount(account, monthOf(deps.now(), program.timeZone));
}

export async function getEntry(
  deps: Deps,
  programId: string,
  entryId: string,
): Promise<PointEntry | undefined> {
  if (!isId('pointEntry', entryId)) return undefined;
  const item = await deps.table.get(entryKey(programId, entryId), { consistent: true });
  return item !== undefined && isEntry(item) ? parseEntry(item) : undefined;
}

/**
 * Uses up an idempotency key whose entry is named otherwise: its own would have this id, and no other can
 * now.
 */
export const insertKeyUse = (
  programId: string,
  entryId: string,
  { inputHash, actorId }: Pick<PointEntry, 'inputHash' | 'actorId'>,
): Write => insert({ ...entryKey(programId, entryId), et: ENTITY.pointKey, inputHash, actorId });

/** A member's entries, newest first. */
export function listEntries(
  deps: Deps,
  programId: string,
  memberId: string,
  page: PageRequest,
): Promise<Connection<PointEntry>> {
  const list = { index: GSI1.name, partition: entriesPartition(programId, memberId), newestFirst: true };
  return listConnection(deps, list, page, parseEntry);
}

/** A check for a transaction: the account is as it was read. */
export const checkAccount = (programId: string, account: Account): Write =>
  unchanged(accountKey(programId, account.memberId), account.version);

/**
 * The two writes of an entry: the account, conditional on its version, and the entry, conditional on being
 * new.
 */
export function entryWrites(programId: string, before: Account, after: Account, entry: PointEntry): Write[] {
  return [replace(accountItem(programId, after), before.version), insert(entryItem(programId, entry))];
}

/** All lots of a month end at once, and what has to be written of them is spread. */
const SPREAD_MILLIS = 6 * 3_600_000;

/** The note that a member has a lot to expire: falls due within the six hours after the lot's month. */
export function expiryItem(programId: string, memberId: string, month: string, timeZone: string): Item {
  const key: Key = expiryKey(programId, memberId, month);
  const dueAt = new Date(endOfMonth(month, timeZone).getTime() + partOfSpan(key, SPREAD_MILLIS));
  return {
    ...key,
    ...dueIndex(key, dueAt.toISOString(), ENTITY.pointExpiry),
    et: ENTITY.pointExpiry,
    programId,
    memberId,
    month,
  };
}

export const deleteExpiry = (programId: string, memberId: string, month: string): Write => ({
  delete: expiryKey(programId, memberId, month),
});
