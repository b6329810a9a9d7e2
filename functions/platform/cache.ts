import type { Clock } from './clock.ts';

/** Answers kept in the memory of one process. Bounded; the least recently loaded leaves first. */
export type Cache = {
  /** The kept answer if it is young enough, else `load()`'s, kept unless undefined. Rivals share one load. */
  through<T>(key: string, ttlMillis: number, load: () => Promise<T>): Promise<T>;
  forget(key: string): void;
};

const MAX_ENTRIES = 2_000;

export function createCache(now: Clock): Cache {
  const kept = new Map<string, { at: number; answer: Promise<unknown> }>();
  return {
    through<T>(key: string, ttlMillis: number, load: () => Promise<T>): Promise<T> {
      const found = kept.get(key);
      // What was read after this moment, by a clock that was set back since, is read anew.
      const age = found === undefined ? ttlMillis : Math.abs(now().getTime() - found.at);
      if (found !== undefined && age < ttlMillis) return found.answer as Promise<T>;
      const answer = load();
      const entry = { at: now().getTime(), answer };
      const drop = () => {
        if (kept.get(key) === entry) kept.delete(key);
      };
      kept.delete(key);
      kept.set(key, entry);
      // A failure, and the absence of something that may come to be, are asked for again.
      answer.then((value) => value === undefined && drop(), drop);
      const [oldest] = kept.keys();
      if (kept.size > MAX_ENTRIES && oldest !== undefined) kept.delete(oldest);
      return answer;
    },
    forget: (key) => void kept.delete(key),
  };
}
