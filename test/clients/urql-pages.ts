import type { Cache, FieldArgs, Resolver, UpdateResolver } from '@urql/exchange-graphcache';

/**
 * A list of which pages were read: from its first page on, each page that follows the one before. Graphcache's own
 * `relayPagination` shows every page that was read, with a gap where the first one has moved on since.
 */
export const pages =
  (): Resolver =>
  (_parent, args, cache, { parentKey, fieldName }) => {
    const read = new Map<unknown, string>();
    for (const field of cache.inspectFields(parentKey)) {
      const isOfList = field.fieldName === fieldName && filtersOf(field.arguments) === filtersOf(args);
      const page = isOfList ? cache.resolve(parentKey, field.fieldKey) : undefined;
      if (typeof page === 'string' && field.arguments?.first === args.first)
        read.set(afterOf(field.arguments), page);
    }
    const first = read.get(null);
    // Undefined has the page that was asked for read from the API.
    if (first === undefined || !read.has(afterOf(args))) return undefined;

    const edges = new Map<unknown, unknown>();
    let last = first;
    for (let next: string | undefined = first; next !== undefined; next = followerOf(cache, last, read)) {
      last = next;
      for (const edge of cache.resolve(last, 'edges') as string[]) {
        const node = cache.resolve(edge, 'node');
        if (!edges.has(node)) edges.set(node, edge);
      }
    }
    return {
      __typename: cache.resolve(first, '__typename'),
      edges: [...edges.values()],
      pageInfo: {
        __typename: 'PageInfo',
        hasPreviousPage: pageInfoOf(cache, first, 'hasPreviousPage'),
        startCursor: pageInfoOf(cache, first, 'startCursor'),
        hasNextPage: pageInfoOf(cache, last, 'hasNextPage'),
        endCursor: pageInfoOf(cache, last, 'endCursor'),
      },
    };
  };

/** With the first page of a list the later ones are read again: what has moved between them would be lost. */
export const dropLaterPages =
  (): UpdateResolver =>
  (_result, args, cache, { parentKey, fieldName }) => {
    if (afterOf(args) !== null) return;
    for (const field of cache.inspectFields(parentKey))
      if (
        field.fieldName === fieldName &&
        filtersOf(field.arguments) === filtersOf(args) &&
        afterOf(field.arguments) !== null
      )
        cache.invalidate(parentKey, fieldName, field.arguments);
  };

/** What a list is asked for besides its pages: for each of it there is another list. */
const filtersOf = (args: FieldArgs) =>
  JSON.stringify(
    Object.entries({ ...args, first: 0, after: null }).sort(([one], [other]) => (one < other ? -1 : 1)),
  );

const afterOf = (args: FieldArgs) => args?.after ?? null;

const pageInfoOf = (cache: Cache, page: string, field: string) =>
  cache.resolve(cache.resolve(page, 'pageInfo') as string, field);

function followerOf(cache: Cache, page: string, read: Map<unknown, string>): string | undefined {
  const end = pageInfoOf(cache, page, 'endCursor');
  return end === null || pageInfoOf(cache, page, 'hasNextPage') === false ? undefined : read.get(end);
}
