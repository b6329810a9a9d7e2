import DataLoader from 'dataloader';
import { type Item, type Key, keyText } from '../table/client.ts';
import { perRequest, type RequestContext } from './context.ts';

/** Eventually consistent. The items of a page are read together, and none is read twice in a request. */
export const itemsOf = perRequest(
  ({ deps }: Pick<RequestContext, 'deps' | 'made'>) =>
    new DataLoader<Key, Item | undefined, string>((keys) => deps.table.batchGet(keys), {
      cacheKeyFn: keyText,
    }),
);
