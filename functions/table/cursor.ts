import { RequestError } from '../platform/errors.ts';
import type { Item } from './client.ts';
import { INDEXES, type IndexName } from './definition.ts';
import type { Deps } from './deps.ts';
import { seal, unseal } from './seal.ts';
import { sealSecret } from './secrets.ts';

/** What names a list: a cursor is sealed for it, so one of another list or program does not open it. */
export type ListName = { index?: IndexName; partition: string; prefix?: string };

export type Connection<T> = {
  edges: { cursor: string; node: T }[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
};

export type PageRequest = { first?: number | null | undefined; after?: string | null | undefined };

/**
 * A cursor names something that was of the list, so others came before its page: to look whether they are
 * still there would cost a read, and Relay does not ask for that.
 */
export function toConnection<T>(
  edges: Connection<T>['edges'],
  { after }: PageRequest,
  hasNextPage: boolean,
): Connection<T> {
  return {
    edges,
    pageInfo: {
      hasNextPage,
      hasPreviousPage: after != null,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/**
 * Throws RequestError BAD_USER_INPUT unless `first` is 1 to 100, and for a cursor that was not made for this
 * list.
 */
export async function listConnection<T>(
  deps: Deps,
  list: ListName & { newestFirst?: boolean; between?: readonly [string, string] },
  page: PageRequest,
  parse: (item: Item) => T,
): Promise<Connection<T>> {
  const first = firstOf(page);
  const secret = sealSecret(deps);
  const position = page.after == null ? undefined : fromCursor(await secret, list, page.after);
  const after =
    position && Object.fromEntries(keyNames(list.index).map((name, index) => [name, position[index] ?? '']));
  // Without a cursor to open, the key is not needed before the page is read.
  const [{ items, last }, key] = await Promise.all([
    deps.table.query({ ...list, limit: first + 1, after }),
    secret,
  ]);
  const shown = items.slice(0, first);
  const edges = shown.map((item) => ({
    cursor: toCursor(key, list, positionOf(item, list.index)),
    node: parse(item),
  }));
  // A page that the service cut short, at 1 MB, has less than was asked for and yet more behind it.
  return toConnection(edges, page, items.length > first || last !== undefined);
}

/**
 * As `listConnection`, for a list that is in memory. `sortOf` gives the text that the list is sorted by, each
 * item's its own.
 */
export async function pageOf<T>(
  deps: Deps,
  partition: string,
  items: readonly T[],
  page: PageRequest,
  sortOf: (item: T) => string,
): Promise<Connection<T>> {
  const first = firstOf(page);
  const secret = await sealSecret(deps);
  const [after = ''] = page.after == null ? [] : fromCursor(secret, { partition }, page.after);
  const left = items.filter((item) => sortOf(item) > after);
  const edges = left
    .slice(0, first)
    .map((node) => ({ cursor: toCursor(secret, { partition }, [sortOf(node)]), node }));
  return toConnection(edges, page, left.length > first);
}

/** Throws RequestError BAD_USER_INPUT for another number than 1 to 100. */
export function firstOf({ first }: PageRequest): number {
  if (first == null || first < 1 || first > 100)
    throw new RequestError('BAD_USER_INPUT', '`first` must be 1 to 100.');
  return first;
}

function keyNames(index: IndexName | undefined): string[] {
  const found = INDEXES.find(({ name }) => name === index);
  return found === undefined ? ['PK', 'SK'] : ['PK', 'SK', found.partitionKey, found.sortKey];
}

/** From where a query goes on after the item. */
function positionOf(item: Item, index: IndexName | undefined): string[] {
  return keyNames(index).map((name) => String(item[name]));
}

const nameOf = (list: ListName) => JSON.stringify([list.index ?? '', list.partition, list.prefix ?? '']);

/** Sealed, for a place in a ranking holds the id of whose it is, who may be hidden. */
export const toCursor = (secret: string, list: ListName, position: readonly string[]): string =>
  seal(secret, nameOf(list), JSON.stringify(position)).toString('base64url');

/** Throws RequestError BAD_USER_INPUT for any text but a cursor of this list. */
export function fromCursor(secret: string, list: ListName, cursor: string): string[] {
  const sealed = Buffer.from(cursor, 'base64url');
  const position = unseal(secret, nameOf(list), sealed);
  // Decoders of base64 skip what does not belong to it; a cursor has one form.
  if (position === undefined || sealed.toString('base64url') !== cursor) {
    throw new RequestError(
      'BAD_USER_INPUT',
      'This cursor does not belong to this list. Use `endCursor` or `cursor` of a page of the same list.',
    );
  }
  return JSON.parse(position) as string[];
}
