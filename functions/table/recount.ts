import type { Item } from './client.ts';
import { addUp, contributionsOf, type Delta, type Projection } from './fold.ts';
import { ENTITY } from './keys.ts';

/** A counter that is not what its items say. `counted` is what the projector has, `recounted` the sum over the items. */
export type Discrepancy = { PK: string; SK: string; name: string; counted: number; recounted: number };

const ALL_NAMES_BUT = new Set(['PK', 'SK', 'et']);

/**
 * Recounts every counter from the items that it counts: the same pure contributions that the projector folds, summed
 * over a scan. Counters of items that TTL has removed since can only be recounted while the items live; `ignore` leaves those out.
 */
export function createRecount(
  projections: ReadonlyMap<string, Projection>,
  ignore: (key: { PK: string; SK: string }, name: string) => boolean = () => false,
): { add(item: Item): void; report(): { counters: number; discrepancies: Discrepancy[]; corrections: Delta[] } } {
  const sums = new Map<string, Delta>();
  const counted = new Map<string, Item>();
  return {
    add(item) {
      if (item.et === ENTITY.counter) counted.set(`${item.PK}\n${item.SK}`, item);
      for (const { key, add } of contributionsOf(projections, item)) {
        const text = `${key.PK}\n${key.SK}`;
        const sum = sums.get(text) ?? { key, add: {} };
        for (const [name, amount] of Object.entries(add)) sum.add[name] = (sum.add[name] ?? 0) + amount;
        sums.set(text, sum);
      }
    },
    report() {
      const discrepancies: Discrepancy[] = [];
      for (const text of new Set([...sums.keys(), ...counted.keys()])) {
        const item = counted.get(text);
        const add = sums.get(text)?.add ?? {};
        const [PK = '', SK = ''] = text.split('\n');
        for (const name of new Set([...Object.keys(add), ...Object.keys(item ?? {})])) {
          if (ALL_NAMES_BUT.has(name) || ignore({ PK, SK }, name)) continue;
          const [have, want] = [Number(item?.[name] ?? 0), add[name] ?? 0];
          if (have !== want) discrepancies.push({ PK, SK, name, counted: have, recounted: want });
        }
      }
      const corrections = addUp(
        discrepancies.map(({ PK, SK, name, counted, recounted }) => ({ key: { PK, SK }, add: { [name]: recounted - counted } })),
      );
      return { counters: new Set([...sums.keys(), ...counted.keys()]).size, discrepancies, corrections: [...corrections.values()] };
    },
  };
}
