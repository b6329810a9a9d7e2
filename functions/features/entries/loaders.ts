import DataLoader from 'dataloader';
import { perRequest } from '../../graphql/context.ts';
import { lookUpAll } from '../../table/lookup.ts';
import { type Context, scopeOf } from '../programs/context.ts';
import { entryIdOf } from './ids.ts';
import { contestEntryLookup } from './lookups.ts';
import type { ContestEntry } from './model.ts';

type Named = Pick<ContestEntry, 'contestId' | 'number'>;

/** Entries by contest and number: those of a page are read together. */
export const contestEntriesOf = perRequest(
  (context: Context) =>
    new DataLoader<Named, ContestEntry | undefined, string>(
      (all) => {
        const { program } = scopeOf(context);
        const wanted = all.map(({ contestId, number }) => contestEntryLookup(program.id, contestId, number));
        return lookUpAll(context.deps, wanted);
      },
      { cacheKeyFn: entryIdOf },
    ),
);
