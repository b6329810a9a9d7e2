import DataLoader from 'dataloader';
import { perRequest } from '../../graphql/context.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { Account } from './rules.ts';
import { getAccounts } from './store.ts';

/**
 * Accounts by their members' ids. One alone is read consistently, so that a balance shows what the request
 * before it did; those of a page are not: half the cost.
 */
export const accountsOf = perRequest(
  (context: Context) =>
    new DataLoader<string, Account>((ids) =>
      getAccounts(context.deps, scopeOf(context).program.id, ids, { consistent: ids.length === 1 }),
    ),
);
