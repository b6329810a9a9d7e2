import DataLoader from 'dataloader';
import { perRequest } from '../../graphql/context.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { Referral } from './rules.ts';
import { getReferrals } from './store.ts';

/** The referrals that brought members, by the members' ids. */
export const referralsOf = perRequest(
  (context: Context) =>
    new DataLoader<string, Referral | undefined>((ids) =>
      getReferrals(context.deps, scopeOf(context).program.id, ids),
    ),
);
