import { plus } from '../../functions/projection/amounts.ts';
import { addUp, contributionsOf, type Delta, type Projection } from '../../functions/projection/fold.ts';
import { type Item, type Key, keyText } from '../../functions/table/client.ts';
import { ENTITY } from '../../functions/table/entities.ts';
import { counterDay } from '../../functions/table/keys.ts';
import { unreadableItem } from '../shared/readable.ts';

/** A counter that is not what its items say. `counted` is what the projector has, `recounted` the sum over the items. */
type Discrepancy = { PK: string; SK: string; name: string; counted: number; recounted: number };

/** A tally counts its writes, which follow from no item. */
const ALL_NAMES_BUT = new Set(['PK', 'SK', 'et', 'writes']);
const COUNTERS: readonly unknown[] = [ENTITY.counter, ENTITY.tally, ENTITY.liveTally];

export type RecountReport = {
  counters: number;
  discrepancies: Discrepancy[];
  /** What each counter lacks of its recount. */
  corrections: Delta[];
  /** Numbers that nothing was said of, because TTL may have removed some of their items. */
  forgotten: number;
  /** Items that say nothing, and why: without them no sum is to be trusted. */
  unreadable: string[];
};

const HOUR_MILLIS = 3_600_000;
/** A day begins in the zone UTC+14 so long before it does in UTC. */
const EARLIEST_ZONE_HOURS = 14;

/**
 * Recounts every counter from the items that it counts: the same pure contributions that the projector folds, summed
 * over a scan. A number whose items TTL removes is left as it is from the day on which the first of them may be gone.
 */
export function createRecount(
  projections: ReadonlyMap<string, Projection>,
  now: Date,
): { add(item: Item): void; report(): RecountReport } {
  const isForgotten = forgottenIn(projections, now);
  const sums = new Map<string, Delta>();
  const counted = new Map<string, Item>();
  const unreadable: string[] = [];
  const contributions = (item: Item): Delta[] => {
    try {
      return contributionsOf(projections, item);
    } catch (error) {
      unreadable.push(unreadableItem(item, error));
      return [];
    }
  };
  return {
    add(item) {
      if (COUNTERS.includes(item.et)) counted.set(keyText(item), item);
      for (const { key, add } of contributions(item)) {
        const text = keyText(key);
        sums.set(text, { key, add: plus(sums.get(text)?.add ?? {}, add) });
      }
    },
    report() {
      const discrepancies: Discrepancy[] = [];
      let forgotten = 0;
      for (const text of new Set([...sums.keys(), ...counted.keys()])) {
        const item = counted.get(text);
        const add = sums.get(text)?.add ?? {};
        const [PK = '', SK = ''] = text.split('\n');
        for (const name of new Set([...Object.keys(add), ...Object.keys(item ?? {})])) {
          if (ALL_NAMES_BUT.has(name)) continue;
          if (isForgotten({ PK, SK }, name)) {
            forgotten += 1;
            continue;
          }
          const [have, want] = [Number(item?.[name] ?? 0), add[name] ?? 0];
          if (have !== want) discrepancies.push({ PK, SK, name, counted: have, recounted: want });
        }
      }
      const corrections = addUp(
        discrepancies.map(({ PK, SK, name, counted, recounted }) => ({
          key: { PK, SK },
          add: { [name]: recounted - counted },
        })),
      );
      const counters = new Set([...sums.keys(), ...counted.keys()]).size;
      return { counters, discrepancies, corrections: [...corrections.values()], forgotten, unreadable };
    },
  };
}

/** True for a number of a counter that can no longer be recounted: TTL may have removed an item of that day. */
function forgottenIn(
  projections: ReadonlyMap<string, Projection>,
  now: Date,
): (counter: Key, name: string) => boolean {
  const hoursKept = new Map<string, number>();
  for (const { forgets } of projections.values()) {
    for (const name of forgets?.names ?? []) hoursKept.set(name, (forgets?.afterDays ?? 0) * 24);
  }
  return (counter, name) => {
    const hours = hoursKept.get(name);
    if (hours === undefined) return false;
    const day = counterDay(counter);
    // A sum over all time loses items from its very beginning.
    if (day === undefined) return true;
    return Date.parse(day) + (hours - EARLIEST_ZONE_HOURS) * HOUR_MILLIS <= now.getTime();
  };
}
