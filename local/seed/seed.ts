import { createScheduler } from '../../functions/features/scheduler.ts';
import { createDeps, type Deps } from '../../functions/platform/deps.ts';
import { addDays } from '../../functions/platform/time.ts';
import { liveDay, SEED_DAYS } from './days.ts';
import { chanceOf } from './people.ts';
import { createDemoProgram } from './program.ts';
import type { World } from './world.ts';

/**
 * Fills the demo program with 300 members and six weeks of codes, clicks, claims, purchases, refunds, awards and spends, all
 * through the product's own operations with the clock set back, so that every number is one that the product made.
 * `onDay` is told before each day, and may throw to stop.
 */
export async function seedDemo(
  given: Deps,
  jwksUri: string | undefined,
  onDay: (day: number, days: number) => void = () => undefined,
): Promise<void> {
  const today = given.now();
  let now = addDays(today, -SEED_DAYS);
  const deps = createDeps(given.env, { table: given.table, now: () => now, log: given.log });
  const world: World = {
    deps,
    program: await createDemoProgram(deps, jwksUri),
    chance: chanceOf(20_261_121),
    people: [],
    codes: [],
    purchases: [],
    earners: [],
    orders: 0,
  };
  const scheduler = createScheduler(deps);
  for (let day = 0; day < SEED_DAYS; day += 1) {
    onDay(day + 1, SEED_DAYS);
    await liveDay(world, day, now);
    now = addDays(today, day + 1 - SEED_DAYS);
    await scheduler(() => Number.POSITIVE_INFINITY);
  }
}
