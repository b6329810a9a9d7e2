import type { Item, QueryInput } from './client.ts';
import type { Deps } from './deps.ts';

/** The items that a query finds, page by page, each read when it is asked for. `limit` is how many items a page has at most. */
export async function* pagesOf(deps: Pick<Deps, 'table'>, input: QueryInput): AsyncGenerator<Item[]> {
  let { after } = input;
  do {
    const page = await deps.table.query({ ...input, after });
    yield page.items;
    after = page.last;
  } while (after !== undefined);
}

/** All items that a query finds, however many pages they fill. */
export async function queryAll(deps: Pick<Deps, 'table'>, input: QueryInput): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pagesOf(deps, input)) items.push(...page);
  return items;
}
