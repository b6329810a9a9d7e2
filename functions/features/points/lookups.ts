import type { Item, Key } from '../../table/client.ts';
import { accountKey, counterKey, entryKey } from '../../table/keys.ts';
import { type Lookup, lookup } from '../../table/lookup.ts';
import { parseAccount, parseEntry } from './entries.ts';
import { type Account, emptyAccount, type PointEntry } from './rules.ts';

/** A member's account, an empty one where there is none. */
export const accountLookup = (programId: string, memberId: string): Lookup<Account> => ({
  key: accountKey(programId, memberId),
  parse: (item) => (item === undefined ? emptyAccount(memberId) : parseAccount(item)),
});

export const entryLookup = (programId: string, entryId: string): Lookup<PointEntry | undefined> =>
  lookup(entryKey(programId, entryId), parseEntry);

/** What stands at an entry's id: the entry, or the note that its idempotency key is used up. */
export const entryOrNoteLookup = (programId: string, entryId: string): Lookup<Item | undefined> => ({
  key: entryKey(programId, entryId),
  parse: (item) => item,
});

/** It also counts the lots of each month: a lot has expired at its end, not when that is written. */
export const pointTotalsKey = (programId: string): Key => counterKey(programId, 'POINTS', 'ALL');
