import type { Client, DocumentInput } from '@urql/core';

type List = { pageInfo: { hasNextPage: boolean; endCursor?: string | null } };

/** Adds the next page to the list that is shown; false at its end. */
export async function showMore<Data, Variables extends object>(
  client: Client,
  query: DocumentInput<Data, Variables & { after: string | null }>,
  variables: Variables,
  listOf: (data: Data) => List,
): Promise<boolean> {
  const read = async (after: string | null): Promise<List> => {
    const { data, error } = await client.query(query, { ...variables, after }).toPromise();
    if (error !== undefined) throw error;
    return listOf(data as Data);
  };
  // As it is in the cache, to the end of the last page.
  const { pageInfo } = await read(null);
  if (!pageInfo.hasNextPage || !pageInfo.endCursor) return false;
  await read(pageInfo.endCursor);
  return true;
}
