import { createDeps } from '../../functions/entrypoints/deps.ts';
import { createScheduler } from '../../functions/entrypoints/handlers/scheduler.ts';
import { addDays } from '../../functions/platform/time.ts';
import type { Deps } from '../../functions/table/deps.ts';
import { holdContests } from './contests.ts';
import { liveDay, SEED_DAYS } from './days.ts';
import { chanceOf } from './people.ts';
import { createDemoProgram } from './program.ts';
import type { World } from './world.ts';

/** A demo program that was made some days ago, with its boards, and in which nothing has happened yet. */
export type NewDemo = {
  /** Lets the days pass until today. `onDay` is told before each day, and may throw to stop. */
  live(onDay: (day: number, days: number) => void): Promise<void>;
};

/**
 * Makes the demo program. Its 300 members, six weeks of codes, clicks, claims, purchases, refunds, awards and spends, and a contest in each phase then come
 * through the product's own operations with the clock set back, so that every number is one that the product made.
 */
export async function createDemo(
  given: Deps,
  jwksUri: string | undefined,
  days: number = SEED_DAYS,
): Promise<NewDemo> {
  const today = given.now();
  let now = addDays(today, -days);
  const { env, table, log, bucket, signer } = given;
  const deps = createDeps(env, { table, now: () => now, log, bucket, signer });
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
  return {
    live: async (onDay) => {
      const scheduler = createScheduler(deps);
      for (let day = 0; day < days; day += 1) {
        onDay(day + 1, days);
        await liveDay(world, day, now);
        now = addDays(today, day + 1 - days);
        await scheduler(() => Number.POSITIVE_INFINITY);
      }
      if (days >= SEED_DAYS) await holdContests(world, today);
    },
  };
}
