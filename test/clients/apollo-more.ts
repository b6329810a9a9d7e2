import type { ObservableQuery } from '@apollo/client';

type Page = { pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
type Variables = { after?: string | null };

/** Where the page after this one begins; undefined at the end of the list. */
export const nextOf = ({ pageInfo }: Page): string | undefined =>
  pageInfo.hasNextPage ? (pageInfo.endCursor ?? undefined) : undefined;

/** Adds the page after a cursor to the list that is shown, and answers the cursor of the page after that. */
export async function showMore<Data>(
  shown: Pick<ObservableQuery<Data, Variables>, 'fetchMore'>,
  after: string,
  listOf: (data: Data) => Page,
): Promise<string | undefined> {
  const { data } = await shown.fetchMore({ variables: { after } });
  return data === undefined ? after : nextOf(listOf(data as Data));
}
