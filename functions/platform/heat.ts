import type { Clock } from './clock.ts';

/** What this process met other writers at lately. Bounded: what was met longest ago is forgotten first. */
export type Heat = {
  isHot(place: string): boolean;
  /** Notes that another writer was met there. True when that is news. */
  met(place: string): boolean;
};

/** After that long it is tried again whether anybody else is there. */
const HOT_MILLIS = 60_000;
const MAX_PLACES = 2_000;

export function createHeat(now: Clock): Heat {
  const metAt = new Map<string, number>();
  const isHot = (place: string) => {
    const at = metAt.get(place);
    // A clock that was set back would keep it hot for as long.
    return at !== undefined && Math.abs(now().getTime() - at) < HOT_MILLIS;
  };
  return {
    isHot,
    met(place) {
      const isNews = !isHot(place);
      metAt.delete(place);
      metAt.set(place, now().getTime());
      const [oldest] = metAt.keys();
      if (metAt.size > MAX_PLACES && oldest !== undefined) metAt.delete(oldest);
      return isNews;
    },
  };
}
