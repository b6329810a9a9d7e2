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
import { isEntry, parseEntry, storedCause } from './entries.ts';
import { accountLookup, pointTotalsKey } from './lookups.ts';
import { packLots } from './lots.ts';
import { type Account, type AccountView, memberIdOfAccount, type PointEntry, viewAccount } from './rules.ts';

function entryItem(programId: string, entry: PointEntry): Item {
  const { id, memberId, number, lots, totals, cause, ...rest } = entry;
  const kept = Object.entries({ ...rest, ...storedCause(cause) }).filter(
    ([, value]) => value !== null && value !== 0,
  );
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

/** Expired lots are many in the end and seldom looked at: they are kept as short text. */
function accountItem(programId: string, { expiredLots, ...account }: Account): Item {
  const packed = packLots(expiredLots);
  return {
    ...accountKey(programId, account.memberId),
    et: ENTITY.pointAccount,
    ...account,
    ...(packed === '' ? {} : { expiredLots: packed }),
  };
}

export async function getAccount(deps: Deps, programId: string, memberId: string): Promise<Account> {
  return lookUpOne(deps, accountLookup(programId, memberId), { consistent: true });
}

export function getEntryOrNote(deps: Deps, programId: string, entryId: string): Promise<Item | undefined> {
  return deps.table.get(entryKey(programId, entryId), { consistent: true });
}

export const getPointTotals = (deps: Deps, programId: string): Promise<Item | undefined> =>
  deps.table.get(pointTotalsKey(programId));

/** In the order of the ids. */
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

/** Undefined where there is no such member; the account of a member without entries is an empty one. */
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

/** Uses up an idempotency key whose entry has another id: no other entry can take the key's id now. */
export const insertKeyUse = (
  programId: string,
  entryId: string,
  { inputHash, actorId }: Pick<PointEntry, 'inputHash' | 'actorId'>,
): Write => insert({ ...entryKey(programId, entryId), et: ENTITY.pointKey, inputHash, actorId });

export function listEntries(
  deps: Deps,
  programId: string,
  memberId: string,
  page: PageRequest,
): Promise<Connection<PointEntry>> {
  const list = { index: GSI1.name, partition: entriesPartition(programId, memberId), newestFirst: true };
  return listConnection(deps, list, page, parseEntry);
}

export const checkAccount = (programId: string, account: Account): Write =>
  unchanged(accountKey(programId, account.memberId), account.version);

export function entryWrites(programId: string, before: Account, after: Account, entry: PointEntry): Write[] {
  return [replace(accountItem(programId, after), before.version), insert(entryItem(programId, entry))];
}

/** All lots of a month end at once: the writes of their expiry are spread over the hours after it. */
const SPREAD_MILLIS = 6 * 3_600_000;

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
