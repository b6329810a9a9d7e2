import type { Clock } from './clock.ts';

/** Where this process met other writers lately. Bounded: what was met longest ago is forgotten first. */
export type Heat = {
  isHot(name: string): boolean;
  /** Notes that another writer was met there. True when that is news. */
  met(name: string): boolean;
};

/** After so long it is tried again whether anybody else is there. */
const HOT_MILLIS = 60_000;
const MAX_NAMES = 2_000;

export function createHeat(now: Clock): Heat {
  const metAt = new Map<string, number>();
  const isHot = (name: string) => {
    const at = metAt.get(name);
    // A clock that was set back would keep it hot for as long.
    return at !== undefined && Math.abs(now().getTime() - at) < HOT_MILLIS;
  };
  return {
    isHot,
    met(name) {
      const isNews = !isHot(name);
      metAt.delete(name);
      metAt.set(name, now().getTime());
      const [oldest] = metAt.keys();
      if (metAt.size > MAX_NAMES && oldest !== undefined) metAt.delete(oldest);
      return isNews;
    },
  };
}
