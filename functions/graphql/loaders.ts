import DataLoader from 'dataloader';
import { type IndexReads, newIndexReads } from '../features/leaderboards/standings.ts';
import type { Member } from '../features/members/rules.ts';
import { loadMembers } from '../features/members/store.ts';
import type { Account } from '../features/points/rules.ts';
import { loadAccounts } from '../features/points/store.ts';
import type { Referral } from '../features/referrals/rules.ts';
import { loadReferrals } from '../features/referrals/store.ts';
import { type Item, type Key, keyText } from '../table/client.ts';
import type { Deps } from '../table/deps.ts';

/** Reads of one request, gathered: the members or accounts of a page are ceil(N/100) reads, and none is read twice. */
export type Loaders = {
  members: DataLoader<string, Member | undefined>;
  /** One alone is read consistently, so that a balance shows what the request before it did; those of a page are not: half the cost. */
  accounts: DataLoader<string, Account>;
  /** The referral that brought each friend. */
  referrals: DataLoader<string, Referral | undefined>;
  /** Items as they stand: the ranks of a page share most of their nodes. */
  items: DataLoader<Key, Item | undefined, string>;
  standings: IndexReads;
};

export function createLoaders(deps: Deps, programId: string): Loaders {
  return {
    members: new DataLoader((ids) => loadMembers(deps, programId, ids)),
    accounts: new DataLoader((ids) => loadAccounts(deps, programId, ids, { consistent: ids.length === 1 })),
    referrals: new DataLoader((ids) => loadReferrals(deps, programId, ids)),
    items: new DataLoader((keys) => deps.table.batchGet(keys), {
      cacheKeyFn: keyText,
    }),
    standings: newIndexReads(),
  };
}
