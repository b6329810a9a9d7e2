import type { Item, Key } from './client.ts';
import type { Deps } from './deps.ts';

/** An item as its store reads it. `parse` is given undefined for one that is not there. */
export type Lookup<T> = { key: Key; parse: (item: Item | undefined) => T };

/** A lookup of an item that may be missing. */
export const lookup = <T>(key: Key, parse: (item: Item) => T): Lookup<T | undefined> => ({
  key,
  parse: (item) => (item === undefined ? undefined : parse(item)),
});

/** Reads one item. Eventually consistent unless asked otherwise. */
export async function lookUpOne<T>(
  deps: Pick<Deps, 'table'>,
  { key, parse }: Lookup<T>,
  options: { consistent?: boolean } = {},
): Promise<T> {
  return parse(await deps.table.get(key, options));
}

type Wanted = Readonly<Record<string, Lookup<unknown> | undefined>>;
type Found<W extends Wanted> = {
  [N in keyof W]: W[N] extends Lookup<infer T>
    ? T
    : W[N] extends Lookup<infer T> | undefined
      ? T | undefined
      : never;
};

/** Reads items of several stores at once, by names. A lookup that is undefined is not made. */
export async function lookUp<const W extends Wanted>(
  deps: Pick<Deps, 'table'>,
  wanted: W,
  options: { consistent?: boolean } = {},
): Promise<Found<W>> {
  const made = Object.entries(wanted).flatMap(([name, lookup]) =>
    lookup === undefined ? [] : [{ name, lookup }],
  );
  const found = await lookUpAll(
    deps,
    made.map(({ lookup }) => lookup),
    options,
  );
  return Object.fromEntries(made.map(({ name }, index) => [name, found[index]])) as Found<W>;
}

export async function lookUpAll<T>(
  deps: Pick<Deps, 'table'>,
  lookups: readonly Lookup<T>[],
  options: { consistent?: boolean } = {},
): Promise<T[]> {
  const items = await deps.table.batchGet(
    lookups.map(({ key }) => key),
    options,
  );
  return lookups.map(({ parse }, index) => parse(items[index]));
}
