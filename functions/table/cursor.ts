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
 * A page as a Relay connection. A cursor names something that was of the list, so others came before a page
 * that has one: to look whether they are still there would cost a trip, and Relay does not ask for that.
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
 * One page of a list as a Relay connection. `first` is 1 to 100. Throws RequestError BAD_USER_INPUT for
 * another `first` and for a cursor that was not made for this list.
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
  // Without a cursor to open, the key is fetched beside the page and costs no trip of its own.
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
 * One page of a list that is in memory already, as a Relay connection. `sortOf` gives the text that the list
 * is sorted by, each item's its own. Throws as `listConnection`.
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

/** How many a page asks for. Throws RequestError BAD_USER_INPUT for another number than 1 to 100. */
export function firstOf({ first }: PageRequest): number {
  if (first == null || first < 1 || first > 100)
    throw new RequestError('BAD_USER_INPUT', '`first` must be 1 to 100.');
  return first;
}

function keyNames(index: IndexName | undefined): string[] {
  const found = INDEXES.find(({ name }) => name === index);
  return found === undefined ? ['PK', 'SK'] : ['PK', 'SK', found.partitionKey, found.sortKey];
}

/** The keys of an item that tell a query where to go on. */
function positionOf(item: Item, index: IndexName | undefined): string[] {
  return keyNames(index).map((name) => String(item[name]));
}

const nameOf = (list: ListName) => JSON.stringify([list.index ?? '', list.partition, list.prefix ?? '']);

/**
 * A cursor of a list: where to go on from, for us alone to read. A place in a ranking holds the id of whose
 * it is, who may be hidden.
 */
export const toCursor = (secret: string, list: ListName, position: readonly string[]): string =>
  seal(secret, nameOf(list), JSON.stringify(position)).toString('base64url');

/** The position that a cursor of a list holds. Throws RequestError BAD_USER_INPUT for any other text. */
export function fromCursor(secret: string, list: ListName, cursor: string): string[] {
  const sealed = Buffer.from(cursor, 'base64url');
  const position = unseal(secret, nameOf(list), sealed);
  // Readers of base64 pass over what does not belong to it; a cursor has one form.
  if (position === undefined || sealed.toString('base64url') !== cursor) {
    throw new RequestError(
      'BAD_USER_INPUT',
      'This cursor does not belong to this list. Use `endCursor` or `cursor` of a page of the same list.',
    );
  }
  return JSON.parse(position) as string[];
}
