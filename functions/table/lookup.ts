import type { Item, Key } from './client.ts';
import type { Deps } from './deps.ts';

/** An item as its store reads it: where it stands, and what it says; what is not there is `undefined` to `parse`. */
export type Lookup<T> = { key: Key; parse: (item: Item | undefined) => T };

type Found<L extends readonly Lookup<unknown>[]> = {
  [I in keyof L]: L[I] extends Lookup<infer T> ? T : never;
};

/** Reads the items of several stores at once, and answers in their order. */
export async function lookUp<const L extends readonly Lookup<unknown>[]>(
  deps: Pick<Deps, 'table'>,
  lookups: L,
  options: { consistent?: boolean } = {},
): Promise<Found<L>> {
  const items = await deps.table.batchGet(
    lookups.map(({ key }) => key),
    options,
  );
  return lookups.map(({ parse }, index) => parse(items[index])) as unknown as Found<L>;
}
