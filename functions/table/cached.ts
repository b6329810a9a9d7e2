import type { Deps } from './deps.ts';

/**
 * For so long a process may answer with what it has read: everywhere a change is seen within 30 seconds. It is
 * less than the wait between a board's making and its cut-over: by then everybody has read it.
 */
const FRESH_MILLIS = 30_000;

/** What a process keeps in memory of one kind of thing, by the ids that `load` takes. */
export type Cached<A extends readonly string[], T> = {
  /** From memory where it was read in the last 30 seconds, else `load`'s answer. */
  get: (deps: Deps, ...ids: A) => Promise<T>;
  /** The same; where there is none, what `make` makes, which is kept as if it had been read. */
  getOrMake: (deps: Deps, make: () => Promise<NonNullable<T>>, ...ids: A) => Promise<NonNullable<T>>;
  /** Lets this process see a change at once. */
  forget: (deps: Deps, ...ids: A) => void;
};

export function cached<A extends readonly string[], T>(
  kind: string,
  load: (deps: Deps, ...ids: A) => Promise<T>,
  freshMillis = FRESH_MILLIS,
): Cached<A, T> {
  const keyOf = (ids: A) => [kind, ...ids].join(':');
  const get = (deps: Deps, ...ids: A) =>
    deps.cache.through(keyOf(ids), freshMillis, () => load(deps, ...ids));
  return {
    get,
    getOrMake: async (deps, make, ...ids) =>
      (await get(deps, ...ids)) ?? deps.cache.through(keyOf(ids), freshMillis, make),
    forget: (deps, ...ids) => deps.cache.forget(keyOf(ids)),
  };
}
