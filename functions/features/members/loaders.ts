import DataLoader from 'dataloader';
import { perRequest } from '../../graphql/context.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import type { Member } from './rules.ts';
import { getMembers } from './store.ts';

export const membersOf = perRequest(
  (context: Context) =>
    new DataLoader<string, Member | undefined>((ids) =>
      getMembers(context.deps, scopeOf(context).program.id, ids),
    ),
);
