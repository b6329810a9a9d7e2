import { derivedId, digest26, ID_PREFIX } from '../../platform/ids.ts';
import type { Item } from '../../table/client.ts';
import { ENTITY } from '../../table/entities.ts';
import { unpackLots } from './lots.ts';
import { type Account, accountModel, entryModel, type PointCause, type PointEntry } from './rules.ts';

// What other features know of the ledger's items: how they are read and named. Only the store of this feature
// writes them.

/** True for an entry; what else stands at an entry's key is the note that its idempotency key is used up. */
export const isEntry = (item: Item) => item.et === ENTITY.pointEntry;

// A cause is stored under the names that its parts had when only referrals had an id: `source` is its kind, and
// `referralId` the id of whatever it is.
export const storedCause = ({ kind, causeId }: PointCause) => ({ source: kind, referralId: causeId });
const causeOf = ({ source, referralId }: Item) => ({ kind: source, causeId: referralId });

/** Its id, member and number stand in its keys alone. */
export function parseEntry(item: Item): PointEntry {
  const [, memberId] = /#MEM#([^#]+)#ENTRIES$/.exec(String(item.GSI1PK)) ?? [];
  const id = item.PK.slice(item.PK.lastIndexOf('#') + 1);
  return entryModel.parse({
    ...item,
    id,
    memberId,
    number: Number(item.GSI1SK),
    cause: causeOf(item),
    lots: unpackLots(String(item.lots ?? '')),
  });
}

export const parseAccount = (item: Item): Account =>
  accountModel.parse({ ...item, expiredLots: unpackLots(String(item.expiredLots ?? '')) });

// An entry's id is derived from what makes it unique, so writing it a second time fails on the id.

/** A key is used up for ever: for one client of API keys, or for all people of a program together. */
export const keyedEntryId = (programId: string, idempotencyKey: string, client?: string) =>
  client === undefined
    ? derivedId('pointEntry', programId, 'key', idempotencyKey)
    : clientEntryPrefix(programId, client) +
      digest26('client entry', programId, client, idempotencyKey).slice(0, 26 - TAG_LENGTH);

const TAG_LENGTH = 6;
/** What a client's entry ids begin with: they tell whose idempotency key it was, and grow no longer by it. */
export const clientEntryPrefix = (programId: string, client: string) =>
  `${ID_PREFIX.pointEntry}_${digest26('client', programId, client).slice(0, TAG_LENGTH)}`;
/** A pending entry is activated or cancelled, never both: the two have one id. */
export const settleEntryId = (programId: string, pendingEntryId: string) =>
  derivedId('pointEntry', programId, 'settle', pendingEntryId);
/** An entry is reversed at most once. */
export const reverseEntryId = (programId: string, entryId: string) =>
  derivedId('pointEntry', programId, 'reverse', entryId);
export const referralEntryId = (programId: string, referralId: string, side: 'ADVOCATE' | 'FRIEND') =>
  derivedId('pointEntry', programId, 'referral', referralId, side);
/** `since` is the version of the result that made the award: one that others leave as it is pays nothing more. */
export const prizeEntryId = (
  programId: string,
  { contestId, since, number, prize }: { contestId: string; since: number; number: number; prize: number },
) => derivedId('pointEntry', programId, 'prize', contestId, String(since), String(number), String(prize));
/** A reversed spend can refill a lot that has expired: the version tells the EXPIRE entries apart. */
export const expiryEntryId = (programId: string, memberId: string, month: string, version: number) =>
  derivedId('pointEntry', programId, 'expiry', memberId, month, String(version));
